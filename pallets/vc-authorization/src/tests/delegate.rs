use crate::{mock::*, Delegates, Error, Event};
use fiscal_primitives::{
	authorization::{
		AuthorizationState, Basis, CheckFault, DelegateTerms, GrantedBills, Scope, Scopes,
	},
	traits::LockPermission,
	Digest, SceneId,
};
use fiscal_vc::{Claims, Subject};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

fn trust(terms: Option<DelegateTerms>) -> DispatchResult {
	VcAuthorization::set_delegate(signed("finance"), id("suishen"), terms)
}

fn grant(claims: &Claims) -> DispatchResult {
	let compact = compact_by(claims, 1, "suishen");
	VcAuthorization::grant_for(signed("suishen"), compact).map(|_| ()).map_err(|e| e.error)
}

#[test]
fn a_delegate_grants_for_the_holder_with_the_evidence_of_consent() {
	run(|| {
		assert_ok!(trust(Some(terms())));
		let compact = compact_by(&delegated(), 1, "suishen");
		assert_ok!(VcAuthorization::grant_for(signed("suishen"), compact.clone()));
		let found = stored(digest_of(&compact));
		assert_eq!((found.holder, found.grantee), (id("citizen"), id("insurer")));
		assert_eq!(found.delegate, Some((id("suishen"), Digest::repeat_byte(0xcc))));
	});
}

#[test]
fn without_trust_nobody_grants_for_others() {
	run(|| {
		assert_noop!(grant(&delegated()), Error::<Test>::NotFound);
		// Nor by the ordinary way.
		let compact = compact_by(&delegated(), 1, "suishen");
		assert_noop!(
			VcAuthorization::register(signed("suishen"), compact).map_err(|e| e.error),
			Error::<Test>::NotAuthorized
		);
		assert_ok!(trust(Some(terms())));
		assert_ok!(trust(None));
		assert_noop!(grant(&delegated()), Error::<Test>::NotFound);
		assert_noop!(trust(None), Error::<Test>::NotFound);
	});
}

#[test]
fn a_delegate_signs_and_brings_its_own_grants() {
	run(|| {
		assert_ok!(trust(Some(terms())));
		let forged = compact_by(&delegated(), 1, "platform");
		assert_noop!(
			VcAuthorization::grant_for(signed("suishen"), forged).map_err(|e| e.error),
			Error::<Test>::BadSignature
		);
		let good = compact_by(&delegated(), 1, "suishen");
		assert_noop!(
			VcAuthorization::grant_for(signed("platform"), good).map_err(|e| e.error),
			Error::<Test>::NotFound
		);
		assert_ok!(VcAuthorization::set_delegate(
			RuntimeOrigin::root(),
			id("platform"),
			Some(terms())
		));
		let good = compact_by(&delegated(), 1, "suishen");
		assert_noop!(
			VcAuthorization::grant_for(signed("platform"), good).map_err(|e| e.error),
			Error::<Test>::NotAuthorized
		);
		// What a holder signed for itself is no grant of the delegate.
		let own = compact_by(&claims(), 1, "citizen");
		assert_noop!(
			VcAuthorization::grant_for(signed("suishen"), own).map_err(|e| e.error),
			Error::<Test>::NotAuthorized
		);
	});
}

#[test]
fn the_terms_bound_what_a_delegate_grants() {
	run(|| {
		assert_ok!(trust(Some(terms())));
		let base = delegated();
		let bills = |numbers: &[u64]| {
			let keys = numbers.iter().copied().map(bill_key).collect();
			Subject::Bills(GrantedBills::new(keys).unwrap())
		};
		let pdf = Scopes::of(&[Scope::Pdf]);
		let late = START + 7 * DAY + 1;
		for (claims, error) in [
			(Claims { scopes: pdf, ..base.clone() }, Error::<Test>::ScopeNotAllowed),
			(Claims { scene: SceneId(2), ..base.clone() }, Error::SceneNotAllowed),
			(Claims { valid_until: late, ..base.clone() }, Error::MaxValidityExceeded),
			// What begins tomorrow ends no later than what begins today.
			(
				Claims { valid_from: START + DAY, valid_until: late, ..base.clone() },
				Error::MaxValidityExceeded,
			),
			(Claims { uses: 11, ..base.clone() }, Error::MaxUsesExceeded),
			(Claims { subject: bills(&[1, 2, 3]), ..base.clone() }, Error::MaxBillsExceeded),
			(Claims { subject: Subject::AllInScene, ..base.clone() }, Error::MaxBillsExceeded),
			(Claims { subject: bills(&[4]), ..base.clone() }, Error::BillNotOwned),
			(Claims { grantee: did("suishen"), ..base.clone() }, Error::NotAuthorized),
		] {
			assert_noop!(grant(&claims), error);
		}
	});
}

#[test]
fn a_delegate_grants_so_often_a_day_in_china() {
	run(|| {
		assert_ok!(trust(Some(terms())));
		assert_ok!(grant(&numbered(1, delegated())));
		assert_ok!(grant(&numbered(2, delegated())));
		assert_noop!(grant(&numbered(3, delegated())), Error::<Test>::MaxGrantsExceeded);
		// New terms do not give grants back.
		let more = DelegateTerms { max_bills: 5, ..terms() };
		assert_ok!(trust(Some(more.clone())));
		assert_noop!(grant(&numbered(3, delegated())), Error::<Test>::MaxGrantsExceeded);
		assert_noop!(trust(Some(more)), Error::<Test>::NothingChanged);
		Now::set(START + DAY - 1);
		assert_noop!(grant(&numbered(3, delegated())), Error::<Test>::MaxGrantsExceeded);
		Now::set(START + DAY);
		assert_ok!(grant(&numbered(3, delegated())));
		assert_eq!(Delegates::<Test>::get(id("suishen")).unwrap().granted, 1);
	});
}

#[test]
fn a_delegate_and_the_holder_revoke_what_it_granted() {
	run(|| {
		assert_ok!(trust(Some(terms())));
		let make = |number| {
			let compact = compact_by(&numbered(number, delegated()), 1, "suishen");
			VcAuthorization::grant_for(signed("suishen"), compact.clone()).unwrap();
			digest_of(&compact)
		};
		let (one, two) = (make(1), make(2));
		let own = register(&claims());
		// Trusted or not, it answers for what it granted, and for nothing else.
		assert_ok!(trust(None));
		assert_ok!(set_status("suishen", one, AuthorizationState::Revoked));
		assert_ok!(set_status("citizen", two, AuthorizationState::Revoked));
		assert_noop!(
			set_status("suishen", own, AuthorizationState::Revoked),
			Error::<Test>::NotAuthorized
		);
	});
}

/// What the holder froze, the delegate does not lift; it may still freeze and revoke.
#[test]
fn a_delegate_does_not_lift_the_freeze_of_the_holder() {
	run(|| {
		use AuthorizationState::{Active, Frozen, Revoked};
		let digest = register_delegated(&delegated());
		assert_ok!(set_status("citizen", digest, Frozen));
		assert_noop!(set_status("suishen", digest, Active), Error::<Test>::NotAuthorized);
		assert_ok!(set_status("citizen", digest, Active));
		assert_ok!(set_status("suishen", digest, Frozen));
		assert_noop!(set_status("suishen", digest, Active), Error::<Test>::NotAuthorized);
		assert_ok!(set_status("citizen", digest, Active));
		assert_ok!(set_status("suishen", digest, Revoked));
	});
}

/// A grant that the holder did not sign rests on the delegate that did.
#[test]
fn what_a_delegate_granted_falls_with_it() {
	run(|| {
		let digest = register_delegated(&delegated());
		let basis = Basis::Authorization(digest);
		let (key, record) = (bill_key(1), bill(1));
		let may_lock = || {
			let user = id("insurer");
			VcAuthorization::ensure_may_lock(user, &key, &record, SceneId(1), Some(digest))
		};
		let code = |number| {
			let code = Digest::repeat_byte(number);
			VcAuthorization::issue_code(signed("citizen"), code, digest, START + 9)
		};
		let refused = || {
			assert_noop!(may_lock(), Error::<Test>::DelegateNotTrusted);
			assert_noop!(code(9), Error::<Test>::DelegateNotTrusted);
			assert_ok!(read("insurer", basis, 1, Scope::Summary, 1));
			let last = events().pop();
			let reason = Some(CheckFault::DelegateNotTrusted);
			assert!(
				matches!(last, Some(Event::CheckFailed { entry, .. }) if entry.fault == reason),
				"{last:?}"
			);
		};
		assert_ok!(may_lock());
		assert_ok!(code(1));
		set_active("suishen", false);
		refused();
		set_active("suishen", true);
		assert_ok!(may_lock());
		assert_ok!(trust(None));
		refused();
		assert_eq!(stored(digest).used, 0);
		// What the holder signed itself does not depend on it.
		let own = register(&claims());
		let user = id("insurer");
		assert_ok!(VcAuthorization::ensure_may_lock(user, &key, &record, SceneId(1), Some(own)));
		assert_ok!(trust(Some(terms())));
		assert_ok!(may_lock());
	});
}

/// Nobody else could send what it would be trusted with.
#[test]
fn a_delegate_is_a_platform() {
	run(|| {
		for who in ["insurer", "finance", "citizen"] {
			let set = VcAuthorization::set_delegate(RuntimeOrigin::root(), id(who), Some(terms()));
			assert_eq!(set, Err(Error::<Test>::NotAuthorized.into()), "{who}");
		}
		assert_eq!(Delegates::<Test>::iter().count(), 0);
		assert_ok!(trust(Some(terms())));
	});
}

#[test]
fn terms_of_nothing_are_refused() {
	run(|| {
		for empty in [
			DelegateTerms { scopes: Scopes::default(), ..terms() },
			DelegateTerms { max_validity: 0, ..terms() },
			DelegateTerms { grants_per_day: 0, ..terms() },
			DelegateTerms { max_uses: 0, ..terms() },
			DelegateTerms { max_bills: 0, ..terms() },
			DelegateTerms { max_bills: 65, ..terms() },
		] {
			assert_noop!(trust(Some(empty)), Error::<Test>::TermsEmpty);
		}
		set_active("suishen", false);
		assert_noop!(trust(Some(terms())), Error::<Test>::NotActive);
	});
}
