//! Drafts: validation, versions. R050, R063, R218.

use crate::{mock::*, refused, Error, Event, Heads, Versions};
use fiscal_policy::{chain::PolicyState, Policy};
use fiscal_primitives::{PolicyId, SceneId};
use frame_support::assert_ok;

fn call(policy: Policy) -> sp_runtime::DispatchResult {
	Policies::draft(signed(FINANCE), Box::new(policy))
}

#[test]
fn a_draft_is_stored_and_has_no_effect() {
	ExtBuilder::default().build_and_execute(|| {
		let content = at_most(100);
		assert_eq!(draft(content.clone()), PolicyId(1));
		let record = Versions::<Test>::get(PolicyId(1), 1).unwrap();
		assert_eq!((record.state, record.enacted), (PolicyState::Draft, None));
		assert_eq!(record.drafted_by, actor(FINANCE));
		let digest = content.digest();
		assert_eq!((record.digest, record.policy), (digest, content));
		let (policy, by) = (PolicyId(1), actor(FINANCE));
		let (did, at) = (did(FINANCE), FRIDAY);
		assert_eq!(events(), [Event::Drafted { policy, version: 1, digest, by, did, at }]);
		assert!(judge(claim(101)).permitted);
		assert_eq!(in_force().members.len(), 0);
	});
}

#[test]
fn only_an_authority_drafts() {
	ExtBuilder::default().build_and_execute(|| {
		refused!(Policies::draft(signed(INSURER), Box::new(at_most(1))), NOT_AUTHORIZED);
		draft(at_most(1));
		let call = Policies::revise(signed(OPERATOR), PolicyId(1), Box::new(at_most(2)), reason());
		refused!(call, NOT_AUTHORIZED);
	});
}

#[test]
fn what_validation_refuses_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let never = r#"{"all":[{"claimed":{"gt":"2.00"}},{"claimed":{"lt":"1.00"}}]}"#;
		refused!(call(lock_policy("[1]", 1, "deny", never)), Error::<Test>::Contradiction);
		let unknown = r#"{"use":{"primitive":7,"version":1}}"#;
		refused!(call(lock_policy("[1]", 1, "deny", unknown)), Error::<Test>::UnknownPrimitive);
		let any_to_any = r#"{"name":"P","points":["lock"],"scenes":"all","actors":"all","priority":1,"effect":"permit"}"#;
		refused!(call(policy(any_to_any)), Error::<Test>::NotCompliant);
		let blank = r#"{"name":"P","points":["lock"],"scenes":[1],"actors":"all","priority":1,"effect":"deny"}"#;
		refused!(call(policy(blank)), Error::<Test>::NotCompliant);
		let duty = r#"{"name":"P","points":["lock"],"scenes":[1],"actors":"all","priority":1,"effect":"deny","obligations":["log"],"condition":{"claimed":{"gt":"1.00"}}}"#;
		refused!(call(policy(duty)), Error::<Test>::NotCompliant);
		let always = r#"{"any":[{"not":{"claimed":{"exists":true}}},{"claimed":{"exists":true}}]}"#;
		refused!(call(lock_policy("[1]", 1, "deny", always)), Error::<Test>::AlwaysHolds);
	});
}

#[test]
fn scenes_are_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		let with = |scenes: &str| lock_policy(scenes, 1, "deny", r#"{"claimed":{"gt":"1.00"}}"#);
		refused!(call(with("[1,777]")), Error::<Test>::SceneNotActive);
		Suspended::set(vec![SceneId(2)]);
		refused!(call(with("[1,2]")), Error::<Test>::SceneNotActive);
		assert_ok!(call(with("[1,3]")));
		assert_ok!(call(with("\"all\"")));
	});
}

#[test]
fn a_revision_is_a_new_draft() {
	ExtBuilder::default().build_and_execute(|| {
		let id = enact(at_most(100));
		let revise = |policy| Policies::revise(signed(FINANCE), id, Box::new(policy), reason());
		refused!(revise(at_most(100)), Error::<Test>::NothingChanged);
		assert_ok!(revise(at_most(50)));
		let head = Heads::<Test>::get(id).unwrap();
		assert_eq!((head.latest, head.effective), (2, Some(1)));
		assert_eq!(Versions::<Test>::get(id, 2).unwrap().state, PolicyState::Draft);
		assert!(judge(claim(75)).permitted);
		let other = Policies::revise(signed(FINANCE), PolicyId(2), Box::new(at_most(1)), reason());
		refused!(other, Error::<Test>::NotFound);
		assert_ok!(Policies::repeal(signed(FINANCE), id, reason()));
		refused!(revise(at_most(20)), Error::<Test>::Terminal);
	});
}
