use crate::{mock::*, Error, Event, Scenes as Store};
use fiscal_primitives::{
	scene::{LockTerm, SceneStatus},
	traits::{SceneRegistry, SceneTerms},
	SceneId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn update(
	origin: RuntimeOrigin,
	weight: Option<u32>,
	lock_term: Option<LockTerm>,
) -> sp_runtime::DispatchResult {
	Scenes::update(origin, SCENE, weight, lock_term)
}

fn terms() -> Option<SceneTerms> {
	<Scenes as SceneRegistry>::terms(SCENE)
}

#[test]
fn what_is_named_changes_and_the_rest_stays() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		Now::set(7_000);
		assert_ok!(update(signed(FINANCE), Some(5), None));
		assert_eq!(terms(), Some(SceneTerms { weight: 5, lock_term: 60_000 }));
		System::assert_last_event(
			Event::Updated {
				scene: SCENE,
				weight: 5,
				lock_term: LockTerm::MIN,
				by: Some(FINANCE),
				at: 7_000,
			}
			.into(),
		);
		assert_ok!(update(RuntimeOrigin::root(), None, Some(term(70_000))));
		assert_eq!(terms(), Some(SceneTerms { weight: 5, lock_term: 70_000 }));
		assert_eq!(Store::<Test>::get(SCENE).unwrap().changed_at, 7_000);
	});
}

#[test]
fn an_update_that_changes_nothing_is_refused() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		let root = RuntimeOrigin::root;
		assert_noop!(update(root(), None, None), Error::<Test>::NothingChanged);
		assert_noop!(update(root(), Some(1), Some(LockTerm::MIN)), Error::<Test>::NothingChanged);
	});
}

#[test]
fn a_suspended_scene_is_updated_and_a_retired_one_is_not() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		let root = RuntimeOrigin::root;
		assert_ok!(Scenes::set_status(root(), SCENE, SceneStatus::Suspended, reason()));
		assert_ok!(update(root(), Some(2), None));
		assert_ok!(Scenes::set_status(root(), SCENE, SceneStatus::Retired, reason()));
		assert_noop!(update(root(), Some(3), None), Error::<Test>::Terminal);
	});
}

#[test]
fn strangers_and_unknown_scenes_are_refused() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		assert_noop!(update(signed(STRANGER), Some(2), None), NOT_AUTHORIZED);
		assert_noop!(update(RuntimeOrigin::none(), Some(2), None), DispatchError::BadOrigin);
		assert_noop!(
			Scenes::update(RuntimeOrigin::root(), SceneId(2), Some(2), None),
			Error::<Test>::NotFound
		);
	});
}
