use crate::{mock::*, Error, Event, ResourceTypeCount, ResourceTypes};
use fiscal_primitives::{
	authorization::Scope,
	field::FieldKind,
	scene::{ResourceField, ResourceFields, ResourceType},
	Actor, Operation, ResourceTypeId,
};
use frame_support::{assert_noop, assert_ok};

const NEW: ResourceTypeId = ResourceTypeId(5);

fn fields(names: &[&str]) -> ResourceFields {
	let fields = names.iter().map(|text| ResourceField {
		name: field(text),
		kind: FieldKind::Text,
		required: true,
	});
	ResourceFields::new(fields.collect()).unwrap()
}

fn register(origin: RuntimeOrigin) -> sp_runtime::DispatchResult {
	let fields = fields(&["diagnosis", "department"]);
	Scenes::register_resource_type(origin, name(), Some(reason()), None, fields)
}

fn change(
	names: Option<&[&str]>,
	description: bool,
	active: Option<bool>,
) -> sp_runtime::DispatchResult {
	let description = description.then(reason);
	Scenes::change_resource_type(signed(FINANCE), NEW, description, names.map(fields), active)
}

#[test]
fn the_standard_types_are_there_from_the_beginning() {
	ExtBuilder::default().build_and_execute(|| {
		let listed = Scenes::resource_types(ResourceTypeId(0), 100);
		let types: Vec<_> = listed.iter().map(|item| item.resource.clone()).collect();
		assert_eq!(types, ResourceType::standard());
		assert_eq!(types[3].scope, Some(Scope::Pdf));
		assert_eq!(Scenes::resource_types(ResourceTypeId(2), 1)[0].id, ResourceTypeId(3));
	});
}

#[test]
fn a_type_is_registered_and_changed_with_a_trace() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(signed(FINANCE)));
		let digest = ResourceTypes::<Test>::get(NEW).unwrap().structure_digest();
		let by = actor(FINANCE);
		System::assert_last_event(
			Event::ResourceTypeRegistered { id: NEW, digest, by, at: 1_000 }.into(),
		);
		Now::set(4_000);
		assert_ok!(change(Some(&["diagnosis"]), false, Some(false)));
		let stored = ResourceTypes::<Test>::get(NEW).unwrap();
		assert_eq!((stored.version, stored.active, stored.changed_at), (2, false, 4_000));
		assert_eq!((stored.name.clone(), stored.description.clone()), (name(), Some(reason())));
		assert_eq!((stored.fields.clone(), stored.by), (fields(&["diagnosis"]), Some(by)));
		let digest = stored.structure_digest();
		System::assert_last_event(
			Event::ResourceTypeChanged {
				id: NEW,
				version: 2,
				active: false,
				digest,
				by,
				at: 4_000,
			}
			.into(),
		);
		assert_ok!(register(RuntimeOrigin::root()));
		assert_eq!(ResourceTypes::<Test>::get(ResourceTypeId(6)).unwrap().by, Some(Actor::Council));
	});
}

#[test]
fn what_cannot_be_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(register(signed(STRANGER)), NOT_AUTHORIZED);
		assert_noop!(change(None, false, Some(false)), Error::<Test>::NotFound);
		assert_ok!(register(signed(FINANCE)));
		let nothing = || Error::<Test>::NothingChanged;
		assert_noop!(change(None, false, None), nothing());
		assert_noop!(change(Some(&["diagnosis", "department"]), true, Some(true)), nothing());
		HighRisk::set(vec![Operation::ChangeResourceType]);
		assert_noop!(change(None, false, Some(false)), APPROVAL_REQUIRED);
		assert_noop!(register(signed(FINANCE)), APPROVAL_REQUIRED);
		HighRisk::set(vec![]);
		let versions = |version| {
			ResourceTypes::<Test>::mutate(NEW, |slot| slot.as_mut().unwrap().version = version);
		};
		versions(u32::MAX);
		assert_noop!(change(None, false, Some(false)), Error::<Test>::MaxVersionsExceeded);
		versions(1);
		ResourceTypeCount::<Test>::put(u32::MAX);
		assert_noop!(register(signed(FINANCE)), Error::<Test>::MaxResourceTypesExceeded);
		ResourceTypeCount::<Test>::put(5);
	});
}
