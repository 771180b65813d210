//! Calls of the pallet `Quotas`.

use crate::call::Call;
use codec::Encode;
use fiscal_primitives::ParticipantId;

const PALLET: &str = "Quotas";

/// How much a participant may ask of the chain: a leaky bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub struct Quota {
	/// The most units at once.
	pub burst: u64,
	/// Units that come back in a second.
	pub per_second: u64,
}

/// Gives a participant a quota of its own, or with `None` the default one.
pub fn set_quota(participant: ParticipantId, quota: Option<Quota>) -> Call {
	Call::new(PALLET, "set_quota", &["participant", "quota"], &(participant, quota))
}

/// Sets the quota of everybody who has none of their own.
pub fn set_default_quota(quota: Quota) -> Call {
	Call::new(PALLET, "set_default_quota", &["quota"], &(quota,))
}
