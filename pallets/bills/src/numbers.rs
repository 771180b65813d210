//! Ranges of bill numbers 号段: allocation, return, and what registration takes of them. R220.

use crate::{Config, Error, Event, NumberIndex, Numbers, Pallet};
use alloc::collections::BTreeMap;
use core::marker::PhantomData;
use fiscal_primitives::{
	bill::{
		numbers::{gap_for, position_of, size_of, NumberRanges, Stock},
		Allocation, GenesisRange, NumberRange,
	},
	participant::Role,
	traits::ParticipantRegistry,
	Actor, Approval, BillCode, BillKey, BillNumber, ParticipantId,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::DispatchResult;

/// The ranges of an issuer while bills take numbers of them: each code is read once and written
/// once.
pub(crate) struct NumberBook<T> {
	issuer: ParticipantId,
	codes: BTreeMap<BillCode, Page>,
	_runtime: PhantomData<T>,
}

struct Page {
	ranges: NumberRanges,
	before: Stock,
	taken: bool,
}

impl<T: Config> NumberBook<T> {
	/// The ranges of `issuer`.
	pub(crate) fn open(issuer: ParticipantId) -> Self {
		Self { issuer, codes: BTreeMap::new(), _runtime: PhantomData }
	}

	fn page(&mut self, code: BillCode) -> &mut Page {
		let issuer = self.issuer;
		self.codes.entry(code).or_insert_with(|| {
			let ranges = Numbers::<T>::get(code, issuer);
			Page { before: Stock::of(&ranges), ranges, taken: false }
		})
	}

	/// Is the number allocated to the issuer?
	pub(crate) fn holds(&mut self, key: &BillKey) -> bool {
		position_of(&self.page(key.code).ranges, &key.number).is_some()
	}

	/// Takes the number for a bill; false when it is not allocated to the issuer.
	pub(crate) fn take(&mut self, key: &BillKey) -> bool {
		let page = self.page(key.code);
		let found = position_of(&page.ranges, &key.number).and_then(|at| page.ranges.get_mut(at));
		let Some(range) = found else { return false };
		range.take(key.number);
		page.taken = true;
		true
	}

	/// Writes back what changed, and tells where the stock ran low by it.
	pub(crate) fn close(self) {
		for (code, page) in self.codes {
			if page.taken {
				Pallet::<T>::tell_stock(self.issuer, code, &page.before, &Stock::of(&page.ranges));
				Numbers::<T>::insert(code, self.issuer, page.ranges);
			}
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The event of a stock that fell below its threshold just now.
	fn tell_stock(issuer: ParticipantId, code: BillCode, before: &Stock, after: &Stock) {
		let percent = T::LowStockPercent::get();
		if after.is_below(percent) && !before.is_below(percent) {
			let (remaining, allocated) = (after.remaining(), after.allocated);
			Self::deposit_event(Event::StockLow { issuer, code, remaining, allocated });
		}
	}

	/// Adds a range to those of the issuer and to the index of the code.
	fn store_range(
		issuer: ParticipantId,
		code: BillCode,
		first: BillNumber,
		last: BillNumber,
		approval: Option<Approval>,
	) -> Result<(), Error<T>> {
		ensure!(size_of(&first, &last) > 0, Error::<T>::RangeEmpty);
		let mut index = NumberIndex::<T>::get(code);
		let at = gap_for(&index, &first, &last).ok_or(Error::<T>::RangeOverlaps)?;
		index
			.try_insert(at, Allocation { first, last, issuer })
			.map_err(|_| Error::<T>::MaxRangesExceeded)?;
		let mut ranges = Numbers::<T>::get(code, issuer);
		let at = ranges.partition_point(|range| range.last < first);
		ranges
			.try_insert(at, NumberRange { first, last, used: 0, highest: None, approval })
			.map_err(|_| Error::<T>::MaxRangesExceeded)?;
		NumberIndex::<T>::insert(code, index);
		Numbers::<T>::insert(code, issuer, ranges);
		Ok(())
	}

	pub(crate) fn do_allocate_numbers(
		by: Actor,
		issuer: ParticipantId,
		code: BillCode,
		first: BillNumber,
		last: BillNumber,
	) -> DispatchResult {
		ensure!(T::Participants::is_active(issuer), Error::<T>::NotActive);
		ensure!(T::Participants::has_role(issuer, Role::Issuer), Error::<T>::NotIssuer);
		Self::store_range(issuer, code, first, last, by.approval())?;
		Self::deposit_event(Event::NumbersAllocated { issuer, code, first, last, by });
		Ok(())
	}

	pub(crate) fn do_return_numbers(
		by: Actor,
		issuer: ParticipantId,
		code: BillCode,
		first: BillNumber,
		last: BillNumber,
	) -> DispatchResult {
		let mut ranges = Numbers::<T>::get(code, issuer);
		let before = Stock::of(&ranges);
		let at = position_of(&ranges, &first).ok_or(Error::<T>::NotFound)?;
		let range = ranges.get_mut(at).ok_or(Error::<T>::NotFound)?;
		ensure!(range.last == last, Error::<T>::RangeMismatch);
		ensure!(range.highest.is_none_or(|highest| highest < first), Error::<T>::NumbersUsed);

		let mut index = NumberIndex::<T>::get(code);
		let entry = index
			.binary_search_by(|one| one.first.cmp(&range.first))
			.map_err(|_| Error::<T>::NotFound)?;
		let kept = first.value().checked_sub(1).and_then(|end| BillNumber::from_value(end).ok());
		match kept {
			Some(end) if range.first < first => {
				range.last = end;
				let allocation = index.get_mut(entry).ok_or(Error::<T>::NotFound)?;
				allocation.last = end;
			}
			_ => {
				ranges.remove(at);
				index.remove(entry);
			}
		}
		let after = Stock::of(&ranges);
		if ranges.is_empty() {
			Numbers::<T>::remove(code, issuer);
		} else {
			Numbers::<T>::insert(code, issuer, ranges);
		}
		if index.is_empty() {
			NumberIndex::<T>::remove(code);
		} else {
			NumberIndex::<T>::insert(code, index);
		}
		Self::deposit_event(Event::NumbersReturned { issuer, code, first, last, by });
		Self::tell_stock(issuer, code, &before, &after);
		Ok(())
	}

	/// Stores a range that the chain starts with.
	pub(crate) fn insert_genesis(range: &GenesisRange) -> Result<(), Error<T>> {
		let GenesisRange { issuer, code, first, last } = *range;
		Self::store_range(issuer, code, first, last, None)
	}
}
