//! A file that was altered does not pass: it is not read, a signature fails, or its digest differs.

mod common;

use common::{content, element, file, issuer, outpatient, supervisor, time};
use fiscal_ebill::{parse, sign, EBillFault, Signatory, SignedEBill};
use fiscal_sm_crypto::Pair;
use proptest::prelude::*;

fn verified(file: &[u8]) -> Result<SignedEBill, EBillFault> {
	let signed = parse(file)?;
	signed.verify()?;
	Ok(signed)
}

fn who(file: &[u8]) -> Signatory {
	match verified(file) {
		Err(EBillFault::Signature { who, .. }) => who,
		other => panic!("{other:?}"),
	}
}

/// Every byte of what is signed, of both signature values and both keys, one bit at a time and as
/// another character of the same kind.
#[test]
fn no_byte_of_what_is_signed_can_be_altered() {
	let file = file();
	let (data_start, data_end) = content(&file, "EInvoiceData");
	let mut positions: Vec<usize> = (data_start..data_end).collect();
	let mut behind = data_end;
	for tag in ["PublicKey", "SignatureValue", "PublicKey", "SignatureValue"] {
		let (start, end) = content(&file[behind..], tag);
		positions.extend(behind + start..behind + end);
		behind += end;
	}
	for position in positions {
		let byte = file.as_bytes()[position];
		let like = match byte {
			b'0'..=b'8' | b'A'..=b'Y' | b'a'..=b'y' => byte + 1,
			b'9' | b'Z' | b'z' => byte - 1,
			_ => byte ^ 0x01,
		};
		for other in [like, byte ^ (1 << (position % 7)), b' '] {
			let mut altered = file.clone().into_bytes();
			altered[position] = other;
			if other != byte {
				let result = verified(&altered);
				assert!(result.is_err(), "byte {position}, {byte:#04x} as {other:#04x}");
			}
		}
	}
}

#[test]
fn what_no_signature_covers_changes_the_digest() {
	let file = file();
	let genuine = parse(file.as_bytes()).unwrap().file_digest;
	for (tag, text) in
		[("EInvoiceID", "other"), ("SerialNumber", "00"), ("SignatureTime", "20250101000000")]
	{
		let altered = common::with_text(&file, tag, text);
		assert_ne!(verified(&altered).unwrap().file_digest, genuine, "{tag}");
	}
	let spaced = file.replace("</Header>", "</Header>\n");
	assert_ne!(verified(spaced.as_bytes()).unwrap().file_digest, genuine);
}

#[test]
fn another_amount_that_adds_up_still_fails_the_issuers_signature() {
	let mut bill = outpatient();
	let genuine = file();
	bill.details[0].amount =
		bill.details[0].amount.checked_add("1000.00".parse().unwrap()).unwrap();
	bill.main.total = bill.sum_of_items().unwrap();
	let forged = String::from_utf8(common::signed(&bill)).unwrap();
	let forged = forged
		.replace(element(&forged, "EInvoiceSignature"), element(&genuine, "EInvoiceSignature"));
	assert_eq!(who(forged.as_bytes()), Signatory::Issuer);
}

#[test]
fn swapped_values_and_swapped_elements_are_caught() {
	let file = file();
	let (first, second) =
		(element(&file, "InvoicingPartySignature"), element(&file, "SupervisorPartySignature"));
	let reordered = file.replace(&format!("{first}{second}"), &format!("{second}{first}"));
	assert_ne!(reordered, file);
	match parse(reordered.as_bytes()) {
		Err(EBillFault::Invalid { field, .. }) => {
			assert_eq!(field, "EInvoice/EInvoiceSignature/InvoicingPartySignature");
		}
		other => panic!("{other:?}"),
	}

	let inner = |text: &str, tag: &str| {
		let (start, end) = content(text, tag);
		text[start..end].to_owned()
	};
	let (one, two) =
		(inner(&file, "InvoicingPartySignature"), inner(&file, "SupervisorPartySignature"));
	let swapped = file.replace(&one, "@").replace(&two, &one).replace('@', &two);
	assert_eq!(who(swapped.as_bytes()), Signatory::Issuer);

	// The issuer's signature in both places is not a supervisor's.
	let doubled = file.replace(&two, &one);
	assert_eq!(who(doubled.as_bytes()), Signatory::Supervisor);
}

#[test]
fn a_supervisor_that_signed_another_issuers_signature_is_caught() {
	let other_issuer = Pair::from_dev_name("another hospital");
	let genuine = file();
	let other = sign(&outpatient(), &other_issuer, &supervisor(), time()).unwrap();
	let other = String::from_utf8(other).unwrap();
	let mixed = genuine.replace(
		element(&genuine, "SupervisorPartySignature"),
		element(&other, "SupervisorPartySignature"),
	);
	assert_eq!(who(mixed.as_bytes()), Signatory::Supervisor);
}

#[test]
fn valid_signatures_by_other_keys_are_caught_where_the_keys_are_known() {
	let imposter = Pair::from_dev_name("imposter");
	let fault = |issuer: &Pair, supervisor: &Pair| {
		let file = sign(&outpatient(), issuer, supervisor, time()).unwrap();
		let signed = parse(&file).unwrap();
		signed.verify().unwrap();
		let expected = (common::issuer().public(), common::supervisor().public());
		match signed.verify_with(Some(&expected.0), Some(&expected.1)) {
			Err(EBillFault::Signature { who, .. }) => Some(who),
			Ok(()) => None,
			other => panic!("{other:?}"),
		}
	};
	assert_eq!(fault(&issuer(), &supervisor()), None);
	assert_eq!(fault(&imposter, &supervisor()), Some(Signatory::Issuer));
	assert_eq!(fault(&issuer(), &imposter), Some(Signatory::Supervisor));
	assert_eq!(fault(&supervisor(), &issuer()), Some(Signatory::Issuer));
}

#[test]
fn the_key_of_somebody_else_beside_a_signature_is_caught() {
	let genuine = file();
	let other =
		sign(&outpatient(), &Pair::from_dev_name("imposter"), &supervisor(), time()).unwrap();
	let other = String::from_utf8(other).unwrap();
	let (start, end) = content(&other, "PublicKey");
	let file = common::with_text(&genuine, "PublicKey", &other[start..end]);
	assert_eq!(who(&file), Signatory::Issuer);
}

#[test]
fn files_that_say_the_same_in_other_bytes_keep_their_signatures() {
	let file = file();
	let genuine = parse(file.as_bytes()).unwrap();
	let respelled = [
		file.replace("<Remark></Remark>", "<Remark/>"),
		file.replace("<Remark></Remark>", "<Remark ></Remark\n>"),
		file.replace("门诊诊察费", "&#38376;&#x8BCA;诊察费"),
		file.replacen("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "", 1),
		format!("\u{feff}{file}\r\n"),
	];
	for other in respelled {
		assert_ne!(other, file);
		let signed = verified(other.as_bytes()).unwrap();
		assert_eq!(signed.bill, genuine.bill);
		assert_eq!(signed.canonical, genuine.canonical);
		assert_ne!(signed.file_digest, genuine.file_digest);
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	/// Anywhere in the file, any byte, any value.
	#[test]
	fn an_altered_byte_is_caught(position in any::<prop::sample::Index>(), mask in 1u8..) {
		let mut bytes = file().into_bytes();
		let genuine = parse(&bytes).unwrap().file_digest;
		let position = position.index(bytes.len());
		bytes[position] ^= mask;
		if let Ok(signed) = verified(&bytes) {
			prop_assert_ne!(signed.file_digest, genuine);
			let data = content(&file(), "EInvoiceData");
			prop_assert!(!(data.0..data.1).contains(&position));
		}
	}
}
