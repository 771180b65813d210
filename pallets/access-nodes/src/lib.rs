#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub use pallet::*;

mod impls;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use types::{GenesisNode, NodeRoles};
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use crate::{GenesisNode, NodeRoles, WeightInfo};
	use alloc::vec::Vec;
	use fiscal_primitives::{
		node::{AccessNode, NodeRole, NodeStatus},
		text::{Name, Reason},
		traits::ParticipantRegistry,
		AccountId, Digest, Moment, NodeId, ParticipantId,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{EnsureOrigin, Time},
	};
	use frame_system::pallet_prelude::*;

	/// What the runtime decides about this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, RuntimeEvent: From<Event<Self>>>
	{
		/// Who administers nodes besides active fiscal authorities: the consortium council.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who is who.
		type Participants: ParticipantRegistry<AccountId>;

		/// The most participants one node serves, and the most entries a read returns.
		#[pallet::constant]
		type MaxRelations: Get<u32>;

		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Every access node ever registered; none is removed.
	#[pallet::storage]
	pub type Nodes<T: Config> = StorageMap<_, Twox64Concat, NodeId, AccessNode, OptionQuery>;

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

	/// How many nodes were ever registered; they are numbered from 1 to this.
	#[pallet::storage]
	pub type Count<T: Config> = StorageValue<_, u32, ValueQuery>;

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
				let GenesisNode { name, operator, credential, serves } = entry.clone();
				let built =
					Pallet::<T>::insert_new(name, operator, credential, 0).and_then(|node| {
						serves.into_iter().try_for_each(|(participant, role)| {
							Pallet::<T>::insert_relation(node, participant, role)
						})
					});
				if let Err(fault) = built {
					panic!("genesis of access nodes: {:?} is refused: {fault:?}", entry.name);
				}
			}
		}
	}

	/// What happened. `by` is the fiscal authority who decided; none stands for the council.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A node was registered.
		Registered {
			/// Its number.
			node: NodeId,
			/// The participant that runs it.
			operator: ParticipantId,
			/// SM3 of its credential.
			credential: Digest,
			/// Who decided.
			by: Option<ParticipantId>,
		},
		/// The state of a node changed.
		StatusChanged {
			/// The node.
			node: NodeId,
			/// Its state before.
			from: NodeStatus,
			/// Its state now.
			to: NodeStatus,
			/// Who decided.
			by: Option<ParticipantId>,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Why.
			reason: Reason,
		},
		/// A node serves a participant from now on.
		Linked {
			/// The node.
			node: NodeId,
			/// The participant.
			participant: ParticipantId,
			/// In what capacity.
			role: NodeRole,
			/// Who decided.
			by: Option<ParticipantId>,
		},
		/// A node serves a participant no longer.
		Unlinked {
			/// The node.
			node: NodeId,
			/// The participant.
			participant: ParticipantId,
			/// In what capacity.
			role: NodeRole,
			/// Who decided.
			by: Option<ParticipantId>,
		},
	}

	/// Why a call was refused; nothing changed.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such node or no such relation.
		NotFound,
		/// The node serves the participant in that capacity already.
		AlreadyExists,
		/// The operator or the participant named does not exist or is not active.
		NotActive,
		/// The operator or the participant named lacks the role that fits.
		NotAuthorized,
		/// The node is disabled, for ever.
		Terminal,
		/// It is so already.
		NothingChanged,
		/// The node serves [`Config::MaxRelations`] participants.
		MaxRelationsExceeded,
		/// 2^32 - 1 nodes were registered.
		MaxNodesExceeded,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers an access node 业务接入节点, in service.
		///
		/// Who: [`Config::AdminOrigin`] or an active fiscal authority. `name`: 1 to 128 bytes.
		/// `operator`: an active participant with the role of node operator. `credential`: SM3 of
		/// the node's credential, 32 bytes.
		///
		/// Emits [`Event::Registered`].
		///
		/// # Errors
		/// Those of the signer (`NotFound`, `NotActive`, `NotAuthorized` of the participants),
		/// [`Error::NotActive`], [`Error::NotAuthorized`], [`Error::MaxNodesExceeded`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(
			origin: OriginFor<T>,
			name: Name,
			operator: ParticipantId,
			credential: Digest,
		) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			let node = Self::insert_new(name, operator, credential, T::Time::now())?;
			Self::deposit_event(Event::Registered { node, operator, credential, by });
			Ok(())
		}

		/// Suspends 暂停, resumes 恢复 or disables 禁用 a node. Disabled is for ever.
		///
		/// Who: [`Config::AdminOrigin`] or an active fiscal authority.
		///
		/// Emits [`Event::StatusChanged`].
		///
		/// # Errors
		/// Those of the signer, [`Error::NotFound`], [`Error::Terminal`],
		/// [`Error::NothingChanged`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_status())]
		pub fn set_status(
			origin: OriginFor<T>,
			node: NodeId,
			status: NodeStatus,
			reason: Reason,
		) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			let at = T::Time::now();
			let from = Nodes::<T>::try_mutate(node, |slot| {
				let stored = slot.as_mut().ok_or(Error::<T>::NotFound)?;
				ensure!(stored.status != NodeStatus::Disabled, Error::<T>::Terminal);
				ensure!(stored.status != status, Error::<T>::NothingChanged);
				stored.changed_at = at;
				Ok::<_, Error<T>>(core::mem::replace(&mut stored.status, status))
			})?;
			Self::deposit_event(Event::StatusChanged { node, from, to: status, by, at, reason });
			Ok(())
		}

		/// Lets a node serve a participant in a capacity 关联.
		///
		/// Who: [`Config::AdminOrigin`] or an active fiscal authority. `participant`: active, with
		/// the role of issuer or of user of bills as `role` demands. The node may be suspended.
		///
		/// Emits [`Event::Linked`].
		///
		/// # Errors
		/// Those of the signer, [`Error::NotFound`], [`Error::Terminal`], [`Error::NotActive`],
		/// [`Error::NotAuthorized`], [`Error::AlreadyExists`], [`Error::MaxRelationsExceeded`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::link())]
		pub fn link(
			origin: OriginFor<T>,
			node: NodeId,
			participant: ParticipantId,
			role: NodeRole,
		) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			Self::insert_relation(node, participant, role)?;
			Self::deposit_event(Event::Linked { node, participant, role, by });
			Ok(())
		}

		/// Ends the service of a node to a participant in a capacity 解除关联, whatever the state of
		/// either.
		///
		/// Who: [`Config::AdminOrigin`] or an active fiscal authority.
		///
		/// Emits [`Event::Unlinked`].
		///
		/// # Errors
		/// Those of the signer, [`Error::NotFound`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::unlink())]
		pub fn unlink(
			origin: OriginFor<T>,
			node: NodeId,
			participant: ParticipantId,
			role: NodeRole,
		) -> DispatchResult {
			let by = Self::ensure_admin(origin)?;
			Self::remove_relation(node, participant, role)?;
			Self::deposit_event(Event::Unlinked { node, participant, role, by });
			Ok(())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
