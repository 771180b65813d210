use crate::{mock::*, Count, Error, Event, GenesisScene, Proposals, Scenes as Store};
use fiscal_primitives::{
	scene::{templates::TEMPLATES, Change, LockTerm, SceneKind, SceneStatus, Subject},
	traits::{SceneRegistry, SceneTerms},
	Actor, Approval, Digest, Operation, SceneId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const FORM: Option<Digest> = Some(Digest::repeat_byte(9));

fn register(origin: RuntimeOrigin) -> sp_runtime::DispatchResult {
	Scenes::register(origin, name(), SceneKind::Education, 7, term(90_000), FORM)
}

fn registered(scene: SceneId, status: SceneStatus, by: Actor) -> RuntimeEvent {
	let (lock_term, at) = (term(90_000), Now::get());
	let kind = SceneKind::Education;
	Event::Registered { scene, kind, weight: 7, lock_term, status, by, at }.into()
}

#[test]
fn the_council_registers_at_once() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		Now::set(55);
		assert_ok!(register(RuntimeOrigin::root()));
		System::assert_last_event(registered(SceneId(2), SceneStatus::Active, Actor::Council));
		let stored = Store::<Test>::get(SceneId(2)).unwrap();
		assert_eq!((stored.name, stored.kind, stored.form), (name(), SceneKind::Education, FORM));
		assert_eq!((stored.registered_at, stored.changed_at), (55, 55));
		assert_eq!(
			<Scenes as SceneRegistry>::terms(SceneId(2)),
			Some(SceneTerms { weight: 7, lock_term: 90_000 })
		);
	});
}

#[test]
fn an_approval_registers_at_once_and_stays_with_the_scene() {
	ExtBuilder::default().build_and_execute(|| {
		let approval = Approval { id: 4, head: Digest::repeat_byte(4), mandated: true };
		HighRisk::set(vec![Operation::RegisterScene]);
		assert_noop!(register(signed(FINANCE)), APPROVAL_REQUIRED);
		Approved::set(Some(approval));
		assert_ok!(register(signed(FINANCE)));
		let stored = Store::<Test>::get(SCENE).unwrap();
		assert_eq!(stored.status, SceneStatus::Active);
		assert_eq!(stored.decided.unwrap().approval(), Some(approval));
	});
}

#[test]
fn a_fiscal_authority_registers_a_draft_that_another_signer_confirms() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(signed(FINANCE)));
		let by = actor(FINANCE);
		System::assert_has_event(registered(SCENE, SceneStatus::Draft, by));
		assert_eq!(<Scenes as SceneRegistry>::terms(SCENE), None);
		let change = Proposals::<Test>::get(SCENE, Subject::Registration).unwrap().change;
		let expected = Change::Registration {
			name: name(),
			kind: SceneKind::Education,
			weight: 7,
			lock_term: term(90_000),
			form: FORM,
		};
		assert_eq!(change, expected);
		let digest = change.digest();
		assert_noop!(
			Scenes::confirm(signed(FINANCE), SCENE, Subject::Registration, digest),
			Error::<Test>::SameAdministrator
		);
		assert_ok!(Scenes::confirm(signed(TREASURY), SCENE, Subject::Registration, digest));
		assert!(<Scenes as SceneRegistry>::terms(SCENE).is_some());
		let decided = Store::<Test>::get(SCENE).unwrap().decided.unwrap();
		assert_eq!((decided.proposed_by, decided.confirmed_by), (by, Some(actor(TREASURY))));
	});
}

#[test]
fn a_draft_that_is_rejected_or_withdrawn_is_retired() {
	ExtBuilder::default().build_and_execute(|| {
		for (scene, by) in [(SceneId(1), FINANCE), (SceneId(2), TREASURY)] {
			assert_ok!(register(signed(FINANCE)));
			assert_ok!(Scenes::withdraw(signed(by), scene, Subject::Registration, reason()));
			assert_eq!(status(scene), SceneStatus::Retired);
		}
	});
}

#[test]
fn a_draft_neither_changes_nor_becomes_active_by_itself() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(signed(FINANCE)));
		let root = RuntimeOrigin::root;
		let unconfirmed = || Error::<Test>::Unconfirmed;
		assert_noop!(Scenes::update(root(), SCENE, Some(1), None, None), unconfirmed());
		assert_noop!(Scenes::set_rules(root(), SCENE, Box::new(rules("a"))), unconfirmed());
		for status in [SceneStatus::Active, SceneStatus::Suspended] {
			assert_noop!(Scenes::set_status(root(), SCENE, status, reason()), unconfirmed());
		}
		assert_ok!(Scenes::set_status(root(), SCENE, SceneStatus::Retired, reason()));
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
		let listed = Scenes::scenes(SceneId(1), 5);
		assert_eq!(listed.iter().map(|item| item.id).collect::<Vec<_>>(), [SceneId(2)]);
		assert_eq!(Scenes::scenes(SceneId(0), 1).len(), 1);
		assert!(Scenes::scenes(SceneId(2), 5).is_empty());
	});
}

#[test]
fn a_template_is_a_scene_of_the_genesis() {
	ExtBuilder::default().build_and_execute(|| {
		for template in TEMPLATES {
			let scene: GenesisScene = serde_json::from_str(template.json).unwrap();
			let id = Scenes::insert_genesis(scene.clone()).unwrap();
			let answer = Scenes::scene_rules(id).unwrap();
			assert_eq!((answer.version, Some(answer.rules)), (1, scene.rules));
			assert!(<Scenes as SceneRegistry>::terms(id).is_some());
		}
	});
}
