use crate::{mock::*, Error, Event, ResourceCount, Resources};
use fiscal_primitives::{
	authorization::Scope,
	scene::{ResourceDetails, SceneStatus},
	Digest, NodeId, ParticipantId, ResourceId, ResourceTypeId, SceneId,
};
use frame_support::{assert_noop, assert_ok};

const PDF: ResourceTypeId = ResourceTypeId(4);
const FIRST: ResourceId = ResourceId(1);

fn details(content: u8) -> ResourceDetails {
	ResourceDetails {
		name: name(),
		description: None,
		source: "HIS".parse().unwrap(),
		node: NodeId(1),
		location: "b2f7c0".parse().unwrap(),
		format: "application/pdf".parse().unwrap(),
		digest: Digest::repeat_byte(content),
		access: Scope::Pdf,
	}
}

fn register(by: ParticipantId) -> sp_runtime::DispatchResult {
	let bill = Some(entry(None).key);
	Scenes::register_resource(signed(by), PDF, SCENE, bill, details(1))
}

fn change(
	by: ParticipantId,
	content: Option<u8>,
	active: Option<bool>,
) -> sp_runtime::DispatchResult {
	Scenes::change_resource(signed(by), FIRST, content.map(details), active)
}

#[test]
fn an_issuer_registers_changes_and_withdraws_a_resource_with_certificates() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		assert_ok!(register(HOSPITAL));
		let first = Scenes::resource(FIRST).unwrap();
		assert_eq!((first.resource.owner, first.resource.version), (HOSPITAL, 1));
		assert_eq!(first.certificate, first.resource.certificate());
		let recorded = |version, active, certificate, at| -> RuntimeEvent {
			Event::ResourceRecorded { id: FIRST, owner: HOSPITAL, version, active, certificate, at }
				.into()
		};
		System::assert_last_event(recorded(1, true, first.certificate, 1_000));

		Now::set(5_000);
		assert_ok!(change(HOSPITAL, Some(2), None));
		let second = Scenes::resource(FIRST).unwrap();
		assert_eq!(second.resource.details, details(2));
		assert_eq!((second.resource.registered_at, second.resource.changed_at), (1_000, 5_000));
		assert_ne!(second.certificate, first.certificate);
		System::assert_last_event(recorded(2, true, second.certificate, 5_000));

		assert_ok!(change(HOSPITAL, None, Some(false)));
		let third = Scenes::resource(FIRST).unwrap();
		assert_eq!((third.resource.version, third.resource.active), (3, false));
		assert_ok!(change(HOSPITAL, None, Some(true)));
		assert_eq!(Scenes::resource(ResourceId(2)), None);
	});
}

#[test]
fn only_active_types_and_scenes_take_resources() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		let root = RuntimeOrigin::root;
		let send = |kind, scene| {
			Scenes::register_resource(signed(HOSPITAL), kind, scene, None, details(1))
		};
		assert_noop!(send(ResourceTypeId(5), SCENE), Error::<Test>::NotFound);
		assert_noop!(send(PDF, SceneId(2)), Error::<Test>::NotFound);
		assert_ok!(Scenes::change_resource_type(root(), PDF, None, None, Some(false)));
		assert_noop!(send(PDF, SCENE), Error::<Test>::NotActive);
		assert_ok!(send(ResourceTypeId(1), SCENE));
		assert_ok!(Scenes::set_status(root(), SCENE, SceneStatus::Suspended, reason()));
		assert_noop!(send(ResourceTypeId(1), SCENE), Error::<Test>::NotActive);
	});
}

#[test]
fn others_and_empty_changes_are_refused() {
	ExtBuilder::default().with_scene(1).build_and_execute(|| {
		assert_noop!(register(FINANCE), NOT_AUTHORIZED);
		assert_noop!(change(HOSPITAL, Some(2), None), Error::<Test>::NotFound);
		assert_ok!(register(HOSPITAL));
		assert_noop!(change(SCHOOL, Some(2), None), Error::<Test>::NotAuthorized);
		assert_noop!(change(STRANGER, Some(2), None), NOT_AUTHORIZED);
		assert_noop!(change(HOSPITAL, None, None), Error::<Test>::NothingChanged);
		assert_noop!(change(HOSPITAL, Some(1), Some(true)), Error::<Test>::NothingChanged);
		let version = |version| {
			Resources::<Test>::mutate(FIRST, |slot| slot.as_mut().unwrap().version = version);
		};
		version(u32::MAX);
		assert_noop!(change(HOSPITAL, Some(2), None), Error::<Test>::MaxVersionsExceeded);
		version(1);
		ResourceCount::<Test>::put(u32::MAX);
		assert_noop!(register(HOSPITAL), Error::<Test>::MaxResourcesExceeded);
		ResourceCount::<Test>::put(1);
	});
}
