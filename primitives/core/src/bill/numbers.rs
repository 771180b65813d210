//! Ranges of bill numbers 号段: which numbers of a code the fiscal authority allocated to whom. R220.

use crate::{Approval, BillCode, BillNumber, ParticipantId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// The most ranges an issuer has of one code.
pub const MAX_RANGES: u32 = 64;

/// The most ranges of one code, of all issuers together.
pub const MAX_ALLOCATIONS: u32 = 4_096;

/// The ranges of an issuer of one code, in the order of their numbers; no two overlap.
pub type NumberRanges = BoundedVec<NumberRange, ConstU32<MAX_RANGES>>;

/// The ranges of one code, in the order of their numbers; no two overlap.
pub type Allocations = BoundedVec<Allocation, ConstU32<MAX_ALLOCATIONS>>;

macro_rules! data {
	($($item:item)*) => {
		$(
			#[derive(
				Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking,
				MaxEncodedLen, TypeInfo, serde::Serialize, serde::Deserialize,
			)]
			#[serde(rename_all = "camelCase")]
			$item
		)*
	};
}

data! {
	/// A range of numbers allocated to an issuer, and what became of them.
	pub struct NumberRange {
		/// The first number.
		pub first: BillNumber,
		/// The last number, not before the first.
		pub last: BillNumber,
		/// How many of the numbers are on bills of the chain.
		pub used: u64,
		/// The highest number that is on a bill; none when none is.
		pub highest: Option<BillNumber>,
		/// The approval under which it was allocated, where there was one.
		pub approval: Option<Approval>,
	}

	/// A range in the index of its code.
	pub struct Allocation {
		/// The first number.
		pub first: BillNumber,
		/// The last number, not before the first.
		pub last: BillNumber,
		/// Whose it is.
		pub issuer: ParticipantId,
	}

	/// A range that the chain starts with.
	#[serde(deny_unknown_fields)]
	pub struct GenesisRange {
		/// Whose it is.
		pub issuer: ParticipantId,
		/// The bill code.
		pub code: BillCode,
		/// The first number.
		pub first: BillNumber,
		/// The last number, not before the first.
		pub last: BillNumber,
	}

	/// The stock 库存 of an issuer of one code.
	#[derive(Default)]
	pub struct Stock {
		/// Numbers allocated and not returned.
		pub allocated: u64,
		/// Numbers on bills.
		pub used: u64,
	}
}

/// What an issuer has of the numbers of a code: an item of the answer of `bill_ranges`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IssuerNumbers {
	/// The issuer.
	pub issuer: ParticipantId,
	/// The bill code.
	pub code: BillCode,
	/// Its ranges, in order.
	pub ranges: Vec<NumberRange>,
	/// Numbers allocated and not returned.
	pub allocated: u64,
	/// Numbers on bills.
	pub used: u64,
	/// Numbers that are left.
	pub remaining: u64,
}

impl IssuerNumbers {
	/// The answer over these ranges.
	pub fn of(issuer: ParticipantId, code: BillCode, ranges: NumberRanges) -> Self {
		let stock = Stock::of(&ranges);
		let (allocated, used, remaining) = (stock.allocated, stock.used, stock.remaining());
		Self { issuer, code, ranges: ranges.into_inner(), allocated, used, remaining }
	}
}

impl NumberRange {
	/// How many numbers it has.
	pub fn size(&self) -> u64 {
		size_of(&self.first, &self.last)
	}

	/// Is the number one of these?
	pub fn contains(&self, number: &BillNumber) -> bool {
		self.first <= *number && *number <= self.last
	}

	/// Takes a number for a bill.
	pub fn take(&mut self, number: BillNumber) {
		self.used = self.used.saturating_add(1);
		self.highest = Some(self.highest.map_or(number, |highest| highest.max(number)));
	}
}

impl Stock {
	/// The stock of these ranges.
	pub fn of(ranges: &[NumberRange]) -> Self {
		ranges.iter().fold(Self::default(), |sum, range| Self {
			allocated: sum.allocated.saturating_add(range.size()),
			used: sum.used.saturating_add(range.used),
		})
	}

	/// Numbers that are left.
	pub const fn remaining(&self) -> u64 {
		self.allocated.saturating_sub(self.used)
	}

	/// Is less than `percent` of what was allocated left?
	pub const fn is_below(&self, percent: u8) -> bool {
		let left = (self.remaining() as u128).saturating_mul(100);
		left < (self.allocated as u128).saturating_mul(percent as u128)
	}
}

/// How many numbers there are from `first` to `last`; none when `last` is before `first`.
pub fn size_of(first: &BillNumber, last: &BillNumber) -> u64 {
	last.value().saturating_add(1).saturating_sub(first.value())
}

/// Where in `ranges`, which are in order, the number lies.
pub fn position_of(ranges: &[NumberRange], number: &BillNumber) -> Option<usize> {
	let behind = ranges.partition_point(|range| range.first <= *number);
	let at = behind.checked_sub(1)?;
	ranges.get(at).filter(|range| range.contains(number)).map(|_| at)
}

/// Where in `allocations`, which are in order, a range would be put; none when it would overlap.
pub fn gap_for(allocations: &[Allocation], first: &BillNumber, last: &BillNumber) -> Option<usize> {
	let at = allocations.partition_point(|one| one.last < *first);
	match allocations.get(at) {
		Some(next) if next.first <= *last => None,
		_ => Some(at),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn number(value: u64) -> BillNumber {
		BillNumber::from_value(value).unwrap()
	}

	fn range(first: u64, last: u64) -> NumberRange {
		let (first, last) = (number(first), number(last));
		NumberRange { first, last, used: 0, highest: None, approval: None }
	}

	proptest! {
		#[test]
		fn searches_agree_with_a_look_at_every_range(
			bounds in proptest::collection::btree_set(0u64..200, 0..20),
			low in 0u64..200,
			length in 0u64..20,
		) {
			let bounds: Vec<u64> = bounds.into_iter().collect();
			let pairs: Vec<(u64, u64)> =
				bounds.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
			let ranges: Vec<NumberRange> =
				pairs.iter().map(|(first, last)| range(*first, *last)).collect();
			let naive = pairs.iter().position(|(first, last)| (*first..=*last).contains(&low));
			prop_assert_eq!(position_of(&ranges, &number(low)), naive);

			let allocations: Vec<Allocation> = ranges
				.iter()
				.map(|one| Allocation { first: one.first, last: one.last, issuer: ParticipantId(1) })
				.collect();
			let high = low + length;
			let free = pairs.iter().all(|(first, last)| high < *first || *last < low);
			let gap = gap_for(&allocations, &number(low), &number(high));
			prop_assert_eq!(gap.is_some(), free);
			if let Some(at) = gap {
				prop_assert!(pairs[..at].iter().all(|(_, last)| *last < low));
				prop_assert!(pairs[at..].iter().all(|(first, _)| high < *first));
			}
		}
	}

	#[test]
	fn a_stock_is_low_below_its_share_and_not_at_it() {
		let mut ranges = [range(1, 50), range(101, 150)];
		for value in 1..=40 {
			ranges[0].take(number(value));
		}
		for value in (101..=150).rev() {
			ranges[1].take(number(value));
		}
		let stock = Stock::of(&ranges);
		assert_eq!((stock.allocated, stock.used, stock.remaining()), (100, 90, 10));
		assert!(!stock.is_below(10) && stock.is_below(11));
		assert_eq!(ranges[1].highest, Some(number(150)));
		assert!(!Stock::default().is_below(100));
	}
}
