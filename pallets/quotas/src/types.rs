//! Quotas and buckets.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::Moment;
use scale_info::TypeInfo;

/// What a participant may spend: `burst` units at once, and `per_second` units a second in the long
/// run. One unit is a microsecond of computing (1,000,000 of ref time).
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
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Quota {
	/// How many units the bucket holds. More than 2^64 / 1000 count as that many.
	pub burst: u64,
	/// How many units leak out of it every second.
	pub per_second: u64,
}

/// How full a participant's bucket is.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Bucket {
	/// What was in it at [`Bucket::at`], in thousandths of a unit: so fine that nothing is lost to
	/// rounding when it leaks, however short the blocks.
	pub level: u64,
	/// Consensus time of that level, Unix ms.
	pub at: Moment,
}

impl Bucket {
	/// Thousandths a unit has.
	pub const PER_UNIT: u64 = 1_000;

	/// The level at `now` (Unix ms), in thousandths of a unit. Units a second are thousandths a
	/// millisecond.
	pub fn level_at(&self, quota: &Quota, now: Moment) -> u64 {
		let leaked = quota.per_second.saturating_mul(now.saturating_sub(self.at));
		self.level.saturating_sub(leaked)
	}
}
