//! Participants, access nodes and scenes.

use crate::{
	call_policy::RoleTable, AccessNodes, AccountId, Approvals, Council, Outbox, Participants,
	Runtime, Scenes, Timestamp,
};
use fiscal_primitives::{
	participant::Status,
	traits::{OnParticipantStatus, ParticipantRegistry},
	ParticipantId,
};
use frame_support::{
	traits::{ChangeMembers, ConstU32, ConstU64, Get},
	weights::Weight,
};
use pallet_collective::Instance1;

/// The seat of a member of the council goes with its key: the council knows accounts. The votes of the
/// key before on open motions are lost, and whoever voted votes again.
pub struct CouncilSeats;

/// How many motions may be open at once.
type Motions = <Runtime as pallet_collective::Config<Instance1>>::MaxProposals;

impl OnParticipantStatus for CouncilSeats {
	fn status_changed(_: ParticipantId, _: Status, _: Status) {}

	fn key_changed(id: ParticipantId, version: u32) {
		let before = pallet_participants::PastKeys::<Runtime>::get(id, version.saturating_sub(1));
		let (Some(past), Some((key, _))) = (before, Participants::key_of(id)) else { return };
		let (old, new) = (past.key.account_id(), key.account_id());
		let mut members = pallet_collective::Members::<Runtime, Instance1>::get();
		let Some(seat) = members.iter_mut().find(|member| **member == old) else { return };
		*seat = new.clone();
		members.sort();
		<Council as ChangeMembers<AccountId>>::change_members_sorted(&[new], &[old], &members);
	}

	// Reads: key before, participant, members, motions, the votes on each. Writes: members, prime, the
	// votes on each.
	fn key_weight() -> Weight {
		let motions: u32 = Motions::get();
		let motions = u64::from(motions);
		<Runtime as frame_system::Config>::DbWeight::get()
			.reads_writes(motions.saturating_add(4), motions.saturating_add(2))
	}
}

/// A day in ms.
const DAY: u64 = 86_400_000;

impl pallet_participants::Config for Runtime {
	type Gate = Approvals;
	type CallPolicy = RoleTable;
	/// Everybody else who has to know of a change asks when it matters.
	type OnStatus = (CouncilSeats, AccessNodes);
	type Outbox = Outbox;
	type Time = Timestamp;
	type WeightInfo = crate::weights::pallet_participants::WeightInfo<Runtime>;
}

impl pallet_access_nodes::Config for Runtime {
	type Gate = Approvals;
	type Participants = Participants;
	type Scenes = Scenes;
	type Outbox = Outbox;
	type MaxRelations = ConstU32<100>;
	type MaxOpenAdmissions = ConstU32<1_024>;
	type MaxCodes = ConstU32<1_000>;
	type ReminderPeriod = ConstU64<{ 30 * DAY }>;
	type CodeRetention = ConstU64<{ 365 * DAY }>;
	type MaxDuePerBlock = ConstU32<256>;
	type Time = Timestamp;
	type WeightInfo = crate::weights::pallet_access_nodes::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Fixtures;
}

impl pallet_scenes::Config for Runtime {
	type Gate = Approvals;
	type Participants = Participants;
	type Time = Timestamp;
	type WeightInfo = crate::weights::pallet_scenes::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Fixtures;
}
