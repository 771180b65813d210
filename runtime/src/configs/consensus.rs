//! Validators, the pace of the chain, and evidence.

use super::CouncilThreeQuarters;
use crate::{Participants, Runtime};
use frame_support::traits::ConstU32;

impl pallet_bft_validators::Config for Runtime {
	type AdminOrigin = CouncilThreeQuarters;
	type Participants = Participants;
	/// Five minutes at the fastest, three hours on an idle chain.
	type RotationInterval = ConstU32<1_200>;
	/// 28 hours at the fastest: long enough for an operator to notice, and to send by hand what
	/// its node could not.
	type EvidenceWindow = ConstU32<400_000>;
	type MaxEquivocations = ConstU32<1_024>;
	type MaxEquivocationsPerKey = ConstU32<16>;
	type WeightInfo = crate::weights::pallet_bft_validators::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Fixtures;
}
