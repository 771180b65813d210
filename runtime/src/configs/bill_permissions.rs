//! Which state of a bill may become which, and by whom.

use crate::{Approvals, Participants, Runtime, Timestamp};

impl pallet_bill_permissions::Config for Runtime {
	type Gate = Approvals;
	type Participants = Participants;
	type Time = Timestamp;
	type WeightInfo = crate::weights::pallet_bill_permissions::WeightInfo<Runtime>;
}
