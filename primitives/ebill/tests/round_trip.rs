//! What is written is read back, and its signatures hold.

mod common;

use common::{issuer, outpatient, signed, supervisor, time};
use fiscal_ebill::{
	canonicalize, parse, sign, AuxItem, EBill, EBillFault, Generator, GeneratorOptions, Item,
	MedicalExt, Seal, Signatory,
};
use fiscal_primitives::Fen;
use fiscal_sm_crypto::{sm3_256, verify_der, Pair, Public, SignFault, Signature, Signer};
use proptest::prelude::*;

fn assert_round_trip(bill: &EBill) {
	let file = signed(bill);
	let read = parse(&file).unwrap();
	assert_eq!(read.bill, *bill);
	assert_eq!(read.file_digest.0, sm3_256(&file));
	assert_eq!(read.issuer_signature.public, issuer().public());
	assert_eq!(read.supervisor_signature.public, supervisor().public());
	assert_eq!(read.issuer_signature.time, time());
	read.verify().unwrap();
	read.verify_with(Some(&issuer().public()), Some(&supervisor().public())).unwrap();
}

#[test]
fn generated_bills_round_trip() {
	let options = GeneratorOptions { seed: 7, inpatient_share: 0.3, ..Default::default() };
	let generator = Generator::with(options).unwrap();
	(0..60).for_each(|index| assert_round_trip(&generator.bill(index)));
}

#[test]
fn a_bill_without_extension_and_list_round_trips() {
	let mut bill = outpatient();
	bill.ext = None;
	bill.aux_details.clear();
	bill.main.issuer_seal = Seal::default();
	assert_round_trip(&bill);
	bill.ext = Some(MedicalExt::default());
	assert_round_trip(&bill);
}

#[test]
fn the_largest_bill_round_trips_and_one_more_line_does_not() {
	let mut bill = outpatient();
	bill.details = vec![Item { amount: Fen::new(1).unwrap(), ..bill.details[0].clone() }; 2_000];
	bill.main.total = Fen::new(2_000).unwrap();
	bill.aux_details = vec![bill.aux_details[0].clone(); 5_000];
	assert_round_trip(&bill);

	let mut longer = bill.clone();
	longer.details.push(bill.details[0].clone());
	longer.main.total = Fen::new(2_001).unwrap();
	assert_eq!(field(sign_bill(&longer)), "EInvoice/EInvoiceData/Details");
	bill.aux_details.push(bill.aux_details[0].clone());
	assert_eq!(field(sign_bill(&bill)), "EInvoice/EInvoiceData/AuxDetails");
}

fn sign_bill(bill: &EBill) -> Result<Vec<u8>, EBillFault> {
	sign(bill, &issuer(), &supervisor(), time())
}

fn field(result: Result<Vec<u8>, EBillFault>) -> String {
	match result {
		Err(
			EBillFault::Invalid { field, .. }
			| EBillFault::Missing { field }
			| EBillFault::Unknown { field },
		) => field,
		other => panic!("{other:?}"),
	}
}

#[test]
fn bills_that_would_not_be_read_are_not_signed() {
	let refuse = |change: fn(&mut EBill)| {
		let mut bill = outpatient();
		change(&mut bill);
		field(sign_bill(&bill))
	};
	assert_eq!(
		refuse(|bill| bill.main.total = Fen::ZERO),
		"EInvoice/EInvoiceData/Main/TotalAmount"
	);
	assert_eq!(
		refuse(|bill| bill.main.payer.name.clear()),
		"EInvoice/EInvoiceData/Main/PayerParty/PayerPartyName"
	);
	assert_eq!(
		refuse(|bill| bill.details[0].name = "费".repeat(101)),
		"EInvoice/EInvoiceData/Details/Item[1]/ItemName"
	);
	assert_eq!(
		refuse(|bill| bill.main.biz_code = "a\nb".into()),
		"EInvoice/EInvoiceData/Main/BizCode"
	);
	assert_eq!(refuse(|bill| bill.details.clear()), "EInvoice/EInvoiceData/Details/Item");
	let mut bill = outpatient();
	bill.main.remark = "a\0b".into();
	assert!(matches!(sign_bill(&bill), Err(EBillFault::NotXml { .. })));
}

#[test]
fn the_signatures_are_over_the_canonical_bytes_and_the_issuers_der() {
	let file = signed(&outpatient());
	let read = parse(&file).unwrap();
	let text = std::str::from_utf8(&file).unwrap();
	let data = common::element(text, "EInvoiceData");
	assert_eq!(read.canonical, canonicalize(data.as_bytes()).unwrap());
	// What this crate writes is in canonical form already.
	assert_eq!(read.canonical, data.as_bytes());

	let value = |tag: &str| {
		use base64::Engine;
		let text = common::element(common::element(text, tag), "SignatureValue");
		let base64 = text
			.strip_prefix("<SignatureValue>")
			.and_then(|text| text.strip_suffix("</SignatureValue>"))
			.unwrap();
		base64::engine::general_purpose::STANDARD.decode(base64).unwrap()
	};
	let (by_issuer, by_supervisor) =
		(value("InvoicingPartySignature"), value("SupervisorPartySignature"));
	assert!(verify_der(&issuer().public(), data.as_bytes(), &by_issuer));
	let message = [data.as_bytes(), &by_issuer].concat();
	assert!(verify_der(&supervisor().public(), &message, &by_supervisor));
	assert!(!verify_der(&supervisor().public(), data.as_bytes(), &by_supervisor));
}

/// Claims one key and signs with another, or does not sign.
struct Faulty {
	claimed: Pair,
	used: Option<Pair>,
}

impl Signer for Faulty {
	fn public(&self) -> Public {
		self.claimed.public()
	}

	fn sign(&self, message: &[u8]) -> Result<Signature, SignFault> {
		let used = self.used.as_ref().ok_or(SignFault::Refused("out of office".into()))?;
		Ok(used.sign(message))
	}
}

#[test]
fn faulty_signers_yield_no_file() {
	let who = |result: Result<Vec<u8>, EBillFault>| match result {
		Err(EBillFault::Signature { who, .. }) => who,
		other => panic!("{other:?}"),
	};
	let bill = outpatient();
	let silent = Faulty { claimed: issuer(), used: None };
	assert_eq!(who(sign(&bill, &silent, &supervisor(), time())), Signatory::Issuer);
	let wrong = Faulty { claimed: supervisor(), used: Some(issuer()) };
	assert_eq!(who(sign(&bill, &issuer(), &wrong, time())), Signatory::Supervisor);
}

#[test]
fn sizes_are_of_the_order_of_real_files() {
	let mut bill = outpatient();
	let (item, line) = (bill.details[0].clone(), bill.aux_details[0].clone());
	for (lines, most) in [(1, 8_000), (15, 20_000), (60, 50_000), (300, 200_000)] {
		bill.aux_details = vec![AuxItem { amount: item.amount, ..line.clone() }; lines];
		bill.details = vec![item.clone(); lines.div_ceil(8)];
		bill.main.total = bill.sum_of_items().unwrap();
		let size = signed(&bill).len();
		println!("{lines} lines: {size} bytes");
		assert!((2_000..most).contains(&size), "{lines} lines: {size} bytes");
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn any_admitted_text_round_trips(
		name in "[^\\p{Cc}]{1,60}",
		remark in "[\t\n\r -\u{7e}\u{a0}-\u{2fff}<>&'\"]{0,200}",
		rec in "[<>&'\"\\] ]{0,60}",
		index in 0u64..1_000,
	) {
		// Two code points of the basic plane that are no characters of XML.
		prop_assume!(!name.contains(['\u{fffe}', '\u{ffff}']));
		let mut bill = Generator::new(11).bill(index);
		bill.main.payer.name = name;
		bill.main.remark = remark;
		bill.main.issuer.rec_name = rec;
		assert_round_trip(&bill);
	}
}
