//! How fast the chain goes.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Longest any wait may be set to, in ms.
const LONGEST: u32 = 10_000;

/// The pace of the chain. It stands in the chain specification and in state; every validator takes
/// it from there. All fields are in ms.
///
/// A round's wait grows by its step each round and never exceeds `max_timeout`.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pace {
	/// Least time between two blocks.
	pub min_block: u32,
	/// Time after which a block is made although there is no work.
	pub empty_block: u32,
	/// Most time a proposer spends on filling a block.
	pub build: u32,
	/// Wait for a valid proposal before voting for none.
	pub propose: u32,
	/// Growth of `propose` each round.
	pub propose_step: u32,
	/// Wait for a quorum to agree once a quorum has prevoted.
	pub prevote: u32,
	/// Growth of `prevote` each round.
	pub prevote_step: u32,
	/// Wait for a quorum to agree once a quorum has precommitted.
	pub precommit: u32,
	/// Growth of `precommit` each round.
	pub precommit_step: u32,
	/// Time after which a validator sends its last votes again.
	pub rebroadcast: u32,
	/// Cap of every wait of a round.
	pub max_timeout: u32,
}

impl Default for Pace {
	fn default() -> Self {
		Self {
			min_block: 250,
			empty_block: 10_000,
			build: 800,
			propose: 3_000,
			propose_step: 250,
			prevote: 1_000,
			prevote_step: 100,
			precommit: 1_000,
			precommit_step: 100,
			rebroadcast: 1_000,
			// Twice this and a round of messages is how long a healed network may take.
			max_timeout: 4_000,
		}
	}
}

/// The field that makes a pace impossible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaceFault(pub &'static str);

impl core::fmt::Display for PaceFault {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "pace: {}", self.0)
	}
}

impl core::error::Error for PaceFault {}

impl Pace {
	/// Checks that a chain can go at this pace.
	///
	/// # Errors
	/// [`PaceFault`] names the first field that is out of bounds.
	pub fn check(&self) -> Result<(), PaceFault> {
		let rules = [
			((50..=LONGEST).contains(&self.min_block), "minBlock must be 50 to 10000"),
			(
				(self.min_block..=60_000).contains(&self.empty_block),
				"emptyBlock must be minBlock to 60000",
			),
			((50..=2_000).contains(&self.build), "build must be 50 to 2000"),
			(
				self.propose > self.build && self.propose <= self.max_timeout,
				"propose must be more than build and at most maxTimeout",
			),
			((50..=self.max_timeout).contains(&self.prevote), "prevote must be 50 to maxTimeout"),
			(
				(50..=self.max_timeout).contains(&self.precommit),
				"precommit must be 50 to maxTimeout",
			),
			(
				(100..=self.max_timeout).contains(&self.rebroadcast),
				"rebroadcast must be 100 to maxTimeout",
			),
			(
				[self.propose_step, self.prevote_step, self.precommit_step]
					.iter()
					.all(|step| *step <= LONGEST),
				"steps must be at most 10000",
			),
			(self.max_timeout <= LONGEST, "maxTimeout must be at most 10000"),
		];
		rules.iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, rule)| Err(PaceFault(rule)))
	}
}
