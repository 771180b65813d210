//! Quotas and buckets.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::{participant::Tier, Moment};
use scale_info::TypeInfo;

/// What a participant may spend: `burst` units at once, and `per_second` units a second in the long
/// run. One unit is a microsecond of computing (1,000,000 of ref time). The default admits nothing.
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Quota {
	/// How many units the bucket holds. More than 2^64 / 1000 count as that many.
	pub burst: u64,
	/// How many units leak out of it every second.
	pub per_second: u64,
}

/// The quotas of participants that have none of their own, by the tier 层级 in which they stand.
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
pub struct TierQuotas {
	/// Of each fiscal authority 财政 and other member of the consortium: first tier.
	pub member: Quota,
	/// Of each organisation with access nodes 接入端: second tier.
	pub organisation: Quota,
	/// Of each account of an operator or a scene 操作员账户、场景账户: third tier. What such an account
	/// spends, its organisation spends too.
	pub account: Quota,
	/// Of each citizen 持票人, outside of the tree.
	pub holder: Quota,
}

impl TierQuotas {
	/// The default of a tier.
	pub const fn of(&self, tier: Tier) -> Quota {
		match tier {
			Tier::Member => self.member,
			Tier::Organisation => self.organisation,
			Tier::Account => self.account,
			Tier::Holder => self.holder,
		}
	}

	/// The default of a tier, to be changed.
	pub fn of_mut(&mut self, tier: Tier) -> &mut Quota {
		match tier {
			Tier::Member => &mut self.member,
			Tier::Organisation => &mut self.organisation,
			Tier::Account => &mut self.account,
			Tier::Holder => &mut self.holder,
		}
	}
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
