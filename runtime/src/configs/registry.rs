//! Participants, access nodes and scenes.

use super::CouncilMajority;
use crate::{call_policy::RoleTable, Participants, Runtime, Timestamp};
use frame_support::traits::ConstU32;

impl pallet_participants::Config for Runtime {
	type AdmitOrigin = CouncilMajority;
	type StatusOrigin = CouncilMajority;
	type CallPolicy = RoleTable;
	type Time = Timestamp;
	type WeightInfo = pallet_participants::weights::SubstrateWeight<Runtime>;
}

impl pallet_access_nodes::Config for Runtime {
	type AdminOrigin = CouncilMajority;
	type Participants = Participants;
	type MaxRelations = ConstU32<100>;
	type Time = Timestamp;
	type WeightInfo = pallet_access_nodes::weights::SubstrateWeight<Runtime>;
}

impl pallet_scenes::Config for Runtime {
	type AdminOrigin = CouncilMajority;
	type Participants = Participants;
	type Time = Timestamp;
	type WeightInfo = pallet_scenes::weights::SubstrateWeight<Runtime>;
}
