//! Everything that is not a call: insertion, the origin, and what other pallets may ask.

use crate::{Config, Count, Error, Pallet, Scenes};
use fiscal_primitives::{
	participant::Role,
	scene::{LockTerm, Scene, SceneKind, SceneStatus},
	text::Name,
	traits::{ParticipantRegistry, SceneRegistry, SceneTerms},
	Moment, ParticipantId, SceneId,
};
use frame_support::traits::EnsureOrigin;
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	/// Who decides: none for the council, else the signing fiscal authority.
	pub(crate) fn ensure_admin(
		origin: OriginFor<T>,
	) -> Result<Option<ParticipantId>, DispatchError> {
		match T::AdminOrigin::try_origin(origin) {
			Ok(_) => Ok(None),
			Err(origin) => {
				let account = ensure_signed(origin)?;
				T::Participants::ensure(&account, Role::FiscalAuthority).map(Some)
			}
		}
	}

	/// Registers a scene at `at` (Unix ms), in force. Changes nothing when it refuses.
	pub(crate) fn insert_new(
		name: Name,
		kind: SceneKind,
		weight: u32,
		lock_term: LockTerm,
		at: Moment,
	) -> Result<SceneId, Error<T>> {
		let number = Count::<T>::get().checked_add(1).ok_or(Error::<T>::MaxScenesExceeded)?;
		let scene = SceneId(number);
		Count::<T>::put(number);
		Scenes::<T>::insert(
			scene,
			Scene {
				name,
				kind,
				weight,
				lock_term,
				status: SceneStatus::Active,
				registered_at: at,
				changed_at: at,
			},
		);
		Ok(scene)
	}
}

impl<T: Config> SceneRegistry for Pallet<T> {
	fn terms(scene: SceneId) -> Option<SceneTerms> {
		Scenes::<T>::get(scene)
			.filter(|stored| stored.status == SceneStatus::Active)
			.map(|stored| SceneTerms { weight: stored.weight, lock_term: stored.lock_term.get() })
	}
}
