//! Types of the storage of this pallet, and of the sessions of callers.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_policy::{chain::HitCounters, Cost, Effect, Policy};
use fiscal_primitives::{
	participant::Roles,
	policy::{Labels, PolicyPoint},
	Moment, ParticipantId, PolicyId, SceneId,
};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// The most policies of one point and scene, and of one point and every scene.
pub const MAX_LIST: u32 = 16;

/// A policy in force, ready for evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ActivePolicy {
	/// The version in force.
	pub version: u32,
	/// The policy, with its references written out.
	pub policy: Policy,
}

/// A policy in force in the list of a point and scene.
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
)]
pub struct IndexEntry {
	/// The policy.
	pub policy: PolicyId,
	/// Its priority.
	pub priority: u16,
	/// Its effect.
	pub effect: Effect,
	/// The most it costs.
	pub cost: Cost,
}

impl IndexEntry {
	/// The order of [`fiscal_policy::rank`].
	pub fn rank(&self) -> impl Ord {
		(core::cmp::Reverse(self.priority), self.effect == Effect::Permit, self.policy)
	}
}

/// The policies in force of a point and scene, in the order of their rank.
pub type PointIndex = BoundedVec<IndexEntry, ConstU32<MAX_LIST>>;

/// How many requests somebody made on a day.
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
)]
pub struct Frequency {
	/// The day: days since 1970-01-01 in China Standard Time.
	pub day: u32,
	/// Requests on that day.
	pub count: u32,
}

const DAY: Moment = 86_400_000;
const CST: Moment = 8 * 3_600_000;

impl Frequency {
	/// The day of a moment: it begins at midnight of China Standard Time.
	pub fn day_of(at: Moment) -> u32 {
		u32::try_from(at.saturating_add(CST).checked_div(DAY).unwrap_or(0)).unwrap_or(u32::MAX)
	}

	/// Requests on that day; 0 when another day was counted.
	pub fn on(&self, day: u32) -> u32 {
		if self.day == day {
			self.count
		} else {
			0
		}
	}
}

/// What is remembered between the requests of one call. Nothing is read or written for requests of
/// which no policy in force is a matter.
#[derive(Debug, Default)]
pub struct Session {
	pub(crate) point: PolicyPoint,
	pub(crate) scene: SceneId,
	pub(crate) actor: ParticipantId,
	/// Consensus time, Unix ms.
	pub(crate) at: Moment,
	pub(crate) roles: Roles,
	pub(crate) labels: Labels,
	/// Requests of the actor today, so far.
	pub(crate) today: u32,
	/// How many policies were looked at, those among them that are not for the actor.
	pub(crate) listed: u32,
	/// Whether a request was judged.
	pub(crate) used: bool,
	/// Policies for the actor, in the order of their rank.
	pub(crate) policies: Vec<(PolicyId, ActivePolicy)>,
	/// What was counted, of each of them.
	pub(crate) counted: Vec<HitCounters>,
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_day_begins_at_midnight_in_china() {
		// 2026-11-21 00:00 CST is 2026-11-20 16:00 UTC.
		let midnight = 1_795_190_400_000;
		assert_eq!(Frequency::day_of(midnight), Frequency::day_of(midnight - 1) + 1);
		assert_eq!(Frequency::day_of(midnight), Frequency::day_of(midnight + DAY - 1));
		let frequency = Frequency { day: 5, count: 3 };
		assert_eq!((frequency.on(5), frequency.on(6)), (3, 0));
	}
}
