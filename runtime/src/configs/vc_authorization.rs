//! Authorizations of holders.

use crate::{Approvals, Bills, Participants, Runtime, Scenes, Timestamp};
use frame_support::traits::{ConstU32, ConstU64, ConstU8};

impl pallet_vc_authorization::Config for Runtime {
	type Gate = Approvals;
	type Participants = Participants;
	type Bills = Bills;
	type Scenes = Scenes;
	type Time = Timestamp;
	type CodeTerm = ConstU64<600_000>;
	type MaxCodeAttempts = ConstU8<5>;
	type MaxSweep = ConstU32<256>;
	type WeightInfo = crate::weights::pallet_vc_authorization::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Fixtures;
}
