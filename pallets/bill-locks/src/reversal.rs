//! Taking reimbursements back 撤销报销: the one who made it asks, the fiscal authority confirms.

use crate::{
	impls::Operation, Config, Error, Event, Outcome, Pallet, Reversal, Reversals, Settlements,
};
use fiscal_primitives::{
	bill::Validity,
	lock::LockOperation,
	participant::Role,
	text::Reason,
	traits::{BillLedger, ParticipantRegistry},
	AccountId, Actor, BillKey, Fen, FlowNumber, ParticipantId, Region,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_request_reversal(
		who: &AccountId,
		key: BillKey,
		region: Region,
		flow: FlowNumber,
		amount: Fen,
		reason: Reason,
	) -> DispatchResult {
		let signer = Self::user(who)?;
		let holder = signer.id;
		let content = (key, amount, &reason);
		let operation = Operation::new(key, holder, region, flow, LockOperation::Reverse, &content);
		if Self::answered(&operation)?.is_some() {
			return Ok(());
		}
		ensure!(!amount.is_zero(), Error::<T>::AmountZero);
		ensure!(amount <= Settlements::<T>::get(key, holder), Error::<T>::ExceedsSettled);
		let normal = T::Bills::bill(&key).is_some_and(|bill| bill.validity == Validity::Normal);
		ensure!(normal, Error::<T>::Terminal);
		ensure!(!Reversals::<T>::contains_key(key), Error::<T>::AlreadyExists);
		Self::answer(&operation, Outcome::Done);
		let flow = operation.flow;
		let waiting = Reversal {
			holder,
			signer: signer.signer,
			flow: flow.clone(),
			amount,
			reason: reason.clone(),
		};
		Reversals::<T>::insert(key, waiting);
		Self::deposit_event(Event::ReversalRequested { key, holder, flow, amount, reason });
		Ok(())
	}

	pub(crate) fn do_confirm_reversal(
		by: Actor,
		key: BillKey,
		holder: ParticipantId,
		flow: &FlowNumber,
		amount: Fen,
	) -> DispatchResult {
		let Reversal { signer: asker, amount: asked, reason, .. } = Reversals::<T>::get(key)
			.filter(|waiting| waiting.holder == holder && waiting.flow == *flow)
			.ok_or(Error::<T>::NotFound)?;
		let same = matches!(by, Actor::Participant { signer, .. } if signer == asker);
		ensure!(!same, Error::<T>::SameSigner);
		ensure!(amount == asked, Error::<T>::AmountMismatch);
		let rest = Settlements::<T>::get(key, holder)
			.checked_sub(amount)
			.ok_or(Error::<T>::ExceedsSettled)?;
		T::Bills::reverse(&key, amount, &by)?;
		if rest.is_zero() {
			Settlements::<T>::remove(key, holder);
		} else {
			Settlements::<T>::insert(key, holder, rest);
		}
		Reversals::<T>::remove(key);
		Self::deposit_event(Event::Reversed { key, holder, amount, by, reason });
		Ok(())
	}

	pub(crate) fn do_withdraw_reversal(who: &AccountId, key: BillKey) -> DispatchResult {
		let signer = Self::participant(who)?;
		let reversal = Reversals::<T>::get(key).ok_or(Error::<T>::NotFound)?;
		let authority = T::Participants::has_role(signer.signer, Role::FiscalAuthority);
		ensure!(signer.id == reversal.holder || authority, Error::<T>::NotAuthorized);
		Reversals::<T>::remove(key);
		Self::deposit_event(Event::ReversalWithdrawn { key, by: signer.actor() });
		Ok(())
	}
}
