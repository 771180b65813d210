//! Systems outside of the chain: messages to them, what validators observe there, other provinces.

use crate::{
	Approvals, BillLocks, Bills, CrossRegion, Outbox, Participants, Runtime, Scenes, Timestamp,
};
use fiscal_bft_primitives::ValidatorSet;
use fiscal_primitives::ParticipantId;
use fiscal_sm_crypto::Public;
use frame_support::traits::{ConstU32, ConstU64, Get};
use sp_runtime::traits::MaybeConvert;

/// A minute in ms.
const MINUTE: u64 = 60_000;
/// A day in ms.
const DAY: u64 = 1_440 * MINUTE;

/// The validators that decide the next block: they deliver and observe.
pub struct Validators;
impl Get<Option<ValidatorSet>> for Validators {
	fn get() -> Option<ValidatorSet> {
		pallet_bft_validators::Current::<Runtime>::get()
	}
}

/// Who runs a validator key, or ran it before it left.
pub struct Operators;
impl MaybeConvert<Public, ParticipantId> for Operators {
	fn maybe_convert(public: Public) -> Option<ParticipantId> {
		let present = pallet_bft_validators::Operators::<Runtime>::get(public)
			.map(|operator| operator.participant);
		present.or_else(|| {
			pallet_bft_validators::PastKeys::<Runtime>::get(public).map(|past| past.participant)
		})
	}
}

/// In whose name bills from before the chain are registered: of who takes part for other provinces.
pub struct Platform;
impl Get<Option<ParticipantId>> for Platform {
	fn get() -> Option<ParticipantId> {
		pallet_cross_region::Platform::<Runtime>::get().map(|platform| platform.participant)
	}
}

impl pallet_outbox::Config for Runtime {
	type Validators = Validators;
	type Gate = Approvals;
	type Time = Timestamp;
	type OnDelivery = CrossRegion;
	type WeightInfo = crate::weights::pallet_outbox::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Fixtures;
}

impl pallet_observations::Config for Runtime {
	type Participants = Participants;
	type Time = Timestamp;
	type Validators = Validators;
	type Operators = Operators;
	type OnObserved = pallet_observations::Effects<Runtime, Bills, Outbox, Platform>;
	type MaxOpen = ConstU32<4_096>;
	type MaxOpenPerParticipant = ConstU32<512>;
	/// Long enough for a validator or a system outside that restarts meanwhile.
	type Term = ConstU64<{ 5 * MINUTE }>;
	type Retention = ConstU64<{ 7 * DAY }>;
	type MaxDuePerBlock = ConstU32<256>;
	type WeightInfo = crate::weights::pallet_observations::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Fixtures;
}

impl pallet_cross_region::Config for Runtime {
	type Bills = Bills;
	type Locks = BillLocks;
	type Participants = Participants;
	type Scenes = Scenes;
	type Gate = Approvals;
	type Outbox = Outbox;
	type Time = Timestamp;
	type MaxClockSkew = ConstU64<{ 10 * MINUTE }>;
	type WeightInfo = crate::weights::pallet_cross_region::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Fixtures;
}
