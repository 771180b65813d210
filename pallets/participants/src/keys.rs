//! How keys change.

use crate::{
	Accounts, Binding, Config, Dids, Error, Event, Pallet, Participants, PastAccounts, PastKey,
	PastKeys,
};
use fiscal_primitives::{
	participant::{rotation_payload, Participant, Role, Status, Tier, MAX_KEYS},
	text::Reason,
	traits::{OnParticipantStatus, ParticipantRegistry},
	AccountId, Did, Moment, Operation, ParticipantId,
};
use fiscal_sm_crypto::{verify, Public, Signature};
use frame_support::{ensure, traits::Time};
use frame_system::pallet_prelude::OriginFor;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// [`Pallet::rotate_key`].
	pub(crate) fn rotate(who: AccountId, key: Public, proof: Signature) -> DispatchResult {
		let id = Self::signer_of(&who).ok_or(Error::<T>::NotFound)?;
		ensure!(Self::is_active(id), Error::<T>::NotActive);
		let participant = Participants::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let (version, at) = Self::replace(id, participant, key, &proof)?;
		let new = key.account_id();
		Self::deposit_event(Event::KeyRotated { id, version, old: who, new, at });
		T::OnStatus::key_changed(id, version);
		Ok(())
	}

	/// [`Pallet::replace_key`].
	pub(crate) fn replace_lost(
		origin: OriginFor<T>,
		id: ParticipantId,
		key: Public,
		proof: Signature,
		reason: Reason,
	) -> DispatchResult {
		let operation = Operation::ReplaceParticipantKey;
		let participant = Participants::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let beyond = (participant.tier == Tier::Holder).then_some(Role::Platform);
		let by = Self::decide(origin, operation, id, &participant, beyond)?;
		// Who holds the key of a citizen signs its authorizations and receives its bills.
		if matches!(participant.tier, Tier::Member | Tier::Holder) {
			Self::ensure_decided_together(&by)?;
		}
		ensure!(participant.status != Status::Cancelled, Error::<T>::Terminal);
		let old = participant.account.clone();
		let (version, at) = Self::replace(id, participant, key, &proof)?;
		Self::record(id, operation, by, at, Some(reason.clone()));
		let new = key.account_id();
		Self::deposit_event(Event::KeyReplaced { id, version, old, new, by, at, reason });
		T::OnStatus::key_changed(id, version);
		Ok(())
	}

	/// Puts `key` in the place of the participant's key in use: the version it has now and when.
	/// Changes nothing when it refuses.
	fn replace(
		id: ParticipantId,
		mut participant: Participant,
		key: Public,
		proof: &Signature,
	) -> Result<(u32, Moment), Error<T>> {
		let version = participant.key_version.saturating_add(1);
		ensure!(version <= MAX_KEYS, Error::<T>::MaxKeysExceeded);
		let account = key.account_id();
		Self::ensure_unused(&account)?;
		// A key that became a DID is its subject's for ever.
		ensure!(!Dids::<T>::contains_key(Did::of(&key)), Error::<T>::AlreadyExists);
		let payload = rotation_payload(&Self::genesis_hash(), &participant.did, version, &key);
		ensure!(verify(&key, &payload, proof), Error::<T>::InvalidProof);

		let at = T::Time::now();
		let old = core::mem::replace(&mut participant.account, account.clone());
		let past = PastKey { key: participant.key, from: participant.key_since, until: at };
		PastKeys::<T>::insert(id, participant.key_version, past);
		PastAccounts::<T>::insert(&old, id);
		let bound = Accounts::<T>::take(&old);
		let organisation = bound.map_or(id, |binding| binding.organisation);
		Accounts::<T>::insert(&account, Binding { signer: id, organisation });
		participant.key = key;
		participant.key_version = version;
		participant.key_since = at;
		participant.changed_at = at;
		Participants::<T>::insert(id, participant);

		frame_system::Pallet::<T>::inc_providers(&account);
		// The account before signs nothing any more, so that its nonce need not be kept. Where
		// something else still depends on the account its reference stays, which does no harm.
		let _ = frame_system::Pallet::<T>::dec_providers(&old);
		Ok((version, at))
	}
}
