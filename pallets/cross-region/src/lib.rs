#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod arrival;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod calls;
mod deciding;
mod delivery;
mod disputes;
mod events;
mod filing;
mod impls;
mod inbound;
mod outbound;
mod reads;
pub mod refusal;
mod service;
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use frame_support::pallet_macros::import_section;

pub use pallet::*;
pub use types::{InboundEntry, Resolution};
pub use weights::WeightInfo;

/// The pallet: its events and errors stand in `events.rs`, its calls in `calls.rs`.
#[import_section(calls::calls)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use crate::{InboundEntry, Resolution, WeightInfo};
	use alloc::vec::Vec;
	use fiscal_primitives::{
		outbox::Code,
		participant::Role,
		region::{
			Ending, Filing, ForeignFiling, Inbound, InboundFlow, OrgCode, OrgName, OutboundFlow,
			OutboundStatus, Province, RegionFlow, RegionOperation, RegionOutcome, RegionPlatform,
			Service, ServiceChange, TakenMessage,
		},
		text::Reason,
		traits::{BillLedger, Gate, Outbox, ParticipantRegistry, RegionLocks, SceneRegistry},
		AccountId, Actor, BillKey, Digest, Fen, FlowNumber, Moment, Operation, ParticipantId,
		Region, SceneId,
	};
	use fiscal_sm_crypto::Signature;
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;

	/// The in-code storage version.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// Reimbursement across provinces.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, Hash = Digest, RuntimeEvent: From<Event<Self>>>
	{
		/// The bills of here.
		type Bills: BillLedger;
		/// Their locks.
		type Locks: RegionLocks;
		/// Who is who.
		type Participants: ParticipantRegistry<Self::AccountId>;
		/// Scenes in force.
		type Scenes: SceneRegistry;
		/// The door of fiscal authorities, approvals and the council.
		type Gate: Gate<Self::RuntimeOrigin>;
		/// What tells the platform, and leaves evidence.
		type Outbox: Outbox;
		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;
		/// How far the clock of a province may be from consensus time, ms. An older message is not
		/// taken any more, nor one from the future.
		#[pallet::constant]
		type MaxClockSkew: Get<u64>;
		/// What the calls cost.
		type WeightInfo: WeightInfo;
		/// What benchmarks need to find on the chain.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// The provinces that take part, with their keys. None is removed: what it may is taken from it.
	#[pallet::storage]
	pub type Provinces<T: Config> = StorageMap<_, Identity, Region, Province>;

	/// Who takes locks for other provinces, and under which scene.
	#[pallet::storage]
	pub type Platform<T: Config> = StorageValue<_, RegionPlatform>;

	/// The registration of each participant that ever applied.
	#[pallet::storage]
	pub type Filings<T: Config> = StorageMap<_, Twox64Concat, ParticipantId, Filing>;

	/// How many participants ever applied.
	#[pallet::storage]
	pub type FilingCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The participants that ever applied, numbered from 1 in the order of their first application.
	#[pallet::storage]
	pub type FilingOrder<T: Config> = StorageMap<_, Twox64Concat, u32, ParticipantId>;

	/// Whose registration is in force, or applied for, under the code of an organisation.
	#[pallet::storage]
	pub type FilingsByOrg<T: Config> = StorageMap<_, Blake2_128Concat, OrgCode, ParticipantId>;

	/// The registrations of organisations of other provinces.
	#[pallet::storage]
	pub type ForeignFilings<T: Config> =
		StorageDoubleMap<_, Identity, Region, Blake2_128Concat, OrgCode, ForeignFiling>;

	/// The services of organisations of here; each is registered.
	#[pallet::storage]
	pub type Services<T: Config> = StorageMap<_, Blake2_128Concat, OrgCode, Service>;

	/// The services of organisations of other provinces.
	#[pallet::storage]
	pub type ForeignServices<T: Config> =
		StorageDoubleMap<_, Identity, Region, Blake2_128Concat, OrgCode, Service>;

	/// Reimbursements by other provinces of bills of here, by the idempotency key of their start. In
	/// hexadecimal it is the flow number of the lock. Kept for good.
	#[pallet::storage]
	pub type InboundFlows<T: Config> = StorageMap<_, Identity, Digest, InboundEntry>;

	/// The answers to results of other provinces, by the idempotency key of the result: those that
	/// stand. Kept for good.
	#[pallet::storage]
	pub type StoredAnswers<T: Config> = StorageMap<_, Identity, Digest, InboundFlow>;

	/// Reimbursements here of bills of other provinces, by the idempotency key of their start. Kept
	/// for good.
	#[pallet::storage]
	pub type OutboundFlows<T: Config> = StorageMap<_, Identity, Digest, OutboundFlow>;

	/// The reimbursement that runs of each bill of another province, at most one.
	#[pallet::storage]
	pub type LiveFlows<T: Config> =
		StorageDoubleMap<_, Identity, Region, Identity, BillKey, Digest>;

	/// How many reimbursements each participant started.
	#[pallet::storage]
	pub type OutboundCount<T: Config> = StorageMap<_, Twox64Concat, ParticipantId, u32, ValueQuery>;

	/// The reimbursements of each participant, numbered from 1 in the order of their start.
	#[pallet::storage]
	pub type OutboundOf<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ParticipantId, Twox64Concat, u32, Digest>;

	/// The messages of provinces that were taken, by SM3 over the SCALE encoding of the province and the
	/// number of the message. Kept for good: no number is taken twice.
	#[pallet::storage]
	pub type Seen<T: Config> = StorageMap<_, Identity, Digest, TakenMessage>;

	/// The provinces the chain starts with.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The provinces; each once, and not the one of this chain.
		pub provinces: Vec<(Region, Province)>,
		/// Who takes locks for them.
		pub platform: Option<RegionPlatform>,
		/// Nothing; the type parameter has to appear.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		/// # Panics
		/// If a province is named twice or is the one of this chain: a chain must not start from such
		/// a genesis.
		fn build(&self) {
			for (region, province) in &self.provinces {
				assert!(*region != Region::SHANGHAI, "genesis of provinces: {region} is here");
				let twice = Provinces::<T>::contains_key(region);
				assert!(!twice, "genesis of provinces: {region} is named twice");
				Provinces::<T>::insert(region, province);
			}
			Platform::<T>::set(self.platform);
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	/// Messages of provinces have no signer but the province.
	#[allow(deprecated)]
	#[pallet::validate_unsigned]
	impl<T: Config> ValidateUnsigned for Pallet<T> {
		type Call = Call<T>;

		fn validate_unsigned(_: TransactionSource, call: &Self::Call) -> TransactionValidity {
			match call {
				Call::receive { message, signature } => Self::validate_message(message, signature),
				_ => InvalidTransaction::Call.into(),
			}
		}

		fn pre_dispatch(call: &Self::Call) -> Result<(), TransactionValidityError> {
			Self::validate_unsigned(TransactionSource::InBlock, call).map(|_| ())
		}
	}
}
