use crate::{mock::*, Deadlines, Error, Event, LiveLocks};
use fiscal_primitives::{bill::Use, Actor, Operation};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn assert_unlocked() {
	assert_eq!(lock_of(1), None);
	assert_eq!(LiveLocks::<Test>::get(), 0);
	assert_eq!(Deadlines::<Test>::iter().count(), 0);
}

#[test]
fn the_holder_gives_a_lock_up() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_noop!(release(ALICE, 1, "R1"), Error::<Test>::NotFound);
		hold(ALICE, 1, "F1");
		for who in [BOB, PLATFORM] {
			assert_noop!(release(who, 1, "R1"), Error::<Test>::NotHolder);
		}
		assert_noop!(release(AUTHORITY, 1, "R1"), Error::<Test>::NotAuthorized);
		assert_noop!(release(STRANGER, 1, "R1"), Error::<Test>::NotAuthorized);
		Frozen::set(vec![ALICE.into()]);
		assert_noop!(release(ALICE, 1, "R1"), Error::<Test>::NotActive);
		Frozen::set(Vec::new());
		events();
		assert_ok!(release(ALICE, 1, "R1"));
		assert_eq!(bill(1).usage, Use::Free);
		assert_unlocked();
		assert_eq!(
			events(),
			[Event::Released {
				key: key(1),
				holder: id(ALICE),
				flow: flow("R1"),
				reason: reason(),
			}]
		);
	});
}

#[test]
fn a_partly_reimbursed_bill_stays_so() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		assert_ok!(settle(ALICE, 1, "S1", 4_000, false));
		let ask = Ask { claimed: 1, ..Ask::new(BOB, 1, "F2") };
		assert_ok!(ask.dispatch());
		next_block(0);
		assert_ok!(release(BOB, 1, "R2"));
		assert_eq!(bill(1).usage, Use::PartlyReimbursed);
		assert_eq!(bill(1).reimbursed, fen(4_000));
	});
}

#[test]
fn an_administrator_ends_a_lock_of_somebody_else() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_noop!(force_release(RuntimeOrigin::root(), 1), Error::<Test>::NotFound);
		hold(ALICE, 1, "F1");
		for who in [ALICE, BOB, PLATFORM, STRANGER] {
			assert_noop!(force_release(signed(who), 1), DispatchError::BadOrigin);
		}
		HighRisk::set(vec![Operation::ForceReleaseLock]);
		assert_noop!(force_release(signed(AUTHORITY), 1), APPROVAL_REQUIRED);
		HighRisk::set(Vec::new());
		// Nor alone where the operation is of no high risk.
		assert_noop!(force_release(signed(AUTHORITY), 1), APPROVAL_BY_RULE);
		events();
		Approved::set(Some(APPROVAL));
		assert_ok!(force_release(signed(AUTHORITY), 1));
		assert_eq!(bill(1).usage, Use::Free);
		assert_unlocked();
		let (holder, approval) = (id(ALICE), Some(APPROVAL));
		let by = Actor::Participant { id: id(AUTHORITY), signer: id(AUTHORITY), approval };
		assert_eq!(events(), [Event::ForceReleased { key: key(1), holder, by, reason: reason() }]);
		assert_noop!(settle(ALICE, 1, "S1", 1, false), Error::<Test>::NotFound);
	});
}

/// The ministry is a fiscal authority and a user of bills.
#[test]
fn who_ends_the_lock_of_another_does_not_do_so_as_a_user_of_bills() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold(BOB, 1, "F1");
		assert_noop!(force_release(signed(MINISTRY), 1), APPROVAL_BY_RULE);
		assert_ok!(release(BOB, 1, "R1"));
		hold(MINISTRY, 1, "F2");
		assert_ok!(release(MINISTRY, 1, "R2"));
		assert_unlocked();
	});
}

#[test]
fn an_administrator_ends_the_lock_that_was_seen_and_no_later_one() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let end = |who, text| force_release_of(RuntimeOrigin::root(), 1, id(who), flow(text));
		hold(ALICE, 1, "F1");
		assert_ok!(release(ALICE, 1, "R1"));
		hold(BOB, 1, "F1");
		assert_noop!(end(ALICE, "F1"), Error::<Test>::NotFound);
		assert_ok!(release(BOB, 1, "R1"));
		hold(ALICE, 1, "F2");
		assert_noop!(end(ALICE, "F1"), Error::<Test>::NotFound);
		assert_ok!(end(ALICE, "F2"));
		assert_unlocked();
	});
}
