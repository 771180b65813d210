//! Calls of the pallet `Quotas`, and what it keeps.

use crate::call::Call;
use codec::{Decode, Encode};
use fiscal_primitives::{participant::Tier, ParticipantId};
use serde::Serialize;

pub(crate) const PALLET: &str = "Quotas";

/// How much a participant may ask of the chain: a leaky bucket. One unit is a microsecond of computing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Quota {
	/// The most units at once.
	pub burst: u64,
	/// Units that come back in a second.
	pub per_second: u64,
}

/// The quotas of participants that have none of their own, by the tier 层级 in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TierQuotas {
	/// Of each fiscal authority and other member of the consortium.
	pub member: Quota,
	/// Of each organisation below a member.
	pub organisation: Quota,
	/// Of each account of an operator or a scene, beside that of its organisation.
	pub account: Quota,
	/// Of each citizen.
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
}

/// Gives a participant a quota of its own, or with `None` the default of its tier.
pub fn set_quota(participant: ParticipantId, quota: Option<Quota>) -> Call {
	Call::new(PALLET, "set_quota", &["participant", "quota"], &(participant, quota))
}

/// Sets the quota of every participant of a tier that has none of its own.
pub fn set_default_quota(tier: Tier, quota: Quota) -> Call {
	Call::new(PALLET, "set_default_quota", &["tier", "quota"], &(tier, quota))
}
