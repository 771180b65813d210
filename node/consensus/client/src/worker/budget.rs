//! How long a proposer fills its block: no longer than the others can judge it in time.
//!
//! A block has to be executed by every validator of a quorum before it is decided. What takes an
//! idle proposer 800 ms to build may take three others that share its processors, or have slower
//! ones, three seconds to judge, and then the round is lost. A proposer therefore measures, of its
//! own blocks, how long they were filled and how long the whole took, from the beginning of the
//! building until the decided block was imported, and fills the next one for the time that would
//! have been decided after [`AIM`]: down at once, up by half of what is missing and at most a
//! quarter. So what is held is near the worst of late, and not the average.
//!
//! It starts small. A block that had room left says nothing about a longer one, so that light load
//! does not open the way for one block that is far too long.
//!
//! A proposer learns from its own blocks. Others may be slow to build, or wrong on purpose: their
//! blocks can bring it back to where it started, and no further.

#[cfg(test)]
mod tests;

use fiscal_bft_primitives::Pace;
use std::time::Duration;

/// From the beginning of its building until a block is decided and imported, in ms. A block must
/// not take 3 s, and a round's wait for a valid proposal is as long: this leaves room for a machine
/// that becomes two and a half times slower from one block to the next.
const AIM: u64 = 1_200;

/// Time of filling a block before anything is known, in ms.
const FIRST: u64 = 200;

/// Least time of filling a block, in ms. Also, a block filled for less cannot be made shorter, and
/// so teaches nothing by having been slow.
const LEAST: u64 = 50;

/// What was measured of an own block that was decided in the round it was proposed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lesson {
	/// How long it might be filled, in ms.
	pub granted: u32,
	/// How long it was filled, with what it takes to finish it.
	pub filling: Duration,
	/// From the beginning of the building to the end of the import, with all waiting.
	pub whole: Duration,
}

/// The time this validator fills a block for, in ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget(u64);

impl Default for Budget {
	fn default() -> Self {
		Self(FIRST)
	}
}

fn ms(duration: Duration) -> u64 {
	u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// At least [`LEAST`], and never more than the pace allows.
fn within(budget: u64, pace: &Pace) -> u64 {
	budget.max(LEAST).min(pace.build.into())
}

/// A pace with little patience for proposals needs quicker blocks.
fn aim(pace: &Pace) -> u64 {
	AIM.min(u64::from(pace.propose) * 2 / 5)
}

impl Budget {
	/// An own block was decided.
	pub fn learn(&mut self, lesson: Lesson, pace: &Pace) {
		let (now, aim) = (within(self.0, pace), aim(pace));
		let (granted, filling) = (u64::from(lesson.granted), ms(lesson.filling));
		let whole = ms(lesson.whole).max(1);
		// The builder stops adding transactions at nine tenths, to finish the block in the rest.
		let full = filling.saturating_mul(10) >= granted.saturating_mul(9);
		let work = if full { granted } else { filling };
		let fits = work.saturating_mul(aim) / whole;
		let next = match whole > aim {
			true if fits < now && work >= LEAST => fits.max(now / 4),
			false if full && fits > now => now + ((fits - now) / 2).min(now / 4),
			_ if full => now,
			// Nothing bears out any more what was learned under load.
			_ => now - now.saturating_sub(FIRST) / 16,
		};
		self.0 = within(next, pace);
	}

	/// An own block was not decided in the round it was built for.
	pub fn fail(&mut self, pace: &Pace) {
		self.0 = within(within(self.0, pace) / 2, pace);
	}

	/// A good block of somebody else was not decided in its round, or took `whole` from the round's
	/// beginning.
	pub fn warn(&mut self, whole: Option<Duration>, pace: &Pace) {
		if whole.is_none_or(|whole| ms(whole) > aim(pace).saturating_mul(2)) {
			self.0 = within(self.0.min(FIRST), pace);
		}
	}

	/// The pace for a block of `round`: a block that was not decided is halved every time.
	pub fn apply(&self, round: u32, pace: Pace) -> Pace {
		let budget = within(within(self.0, &pace).checked_shr(round).unwrap_or(0), &pace);
		Pace { build: u32::try_from(budget).unwrap_or(pace.build), ..pace }
	}
}
