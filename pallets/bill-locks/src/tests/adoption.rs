//! Bills from before the chain are locked and reimbursed like others, for what is left of them.

use crate::{mock::*, Error, Settlements};
use fiscal_primitives::{
	bill::{Medium, Use, Validity},
	observation::{HistoricBill, OutsideState},
	traits::BillLedger,
	BillEntry,
};
use frame_support::{assert_noop, assert_ok};
use pallet_bills::Error as BillError;

/// A number from before the chain.
const OLD: u64 = UNALLOCATED;

fn state(usage: Use, reimbursed: u64) -> OutsideState {
	OutsideState {
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage,
		circulation: Default::default(),
		reimbursed: fen(reimbursed),
	}
}

fn adopt(number: u64, usage: Use, reimbursed: u64) {
	let BillEntry { key, check, total, issued_on, payer, xml, pdf, summary, .. } = entry(number);
	let state = state(usage, reimbursed);
	let historic = HistoricBill { total, issued_on, xml, pdf, summary, state };
	assert_ok!(BillsPallet::adopt(key, check, LIGHT, payer, &historic, id(PLATFORM)));
}

#[test]
fn what_is_left_of_an_adopted_bill_is_reimbursed_and_taken_back() {
	ExtBuilder::default().build_and_execute(|| {
		adopt(OLD, Use::PartlyReimbursed, 4_000);
		assert_noop!(acquire(ALICE, OLD, "F1"), BillError::<Test>::ExceedsTotal);
		let ask = Ask { claimed: 6_000, ..Ask::new(ALICE, OLD, "F1") };
		assert_ok!(ask.dispatch());
		next_block(0);
		assert_ok!(settle(ALICE, OLD, "S1", 6_000, false));
		assert_eq!((bill(OLD).usage, bill(OLD).reimbursed), (Use::Reimbursed, fen(TOTAL)));
		check_state();

		// What was reimbursed outside is nobody's to take back.
		assert_eq!(Settlements::<Test>::get(key(OLD), id(ALICE)), fen(6_000));
		assert_noop!(request_reversal(ALICE, OLD, "V1", 6_001), Error::<Test>::ExceedsSettled);
		assert_ok!(request_reversal(ALICE, OLD, "V1", 6_000));
		assert_ok!(confirm_reversal(AUTHORITY, OLD, 6_000));
		assert_eq!((bill(OLD).usage, bill(OLD).reimbursed), (Use::PartlyReimbursed, fen(4_000)));
	});
}

#[test]
fn what_was_reimbursed_outside_is_never_locked() {
	ExtBuilder::default().build_and_execute(|| {
		adopt(OLD, Use::Reimbursed, TOTAL);
		assert_noop!(acquire(ALICE, OLD, "F1"), BillError::<Test>::Reimbursed);
		assert_noop!(request_reversal(PLATFORM, OLD, "V1", 1), Error::<Test>::ExceedsSettled);
	});
}

#[test]
fn a_lock_that_stands_outside_is_nobodys_here() {
	ExtBuilder::default().build_and_execute(|| {
		adopt(OLD, Use::Locked, 0);
		assert_noop!(acquire(ALICE, OLD, "F1"), BillError::<Test>::Locked);
		assert_noop!(settle(PLATFORM, OLD, "S1", 1, false), Error::<Test>::NotFound);
		let root = RuntimeOrigin::root();
		assert_noop!(force_release(root, OLD), Error::<Test>::NotFound);
		next_block(TERM * 1_000);
		assert_eq!(bill(OLD).usage, Use::Locked);

		assert_eq!(BillsPallet::follow(&key(OLD), Some(&state(Use::Free, 0))), Ok(true));
		hold(ALICE, OLD, "F2");
	});
}
