//! `frame-system` and time.

use crate::{
	AccountId, Block, BlockNumber, Hash, Nonce, PalletInfo, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeOrigin, RuntimeTask, VERSION,
};
use fiscal_sm_crypto::Sm3;
use frame_support::{
	derive_impl,
	dispatch::DispatchClass,
	parameter_types,
	traits::{ConstU32, ConstU64},
	weights::{
		constants::{RocksDbWeight, WEIGHT_REF_TIME_PER_MILLIS},
		Weight,
	},
};
use frame_system::limits::{BlockLength, BlockWeights};
use sp_runtime::Perbill;
use sp_version::RuntimeVersion;

/// What operational calls (governance) may always use of a block.
const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(80);

parameter_types! {
	/// The longest life of a transaction, in blocks: 17 minutes while there is a block every 250 ms,
	/// 11 hours on an idle chain.
	pub const BlockHashCount: BlockNumber = 4_096;
	pub const Version: RuntimeVersion = VERSION;
	/// Six seconds by the prices of a cold database, which is what calls declare; from the caches a
	/// block of that weight takes a tenth of it. What keeps blocks short is time itself: an honest
	/// proposer stops after `Pace::build`, and a block that takes the others longer than
	/// `Pace::propose` is voted down. The weight is the coarse bound behind that. Proof size is no
	/// concern of a chain whose validators hold the whole state.
	pub RuntimeBlockWeights: BlockWeights = BlockWeights::with_sensible_defaults(
		Weight::from_parts(6_000u64.saturating_mul(WEIGHT_REF_TIME_PER_MILLIS), u64::MAX),
		NORMAL_DISPATCH_RATIO,
	);
	/// 5 MiB: about 60 batches of 500 bills.
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(5 * 1024 * 1024)
		.modify_max_length_for_class(DispatchClass::Normal, |max| *max = NORMAL_DISPATCH_RATIO * *max)
		.build();
	pub const SS58Prefix: u8 = 42;
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type BlockWeights = RuntimeBlockWeights;
	type BlockLength = RuntimeBlockLength;
	type AccountId = AccountId;
	type Nonce = Nonce;
	type Hash = Hash;
	type Hashing = Sm3;
	type BlockHashCount = BlockHashCount;
	type DbWeight = RocksDbWeight;
	type Version = Version;
	type SS58Prefix = SS58Prefix;
	type MaxConsumers = ConstU32<16>;
	type SingleBlockMigrations = crate::migrations::Migrations;
}

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = ();
	// Time only has to advance: the pace is the consensus' own.
	type MinimumPeriod = ConstU64<1>;
	type WeightInfo = crate::weights::pallet_timestamp::WeightInfo<Runtime>;
}
