use crate::mock::*;
use fiscal_primitives::{
	bill::{BillUpdate, Circulation, Medium, Use, Validity},
	verification::{BillState, DigestVerdict, Element, ElementsVerdict, FileKind, FiveElements},
	BillEntry, Date,
};
use frame_support::assert_ok;

const FRESH: BillState = BillState {
	validity: Validity::Normal,
	medium: Medium::Electronic,
	usage: Use::Free,
	circulation: Circulation::Circulable,
};

#[test]
fn the_five_elements_of_a_bill_are_compared_one_by_one() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let verify = |elements| BillsPallet::verify_elements(&elements);
		assert_eq!(verify(elements(1)), ElementsVerdict::Genuine { state: FRESH });
		assert_eq!(verify(elements(2)), ElementsVerdict::NotFound);
		let (check, date) = ("a1B2c4".parse().unwrap(), Date::new(TODAY - 1).unwrap());
		let cases = [
			(FiveElements { check, ..elements(1) }, vec![Element::CheckCode]),
			(FiveElements { issued_on: date, ..elements(1) }, vec![Element::IssueDate]),
			(FiveElements { total: fen(1), ..elements(1) }, vec![Element::Amount]),
			(
				FiveElements { check, issued_on: date, total: fen(1), ..elements(1) },
				vec![Element::CheckCode, Element::IssueDate, Element::Amount],
			),
		];
		for (given, elements) in cases {
			assert_eq!(verify(given), ElementsVerdict::Mismatch { elements });
		}
		assert_ok!(BillsPallet::void_bill(signed(ISSUER), key(1), reason()));
		let state = BillState { validity: Validity::Voided, ..FRESH };
		assert_eq!(verify(elements(1)), ElementsVerdict::Genuine { state });
	});
}

#[test]
fn a_file_is_genuine_while_its_version_is() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let verify = |text: &str| BillsPallet::verify_digest(&key(1), &digest(text));
		let genuine = |file| DigestVerdict::Genuine { file, state: FRESH };
		assert_eq!(verify("xml 1"), genuine(FileKind::Xml));
		assert_eq!(verify("pdf 1"), genuine(FileKind::Pdf));
		assert_eq!(verify("summary 1"), DigestVerdict::Mismatch);
		assert_eq!(BillsPallet::verify_digest(&key(2), &digest("xml 1")), DigestVerdict::NotFound);
		let update = BillUpdate { xml: Some(digest("new")), ..BillUpdate::default() };
		assert_ok!(BillsPallet::update(signed(ISSUER), key(1), 1, update, reason()));
		assert_eq!(verify("xml 1"), DigestVerdict::Mismatch);
		assert_eq!(verify("new"), genuine(FileKind::Xml));
		assert_ok!(register(vec![BillEntry { pdf: None, ..entry(2) }]));
		assert_eq!(BillsPallet::verify_digest(&key(2), &digest("pdf 2")), DigestVerdict::Mismatch);
	});
}
