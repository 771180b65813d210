//! Everything that is not a call: insertion, the origin, reads, and what other pallets may ask.

use crate::{Config, Count, Error, NodeRoles, Nodes, NodesOf, Pallet, RelationCount, Relations};
use alloc::vec::Vec;
use fiscal_primitives::{
	node::{AccessNode, NodeRole, NodeStatus},
	participant::Role,
	rpc::Served,
	text::Name,
	traits::{NodeRegistry, ParticipantRegistry},
	Digest, Moment, NodeId, ParticipantId,
};
use frame_support::{
	ensure,
	traits::{EnsureOrigin, Get},
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	/// A node, and whom it serves in the order of their numbers; at most [`Config::MaxRelations`].
	pub fn node_with_relations(node: NodeId) -> Option<(AccessNode, Vec<Served>)> {
		let stored = Nodes::<T>::get(node)?;
		let mut served: Vec<Served> = Relations::<T>::iter_prefix(node)
			.take(Self::most())
			.map(|(participant, roles)| Served {
				participant,
				issuer: roles.contains(NodeRole::Issuer),
				user: roles.contains(NodeRole::User),
			})
			.collect();
		served.sort_unstable_by_key(|one| one.participant);
		Some((stored, served))
	}

	/// The nodes that serve a participant, in no order; at most [`Config::MaxRelations`] of them.
	pub fn nodes_of(participant: ParticipantId) -> Vec<NodeId> {
		NodesOf::<T>::iter_key_prefix(participant).take(Self::most()).collect()
	}

	fn most() -> usize {
		usize::try_from(T::MaxRelations::get()).unwrap_or(usize::MAX)
	}

	/// Who decides: none for the council, else the signing fiscal authority.
	pub(crate) fn ensure_admin(
		origin: OriginFor<T>,
	) -> Result<Option<ParticipantId>, DispatchError> {
		match T::AdminOrigin::try_origin(origin) {
			Ok(_) => Ok(None),
			Err(origin) => {
				let account = ensure_signed(origin)?;
				T::Participants::ensure(&account, Role::FiscalAuthority).map(Some)
			}
		}
	}

	fn ensure_fit(participant: ParticipantId, role: Role) -> Result<(), Error<T>> {
		ensure!(T::Participants::is_active(participant), Error::<T>::NotActive);
		ensure!(T::Participants::has_role(participant, role), Error::<T>::NotAuthorized);
		Ok(())
	}

	/// Registers a node at `at` (Unix ms), in service. Changes nothing when it refuses.
	pub(crate) fn insert_new(
		name: Name,
		operator: ParticipantId,
		credential: Digest,
		at: Moment,
	) -> Result<NodeId, Error<T>> {
		Self::ensure_fit(operator, Role::NodeOperator)?;
		let number = Count::<T>::get().checked_add(1).ok_or(Error::<T>::MaxNodesExceeded)?;
		let node = NodeId(number);
		Count::<T>::put(number);
		Nodes::<T>::insert(
			node,
			AccessNode {
				name,
				operator,
				credential,
				status: NodeStatus::Normal,
				registered_at: at,
				changed_at: at,
			},
		);
		Ok(node)
	}

	/// Adds a capacity. Changes nothing when it refuses.
	pub(crate) fn insert_relation(
		node: NodeId,
		participant: ParticipantId,
		role: NodeRole,
	) -> Result<(), Error<T>> {
		let stored = Nodes::<T>::get(node).ok_or(Error::<T>::NotFound)?;
		ensure!(stored.status != NodeStatus::Disabled, Error::<T>::Terminal);
		let needed = match role {
			NodeRole::Issuer => Role::Issuer,
			NodeRole::User => Role::BillUser,
		};
		Self::ensure_fit(participant, needed)?;
		match Relations::<T>::get(node, participant) {
			Some(roles) => {
				ensure!(!roles.contains(role), Error::<T>::AlreadyExists);
				Relations::<T>::insert(node, participant, roles.with(role));
			}
			None => {
				let count = RelationCount::<T>::get(node);
				ensure!(count < T::MaxRelations::get(), Error::<T>::MaxRelationsExceeded);
				RelationCount::<T>::insert(node, count.saturating_add(1));
				Relations::<T>::insert(node, participant, NodeRoles::default().with(role));
				NodesOf::<T>::insert(participant, node, ());
			}
		}
		Ok(())
	}

	/// Takes a capacity away. Changes nothing when it refuses.
	pub(crate) fn remove_relation(
		node: NodeId,
		participant: ParticipantId,
		role: NodeRole,
	) -> Result<(), Error<T>> {
		let roles = Relations::<T>::get(node, participant).ok_or(Error::<T>::NotFound)?;
		ensure!(roles.contains(role), Error::<T>::NotFound);
		let left = roles.without(role);
		if left.is_empty() {
			Relations::<T>::remove(node, participant);
			NodesOf::<T>::remove(participant, node);
			RelationCount::<T>::mutate(node, |count| *count = count.saturating_sub(1));
		} else {
			Relations::<T>::insert(node, participant, left);
		}
		Ok(())
	}
}

impl<T: Config> NodeRegistry for Pallet<T> {
	fn is_normal(node: NodeId) -> bool {
		Nodes::<T>::get(node).is_some_and(|stored| stored.status == NodeStatus::Normal)
	}

	fn operator(node: NodeId) -> Option<ParticipantId> {
		Nodes::<T>::get(node).map(|stored| stored.operator)
	}

	fn serves(node: NodeId, participant: ParticipantId, role: NodeRole) -> bool {
		Relations::<T>::get(node, participant).is_some_and(|roles| roles.contains(role))
	}
}
