//! What holds between any two blocks.
//!
//! With `std` too, so that the tests of other crates can check it.
#![cfg(any(feature = "try-runtime", feature = "std"))]

use crate::{
	Bills, Config, Corrections, LastCorrections, NumberIndex, Numbers, OutsideLocks, Pallet,
	RedFlushConsents, Registered, Relations,
};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::Encode;
use fiscal_primitives::{
	bill::{numbers::size_of, Allocation, BillKind, Circulation, Use, Validity},
	Bill, BillCode, BillKey, BillNumber, ParticipantId,
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
		for (key, record) in LastCorrections::<T>::iter() {
			let bill = Bills::<T>::get(key).ok_or("correction: of no bill")?;
			ensure!(record.version <= bill.version, "correction: of a version to come");
		}
		for (key, record) in Relations::<T>::iter() {
			ensure!(Bills::<T>::contains_key(key), "relations: of no bill");
			ensure!((record.version == 1) == record.previous.is_none(), "relations: no history");
		}
		for key in OutsideLocks::<T>::iter_keys() {
			let bill = Bills::<T>::get(key).ok_or("lock outside: of no bill")?;
			ensure!(bill.is_adopted(), "lock outside: of a bill of the chain");
			ensure!(bill.usage == Use::Locked, "lock outside: of a bill that is not locked");
		}
		Self::check_numbers()
	}

	/// The ranges of a code do not overlap, and tell exactly the bills that bear their numbers.
	fn check_numbers() -> Result<(), TryRuntimeError> {
		type Borne = BTreeMap<(BillCode, ParticipantId), Vec<BillNumber>>;
		let mut borne = Borne::new();
		// Adopted bills have numbers of before.
		for (key, bill) in Bills::<T>::iter().filter(|(_, bill)| !bill.is_adopted()) {
			borne.entry((key.code, bill.issuer)).or_default().push(key.number);
		}
		let mut allocated = BTreeMap::<BillCode, Vec<Allocation>>::new();
		for (code, issuer, ranges) in Numbers::<T>::iter() {
			ensure!(!ranges.is_empty(), "numbers: an entry without a range");
			let mut numbers = borne.remove(&(code, issuer)).unwrap_or_default();
			numbers.sort_unstable();
			for range in &ranges {
				let inside: Vec<_> =
					numbers.iter().copied().filter(|number| range.contains(number)).collect();
				let used = u64::try_from(inside.len()).unwrap_or(u64::MAX);
				ensure!(used == range.used, "numbers: used is not the number of bills");
				ensure!(inside.last().copied() == range.highest, "numbers: not the highest");
				numbers.retain(|number| !range.contains(number));
				let (first, last) = (range.first, range.last);
				ensure!(size_of(&first, &last) > 0, "numbers: an empty range");
				allocated.entry(code).or_default().push(Allocation { first, last, issuer });
			}
			ensure!(numbers.is_empty(), "numbers: a bill bears none of its issuer's");
		}
		ensure!(borne.is_empty(), "numbers: a bill whose issuer has none");
		for (code, index) in NumberIndex::<T>::iter() {
			let mut found = allocated.remove(&code).unwrap_or_default();
			found.sort_unstable_by_key(|one| one.first);
			ensure!(found.as_slice() == index.as_slice(), "numbers: the index is another");
			let apart = index.iter().zip(index.iter().skip(1)).all(|(a, b)| a.last < b.first);
			ensure!(apart, "numbers: ranges overlap");
		}
		ensure!(allocated.is_empty(), "numbers: a code without an index");
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
			// What cancelled a bill before it was adopted is not on the chain.
			let before = bill.is_adopted() && bill.related.is_none();
			ensure!(cancelled || before, "bill: red-flushed without its red bill");
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
