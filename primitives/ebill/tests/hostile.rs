//! Files made to do harm, and files that are no bills.

mod common;

use common::{content, element, file, replaced, with_text};
use fiscal_ebill::{canonicalize, parse, EBillFault, MAX_DEPTH, MAX_FILE};
use proptest::prelude::*;

fn fault(file: impl AsRef<[u8]>) -> EBillFault {
	match parse(file.as_ref()) {
		Err(fault) => fault,
		Ok(_) => panic!("admitted: {}", String::from_utf8_lossy(file.as_ref())),
	}
}

fn forbidden(file: impl AsRef<[u8]>) -> &'static str {
	match fault(file) {
		EBillFault::Forbidden(what) => what,
		other => panic!("{other:?}"),
	}
}

/// The file with a document type in front of its root.
fn with_doctype(doctype: &str) -> String {
	file().replacen("<EInvoice>", &format!("{doctype}<EInvoice>"), 1)
}

#[test]
fn document_types_and_their_entities_are_refused() {
	let laughs: String = (1..10)
		.map(|level| {
			let below = format!("&lol{};", level - 1).repeat(10);
			format!("<!ENTITY lol{level} \"{below}\">")
		})
		.collect();
	let bombs = [
		"<!DOCTYPE EInvoice>".to_owned(),
		"<!doctype EInvoice>".to_owned(),
		"<!DOCTYPE >".to_owned(),
		format!("<!DOCTYPE EInvoice [<!ENTITY lol0 \"lol\">{laughs}]>"),
		format!("<!DOCTYPE EInvoice [<!ENTITY a \"{}\">]>", "a".repeat(100_000)),
		"<!DOCTYPE EInvoice [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>".to_owned(),
		"<!DOCTYPE EInvoice SYSTEM \"http://127.0.0.1/ebill.dtd\">".to_owned(),
		"<!DOCTYPE EInvoice [<!ENTITY % p SYSTEM \"http://127.0.0.1/\"> %p;]>".to_owned(),
	];
	for bomb in bombs {
		assert_eq!(forbidden(with_doctype(&bomb)), "a document type declaration");
	}
	for reference in ["&lol9;", "&x;", "&nbsp;", "&amp2;", "&%p;"] {
		let file = with_text(&file(), "EInvoiceName", reference);
		assert_eq!(forbidden(file), "an entity other than the five of XML");
	}
	assert!(matches!(fault(with_doctype("<!ENTITY a 'b'>")), EBillFault::NotXml { .. }));
	assert!(matches!(fault(with_doctype("<!DOCTYPE EInvoice [")), EBillFault::NotXml { .. }));
}

#[test]
fn what_xml_has_and_bills_do_not_is_refused() {
	let file = file();
	let inside = |what: &str| with_text(&file, "EInvoiceName", what);
	assert_eq!(forbidden(inside("<![CDATA[票据]]>")), "a CDATA section");
	assert_eq!(forbidden(inside("<!-- 票据 -->")), "a comment");
	assert_eq!(forbidden(inside("<?php echo 1 ?>")), "a processing instruction");
	assert_eq!(
		forbidden(with_doctype("<?xml-stylesheet href='http://127.0.0.1/'?>")),
		"a processing instruction"
	);
	for attribute in ["id='1'", "xmlns='urn:x'", "xmlns:x='urn:x'", "a", "a=b", "'"] {
		let tagged = replaced(&file, "<Main>", &format!("<Main {attribute}>"));
		assert!(
			matches!(fault(&tagged), EBillFault::Forbidden(_) | EBillFault::NotXml { .. }),
			"{attribute}"
		);
	}
	assert_eq!(forbidden(replaced(&file, "<Main>", "<Main id='1'>")), "an attribute");
	assert_eq!(forbidden(file.replace("Main>", "x:Main>")), "a namespace");
	assert_eq!(
		forbidden(file.replace("Remark>", &format!("{}>", "R".repeat(65)))),
		"an element name of more than 64 bytes"
	);
}

#[test]
fn encodings_other_than_utf_8_are_refused() {
	let file = file();
	let utf_16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
		"\u{feff}".encode_utf16().chain(file.encode_utf16()).flat_map(bytes).collect()
	};
	assert_eq!(forbidden(utf_16(u16::to_le_bytes)), "an encoding other than UTF-8");
	assert_eq!(forbidden(utf_16(u16::to_be_bytes)), "an encoding other than UTF-8");
	assert_eq!(
		forbidden(replaced(&file, "encoding=\"UTF-8\"", "encoding=\"GB18030\"")),
		"an encoding other than UTF-8"
	);
	let without_mark: Vec<u8> = file.encode_utf16().flat_map(u16::to_le_bytes).collect();
	assert!(matches!(fault(without_mark), EBillFault::NotXml { .. }));
	// 电 in GB 18030, an overlong slash, a surrogate, a cut character.
	for bytes in [&b"\xb5\xe7"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xe7\xa5"] {
		let (start, end) = content(&file, "EInvoiceName");
		let file = [&file.as_bytes()[..start], bytes, &file.as_bytes()[end..]].concat();
		assert_eq!(fault(file), EBillFault::NotXml { position: start as u64, reason: "not UTF-8" });
	}
}

#[test]
fn size_depth_and_length_are_bounded() {
	let mut large = file().into_bytes();
	large.resize(MAX_FILE, b'\n');
	assert!(parse(&large).is_ok());
	large.push(b'\n');
	assert_eq!(fault(&large), EBillFault::TooLarge);

	let nested =
		|levels: usize| format!("{}{}", "<EInvoice>".repeat(levels), "</EInvoice>".repeat(levels));
	assert_eq!(fault(nested(100_000)), EBillFault::Unknown { field: "EInvoice/EInvoice".into() });
	assert!(canonicalize(nested(MAX_DEPTH).as_bytes()).is_ok());
	assert_eq!(canonicalize(nested(MAX_DEPTH + 1).as_bytes()), Err(EBillFault::TooDeep));
	assert_eq!(canonicalize("<a>".repeat(1_000_000).as_bytes()), Err(EBillFault::TooDeep));

	let long = with_text(&file(), "EInvoiceName", &"x".repeat(301));
	assert_invalid(long, "EInvoice/EInvoiceData/Main/EInvoiceName");
	let references = with_text(&file(), "EInvoiceName", &"&#120;".repeat(301));
	assert_invalid(references, "EInvoice/EInvoiceData/Main/EInvoiceName");
}

fn assert_invalid(file: impl AsRef<[u8]>, path: &str) {
	match fault(file) {
		EBillFault::Invalid { field, .. } => assert_eq!(field, path),
		other => panic!("{other:?}"),
	}
}

#[test]
fn what_is_not_well_formed_is_refused() {
	let file = file();
	for broken in [
		String::new(),
		" \n".into(),
		"票据".into(),
		"<".into(),
		"<EInvoice".into(),
		"<EInvoice>".into(),
		"</EInvoice>".into(),
		"<?xml version=\"1.0\"?>".into(),
		file[..file.len() - 1].into(),
		file.replace("</EInvoiceData>", "</EInvoicedata>"),
		file.replace("</EInvoice>", "</EInvoice></EInvoice>"),
		format!("{file}x"),
		format!("{file}&amp;"),
		format!("{file}<a/>"),
		file.replace("<Remark>", "<Remark>]]>"),
		file.replace("<Remark>", "<Remark>a & b"),
		file.replace("<Remark>", "<Remark>&#0;"),
		file.replace("<Remark>", "<Remark>\u{b}"),
	] {
		assert!(matches!(fault(&broken), EBillFault::NotXml { .. }), "{:.80}", broken);
	}
	for end in 0..file.len() {
		assert!(parse(&file.as_bytes()[..end]).is_err(), "cut at {end}");
	}
}

#[test]
fn unknown_elements_are_refused_wherever_they_stand() {
	let file = file();
	for (holder, path) in [
		("EInvoice", "EInvoice/X"),
		("Header", "EInvoice/Header/X"),
		("EInvoiceData", "EInvoice/EInvoiceData/X"),
		("Main", "EInvoice/EInvoiceData/Main/X"),
		("EInvoiceName", "EInvoice/EInvoiceData/Main/EInvoiceName/X"),
		("MainExt", "EInvoice/EInvoiceData/Main/MainExt/X"),
		("Details", "EInvoice/EInvoiceData/Details/X"),
		("Item", "EInvoice/EInvoiceData/Details/Item[1]/X"),
		("AuxItem", "EInvoice/EInvoiceData/AuxDetails/AuxItem[1]/X"),
		("EInvoiceSignature", "EInvoice/EInvoiceSignature/X"),
		("SupervisorPartySignature", "EInvoice/EInvoiceSignature/SupervisorPartySignature/X"),
	] {
		let start = format!("<{holder}>");
		let extended = file.replacen(&start, &format!("{start}<X></X>"), 1);
		assert_eq!(fault(extended), EBillFault::Unknown { field: path.into() });
	}
	assert_eq!(fault("<Invoice/>"), EBillFault::Unknown { field: "Invoice".into() });
	// Known elsewhere is unknown here.
	let misplaced = file.replacen("<Item>", "<Item><AuxItemName>a</AuxItemName>", 1);
	assert_eq!(
		fault(misplaced),
		EBillFault::Unknown { field: "EInvoice/EInvoiceData/Details/Item[1]/AuxItemName".into() }
	);
}

#[test]
fn elements_that_stand_twice_are_refused() {
	let file = file();
	for (tag, path) in [
		("Header", "EInvoice/Header"),
		("EInvoiceData", "EInvoice/EInvoiceData"),
		("EInvoiceSignature", "EInvoice/EInvoiceSignature"),
		("Version", "EInvoice/Header/Version"),
		("Main", "EInvoice/EInvoiceData/Main"),
		("TotalAmount", "EInvoice/EInvoiceData/Main/TotalAmount"),
		("PayerParty", "EInvoice/EInvoiceData/Main/PayerParty"),
		("MainExt", "EInvoice/EInvoiceData/Main/MainExt"),
		("fundPayAmount", "EInvoice/EInvoiceData/Main/MainExt/fundPayAmount"),
		("SealHash", "EInvoice/EInvoiceData/Main/InvoicingPartySeal/SealHash"),
		("Details", "EInvoice/EInvoiceData/Details"),
		("ItemAmount", "EInvoice/EInvoiceData/Details/Item[1]/ItemAmount"),
		("InvoicingPartySignature", "EInvoice/EInvoiceSignature/InvoicingPartySignature"),
		("PublicKey", "EInvoice/EInvoiceSignature/InvoicingPartySignature/PublicKey"),
	] {
		let one = element(&file, tag);
		let twice = file.replacen(one, &format!("{one}{one}"), 1);
		assert_eq!(fault(twice), EBillFault::Duplicate { field: path.into() });
	}
}

#[test]
fn required_elements_that_are_missing_or_empty_are_refused() {
	let file = file();
	for (tag, path) in [
		("EInvoiceID", "EInvoice/Header/EInvoiceID"),
		("EInvoiceTag", "EInvoice/Header/EInvoiceTag"),
		("EInvoiceCode", "EInvoice/EInvoiceData/Main/EInvoiceCode"),
		("EInvoiceNumber", "EInvoice/EInvoiceData/Main/EInvoiceNumber"),
		("RandomNumber", "EInvoice/EInvoiceData/Main/RandomNumber"),
		("TotalAmount", "EInvoice/EInvoiceData/Main/TotalAmount"),
		("IssueDate", "EInvoice/EInvoiceData/Main/IssueDate"),
		("InvoicingPartyName", "EInvoice/EInvoiceData/Main/InvoicingParty/InvoicingPartyName"),
		("PayerPartyType", "EInvoice/EInvoiceData/Main/PayerParty/PayerPartyType"),
		("ItemAmount", "EInvoice/EInvoiceData/Details/Item[1]/ItemAmount"),
		("SignatureValue", "EInvoice/EInvoiceSignature/InvoicingPartySignature/SignatureValue"),
	] {
		let missing = EBillFault::Missing { field: path.into() };
		assert_eq!(fault(file.replacen(element(&file, tag), "", 1)), missing);
		assert_eq!(fault(with_text(&file, tag, "")), missing);
	}
	for (tag, path) in [
		("Header", "EInvoice/Header"),
		("EInvoiceData", "EInvoice/EInvoiceData"),
		("EInvoiceSignature", "EInvoice/EInvoiceSignature"),
		("Main", "EInvoice/EInvoiceData/Main"),
		("Details", "EInvoice/EInvoiceData/Details"),
		("PayerParty", "EInvoice/EInvoiceData/Main/PayerParty"),
		("SupervisorPartySignature", "EInvoice/EInvoiceSignature/SupervisorPartySignature"),
	] {
		let without = file.replacen(element(&file, tag), "", 1);
		assert_eq!(fault(without), EBillFault::Missing { field: path.into() });
	}
	let no_items = EBillFault::Missing { field: "EInvoice/EInvoiceData/Details/Item".into() };
	assert_eq!(fault(with_text(&file, "Details", "")), no_items);
}

#[test]
fn values_their_types_do_not_admit_are_refused() {
	let file = file();
	for (tag, text, path) in [
		("EInvoiceTag", "CZ-EI-33", "EInvoice/Header/EInvoiceTag"),
		("Version", "1.1.1", "EInvoice/Header/Version"),
		("EInvoiceCode", "3106012", "EInvoice/EInvoiceData/Main/EInvoiceCode"),
		("EInvoiceCode", "3106012a", "EInvoice/EInvoiceData/Main/EInvoiceCode"),
		("EInvoiceNumber", "1", "EInvoice/EInvoiceData/Main/EInvoiceNumber"),
		("RandomNumber", "a!b2c3", "EInvoice/EInvoiceData/Main/RandomNumber"),
		("TotalAmount", "417", "EInvoice/EInvoiceData/Main/TotalAmount"),
		("TotalAmount", "-417.00", "EInvoice/EInvoiceData/Main/TotalAmount"),
		("TotalAmount", " 417.00", "EInvoice/EInvoiceData/Main/TotalAmount"),
		("TotalAmount", "4.17e2", "EInvoice/EInvoiceData/Main/TotalAmount"),
		("TotalAmount", "0.01", "EInvoice/EInvoiceData/Main/TotalAmount"),
		("ItemAmount", "0.01", "EInvoice/EInvoiceData/Main/TotalAmount"),
		("ItemAmount", "10000000000000.01", "EInvoice/EInvoiceData/Details/Item[1]/ItemAmount"),
		("IssueDate", "20250229", "EInvoice/EInvoiceData/Main/IssueDate"),
		("IssueDate", "2025-1-1", "EInvoice/EInvoiceData/Main/IssueDate"),
		("IssueTime", "24:00:00", "EInvoice/EInvoiceData/Main/IssueTime"),
		("PayerPartyType", "3", "EInvoice/EInvoiceData/Main/PayerParty/PayerPartyType"),
		("fundPayAmount", "x", "EInvoice/EInvoiceData/Main/MainExt/fundPayAmount"),
		("ItemQuantity", "one", "EInvoice/EInvoiceData/Details/Item[1]/ItemQuantity"),
		("EInvoiceName", "a\tb", "EInvoice/EInvoiceData/Main/EInvoiceName"),
		("Main", "text", "EInvoice/EInvoiceData/Main"),
	] {
		assert_invalid(with_text(&file, tag, text), path);
	}
	for (tag, text) in [
		("SignatureAlgorithm", "SM3withSM2"),
		("SignatureFormat", "RAW"),
		("SignatureTime", "2025123112000"),
		("PublicKey", "AAAA"),
		("PublicKey", "!"),
		("SignatureValue", "MAYCAQECAQ"),
		("SignatureValue", "MAYCAQACAQE="),
		("SignatureValue", "AAAA"),
	] {
		let path = format!("EInvoice/EInvoiceSignature/InvoicingPartySignature/{tag}");
		assert_invalid(with_text(&file, tag, text), &path);
	}
}

#[test]
fn base64_has_one_form() {
	let file = file();
	let (start, end) = content(&file, "PublicKey");
	let key = &file[start..end];
	for other in [format!("{key}="), format!("{key} "), key.replace('=', ""), key.replace('/', "_")]
	{
		if other != key {
			assert!(parse(&with_text(&file, "PublicKey", &other)).is_err(), "{other}");
		}
	}
	// 65 bytes end in one pad; the two bits before it stand for nothing and must be zero.
	let mut loose = key.to_owned().into_bytes();
	let last = loose.len() - 2;
	assert_eq!(loose[last + 1], b'=');
	loose[last] += 1;
	let loose = String::from_utf8(loose).unwrap();
	assert_invalid(
		with_text(&file, "PublicKey", &loose),
		"EInvoice/EInvoiceSignature/InvoicingPartySignature/PublicKey",
	);
}

#[test]
fn amounts_that_overflow_when_added_are_refused() {
	let file = file();
	let item = element(&file, "Item");
	let huge = with_text(item, "ItemAmount", "10000000000000.00");
	let huge = String::from_utf8(huge).unwrap();
	let overflowing = file.replacen(item, &huge.repeat(2), 1);
	assert_invalid(overflowing, "EInvoice/EInvoiceData/Main/TotalAmount");
}

#[test]
fn faults_do_not_quote_what_is_personal_and_stay_short() {
	let file = file();
	let (start, end) = content(&file, "PayerPartyCode");
	let identity = &file[start..end];
	for broken in [
		with_text(&file, "PayerPartyCode", &identity.repeat(4)),
		with_text(&file, "PayerPartyCode", &format!("{identity}\t")),
		with_text(&file, "PayerPartyType", identity),
		with_text(&file, "EInvoiceCode", identity),
	] {
		let text = fault(broken).to_string();
		assert!(!text.contains(identity), "{text}");
	}
	let long_end = file.replace("</Main>", &format!("</{}>", "M".repeat(100_000)));
	assert!(fault(long_end).to_string().len() < 300);
}

fn fragment() -> impl Strategy<Value = String> {
	prop_oneof![
		Just("<".to_owned()),
		Just(">".to_owned()),
		Just("/>".to_owned()),
		Just("</".to_owned()),
		Just("&".to_owned()),
		Just(";".to_owned()),
		Just("&#".to_owned()),
		Just("<!".to_owned()),
		Just("<!DOCTYPE".to_owned()),
		Just("<![CDATA[".to_owned()),
		Just("]]>".to_owned()),
		Just("<!--".to_owned()),
		Just("-->".to_owned()),
		Just("<?xml".to_owned()),
		Just("?>".to_owned()),
		Just("EInvoice".to_owned()),
		Just("<EInvoice>".to_owned()),
		Just("<Header>".to_owned()),
		Just("\u{feff}".to_owned()),
		Just("='\"".to_owned()),
		"\\PC{0,4}",
		"[\\x00-\\x20]{0,3}",
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2_000))]

	#[test]
	fn arbitrary_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
		prop_assert!(parse(&bytes).is_err());
		let _ = canonicalize(&bytes);
	}

	#[test]
	fn arbitrary_markup_does_not_panic(fragments in prop::collection::vec(fragment(), 0..60)) {
		let text = fragments.concat();
		prop_assert!(parse(text.as_bytes()).is_err());
		if let Ok(canonical) = canonicalize(text.as_bytes()) {
			// The canonical form is its own canonical form.
			prop_assert_eq!(canonicalize(&canonical).unwrap(), canonical);
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(1_000))]

	#[test]
	fn mutated_bills_do_not_panic(
		edits in prop::collection::vec(
			(any::<prop::sample::Index>(), 0usize..40, prop::option::of(fragment())), 1..6,
		),
	) {
		thread_local!(static FILE: Vec<u8> = file().into_bytes());
		let genuine = FILE.with(Clone::clone);
		let mut bytes = genuine.clone();
		for (position, cut, insert) in edits {
			let start = position.index(bytes.len());
			let end = bytes.len().min(start + cut);
			bytes.splice(start..end, insert.unwrap_or_default().into_bytes());
			if bytes.is_empty() {
				break;
			}
		}
		if let Ok(signed) = parse(&bytes) {
			prop_assert!(bytes == genuine || signed.file_digest != parse(&genuine).unwrap().file_digest);
		}
	}
}
