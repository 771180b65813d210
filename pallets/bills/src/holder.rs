//! How a bill passes to another holder 持有方变更. R070.

use crate::{Config, Error, Event, Pallet};
use fiscal_primitives::{
	bill::holder_payload,
	changes::BillAction,
	participant::{Role, Roles},
	text::Reason,
	traits::{Gate, ParticipantRegistry},
	Actor, Bill, BillKey, Digest, Operation, PayerRef,
};
use fiscal_sm_crypto::{verify, Signature};
use frame_support::ensure;
use frame_system::{ensure_signed, pallet_prelude::BlockNumberFor};
use sp_runtime::{traits::Zero, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// The hash of the genesis block, which consents of holders name.
	pub(crate) fn genesis() -> Digest {
		let hash = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		let mut genesis = Digest::zero();
		genesis.as_mut().iter_mut().zip(hash.as_ref()).for_each(|(slot, byte)| *slot = *byte);
		genesis
	}

	/// Who may pass the bill on: its issuer's side with the consent of the holder, or, without one,
	/// a fiscal authority under an approval, or the council. And in which role it acts.
	fn transferable(
		origin: T::RuntimeOrigin,
		key: &BillKey,
		to: &PayerRef,
		consent: Option<&Signature>,
	) -> Result<(Actor, Roles, Bill), DispatchError> {
		let Some(signature) = consent else {
			let by = T::Gate::ensure(origin, Operation::CorrectBill, Role::FiscalAuthority)?;
			// A correction has two administrators; this has one signer, and takes a bill away.
			ensure!(by.decided_together(), Error::<T>::ApprovalRequired);
			let bill = Self::existing(key)?;
			Self::ensure_changeable(&bill)?;
			return Ok((by, Roles::of(&[Role::FiscalAuthority]), bill));
		};
		let (signer, bill) = Self::own_bill(&ensure_signed(origin)?, key)?;
		let holder = T::Participants::holder_of(&bill.payer).ok_or(Error::<T>::HolderUnknown)?;
		ensure!(T::Participants::is_active(holder), Error::<T>::NotActive);
		let (public, _) = T::Participants::key_of(holder).ok_or(Error::<T>::HolderUnknown)?;
		let payload = holder_payload(&Self::genesis(), key, bill.version, &bill.payer, to);
		ensure!(verify(&public, &payload, signature), Error::<T>::BadSignature);
		Ok((signer.actor(), Roles::of(&[Role::Issuer, Role::NodeOperator]), bill))
	}

	pub(crate) fn do_transfer_holder(
		origin: T::RuntimeOrigin,
		key: BillKey,
		version: u32,
		to: PayerRef,
		consent: Option<Signature>,
		reason: Reason,
	) -> DispatchResult {
		let (by, capacity, old) = Self::transferable(origin, &key, &to, consent.as_ref())?;
		ensure!(old.version == version, Error::<T>::VersionConflict);
		let from = old.payer;
		ensure!(from != to, Error::<T>::NothingChanged);
		let new = Bill { payer: to, ..old.clone() };
		Self::transition_as(capacity, &key, BillAction::HolderChanged, &old, new, &by, |new| {
			Event::HolderChanged { key, from, to, version: new.version, by, reason }
		})
	}
}
