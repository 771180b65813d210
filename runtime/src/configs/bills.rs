//! Bills and their locks.

use super::CouncilMajority;
use crate::{AccessNodes, Bills, Participants, Runtime, Scenes, Timestamp};
use frame_support::traits::{ConstU32, ConstU64};

impl pallet_bills::Config for Runtime {
	type Participants = Participants;
	type Nodes = AccessNodes;
	type Scenes = Scenes;
	type Policy = ();
	type Time = Timestamp;
	type WeightInfo = pallet_bills::weights::SubstrateWeight<Runtime>;
}

impl pallet_bill_locks::Config for Runtime {
	type Bills = Bills;
	type Participants = Participants;
	type Scenes = Scenes;
	type Permission = ();
	type AdminOrigin = CouncilMajority;
	type Time = Timestamp;
	type NoticeBefore = ConstU64<86_400_000>;
	type MaxRequestsPerBlock = ConstU32<4_096>;
	type MaxExpiriesPerBlock = ConstU32<1_024>;
	type WeightInfo = pallet_bill_locks::weights::SubstrateWeight<Runtime>;
}
