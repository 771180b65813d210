//! The door of the locks.

use crate::{mock::*, Error, Event};
use fiscal_primitives::{
	bill::{difference_root, Use},
	changes::BillAction,
	traits::BillLedger,
	Fen,
};
use frame_support::{assert_noop, assert_ok};

#[test]
fn locking_claims_a_part_of_what_remains() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		for attempt in [BillsPallet::ensure_lockable, BillsPallet::lock] {
			assert_noop!(attempt(&key(1), Fen::ZERO, &actor(USER)), Error::<Test>::AmountZero);
			assert_noop!(
				attempt(&key(1), fen(TOTAL + 1), &actor(USER)),
				Error::<Test>::ExceedsTotal
			);
			assert_noop!(attempt(&key(2), fen(1), &actor(USER)), Error::<Test>::NotFound);
		}
		reimburse(1, 4_000);
		assert_noop!(
			BillsPallet::lock(&key(1), fen(6_001), &actor(USER)),
			Error::<Test>::ExceedsTotal
		);
		assert_ok!(BillsPallet::ensure_lockable(&key(1), fen(6_000), &actor(USER)));
		assert_eq!(bill(1).usage, Use::PartlyReimbursed);
		assert_ok!(BillsPallet::lock(&key(1), fen(6_000), &actor(USER)));
		assert_eq!(BillsPallet::bill(&key(1)).unwrap().usage, Use::Locked);
	});
}

#[test]
fn a_lock_makes_no_version_and_money_does() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		lock(1);
		assert_eq!(bill(1).version, 1);
		assert_eq!(
			last_event(),
			Event::UsageChanged {
				key: key(1),
				action: BillAction::Locked,
				usage: Use::Locked,
				reimbursed: Fen::ZERO,
				by: actor(USER),
			}
		);
		assert_ok!(BillsPallet::unlock(&key(1), &actor(USER)));
		assert_eq!((bill(1).version, bill(1).usage), (1, Use::Free));

		lock(1);
		let locked = bill(1);
		assert_ok!(BillsPallet::settle(&key(1), fen(4_000), false, &actor(USER)));
		let settled = bill(1);
		assert_eq!((settled.version, settled.usage), (2, Use::PartlyReimbursed));
		assert_eq!(settled.history.unwrap().previous, locked.version_hash());
		assert_eq!(settled.history.unwrap().difference, difference_root(&locked, &settled));
		assert_eq!(
			last_event(),
			Event::UsageChanged {
				key: key(1),
				action: BillAction::Settled,
				usage: Use::PartlyReimbursed,
				reimbursed: fen(4_000),
				by: actor(USER),
			}
		);
		lock(1);
		assert_ok!(BillsPallet::unlock(&key(1), &actor(USER)));
		assert_eq!((bill(1).version, bill(1).usage), (2, Use::PartlyReimbursed));

		assert_ok!(BillsPallet::reverse(&key(1), fen(1_000), &actor(AUTHORITY)));
		assert_eq!((bill(1).version, bill(1).usage), (3, Use::PartlyReimbursed));
		assert_eq!(bill(1).reimbursed, fen(3_000));
		assert_ok!(BillsPallet::reverse(&key(1), fen(3_000), &actor(AUTHORITY)));
		assert_eq!((bill(1).version, bill(1).usage), (4, Use::Free));
	});
}

#[test]
fn the_total_is_never_passed() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		lock(1);
		assert_noop!(
			BillsPallet::settle(&key(1), fen(TOTAL + 1), false, &actor(USER)),
			Error::<Test>::ExceedsTotal
		);
		assert_noop!(
			BillsPallet::settle(&key(1), Fen::MAX, true, &actor(USER)),
			Error::<Test>::ExceedsTotal
		);
		assert_ok!(BillsPallet::settle(&key(1), fen(TOTAL - 1), false, &actor(USER)));
		lock(1);
		assert_noop!(
			BillsPallet::settle(&key(1), fen(2), false, &actor(USER)),
			Error::<Test>::ExceedsTotal
		);
		assert_ok!(BillsPallet::settle(&key(1), fen(1), false, &actor(USER)));
		assert_eq!(bill(1).usage, Use::Reimbursed);
		assert_noop!(BillsPallet::lock(&key(1), fen(1), &actor(USER)), Error::<Test>::Reimbursed);
	});
}

#[test]
fn closing_ends_reimbursement_below_the_total() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		lock(1);
		assert_noop!(
			BillsPallet::settle(&key(1), Fen::ZERO, false, &actor(USER)),
			Error::<Test>::AmountZero
		);
		assert_ok!(BillsPallet::settle(&key(1), fen(1), true, &actor(USER)));
		assert_eq!(bill(1).usage, Use::Reimbursed);
		assert_noop!(BillsPallet::lock(&key(1), fen(1), &actor(USER)), Error::<Test>::Reimbursed);
		assert_ok!(BillsPallet::reverse(&key(1), fen(1), &actor(AUTHORITY)));
		assert_eq!(bill(1).usage, Use::Free);

		lock(2);
		assert_ok!(BillsPallet::settle(&key(2), Fen::ZERO, true, &actor(USER)));
		assert_eq!(bill(2).usage, Use::Reimbursed);
		assert_noop!(
			BillsPallet::reverse(&key(2), fen(1), &actor(AUTHORITY)),
			Error::<Test>::ExceedsReimbursed
		);
	});
}

#[test]
fn only_what_is_reimbursed_is_taken_back() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_noop!(
			BillsPallet::reverse(&key(1), fen(1), &actor(AUTHORITY)),
			Error::<Test>::NotReimbursed
		);
		reimburse(1, 4_000);
		assert_noop!(
			BillsPallet::reverse(&key(1), Fen::ZERO, &actor(AUTHORITY)),
			Error::<Test>::AmountZero
		);
		assert_noop!(
			BillsPallet::reverse(&key(1), fen(4_001), &actor(AUTHORITY)),
			Error::<Test>::ExceedsReimbursed
		);
		assert_noop!(
			BillsPallet::reverse(&key(2), fen(1), &actor(AUTHORITY)),
			Error::<Test>::NotFound
		);
		lock(1);
		assert_noop!(
			BillsPallet::reverse(&key(1), fen(1), &actor(AUTHORITY)),
			Error::<Test>::Locked
		);
	});
}

#[test]
fn only_a_locked_bill_is_unlocked_or_settled() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		for _ in 0..2 {
			assert_noop!(BillsPallet::unlock(&key(1), &actor(USER)), Error::<Test>::NotLocked);
			assert_noop!(
				BillsPallet::settle(&key(1), fen(1), false, &actor(USER)),
				Error::<Test>::NotLocked
			);
			reimburse(1, 1);
		}
		assert_noop!(BillsPallet::unlock(&key(2), &actor(USER)), Error::<Test>::NotFound);
		assert_noop!(
			BillsPallet::settle(&key(2), fen(1), false, &actor(USER)),
			Error::<Test>::NotFound
		);
	});
}
