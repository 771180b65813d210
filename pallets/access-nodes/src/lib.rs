#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub use pallet::*;

mod activation;
mod admission;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod calls;
mod credentials;
mod deadlines;
mod devices;
mod events;
mod impls;
mod relations;
mod routing;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use frame_support::pallet_macros::import_section;

pub use types::{Due, GenesisNode, Task};
pub use weights::WeightInfo;

/// The pallet: its events and errors stand in `events.rs`, its calls in `calls.rs`.
#[import_section(calls::calls)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use crate::{Due, GenesisNode, Task, WeightInfo};
	use alloc::vec::Vec;
	use fiscal_primitives::{
		node::{
			AccessNode, ActivationCode, ActivationFault, ActivationState, Admission, AdmissionId,
			AdmissionStatus, CodeText, CredentialTerms, Decision, Device, DeviceRequest,
			DeviceStatus, Endpoint, NewCode, NodeDecision, NodeRequest, NodeRole, NodeRoles,
			NodeStatus, MAX_DEVICES,
		},
		participant::Role,
		policy::Label,
		text::Reason,
		traits::{Gate, Outbox, ParticipantRegistry, SceneRegistry},
		AccountId, Actor, Did, Digest, Moment, NodeId, Operation, ParticipantId,
	};
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;

	/// The in-code storage version.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// Codes of one call.
	pub type CodeBatch = BoundedVec<NewCode, ConstU32<100>>;

	/// Digests of codes of one call.
	pub type DigestBatch = BoundedVec<Digest, ConstU32<100>>;

	/// The devices of one node.
	pub type NodeDevices = BoundedVec<Device, ConstU32<MAX_DEVICES>>;

	/// What the runtime decides about this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>>
	{
		/// The door of what administrators decide.
		type Gate: Gate<Self::RuntimeOrigin>;

		/// Who is who.
		type Participants: ParticipantRegistry<AccountId>;

		/// The scenes in force.
		type Scenes: SceneRegistry;

		/// Where evidence of admissions goes 准入存证.
		type Outbox: Outbox;

		/// The most participants one node serves, and the most entries a read returns.
		#[pallet::constant]
		type MaxRelations: Get<u32>;

		/// The most applications of one organisation that wait for a decision.
		#[pallet::constant]
		type MaxOpenAdmissions: Get<u32>;

		/// The most activation codes the chain keeps of one node, in whatever state.
		#[pallet::constant]
		type MaxCodes: Get<u32>;

		/// How long before its end a credential is expiring, ms.
		#[pallet::constant]
		type ReminderPeriod: Get<Moment>;

		/// How long an activation code is kept after it was used, voided or ran out, ms.
		#[pallet::constant]
		type CodeRetention: Get<Moment>;

		/// The most deadlines handled in one block; the rest waits for the next.
		#[pallet::constant]
		type MaxDuePerBlock: Get<u32>;

		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// State for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Every access node ever registered; none is removed.
	#[pallet::storage]
	pub type Nodes<T: Config> = StorageMap<_, Twox64Concat, NodeId, AccessNode, OptionQuery>;

	/// How many nodes were ever registered; they are numbered from 1 to this.
	#[pallet::storage]
	pub type Count<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The last decision about the state of each node; none for genesis.
	#[pallet::storage]
	pub type Decisions<T: Config> = StorageMap<_, Twox64Concat, NodeId, NodeDecision, OptionQuery>;

	/// Every application for admission; none is removed.
	#[pallet::storage]
	pub type Admissions<T: Config> =
		StorageMap<_, Twox64Concat, AdmissionId, Admission, OptionQuery>;

	/// How many applications there ever were; they are numbered from 1 to this.
	#[pallet::storage]
	pub type AdmissionCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// How many applications of an organisation wait for a decision; no entry is 0.
	#[pallet::storage]
	pub type OpenAdmissions<T: Config> =
		StorageMap<_, Twox64Concat, ParticipantId, u32, ValueQuery>;

	/// Whom a node serves, and in what capacity; no entry has an empty set.
	#[pallet::storage]
	pub type Relations<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NodeId,
		Twox64Concat,
		ParticipantId,
		NodeRoles,
		OptionQuery,
	>;

	/// The nodes of a participant: [`Relations`] the other way round.
	#[pallet::storage]
	pub type NodesOf<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ParticipantId, Twox64Concat, NodeId, (), OptionQuery>;

	/// How many participants a node serves.
	#[pallet::storage]
	pub type RelationCount<T: Config> = StorageMap<_, Twox64Concat, NodeId, u32, ValueQuery>;

	/// Activation codes of each node by their digest.
	#[pallet::storage]
	pub type Codes<T: Config> =
		StorageDoubleMap<_, Twox64Concat, NodeId, Identity, Digest, ActivationCode, OptionQuery>;

	/// How activation stands with each node.
	#[pallet::storage]
	pub type Activations<T: Config> =
		StorageMap<_, Twox64Concat, NodeId, ActivationState, ValueQuery>;

	/// The devices of each node, in the order they were bound.
	#[pallet::storage]
	pub type Devices<T: Config> = StorageMap<_, Twox64Concat, NodeId, NodeDevices, ValueQuery>;

	/// The node to which a device is bound.
	#[pallet::storage]
	pub type DeviceNodes<T: Config> = StorageMap<_, Blake2_128Concat, Did, NodeId, OptionQuery>;

	/// What is due when, in the order of time.
	#[pallet::storage]
	pub type Deadlines<T: Config> =
		StorageDoubleMap<_, Identity, Due, Identity, Task, (), OptionQuery>;

	/// Version of the routing table: it rises with each change that may affect it.
	#[pallet::storage]
	pub type RoutingVersion<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// Nodes the chain starts with, numbered from 1 in the order given.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The nodes.
		pub nodes: Vec<GenesisNode>,
		/// Nothing; the type parameter has to appear.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		/// # Panics
		/// If a node or a relation would be refused by the call that makes it: a chain must not
		/// start from such a genesis. The participants have to be built before.
		fn build(&self) {
			for entry in &self.nodes {
				if let Err(fault) = Pallet::<T>::build_node(entry.clone()) {
					panic!("genesis of access nodes: {:?} is refused: {fault:?}", entry.name);
				}
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Handles what is due. The time is that of the block before.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::WeightInfo::on_initialize(Self::sweep(T::Time::now()))
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
