//! Insurers of here reimburse bills of other provinces.

use crate::{mock::*, Error, Event, LiveFlows};
use fiscal_primitives::{
	outbox::{Body, Destination, EvidenceKind},
	region::{Ending, OutboundStatus, RegionOperation, RegionOutcome, ServiceChange, StartNotice},
	ParticipantId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};
use OutboundStatus::{Asked, Disputed, Locked, Refused, Released, Settled};

const START: RegionOperation = RegionOperation::Start;
const RESULT: RegionOperation = RegionOperation::Result;

fn chain() -> ExtBuilder {
	ExtBuilder::default().with_provinces().with_insurers()
}

/// Zhejiang answers a request of Alice.
fn say(flow: &str, operation: RegionOperation, outcome: RegionOutcome) {
	let expires = (outcome == RegionOutcome::Locked).then_some(NOON + TERM);
	assert_ok!(reply(ZHEJIANG, ALICE, flow, operation, outcome, expires));
}

fn participant() -> ParticipantId {
	id(ALICE)
}

fn status(flow: &str) -> OutboundStatus {
	outbound(ALICE, flow).status
}

/// Alice's reimbursement of the bill, which Zhejiang has locked.
fn locked(number: u64, flow: &str) {
	assert_ok!(start(ALICE, number, flow));
	say(flow, START, RegionOutcome::Locked);
	assert_eq!(status(flow), Locked);
	written();
	events();
}

#[test]
fn a_reimbursement_starts_is_locked_and_settled() {
	chain().build_and_execute(|| {
		assert_ok!(start(ALICE_CLERK, 1, "F1"));
		let flow = here(ALICE, "F1");
		let id = flow.key(START);
		let messages = written();
		let [Body::Start(notice), Body::Evidence(evidence)] = &messages[..] else {
			panic!("{messages:?}")
		};
		let expected = StartNotice {
			issuer: region(ZHEJIANG),
			flow: flow.clone(),
			bill: foreign(1),
			elements: digest("elements"),
			claimed: fen(5_000),
			authorization: digest("authorization"),
			at: NOON,
		};
		assert_eq!(*notice, expected);
		assert_eq!((evidence.kind, evidence.digest), (EvidenceKind::Start, messages[0].digest()));
		let (participant, issuer) = (participant(), region(ZHEJIANG));
		let (bill, claimed) = (foreign(1), fen(5_000));
		let started = Event::Started { id, flow: flow.clone(), participant, issuer, bill, claimed };
		assert_eq!(events(), [started]);
		deliver(&messages[0], true);
		assert_eq!(status("F1"), Asked);

		say("F1", START, RegionOutcome::Locked);
		let stored = outbound(ALICE, "F1");
		assert_eq!((stored.status, stored.expires), (Locked, Some(NOON + TERM)));
		written();
		assert_ok!(finish(ALICE, "F1", settled(4_000)));
		let messages = written();
		let [Body::Result(notice), Body::Evidence(evidence)] = &messages[..] else {
			panic!("{messages:?}")
		};
		assert_eq!((notice.ending, notice.bill, &notice.flow), (settled(4_000), bill, &flow));
		assert_eq!((evidence.kind, evidence.digest), (EvidenceKind::Result, messages[0].digest()));
		assert_eq!(status("F1"), OutboundStatus::Ending);
		events();
		say("F1", RESULT, RegionOutcome::Settled);
		assert_eq!(status("F1"), Settled);
		let (status, outcome) = (Settled, RegionOutcome::Settled);
		assert!(events().contains(&Event::OutboundMoved { flow, status, outcome }));
		assert!(!LiveFlows::<Test>::contains_key(issuer, bill));
	});
}

#[test]
fn one_reimbursement_of_a_bill_runs() {
	chain().build_and_execute(|| {
		assert_ok!(start(ALICE, 1, "F1"));
		for who in [ALICE, BOB] {
			assert_noop!(start(who, 1, "F2"), Error::<Test>::AlreadyLocked);
		}
		assert_ok!(start(BOB, 2, "F2"));
		// A bill of the same number from another province is another one.
		assert_ok!(Outbound { issuer: ANHUI, ..Outbound::new(BOB, 1, "F3") }.dispatch());
		say("F1", START, RegionOutcome::Taken);
		assert_eq!(status("F1"), Refused);
		assert_ok!(start(BOB, 1, "F4"));
	});
}

#[test]
fn a_repeated_start_is_the_same_one() {
	chain().build_and_execute(|| {
		let first = Outbound::new(ALICE, 1, "F1");
		assert_ok!(first.dispatch());
		written();
		events();
		assert_ok!(first.dispatch());
		let again = Event::AnsweredAgain { flow: here(ALICE, "F1"), operation: START };
		assert_eq!((events(), written()), (vec![again], vec![]));
		for other in [
			Outbound { number: 2, ..first.clone() },
			Outbound { claimed: 1, ..first.clone() },
			Outbound { issuer: ANHUI, ..first.clone() },
			Outbound { authorization: digest("other"), ..first.clone() },
		] {
			assert_noop!(other.dispatch(), Error::<Test>::FlowConflict);
		}
		// Bob has his own numbers.
		assert_ok!(start(BOB, 2, "F1"));
	});
}

#[test]
fn only_who_is_admitted_starts_and_only_with_a_province_that_is() {
	ExtBuilder::default().with_provinces().build_and_execute(|| {
		for who in [PLATFORM, AUTHORITY, ISSUER, STRANGER] {
			assert_noop!(start(who, 1, "F1"), DispatchError::BadOrigin);
		}
		let of = || start(ALICE, 1, "F1");
		assert_noop!(of(), Error::<Test>::NotRegistered);
		assert_ok!(apply(ALICE));
		assert_noop!(of(), Error::<Test>::NotRegistered);
		assert_ok!(review(RuntimeOrigin::root(), ALICE, true));
		deliver(&filing_notice(&told()), true);
		assert_noop!(of(), Error::<Test>::ServiceNotOpened);
		let until = NOON + SKEW;
		assert_ok!(change(ALICE, ServiceChange::Open, Some(until)));
		assert_ok!(change(ALICE, ServiceChange::Suspend, None));
		assert_noop!(of(), Error::<Test>::ServiceSuspended);
		assert_ok!(change(ALICE, ServiceChange::Reopen, None));
		let at = |issuer| Outbound { issuer, ..Outbound::new(ALICE, 1, "F1") }.dispatch();
		assert_noop!(at(HUBEI), Error::<Test>::UnknownProvince);
		assert_noop!(at(31), Error::<Test>::OwnRegion);
		let none = Outbound { claimed: 0, ..Outbound::new(ALICE, 1, "F1") };
		assert_noop!(none.dispatch(), Error::<Test>::AmountZero);
		let closed = fiscal_primitives::region::Province { outbound: false, ..province(ZHEJIANG) };
		assert_ok!(set_province(RuntimeOrigin::root(), ZHEJIANG, closed));
		assert_noop!(of(), Error::<Test>::ProvinceClosed);
		assert_ok!(at(ANHUI));
		Now::set(until);
		assert_noop!(start(ALICE, 2, "F2"), Error::<Test>::ServiceExpired);
		assert_ok!(change(ALICE, ServiceChange::Leave, None));
		assert_noop!(start(ALICE, 2, "F2"), Error::<Test>::ServiceLeft);
	});
}

#[test]
fn what_makes_no_sense_untold_is_refused() {
	chain().build_and_execute(|| {
		let full = |call: &dyn Fn() -> DispatchResult| {
			for destination in [Destination::YangtzeDelta, Destination::Evidence] {
				FullAt::set(vec![destination]);
				assert_noop!(call(), FULL);
			}
			FullAt::set(Vec::new());
			Closed::set(vec![Destination::YangtzeDelta]);
			assert_noop!(call(), Error::<Test>::DestinationClosed);
			Closed::set(Vec::new());
			assert_ok!(call());
		};
		full(&|| start(ALICE, 1, "F1"));
		full(&|| push(ALICE, "F1", "agreement"));
		// An end that had to wait for room would let the lock there run out.
		FullAt::set(vec![Destination::YangtzeDelta, Destination::Evidence]);
		assert_ok!(finish(ALICE, "F1", Ending::Released));
	});
}

#[test]
fn an_amount_is_reimbursed_under_a_lock_and_within_the_claim() {
	chain().build_and_execute(|| {
		assert_noop!(finish(ALICE, "F1", settled(1)), Error::<Test>::NotFound);
		assert_ok!(start(ALICE, 1, "F1"));
		assert_noop!(finish(ALICE, "F1", settled(1)), Error::<Test>::NotLocked);
		assert_noop!(finish(BOB, "F1", settled(1)), Error::<Test>::NotFound);
		say("F1", START, RegionOutcome::Locked);
		assert_noop!(finish(ALICE, "F1", settled(5_001)), Error::<Test>::ExceedsClaim);
		assert_noop!(finish(ALICE, "F1", settled(0)), Error::<Test>::AmountZero);
		let close = Ending::Settled { amount: fen(0), close: true };
		assert_ok!(finish(ALICE, "F1", close));
		written();
		events();
		assert_ok!(finish(ALICE, "F1", close));
		let again = Event::AnsweredAgain { flow: here(ALICE, "F1"), operation: RESULT };
		assert_eq!((events(), written()), (vec![again], vec![]));
		assert_noop!(finish(ALICE, "F1", settled(1)), Error::<Test>::FlowConflict);
		assert_noop!(finish(ALICE, "F1", Ending::Released), Error::<Test>::FlowConflict);
	});
}

#[test]
fn a_request_is_given_up_before_it_is_answered() {
	chain().build_and_execute(|| {
		assert_ok!(start(ALICE, 1, "F1"));
		assert_ok!(finish(ALICE, "F1", Ending::Released));
		// The lock is taken there before the result arrives.
		say("F1", START, RegionOutcome::Locked);
		assert_eq!(status("F1"), OutboundStatus::Ending);
		say("F1", RESULT, RegionOutcome::Released);
		assert_eq!(status("F1"), Released);
		assert_noop!(push(ALICE, "F1", "agreement"), Error::<Test>::Ended);
	});
}

#[test]
fn every_refusal_ends_a_request() {
	chain().build_and_execute(|| {
		for (number, outcome) in [
			RegionOutcome::Taken,
			RegionOutcome::Unknown,
			RegionOutcome::NotUsable,
			RegionOutcome::NotAdmitted,
			RegionOutcome::NotAuthorized,
			RegionOutcome::Denied,
			RegionOutcome::Conflict,
		]
		.into_iter()
		.enumerate()
		{
			let flow = format!("F{number}");
			assert_ok!(start(ALICE, 1, &flow));
			say(&flow, START, RegionOutcome::Pending);
			assert_eq!(status(&flow), Asked);
			say(&flow, START, outcome);
			assert_eq!((status(&flow), outbound(ALICE, &flow).outcome), (Refused, outcome));
			assert_noop!(finish(ALICE, &flow, Ending::Released), Error::<Test>::Ended);
		}
	});
}

#[test]
fn a_lock_that_ended_there_is_gone_here() {
	chain().build_and_execute(|| {
		locked(1, "F1");
		say("F1", START, RegionOutcome::Released);
		assert_eq!(status("F1"), Released);
		assert_noop!(finish(ALICE, "F1", settled(1)), Error::<Test>::Ended);
		assert_ok!(start(BOB, 1, "F2"));
	});
}

/// Both provinces have to say the same of money.
#[test]
fn an_answer_that_contradicts_is_for_a_person() {
	// What was told, what is answered, and what comes of it.
	let cases = [
		(settled(1), RegionOutcome::Settled, Settled),
		(settled(1), RegionOutcome::Pending, OutboundStatus::Ending),
		(settled(1), RegionOutcome::Released, Disputed),
		(settled(1), RegionOutcome::Late, Disputed),
		(settled(1), RegionOutcome::Unknown, Disputed),
		(settled(1), RegionOutcome::Conflict, Disputed),
		(settled(1), RegionOutcome::NotUsable, Disputed),
		(Ending::Released, RegionOutcome::Released, Released),
		(Ending::Released, RegionOutcome::Unknown, Released),
		(Ending::Released, RegionOutcome::Late, Released),
		(Ending::Released, RegionOutcome::Settled, Disputed),
	];
	for (ending, outcome, expected) in cases {
		chain().build_and_execute(|| {
			locked(1, "F1");
			assert_ok!(finish(ALICE, "F1", ending));
			say("F1", RESULT, outcome);
			println!("{ending:?} answered {outcome:?}");
			assert_eq!(status("F1"), expected);
			let live = LiveFlows::<Test>::contains_key(region(ZHEJIANG), foreign(1));
			assert_eq!(live, matches!(expected, Disputed | OutboundStatus::Ending));
		});
	}
}

#[test]
fn an_answer_that_fits_nothing_changes_nothing() {
	chain().build_and_execute(|| {
		locked(1, "F1");
		let before = outbound(ALICE, "F1");
		let ignored = |code, who, operation, outcome| {
			events();
			assert_ok!(reply(code, who, "F1", operation, outcome, None));
			let (from, flow) = (region(code), here(who, "F1"));
			let event = Event::AnswerIgnored { from, flow, operation, outcome };
			assert!(events().contains(&event), "{outcome:?}");
			assert_eq!(outbound(ALICE, "F1"), before);
		};
		// Of another province, of nobody's request, of a result nobody told, and of no sense.
		ignored(ANHUI, ALICE, START, RegionOutcome::Released);
		ignored(ZHEJIANG, BOB, START, RegionOutcome::Locked);
		ignored(ZHEJIANG, ALICE, RESULT, RegionOutcome::Settled);
		for outcome in [RegionOutcome::Settled, RegionOutcome::Late, RegionOutcome::Taken] {
			ignored(ZHEJIANG, ALICE, START, outcome);
		}
		// Nor does anything that comes when it is over.
		assert_ok!(finish(ALICE, "F1", settled(1)));
		say("F1", RESULT, RegionOutcome::Settled);
		let over = outbound(ALICE, "F1");
		for outcome in [RegionOutcome::Late, RegionOutcome::Released, RegionOutcome::Settled] {
			say("F1", RESULT, outcome);
			say("F1", START, outcome);
		}
		assert_eq!(outbound(ALICE, "F1"), over);
	});
}

#[test]
fn an_agreement_is_handed_over_while_it_runs() {
	chain().build_and_execute(|| {
		assert_noop!(push(ALICE, "F1", "agreement"), Error::<Test>::NotFound);
		assert_ok!(start(ALICE, 1, "F1"));
		assert_noop!(push(BOB, "F1", "agreement"), Error::<Test>::NotFound);
		written();
		assert_ok!(push(ALICE, "F1", "agreement"));
		let messages = written();
		let [Body::Authorization(notice), Body::Evidence(evidence)] = &messages[..] else {
			panic!("{messages:?}")
		};
		let expected = (digest("authorization"), digest("agreement"), foreign(1));
		assert_eq!((notice.authorization, notice.file, notice.bill), expected);
		assert_eq!(evidence.kind, EvidenceKind::Authorization);
		assert_eq!(outbound(ALICE, "F1").agreement, Some(digest("agreement")));
		assert_noop!(push(ALICE, "F1", "agreement"), Error::<Test>::NothingChanged);
		say("F1", START, RegionOutcome::Locked);
		assert_ok!(push(ALICE, "F1", "corrected"));
		assert_ok!(finish(ALICE, "F1", settled(1)));
		assert_noop!(push(ALICE, "F1", "another"), Error::<Test>::Ended);
	});
}

#[test]
fn nothing_is_reimbursed_once_the_lock_there_has_run_out() {
	chain().build_and_execute(|| {
		locked(1, "F1");
		Now::set(NOON + TERM);
		assert_noop!(finish(ALICE, "F1", settled(1)), Error::<Test>::LockExpired);
		assert_ok!(finish(ALICE, "F1", Ending::Released));
	});
}
