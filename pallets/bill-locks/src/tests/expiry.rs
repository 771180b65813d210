use crate::{mock::*, Deadline, Deadlines, Due, Error, Event, LiveLocks};
use fiscal_primitives::bill::Use;
use frame_support::{assert_noop, assert_ok};

fn expired(number: u64, who: u8) -> Event<Test> {
	Event::Expired { key: key(number), holder: id(who) }
}

fn expiring(number: u64, who: u8, expires: u64) -> Event<Test> {
	Event::LockExpiring { key: key(number), holder: id(who), expires }
}

#[test]
fn a_lock_ends_exactly_at_its_term() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		next_block(TERM - 1);
		assert!(LocksPallet::live_lock(&key(1)).is_some());
		assert_noop!(acquire(BOB, 1, "F2"), Error::<Test>::AlreadyLocked);
		close_block();
		assert!(lock_of(1).is_some());

		events();
		next_block(1);
		assert_eq!(LocksPallet::live_lock(&key(1)), None);
		assert!(lock_of(1).is_some());
		assert_noop!(settle(ALICE, 1, "S1", 1, false), Error::<Test>::Expired);
		assert_noop!(release(ALICE, 1, "R1"), Error::<Test>::Expired);
		close_block();
		assert_eq!(lock_of(1), None);
		assert_eq!(bill(1).usage, Use::Free);
		assert_eq!(LiveLocks::<Test>::get(), 0);
		assert_eq!(Deadlines::<Test>::iter().count(), 0);
		assert_eq!(events(), [expired(1, ALICE)]);
		assert_noop!(settle(ALICE, 1, "S1", 1, false), Error::<Test>::NotFound);
	});
}

#[test]
fn the_last_millisecond_still_settles() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		next_block(TERM - 1);
		assert_ok!(settle(ALICE, 1, "S1", TOTAL, false));
	});
}

#[test]
fn a_lock_that_ran_out_gives_way_on_the_spot() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		hold(ALICE, 2, "F2");
		next_block(TERM);
		events();
		let ask = Ask { claimed: TOTAL + 1, ..Ask::new(BOB, 1, "F3") };
		// Refused for another reason: then the old lock is as it was.
		assert_noop!(ask.dispatch(), pallet_bills::Error::<Test>::ExceedsTotal);
		assert!(lock_of(1).is_some());
		assert_ok!(acquire(BOB, 1, "F3"));
		assert_eq!(events(), [expired(1, ALICE)]);
		assert_eq!(bill(1).usage, Use::Free);
		close_block();
		assert_eq!(lock_of(1).unwrap().holder, id(BOB));
		assert_eq!(lock_of(1).unwrap().expires, NOON + 2 * TERM);
		assert_eq!(lock_of(2), None);
	});
}

#[test]
fn the_holder_is_given_notice_once() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		next_block(TERM - NOTICE - 1);
		events();
		next_block(1);
		assert_eq!(events(), []);
		next_block(1_000);
		assert_eq!(events(), [expiring(1, ALICE, NOON + TERM)]);
		next_block(1_000);
		assert_eq!(events(), []);
		assert_ok!(settle(ALICE, 1, "S1", 1, false));
	});
}

#[test]
fn a_lock_too_short_for_a_notice_has_none() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let ask = Ask { scene: SHORT, ..Ask::new(ALICE, 1, "F1") };
		assert_ok!(ask.dispatch());
		close_block();
		let deadlines: Vec<_> = Deadlines::<Test>::iter().collect();
		assert_eq!(deadlines, [(Due::at(NOON + 60_000), key(1), Deadline::Expiry)]);
		next_block(60_000);
		events();
		close_block();
		assert_eq!(events(), [expired(1, ALICE)]);
	});
}

#[test]
fn a_notice_that_comes_too_late_is_not_given() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		next_block(10 * TERM);
		events();
		close_block();
		assert_eq!(events(), [expired(1, ALICE)]);
	});
}

#[test]
fn a_block_sweeps_so_much_and_the_next_ones_go_on() {
	ExtBuilder::default().with_bills(7).build_and_execute(|| {
		// Bill 7 first, so that the order of time is not the order of the keys.
		for number in (1..=7).rev() {
			let ask = Ask { scene: SHORT, ..Ask::new(ALICE, number, &format!("F{number}")) };
			assert_ok!(ask.dispatch());
			next_block(1_000);
		}
		// A year without blocks.
		next_block(366 * 86_400_000);
		events();
		next_block(1);
		assert_eq!(events(), [7, 6, 5, 4].map(|number| expired(number, ALICE)));
		assert_eq!(LiveLocks::<Test>::get(), 3);
		check_state();
		// What has run out is gone for all, swept or not.
		assert_eq!(LocksPallet::live_lock(&key(1)), None);
		close_block();
		assert_eq!(events(), [3, 2, 1].map(|number| expired(number, ALICE)));
		assert_eq!(Deadlines::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_new_lock_is_not_ended_by_the_deadline_of_an_old_one() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		next_block(TERM / 2);
		assert_ok!(release(ALICE, 1, "R1"));
		hold(BOB, 1, "F2");
		events();
		next_block(TERM / 2);
		next_block(0);
		assert_eq!(events(), []);
		assert_eq!(LocksPallet::live_lock(&key(1)).unwrap().holder, id(BOB));
		next_block(TERM / 2);
		events();
		close_block();
		assert_eq!(events(), [expired(1, BOB)]);
	});
}
