//! What must always hold of the storage.

use crate::{Config, Count, Pallet, Scenes};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// * Scenes are numbered 1 to [`Count`] without a gap.
	/// * None changed before it was registered.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		let count = Count::<T>::get();
		let mut seen = 0u32;
		for (scene, stored) in Scenes::<T>::iter() {
			seen = seen.saturating_add(1);
			ensure!((1..=count).contains(&scene.0), "scene: number outside of the count");
			ensure!(
				stored.changed_at >= stored.registered_at,
				"scene: changed before it was registered"
			);
		}
		ensure!(seen == count, "scenes: fewer than the count");
		Ok(())
	}
}
