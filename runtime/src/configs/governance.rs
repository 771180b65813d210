//! The consortium council 联盟理事会, runtime upgrades and quotas.

use super::system::RuntimeBlockWeights;
use crate::{
	AccountId, BlockNumber, Participants, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin,
	Timestamp,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU64, Contains},
	weights::Weight,
};
use frame_system::EnsureNever;
use pallet_collective::{EnsureProportionAtLeast, EnsureProportionMoreThan, Instance1};
use pallet_quotas::Quota;
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
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = EnsureNever<AccountId>;
	type MaxProposalWeight = MaxProposalWeight;
	type DisapproveOrigin = EnsureNever<AccountId>;
	type KillOrigin = EnsureNever<AccountId>;
	type Consideration = ();
}

impl pallet_consortium::Config for Runtime {
	type ApproveOrigin = CouncilThreeQuarters;
	type WeightInfo = pallet_consortium::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// What an organisation may do unless the council says otherwise: half a second of computing
	/// each second, sustained, and four seconds at once. One unit is 1 µs of declared weight.
	pub const DefaultQuota: Quota = Quota { burst: 4_000_000, per_second: 500_000 };
}

/// Calls that no exhausted quota may stop: the council must be able to act at any time.
pub struct Governance;
impl Contains<RuntimeCall> for Governance {
	fn contains(call: &RuntimeCall) -> bool {
		matches!(call, RuntimeCall::Council(_) | RuntimeCall::System(_))
	}
}

impl pallet_quotas::Config for Runtime {
	type AdminOrigin = CouncilMajority;
	type Participants = Participants;
	type Time = Timestamp;
	type DefaultQuota = DefaultQuota;
	type BytePrice = ConstU64<1>;
	type BaseCost = ConstU64<100>;
	type Exempt = Governance;
	type WeightInfo = pallet_quotas::weights::SubstrateWeight<Runtime>;
}
