use crate::mock::*;
use fiscal_primitives::{
	authorization::{
		AuthorizationPage, AuthorizationState, AuthorizationStatus, CheckAnswer, CheckFault, Scope,
		Scopes,
	},
	Digest, SceneId,
};
use frame_support::assert_ok;

fn check(digest: Option<Digest>, number: u64, scope: Scope, at: Option<u64>) -> CheckAnswer {
	VcAuthorization::check(digest, id("insurer"), bill_key(number), scope, SceneId(1), at)
}

#[test]
fn an_authorization_is_answered_with_its_worth() {
	run(|| {
		let digest = register(&claims());
		let answer = VcAuthorization::authorization(digest).unwrap();
		assert_eq!((answer.digest, answer.status), (digest, AuthorizationStatus::Active));
		assert_eq!(answer.authorization, stored(digest));
		Now::set(START + 30 * DAY);
		let answer = VcAuthorization::authorization(digest).unwrap();
		assert_eq!(answer.status, AuthorizationStatus::Expired);
		assert_eq!(VcAuthorization::authorization(Digest::zero()), None);
	});
}

#[test]
fn a_check_answers_as_the_use_would_and_leaves_no_trace() {
	run(|| {
		let digest = register(&claims());
		events();
		let before = stored(digest);
		let permitted = CheckAnswer { permitted: true, reason: None };
		let refused = |reason| CheckAnswer { permitted: false, reason: Some(reason) };
		assert_eq!(check(Some(digest), 1, Scope::Use, None), permitted);
		assert_eq!(check(Some(digest), 1, Scope::Pdf, None), refused(CheckFault::ScopeNotGranted));
		assert_eq!(check(Some(digest), 99, Scope::Use, None), refused(CheckFault::BillNotFound));
		let late = Some(START + 30 * DAY);
		assert_eq!(check(Some(digest), 1, Scope::Use, late), refused(CheckFault::Expired));
		let unknown = Some(Digest::zero());
		assert_eq!(check(unknown, 1, Scope::Use, None), refused(CheckFault::NotFound));
		assert_eq!(check(None, 1, Scope::Summary, None), refused(CheckFault::NotListed));
		let scopes = Scopes::of(&[Scope::Summary]);
		let root = RuntimeOrigin::root();
		assert_ok!(VcAuthorization::set_white_list(
			root,
			id("insurer"),
			SceneId(1),
			scopes,
			START + 9
		));
		assert_eq!(check(None, 1, Scope::Summary, None), permitted);
		assert_eq!(check(None, 1, Scope::Use, None), refused(CheckFault::ScopeNotGranted));
		assert_eq!(stored(digest), before);
	});
}

#[test]
fn lists_come_in_pages_and_name_what_is_in_force_unless_asked_for_all() {
	run(|| {
		let mut digests: Vec<Digest> =
			(1..=7).map(|number| register(&numbered(number, claims()))).collect();
		digests.sort();
		assert_ok!(set_status("citizen", digests[2], AuthorizationState::Revoked));
		let (holder, grantee) = (id("citizen"), id("insurer"));
		type Ask =
			fn(fiscal_primitives::ParticipantId, bool, Option<Digest>, u32) -> AuthorizationPage;
		let by_holder: Ask = VcAuthorization::by_holder;
		let by_grantee: Ask = VcAuthorization::by_grantee;
		for (who, ask) in [(holder, by_holder), (grantee, by_grantee)] {
			let mut found = Vec::new();
			let mut after = None;
			loop {
				let page = ask(who, true, after, 3);
				assert!(page.items.len() <= 3);
				found.extend(page.items.into_iter().map(|item| item.digest));
				after = page.next;
				if after.is_none() {
					break;
				}
			}
			assert_eq!(found, digests);
			let page = ask(who, false, None, 3);
			assert_eq!(page.items.len(), 2, "the third is revoked");
			assert_eq!(page.next, Some(digests[2]));
			assert_eq!(ask(who, false, None, u32::MAX).items.len(), 6);
			assert_eq!(ask(who, true, None, 7).next, None);
		}
		assert_eq!(VcAuthorization::by_holder(grantee, true, None, 5).items, []);
		assert_eq!(VcAuthorization::by_grantee(holder, true, None, 5).items, []);
	});
}
