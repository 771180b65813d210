use crate::{mock::*, Error, Event, Proposals, Scenes as Store};
use fiscal_primitives::{
	scene::{SceneStatus, Subject, Verdict},
	traits::SceneRegistry,
	Actor, SceneId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn set(origin: RuntimeOrigin, status: SceneStatus) -> sp_runtime::DispatchResult {
	Scenes::set_status(origin, SCENE, status, reason())
}

fn in_force() -> bool {
	<Scenes as SceneRegistry>::terms(SCENE).is_some()
}

#[test]
fn only_an_active_scene_has_terms() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		Now::set(8_000);
		assert_ok!(set(signed(FINANCE), SceneStatus::Suspended));
		assert!(!in_force());
		assert_eq!(Store::<Test>::get(SCENE).unwrap().changed_at, 8_000);
		System::assert_last_event(
			Event::StatusChanged {
				scene: SCENE,
				from: SceneStatus::Active,
				to: SceneStatus::Suspended,
				by: actor(FINANCE),
				at: 8_000,
				reason: Some(reason()),
			}
			.into(),
		);
		assert_ok!(set(RuntimeOrigin::root(), SceneStatus::Active));
		assert!(in_force());
		assert_ok!(set(RuntimeOrigin::root(), SceneStatus::Retired));
		assert!(!in_force());
	});
}

#[test]
fn retired_is_for_ever_and_ends_every_review() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		assert_ok!(Scenes::update(signed(FINANCE), SCENE, Some(9), None, None));
		assert_ok!(Scenes::set_rules(signed(FINANCE), SCENE, Box::new(rules("a"))));
		let digest = waiting(SCENE, Subject::FieldRules);
		assert_ok!(set(RuntimeOrigin::root(), SceneStatus::Retired));
		assert_eq!(Proposals::<Test>::iter_prefix(SCENE).count(), 0);
		System::assert_has_event(
			Event::Reviewed {
				scene: SCENE,
				subject: Subject::FieldRules,
				digest,
				verdict: Verdict::Superseded,
				proposed_by: actor(FINANCE),
				by: Actor::Council,
				at: 1_000,
				reason: Some(reason()),
			}
			.into(),
		);
		for status in [SceneStatus::Active, SceneStatus::Suspended, SceneStatus::Retired] {
			assert_noop!(set(RuntimeOrigin::root(), status), Error::<Test>::Terminal);
		}
	});
}

#[test]
fn what_cannot_be_is_refused() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		let root = RuntimeOrigin::root;
		assert_noop!(set(root(), SceneStatus::Active), Error::<Test>::NothingChanged);
		assert_noop!(set(root(), SceneStatus::Draft), Error::<Test>::Unconfirmed);
		assert_noop!(set(signed(STRANGER), SceneStatus::Retired), NOT_AUTHORIZED);
		assert_noop!(set(RuntimeOrigin::none(), SceneStatus::Retired), DispatchError::BadOrigin);
		assert_noop!(
			Scenes::set_status(root(), SceneId(2), SceneStatus::Retired, reason()),
			Error::<Test>::NotFound
		);
	});
}
