//! The door through which locks change bills.

use crate::{Bills, Config, Error, Event, Pallet, RedFlushConsents};
use fiscal_primitives::{
	bill::{BillKind, Circulation, Medium, Use},
	changes::BillAction,
	traits::BillLedger,
	Bill, BillKey, Fen,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	fn lockable(key: &BillKey, claimed: Fen) -> Result<Bill, Error<T>> {
		let bill = Self::existing(key)?;
		Self::ensure_changeable(&bill)?;
		ensure!(bill.kind != BillKind::Red, Error::<T>::NotLockable);
		ensure!(bill.medium == Medium::Electronic, Error::<T>::OnPaper);
		ensure!(bill.circulation == Circulation::Circulable, Error::<T>::NotCirculable);
		ensure!(bill.usage != Use::Reimbursed, Error::<T>::Reimbursed);
		ensure!(!claimed.is_zero(), Error::<T>::AmountZero);
		ensure!(claimed <= bill.remaining(), Error::<T>::ExceedsTotal);
		Ok(bill)
	}

	fn store_usage(key: &BillKey, bill: Bill, action: BillAction) {
		let (usage, reimbursed) = (bill.usage, bill.reimbursed);
		Bills::<T>::insert(key, bill);
		Self::deposit_event(Event::UsageChanged { key: *key, action, usage, reimbursed });
	}

	/// The use of an unlocked bill of which `reimbursed` fen, and not all, are reimbursed.
	fn open_use(reimbursed: Fen) -> Use {
		if reimbursed.is_zero() {
			Use::Free
		} else {
			Use::PartlyReimbursed
		}
	}
}

/// Errors are those of this pallet. Taking and ending a lock does not make a version, since the lock
/// is on the chain itself and passes; settlement and reversal make one, since money changed.
impl<T: Config> BillLedger for Pallet<T> {
	fn bill(key: &BillKey) -> Option<Bill> {
		Bills::<T>::get(key)
	}

	fn ensure_lockable(key: &BillKey, claimed: Fen) -> DispatchResult {
		Self::lockable(key, claimed)?;
		Ok(())
	}

	fn lock(key: &BillKey, claimed: Fen) -> DispatchResult {
		let bill = Self::lockable(key, claimed)?;
		Self::store_usage(key, Bill { usage: Use::Locked, ..bill }, BillAction::Locked);
		Ok(())
	}

	fn unlock(key: &BillKey) -> DispatchResult {
		let bill = Self::existing(key)?;
		ensure!(bill.usage == Use::Locked, Error::<T>::NotLocked);
		let usage = Self::open_use(bill.reimbursed);
		Self::store_usage(key, Bill { usage, ..bill }, BillAction::Unlocked);
		Ok(())
	}

	fn settle(key: &BillKey, amount: Fen, close: bool) -> DispatchResult {
		let old = Self::existing(key)?;
		ensure!(old.usage == Use::Locked, Error::<T>::NotLocked);
		ensure!(close || !amount.is_zero(), Error::<T>::AmountZero);
		let reimbursed = old
			.reimbursed
			.checked_add(amount)
			.filter(|sum| *sum <= old.total)
			.ok_or(Error::<T>::ExceedsTotal)?;
		let usage =
			if close || reimbursed == old.total { Use::Reimbursed } else { Use::PartlyReimbursed };
		let new = Self::next_version(&old, Bill { usage, reimbursed, ..old.clone() })?;
		RedFlushConsents::<T>::remove(key);
		Self::store_usage(key, new, BillAction::Settled);
		Ok(())
	}

	fn reverse(key: &BillKey, amount: Fen) -> DispatchResult {
		let old = Self::existing(key)?;
		Self::ensure_changeable(&old)?;
		ensure!(Self::is_reimbursed(&old), Error::<T>::NotReimbursed);
		ensure!(!amount.is_zero(), Error::<T>::AmountZero);
		let reimbursed = old.reimbursed.checked_sub(amount).ok_or(Error::<T>::ExceedsReimbursed)?;
		let usage = Self::open_use(reimbursed);
		let new = Self::next_version(&old, Bill { usage, reimbursed, ..old.clone() })?;
		RedFlushConsents::<T>::remove(key);
		Self::store_usage(key, new, BillAction::Reversed);
		Ok(())
	}
}
