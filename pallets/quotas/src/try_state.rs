//! What must always hold of the storage.

use crate::{Buckets, Config, Pallet, Quotas, TierOf};
use frame_support::{ensure, traits::Time};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// * Quotas and buckets are of participants that exist.
	/// * No bucket was touched in the future.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		for (id, _) in Quotas::<T>::iter() {
			ensure!(T::Tiers::tier_of(id).is_some(), "quota: of no participant");
		}
		let now = T::Time::now();
		for (id, bucket) in Buckets::<T>::iter() {
			ensure!(T::Tiers::tier_of(id).is_some(), "bucket: of no participant");
			ensure!(bucket.at <= now, "bucket: touched in the future");
		}
		Ok(())
	}
}
