//! Cases of the W3C test suite for the Verifiable Credentials Data Model 2.0, by the names of its
//! input files, in the terms of this profile. Where the data model admits a form that the profile
//! does not, the case says so.

use crate::common::*;
use fiscal_vc::{Credential, Fault};

fn accepted(case: &str, payload: &str) {
	let compact = signed(&header(), payload);
	if let Err(fault) = Credential::parse(compact.as_bytes()) {
		panic!("{case}: {fault}\n{payload}");
	}
}

/// The payload without a member whose value is a text, an object or a list without nesting.
fn without(member: &str) -> String {
	let payload = claims().to_json();
	let start = payload.find(&format!("\"{member}\":")).expect("the member stands there");
	let rest = &payload[start..];
	let mut depth = 0i32;
	let mut end = rest.len();
	for (index, byte) in rest.bytes().enumerate() {
		match byte {
			b'{' | b'[' => depth += 1,
			b'}' | b']' if depth == 0 => {
				end = index;
				break;
			}
			b'}' | b']' => depth -= 1,
			b',' if depth == 0 => {
				end = index + 1;
				break;
			}
			_ => {}
		}
	}
	format!("{}{}", &payload[..start], &rest[end..]).replace(",}", "}")
}

fn names(case: &str, payload: &str, member: &str) {
	let found = fault(payload).to_string();
	assert!(found.starts_with(&format!("{member}: ")), "{case}: {found}");
}

const BASE: &str = r#""https://www.w3.org/ns/credentials/v2""#;
const OWN: &str = r#""urn:fiscalchain:authorization:v1""#;
const SUBJECT: &str = r#""credentialSubject":{"#;

#[test]
fn credential_ok() {
	accepted("credential-ok", &claims().to_json());
}

#[test]
fn contexts() {
	let both = format!("[{BASE},{OWN}]");
	for (case, context) in [
		("credential-missing-base-context-fail", format!("[{OWN}]")),
		("credential-context-order-fail", format!("[{OWN},{BASE}]")),
		(
			"credential-context-combo3-fail: no other URL",
			format!("[{BASE},\"https://example.org/x\"]"),
		),
		("credential-context-combo4-fail: no object", format!("[{BASE},{{\"a\":\"b\"}}]")),
		("credential-context-combo5-fail: a number", format!("[{BASE},1]")),
		("no context of version 1", format!("[\"https://www.w3.org/2018/credentials/v1\",{OWN}]")),
		("the profile has two, always", format!("[{BASE}]")),
		("the profile has two and no third", format!("[{BASE},{OWN},{OWN}]")),
		("a text is no list", BASE.to_string()),
		("an empty list", "[]".to_string()),
		("null", "null".to_string()),
	] {
		names(case, &with(&both, &context), "@context");
	}
	assert_eq!(fault(&without("@context")), Fault::Missing("@context".into()));
}

#[test]
fn identifiers() {
	let id = r#""urn:uuid:07070707-0707-0707-0707-070707070707""#;
	accepted(
		"credential-id-other-ok",
		&with(id, r#""urn:uuid:6f2c1c1e-0a1b-4c2d-8e3f-0123456789ab""#),
	);
	for (case, other) in [
		("credential-not-url-id-fail", r#""07070707-0707-0707-0707-070707070707""#),
		("credential-id-nonsingle-fail", r#"["urn:uuid:07070707-0707-0707-0707-070707070707"]"#),
		("credential-id-null-fail", "null"),
		("one form: lower case", r#""urn:uuid:0707070A-0707-0707-0707-070707070707""#),
		("one form: its length", r#""urn:uuid:07070707-0707-0707-0707-0707070707070""#),
		("one form: its dashes", r#""urn:uuid:070707070707-0707-0707-070707070707--""#),
	] {
		names(case, &with(id, other), "id");
	}
	assert_eq!(fault(&without("id")), Fault::Missing("id".into()), "required by the profile");
}

#[test]
fn types() {
	let found = r#"["VerifiableCredential","BillAuthorization"]"#;
	accepted(
		"credential-type-mapped-ok",
		&with(found, r#"["VerifiableCredential","CompanyBillAuthorization"]"#),
	);
	assert_eq!(fault(&without("type")), Fault::Missing("type".into()), "credential-no-type-fail");
	for (case, other) in [
		("credential-missing-required-type-fail", r#"["BillAuthorization"]"#),
		("credential-type-unmapped-fail", r#"["VerifiableCredential","SomethingElse"]"#),
		("credential-type-mapped-nonurl-fail", r#"["VerifiableCredential",1]"#),
		(
			"the profile writes the base type first",
			r#"["BillAuthorization","VerifiableCredential"]"#,
		),
		("the profile has one more type", r#"["VerifiableCredential"]"#),
		("the profile has no third", r#"["VerifiableCredential","BillAuthorization","X"]"#),
		("a text is no list", r#""VerifiableCredential""#),
	] {
		names(case, &with(found, other), "type");
	}
}

#[test]
fn issuers() {
	let issuer = format!("\"issuer\":\"{}\"", did("citizen"));
	for (case, other) in [
		("credential-issuer-no-url-fail", r#""not-a-url""#.to_string()),
		("credential-issuer-null-fail", "null".to_string()),
		("credential-issuer-object-id-null-fail", r#"{"id":null}"#.to_string()),
		("credential-issuer-object-id-no-url-fail", r#"{"id":"not-a-url"}"#.to_string()),
		(
			"credential-issuer-object-ok: the profile writes a text",
			format!("{{\"id\":\"{}\"}}", did("citizen")),
		),
		("another method", r#""did:web:example.org""#.to_string()),
	] {
		names(case, &with(&issuer, &format!("\"issuer\":{other}")), "issuer");
	}
	assert_eq!(fault(&without("issuer")), Fault::Missing("issuer".into()));
	let other = with(&issuer, &format!("\"issuer\":\"{}\"", did("somebody")));
	assert!(fault(&other).to_string().starts_with("header.kid: "), "the key is the issuer's");
}

#[test]
fn subjects() {
	let subject = without("credentialSubject");
	assert_eq!(
		fault(&subject),
		Fault::Missing("credentialSubject".into()),
		"credential-no-subject-fail"
	);
	let before = subject.replacen(
		"\"credentialStatus\"",
		"\"credentialSubject\":{},\"credentialStatus\"",
		1,
	);
	assert_eq!(
		fault(&before),
		Fault::Missing("credentialSubject.id".into()),
		"credential-subject-no-claims-fail"
	);
	for (case, value) in [
		("a text", "\"did:cpl:x\""),
		("an empty list", "[]"),
		("credential-subject-multiple-ok: the profile has one", "[{},{}]"),
		("null", "null"),
	] {
		let payload = before.replacen(
			"\"credentialSubject\":{}",
			&format!("\"credentialSubject\":{value}"),
			1,
		);
		names(case, &payload, "credentialSubject");
	}
	for member in ["scene", "scope", "bills", "uses"] {
		let expected = Fault::Missing(format!("credentialSubject.{member}"));
		assert_eq!(fault(&without(member)), expected);
	}
	names(
		"credential-subject-id-fail",
		&with(SUBJECT, &format!("{SUBJECT}\"x\":1,")),
		"credentialSubject.x",
	);
}

#[test]
fn validity() {
	let from = r#""validFrom":"2026-11-20T16:00:00Z""#;
	let until = r#""validUntil":"2026-12-20T16:00:00Z""#;
	for (case, value) in [
		("credential-validfrom-ms-ok", "2026-11-20T16:00:00.123Z"),
		("credential-validfrom-tz-ok", "2026-11-20T16:00:00-05:00"),
		("in the past", "1970-01-01T00:00:00Z"),
		("the same moment as validUntil", "2026-12-20T16:00:00Z"),
	] {
		accepted(case, &with(from, &format!("\"validFrom\":\"{value}\"")));
	}
	for (case, value) in [
		("credential-validuntil-ms-ok", "2026-12-20T16:00:00.1Z"),
		("credential-validuntil-tz-ok", "2026-12-20T16:00:00+08:00"),
		("far in the future", "9999-12-31T23:59:59Z"),
	] {
		accepted(case, &with(until, &format!("\"validUntil\":\"{value}\"")));
	}
	for value in
		["\"2026-11-20\"", "\"yesterday\"", "\"2026-11-20T16:00:00\"", "1795190400", "null", "\"\""]
	{
		names(
			"credential-validfrom-invalid-fail",
			&with(from, &format!("\"validFrom\":{value}")),
			"validFrom",
		);
		names(
			"credential-validuntil-invalid-fail",
			&with(until, &format!("\"validUntil\":{value}")),
			"validUntil",
		);
	}
	let late = with(from, r#""validFrom":"2026-12-20T16:00:00.001Z""#);
	names("validUntil before validFrom", &late, "validUntil");
	for member in ["validFrom", "validUntil"] {
		assert_eq!(
			fault(&without(member)),
			Fault::Missing(member.into()),
			"required by the profile"
		);
	}
}

#[test]
fn status_and_schema() {
	for (member, kind) in
		[("credentialStatus", "FiscalChainStatus"), ("credentialSchema", "FiscalChainTemplate")]
	{
		let found = format!(",\"type\":\"{kind}\"");
		names("…-missing-type-fail", &with(&found, ""), &format!("{member}.type"));
		names("…-type-fail", &with(&found, ",\"type\":\"Other\""), &format!("{member}.type"));
		names(
			"…-type-list",
			&with(&found, &format!(",\"type\":[\"{kind}\"]")),
			&format!("{member}.type"),
		);
		assert_eq!(
			fault(&without(member)),
			Fault::Missing(member.into()),
			"required by the profile"
		);
	}
	names(
		"credential-status-id-nonurl-fail",
		&with("urn:fiscalchain:chain:", "urn:fiscalchain:"),
		"credentialStatus.id",
	);
	names(
		"credential-schema-non-url-id-fail",
		&with("template:1:1", "template:01:1"),
		"credentialSchema.id",
	);
	names(
		"credential-schema-no-id-fail",
		&with("\"id\":\"urn:fiscalchain:template:1:1\",", ""),
		"credentialSchema.id",
	);
}

#[test]
fn what_the_profile_leaves_out() {
	for member in [
		"name",
		"description",
		"proof",
		"termsOfUse",
		"refreshService",
		"relatedResource",
		"vc",
		"exp",
		"evidence",
	] {
		let payload = with("{\"@context\"", &format!("{{\"{member}\":{{}},\"@context\""));
		assert_eq!(fault(&payload), Fault::Unknown(member.into()));
	}
}
