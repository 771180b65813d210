//! What a person decides.

use crate::{mock::*, Error, Event, LiveFlows, Resolution};
use fiscal_primitives::{
	outbox::{Body, EvidenceKind},
	region::{Ending, OutboundStatus, RegionOperation, RegionOutcome},
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn chain() -> ExtBuilder {
	ExtBuilder::default().with_bills(1).with_provinces().with_insurers()
}

/// Alice's reimbursement is in dispute: its start was lost, or its result.
fn disputed(ending: Option<Ending>) {
	assert_ok!(start(ALICE, 1, "F1"));
	if let Some(ending) = ending {
		let (operation, outcome) = (RegionOperation::Start, RegionOutcome::Locked);
		assert_ok!(reply(ZHEJIANG, ALICE, "F1", operation, outcome, Some(NOON + TERM)));
		written();
		assert_ok!(finish(ALICE, "F1", ending));
	}
	lose(&told()[0]);
	assert_eq!(outbound(ALICE, "F1").status, OutboundStatus::Disputed);
	events();
}

#[test]
fn a_reimbursement_of_here_ends_as_a_person_finds_out() {
	let cases = [
		(None, Resolution::Refused, Some(OutboundStatus::Refused)),
		(None, Resolution::Released, Some(OutboundStatus::Released)),
		(None, Resolution::Settled, None),
		(Some(settled(1)), Resolution::Settled, Some(OutboundStatus::Settled)),
		(Some(settled(1)), Resolution::Released, Some(OutboundStatus::Released)),
		(Some(settled(1)), Resolution::Refused, None),
		(Some(Ending::Released), Resolution::Released, Some(OutboundStatus::Released)),
		(Some(Ending::Released), Resolution::Settled, None),
	];
	for (ending, resolution, expected) in cases {
		chain().build_and_execute(|| {
			disputed(ending);
			let decide = || resolve(signed(AUTHORITY), here(ALICE, "F1"), resolution);
			let Some(status) = expected else {
				assert_noop!(decide(), Error::<Test>::NotResolvable);
				return;
			};
			written();
			assert_ok!(decide());
			assert_eq!(outbound(ALICE, "F1").status, status);
			assert!(!LiveFlows::<Test>::contains_key(region(ZHEJIANG), foreign(1)));
			let messages = written();
			let [Body::Evidence(evidence)] = &messages[..] else { panic!("{messages:?}") };
			assert_eq!(evidence.kind, EvidenceKind::Result);
			assert!(matches!(
				&events()[..],
				[Event::OutboundMoved { .. }, Event::DisputeResolved { .. }]
			));
			assert_noop!(decide(), Error::<Test>::NotDisputed);
			// Another one of the bill may start.
			assert_ok!(start(BOB, 1, "F2"));
		});
	}
}

#[test]
fn nobody_reimburses_on_while_a_person_has_to_decide() {
	chain().build_and_execute(|| {
		disputed(None);
		for ending in [settled(1), Ending::Released] {
			assert_noop!(finish(ALICE, "F1", ending), Error::<Test>::Disputed);
		}
		assert_noop!(push(ALICE, "F1", "agreement"), Error::<Test>::Ended);
		assert_noop!(start(BOB, 1, "F2"), Error::<Test>::AlreadyLocked);
	});
}

#[test]
fn a_lock_that_nobody_can_end_any_more_is_resolved() {
	let locked = || {
		assert_ok!(start(ALICE, 1, "F1"));
		let (operation, outcome) = (RegionOperation::Start, RegionOutcome::Locked);
		assert_ok!(reply(ZHEJIANG, ALICE, "F1", operation, outcome, Some(NOON + TERM)));
		assert_eq!(outbound(ALICE, "F1").status, OutboundStatus::Locked);
	};
	let decide = |resolution| resolve(signed(AUTHORITY), here(ALICE, "F1"), resolution);
	let left: [fn(); 2] = [|| next_block(TERM), || Frozen::set(vec![ALICE.into()])];
	for leave in left {
		chain().build_and_execute(|| {
			locked();
			assert_noop!(decide(Resolution::Released), Error::<Test>::NotDisputed);
			leave();
			for resolution in [Resolution::Settled, Resolution::Refused] {
				assert_noop!(decide(resolution), Error::<Test>::NotResolvable);
			}
			assert_noop!(start(BOB, 1, "F2"), Error::<Test>::AlreadyLocked);
			assert_ok!(decide(Resolution::Released));
			assert_eq!(outbound(ALICE, "F1").status, OutboundStatus::Released);
			assert_ok!(start(BOB, 1, "F2"));
			Frozen::set(Vec::new());
		});
	}
}

#[test]
fn nobody_decides_its_own_case() {
	chain().build_and_execute(|| {
		let decide = |origin, flow| resolve(origin, flow, Resolution::Released);
		open_insurer(MINISTRY);
		written();
		assert_ok!(start(MINISTRY, 1, "F1"));
		lose(&told()[0]);
		let case = || here(MINISTRY, "F1");
		assert_noop!(decide(signed(MINISTRY), case()), Error::<Test>::OwnApplication);
		for who in [ALICE, PLATFORM, STRANGER] {
			assert_noop!(decide(signed(who), case()), DispatchError::BadOrigin);
		}
		assert_noop!(decide(signed(AUTHORITY), here(ALICE, "F1")), Error::<Test>::NotFound);
		assert_noop!(decide(signed(AUTHORITY), there(ANHUI, "F1")), Error::<Test>::NotFound);
		assert_ok!(start(ALICE, 2, "F1"));
		assert_ok!(decide(signed(AUTHORITY), case()));
		// Of one that the other province never answers a person decides too.
		assert_ok!(decide(signed(AUTHORITY), here(ALICE, "F1")));
		assert_noop!(decide(signed(AUTHORITY), here(ALICE, "F1")), Error::<Test>::NotDisputed);
	});
}

#[test]
fn a_late_result_is_not_counted_and_the_province_is_told() {
	chain().build_and_execute(|| {
		let decide = |resolution| resolve(signed(AUTHORITY), there(ZHEJIANG, "F1"), resolution);
		lock_for(ZHEJIANG, 1, "F1");
		assert_noop!(decide(Resolution::Released), Error::<Test>::NotDisputed);
		next_block(TERM);
		assert_ok!(end(ZHEJIANG, 1, "F1", settled(4_000)));
		next_block(0);
		answers();
		for wrong in [Resolution::Settled, Resolution::Refused] {
			assert_noop!(decide(wrong), Error::<Test>::NotResolvable);
		}
		assert_ok!(decide(Resolution::Released));
		let released = RegionOutcome::Released;
		assert_eq!(answers(), [to_result(ZHEJIANG, "F1", released)]);
		assert_eq!(outcome(ZHEJIANG, "F1"), Some(released));
		assert_eq!(bill(1).reimbursed, fen(0));
		// Told again, the province learns what was decided; and it may start anew.
		assert_ok!(end(ZHEJIANG, 1, "F1", settled(4_000)));
		assert_eq!(answers(), [to_result(ZHEJIANG, "F1", released)]);
		lock_for(ZHEJIANG, 1, "F2");
		assert_ok!(end(ZHEJIANG, 1, "F2", settled(4_000)));
		assert_eq!(bill(1).reimbursed, fen(4_000));
	});
}
