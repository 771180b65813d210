//! What must always hold of the storage.

use crate::{Config, Count, Nodes, NodesOf, Pallet, RelationCount, Relations};
use alloc::collections::BTreeMap;
use fiscal_primitives::{participant::Role, traits::ParticipantRegistry, NodeId, ParticipantId};
use frame_support::{ensure, traits::Get};
use sp_runtime::TryRuntimeError;

/// A participant has one role at least, so that one without any does not exist.
fn exists<T: Config>(participant: ParticipantId) -> bool {
	Role::ALL.into_iter().any(|role| T::Participants::has_role(participant, role))
}

impl<T: Config> Pallet<T> {
	/// * Nodes are numbered 1 to [`Count`] without a gap, and their operators exist.
	/// * Every relation is of a node and a participant that exist, and is not empty.
	/// * Both directions of the relation agree, and so do the counts.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		let count = Count::<T>::get();
		let mut nodes = 0u32;
		for (node, stored) in Nodes::<T>::iter() {
			nodes = nodes.saturating_add(1);
			ensure!((1..=count).contains(&node.0), "access node: number outside of the count");
			ensure!(exists::<T>(stored.operator), "access node: its operator does not exist");
			ensure!(
				stored.changed_at >= stored.registered_at,
				"access node: changed before it was registered"
			);
		}
		ensure!(nodes == count, "access nodes: fewer than the count");

		let mut counts = BTreeMap::<NodeId, u32>::new();
		let mut forward = 0usize;
		for (node, participant, roles) in Relations::<T>::iter() {
			forward = forward.saturating_add(1);
			ensure!(!roles.is_empty(), "relation: empty");
			ensure!(Nodes::<T>::contains_key(node), "relation: of no node");
			ensure!(exists::<T>(participant), "relation: of no participant");
			ensure!(
				NodesOf::<T>::contains_key(participant, node),
				"relation: missing the other way round"
			);
			let served = counts.entry(node).or_default();
			*served = served.saturating_add(1);
		}
		// Each relation has its own entry the other way round, so that equal sizes mean no others.
		ensure!(
			NodesOf::<T>::iter().count() == forward,
			"relations: more of them the other way round"
		);
		for (node, served) in RelationCount::<T>::iter() {
			ensure!(
				served == counts.remove(&node).unwrap_or_default(),
				"relations: the count of a node is wrong"
			);
			ensure!(served <= T::MaxRelations::get(), "relations: a node serves too many");
		}
		ensure!(counts.is_empty(), "relations: a node has no count");
		Ok(())
	}
}
