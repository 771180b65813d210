//! Which part of the configured ranges is compared next 周期性比对. R091, R110.

use crate::Span;
use fiscal_bridge::config::Compare;
use fiscal_primitives::{BillKey, BillNumber, Moment};
use std::collections::BTreeMap;

/// Of how many pieces it is remembered how far they were looked at. A piece beyond begins anew until
/// another one was looked at to its end.
const MAX_UNFINISHED: usize = 65_536;

/// Configured ranges, cut into pieces that one comparison can look at.
#[derive(Clone, Debug)]
pub struct Plan {
	ranges: Vec<(BillKey, BillKey)>,
	width: u64,
	interval: Moment,
	pieces: u64,
}

/// How far a node is with its plan. A node that starts has none, and begins where the clock says, so
/// that one which starts often does not always begin with the same piece.
///
/// A piece in which more differs than a comparison reports goes on, when its turn comes again, where it
/// ended the last time, and from its beginning once its end was reached: differences that stay do not
/// hide those behind them, nor those of other pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
	next: Option<u64>,
	asked: Option<Moment>,
	/// The piece that was given last.
	given: Option<u64>,
	/// Where the pieces go on that were not looked at to their end.
	unfinished: BTreeMap<u64, u64>,
}

impl Progress {
	/// The range that was given last was compared up to the number `next`, or to its end.
	pub fn looked(&mut self, next: Option<u64>) {
		let Some(piece) = self.given else { return };
		let Some(next) = next else {
			self.unfinished.remove(&piece);
			return;
		};
		let known = self.unfinished.contains_key(&piece);
		if known || self.unfinished.len() < MAX_UNFINISHED {
			self.unfinished.insert(piece, next);
		}
	}
}

impl Plan {
	/// The plan of the configuration; nothing where it names no range.
	pub fn new(compare: &Compare) -> Option<Self> {
		let width = compare.width.clamp(1, crate::MAX_WIDTH);
		let interval = u64::try_from(compare.interval.as_millis()).unwrap_or(u64::MAX).max(1);
		let pieces = compare
			.ranges
			.iter()
			.fold(0u64, |sum, range| sum.saturating_add(pieces_of(range, width)));
		let ranges = compare.ranges.clone();
		(pieces > 0).then_some(Self { ranges, width, interval, pieces })
	}

	/// How many comparisons it takes to look at everything once.
	pub const fn pieces(&self) -> u64 {
		self.pieces
	}

	/// What to compare now, if it is time: piece after piece, one every interval, round and round, and
	/// of each what [`Progress::looked`] left. `now` is the consensus time of the latest block, Unix ms.
	pub fn next_range(&self, now: Moment, progress: &mut Progress) -> Option<Span> {
		if progress.asked.is_some_and(|asked| now < asked.saturating_add(self.interval)) {
			return None;
		}
		let index = progress.next.unwrap_or(now / self.interval) % self.pieces;
		progress.next = Some(index.saturating_add(1));
		progress.asked = Some(now);
		progress.given = Some(index);
		let piece = self.piece(index)?;
		let from = progress.unfinished.get(&index).copied();
		let from = from.filter(|from| piece.key(*from).is_some()).unwrap_or(piece.first());
		Some(piece.between(from, piece.last()))
	}

	fn piece(&self, mut index: u64) -> Option<Span> {
		for range in &self.ranges {
			let count = pieces_of(range, self.width);
			if index >= count {
				index -= count;
				continue;
			}
			let (from, to) = range;
			let first = from.number.value().checked_add(index.checked_mul(self.width)?)?;
			let last = first.saturating_add(self.width - 1).min(to.number.value());
			let key = |number| BillNumber::from_value(number).map(|n| BillKey::new(from.code, n));
			return Span::new(&key(first).ok()?, &key(last).ok()?).ok();
		}
		None
	}
}

/// How many pieces of a width a range has; none where it is empty or of two codes.
fn pieces_of((from, to): &(BillKey, BillKey), width: u64) -> u64 {
	let (first, last) = (from.number.value(), to.number.value());
	if from.code != to.code || last < first {
		return 0;
	}
	(last - first + 1).div_ceil(width)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use std::time::Duration;

	fn key(code: &str, number: u64) -> BillKey {
		BillKey::new(code.parse().unwrap(), BillNumber::from_value(number).unwrap())
	}

	fn plan(ranges: &[(u64, u64)], width: u64) -> Option<Plan> {
		let ranges = ranges
			.iter()
			.enumerate()
			.map(|(index, (first, last))| {
				let code = format!("3106012{index}");
				(key(&code, *first), key(&code, *last))
			})
			.collect();
		Plan::new(&Compare {
			ranges,
			width,
			interval: Duration::from_secs(10),
			..Compare::default()
		})
	}

	#[test]
	fn nothing_is_compared_before_its_time() {
		let plan = plan(&[(0, 99)], 10).unwrap();
		let mut progress = Progress::default();
		assert!(plan.next_range(5_000, &mut progress).is_some());
		assert_eq!(plan.next_range(14_999, &mut progress), None);
		assert!(plan.next_range(15_000, &mut progress).is_some());
		assert_eq!(plan.next_range(4_000, &mut progress), None);
	}

	#[test]
	fn a_piece_goes_on_where_it_ended_and_then_begins_anew() {
		let plan = plan(&[(0, 19)], 10).unwrap();
		let mut progress = Progress::default();
		let mut turn = 0;
		let mut next = |looked: Option<u64>| {
			turn += 1;
			let span = plan.next_range(turn * 10_000, &mut progress).unwrap();
			progress.looked(looked);
			(span.first(), span.last())
		};
		// The clock says that it is the second piece's turn; the other one's progress is its own.
		assert_eq!(next(Some(14)), (10, 19));
		assert_eq!(next(Some(3)), (0, 9));
		assert_eq!(next(Some(19)), (14, 19));
		assert_eq!(next(None), (3, 9));
		assert_eq!(next(None), (19, 19));
		assert_eq!(next(None), (0, 9));
		assert_eq!(next(None), (10, 19));
	}

	#[test]
	fn no_more_pieces_are_remembered_than_there_is_room_for() {
		let mut progress = Progress::default();
		for piece in 0..=MAX_UNFINISHED as u64 {
			progress.given = Some(piece);
			progress.looked(Some(7));
		}
		assert_eq!(progress.unfinished.len(), MAX_UNFINISHED);
		progress.given = Some(0);
		progress.looked(Some(9));
		assert_eq!(progress.unfinished.get(&0), Some(&9));
		progress.looked(None);
		assert_eq!(progress.unfinished.len(), MAX_UNFINISHED - 1);
	}

	#[test]
	fn without_ranges_there_is_no_plan() {
		assert!(plan(&[], 10).is_none());
		assert!(Plan::new(&Compare::default()).is_none());
	}

	proptest! {
		#[test]
		fn a_round_looks_at_every_number_once(
			ranges in proptest::collection::vec((0u64..5_000, 1u64..500), 1..4),
			width in 1u64..200,
			start in 0u64..1_000_000_000,
		) {
			let ranges: Vec<(u64, u64)> =
				ranges.into_iter().map(|(first, count)| (first, first + count - 1)).collect();
			let plan = plan(&ranges, width).unwrap();
			let mut progress = Progress::default();
			let mut seen = std::collections::BTreeSet::new();
			for turn in 0..plan.pieces() {
				let span = plan.next_range(start + turn * 10_000, &mut progress).unwrap();
				prop_assert!(span.width() <= width);
				for number in span.first()..=span.last() {
					prop_assert!(seen.insert((span.code(), number)));
				}
			}
			let all: u64 = ranges.iter().map(|(first, last)| last - first + 1).sum();
			prop_assert_eq!(u64::try_from(seen.len()).unwrap(), all);
		}
	}
}
