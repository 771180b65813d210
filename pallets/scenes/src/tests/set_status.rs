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
				proposer_did: did(FINANCE),
				by: Actor::Council,
				did: None,
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
fn two_administrators_retire_a_scene() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		assert_ok!(Scenes::set_rules(signed(FINANCE), SCENE, Box::new(rules("a"))));
		assert_ok!(set(signed(FINANCE), SceneStatus::Retired));
		assert_eq!(status(SCENE), SceneStatus::Active, "one is not enough");
		let digest = waiting(SCENE, Subject::Retirement);
		let at = 1_000;
		System::assert_last_event(
			Event::Proposed {
				scene: SCENE,
				subject: Subject::Retirement,
				digest,
				by: actor(FINANCE),
				did: did(FINANCE),
				at,
			}
			.into(),
		);
		let again = || set(signed(TREASURY), SceneStatus::Retired);
		assert_noop!(again(), Error::<Test>::AlreadyExists);
		let confirm = |by| Scenes::confirm(signed(by), SCENE, Subject::Retirement, digest);
		assert_noop!(confirm(CLERK), Error::<Test>::SameAdministrator);
		// Suspending does not wait.
		assert_ok!(set(signed(FINANCE), SceneStatus::Suspended));
		assert_ok!(confirm(TREASURY));
		System::assert_last_event(
			Event::StatusChanged {
				scene: SCENE,
				from: SceneStatus::Suspended,
				to: SceneStatus::Retired,
				by: actor(TREASURY),
				at,
				reason: Some(reason()),
			}
			.into(),
		);
		assert_eq!(Proposals::<Test>::iter_prefix(SCENE).count(), 0);
		let decided = Store::<Test>::get(SCENE).unwrap().decided.unwrap();
		assert_eq!(decided.proposed_by, actor(FINANCE));
		assert_eq!(decided.confirmed_by, Some(actor(TREASURY)));
	});
}

#[test]
fn a_retirement_that_is_taken_back_changes_nothing() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		assert_ok!(set(signed(FINANCE), SceneStatus::Retired));
		assert_ok!(Scenes::withdraw(signed(FINANCE), SCENE, Subject::Retirement, reason()));
		assert_eq!(status(SCENE), SceneStatus::Active);
		assert_ok!(set(signed(FINANCE), SceneStatus::Retired));
		// The council waits for nobody.
		assert_ok!(set(RuntimeOrigin::root(), SceneStatus::Retired));
		assert_eq!(status(SCENE), SceneStatus::Retired);
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
