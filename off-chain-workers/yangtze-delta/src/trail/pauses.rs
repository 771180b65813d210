//! When a piece of evidence that was not taken is tried again.

use std::{
	collections::BTreeMap,
	time::{Duration, Instant},
};

/// Pauses, each twice as long as the one before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pauses {
	/// The first one.
	pub(super) least: Duration,
	/// The longest one between attempts at different pieces.
	pub(super) most: Duration,
	/// The longest one between attempts at the same piece.
	pub(super) most_of_one: Duration,
}

impl Pauses {
	/// From a second to a minute, of the same piece to an hour.
	pub(super) const USUAL: Self = Self {
		least: Duration::from_secs(1),
		most: Duration::from_secs(60),
		most_of_one: Duration::from_secs(3_600),
	};

	/// The pause after so many failures in a row, of whatever pieces.
	pub(super) fn between(&self, failures: u32) -> Duration {
		self.after(failures).min(self.most)
	}

	fn of_one(&self, failures: u32) -> Duration {
		self.after(failures).min(self.most_of_one)
	}

	fn after(&self, failures: u32) -> Duration {
		let factor = 1u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX);
		self.least.saturating_mul(factor)
	}
}

/// Pieces that were not taken, by their number in the queue: never more than the queue has.
#[derive(Debug, Default)]
pub(super) struct Postponed(BTreeMap<u64, Again>);

#[derive(Debug)]
struct Again {
	failures: u32,
	due: Instant,
}

impl Postponed {
	/// How many there are.
	pub(super) fn len(&self) -> usize {
		self.0.len()
	}

	/// May the piece be tried now?
	pub(super) fn is_due(&self, number: u64, now: Instant) -> bool {
		self.0.get(&number).is_none_or(|again| again.due <= now)
	}

	/// When the next of them may be.
	pub(super) fn next(&self) -> Option<Instant> {
		self.0.values().map(|again| again.due).min()
	}

	/// The piece was not taken: how often by now.
	pub(super) fn postpone(&mut self, number: u64, now: Instant, pauses: &Pauses) -> u32 {
		let again = self.0.entry(number).or_insert(Again { failures: 0, due: now });
		again.failures = again.failures.saturating_add(1);
		again.due = now.checked_add(pauses.of_one(again.failures)).unwrap_or(now);
		again.failures
	}

	/// The piece waits no more.
	pub(super) fn forget(&mut self, number: u64) {
		self.0.remove(&number);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn pauses_double_up_to_their_limits() {
		let seconds = |duration: Duration| duration.as_secs();
		let pauses = Pauses::USUAL;
		let between: Vec<_> = (1..=8).map(|count| seconds(pauses.between(count))).collect();
		assert_eq!(between, [1, 2, 4, 8, 16, 32, 60, 60]);
		assert_eq!(seconds(pauses.of_one(12)), 2_048);
		assert_eq!([13, 32, 33, u32::MAX].map(|count| seconds(pauses.of_one(count))), [3_600; 4]);
	}

	#[test]
	fn a_piece_waits_as_long_as_its_own_failures_say() {
		let (mut postponed, start) = (Postponed::default(), Instant::now());
		let pauses = Pauses::USUAL;
		assert_eq!(postponed.postpone(7, start, &pauses), 1);
		assert_eq!(postponed.postpone(7, start, &pauses), 2);
		assert_eq!(postponed.postpone(9, start, &pauses), 1);
		let after = |seconds| start + Duration::from_secs(seconds);
		assert!(postponed.is_due(8, start));
		assert!(!postponed.is_due(7, after(1)) && postponed.is_due(7, after(2)));
		assert_eq!((postponed.next(), postponed.len()), (Some(after(1)), 2));
		postponed.forget(9);
		assert_eq!((postponed.next(), postponed.len()), (Some(after(2)), 1));
	}
}
