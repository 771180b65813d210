use crate::{mock::*, Error, Event, Outcome};
use fiscal_primitives::{
	lock::{AcquireOutcome, LockOperation},
	Region,
};
use frame_support::{assert_noop, assert_ok};

fn again(who: u8, text: &str, operation: LockOperation, outcome: Outcome) -> Event<Test> {
	Event::AnsweredAgain { key: key(1), requester: id(who), flow: flow(text), operation, outcome }
}

#[test]
fn a_repeated_request_has_the_first_answer() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let answer = |who, text, outcome| {
			again(who, text, LockOperation::Acquire, Outcome::Acquire(outcome))
		};
		let heavy = Ask { scene: HEAVY, ..Ask::new(ALICE, 1, "F1") };
		assert_ok!(heavy.clone().dispatch());
		assert_ok!(heavy.clone().dispatch());
		assert_eq!(events(), [answer(ALICE, "F1", AcquireOutcome::Pending)]);
		assert_eq!(Permitted::get(), 1);
		assert_ok!(acquire(BOB, 1, "F1"));
		next_block(0);
		events();
		// The bill is locked by now, the answers are not.
		assert_ok!(heavy.dispatch());
		assert_ok!(acquire(BOB, 1, "F1"));
		assert_eq!(
			events(),
			[answer(ALICE, "F1", AcquireOutcome::Won), answer(BOB, "F1", AcquireOutcome::Lost),]
		);
		close_block();
		assert_eq!(events(), []);
		assert_eq!(lock_of(1).unwrap().holder, id(ALICE));
	});
}

#[test]
fn a_request_that_was_refused_when_the_block_closed_stays_refused() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_ok!(acquire(ALICE, 1, "F1"));
		assert_ok!(red_flush(1, None));
		next_block(0);
		events();
		assert_ok!(acquire(ALICE, 1, "F1"));
		let outcome = Outcome::Acquire(AcquireOutcome::Refused);
		assert_eq!(events(), [again(ALICE, "F1", LockOperation::Acquire, outcome)]);
	});
}

#[test]
fn other_content_under_the_same_number_is_a_conflict() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		let first = Ask::new(ALICE, 1, "F1");
		assert_ok!(first.clone().dispatch());
		let others = [
			Ask { number: 2, ..first.clone() },
			Ask { scene: HEAVY, ..first.clone() },
			Ask { claimed: 1, ..first.clone() },
			Ask { authorization: Some(digest("credential")), ..first.clone() },
		];
		for other in others {
			assert_noop!(other.dispatch(), Error::<Test>::FlowConflict);
		}
		// Another region, or another organisation, has its own numbers.
		let elsewhere = Ask { region: Region::new(32).unwrap(), number: 2, ..first.clone() };
		assert_ok!(elsewhere.dispatch());
		assert_ok!(Ask { who: BOB, number: 2, ..first }.dispatch());
	});
}

#[test]
fn a_repeated_settlement_reimburses_once() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		assert_ok!(settle(ALICE, 1, "S1", 4_000, false));
		events();
		assert_ok!(settle(ALICE, 1, "S1", 4_000, false));
		assert_eq!(events(), [again(ALICE, "S1", LockOperation::Settle, Outcome::Done)]);
		assert_eq!(bill(1).reimbursed, fen(4_000));
		assert_noop!(settle(ALICE, 1, "S1", 4_001, false), Error::<Test>::FlowConflict);
		assert_noop!(settle(ALICE, 1, "S1", 4_000, true), Error::<Test>::FlowConflict);

		// Not even under a new lock.
		let ask = Ask { claimed: 6_000, ..Ask::new(ALICE, 1, "F2") };
		assert_ok!(ask.dispatch());
		next_block(0);
		assert_ok!(settle(ALICE, 1, "S1", 4_000, false));
		assert_eq!(bill(1).reimbursed, fen(4_000));
		assert_eq!(lock_of(1).unwrap().holder, id(ALICE));
	});
}

#[test]
fn a_refused_call_may_be_tried_again_under_its_number() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold(BOB, 1, "F1");
		assert_noop!(acquire(ALICE, 1, "F1"), Error::<Test>::AlreadyLocked);
		assert_noop!(settle(ALICE, 1, "S1", 1, false), Error::<Test>::NotHolder);
		assert_ok!(release(BOB, 1, "R1"));
		hold(ALICE, 1, "F1");
		assert_ok!(settle(ALICE, 1, "S1", 1, false));
	});
}

#[test]
fn releases_and_reversals_are_answered_again() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold(ALICE, 1, "X");
		assert_ok!(release(ALICE, 1, "X"));
		hold(ALICE, 1, "F2");
		events();
		assert_ok!(release(ALICE, 1, "X"));
		assert_eq!(events(), [again(ALICE, "X", LockOperation::Release, Outcome::Done)]);
		assert_eq!(lock_of(1).unwrap().holder, id(ALICE));

		assert_ok!(settle(ALICE, 1, "X", 4_000, false));
		assert_ok!(request_reversal(ALICE, 1, "X", 1_000));
		assert_ok!(confirm_reversal(AUTHORITY, 1, 1_000));
		events();
		assert_ok!(request_reversal(ALICE, 1, "X", 1_000));
		assert_eq!(events(), [again(ALICE, "X", LockOperation::Reverse, Outcome::Done)]);
		assert_noop!(confirm_reversal(AUTHORITY, 1, 1_000), Error::<Test>::NotFound);
		assert_noop!(request_reversal(ALICE, 1, "X", 999), Error::<Test>::FlowConflict);
	});
}
