//! What is issued is read as it was meant.

use crate::common::*;
use fiscal_primitives::{
	authorization::{CredentialKind, Scope, Scopes, TemplateId},
	Did, Digest, SceneId,
};
use fiscal_sm_crypto::sm3_256;
use fiscal_vc::{issue, Claims, Credential, CredentialId, Fault, IssueFault, KeyId, Subject};
use proptest::prelude::*;

fn any_claims() -> impl Strategy<Value = Claims> {
	let kind = prop_oneof![
		Just(CredentialKind::Person),
		Just(CredentialKind::Company),
		Just(CredentialKind::Confirmation)
	];
	let subject = prop_oneof![
		Just(Subject::AllInScene),
		proptest::collection::btree_set(0u64..10_000_000_000, 1..=64).prop_map(bills),
	];
	let names = proptest::collection::btree_set(any::<[u8; 22]>(), 1..=64)
		.prop_map(|names| Subject::Names(names.into_iter().map(Did).collect()));
	let parties = (any::<[u8; 22]>(), proptest::option::of((any::<[u8; 22]>(), any::<[u8; 32]>())));
	let scopes = proptest::sample::subsequence(Scope::ALL.to_vec(), 1..=5);
	let numbers = (any::<u32>(), 1u32.., 1u32.., 1u32..);
	let times = (0u64..253_402_300_800_000, 0u64..253_402_300_800_000);
	(any::<[u8; 16]>(), kind, parties, (subject, names), scopes, numbers, times, any::<[u8; 32]>())
		.prop_map(
			|(id, kind, (grantee, behalf), (subject, names), scopes, numbers, times, chain)| {
				let confirms = kind == CredentialKind::Confirmation;
				let scopes = scopes.into_iter().filter(|scope| !confirms || *scope != Scope::Use);
				let scopes = Scopes::of(&scopes.collect::<Vec<_>>());
				let (scene, uses, number, version) = numbers;
				Claims {
					id: CredentialId(id),
					kind,
					issuer: did("citizen"),
					on_behalf: behalf
						.filter(|_| !confirms)
						.map(|(holder, consent)| (Did(holder), Digest::from(consent))),
					grantee: Did(grantee),
					scene: SceneId(scene),
					scopes: if scopes.is_empty() { Scopes::of(&[Scope::List]) } else { scopes },
					subject: if confirms { names } else { subject },
					uses,
					valid_from: times.0.min(times.1),
					valid_until: times.0.max(times.1),
					template: TemplateId { number, version },
					chain: Digest::from(chain),
				}
			},
		)
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

	#[test]
	fn what_is_issued_is_read_back(claims in any_claims(), version in 1u32..) {
		let citizen = pair("citizen");
		let compact = issue(&claims, version, &citizen).unwrap();
		let credential = Credential::parse(compact.as_bytes()).unwrap();
		prop_assert!(credential.is_signed_by(&citizen.public()));
		prop_assert_eq!(credential.key, KeyId { did: did("citizen"), version });
		prop_assert_eq!(credential.digest, Digest::from(sm3_256(compact.as_bytes())));
		prop_assert_eq!(&credential.claims, &claims);
	}
}

/// Outside verifiers depend on this text.
#[test]
fn the_payload_is_written_in_this_form() {
	let expected = format!(
		concat!(
			r#"{{"@context":["https://www.w3.org/ns/credentials/v2","urn:fiscalchain:authorization:v1"],"#,
			r#""id":"urn:uuid:07070707-0707-0707-0707-070707070707","#,
			r#""type":["VerifiableCredential","BillAuthorization"],"issuer":"{}","#,
			r#""validFrom":"2026-11-20T16:00:00Z","validUntil":"2026-12-20T16:00:00Z","#,
			r#""credentialSubject":{{"id":"{}","scene":2,"scope":["summary","use"],"#,
			r#""bills":["31060126-0000000001","31060126-0000000002"],"uses":10}},"#,
			r#""credentialStatus":{{"id":"urn:fiscalchain:chain:{}","type":"FiscalChainStatus"}},"#,
			r#""credentialSchema":{{"id":"urn:fiscalchain:template:1:1","type":"FiscalChainTemplate"}}}}"#,
		),
		did("citizen"),
		did("insurer"),
		"09".repeat(32),
	);
	assert_eq!(claims().to_json(), expected);
}

#[test]
fn a_delegate_names_the_holder_and_the_consent() {
	let behalf = Some((did("patient"), Digest::repeat_byte(0xcd)));
	let claims = Claims { on_behalf: behalf, ..claims() };
	assert_eq!(claims.holder(), did("patient"));
	let json = claims.to_json();
	assert!(json.contains(&format!("\"holder\":\"{}\"", did("patient"))));
	assert!(json.contains(&format!("urn:fiscalchain:sm3:{}", "cd".repeat(32))));
	let alone = json.replace(&format!(",\"holder\":\"{}\"", did("patient")), "");
	assert_eq!(fault(&alone), Fault::Unknown("evidence".into()), "no consent without a holder");
	let start = json.find(",\"evidence\"").unwrap();
	let without = format!("{}}}", &json[..start]);
	assert_eq!(fault(&without), Fault::Missing("evidence".into()), "no holder without consent");
}

#[test]
fn what_could_not_be_read_is_not_issued() {
	let refused = |claims: Claims| match issue(&claims, 1, &pair("citizen")) {
		Err(IssueFault::Claims(Fault::Invalid { member, .. })) => member,
		other => panic!("{other:?}"),
	};
	assert_eq!(refused(Claims { uses: 0, ..claims() }), "credentialSubject.uses");
	assert_eq!(refused(Claims { valid_until: 5, ..claims() }), "validUntil");
	assert_eq!(
		refused(Claims { scopes: Scopes::default(), ..claims() }),
		"credentialSubject.scope"
	);
	let behalf = Some((did("citizen"), Digest::default()));
	assert_eq!(refused(Claims { on_behalf: behalf, ..claims() }), "credentialSubject.holder");
	let names = Subject::Names(vec![did("patient")]);
	let confirmation = Claims { kind: CredentialKind::Confirmation, subject: names, ..claims() };
	assert_eq!(refused(confirmation), "credentialSubject.scope");
	let mismatched =
		issue(&Claims { subject: Subject::Names(Vec::new()), ..claims() }, 1, &pair("citizen"));
	assert!(mismatched.is_err(), "a grant has bills");
}
