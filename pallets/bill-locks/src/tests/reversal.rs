use crate::{mock::*, Error, Event, Reversals, Settlements};
use fiscal_primitives::{bill::Use, Operation};
use frame_support::{assert_noop, assert_ok};
use pallet_bills::Error as BillError;
use sp_runtime::DispatchError;

fn reimbursed(who: u8, amount: u64) {
	hold(who, 1, "F1");
	assert_ok!(settle(who, 1, "S1", amount, false));
}

#[test]
fn a_reimbursement_is_taken_back_with_the_fiscal_authority() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		reimbursed(ALICE, TOTAL);
		events();
		assert_ok!(request_reversal(ALICE, 1, "V1", 4_000));
		assert_eq!(bill(1).reimbursed, fen(TOTAL));
		assert_eq!(
			events(),
			[Event::ReversalRequested {
				key: key(1),
				holder: id(ALICE),
				flow: flow("V1"),
				amount: fen(4_000),
				reason: reason(),
			}]
		);
		assert_ok!(confirm_reversal(AUTHORITY, 1, 4_000));
		assert_eq!(bill(1).reimbursed, fen(6_000));
		assert_eq!(bill(1).usage, Use::PartlyReimbursed);
		assert_eq!(Settlements::<Test>::get(key(1), id(ALICE)), fen(6_000));
		assert!(!Reversals::<Test>::contains_key(key(1)));
		assert_eq!(
			events(),
			[Event::Reversed {
				key: key(1),
				holder: id(ALICE),
				amount: fen(4_000),
				by: actor(AUTHORITY),
				reason: reason(),
			}]
		);
		assert_ok!(request_reversal(ALICE, 1, "V2", 6_000));
		assert_ok!(confirm_reversal(DEPUTY, 1, 6_000));
		assert_eq!(bill(1).usage, Use::Free);
		assert!(!Settlements::<Test>::contains_key(key(1), id(ALICE)));
		hold(BOB, 1, "F2");
	});
}

#[test]
fn everyone_takes_back_only_its_own() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		reimbursed(ALICE, 4_000);
		let ask = Ask { claimed: 6_000, ..Ask::new(BOB, 1, "F2") };
		assert_ok!(ask.dispatch());
		next_block(0);
		assert_ok!(settle(BOB, 1, "S2", 6_000, false));
		assert_noop!(request_reversal(ALICE, 1, "V1", 4_001), Error::<Test>::ExceedsSettled);
		assert_noop!(request_reversal(BOB, 1, "V1", 6_001), Error::<Test>::ExceedsSettled);
		assert_noop!(request_reversal(CAROL, 1, "V1", 1), Error::<Test>::ExceedsSettled);
		assert_noop!(request_reversal(ALICE, 9, "V1", 1), Error::<Test>::ExceedsSettled);
		assert_noop!(request_reversal(ALICE, 1, "V1", 0), Error::<Test>::AmountZero);
		assert_noop!(request_reversal(STRANGER, 1, "V1", 1), Error::<Test>::NotAuthorized);
		Frozen::set(vec![ALICE.into()]);
		assert_noop!(request_reversal(ALICE, 1, "V1", 1), Error::<Test>::NotActive);
		Frozen::set(Vec::new());
		assert_ok!(request_reversal(ALICE, 1, "V1", 4_000));
		assert_noop!(request_reversal(BOB, 1, "V1", 1), Error::<Test>::AlreadyExists);
		assert_ok!(confirm_reversal(AUTHORITY, 1, 4_000));
		assert_eq!(Settlements::<Test>::get(key(1), id(BOB)), fen(6_000));
	});
}

#[test]
fn the_fiscal_authority_confirms_what_was_asked() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_noop!(confirm_reversal(AUTHORITY, 1, 1), Error::<Test>::NotFound);
		reimbursed(MINISTRY, 4_000);
		assert_ok!(request_reversal(MINISTRY, 1, "V1", 1_000));
		for who in [ALICE, ISSUER, PLATFORM, STRANGER] {
			assert_noop!(confirm_reversal(who, 1, 1_000), DispatchError::BadOrigin);
		}
		assert_noop!(confirm_reversal(MINISTRY, 1, 1_000), Error::<Test>::SameSigner);
		for amount in [999, 1_001, 0] {
			assert_noop!(confirm_reversal(AUTHORITY, 1, amount), Error::<Test>::AmountMismatch);
		}
		Frozen::set(vec![AUTHORITY.into()]);
		assert_noop!(confirm_reversal(AUTHORITY, 1, 1_000), DispatchError::BadOrigin);
		HighRisk::set(vec![Operation::ReverseSettlement]);
		assert_noop!(confirm_reversal(DEPUTY, 1, 1_000), APPROVAL_REQUIRED);
		HighRisk::set(Vec::new());
		assert_ok!(confirm_reversal(DEPUTY, 1, 1_000));
	});
}

#[test]
fn a_confirmation_is_of_the_request_that_was_seen() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		reimbursed(ALICE, 4_000);
		let ask = Ask { claimed: 4_000, ..Ask::new(BOB, 1, "F2") };
		assert_ok!(ask.dispatch());
		next_block(0);
		assert_ok!(settle(BOB, 1, "S2", 4_000, false));
		let confirm = |who, text| confirm_reversal_of(AUTHORITY, 1, (id(who), flow(text)), 1_000);
		assert_ok!(request_reversal(ALICE, 1, "V1", 1_000));
		assert_eq!(Reversals::<Test>::get(key(1)).unwrap().flow, flow("V1"));
		// What was approved, over the same amount, is withdrawn meanwhile, and others ask.
		assert_ok!(withdraw_reversal(ALICE, 1));
		assert_ok!(request_reversal(BOB, 1, "V1", 1_000));
		assert_noop!(confirm(ALICE, "V1"), Error::<Test>::NotFound);
		assert_ok!(withdraw_reversal(BOB, 1));
		assert_ok!(request_reversal(ALICE, 1, "V2", 1_000));
		assert_noop!(confirm(ALICE, "V1"), Error::<Test>::NotFound);
		assert_ok!(confirm(ALICE, "V2"));
	});
}

#[test]
fn a_locked_or_cancelled_bill_is_not_reversed() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		reimbursed(ALICE, 4_000);
		assert_ok!(request_reversal(ALICE, 1, "V1", 4_000));
		let ask = Ask { claimed: 1, ..Ask::new(BOB, 1, "F2") };
		assert_ok!(ask.dispatch());
		next_block(0);
		assert_noop!(confirm_reversal(AUTHORITY, 1, 4_000), BillError::<Test>::Locked);
		assert_ok!(release(BOB, 1, "R2"));
		assert_ok!(consent_red_flush(AUTHORITY, 1));
		assert_ok!(red_flush(1, None));
		assert_noop!(confirm_reversal(AUTHORITY, 1, 4_000), BillError::<Test>::Terminal);
		assert_ok!(withdraw_reversal(ALICE, 1));
		assert_noop!(request_reversal(ALICE, 1, "V2", 1), Error::<Test>::Terminal);
	});
}

#[test]
fn a_reversal_is_withdrawn_by_either_side() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		reimbursed(ALICE, 4_000);
		assert_noop!(withdraw_reversal(ALICE, 1), Error::<Test>::NotFound);
		assert_ok!(request_reversal(ALICE, 1, "V1", 1));
		for who in [BOB, ISSUER, STRANGER] {
			assert_noop!(withdraw_reversal(who, 1), Error::<Test>::NotAuthorized);
		}
		events();
		assert_ok!(withdraw_reversal(ALICE, 1));
		assert_eq!(events(), [Event::ReversalWithdrawn { key: key(1), by: actor(ALICE) }]);
		assert_noop!(confirm_reversal(AUTHORITY, 1, 1), Error::<Test>::NotFound);
		assert_ok!(request_reversal(ALICE, 1, "V2", 1));
		assert_ok!(withdraw_reversal(AUTHORITY, 1));
		assert_eq!(bill(1).reimbursed, fen(4_000));
	});
}

#[test]
fn what_a_difference_bill_took_over_is_not_reimbursed_again() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		reimbursed(ALICE, 7_000);
		assert_ok!(consent_red_flush(AUTHORITY, 1));
		let rest = fiscal_primitives::BillEntry { total: fen(8_000), ..entry(2) };
		assert_ok!(red_flush(1, Some(rest)));
		let ask = |claimed| Ask { claimed, ..Ask::new(BOB, 2, "F2") };
		assert_noop!(ask(1_001).dispatch(), BillError::<Test>::ExceedsTotal);
		assert_ok!(ask(1_000).dispatch());
		next_block(0);
		assert_ok!(settle(BOB, 2, "S2", 1_000, false));
		assert_eq!(bill(2).usage, Use::Reimbursed);
		assert_noop!(request_reversal(ALICE, 2, "V1", 1), Error::<Test>::ExceedsSettled);
		assert_ok!(request_reversal(BOB, 2, "V1", 1_000));
		assert_ok!(confirm_reversal(AUTHORITY, 2, 1_000));
		assert_eq!(bill(2).reimbursed, fen(7_000));
	});
}

#[test]
fn four_eyes_are_two_signers_of_one_organisation_or_of_two() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		reimbursed(MINISTRY, 4_000);
		assert_ok!(request_reversal(MINISTRY_CLERK, 1, "V1", 1_000));
		assert_noop!(confirm_reversal(MINISTRY_CLERK, 1, 1_000), Error::<Test>::SameSigner);
		assert_ok!(confirm_reversal(MINISTRY, 1, 1_000));
		assert_eq!(bill(1).reimbursed, fen(3_000));
	});
}
