use crate::{mock::*, Error, Event, Scenes as Store};
use fiscal_primitives::{
	scene::{LockTerm, SceneStatus, Subject, Verdict},
	traits::{SceneRegistry, SceneTerms},
	Actor, Digest, Operation, SceneId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn update(
	origin: RuntimeOrigin,
	weight: Option<u32>,
	lock_term: Option<LockTerm>,
) -> sp_runtime::DispatchResult {
	Scenes::update(origin, SCENE, weight, lock_term, None)
}

fn terms() -> Option<SceneTerms> {
	<Scenes as SceneRegistry>::terms(SCENE)
}

#[test]
fn what_is_named_changes_and_the_rest_stays() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		Now::set(7_000);
		assert_ok!(update(RuntimeOrigin::root(), Some(5), None));
		assert_eq!(terms(), Some(SceneTerms { weight: 5, lock_term: 60_000 }));
		System::assert_last_event(
			Event::Updated {
				scene: SCENE,
				weight: 5,
				lock_term: LockTerm::MIN,
				form: None,
				by: Actor::Council,
				at: 7_000,
			}
			.into(),
		);
		assert_ok!(update(RuntimeOrigin::root(), None, Some(term(70_000))));
		assert_eq!(terms(), Some(SceneTerms { weight: 5, lock_term: 70_000 }));
		let form = Some(Digest::repeat_byte(3));
		assert_ok!(Scenes::update(RuntimeOrigin::root(), SCENE, None, None, form));
		let stored = Store::<Test>::get(SCENE).unwrap();
		assert_eq!((stored.changed_at, stored.form), (7_000, form));
		assert_eq!(terms(), Some(SceneTerms { weight: 5, lock_term: 70_000 }));
	});
}

#[test]
fn a_fiscal_authority_proposes_and_another_signer_confirms() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		assert_ok!(update(signed(FINANCE), Some(5), None));
		assert_eq!(terms().unwrap().weight, 1);
		let digest = waiting(SCENE, Subject::Terms);
		let by = actor(FINANCE);
		System::assert_last_event(
			Event::Proposed {
				scene: SCENE,
				subject: Subject::Terms,
				digest,
				by,
				did: did(FINANCE),
				at: 1_000,
			}
			.into(),
		);
		Now::set(2_000);
		assert_ok!(Scenes::confirm(signed(TREASURY), SCENE, Subject::Terms, digest));
		assert_eq!(terms().unwrap().weight, 5);
		System::assert_has_event(
			Event::Reviewed {
				scene: SCENE,
				subject: Subject::Terms,
				digest,
				verdict: Verdict::Confirmed,
				proposed_by: by,
				proposer_did: did(FINANCE),
				by: actor(TREASURY),
				did: did(TREASURY),
				at: 2_000,
				reason: None,
			}
			.into(),
		);
		assert!(Scenes::scene(SCENE).unwrap().pending.is_empty());
	});
}

#[test]
fn an_update_that_changes_nothing_is_refused() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		for origin in [RuntimeOrigin::root(), signed(FINANCE)] {
			let nothing = || Error::<Test>::NothingChanged;
			assert_noop!(update(origin.clone(), None, None), nothing());
			assert_noop!(update(origin, Some(1), Some(LockTerm::MIN)), nothing());
		}
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
		assert_noop!(update(signed(FINANCE), Some(3), None), Error::<Test>::Terminal);
	});
}

#[test]
fn strangers_and_unknown_scenes_are_refused() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		assert_noop!(update(signed(STRANGER), Some(2), None), NOT_AUTHORIZED);
		assert_noop!(update(RuntimeOrigin::none(), Some(2), None), DispatchError::BadOrigin);
		HighRisk::set(vec![Operation::ChangeScene]);
		assert_noop!(update(signed(FINANCE), Some(2), None), APPROVAL_REQUIRED);
		assert_noop!(
			Scenes::update(RuntimeOrigin::root(), SceneId(2), Some(2), None, None),
			Error::<Test>::NotFound
		);
	});
}
