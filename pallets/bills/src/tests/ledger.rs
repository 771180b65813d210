//! The door of the locks.

use crate::{difference_root, mock::*, Error, Event};
use fiscal_primitives::{bill::Use, changes::BillAction, traits::BillLedger, Fen};
use frame_support::{assert_noop, assert_ok};

#[test]
fn locking_claims_a_part_of_what_remains() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		for attempt in [BillsPallet::ensure_lockable, BillsPallet::lock] {
			assert_noop!(attempt(&key(1), Fen::ZERO), Error::<Test>::AmountZero);
			assert_noop!(attempt(&key(1), fen(TOTAL + 1)), Error::<Test>::ExceedsTotal);
			assert_noop!(attempt(&key(2), fen(1)), Error::<Test>::NotFound);
		}
		reimburse(1, 4_000);
		assert_noop!(BillsPallet::lock(&key(1), fen(6_001)), Error::<Test>::ExceedsTotal);
		assert_ok!(BillsPallet::ensure_lockable(&key(1), fen(6_000)));
		assert_eq!(bill(1).usage, Use::PartlyReimbursed);
		assert_ok!(BillsPallet::lock(&key(1), fen(6_000)));
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
			}
		);
		assert_ok!(BillsPallet::unlock(&key(1)));
		assert_eq!((bill(1).version, bill(1).usage), (1, Use::Free));

		lock(1);
		let locked = bill(1);
		assert_ok!(BillsPallet::settle(&key(1), fen(4_000), false));
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
			}
		);
		lock(1);
		assert_ok!(BillsPallet::unlock(&key(1)));
		assert_eq!((bill(1).version, bill(1).usage), (2, Use::PartlyReimbursed));

		assert_ok!(BillsPallet::reverse(&key(1), fen(1_000)));
		assert_eq!((bill(1).version, bill(1).usage), (3, Use::PartlyReimbursed));
		assert_eq!(bill(1).reimbursed, fen(3_000));
		assert_ok!(BillsPallet::reverse(&key(1), fen(3_000)));
		assert_eq!((bill(1).version, bill(1).usage), (4, Use::Free));
	});
}

#[test]
fn the_total_is_never_passed() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		lock(1);
		assert_noop!(
			BillsPallet::settle(&key(1), fen(TOTAL + 1), false),
			Error::<Test>::ExceedsTotal
		);
		assert_noop!(BillsPallet::settle(&key(1), Fen::MAX, true), Error::<Test>::ExceedsTotal);
		assert_ok!(BillsPallet::settle(&key(1), fen(TOTAL - 1), false));
		lock(1);
		assert_noop!(BillsPallet::settle(&key(1), fen(2), false), Error::<Test>::ExceedsTotal);
		assert_ok!(BillsPallet::settle(&key(1), fen(1), false));
		assert_eq!(bill(1).usage, Use::Reimbursed);
		assert_noop!(BillsPallet::lock(&key(1), fen(1)), Error::<Test>::Reimbursed);
	});
}

#[test]
fn closing_ends_reimbursement_below_the_total() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		lock(1);
		assert_noop!(BillsPallet::settle(&key(1), Fen::ZERO, false), Error::<Test>::AmountZero);
		assert_ok!(BillsPallet::settle(&key(1), fen(1), true));
		assert_eq!(bill(1).usage, Use::Reimbursed);
		assert_noop!(BillsPallet::lock(&key(1), fen(1)), Error::<Test>::Reimbursed);
		assert_ok!(BillsPallet::reverse(&key(1), fen(1)));
		assert_eq!(bill(1).usage, Use::Free);

		lock(2);
		assert_ok!(BillsPallet::settle(&key(2), Fen::ZERO, true));
		assert_eq!(bill(2).usage, Use::Reimbursed);
		assert_noop!(BillsPallet::reverse(&key(2), fen(1)), Error::<Test>::ExceedsReimbursed);
	});
}

#[test]
fn only_what_is_reimbursed_is_taken_back() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_noop!(BillsPallet::reverse(&key(1), fen(1)), Error::<Test>::NotReimbursed);
		reimburse(1, 4_000);
		assert_noop!(BillsPallet::reverse(&key(1), Fen::ZERO), Error::<Test>::AmountZero);
		assert_noop!(BillsPallet::reverse(&key(1), fen(4_001)), Error::<Test>::ExceedsReimbursed);
		assert_noop!(BillsPallet::reverse(&key(2), fen(1)), Error::<Test>::NotFound);
		lock(1);
		assert_noop!(BillsPallet::reverse(&key(1), fen(1)), Error::<Test>::Locked);
	});
}

#[test]
fn only_a_locked_bill_is_unlocked_or_settled() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		for _ in 0..2 {
			assert_noop!(BillsPallet::unlock(&key(1)), Error::<Test>::NotLocked);
			assert_noop!(BillsPallet::settle(&key(1), fen(1), false), Error::<Test>::NotLocked);
			reimburse(1, 1);
		}
		assert_noop!(BillsPallet::unlock(&key(2)), Error::<Test>::NotFound);
		assert_noop!(BillsPallet::settle(&key(2), fen(1), false), Error::<Test>::NotFound);
	});
}
