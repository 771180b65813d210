use crate::{mock::*, reads::Pending, Correction};
use fiscal_primitives::{
	bill::{self, CorrectionMade, Medium, PendingCorrection},
	PayerRef,
};
use frame_support::assert_ok;

const PAPER: Correction = Correction::SetMedium(Medium::Paper);

#[test]
fn what_waits_is_told_until_it_is_decided() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_eq!(BillsPallet::pending(&key(2)), None);
		assert_eq!(BillsPallet::pending(&key(1)), Some(Pending::default()));
		assert_ok!(BillsPallet::propose_correction(
			signed(AUTHORITY),
			key(1),
			elements(1).sealed(),
			PAPER,
			reason()
		));
		let pending = BillsPallet::pending(&key(1)).unwrap();
		let correction = bill::Correction::SetMedium(Medium::Paper);
		let proposer = actor(AUTHORITY);
		let waiting = PendingCorrection { proposer, correction, version: 1, reason: reason() };
		assert_eq!(pending, Pending { correction: Some(waiting), ..Pending::default() });

		assert_ok!(BillsPallet::confirm_correction(signed(DEPUTY), key(1), PAPER));
		let by = [actor(AUTHORITY), actor(DEPUTY)];
		let made = CorrectionMade { correction, version: 2, by, at: NOON };
		let pending = BillsPallet::pending(&key(1)).unwrap();
		assert_eq!(pending, Pending { last_correction: Some(made), ..Pending::default() });
	});
}

#[test]
fn a_consent_is_told_with_who_gave_it() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		reimburse(1, 1);
		assert_eq!(BillsPallet::pending(&key(1)).unwrap().consent, None);
		assert_ok!(consent_red_flush(AUTHORITY, 1));
		assert_eq!(BillsPallet::pending(&key(1)).unwrap().consent, Some(actor(AUTHORITY)));
	});
}

#[test]
fn corrections_have_the_same_form_inside_and_outside() {
	use codec::Encode;
	let digests = Correction::SetDigests { xml: digest("x"), pdf: None, summary: digest("s") };
	for correction in [PAPER, digests, Correction::SetPayer(PayerRef(digest("p")))] {
		assert_eq!(bill::Correction::from(correction).encode(), correction.encode());
	}
}
