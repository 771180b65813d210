use crate::{mock::*, Bills, Corrections, Error, Event, RedFlushConsents, Registered};
use fiscal_primitives::{
	bill::{difference_root, BillKind, Circulation, Use, Validity},
	traits::BillLedger,
	BillEntry, Date, Fen, PayerRef,
};
use frame_support::{assert_noop, assert_ok};

fn red_flush(
	who: u8,
	number: u64,
	negative: BillEntry,
	difference: Option<BillEntry>,
) -> sp_runtime::DispatchResult {
	BillsPallet::red_flush(signed(who), key(number), negative, difference, reason())
}

fn rest(number: u64, total: u64) -> Option<BillEntry> {
	Some(BillEntry { total: fen(total), ..entry(number) })
}

#[test]
fn a_red_bill_cancels_the_whole_bill() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let old = bill(1);
		assert_ok!(red_flush(ISSUER, 1, entry(2), None));
		let cancelled = bill(1);
		assert_eq!(cancelled.validity, Validity::RedFlushed);
		assert_eq!(cancelled.related, Some(key(2)));
		assert_eq!(cancelled.version, 2);
		let link = cancelled.history.unwrap();
		assert_eq!(link.previous, old.version_hash());
		assert_eq!(link.difference, difference_root(&old, &cancelled));

		let red = bill(2);
		assert_eq!(red.kind, BillKind::Red);
		assert_eq!(red.circulation, Circulation::Blocked);
		assert_eq!(red.related, Some(key(1)));
		assert_eq!(red.total, old.total);
		assert_eq!((red.issuer, red.node, red.scene), (old.issuer, old.node, old.scene));
		assert_eq!(Registered::<Test>::get(), 2);
		assert_eq!(
			last_event(),
			Event::RedFlushed {
				key: key(1),
				negative: key(2),
				difference: None,
				by: actor(ISSUER),
				reason: reason()
			}
		);
	});
}

#[test]
fn a_difference_bill_is_over_what_remains() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_ok!(red_flush(OPERATOR, 1, entry(2), rest(3, 4_000)));
		let difference = bill(3);
		assert_eq!(difference.kind, BillKind::Difference);
		assert_eq!(difference.related, Some(key(1)));
		assert_eq!(difference.total, fen(4_000));
		assert_eq!(difference.usage, Use::Free);
		assert_eq!(difference.circulation, Circulation::Circulable);
		assert_eq!(Registered::<Test>::get(), 3);
		assert_ok!(BillsPallet::ensure_lockable(&key(3), fen(4_000), &actor(USER)));
		assert_ok!(red_flush(ISSUER, 3, BillEntry { total: fen(4_000), ..entry(4) }, rest(5, 1)));
		assert_eq!(bill(5).related, Some(key(3)));
	});
}

#[test]
fn amounts_and_keys_have_to_fit() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		for total in [TOTAL - 1, TOTAL + 1, 0] {
			let negative = BillEntry { total: fen(total), ..entry(3) };
			assert_noop!(red_flush(ISSUER, 1, negative, None), Error::<Test>::AmountMismatch);
		}
		for total in [0, TOTAL, TOTAL + 1] {
			assert_noop!(
				red_flush(ISSUER, 1, entry(3), rest(4, total)),
				Error::<Test>::AmountMismatch
			);
		}
		assert_noop!(red_flush(ISSUER, 1, entry(1), None), Error::<Test>::AlreadyExists);
		assert_noop!(red_flush(ISSUER, 1, entry(2), None), Error::<Test>::AlreadyExists);
		assert_noop!(red_flush(ISSUER, 1, entry(3), rest(2, 1)), Error::<Test>::AlreadyExists);
		assert_noop!(red_flush(ISSUER, 1, entry(3), rest(3, 1)), Error::<Test>::AlreadyExists);
		let tomorrow = Date::new(TODAY + 1).unwrap();
		let late = BillEntry { issued_on: tomorrow, ..entry(3) };
		assert_noop!(red_flush(ISSUER, 1, late, None), Error::<Test>::DateInFuture);
		let late = BillEntry { issued_on: tomorrow, total: fen(1), ..entry(4) };
		assert_noop!(red_flush(ISSUER, 1, entry(3), Some(late)), Error::<Test>::DateInFuture);
		assert_noop!(red_flush(ISSUER, 9, entry(3), None), Error::<Test>::NotFound);
		assert_noop!(red_flush(PLATFORM, 1, entry(3), None), Error::<Test>::NotAuthorized);
		assert!(!Bills::<Test>::contains_key(key(3)));
	});
}

#[test]
fn a_reimbursed_bill_needs_the_fiscal_authority() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		reimburse(1, 4_000);
		reimburse(2, TOTAL);
		for number in [1, 2] {
			assert_noop!(red_flush(ISSUER, number, entry(3), None), Error::<Test>::ConsentRequired);
		}
		assert_ok!(consent_red_flush(AUTHORITY, 1));
		assert_ok!(red_flush(ISSUER, 1, entry(3), None));
		assert!(!RedFlushConsents::<Test>::contains_key(key(1)));
		assert_eq!(bill(1).reimbursed, fen(4_000));
		assert_noop!(red_flush(ISSUER, 2, entry(4), None), Error::<Test>::ConsentRequired);
	});
}

#[test]
fn the_issuer_cannot_consent_for_itself() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(BillsPallet::register_batch(
			signed(OPERATOR),
			NODE,
			id(MINISTRY),
			SCENE,
			batch(vec![entry(3_001)])
		));
		let red = || entry(3_002);
		reimburse(3_001, 1);
		assert_ok!(consent_red_flush(MINISTRY, 3_001));
		assert_noop!(red_flush(MINISTRY, 3_001, red(), None), Error::<Test>::SameAdministrator);
		assert_ok!(red_flush(OPERATOR, 3_001, red(), None));
	});
}

#[test]
fn a_difference_bill_takes_over_what_was_reimbursed() {
	// (reimbursed, closed, total of the difference bill) → (reimbursed, use, remaining)
	let cases = [
		((0, false, 6_000), (0, Use::Free, 6_000)),
		((4_000, false, 6_000), (4_000, Use::PartlyReimbursed, 2_000)),
		((6_000, false, 6_000), (6_000, Use::Reimbursed, 0)),
		((7_000, false, 6_000), (6_000, Use::Reimbursed, 0)),
		((10_000, false, 6_000), (6_000, Use::Reimbursed, 0)),
		((4_000, true, 6_000), (4_000, Use::Reimbursed, 2_000)),
		((0, true, 6_000), (0, Use::Reimbursed, 6_000)),
	];
	for ((reimbursed, close, total), (taken, usage, remaining)) in cases {
		ExtBuilder::default().with_bills(1).build_and_execute(|| {
			if reimbursed > 0 || close {
				lock(1);
				assert_ok!(BillsPallet::settle(&key(1), fen(reimbursed), close, &actor(USER)));
				assert_ok!(consent_red_flush(AUTHORITY, 1));
			}
			assert_ok!(red_flush(ISSUER, 1, entry(2), rest(3, total)));
			let difference = bill(3);
			assert_eq!(difference.reimbursed, fen(taken));
			assert_eq!(difference.usage, usage);
			assert_eq!(difference.remaining(), fen(remaining));
		});
	}
}

#[test]
fn a_difference_bill_stays_with_a_holder_who_is_known() {
	let anothers = |number, total| BillEntry {
		total: fen(total),
		payer: PayerRef(digest("another")),
		..entry(number)
	};
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		Bound::set(vec![PayerRef(digest("payer"))]);
		let bound = || Error::<Test>::HolderBound;
		assert_noop!(red_flush(ISSUER, 1, entry(3), Some(anothers(4, 1))), bound());
		assert_noop!(red_flush(ISSUER, 1, anothers(3, TOTAL), rest(4, 1)), bound());
		assert_ok!(red_flush(ISSUER, 1, entry(3), rest(4, 1)));
		assert_eq!(bill(4).payer, PayerRef(digest("payer")));
		// Whose it is nobody knows: a wrong payer reference is put right.
		Bound::set(Vec::new());
		assert_ok!(red_flush(ISSUER, 2, entry(5), Some(anothers(6, 1))));
		assert_eq!(bill(6).payer, PayerRef(digest("another")));
	});
}

#[test]
fn what_waited_for_the_bill_is_gone() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let correction = crate::Correction::SetMedium(fiscal_primitives::bill::Medium::Paper);
		assert_ok!(BillsPallet::propose_correction(
			signed(AUTHORITY),
			key(1),
			elements(1).sealed(),
			correction,
			reason()
		));
		assert_ok!(red_flush(ISSUER, 1, entry(2), None));
		assert!(!Corrections::<Test>::contains_key(key(1)));
		assert_eq!(bill(1).reimbursed, Fen::ZERO);
	});
}
