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
	AccountId, BillKey, Fen, FlowNumber, Region,
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
		let holder = Self::participant(who)?;
		let content = (key, amount, &reason);
		let operation = Operation::new(key, holder, region, flow, LockOperation::Reverse, &content);
		if Self::answered(&operation)? {
			return Ok(());
		}
		ensure!(!amount.is_zero(), Error::<T>::AmountZero);
		ensure!(amount <= Settlements::<T>::get(key, holder), Error::<T>::ExceedsSettled);
		let normal = T::Bills::bill(&key).is_some_and(|bill| bill.validity == Validity::Normal);
		ensure!(normal, Error::<T>::Terminal);
		ensure!(!Reversals::<T>::contains_key(key), Error::<T>::AlreadyExists);
		Reversals::<T>::insert(key, Reversal { holder, amount, reason: reason.clone() });
		Self::answer(&operation, Outcome::Done);
		let flow = operation.flow;
		Self::deposit_event(Event::ReversalRequested { key, holder, flow, amount, reason });
		Ok(())
	}

	pub(crate) fn do_confirm_reversal(
		who: &AccountId,
		key: BillKey,
		amount: Fen,
	) -> DispatchResult {
		let by = Self::participant(who)?;
		ensure!(T::Participants::has_role(by, Role::FiscalAuthority), Error::<T>::NotAuthorized);
		let Reversal { holder, amount: asked, reason } =
			Reversals::<T>::get(key).ok_or(Error::<T>::NotFound)?;
		ensure!(by != holder, Error::<T>::SameParticipant);
		ensure!(amount == asked, Error::<T>::AmountMismatch);
		let rest = Settlements::<T>::get(key, holder)
			.checked_sub(amount)
			.ok_or(Error::<T>::ExceedsSettled)?;
		T::Bills::reverse(&key, amount)?;
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
		let by = Self::participant(who)?;
		let reversal = Reversals::<T>::get(key).ok_or(Error::<T>::NotFound)?;
		ensure!(
			by == reversal.holder || T::Participants::has_role(by, Role::FiscalAuthority),
			Error::<T>::NotAuthorized
		);
		Reversals::<T>::remove(key);
		Self::deposit_event(Event::ReversalWithdrawn { key, by });
		Ok(())
	}
}
