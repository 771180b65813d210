//! Tampering, bounds and noise.

use crate::common::*;
use fiscal_sm_crypto::Pair;
use fiscal_vc::{issue, Claims, Credential, Fault, MAX_COMPACT};
use proptest::prelude::*;

fn compact() -> String {
	issue(&claims(), 1, &pair("citizen")).unwrap()
}

/// Whether a verifier takes the text for what the citizen signed.
fn passes(text: &[u8], key: &Pair) -> bool {
	Credential::parse(text).is_ok_and(|credential| credential.is_signed_by(&key.public()))
}

fn parse(text: &str) -> Result<(), Fault> {
	Credential::parse(text.as_bytes()).map(|_| ())
}

#[test]
fn no_byte_can_be_changed() {
	let citizen = pair("citizen");
	let good = compact().into_bytes();
	assert!(passes(&good, &citizen));
	for index in 0..good.len() {
		for other in [b'A', b'.', 0, good[index] ^ 1] {
			if other != good[index] {
				let mut bad = good.clone();
				bad[index] = other;
				assert!(!passes(&bad, &citizen), "byte {index} as {other}");
			}
		}
		assert!(!passes(&good[..index], &citizen), "the first {index} bytes");
	}
	for tail in ["=", ".", "A", "\n", " "] {
		assert!(!passes(&[&good[..], tail.as_bytes()].concat(), &citizen), "{tail:?}");
	}
}

#[test]
fn only_the_issuers_key_verifies() {
	let text = compact();
	let credential = Credential::parse(text.as_bytes()).unwrap();
	assert!(credential.is_signed_by(&pair("citizen").public()));
	assert!(!credential.is_signed_by(&pair("insurer").public()));
}

#[test]
fn the_header_is_this_one_and_no_other() {
	let payload = claims().to_json();
	let cases = [
		("\"SGD_SM3_SM2\"", "\"none\"", "header.alg"),
		("\"SGD_SM3_SM2\"", "\"ES256\"", "header.alg"),
		("\"SGD_SM3_SM2\"", "\"sgd_sm3_sm2\"", "header.alg"),
		("\"SGD_SM3_SM2\"", "null", "header.alg"),
		("\"alg\":\"SGD_SM3_SM2\",", "", "header.alg"),
		("\"vc+jwt\"", "\"JWT\"", "header.typ"),
		("\"vc+jwt\"", "\"vp+jwt\"", "header.typ"),
		("\"typ\":\"vc+jwt\",", "", "header.typ"),
		("#key-1", "", "header.kid"),
		("#key-1", "#key-0", "header.kid"),
		("#key-1", "#key-01", "header.kid"),
		("#key-1", "#key-4294967296", "header.kid"),
		("did:cpl:", "did:web:", "header.kid"),
		("{", "{\"crit\":[\"b64\"],", "header.crit"),
		("{", "{\"b64\":false,", "header.b64"),
		("{", "{\"jwk\":{},", "header.jwk"),
		("{", "{\"x5c\":[],", "header.x5c"),
		("{", "{\"cty\":\"vp\",", "header.cty"),
		("{", "{\"alg\":\"none\",", "header.alg"),
	];
	for (from, to, member) in cases {
		let header = header().replacen(from, to, 1);
		let found = parse(&signed(&header, &payload)).unwrap_err().to_string();
		assert!(found.starts_with(&format!("{member}: ")), "{header}: {found}");
	}
	assert_eq!(parse(&signed(&header().replacen('{', "{\"cty\":\"vc\",", 1), &payload)), Ok(()));
}

#[test]
fn the_compact_form_has_three_parts_in_base64url() {
	let text = compact();
	let parts: Vec<&str> = text.split('.').collect();
	let (header, payload, signature) = (parts[0], parts[1], parts[2]);
	assert_eq!(parse(""), Err(Fault::NotThreeParts));
	assert_eq!(parse(&format!("{header}.{payload}")), Err(Fault::NotThreeParts));
	assert_eq!(parse(&format!("{text}.{signature}")), Err(Fault::NotThreeParts));
	assert_eq!(parse(&format!("{header}=.{payload}.{signature}")), Err(Fault::NotBase64("header")));
	assert_eq!(
		parse(&format!("{header}.{payload}+.{signature}")),
		Err(Fault::NotBase64("payload"))
	);
	assert_eq!(parse(&format!("{header}.{payload}. ")), Err(Fault::NotBase64("signature")));
	assert!(matches!(parse(&format!("{header}.{payload}.")), Err(Fault::Invalid { .. })));
	assert!(matches!(
		parse(&format!("{header}.{payload}.{}", &signature[..84])),
		Err(Fault::Invalid { .. })
	));
}

#[test]
fn size_depth_and_length_are_bounded() {
	let filler = "A".repeat(MAX_COMPACT);
	assert_eq!(parse(&format!("{}A", filler)), Err(Fault::TooLong));
	assert_eq!(parse(&filler), Err(Fault::NotThreeParts));
	let deep = |levels: usize| {
		with("\"uses\":10", &format!("\"uses\":{}1{}", "[".repeat(levels), "]".repeat(levels)))
	};
	assert!(matches!(fault(&deep(1)), Fault::Invalid { .. }));
	for levels in [3, 100, 1_000] {
		assert_eq!(fault(&deep(levels)), Fault::OutOfBounds("payload"), "{levels}");
	}
	let names =
		|count: usize| (0..count).map(|index| format!("\"m{index}\":1,")).collect::<String>();
	assert!(matches!(
		fault(&with("{\"@context\"", &format!("{{{}\"@context\"", names(2)))),
		Fault::Unknown(_)
	));
	let many = with("{\"@context\"", &format!("{{{}\"@context\"", names(40)));
	assert_eq!(fault(&many), Fault::OutOfBounds("payload"));
	let bills = |count: u64| {
		let list: Vec<String> = (1..=count).map(|number| format!("\"{}\"", bill(number))).collect();
		with("[\"31060126-0000000001\",\"31060126-0000000002\"]", &format!("[{}]", list.join(",")))
	};
	assert_eq!(parse(&signed(&header(), &bills(64))), Ok(()));
	assert_eq!(fault(&bills(65)), Fault::OutOfBounds("payload"));
	assert!(
		matches!(fault(&bills(0)), Fault::Invalid { member, .. } if member == "credentialSubject.bills")
	);
	let long = with("\"id\":\"urn:uuid:", &format!("\"id\":\"{}", "x".repeat(161)));
	assert_eq!(fault(&long), Fault::OutOfBounds("payload"));
}

#[test]
fn a_member_stands_once() {
	for (from, to, member) in [
		("{\"@context\"", "{\"issuer\":\"did:cpl:x\",\"@context\"", "issuer"),
		("\"uses\":10", "\"uses\":10,\"uses\":10", "uses"),
		(
			"\"type\":\"FiscalChainStatus\"",
			"\"type\":\"FiscalChainStatus\",\"type\":\"Other\"",
			"type",
		),
		// An escaped name is the same name.
		("\"uses\":10", "\"uses\":10,\"\\u0075ses\":10", "uses"),
	] {
		assert_eq!(fault(&with(from, to)), Fault::Duplicate(member.into()));
	}
}

#[test]
fn what_is_behind_or_beside_the_object_is_refused() {
	let payload = claims().to_json();
	for other in
		["", "[]", "1", "{", &format!("{payload} x"), &format!("{payload}{payload}"), "\u{feff}{}"]
	{
		assert_eq!(fault(other), Fault::NotJson("payload"), "{other:?}");
	}
	assert_eq!(parse(&signed(&header(), &format!(" {payload}\n"))), Ok(()));
}

#[test]
fn values_out_of_their_bounds_are_named() {
	for (from, to, member) in [
		("\"uses\":10", "\"uses\":0", "credentialSubject.uses"),
		("\"uses\":10", "\"uses\":-1", "credentialSubject.uses"),
		("\"uses\":10", "\"uses\":1.5", "credentialSubject.uses"),
		("\"uses\":10", "\"uses\":4294967296", "credentialSubject.uses"),
		("\"uses\":10", "\"uses\":\"10\"", "credentialSubject.uses"),
		("\"scene\":2", "\"scene\":true", "credentialSubject.scene"),
		("[\"summary\",\"use\"]", "[]", "credentialSubject.scope"),
		("[\"summary\",\"use\"]", "[\"use\",\"use\"]", "credentialSubject.scope"),
		("[\"summary\",\"use\"]", "[\"everything\"]", "credentialSubject.scope"),
		("[\"summary\",\"use\"]", "\"use\"", "credentialSubject.scope"),
		("\"31060126-0000000002\"", "\"31060126-0000000001\"", "credentialSubject.bills"),
		("\"31060126-0000000002\"", "\"31060126-2\"", "credentialSubject.bills"),
		("\"31060126-0000000002\"", "2", "credentialSubject.bills"),
		("[\"31060126-0000000001\",\"31060126-0000000002\"]", "\"all\"", "credentialSubject.bills"),
	] {
		match fault(&with(from, to)) {
			Fault::Invalid { member: found, .. } => assert_eq!(found, member, "{to}"),
			other => panic!("{to}: {other}"),
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

	#[test]
	fn noise_is_no_credential_and_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
		prop_assert!(Credential::parse(&bytes).is_err());
		prop_assert!(Claims::from_json(&bytes).is_err());
	}

	#[test]
	fn a_damaged_payload_never_panics(at in 0usize..900, with in any::<u8>(), cut in any::<bool>()) {
		let mut payload = claims().to_json().into_bytes();
		let at = at % payload.len();
		if cut {
			payload.truncate(at);
		} else {
			payload[at] = with;
		}
		let _ = Claims::from_json(&payload);
	}
}
