//! How the workers go about it.

use super::{section::Section, ConfigFault};
use std::time::Duration;

/// How messages are delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outbox {
	/// Does this node deliver at all? A validator that does not leaves its turns to be taken over.
	pub enabled: bool,
	/// The most messages on the way to one destination at the same time.
	pub concurrency: usize,
	/// The most messages to one destination that are looked through at one block.
	pub look: usize,
	/// After how many blocks a report is handed in again whose message still waits as before.
	pub repeat_blocks: u32,
	/// After how many failures in a row for want of a connection a destination is tried with one
	/// message at a time.
	pub breaker: u32,
	/// The longest a delivery may take, whatever the bridge does.
	pub longest: Duration,
}

impl Default for Outbox {
	fn default() -> Self {
		Self {
			enabled: true,
			concurrency: 16,
			look: 512,
			repeat_blocks: 8,
			breaker: 5,
			longest: Duration::from_secs(60),
		}
	}
}

impl Outbox {
	pub(super) fn read(mut section: Section) -> Result<Self, ConfigFault> {
		let outbox = Self {
			enabled: section.flag("enabled", true)?,
			concurrency: section.size("concurrency", 16, 1..=256)?,
			look: section.size("look", 512, 1..=4_096)?,
			repeat_blocks: small(section.number("repeat_blocks", 8, 1..=1_000)?),
			breaker: small(section.number("breaker", 5, 1..=1_000)?),
			longest: section.duration("longest_ms", 60_000, 1..=600_000)?,
		};
		section.finish()?;
		Ok(outbox)
	}
}

/// How requests for observations are answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observations {
	/// Does this node observe at all?
	pub enabled: bool,
	/// The most observations at the same time.
	pub concurrency: usize,
	/// The most open requests that are looked through at one block.
	pub look: usize,
	/// After how many blocks testimonies are handed in again that the chain still does not show.
	pub repeat_blocks: u32,
	/// Time after the first failure before the next attempt; it doubles with every failure.
	pub backoff: Duration,
	/// The longest time between two attempts.
	pub max_backoff: Duration,
	/// The longest an observation may take, whatever the bridge does.
	pub longest: Duration,
}

impl Default for Observations {
	fn default() -> Self {
		Self {
			enabled: true,
			concurrency: 8,
			look: 512,
			repeat_blocks: 8,
			backoff: Duration::from_secs(1),
			max_backoff: Duration::from_secs(60),
			longest: Duration::from_secs(120),
		}
	}
}

impl Observations {
	pub(super) fn read(mut section: Section) -> Result<Self, ConfigFault> {
		let observations = Self {
			enabled: section.flag("enabled", true)?,
			concurrency: section.size("concurrency", 8, 1..=64)?,
			look: section.size("look", 512, 1..=4_096)?,
			repeat_blocks: small(section.number("repeat_blocks", 8, 1..=1_000)?),
			backoff: section.duration("backoff_ms", 1_000, 10..=600_000)?,
			max_backoff: section.duration("max_backoff_ms", 60_000, 10..=3_600_000)?,
			longest: section.duration("longest_ms", 120_000, 1..=600_000)?,
		};
		section.finish()?;
		Ok(observations)
	}
}

/// A number that was read within a range far below the largest.
fn small(number: u64) -> u32 {
	u32::try_from(number).unwrap_or(u32::MAX)
}
