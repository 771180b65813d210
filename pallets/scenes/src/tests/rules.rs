use crate::{mock::*, Error, Event, RulesHistory, Scenes as Store};
use fiscal_primitives::{
	scene::{RuleSet, SceneStatus, Subject},
	traits::SceneRegistry,
	Actor, BillEntry, Operation, SceneId,
};
use frame_support::{assert_noop, assert_ok};

fn check(entry: &BillEntry) -> Result<(), String> {
	let rules = <Scenes as SceneRegistry>::rules(SCENE);
	<Scenes as SceneRegistry>::check(&rules, entry).map_err(|field| field.to_string())
}

fn set(origin: RuntimeOrigin, rules: RuleSet) -> sp_runtime::DispatchResult {
	Scenes::set_rules(origin, SCENE, Box::new(rules))
}

#[test]
fn a_scene_without_rules_admits_every_bill() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		assert_eq!(check(&entry(None)), Ok(()));
		assert_eq!(check(&entry(Some("anything"))), Ok(()));
		assert_eq!(Scenes::scene_rules(SCENE), None);
	});
}

#[test]
fn rules_take_effect_when_a_second_administrator_confirms_them() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		assert_ok!(set(signed(FINANCE), rules("visit")));
		assert_eq!(check(&entry(None)), Ok(()));
		let digest = waiting(SCENE, Subject::FieldRules);
		Now::set(3_000);
		assert_ok!(Scenes::confirm(signed(TREASURY), SCENE, Subject::FieldRules, digest));
		assert_eq!(check(&entry(None)), Err("visit".into()));
		assert_eq!(check(&entry(Some("visit"))), Ok(()));
		assert_eq!(check(&entry(Some("other"))), Err("other".into()));
		let by = actor(TREASURY);
		let digest = rules("visit").digest();
		System::assert_last_event(
			Event::RulesChanged { scene: SCENE, version: 1, digest, by, at: 3_000 }.into(),
		);
	});
}

#[test]
fn every_version_leaves_a_record() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		for (version, field) in (1..).zip(["a", "b", "a"]) {
			assert_ok!(set(RuntimeOrigin::root(), rules(field)));
			let answer = Scenes::scene_rules(SCENE).unwrap();
			assert_eq!((answer.version, answer.rules), (version, rules(field)));
		}
		let digests: Vec<_> = (1..=3)
			.map(|version| Scenes::scene_rules_record(SCENE, version).unwrap().digest)
			.collect();
		assert_eq!(digests, [rules("a").digest(), rules("b").digest(), rules("a").digest()]);
		let record = RulesHistory::<Test>::get(SCENE, 2).unwrap();
		assert_eq!(record.decided.unwrap().proposed_by, Actor::Council);
		let stored = Store::<Test>::get(SCENE).unwrap();
		assert_eq!((stored.rules_version, stored.rules_digest), (3, Some(rules("a").digest())));
	});
}

#[test]
fn what_cannot_be_is_refused() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		let root = RuntimeOrigin::root;
		assert_ok!(set(root(), rules("a")));
		assert_noop!(set(root(), rules("a")), Error::<Test>::NothingChanged);
		assert_noop!(set(signed(FINANCE), rules("a")), Error::<Test>::NothingChanged);
		assert_noop!(set(signed(STRANGER), rules("b")), NOT_AUTHORIZED);
		HighRisk::set(vec![Operation::ChangeFieldRules]);
		assert_noop!(set(signed(FINANCE), rules("b")), APPROVAL_REQUIRED);
		assert_noop!(
			Scenes::set_rules(root(), SceneId(2), Box::new(rules("b"))),
			Error::<Test>::NotFound
		);
		Store::<Test>::mutate(SCENE, |scene| scene.as_mut().unwrap().rules_version = u32::MAX);
		assert_noop!(set(root(), rules("b")), Error::<Test>::MaxVersionsExceeded);
		Store::<Test>::mutate(SCENE, |scene| scene.as_mut().unwrap().rules_version = 1);
		assert_ok!(Scenes::set_status(root(), SCENE, SceneStatus::Retired, reason()));
		assert_noop!(set(root(), rules("b")), Error::<Test>::Terminal);
	});
}
