//! What becomes of the blocks proposed at a height, and what the budget learns from it.
//!
//! A round without a good block, because its proposer was silent or withheld the block, says nothing
//! about how long blocks may be, and nothing is learned from it.

#[cfg(test)]
mod tests;

use super::budget::{Budget, Lesson};
use fiscal_bft_primitives::{BlockHash, Pace};
use std::time::Duration;
use tokio::time::Instant;

/// The last block this validator was to build, until it is known what became of it.
struct Own {
	round: u32,
	begun: Instant,
	granted: u32,
	/// The block, and how long it was filled.
	built: Option<(BlockHash, Duration)>,
}

/// The height being decided, as far as the length of blocks is concerned. Keeps one block at a time.
pub struct Attempts {
	budget: Budget,
	pace: Pace,
	round: u32,
	/// When the round began.
	began: Instant,
	/// Whether a block of somebody else was found good in this round.
	good: bool,
	own: Option<Own>,
}

impl Attempts {
	/// Nothing is known. `now` counts until the first round begins.
	pub fn new(now: Instant) -> Self {
		Self {
			budget: Budget::default(),
			pace: Pace::default(),
			round: 0,
			began: now,
			good: false,
			own: None,
		}
	}

	/// How long a block of round 0 may be filled now.
	pub fn budget(&self) -> Duration {
		Duration::from_millis(self.budget.apply(0, self.pace).build.into())
	}

	/// A height begins.
	pub fn height(&mut self, pace: Pace) {
		self.pace = pace;
		self.round = 0;
		self.good = false;
		self.own = None;
	}

	/// A round begins, and ends the one before without a decision.
	pub fn round(&mut self, round: u32, now: Instant) {
		if round > self.round {
			if self.own.take().is_some() {
				self.budget.fail(&self.pace);
			} else if self.good {
				self.budget.warn(None, &self.pace);
			}
		}
		self.round = round;
		self.began = now;
		self.good = false;
	}

	/// This validator is to build a block: the pace to build it at.
	pub fn build(&mut self, round: u32, now: Instant) -> Pace {
		let pace = self.budget.apply(round, self.pace);
		self.own = Some(Own { round, begun: now, granted: pace.build, built: None });
		pace
	}

	/// It was built, and took so long to fill.
	pub fn built(&mut self, round: u32, block: BlockHash, filling: Duration) {
		if let Some(own) = self.own.as_mut().filter(|own| own.round == round) {
			own.built = Some((block, filling));
		}
	}

	/// It could not be built, for a reason that has nothing to do with its length.
	pub fn not_built(&mut self, round: u32) {
		if self.own.as_ref().is_some_and(|own| own.round == round) {
			self.own = None;
		}
	}

	/// A block that somebody else proposed in `round` was found good.
	pub fn good(&mut self, round: u32) {
		if round < self.round {
			self.budget.warn(None, &self.pace);
		} else {
			self.good = true;
		}
	}

	/// The height was decided in `round`, and the block imported.
	pub fn decided(&mut self, round: u32, block: BlockHash, now: Instant) {
		match self.own.take() {
			Some(Own { round: tried, begun, granted, built: Some((own, filling)) })
				if tried == round && own == block =>
			{
				let whole = now.saturating_duration_since(begun);
				self.budget.learn(Lesson { granted, filling, whole }, &self.pace);
			}
			Some(late) if late.round < round => self.budget.fail(&self.pace),
			Some(_) => (),
			None if round == self.round => {
				let whole = now.saturating_duration_since(self.began);
				self.budget.warn(Some(whole), &self.pace);
			}
			None => (),
		}
	}

	/// `block` is the last one now, whoever brought it: an own one in its place was too late. Which
	/// round decided a block that others brought is not known, so that nothing else is learned.
	pub fn adopted(&mut self, block: BlockHash) {
		let built = self.own.take().and_then(|own| own.built);
		if built.is_some_and(|(own, _)| own != block) {
			self.budget.fail(&self.pace);
		}
	}
}
