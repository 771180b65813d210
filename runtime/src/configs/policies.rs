//! Policies.

use crate::{AccessNodes, Approvals, Participants, Runtime, Scenes, Timestamp};
use frame_support::traits::{ConstU32, ConstU8};

impl pallet_policies::Config for Runtime {
	type Gate = Approvals;
	type Participants = Participants;
	type Nodes = AccessNodes;
	type Scenes = Scenes;
	type Time = Timestamp;
	type MaxPolicyCost = ConstU32<1_024>;
	/// Two lists of this at 20 ns a unit are 164 µs a request at most.
	type MaxListCost = ConstU32<4_096>;
	/// A tenth of the requests of a report.
	type FailureAlarm = ConstU8<10>;
	/// One second.
	type LatencyAlarm = ConstU32<1_000>;
	type WeightInfo = crate::weights::pallet_policies::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Fixtures;
}
