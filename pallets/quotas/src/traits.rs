//! What the pallet asks of its runtime.

use fiscal_primitives::{participant::Tier, ParticipantId};

/// Who stands in which tier 层级. The registry of participants knows.
pub trait TierOf {
	/// The tier of a participant in whatever state; none if there is no such participant.
	fn tier_of(id: ParticipantId) -> Option<Tier>;
}

/// Makes the participants that benchmarks need.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId> {
	/// Registers an organisation, and the account of an operator below it. Returns the accounts of
	/// both.
	fn organisation_and_operator() -> (AccountId, AccountId);
}
