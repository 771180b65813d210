//! The door of operations that somebody decides about. R011.

use crate::{Config, Error, HighRisk, Origin, Pallet};
use fiscal_primitives::{
	operation::{Actor, Approval, Operation},
	participant::Role,
	traits::{Gate, ParticipantRegistry},
	ParticipantId,
};
use frame_support::{ensure, traits::EnsureOrigin};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	/// Who changes roles, flows and the operations of high risk.
	pub(crate) fn ensure_admin(origin: OriginFor<T>) -> Result<Actor, DispatchError> {
		Self::ensure(origin, Operation::ChangeApprovalFlows, Role::FiscalAuthority)
	}

	/// Admits the call of an approval. What somebody proposed who is not active any more is not done.
	/// What counts is the demand of now: where there is one, the approval has to have been proposed
	/// through that very flow, because it was demanded; where there is none, the signatures are no
	/// more than advice, and the proposer has to hold the role itself.
	fn admit(approved: Origin, operation: Operation, role: Role) -> Result<Actor, DispatchError> {
		let Origin::Approved { id, operation: granted, proposer, signer, head, flow, mandated } =
			approved;
		ensure!(granted == operation, Error::<T>::OperationMismatch);
		ensure!(
			T::Participants::is_active(proposer) && T::Participants::is_active(signer),
			Error::<T>::NotActive
		);
		let demanded = HighRisk::<T>::get(operation);
		match demanded {
			Some(demanded) => {
				ensure!(mandated && flow == demanded, Error::<T>::ApprovalRequired);
			}
			None => {
				ensure!(T::Participants::has_role(signer, role), Error::<T>::NotAuthorized);
			}
		}
		let approval = Some(Approval { id, head, mandated: demanded.is_some() });
		Ok(Actor::Participant { id: proposer, signer, approval })
	}
}

impl<T: Config> Gate<OriginFor<T>> for Pallet<T> {
	fn ensure(
		origin: OriginFor<T>,
		operation: Operation,
		role: Role,
	) -> Result<Actor, DispatchError> {
		let origin = match T::CouncilOrigin::try_origin(origin) {
			Ok(_) => return Ok(Actor::Council),
			Err(origin) => <T as Config>::RuntimeOrigin::from(origin),
		};
		let origin: OriginFor<T> = match origin.into() {
			Ok(approved) => return Self::admit(approved, operation, role),
			Err(origin) => origin.into(),
		};
		let account = ensure_signed(origin)?;
		let id = T::Participants::ensure(&account, role)?;
		ensure!(!HighRisk::<T>::contains_key(operation), Error::<T>::ApprovalRequired);
		let signer = T::Participants::signer_of(&account).ok_or(Error::<T>::NotAuthorized)?;
		Ok(Actor::Participant { id, signer, approval: None })
	}

	fn proposer(origin: &OriginFor<T>) -> Option<ParticipantId> {
		let origin = <T as Config>::RuntimeOrigin::from(origin.clone());
		let approved: Result<Origin, <T as Config>::RuntimeOrigin> = origin.into();
		match approved {
			Ok(Origin::Approved { signer, .. }) => Some(signer),
			Err(_) => None,
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn admitted_origin() -> OriginFor<T> {
		// A runtime whose council no origin can stand for has nothing to measure.
		T::CouncilOrigin::try_successful_origin()
			.unwrap_or_else(|()| frame_system::RawOrigin::Root.into())
	}
}
