//! The consortium council 联盟理事会, runtime upgrades and quotas.

use super::system::RuntimeBlockWeights;
use crate::{
	AccountId, Approvals, BlockNumber, Participants, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeOrigin, Timestamp,
};
use fiscal_primitives::{participant::Tier, ParticipantId};
use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU64, Contains},
	weights::Weight,
};
use frame_system::EnsureNever;
use pallet_collective::{EnsureProportionAtLeast, EnsureProportionMoreThan, Instance1};
use pallet_quotas::{Quota, TierOf, TierQuotas};
use sp_runtime::Perbill;

/// More than half of the council.
pub type CouncilMajority = EnsureProportionMoreThan<AccountId, Instance1, 1, 2>;

/// At least three quarters of the council: three of four members.
pub type CouncilThreeQuarters = EnsureProportionAtLeast<AccountId, Instance1, 3, 4>;

parameter_types! {
	/// How long a motion lives, in blocks, as `pallet-collective` counts them: seven days of blocks
	/// every 250 ms, the fastest the default pace goes. Blocks come when there is work, so that a
	/// motion lives longer on a quiet chain: up to 280 days where every block is an empty one after
	/// 10 s. A faster pace (the least is 50 ms) shortens it in proportion. Enough votes for or
	/// against close it at any time.
	pub const MotionDuration: BlockNumber = 7 * 24 * 3_600 * 4;
	pub MaxProposalWeight: Weight = Perbill::from_percent(50) * RuntimeBlockWeights::get().max_block;
}

impl pallet_collective::Config<Instance1> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type RuntimeEvent = RuntimeEvent;
	type Proposal = RuntimeCall;
	type MotionDuration = MotionDuration;
	type MaxProposals = ConstU32<64>;
	type MaxMembers = ConstU32<32>;
	type DefaultVote = pallet_collective::MoreThanMajorityThenPrimeDefaultVote;
	type WeightInfo = crate::weights::pallet_collective::WeightInfo<Runtime>;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type SetMembersOrigin = EnsureNever<AccountId>;
	// The benchmarks of the pallet seat councils of every size.
	#[cfg(feature = "runtime-benchmarks")]
	type SetMembersOrigin = frame_system::EnsureRoot<AccountId>;
	type MaxProposalWeight = MaxProposalWeight;
	type DisapproveOrigin = EnsureNever<AccountId>;
	type KillOrigin = EnsureNever<AccountId>;
	type Consideration = ();
}

impl pallet_consortium::Config for Runtime {
	type ApproveOrigin = CouncilThreeQuarters;
	type WeightInfo = crate::weights::pallet_consortium::WeightInfo<Runtime>;
}

parameter_types! {
	/// What participants may do unless the council says otherwise; one unit is 1 µs of declared
	/// weight. Organisations of either tier: half a second of computing each second, sustained, and
	/// four seconds at once. Each of their accounts: half of that in the long run, and at once as
	/// much, since a batch may be as large. Citizens: a fiftieth of a second each second and a second
	/// at once, which the largest batch of authorizations does not take.
	pub const DefaultQuotas: TierQuotas = TierQuotas {
		member: Quota { burst: 4_000_000, per_second: 500_000 },
		organisation: Quota { burst: 4_000_000, per_second: 500_000 },
		account: Quota { burst: 4_000_000, per_second: 250_000 },
		holder: Quota { burst: 1_000_000, per_second: 20_000 },
	};
}

/// The tier of a participant, as the registry keeps it.
pub struct Tiers;
impl TierOf for Tiers {
	fn tier_of(id: ParticipantId) -> Option<Tier> {
		Participants::participant(id).map(|participant| participant.tier)
	}
}

/// Calls that no exhausted quota may stop: the council must be able to act at any time.
pub struct Governance;
impl Contains<RuntimeCall> for Governance {
	fn contains(call: &RuntimeCall) -> bool {
		matches!(call, RuntimeCall::Council(_) | RuntimeCall::System(_))
	}
}

impl pallet_quotas::Config for Runtime {
	type Gate = Approvals;
	type Participants = Participants;
	type Tiers = Tiers;
	type Time = Timestamp;
	type DefaultQuotas = DefaultQuotas;
	type BytePrice = ConstU64<1>;
	type BaseCost = ConstU64<100>;
	type Exempt = Governance;
	type WeightInfo = crate::weights::pallet_quotas::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Fixtures;
}
