//! What holds between any two blocks.
//!
//! With `std` too, so that the tests of other crates can check it.
#![cfg(any(feature = "try-runtime", feature = "std"))]

use crate::{Bills, Config, Corrections, Pallet, RedFlushConsents, Registered};
use codec::Encode;
use fiscal_primitives::{
	bill::{BillKind, Circulation, Use, Validity},
	Bill, BillKey,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every bill, consent and proposal.
	///
	/// Errors: what does not hold.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut count = 0u64;
		for (key, bill) in Bills::<T>::iter() {
			count = count.saturating_add(1);
			Self::check_record(&bill)?;
			Self::check_relation(&key, &bill)?;
		}
		ensure!(count == Registered::<T>::get(), "bills: their number is not the one kept");
		let normal =
			|key| Bills::<T>::get(key).is_some_and(|bill| bill.validity == Validity::Normal);
		ensure!(RedFlushConsents::<T>::iter_keys().all(normal), "consent for no bill in force");
		ensure!(Corrections::<T>::iter_keys().all(normal), "correction of no bill in force");
		Ok(())
	}

	fn check_record(bill: &Bill) -> Result<(), TryRuntimeError> {
		ensure!(bill.encoded_size() <= 300, "bill: longer than 300 bytes");
		ensure!(!bill.total.is_zero(), "bill: total is zero");
		ensure!(bill.reimbursed <= bill.total, "bill: reimbursed more than its total");
		ensure!(bill.version >= 1, "bill: version zero");
		ensure!((bill.version == 1) == bill.history.is_none(), "bill: version without history");
		let consistent = match bill.usage {
			Use::Free => bill.reimbursed.is_zero(),
			Use::Locked => bill.reimbursed < bill.total && bill.validity == Validity::Normal,
			Use::PartlyReimbursed => !bill.reimbursed.is_zero() && bill.reimbursed < bill.total,
			Use::Reimbursed => true,
		};
		ensure!(consistent, "bill: its use does not agree with what is reimbursed");
		if bill.validity == Validity::Voided {
			ensure!(bill.usage == Use::Free, "bill: voided after use");
		}
		if bill.kind == BillKind::Red {
			ensure!(bill.usage == Use::Free, "red bill: used");
			ensure!(bill.circulation == Circulation::Blocked, "red bill: circulates");
			ensure!(bill.validity == Validity::Normal, "red bill: cancelled");
		}
		Ok(())
	}

	fn check_relation(key: &BillKey, bill: &Bill) -> Result<(), TryRuntimeError> {
		let related = bill.related.and_then(Bills::<T>::get);
		ensure!(bill.related.is_some() == related.is_some(), "bill: related to none");
		if bill.validity == Validity::RedFlushed {
			let cancelled = related.as_ref().is_some_and(|red| {
				red.kind == BillKind::Red && red.related == Some(*key) && red.total == bill.total
			});
			ensure!(cancelled, "bill: red-flushed without its red bill");
		}
		if bill.kind == BillKind::Red {
			ensure!(
				related.is_some_and(|bill| bill.validity == Validity::RedFlushed),
				"red bill: cancels nothing"
			);
		} else if bill.kind == BillKind::Difference && bill.validity != Validity::RedFlushed {
			ensure!(
				related.is_some_and(|old| {
					old.validity == Validity::RedFlushed && bill.total < old.total
				}),
				"difference bill: replaces nothing"
			);
		}
		Ok(())
	}
}
