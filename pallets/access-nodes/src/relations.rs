//! Nodes and the participants they serve, many to many 节点-参与方关系. R217.

use crate::{impls::role_for, Config, Error, Event, NodesOf, Pallet, RelationCount, Relations};
use alloc::vec::Vec;
use fiscal_primitives::{
	node::{NodeRole, NodeRoles},
	rpc::Served,
	Actor, NodeId, ParticipantId,
};
use frame_support::{ensure, traits::Get};

impl<T: Config> Pallet<T> {
	/// Whom a node serves, in the order of their numbers; at most [`Config::MaxRelations`].
	pub fn served_by(node: NodeId) -> Vec<Served> {
		let mut served: Vec<Served> = Relations::<T>::iter_prefix(node)
			.take(Self::most_relations())
			.map(|(participant, roles)| Served {
				participant,
				issuer: roles.contains(NodeRole::Issuer),
				user: roles.contains(NodeRole::User),
			})
			.collect();
		served.sort_unstable_by_key(|one| one.participant);
		served
	}

	/// The nodes that serve a participant, in no order; at most [`Config::MaxRelations`] of them.
	pub fn nodes_of(participant: ParticipantId) -> Vec<NodeId> {
		NodesOf::<T>::iter_key_prefix(participant).take(Self::most_relations()).collect()
	}

	/// The capacities in which a node serves a participant.
	pub fn roles_served(node: NodeId, participant: ParticipantId) -> NodeRoles {
		Relations::<T>::get(node, participant).unwrap_or_default()
	}

	fn most_relations() -> usize {
		usize::try_from(T::MaxRelations::get()).unwrap_or(usize::MAX)
	}

	/// Lets a node serve a participant, by somebody who is of the member of neither.
	pub(crate) fn do_link(
		by: Actor,
		node: NodeId,
		participant: ParticipantId,
		role: NodeRole,
	) -> Result<(), Error<T>> {
		let operator = Self::living(node)?.operator;
		Self::ensure_fit(participant, role_for(role))?;
		Self::ensure_apart(&by, operator)?;
		Self::ensure_apart(&by, participant)?;
		Self::insert_relation(node, participant, role)?;
		Self::deposit_event(Event::Linked { node, participant, role, by });
		Ok(())
	}

	/// Adds a capacity. Changes nothing when it refuses.
	pub(crate) fn insert_relation(
		node: NodeId,
		participant: ParticipantId,
		role: NodeRole,
	) -> Result<(), Error<T>> {
		let stored = Self::living(node)?;
		ensure!(stored.capacities.contains(role), Error::<T>::NotAuthorized);
		Self::ensure_fit(participant, role_for(role))?;
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
