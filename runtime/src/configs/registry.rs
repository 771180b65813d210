//! Participants, access nodes and scenes.

use crate::{call_policy::RoleTable, Approvals, Participants, Runtime, Scenes, Timestamp};
use frame_support::traits::{ConstU32, ConstU64};

/// A day in ms.
const DAY: u64 = 86_400_000;

impl pallet_participants::Config for Runtime {
	type Gate = Approvals;
	type CallPolicy = RoleTable;
	// Whoever has to know asks when it matters: nothing is stored twice.
	type OnStatus = ();
	type Time = Timestamp;
	type WeightInfo = pallet_participants::weights::SubstrateWeight<Runtime>;
}

impl pallet_access_nodes::Config for Runtime {
	type Gate = Approvals;
	type Participants = Participants;
	type Scenes = Scenes;
	type MaxRelations = ConstU32<100>;
	type MaxOpenAdmissions = ConstU32<1_024>;
	type MaxCodes = ConstU32<1_000>;
	type ReminderPeriod = ConstU64<{ 30 * DAY }>;
	type CodeRetention = ConstU64<{ 365 * DAY }>;
	type MaxDuePerBlock = ConstU32<256>;
	type Time = Timestamp;
	type WeightInfo = pallet_access_nodes::weights::SubstrateWeight<Runtime>;
}

impl pallet_scenes::Config for Runtime {
	type Gate = Approvals;
	type Participants = Participants;
	type Time = Timestamp;
	type WeightInfo = pallet_scenes::weights::SubstrateWeight<Runtime>;
}
