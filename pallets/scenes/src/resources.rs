//! Types of resources, and the resources that issuers register.

use crate::{
	Config, Error, Event, Pallet, ResourceCount, ResourceTypeCount, ResourceTypes, Resources,
	Scenes,
};
use fiscal_primitives::{
	scene::{Resource, ResourceDetails, ResourceFields, ResourceType, SceneStatus},
	text::Reason,
	Actor, BillKey, ParticipantId, ResourceId, ResourceTypeId, SceneId,
};
use frame_support::{ensure, traits::Time};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Gives the type of resources its number. Changes nothing when it refuses.
	pub(crate) fn insert_type(resource: ResourceType) -> Result<ResourceTypeId, Error<T>> {
		let number = ResourceTypeCount::<T>::get()
			.checked_add(1)
			.ok_or(Error::<T>::MaxResourceTypesExceeded)?;
		let id = ResourceTypeId(number);
		ResourceTypeCount::<T>::put(number);
		ResourceTypes::<T>::insert(id, resource);
		Ok(id)
	}

	pub(crate) fn do_change_resource_type(
		id: ResourceTypeId,
		description: Option<Reason>,
		fields: Option<ResourceFields>,
		active: Option<bool>,
		by: Actor,
	) -> DispatchResult {
		let stored = ResourceTypes::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let mut changed = stored.clone();
		changed.description = description.or(changed.description);
		changed.fields = fields.unwrap_or(changed.fields);
		changed.active = active.unwrap_or(changed.active);
		ensure!(changed != stored, Error::<T>::NothingChanged);
		let at = T::Time::now();
		changed.version = changed.version.checked_add(1).ok_or(Error::<T>::MaxVersionsExceeded)?;
		changed.changed_at = at;
		changed.by = Some(by);
		let (version, active, digest) =
			(changed.version, changed.active, changed.structure_digest());
		ResourceTypes::<T>::insert(id, changed);
		Self::deposit_event(Event::ResourceTypeChanged { id, version, active, digest, by, at });
		Ok(())
	}

	pub(crate) fn do_register_resource(
		resource_type: ResourceTypeId,
		scene: SceneId,
		bill: Option<BillKey>,
		details: ResourceDetails,
		owner: ParticipantId,
	) -> DispatchResult {
		let known = ResourceTypes::<T>::get(resource_type).ok_or(Error::<T>::NotFound)?;
		let served = Scenes::<T>::get(scene).ok_or(Error::<T>::NotFound)?;
		let open = known.active && served.status == SceneStatus::Active;
		ensure!(open, Error::<T>::NotActive);
		let number =
			ResourceCount::<T>::get().checked_add(1).ok_or(Error::<T>::MaxResourcesExceeded)?;
		let at = T::Time::now();
		ResourceCount::<T>::put(number);
		let resource = Resource {
			resource_type,
			scene,
			owner,
			bill,
			details,
			version: 1,
			active: true,
			registered_at: at,
			changed_at: at,
		};
		Self::put_resource(ResourceId(number), resource);
		Ok(())
	}

	pub(crate) fn do_change_resource(
		id: ResourceId,
		details: Option<ResourceDetails>,
		active: Option<bool>,
		owner: ParticipantId,
	) -> DispatchResult {
		let stored = Resources::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(stored.owner == owner, Error::<T>::NotAuthorized);
		let mut changed = stored.clone();
		changed.details = details.unwrap_or(changed.details);
		changed.active = active.unwrap_or(changed.active);
		ensure!(changed != stored, Error::<T>::NothingChanged);
		changed.version = changed.version.checked_add(1).ok_or(Error::<T>::MaxVersionsExceeded)?;
		changed.changed_at = T::Time::now();
		Self::put_resource(id, changed);
		Ok(())
	}

	fn put_resource(id: ResourceId, resource: Resource) {
		let event = Event::ResourceRecorded {
			id,
			owner: resource.owner,
			version: resource.version,
			active: resource.active,
			certificate: resource.certificate(),
			at: resource.changed_at,
		};
		Resources::<T>::insert(id, resource);
		Self::deposit_event(event);
	}
}
