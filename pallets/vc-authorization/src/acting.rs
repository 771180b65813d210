//! Who acts.

use crate::{Config, Error, Pallet};
use fiscal_primitives::{participant::Role, traits::ParticipantRegistry, ParticipantId};
use frame_support::ensure;
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::DispatchError;

/// Who signs, and for whom. What is granted and used belongs to the participant; what the signer may
/// do is asked of the signer, as everywhere else on the chain.
#[derive(Clone, Copy)]
pub(crate) struct Acting {
	pub id: ParticipantId,
	pub signer: ParticipantId,
}

impl Acting {
	/// Does the signer act as a platform?
	pub(crate) fn is_platform<T: Config>(self) -> bool {
		T::Participants::has_role(self.signer, Role::Platform)
	}
}

impl<T: Config> Pallet<T> {
	/// The signer is active, and so is what it acts for.
	pub(crate) fn acting(origin: OriginFor<T>) -> Result<Acting, DispatchError> {
		let who = ensure_signed(origin)?;
		let signer = T::Participants::signer_of(&who).ok_or(Error::<T>::NotAuthorized)?;
		let id = T::Participants::id_of(&who).ok_or(Error::<T>::NotAuthorized)?;
		let active =
			T::Participants::is_active(signer) && (signer == id || T::Participants::is_active(id));
		ensure!(active, Error::<T>::NotActive);
		Ok(Acting { id, signer })
	}
}
