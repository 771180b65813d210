//! Bills and their locks.

use crate::{
	AccessNodes, Approvals, BillPermissions, Bills, CrossRegion, Outbox, Participants, Policies,
	Runtime, Scenes, Timestamp, VcAuthorization,
};
use frame_support::traits::{ConstU32, ConstU64, ConstU8};

impl pallet_bills::Config for Runtime {
	type Participants = Participants;
	type Nodes = AccessNodes;
	type Scenes = Scenes;
	type Policies = Policies;
	type Rules = BillPermissions;
	type Outbox = Outbox;
	type Gate = Approvals;
	type Time = Timestamp;
	type LowStockPercent = ConstU8<10>;
	type WeightInfo = crate::weights::pallet_bills::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Fixtures;
}

impl pallet_bill_locks::Config for Runtime {
	type Bills = Bills;
	type Participants = Participants;
	type Scenes = Scenes;
	type Permission = VcAuthorization;
	type Policies = Policies;
	type OnLockDecided = CrossRegion;
	type Gate = Approvals;
	type Time = Timestamp;
	type NoticeBefore = ConstU64<86_400_000>;
	type MaxRequestsPerBlock = ConstU32<4_096>;
	type MaxExpiriesPerBlock = ConstU32<256>;
	type WeightInfo = crate::weights::pallet_bill_locks::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Fixtures;
}
