//! What must always hold of the storage.

use crate::{Accounts, Config, Count, Dids, Identities, Pallet, Participants};
use fiscal_primitives::Did;
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// * Participants are numbered 1 to [`Count`] without a gap.
	/// * Each has a role, and the account of its key.
	/// * Accounts, DIDs and identities lead back to it, and there are no others.
	/// * Its account has a provider, so that its nonce is kept.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		let count = Count::<T>::get();
		let mut seen = 0u32;
		for (id, participant) in Participants::<T>::iter() {
			seen = seen.saturating_add(1);
			ensure!((1..=count).contains(&id.0), "participant: number outside of the count");
			ensure!(!participant.roles.is_empty(), "participant: no role");
			ensure!(
				participant.account == participant.key.account_id(),
				"participant: the account is not that of the key"
			);
			ensure!(
				participant.did == Did::of(&participant.key),
				"participant: the DID is not that of the key"
			);
			ensure!(
				participant.changed_at >= participant.admitted_at,
				"participant: changed before it was admitted"
			);
			ensure!(
				Accounts::<T>::get(&participant.account) == Some(id),
				"participant: its account leads elsewhere"
			);
			ensure!(
				Dids::<T>::get(participant.did) == Some(id),
				"participant: its DID leads elsewhere"
			);
			ensure!(
				Identities::<T>::get(participant.identity) == Some(id),
				"participant: its identity leads elsewhere"
			);
			ensure!(
				frame_system::Pallet::<T>::providers(&participant.account) > 0,
				"participant: its account has no provider"
			);
		}
		ensure!(seen == count, "participants: fewer than the count");
		// Each participant has its own entry in each index, so that equal sizes mean no others.
		let same = |entries: usize| u32::try_from(entries) == Ok(count);
		ensure!(same(Accounts::<T>::iter().count()), "accounts: more than participants");
		ensure!(same(Dids::<T>::iter().count()), "DIDs: more than participants");
		ensure!(same(Identities::<T>::iter().count()), "identities: more than participants");
		Ok(())
	}
}
