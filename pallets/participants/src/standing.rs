//! What a participant may do with all that stands above it taken into account, and what other
//! pallets may ask. A question reads the participant and at most two above it; nothing is scanned.

use crate::{refusal, Accounts, CallPolicy, Config, Dids, Error, Holders, Pallet, Participants};
use fiscal_primitives::{
	participant::{Participant, Role, Roles, Standing, Status, Tier, MAX_DEPTH},
	traits::ParticipantRegistry,
	AccountId, Did, ParticipantId, PayerRef,
};
use fiscal_sm_crypto::Public;
use frame_support::ensure;
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	DispatchError,
};

/// The roles, cut to what is handed down; none stands above in the first tier.
fn cut(roles: Roles, given: Option<Roles>) -> Roles {
	given.map_or(roles, |given| roles.intersection(given))
}

impl<T: Config> Pallet<T> {
	/// The standing of a participant; none if there is no such participant.
	pub fn standing(id: ParticipantId) -> Option<Standing> {
		Participants::<T>::get(id).map(|participant| Self::standing_of(id, &participant))
	}

	/// The standing of a participant that was read already.
	pub(crate) fn standing_of(id: ParticipantId, participant: &Participant) -> Standing {
		let organisation = match (participant.tier, participant.parent) {
			(Tier::Account, Some(parent)) => parent,
			_ => id,
		};
		let above = participant.parent.and_then(Participants::<T>::get);
		let top = above.as_ref().and_then(|above| above.parent).and_then(Participants::<T>::get);
		// From the top down: nobody hands down what is not handed down to it.
		let (mut status, mut given) = (Status::Active, None);
		for over in [top, above].into_iter().flatten() {
			status = over.status.below(status);
			given = Some(cut(over.roles, given).handed_down());
		}
		Standing {
			id,
			organisation,
			tier: participant.tier,
			status: participant.status.below(status),
			roles: cut(participant.roles, given),
		}
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
		let binding = Accounts::<T>::get(account).ok_or_else(unknown)?;
		let standing = Self::standing(binding.signer).ok_or_else(unknown)?;
		ensure!(standing.status == Status::Active, refuse(refusal::NOT_ACTIVE));
		let admitted = T::CallPolicy::roles_for(call)
			.is_some_and(|roles| roles.iter().any(|role| standing.holds(role)));
		ensure!(admitted, refuse(refusal::ROLE_MAY_NOT_CALL));
		Ok(standing.organisation)
	}
}

impl<T: Config> ParticipantRegistry<AccountId> for Pallet<T> {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		Accounts::<T>::get(account).map(|binding| binding.organisation)
	}

	fn signer_of(account: &AccountId) -> Option<ParticipantId> {
		Accounts::<T>::get(account).map(|binding| binding.signer)
	}

	fn is_active(id: ParticipantId) -> bool {
		Self::standing(id).is_some_and(|standing| standing.status == Status::Active)
	}

	fn roles_of(id: ParticipantId) -> Roles {
		Self::standing(id).map(|standing| standing.roles).unwrap_or_default()
	}

	fn member_of(id: ParticipantId) -> Option<ParticipantId> {
		let mut top = id;
		for _ in 0..MAX_DEPTH {
			match Participants::<T>::get(top)?.parent {
				Some(parent) => top = parent,
				None => return Some(top),
			}
		}
		None
	}

	/// Members and organisations are administrators of their domains without the role of one, as for
	/// [`ParticipantRegistry::ensure`].
	fn has_role(id: ParticipantId, role: Role) -> bool {
		Self::standing(id).is_some_and(|standing| standing.holds(role))
	}

	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError> {
		let binding = Accounts::<T>::get(account).ok_or(Error::<T>::NotFound)?;
		let standing = Self::standing(binding.signer).ok_or(Error::<T>::NotFound)?;
		ensure!(standing.status == Status::Active, Error::<T>::NotActive);
		ensure!(standing.holds(role), Error::<T>::NotAuthorized);
		Ok(standing.organisation)
	}

	fn is_within(id: ParticipantId, ancestor: ParticipantId) -> bool {
		let mut at = Some(id);
		for _ in 0..MAX_DEPTH {
			match at {
				Some(one) if one == ancestor => return Participants::<T>::contains_key(one),
				Some(one) => at = Participants::<T>::get(one).and_then(|found| found.parent),
				None => return false,
			}
		}
		false
	}

	fn by_did(did: &Did) -> Option<ParticipantId> {
		Dids::<T>::get(did)
	}

	fn did_of(id: ParticipantId) -> Option<Did> {
		Participants::<T>::get(id).map(|participant| participant.did)
	}

	fn key_of(id: ParticipantId) -> Option<(Public, u32)> {
		Participants::<T>::get(id).map(|participant| (participant.key, participant.key_version))
	}

	fn holder_of(payer: &PayerRef) -> Option<ParticipantId> {
		Holders::<T>::get(payer)
	}
}
