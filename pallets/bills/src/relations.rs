//! What belongs to bills outside of the chain. R093, R094.

use crate::{Bills, Config, Error, Event, Pallet, Relations};
use fiscal_primitives::{
	bill::{RelationsBatch, RelationsRecord},
	AccountId, Bill, BillKey,
};
use frame_support::{ensure, traits::Time};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_relations(who: &AccountId, entries: RelationsBatch) -> DispatchResult {
		ensure!(!entries.is_empty(), Error::<T>::EmptyBatch);
		let signer = Self::participant(who)?;
		let (by, at) = (signer.actor(), T::Time::now());
		for entry in entries {
			let bill = Self::existing(&entry.key)?;
			Self::ensure_issuers_side(&signer, &bill)?;
			let before = Relations::<T>::get(entry.key);
			let seen = before.as_ref().map_or(0, |record| record.version);
			ensure!(seen == entry.version, Error::<T>::VersionConflict);
			ensure!(
				before.as_ref().is_none_or(|record| record.relations != entry.relations),
				Error::<T>::NothingChanged
			);
			let version = seen.checked_add(1).ok_or(Error::<T>::MaxVersionsExceeded)?;
			let previous = before.map(|record| record.digest());
			let record = RelationsRecord { relations: entry.relations, version, previous, by, at };
			let digest = record.digest();
			Relations::<T>::insert(entry.key, record);
			Self::deposit_event(Event::RelationsSet { key: entry.key, version, digest, by });
		}
		Ok(())
	}

	/// The record of a bill, and what belongs to it outside of the chain: the layers of R094.
	pub fn relations(key: &BillKey) -> Option<(Bill, Option<RelationsRecord>)> {
		Bills::<T>::get(key).map(|bill| (bill, Relations::<T>::get(key)))
	}
}
