use crate::{mock::*, Count, Error, Event, Scenes as Store};
use fiscal_primitives::{
	scene::{LockTerm, SceneKind, SceneStatus},
	traits::{SceneRegistry, SceneTerms},
	ParticipantId, SceneId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn register(origin: RuntimeOrigin) -> sp_runtime::DispatchResult {
	Scenes::register(origin, name(), SceneKind::Education, 7, term(90_000))
}

fn registered(scene: SceneId, by: Option<ParticipantId>) -> RuntimeEvent {
	let lock_term = term(90_000);
	Event::Registered { scene, kind: SceneKind::Education, weight: 7, lock_term, by }.into()
}

#[test]
fn the_council_and_a_fiscal_authority_register() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		Now::set(55);
		assert_ok!(register(RuntimeOrigin::root()));
		System::assert_last_event(registered(SceneId(2), None));
		assert_ok!(register(signed(FINANCE)));
		System::assert_last_event(registered(SceneId(3), Some(FINANCE)));

		let stored = Store::<Test>::get(SceneId(3)).unwrap();
		assert_eq!((stored.name, stored.kind), (name(), SceneKind::Education));
		assert_eq!(stored.status, SceneStatus::Active);
		assert_eq!((stored.registered_at, stored.changed_at), (55, 55));
		assert_eq!(
			<Scenes as SceneRegistry>::terms(SceneId(3)),
			Some(SceneTerms { weight: 7, lock_term: 90_000 })
		);
	});
}

#[test]
fn others_do_not_register() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(register(signed(STRANGER)), NOT_AUTHORIZED);
		assert_noop!(register(RuntimeOrigin::none()), DispatchError::BadOrigin);
	});
}

#[test]
fn the_numbers_do_not_wrap() {
	ExtBuilder::default().build_and_execute(|| {
		Count::<Test>::put(u32::MAX);
		assert_noop!(register(RuntimeOrigin::root()), Error::<Test>::MaxScenesExceeded);
		Count::<Test>::kill();
	});
}

#[test]
fn scenes_of_the_genesis_are_in_force() {
	ExtBuilder::default().with_scene(3).with_scene(4).build_and_execute(|| {
		assert_eq!(
			<Scenes as SceneRegistry>::terms(SceneId(2)),
			Some(SceneTerms { weight: 4, lock_term: LockTerm::MIN.get() })
		);
		assert_eq!(Store::<Test>::get(SceneId(2)).unwrap().registered_at, 0);
		assert_eq!(<Scenes as SceneRegistry>::terms(SceneId(3)), None);
	});
}
