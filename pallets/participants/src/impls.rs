//! Everything that is not a call: insertion, origins, and what other pallets may ask.

use crate::{
	refusal, Accounts, CallPolicy, Config, Count, Dids, Error, Identities, Pallet, Participants,
};
use fiscal_primitives::{
	participant::{Participant, ParticipantKind, Role, Roles, Status},
	text::Name,
	traits::ParticipantRegistry,
	AccountId, Did, Digest, Moment, ParticipantId,
};
use fiscal_sm_crypto::Public;
use frame_support::{ensure, traits::EnsureOrigin};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	DispatchError,
};

impl<T: Config> Pallet<T> {
	/// The participant whose DID it is, in whatever state.
	pub fn resolve(did: &Did) -> Option<(ParticipantId, Participant)> {
		let id = Dids::<T>::get(did)?;
		Participants::<T>::get(id).map(|participant| (id, participant))
	}

	/// The active participant of the account, if its roles may send the call.
	///
	/// # Errors
	/// `InvalidTransaction::Custom` with [`refusal::UNKNOWN_ACCOUNT`], [`refusal::NOT_ACTIVE`] or
	/// [`refusal::ROLE_MAY_NOT_CALL`].
	pub fn ensure_may_call(
		account: &AccountId,
		call: &T::RuntimeCall,
	) -> Result<ParticipantId, TransactionValidityError> {
		let refuse = |code| TransactionValidityError::from(InvalidTransaction::Custom(code));
		let unknown = || refuse(refusal::UNKNOWN_ACCOUNT);
		let id = Accounts::<T>::get(account).ok_or_else(unknown)?;
		let participant = Participants::<T>::get(id).ok_or_else(unknown)?;
		ensure!(participant.status == Status::Active, refuse(refusal::NOT_ACTIVE));
		let admitted =
			T::CallPolicy::roles_for(call).is_some_and(|roles| roles.intersects(participant.roles));
		ensure!(admitted, refuse(refusal::ROLE_MAY_NOT_CALL));
		Ok(id)
	}

	/// Admits a participant at `at` (Unix ms), active. Changes nothing when it refuses.
	pub(crate) fn insert_new(
		name: Name,
		kind: ParticipantKind,
		roles: Roles,
		key: Public,
		identity: Digest,
		at: Moment,
	) -> Result<(ParticipantId, Did, AccountId), Error<T>> {
		ensure!(!roles.is_empty(), Error::<T>::NoRole);
		let did = Did::of(&key);
		let account = key.account_id();
		let new = !Accounts::<T>::contains_key(&account)
			&& !Dids::<T>::contains_key(did)
			&& !Identities::<T>::contains_key(identity);
		ensure!(new, Error::<T>::AlreadyExists);
		let number = Count::<T>::get().checked_add(1).ok_or(Error::<T>::MaxParticipantsExceeded)?;
		let id = ParticipantId(number);

		Count::<T>::put(number);
		Accounts::<T>::insert(&account, id);
		Dids::<T>::insert(did, id);
		Identities::<T>::insert(identity, id);
		Participants::<T>::insert(
			id,
			Participant {
				did,
				name,
				kind,
				roles,
				status: Status::Active,
				identity,
				key,
				account: account.clone(),
				admitted_at: at,
				changed_at: at,
			},
		);
		// The nonce of an account without a provider is not kept, and a transaction could be
		// replayed. The reference is never given back.
		frame_system::Pallet::<T>::inc_providers(&account);
		Ok((id, did, account))
	}

	/// Who decides about a state: none for the council, else the signing fiscal authority.
	pub(crate) fn ensure_status_origin(
		origin: OriginFor<T>,
	) -> Result<Option<ParticipantId>, DispatchError> {
		match T::StatusOrigin::try_origin(origin) {
			Ok(_) => Ok(None),
			Err(origin) => {
				let account = ensure_signed(origin)?;
				Self::ensure(&account, Role::FiscalAuthority).map(Some)
			}
		}
	}
}

impl<T: Config> ParticipantRegistry<AccountId> for Pallet<T> {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		Accounts::<T>::get(account)
	}

	fn is_active(id: ParticipantId) -> bool {
		Participants::<T>::get(id).is_some_and(|participant| participant.status == Status::Active)
	}

	fn has_role(id: ParticipantId, role: Role) -> bool {
		Participants::<T>::get(id).is_some_and(|participant| participant.roles.contains(role))
	}

	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError> {
		let id = Accounts::<T>::get(account).ok_or(Error::<T>::NotFound)?;
		let participant = Participants::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(participant.status == Status::Active, Error::<T>::NotActive);
		ensure!(participant.roles.contains(role), Error::<T>::NotAuthorized);
		Ok(id)
	}
}
