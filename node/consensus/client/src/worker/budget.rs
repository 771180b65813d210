//! How long a proposer fills its block: as long as the others keep up.
//!
//! What takes a proposer 800 ms to build may take validators with less or busier processors three
//! seconds to judge, and then the block is voted down. Every validator watches how long blocks take
//! from their beginning to their import, and fills its own for less time when that is long: down by
//! a third at once, up again by an eighth at a time.

use fiscal_bft_primitives::Pace;
use std::time::Duration;

/// A block should be decided within this time of its beginning.
const TARGET: Duration = Duration::from_millis(2_000);
/// Below this there is room for more.
const ROOMY: Duration = Duration::from_millis(1_400);
/// Least time of filling a block, in ms.
const LEAST: u32 = 50;

/// The time this validator fills a block for, in ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget(u32);

impl Default for Budget {
	/// As much as the pace allows.
	fn default() -> Self {
		Self(u32::MAX)
	}
}

impl Budget {
	/// A block was decided in `round`, `took` after it was begun.
	pub fn learn(&mut self, round: u32, took: Duration, pace: &Pace) {
		let now = self.0.min(pace.build);
		self.0 = match () {
			() if round > 0 || took > TARGET => now / 3 * 2,
			() if took < ROOMY => now.saturating_add(now / 8 + 1),
			() => now,
		}
		.clamp(LEAST, pace.build.max(LEAST));
	}

	/// The pace for a block of `round`: a block that others refused once is halved every time.
	pub fn apply(&self, round: u32, pace: Pace) -> Pace {
		let build = self.0.min(pace.build).checked_shr(round).unwrap_or(0).max(LEAST);
		Pace { build: build.min(pace.build), ..pace }
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const PACE: fn() -> Pace = Pace::default;

	fn build(budget: &Budget) -> u32 {
		budget.apply(0, PACE()).build
	}

	#[test]
	fn slow_blocks_make_short_ones_and_quick_ones_longer_ones() {
		let mut budget = Budget::default();
		assert_eq!(build(&budget), PACE().build);
		budget.learn(0, Duration::from_secs(5), &PACE());
		assert!(build(&budget) < PACE().build);
		budget.learn(1, Duration::from_millis(1), &PACE());
		let short = build(&budget);
		assert!(short <= PACE().build / 2);
		budget.learn(0, Duration::from_millis(1_700), &PACE());
		assert_eq!(build(&budget), short, "neither slow nor quick");
		for _ in 0..100 {
			budget.learn(0, Duration::from_millis(300), &PACE());
		}
		assert_eq!(build(&budget), PACE().build);
	}

	#[test]
	fn it_never_falls_below_the_least() {
		let mut budget = Budget::default();
		for _ in 0..100 {
			budget.learn(3, Duration::from_secs(60), &PACE());
		}
		assert_eq!(build(&budget), LEAST);
		assert_eq!(budget.apply(u32::MAX, PACE()).build, LEAST);
	}

	#[test]
	fn each_failed_round_halves_the_block() {
		let budget = Budget::default();
		assert_eq!(budget.apply(1, PACE()).build, PACE().build / 2);
		assert_eq!(budget.apply(2, PACE()).build, PACE().build / 4);
		assert_eq!(budget.apply(0, PACE()).propose, PACE().propose);
	}
}
