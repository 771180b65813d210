//! What must always hold of the storage.

use crate::{Config, History, Pallet, Rules};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// * No rule permits what no rule may permit, nor is there one that no call could meet.
	/// * The rule in force is the last version, every version from 1 has a record, and none was made
	///   by a participant without an approval.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		for (action, stored) in Rules::<T>::iter() {
			ensure!(
				stored.rule.is_none_or(|rule| rule.check(action).is_ok()),
				"rule: beyond its floor, or met by no call"
			);
			let last = History::<T>::get(action, stored.version);
			ensure!(last.is_some_and(|last| last.rule == stored.rule), "rule: without its record");
			let count = History::<T>::iter_key_prefix(action).count();
			ensure!(u32::try_from(count) == Ok(stored.version), "rule: a version has no record");
		}
		for (action, version, record) in History::<T>::iter() {
			let current = Rules::<T>::get(action).map_or(0, |stored| stored.version);
			ensure!((1..=current).contains(&version), "record: of no version");
			ensure!(record.by.decided_together(), "record: by a participant alone");
		}
		Ok(())
	}
}
