//! Freezing, activating and revoking. R125, R132, R233.

use crate::{acting::Acting, Authorizations, Config, Error, Event, Pallet};
use fiscal_primitives::{
	authorization::{AuthorizationState, HolderProof, LogItem},
	text::Reason,
	traits::ParticipantRegistry,
	Digest, ParticipantId,
};
use fiscal_sm_crypto::verify;
use frame_support::{ensure, traits::Time};
use sp_runtime::{traits::Zero, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Hash of block 0: what credentials and holders' proofs name the chain by.
	pub(crate) fn chain() -> Digest {
		frame_system::Pallet::<T>::block_hash(
			frame_system::pallet_prelude::BlockNumberFor::<T>::zero(),
		)
	}

	pub(crate) fn do_set_status(
		by: Acting,
		digest: Digest,
		state: AuthorizationState,
		reason: Reason,
		proof: Option<HolderProof>,
	) -> DispatchResult {
		let at = T::Time::now();
		let (from, head) = Authorizations::<T>::try_mutate(digest, |slot| {
			let authorization = slot.as_mut().ok_or(Error::<T>::NotFound)?;
			match proof {
				Some(proof) => {
					let (holder, nonce) = (authorization.holder, authorization.nonce);
					Self::ensure_proof(by, &digest, holder, nonce, state, &proof)?;
				}
				None => {
					let granted =
						authorization.delegate.is_some_and(|(delegate, _)| delegate == by.id);
					// What the holder froze, the holder alone lifts.
					let may = authorization.holder == by.id
						|| (granted && state != AuthorizationState::Active);
					ensure!(may, Error::<T>::NotAuthorized);
				}
			}
			ensure!(authorization.state != AuthorizationState::Revoked, Error::<T>::Terminal);
			ensure!(authorization.state != state, Error::<T>::NothingChanged);
			authorization.nonce = authorization.nonce.saturating_add(1);
			authorization.changed_at = at;
			let from = core::mem::replace(&mut authorization.state, state);
			let (by, reason) = (by.id, reason.clone());
			authorization.log.append(&LogItem::StatusChanged { at, from, to: state, by, reason });
			Ok::<_, DispatchError>((from, authorization.log.head))
		})?;
		let (to, by) = (state, by.id);
		Self::deposit_event(Event::StatusChanged { digest, from, to, by, reason, at, head });
		Ok(())
	}

	/// A platform carries the holder's own signature, made for this change and no other.
	fn ensure_proof(
		by: Acting,
		digest: &Digest,
		holder: ParticipantId,
		nonce: u32,
		state: AuthorizationState,
		proof: &HolderProof,
	) -> DispatchResult {
		ensure!(by.is_platform::<T>(), Error::<T>::NotAuthorized);
		ensure!(T::Participants::is_active(holder), Error::<T>::HolderNotActive);
		ensure!(proof.nonce == nonce, Error::<T>::NonceMismatch);
		let (key, _) = T::Participants::key_of(holder).ok_or(Error::<T>::HolderNotFound)?;
		let payload = HolderProof::payload(&Self::chain(), digest, nonce, state);
		ensure!(verify(&key, &payload, &proof.signature), Error::<T>::BadSignature);
		Ok(())
	}
}
