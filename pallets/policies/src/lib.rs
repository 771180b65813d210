#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub use pallet::*;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod calls;
mod distribution;
mod drafting;
mod events;
mod force;
mod labels;
mod reads;
mod session;
mod simulation;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use frame_support::pallet_macros::import_section;

pub use types::{ActivePolicy, Frequency, IndexEntry, Session};
pub use weights::WeightInfo;

/// The pallet: its events and errors stand in `events.rs`, its calls in `calls.rs`.
#[import_section(calls::calls)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use crate::{types::PointIndex, ActivePolicy, Frequency, WeightInfo};
	use alloc::{boxed::Box, vec::Vec};
	use fiscal_policy::{
		chain::{
			Acknowledgement, Consistency, Dependent, DigestReport, Distribution, DistributionId,
			DistributionMode, HitCounters, HitReport, LabelKind, LabelRecord, Member, NodeCounters,
			PolicyChange, PolicyHead, PolicySet, PrimitiveHead, PrimitiveRecord, SetChange, Stages,
			Target, VersionRecord, MAX_REPORTS, MAX_TARGETS,
		},
		Cost, Expr, Policy, PrimitiveId, Reference,
	};
	use fiscal_primitives::{
		participant::Role,
		policy::{Label, Labels, PolicyPoint},
		text::{Name, Reason},
		traits::{Gate, NodeRegistry, ParticipantRegistry, SceneRegistry},
		AccountId, Actor, Did, Digest, Moment, NodeId, Operation, ParticipantId, PolicyId, SceneId,
	};
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;

	/// The layout of the storage.
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// What the runtime decides about this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>>
	{
		/// The door of whoever puts policies into force and distributes them.
		type Gate: Gate<Self::RuntimeOrigin>;
		/// Who is who.
		type Participants: ParticipantRegistry<AccountId>;
		/// Access nodes and who runs them.
		type Nodes: NodeRegistry;
		/// Scenes in force.
		type Scenes: SceneRegistry;
		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;

		/// The most one policy may cost; at most [`fiscal_policy::limits::MAX_COST`].
		#[pallet::constant]
		type MaxPolicyCost: Get<Cost>;
		/// The most that the policies of one list may cost together: those of one point and scene, and
		/// those of one point and every scene.
		#[pallet::constant]
		type MaxListCost: Get<Cost>;
		/// Share of failed requests in a report, in percent, above which the chain raises an alarm.
		#[pallet::constant]
		type FailureAlarm: Get<u8>;
		/// How long a request may take on a node, in ms, before the chain raises an alarm.
		#[pallet::constant]
		type LatencyAlarm: Get<u32>;
		/// Weights of the calls.
		type WeightInfo: WeightInfo;
		/// Makes what benchmarks need of other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// How many primitives were ever defined; they are numbered from 1 to this.
	#[pallet::storage]
	pub type PrimitiveCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Every primitive 元语; none is removed.
	#[pallet::storage]
	pub type PrimitiveHeads<T: Config> =
		StorageMap<_, Twox64Concat, PrimitiveId, PrimitiveHead, OptionQuery>;

	/// Every version of every primitive, from 1; none changes.
	#[pallet::storage]
	pub type Primitives<T: Config> =
		StorageDoubleMap<_, Twox64Concat, PrimitiveId, Twox64Concat, u32, PrimitiveRecord>;

	/// What uses a version of a primitive directly.
	#[pallet::storage]
	pub type Dependents<T: Config> =
		StorageDoubleMap<_, Twox64Concat, Reference, Twox64Concat, Dependent, (), OptionQuery>;

	/// How many policies were ever drafted; they are numbered from 1 to this.
	#[pallet::storage]
	pub type PolicyCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Every policy; none is removed.
	#[pallet::storage]
	pub type Heads<T: Config> = StorageMap<_, Twox64Concat, PolicyId, PolicyHead, OptionQuery>;

	/// Every version of every policy, from 1. Its content never changes.
	#[pallet::storage]
	pub type Versions<T: Config> =
		StorageDoubleMap<_, Twox64Concat, PolicyId, Twox64Concat, u32, VersionRecord, OptionQuery>;

	/// How many changes of policies there were; they are numbered from 0.
	#[pallet::storage]
	pub type ChangeCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Every change of every policy, in the order in which they were made.
	#[pallet::storage]
	pub type Changes<T: Config> = StorageMap<_, Twox64Concat, u32, PolicyChange, OptionQuery>;

	/// The changes of one policy, from 0: their numbers in [`Changes`].
	#[pallet::storage]
	pub type History<T: Config> =
		StorageDoubleMap<_, Twox64Concat, PolicyId, Twox64Concat, u32, u32, OptionQuery>;

	/// The policies in force and their digest.
	#[pallet::storage]
	pub type InForce<T: Config> = StorageValue<_, PolicySet, ValueQuery>;

	/// What each revision of [`InForce`] changed, from 1.
	#[pallet::storage]
	pub type SetChanges<T: Config> = StorageMap<_, Twox64Concat, u32, SetChange, OptionQuery>;

	/// The policies in force, ready for evaluation: references are written out.
	#[pallet::storage]
	pub type Active<T: Config> = StorageMap<_, Twox64Concat, PolicyId, ActivePolicy, OptionQuery>;

	/// The policies in force of a point, by scene; those of every scene stand under none. In the order
	/// of their rank.
	#[pallet::storage]
	pub type Index<T: Config> =
		StorageMap<_, Twox64Concat, (PolicyPoint, Option<SceneId>), PointIndex, ValueQuery>;

	/// How often the chain asked a policy.
	#[pallet::storage]
	pub type Hits<T: Config> = StorageMap<_, Twox64Concat, PolicyId, HitCounters, ValueQuery>;

	/// How many requests an actor made at a point in a scene today. Counted while a policy for the
	/// actor is in force there.
	#[pallet::storage]
	pub type Frequencies<T: Config> =
		StorageMap<_, Twox64Concat, (PolicyPoint, SceneId, ParticipantId), Frequency, ValueQuery>;

	/// The groups and tags there are.
	#[pallet::storage]
	pub type LabelRecords<T: Config> =
		StorageMap<_, Blake2_128Concat, Label, LabelRecord, OptionQuery>;

	/// Who has a label.
	#[pallet::storage]
	pub type LabelMembers<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, Label, Twox64Concat, Member, (), OptionQuery>;

	/// The labels of a participant or an access node, in their order.
	#[pallet::storage]
	pub type LabelsOf<T: Config> = StorageMap<_, Twox64Concat, Member, Labels, ValueQuery>;

	/// How many distributions were ever begun; they are numbered from 1 to this.
	#[pallet::storage]
	pub type DistributionCount<T: Config> = StorageValue<_, DistributionId, ValueQuery>;

	/// Every distribution.
	#[pallet::storage]
	pub type Distributions<T: Config> =
		StorageMap<_, Twox64Concat, DistributionId, Distribution, OptionQuery>;

	/// The distribution under way: at most one.
	#[pallet::storage]
	pub type Running<T: Config> = StorageValue<_, DistributionId, OptionQuery>;

	/// The set whose distribution was completed last.
	#[pallet::storage]
	pub type Distributed<T: Config> = StorageValue<_, Digest, OptionQuery>;

	/// What nodes said about a distribution.
	#[pallet::storage]
	pub type Acknowledgements<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		DistributionId,
		Twox64Concat,
		NodeId,
		Acknowledgement,
		OptionQuery,
	>;

	/// What a node last said it holds.
	#[pallet::storage]
	pub type DigestReports<T: Config> =
		StorageMap<_, Twox64Concat, NodeId, DigestReport, OptionQuery>;

	/// What a node reported of a policy.
	#[pallet::storage]
	pub type NodeHits<T: Config> =
		StorageDoubleMap<_, Twox64Concat, PolicyId, Twox64Concat, NodeId, NodeCounters, ValueQuery>;

	/// What all nodes reported of a policy.
	#[pallet::storage]
	pub type NodeTotals<T: Config> =
		StorageMap<_, Twox64Concat, PolicyId, NodeCounters, ValueQuery>;

	/// Primitives and policies the chain starts with, numbered from 1 in the order given; the policies
	/// are in force from the first block. Each has the JSON form of its kind.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The primitives.
		pub primitives: Vec<fiscal_policy::Primitive>,
		/// The policies.
		pub policies: Vec<Policy>,
		/// Nothing; the type parameter has to appear.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		/// # Panics
		/// If validation refuses one of them, or two policies conflict.
		fn build(&self) {
			for primitive in &self.primitives {
				if let Err(fault) = Pallet::<T>::insert_genesis_primitive(primitive.clone()) {
					panic!("genesis of policies: {:?} is refused: {fault:?}", primitive.name);
				}
			}
			for policy in &self.policies {
				if let Err(fault) = Pallet::<T>::insert_genesis_policy(policy.clone()) {
					panic!("genesis of policies: {:?} is refused: {fault:?}", policy.name);
				}
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				T::MaxPolicyCost::get() <= fiscal_policy::limits::MAX_COST,
				"MaxPolicyCost is above what validation admits"
			);
			assert!(
				T::MaxListCost::get() >= T::MaxPolicyCost::get(),
				"MaxListCost has no room for one policy"
			);
			assert!(T::FailureAlarm::get() <= 100, "FailureAlarm is a percentage");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
