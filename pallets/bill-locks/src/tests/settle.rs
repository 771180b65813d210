use crate::{mock::*, Deadlines, Error, Event, LiveLocks, Settlements};
use fiscal_primitives::bill::Use;
use frame_support::{assert_noop, assert_ok};
use pallet_bills::Error as BillError;

#[test]
fn a_settlement_reimburses_and_ends_the_lock() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		events();
		assert_ok!(settle(ALICE, 1, "S1", 4_000, false));
		assert_eq!(bill(1).usage, Use::PartlyReimbursed);
		assert_eq!(bill(1).reimbursed, fen(4_000));
		assert_eq!(lock_of(1), None);
		assert_eq!(LiveLocks::<Test>::get(), 0);
		assert_eq!(Deadlines::<Test>::iter().count(), 0);
		assert_eq!(Settlements::<Test>::get(key(1), id(ALICE)), fen(4_000));
		assert_eq!(
			events(),
			[Event::Settled {
				key: key(1),
				holder: id(ALICE),
				flow: flow("S1"),
				amount: fen(4_000),
				close: false,
				remaining: fen(6_000),
			}]
		);
	});
}

#[test]
fn a_bill_is_settled_in_parts_up_to_its_total() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let parts = [(ALICE, 4_000), (BOB, 5_000), (ALICE, 1_000)];
		let mut remaining = TOTAL;
		for (round, (who, amount)) in parts.into_iter().enumerate() {
			let ask = Ask { claimed: remaining, ..Ask::new(who, 1, &format!("F{round}")) };
			assert_ok!(ask.dispatch());
			next_block(1);
			let text = format!("S{round}");
			assert_noop!(settle(who, 1, &text, remaining + 1, false), Error::<Test>::ExceedsClaim);
			assert_ok!(settle(who, 1, &text, amount, false));
			remaining -= amount;
		}
		assert_eq!(bill(1).usage, Use::Reimbursed);
		assert_eq!(Settlements::<Test>::get(key(1), id(ALICE)), fen(5_000));
		assert_eq!(Settlements::<Test>::get(key(1), id(BOB)), fen(5_000));
		let ask = Ask { claimed: 1, ..Ask::new(ALICE, 1, "F9") };
		assert_noop!(ask.dispatch(), BillError::<Test>::Reimbursed);
	});
}

#[test]
fn closing_may_reimburse_less_or_nothing() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		hold(ALICE, 1, "F1");
		assert_ok!(settle(ALICE, 1, "S1", 1, true));
		assert_eq!(bill(1).usage, Use::Reimbursed);
		hold(ALICE, 2, "F2");
		assert_noop!(settle(ALICE, 2, "S2", 0, false), BillError::<Test>::AmountZero);
		assert_ok!(settle(ALICE, 2, "S2", 0, true));
		assert_eq!(bill(2).usage, Use::Reimbursed);
		assert_eq!(Settlements::<Test>::iter_prefix(key(2)).count(), 0);
	});
}

#[test]
fn the_holder_alone_settles_and_within_its_claim() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_noop!(settle(ALICE, 1, "S1", 1, false), Error::<Test>::NotFound);
		let ask = Ask { claimed: 4_000, ..Ask::new(ALICE, 1, "F1") };
		assert_ok!(ask.dispatch());
		assert_noop!(settle(ALICE, 1, "S1", 1, false), Error::<Test>::NotFound);
		next_block(0);
		for who in [BOB, PLATFORM] {
			assert_noop!(settle(who, 1, "S1", 1, false), Error::<Test>::NotHolder);
		}
		for who in [AUTHORITY, ISSUER] {
			assert_noop!(settle(who, 1, "S1", 1, false), Error::<Test>::NotAuthorized);
		}
		assert_noop!(settle(STRANGER, 1, "S1", 1, false), Error::<Test>::NotAuthorized);
		assert_noop!(settle(ALICE, 1, "S1", 4_001, false), Error::<Test>::ExceedsClaim);
		assert_noop!(settle(ALICE, 1, "S1", 4_001, true), Error::<Test>::ExceedsClaim);
		Frozen::set(vec![ALICE.into()]);
		assert_noop!(settle(ALICE, 1, "S1", 4_000, false), Error::<Test>::NotActive);
		Frozen::set(Vec::new());
		assert_ok!(settle(ALICE, 1, "S1", 4_000, false));
		assert_noop!(settle(ALICE, 1, "S2", 1, false), Error::<Test>::NotFound);
	});
}
