use crate::{mock::*, ByGrantee, ByHolder, CredentialIds, Error, Event};
use fiscal_primitives::{
	authorization::{
		AuthorizationState, Coverage, CredentialKind, GrantedBills, Scope, Scopes, TemplateId,
	},
	Digest, SceneId,
};
use fiscal_vc::{Claims, Subject};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

/// The error of a credential that the platform brings and `signer` signed.
fn refused(claims: &Claims, signer: &str) -> DispatchError {
	let compact = compact_by(claims, 1, signer);
	assert_noop!(
		VcAuthorization::register(signed("platform"), compact.clone()).map_err(|_| ()),
		()
	);
	VcAuthorization::register(signed("platform"), compact).unwrap_err().error
}

/// The error as the runtime gives it.
fn error(error: Error<Test>) -> DispatchError {
	error.into()
}

fn grants(numbers: &[u64]) -> Subject {
	let keys = numbers.iter().copied().map(bill_key).collect();
	Subject::Bills(GrantedBills::new(keys).unwrap())
}

#[test]
fn what_the_holder_signed_is_kept_by_its_digest() {
	run(|| {
		Now::set(START + 5);
		let digest = register(&claims());
		let found = stored(digest);
		assert_eq!((found.holder, found.grantee), (id("citizen"), id("insurer")));
		assert_eq!((found.holder_key_version, found.grantee_key_version), (1, 1));
		assert_eq!(found.scopes, Scopes::of(&[Scope::Summary, Scope::Use]));
		assert_eq!((found.valid_from, found.valid_until), (START, START + 30 * DAY));
		assert_eq!((found.uses_max, found.used, found.nonce), (10, 0, 0));
		assert_eq!((found.registered_at, found.changed_at), (START + 5, START + 5));
		assert_eq!(found.state, AuthorizationState::Active);
		assert_eq!(found.delegate, None);
		assert_eq!((found.log.entries, found.log.failures), (1, 0));
		assert!(matches!(found.coverage, Coverage::Bills(bills) if bills.count() == 2));
		assert!(ByHolder::<Test>::contains_key(id("citizen"), digest));
		assert!(ByGrantee::<Test>::contains_key(id("insurer"), digest));
		assert_eq!(
			events(),
			[Event::Registered {
				digest,
				holder: id("citizen"),
				grantee: id("insurer"),
				scene: SceneId(1),
				delegate: None,
				by: id("platform"),
				at: START + 5,
				head: found.log.head,
			}]
		);
	});
}

#[test]
fn the_holder_the_grantee_and_a_platform_may_bring_it() {
	run(|| {
		for (number, who) in (1..).zip(["citizen", "insurer", "platform"]) {
			let compact = compact_by(&numbered(number, claims()), 1, "citizen");
			assert_ok!(VcAuthorization::register(signed(who), compact));
		}
		let compact = compact_by(&numbered(9, claims()), 1, "citizen");
		for who in ["veterans", "neighbour", "stranger"] {
			let answer = VcAuthorization::register(signed(who), compact.clone());
			assert_eq!(answer.unwrap_err().error, Error::<Test>::NotAuthorized.into(), "{who}");
		}
		set_active("platform", false);
		assert_noop!(
			VcAuthorization::register(signed("platform"), compact.clone()).map_err(|e| e.error),
			Error::<Test>::NotActive
		);
		assert_noop!(
			VcAuthorization::register(RuntimeOrigin::root(), compact).map_err(|e| e.error),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn a_credential_is_registered_once() {
	run(|| {
		register(&claims());
		let compact = compact_by(&claims(), 1, "citizen");
		assert_noop!(
			VcAuthorization::register(signed("platform"), compact).map_err(|e| e.error),
			Error::<Test>::AlreadyExists
		);
	});
}

/// The same claims in other white space, or signed again, are another credential by their digest;
/// by their `id` they are the same.
#[test]
fn the_same_claims_signed_again_do_not_double_the_uses() {
	run(|| {
		let digest = register(&claims());
		let spaced = {
			let json = claims().to_json().replacen('{', "{ ", 1);
			compact_of(&json, 1, "citizen")
		};
		assert_ne!(digest_of(&spaced), digest);
		assert_noop!(
			VcAuthorization::register(signed("insurer"), spaced).map_err(|e| e.error),
			Error::<Test>::AlreadyExists
		);
		// Nor do other claims of the same id.
		let other = compact_by(&Claims { uses: 100, ..claims() }, 1, "citizen");
		assert_noop!(
			VcAuthorization::register(signed("citizen"), other).map_err(|e| e.error),
			Error::<Test>::AlreadyExists
		);
		assert_eq!(CredentialIds::<Test>::get(id("citizen"), claims().id.0), Some(digest));
		// An id is its issuer's own: that of somebody else does not take it.
		let neighbour = Claims { issuer: did("neighbour"), subject: grants(&[4]), ..claims() };
		let compact = compact_by(&neighbour, 1, "neighbour");
		assert_ok!(VcAuthorization::register(signed("platform"), compact));
		register(&numbered(2, claims()));
	});
}

/// What an operator of a platform may bring is asked of the operator, not of the platform.
#[test]
fn the_role_of_a_platform_is_the_signers() {
	run(|| {
		let compact = compact_by(&claims(), 1, "citizen");
		assert_noop!(
			VcAuthorization::register(signed("archivist"), compact.clone()).map_err(|e| e.error),
			Error::<Test>::NotAuthorized
		);
		assert_ok!(VcAuthorization::register(signed("counter"), compact.clone()));
		let digest = digest_of(&compact);
		let code = Digest::repeat_byte(1);
		let issue = |who| VcAuthorization::issue_code(signed(who), code, digest, START + 9);
		assert_noop!(issue("archivist"), Error::<Test>::NotAuthorized);
		assert_ok!(issue("counter"));
		let revoke = |who| {
			let state = AuthorizationState::Revoked;
			let proof = proof("citizen", digest, 0, state);
			VcAuthorization::set_status(signed(who), digest, state, reason(), Some(proof))
		};
		assert_noop!(revoke("archivist"), Error::<Test>::NotAuthorized);
		assert_ok!(revoke("counter"));
	});
}

#[test]
fn what_is_no_credential_is_refused() {
	run(|| {
		for bytes in [&b""[..], b"a.b.c", &[0; 8_192]] {
			let compact = bytes.to_vec().try_into().unwrap();
			assert_noop!(
				VcAuthorization::register(signed("platform"), compact).map_err(|e| e.error),
				Error::<Test>::CredentialMalformed
			);
		}
		let mut tampered = compact_by(&claims(), 1, "citizen");
		let last = tampered.len() - 2;
		tampered[last] = if tampered[last] == b'A' { b'B' } else { b'A' };
		assert_noop!(
			VcAuthorization::register(signed("platform"), tampered).map_err(|e| e.error),
			Error::<Test>::BadSignature
		);
	});
}

#[test]
fn signature_key_and_parties_are_checked_against_the_registry() {
	run(|| {
		assert_eq!(refused(&claims(), "neighbour"), error(Error::BadSignature));
		let stranger = Claims { issuer: did("stranger"), ..claims() };
		assert_eq!(refused(&stranger, "stranger"), error(Error::HolderNotFound));
		let nobody = Claims { grantee: did("stranger"), ..claims() };
		assert_eq!(refused(&nobody, "citizen"), error(Error::GranteeNotFound));
		let other = Claims { chain: Digest::repeat_byte(3), ..claims() };
		assert_eq!(refused(&other, "citizen"), error(Error::WrongChain));
		set_active("insurer", false);
		assert_eq!(refused(&claims(), "citizen"), error(Error::GranteeNotActive));
		set_active("insurer", true);
		set_active("citizen", false);
		assert_eq!(refused(&claims(), "citizen"), error(Error::HolderNotActive));
		set_active("citizen", true);
		rotate("citizen", "citizen-2");
		assert_eq!(refused(&claims(), "citizen"), error(Error::KeyOutdated));
		// The DID stays; the new key signs for it as version 2.
		let compact = compact_by(&claims(), 2, "citizen-2");
		assert_ok!(VcAuthorization::register(signed("platform"), compact));
	});
}

#[test]
fn time_and_template_bound_a_grant() {
	run(|| {
		let base = claims();
		let cases = [
			(
				Claims { valid_until: START + 30 * DAY + 1, ..base.clone() },
				Error::MaxValidityExceeded,
			),
			(Claims { valid_from: START - 9, valid_until: START, ..base.clone() }, Error::Expired),
			(
				Claims { valid_from: START + 9, valid_until: START + 9, ..base.clone() },
				Error::Expired,
			),
			// What begins later is bounded from now on.
			(
				Claims {
					valid_from: START + DAY,
					valid_until: START + 30 * DAY + 1,
					..base.clone()
				},
				Error::MaxValidityExceeded,
			),
			// What began earlier is bounded as a whole.
			(
				Claims {
					valid_from: START - DAY,
					valid_until: START + 29 * DAY + 1,
					..base.clone()
				},
				Error::MaxValidityExceeded,
			),
			(Claims { uses: 101, ..base.clone() }, Error::MaxUsesExceeded),
			(Claims { scene: SceneId(3), ..base.clone() }, Error::SceneNotAllowed),
			(Claims { scene: SceneId(9), ..base.clone() }, Error::SceneNotActive),
			(Claims { kind: CredentialKind::Company, ..base.clone() }, Error::TemplateMismatch),
			(
				Claims { template: TemplateId { number: 1, version: 2 }, ..base.clone() },
				Error::TemplateNotInForce,
			),
			(
				Claims { template: TemplateId { number: 9, version: 1 }, ..base.clone() },
				Error::TemplateNotInForce,
			),
		];
		for (claims, expected) in cases {
			assert_eq!(refused(&claims, "citizen"), error(expected));
		}
		let root = RuntimeOrigin::root;
		let narrow = fiscal_primitives::authorization::Template {
			scopes: Scopes::of(&[Scope::Summary]),
			..template(CredentialKind::Person)
		};
		assert_ok!(VcAuthorization::put_template(root(), Some(1), narrow));
		assert_eq!(refused(&base, "citizen"), error(Error::TemplateNotInForce));
		let newer = Claims { template: TemplateId { number: 1, version: 2 }, ..base };
		assert_eq!(refused(&newer, "citizen"), error(Error::ScopeNotAllowed));
		assert_ok!(VcAuthorization::withdraw_template(root(), 1));
		assert_eq!(refused(&newer, "citizen"), error(Error::TemplateNotInForce));
	});
}

#[test]
fn bills_to_be_used_or_shown_are_the_holders() {
	run(|| {
		for scope in [Scope::Use, Scope::Pdf] {
			let scopes = Scopes::of(&[scope]);
			let of = |numbers| Claims { scopes, subject: grants(numbers), ..claims() };
			for (numbers, expected) in [
				(&[1, 4][..], Error::BillNotOwned),
				(&[4][..], Error::BillNotOwned),
				(&[6][..], Error::BillNotOwned),
				(&[1, 99][..], Error::BillNotFound),
			] {
				assert_eq!(refused(&of(numbers), "citizen"), error(expected));
			}
		}
		// For less it is enough that they are when they are read.
		let scopes = Scopes::of(&[Scope::List, Scope::Summary]);
		register(&Claims { scopes, subject: grants(&[1, 4, 99]), ..claims() });
		register(&Claims { subject: Subject::AllInScene, ..numbered(2, claims()) });
	});
}

#[test]
fn an_institution_confirms_whose_records_it_has_to_query() {
	run(|| {
		let confirmation = Claims {
			kind: CredentialKind::Confirmation,
			issuer: did("veterans"),
			grantee: did("platform"),
			scopes: Scopes::of(&[Scope::Summary]),
			subject: Subject::Names(vec![did("citizen"), did("neighbour")]),
			template: TemplateId { number: 3, version: 1 },
			..claims()
		};
		let compact = compact_by(&confirmation, 1, "veterans");
		assert_ok!(VcAuthorization::register(signed("veterans"), compact.clone()));
		assert_eq!(stored(digest_of(&compact)).coverage, Coverage::Confirmed(2));
	});
}

#[test]
fn a_batch_registers_what_is_good_and_names_the_rest() {
	run(|| {
		let company = Claims {
			kind: CredentialKind::Company,
			issuer: did("company"),
			subject: grants(&[5]),
			template: TemplateId { number: 2, version: 1 },
			..claims()
		};
		let good = |number| compact_by(&numbered(number, company.clone()), 1, "company");
		let foreign = Claims { subject: grants(&[4]), ..numbered(9, company.clone()) };
		let bad = compact_by(&foreign, 1, "company");
		let batch = vec![good(1), bad, good(2), good(1)].try_into().unwrap();
		let weight =
			VcAuthorization::register_batch(signed("company"), batch).unwrap().actual_weight;
		let [first, second, third, fourth, last] = <[_; 5]>::try_from(events()).unwrap();
		assert!(matches!(first, Event::Registered { .. }), "{first:?}");
		let error = Error::<Test>::BillNotOwned.into();
		assert_eq!(second, Event::RegistrationRefused { index: 1, error });
		assert!(matches!(third, Event::Registered { .. }), "{third:?}");
		let error = Error::<Test>::AlreadyExists.into();
		assert_eq!(fourth, Event::RegistrationRefused { index: 3, error });
		let by = id("company");
		assert_eq!(last, Event::BatchRegistered { registered: 2, refused: 2, by });
		assert!(ByHolder::<Test>::iter_key_prefix(by).count() == 2);
		let charged = <() as crate::WeightInfo>::register_batch(4);
		assert!(weight.unwrap().all_lte(charged), "no more than was charged");
	});
}

#[test]
fn every_digest_is_that_of_the_compact_form() {
	run(|| {
		let compact = compact_by(&claims(), 1, "citizen");
		assert_ok!(VcAuthorization::register(signed("insurer"), compact.clone()));
		assert_eq!(stored(digest_of(&compact)).uses_max, 10);
	});
}
