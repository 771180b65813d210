//! What becomes of reimbursements whose messages are refused or lost.

use crate::{mock::*, WeightInfo};
use fiscal_primitives::{
	outbox::Body,
	region::{Ending, OutboundStatus, RegionOperation, RegionOutcome},
	traits::{OnDelivery, OnLockDecided},
};
use frame_support::assert_ok;
use OutboundStatus::{Asked, Disputed, Locked, Refused, Released, Settled};

fn chain() -> ExtBuilder {
	ExtBuilder::default().with_provinces().with_insurers()
}

fn status() -> OutboundStatus {
	outbound(ALICE, "F1").status
}

/// The only message to the platform since the last look.
fn sent() -> Body {
	let messages = told();
	assert_eq!(messages.len(), 1, "{messages:?}");
	messages[0].clone()
}

fn started() -> Body {
	assert_ok!(start(ALICE, 1, "F1"));
	sent()
}

fn finished(ending: Ending) -> Body {
	assert_ok!(finish(ALICE, "F1", ending));
	sent()
}

fn say(operation: RegionOperation, outcome: RegionOutcome) {
	assert_ok!(reply(ZHEJIANG, ALICE, "F1", operation, outcome, Some(NOON + TERM)));
	written();
}

fn locked() {
	say(RegionOperation::Start, RegionOutcome::Locked);
	assert_eq!(status(), Locked);
}

#[test]
fn a_start_that_the_platform_refuses_locks_nothing() {
	chain().build_and_execute(|| {
		deliver(&started(), false);
		assert_eq!(status(), Refused);
		assert_ok!(start(BOB, 1, "F2"));
	});
}

#[test]
fn a_start_that_is_lost_may_have_arrived() {
	chain().build_and_execute(|| {
		let start = started();
		lose(&start);
		assert_eq!(status(), Disputed);
		// Told once more, nothing new.
		lose(&start);
		assert_eq!(status(), Disputed);
		// It did: the other province answers.
		locked();
		deliver(&start, true);
		assert_eq!(status(), Locked);
	});
	chain().build_and_execute(|| {
		let start = started();
		lose(&start);
		// Taken up again, it arrives; or the platform refuses it then.
		deliver(&start, true);
		assert_eq!(status(), Asked);
		lose(&start);
		deliver(&start, false);
		assert_eq!(status(), Refused);
	});
}

#[test]
fn a_result_that_does_not_arrive_is_for_a_person() {
	for accepted in [None, Some(false)] {
		chain().build_and_execute(|| {
			started();
			locked();
			let result = finished(settled(1));
			match accepted {
				Some(accepted) => deliver(&result, accepted),
				None => lose(&result),
			}
			assert_eq!(status(), Disputed);
			// Taken up again, it arrives, and is answered.
			deliver(&result, true);
			assert_eq!(status(), OutboundStatus::Ending);
			say(RegionOperation::Result, RegionOutcome::Settled);
			assert_eq!(status(), Settled);
			lose(&result);
			assert_eq!(status(), Settled);
		});
	}
}

#[test]
fn what_the_other_province_said_is_not_undone_by_a_receipt() {
	chain().build_and_execute(|| {
		started();
		locked();
		let result = finished(settled(1));
		say(RegionOperation::Result, RegionOutcome::Late);
		assert_eq!(status(), Disputed);
		deliver(&result, true);
		assert_eq!(status(), Disputed);
	});
}

#[test]
fn a_request_that_was_given_up_ends_with_its_start() {
	chain().build_and_execute(|| {
		let start = started();
		finished(Ending::Released);
		deliver(&start, false);
		assert_eq!(status(), Released);
	});
	chain().build_and_execute(|| {
		let start = started();
		let result = finished(Ending::Released);
		lose(&start);
		assert_eq!(status(), Disputed);
		deliver(&result, true);
		assert_eq!(status(), OutboundStatus::Ending);
		say(RegionOperation::Result, RegionOutcome::Unknown);
		assert_eq!(status(), Released);
	});
}

#[test]
fn other_messages_change_no_reimbursement() {
	chain().build_and_execute(|| {
		started();
		assert_ok!(push(ALICE, "F1", "agreement"));
		let pushed = sent();
		lose(&pushed);
		deliver(&pushed, false);
		assert_eq!(status(), Asked);
	});
}

#[test]
fn being_told_has_its_price() {
	let own = <() as WeightInfo>::delivered();
	assert_eq!(<Regions as OnDelivery>::delivery_weight(), own);
	let answer_and_evidence = SEND_WEIGHT + SEND_WEIGHT;
	let decided = <() as WeightInfo>::decided() + answer_and_evidence;
	assert_eq!(<Regions as OnLockDecided>::decided_weight(), decided);
}
