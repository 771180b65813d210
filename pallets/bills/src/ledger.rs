//! The door through which locks change bills.

use crate::{Bills, Config, Error, Event, Pallet, RedFlushConsents};
use fiscal_primitives::{
	bill::{BillKind, Circulation, Medium, Use},
	changes::BillAction,
	observation::{HistoricBill, OutsideState},
	outbox::Destination,
	participant::{Role, Roles},
	traits::{BillLedger, Outbox},
	Actor, Bill, BillKey, CheckDigest, Fen, ParticipantId, PayerRef, SceneId,
};
use frame_support::{ensure, weights::Weight};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	fn lockable(key: &BillKey, claimed: Fen, by: &Actor) -> Result<Bill, DispatchError> {
		let bill = Self::existing(key)?;
		Self::ensure_changeable(&bill)?;
		Self::ensure_handed_over(key, &bill)?;
		ensure!(bill.kind != BillKind::Red, Error::<T>::NotLockable);
		ensure!(bill.medium == Medium::Electronic, Error::<T>::OnPaper);
		ensure!(bill.circulation == Circulation::Circulable, Error::<T>::NotCirculable);
		ensure!(bill.usage != Use::Reimbursed, Error::<T>::Reimbursed);
		ensure!(!claimed.is_zero(), Error::<T>::AmountZero);
		ensure!(claimed <= bill.remaining(), Error::<T>::ExceedsTotal);
		Self::ensure_permitted(BillAction::Locked, &bill, by, Roles::all())?;
		Ok(bill)
	}

	fn store_usage(
		key: &BillKey,
		action: BillAction,
		old: &Bill,
		new: Bill,
		by: &Actor,
	) -> DispatchResult {
		Self::transition(key, action, old, new, by, |new| {
			let (usage, reimbursed) = (new.usage, new.reimbursed);
			Event::UsageChanged { key: *key, action, usage, reimbursed, by: *by }
		})
	}

	/// Ends the lock of a bill in one of the roles of `capacity`.
	fn unlock_as(capacity: Roles, key: &BillKey, by: &Actor) -> DispatchResult {
		let old = Self::existing(key)?;
		ensure!(old.usage == Use::Locked, Error::<T>::NotLocked);
		let new = Bill { usage: Self::open_use(old.reimbursed), ..old.clone() };
		let action = BillAction::Unlocked;
		Self::transition_as(capacity, key, action, &old, new, by, |new| {
			let (usage, reimbursed) = (new.usage, new.reimbursed);
			Event::UsageChanged { key: *key, action, usage, reimbursed, by: *by }
		})
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

/// Errors are those of this pallet, of the transition rules and, except where the chain itself acts, the
/// `Full` of `pallet-outbox`. Taking and ending a lock does not make
/// a version, since the lock is on the chain itself and passes; settlement and reversal make one,
/// since money changed.
impl<T: Config> BillLedger for Pallet<T> {
	fn bill(key: &BillKey) -> Option<Bill> {
		Bills::<T>::get(key)
	}

	fn ensure_lockable(key: &BillKey, claimed: Fen, by: &Actor) -> DispatchResult {
		Self::lockable(key, claimed, by)?;
		// Room for the lock and for its end, of which neither asks again.
		T::Outbox::ensure_room(Destination::NonTax, 2)
	}

	fn lock(key: &BillKey, claimed: Fen, by: &Actor) -> DispatchResult {
		let old = Self::lockable(key, claimed, by)?;
		let new = Bill { usage: Use::Locked, ..old.clone() };
		Self::store_usage(key, BillAction::Locked, &old, new, by)
	}

	fn unlock(key: &BillKey, by: &Actor) -> DispatchResult {
		Self::unlock_as(Roles::of(&[Role::BillUser, Role::Platform]), key, by)
	}

	fn force_unlock(key: &BillKey, by: &Actor) -> DispatchResult {
		Self::unlock_as(Roles::of(&[Role::FiscalAuthority]), key, by)
	}

	fn settle(key: &BillKey, amount: Fen, close: bool, by: &Actor) -> DispatchResult {
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
		let new = Bill { usage, reimbursed, ..old.clone() };
		Self::store_usage(key, BillAction::Settled, &old, new, by)?;
		RedFlushConsents::<T>::remove(key);
		Ok(())
	}

	fn reverse(key: &BillKey, amount: Fen, by: &Actor) -> DispatchResult {
		let old = Self::existing(key)?;
		Self::ensure_changeable(&old)?;
		ensure!(Self::is_reimbursed(&old), Error::<T>::NotReimbursed);
		ensure!(!amount.is_zero(), Error::<T>::AmountZero);
		let reimbursed = old.reimbursed.checked_sub(amount).ok_or(Error::<T>::ExceedsReimbursed)?;
		let usage = Self::open_use(reimbursed);
		let new = Bill { usage, reimbursed, ..old.clone() };
		Self::store_usage(key, BillAction::Reversed, &old, new, by)?;
		RedFlushConsents::<T>::remove(key);
		Ok(())
	}

	fn notice_weight() -> Weight {
		T::Outbox::send_weight()
	}

	fn ensure_adoptable(key: &BillKey) -> DispatchResult {
		Self::do_ensure_adoptable(key)
	}

	fn adopt(
		key: BillKey,
		check: CheckDigest,
		scene: SceneId,
		payer: PayerRef,
		historic: &HistoricBill,
		platform: ParticipantId,
	) -> DispatchResult {
		Self::do_adopt(key, check, scene, payer, historic, platform)
	}

	fn follow(key: &BillKey, outside: Option<&OutsideState>) -> Result<bool, DispatchError> {
		Self::do_follow(key, outside)
	}
}
