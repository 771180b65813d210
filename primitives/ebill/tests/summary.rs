//! What of a bill goes to the chain.

mod common;

use common::{outpatient, signed};
use fiscal_ebill::{
	entry, fields, parse, payer_ref, EBill, EBillFault, Generator, GeneratorOptions, PayerType,
	Summary,
};
use fiscal_primitives::{bill::Circulation, field::FieldValue, Digest};
use fiscal_sm_crypto::{hmac_sm3, sm3_256};

const KEY: &[u8] = b"an index key of an access node";

#[test]
fn the_entry_holds_digests_and_no_personal_data() {
	let bill = outpatient();
	let file = signed(&bill);
	let read = parse(&file).unwrap();
	let pdf = Some(Digest::repeat_byte(7));
	let made = entry(&read, pdf, KEY).unwrap();
	assert_eq!(made.key, bill.key());
	assert_eq!(made.check, bill.main.check.digest(&bill.key()));
	assert_eq!(made.total, bill.main.total);
	assert_eq!(made.issued_on, bill.main.issued_on);
	assert_eq!(made.payer.0 .0, hmac_sm3(KEY, bill.main.payer.code.as_bytes()));
	assert_eq!(made.xml.0, sm3_256(&file));
	assert_eq!(made.pdf, pdf);
	assert_eq!(made.circulation, Circulation::Circulable);

	let encoded = codec::Encode::encode(&made);
	for personal in [&bill.main.payer.code, &bill.main.payer.name, &bill.main.check.to_string()] {
		assert!(!encoded.windows(personal.len()).any(|window| window == personal.as_bytes()));
	}
}

#[test]
fn five_elements_are_those_of_the_bill() {
	let bill = outpatient();
	let elements = bill.five_elements();
	assert_eq!(elements.key.code, bill.main.code);
	assert_eq!(elements.key.number, bill.main.number);
	assert_eq!(elements.check, bill.main.check);
	assert_eq!(elements.issued_on, bill.main.issued_on);
	assert_eq!(elements.total, bill.main.total);
}

/// The layout the documentation of `Summary` gives, built here by hand.
#[test]
fn the_summary_digest_is_as_documented() {
	let mut bill = outpatient();
	bill.main.code = "31060125".parse().unwrap();
	bill.main.number = "0000000042".parse().unwrap();
	bill.main.total = "417.08".parse().unwrap();
	bill.main.issued_on = "20250314".parse().unwrap();
	bill.main.issuer.code = "12310000TEST000011".into();
	bill.main.issuer.name = "上海市测试医院".into();
	bill.main.payer.kind = PayerType::Unit;
	bill.details.truncate(1);
	let mut input = b"fiscalchain/summary/1".to_vec();
	assert_eq!(input.len(), 21);
	input.extend(hex::decode("31060125").unwrap());
	input.extend(hex::decode("0000000042").unwrap());
	input.extend(41_708u64.to_le_bytes());
	input.extend(20_250_314u32.to_le_bytes());
	input.push(18 << 2);
	input.extend(b"12310000TEST000011");
	input.push(21 << 2);
	input.extend("上海市测试医院".as_bytes());
	input.push(2);
	input.extend(1u32.to_le_bytes());
	assert_eq!(Summary::of(&bill).digest().0, sm3_256(&input));
}

#[test]
fn every_field_of_the_summary_counts() {
	let digest = |change: fn(&mut fiscal_ebill::EBill)| {
		let mut bill = outpatient();
		change(&mut bill);
		Summary::of(&bill).digest()
	};
	let genuine = digest(|_| {});
	let changes: [fn(&mut fiscal_ebill::EBill); 8] = [
		|bill| bill.main.code = "31060199".parse().unwrap(),
		|bill| bill.main.number = "9999999999".parse().unwrap(),
		|bill| bill.main.total = "1.00".parse().unwrap(),
		|bill| bill.main.issued_on = "20200101".parse().unwrap(),
		|bill| bill.main.issuer.code.push('1'),
		|bill| bill.main.issuer.name.push('院'),
		|bill| bill.main.payer.kind = PayerType::Unit,
		|bill| bill.details.push(bill.details[0].clone()),
	];
	for change in changes {
		assert_ne!(digest(change), genuine);
	}
	// What the summary does not tell does not count: who paid stays out of it.
	assert_eq!(digest(|bill| bill.main.payer.name = "他人".into()), genuine);
}

#[test]
fn the_same_person_has_one_reference_and_another_key_another() {
	let one = payer_ref(KEY, "31990019900101001X").unwrap();
	assert_eq!(payer_ref(KEY, " 31990019900101001x ").unwrap(), one);
	assert_ne!(payer_ref(KEY, "319900199001010028").unwrap(), one);
	assert_ne!(payer_ref(b"another key of sixteen bytes", "31990019900101001X").unwrap(), one);
}

#[test]
fn a_payer_without_identity_and_a_short_key_are_refused() {
	let mut bill = outpatient();
	bill.main.payer.code.clear();
	let read = parse(&signed(&bill)).unwrap();
	assert_eq!(
		entry(&read, None, KEY),
		Err(EBillFault::Missing {
			field: "EInvoice/EInvoiceData/Main/PayerParty/PayerPartyCode".into()
		})
	);
	assert!(payer_ref(KEY, "  ").is_err());
	assert!(matches!(payer_ref(&[1; 15], "1"), Err(EBillFault::Invalid { .. })));
	assert!(payer_ref(&[1; 16], "1").is_ok());
}

#[test]
fn fields_name_nobody_in_clear() {
	let [outpatient, inpatient] = [0.0, 1.0].map(|inpatient_share| {
		let options = GeneratorOptions { inpatient_share, ..Default::default() };
		Generator::with(options).unwrap().bill(0)
	});
	for bill in [&outpatient, &inpatient] {
		let fields = fields(bill, KEY).unwrap();
		let (ext, encoded) = (bill.ext.as_ref().unwrap(), codec::Encode::encode(&fields));
		let (payer, main) = (&bill.main.payer, &bill.main);
		for personal in [
			&payer.name,
			&payer.code,
			&ext.business_number,
			&ext.patient_number,
			&ext.case_number,
			&ext.hospitalization_number,
			&ext.medical_insurance_id,
			&ext.department_name,
			&main.handling_person,
		] {
			let shown =
				encoded.windows(personal.len().max(1)).any(|part| part == personal.as_bytes());
			assert!(!shown, "{personal} in {fields:?}");
		}
		let masked = |text: &str| Some(FieldValue::Masked(hmac_sm3(KEY, text.as_bytes()).into()));
		assert_eq!(fields.get("payerName").cloned(), masked(&payer.name));
		assert_eq!(fields.get("businessNumber").cloned(), masked(&ext.business_number));
		assert_eq!(fields.get("ownPayAmount").cloned(), ext.own_pay.map(FieldValue::Amount));
		assert!(is_refused_with_a_short_key(bill));
	}
	assert!(fields(&inpatient, KEY).unwrap().get("hospitalizationNumber").is_some());
	assert_eq!(fields(&outpatient, KEY).unwrap().get("hospitalizationNumber"), None);
	let bare = EBill { ext: None, ..outpatient };
	assert_eq!(fields(&bare, KEY).unwrap().len(), 1);
}

fn is_refused_with_a_short_key(bill: &EBill) -> bool {
	matches!(fields(bill, &KEY[..15]), Err(EBillFault::Invalid { .. }))
}
