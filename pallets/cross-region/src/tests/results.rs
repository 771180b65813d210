//! How reimbursements of other provinces end.

use crate::{mock::*, Event, StoredAnswers};
use fiscal_primitives::{
	bill::Use,
	outbox::{Body, EvidenceKind},
	region::{Ending, InboundBody, RegionOperation, RegionOutcome},
};
use frame_support::assert_ok;
use RegionOutcome::{Conflict, Late, Locked, NotAdmitted, NotUsable, Released, Settled, Unknown};

/// The province tells how it ended, and is answered.
fn ended(code: u8, number: u64, flow: &str, ending: Ending, outcome: RegionOutcome) {
	written();
	assert_ok!(end(code, number, flow, ending));
	assert_eq!(answers(), [to_result(code, flow, outcome)]);
}

#[test]
fn a_result_reimburses_and_unlocks() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		lock_for(ZHEJIANG, 1, "F1");
		written();
		events();
		let (org, flow) = (org_of(ZHEJIANG), number("F1"));
		let body = InboundBody::Result { org, flow, bill: key(1), ending: settled(4_000) };
		let told = message(ZHEJIANG, body);
		assert_ok!(receive(told.clone()));
		assert_eq!((bill(1).usage, bill(1).reimbursed), (Use::PartlyReimbursed, fen(4_000)));
		assert_eq!((lock_of(1), outcome(ZHEJIANG, "F1")), (None, Some(Settled)));
		let messages = written();
		let [Body::Evidence(heard), Body::Status(status), Body::Answer(answer), Body::Evidence(said)] =
			&messages[..]
		else {
			panic!("{messages:?}")
		};
		assert_eq!((heard.kind, heard.digest), (EvidenceKind::Result, told.digest()));
		assert_eq!(status.reimbursed, fen(4_000));
		assert_eq!((answer.operation, answer.outcome), (RegionOperation::Result, Settled));
		assert_eq!((said.kind, said.digest), (EvidenceKind::Result, messages[2].digest()));
		// What is left can be locked again.
		let rest = Start { claimed: 6_000, ..Start::new(ANHUI, 1, "F1") };
		assert_ok!(rest.send());
		next_block(0);
		assert_eq!(outcome(ANHUI, "F1"), Some(Locked));
	});
}

#[test]
fn a_release_unlocks() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		lock_for(ZHEJIANG, 1, "F1");
		ended(ZHEJIANG, 1, "F1", Ending::Released, Released);
		assert_eq!((lock_of(1), bill(1).usage), (None, Use::Free));
		assert_eq!(outcome(ZHEJIANG, "F1"), Some(Released));
		lock_for(ANHUI, 1, "F1");
	});
}

#[test]
fn closing_ends_the_reimbursement_of_the_bill() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		lock_for(ZHEJIANG, 1, "F1");
		let close = Ending::Settled { amount: fen(1), close: true };
		ended(ZHEJIANG, 1, "F1", close, Settled);
		assert_eq!(bill(1).usage, Use::Reimbursed);
	});
}

#[test]
fn a_result_counts_once() {
	ExtBuilder::default().with_bills(2).with_provinces().build_and_execute(|| {
		lock_for(ZHEJIANG, 1, "F1");
		ended(ZHEJIANG, 1, "F1", settled(4_000), Settled);
		ended(ZHEJIANG, 1, "F1", settled(4_000), Settled);
		ended(ZHEJIANG, 1, "F1", settled(4_001), Conflict);
		ended(ZHEJIANG, 1, "F1", Ending::Released, Conflict);
		ended(ZHEJIANG, 2, "F1", settled(4_000), Conflict);
		assert_eq!(bill(1).reimbursed, fen(4_000));
		// Not even under the next lock of the same province.
		let rest = Start { claimed: 6_000, ..Start::new(ZHEJIANG, 1, "F2") };
		assert_ok!(rest.send());
		next_block(0);
		ended(ZHEJIANG, 1, "F1", settled(4_000), Settled);
		assert_eq!((bill(1).reimbursed, bill(1).usage), (fen(4_000), Use::Locked));
	});
}

#[test]
fn what_is_wrong_may_be_put_right() {
	ExtBuilder::default().with_bills(2).with_provinces().build_and_execute(|| {
		ended(ZHEJIANG, 1, "F1", settled(1), Unknown);
		let start = Start { claimed: 4_000, ..Start::new(ZHEJIANG, 1, "F1") };
		assert_ok!(start.send());
		next_block(0);
		ended(ZHEJIANG, 1, "F1", settled(4_001), NotUsable);
		ended(ZHEJIANG, 1, "F1", settled(0), NotUsable);
		ended(ZHEJIANG, 2, "F1", settled(1), Conflict);
		Frozen::set(vec![PLATFORM.into()]);
		ended(ZHEJIANG, 1, "F1", settled(1), NotAdmitted);
		Frozen::set(Vec::new());
		assert_eq!(StoredAnswers::<Test>::iter().count(), 0);
		assert_eq!(outcome(ZHEJIANG, "F1"), Some(Locked));
		ended(ZHEJIANG, 1, "F1", settled(4_000), Settled);
	});
}

#[test]
fn a_result_that_comes_late_is_for_a_person() {
	ExtBuilder::default().with_bills(3).with_provinces().build_and_execute(|| {
		for (number, flow) in [(1, "F1"), (2, "F2"), (3, "F3")] {
			lock_for(ZHEJIANG, number, flow);
		}
		next_block(TERM);
		// Before the lock is swept, and after.
		for (number, flow) in [(1, "F1"), (2, "F2")] {
			events();
			ended(ZHEJIANG, number, flow, settled(1), Late);
			assert_eq!(outcome(ZHEJIANG, flow), Some(Late));
			let (flow, bill, ending) = (there(ZHEJIANG, flow), key(number), settled(1));
			assert!(events().contains(&Event::ResultLate { flow, bill, ending }));
			next_block(0);
		}
		// Nothing was reimbursed: no harm done.
		ended(ZHEJIANG, 3, "F3", Ending::Released, Released);
		assert_eq!(outcome(ZHEJIANG, "F3"), Some(Released));
		for number in 1..=3 {
			assert_eq!((bill(number).usage, bill(number).reimbursed), (Use::Free, fen(0)));
		}
		// The first answer stands.
		ended(ZHEJIANG, 1, "F1", settled(1), Late);
		ended(ZHEJIANG, 1, "F1", settled(2), Conflict);
	});
}

/// Whoever was refused and reimburses all the same has no lock.
#[test]
fn a_result_without_a_lock_is_late() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		assert_ok!(Start { authorization: nothing(), ..Start::new(ZHEJIANG, 1, "F1") }.send());
		assert_ok!(Start { authorization: nothing(), ..Start::new(ZHEJIANG, 1, "F2") }.send());
		ended(ZHEJIANG, 1, "F1", Ending::Released, Released);
		assert_eq!(outcome(ZHEJIANG, "F1"), Some(RegionOutcome::NotAuthorized));
		ended(ZHEJIANG, 1, "F2", settled(1), Late);
		assert_eq!(outcome(ZHEJIANG, "F2"), Some(Late));
		assert_eq!(bill(1).reimbursed, fen(0));
	});
}

/// A province that is admitted no more still ends what it began.
#[test]
fn what_runs_goes_on_when_a_province_is_closed() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		lock_for(ZHEJIANG, 1, "F1");
		let closed = fiscal_primitives::region::Province {
			inbound: false,
			outbound: false,
			..province(ZHEJIANG)
		};
		assert_ok!(set_province(RuntimeOrigin::root(), ZHEJIANG, closed));
		assert_ok!(hear(ZHEJIANG, filing_of(ZHEJIANG, false)));
		ended(ZHEJIANG, 1, "F1", settled(1), Settled);
	});
}
