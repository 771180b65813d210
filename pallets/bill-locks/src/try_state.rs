//! What holds between any two blocks.
//!
//! With `std` too, so that the tests of other crates can check it.
#![cfg(any(feature = "try-runtime", feature = "std"))]

use crate::{
	Config, Deadline, Deadlines, Due, LiveLocks, Locks, Pallet, Requests, Reversals, Settlements,
};
use alloc::collections::BTreeMap;
use fiscal_primitives::{
	bill::{BillKind, Use, Validity},
	traits::BillLedger,
	Bill, BillKey, Fen,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every lock, deadline, settlement and reversal. The block has to be closed.
	///
	/// Errors: what does not hold.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure!(!Requests::<T>::exists(), "requests of a block that is closed");
		Self::check_locks()?;
		Self::check_deadlines()?;
		Self::check_settlements()?;
		for (key, reversal) in Reversals::<T>::iter() {
			ensure!(!reversal.amount.is_zero(), "reversal: of nothing");
			ensure!(
				reversal.amount <= Settlements::<T>::get(key, reversal.holder),
				"reversal: of more than was reimbursed"
			);
		}
		Ok(())
	}

	fn check_locks() -> Result<(), TryRuntimeError> {
		let mut count = 0u64;
		for (key, lock) in Locks::<T>::iter() {
			count = count.saturating_add(1);
			let bill = T::Bills::bill(&key).ok_or("lock: on no bill")?;
			ensure!(bill.usage == Use::Locked, "lock: on a bill that is not locked");
			ensure!(bill.validity == Validity::Normal, "lock: on a bill not in force");
			ensure!(
				!lock.claimed.is_zero() && lock.claimed <= bill.remaining(),
				"lock: claims more than remains"
			);
			ensure!(lock.at < lock.expires, "lock: ends before it begins");
			ensure!(
				Deadlines::<T>::get(Due::at(lock.expires), key) == Some(Deadline::Expiry),
				"lock: without end"
			);
		}
		ensure!(count == LiveLocks::<T>::get(), "locks: their number is not the one kept");
		Ok(())
	}

	fn check_deadlines() -> Result<(), TryRuntimeError> {
		for (due, key, deadline) in Deadlines::<T>::iter() {
			let lock = Locks::<T>::get(key).ok_or("deadline: of no lock")?;
			let expected = match deadline {
				Deadline::Expiry => Some(lock.expires),
				Deadline::Notice => Self::notice_of(&lock),
			};
			ensure!(expected == Some(due.moment()), "deadline: not of its lock");
		}
		Ok(())
	}

	fn check_settlements() -> Result<(), TryRuntimeError> {
		let mut sums = BTreeMap::<BillKey, Fen>::new();
		for (key, _, settled) in Settlements::<T>::iter() {
			ensure!(!settled.is_zero(), "settlement: of nothing");
			let sum = sums.entry(key).or_default();
			*sum = sum.checked_add(settled).ok_or("settlements: overflow")?;
		}
		for (key, sum) in sums {
			let bill = T::Bills::bill(&key).ok_or("settlement: of no bill")?;
			let agrees = match Self::inherited(&bill) {
				Some(inherited) => sum.checked_add(inherited) == Some(bill.reimbursed),
				None => sum <= bill.reimbursed,
			};
			ensure!(agrees, "settlements: not what the bill says is reimbursed");
		}
		Ok(())
	}

	/// What a difference bill took over from the bill it replaces; unknown once it is itself
	/// cancelled, since it is then related to its red bill. Unknown too of a bill that was adopted: it
	/// may have been reimbursed outside.
	pub(crate) fn inherited(bill: &Bill) -> Option<Fen> {
		if bill.is_adopted() {
			return None;
		}
		if bill.kind != BillKind::Difference {
			return Some(Fen::ZERO);
		}
		bill.related
			.and_then(|key| T::Bills::bill(&key))
			.filter(|related| related.kind != BillKind::Red)
			.map(|replaced| replaced.reimbursed.min(bill.total))
	}
}
