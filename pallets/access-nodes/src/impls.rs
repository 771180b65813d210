//! Registration and state of nodes, who may act, and what other pallets may ask.

use crate::{Config, Count, Decisions, Error, Event, GenesisNode, Nodes, Pallet, RoutingVersion};
use fiscal_primitives::{
	authorization::Scope,
	node::{
		AccessNode, Credential, CredentialTerms, NodeDecision, NodeRequest, NodeRole, NodeRoles,
		NodeStatus,
	},
	participant::{Role, Status},
	text::Reason,
	traits::{Gate, NodeRegistry, OnParticipantStatus, ParticipantRegistry, SceneRegistry},
	Actor, Moment, NodeId, Operation, ParticipantId, SceneId,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
	weights::Weight,
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// The participant with that role for whom the node was registered and who signs.
	fn operator_of(origin: OriginFor<T>, node: NodeId) -> Result<Actor, DispatchError> {
		let account = ensure_signed(origin)?;
		let id = T::Participants::ensure(&account, Role::NodeOperator)?;
		let stored = Nodes::<T>::get(node).ok_or(Error::<T>::NotFound)?;
		ensure!(stored.operator == id, Error::<T>::NotAuthorized);
		let signer = T::Participants::signer_of(&account).unwrap_or(id);
		Ok(Actor::Participant { id, signer, approval: None })
	}

	/// The operator of the node signs. Returns the participant whose key it is.
	pub(crate) fn ensure_operator(
		origin: OriginFor<T>,
		node: NodeId,
	) -> Result<ParticipantId, DispatchError> {
		match Self::operator_of(origin, node)? {
			Actor::Participant { signer, .. } => Ok(signer),
			_ => Err(Error::<T>::NotAuthorized.into()),
		}
	}

	/// The operator of the node (and true), or whom the gate admits for its state (and false).
	pub(crate) fn ensure_operator_or_gate(
		origin: OriginFor<T>,
		node: NodeId,
	) -> Result<(Actor, bool), DispatchError> {
		if let Ok(operator) = Self::operator_of(origin.clone(), node) {
			return Ok((operator, true));
		}
		T::Gate::ensure(origin, Operation::ChangeNodeStatus, Role::FiscalAuthority)
			.map(|by| (by, false))
	}

	pub(crate) fn ensure_fit(participant: ParticipantId, role: Role) -> Result<(), Error<T>> {
		ensure!(T::Participants::is_active(participant), Error::<T>::NotActive);
		ensure!(T::Participants::has_role(participant, role), Error::<T>::NotAuthorized);
		Ok(())
	}

	/// Nobody decides about what is of its own member of the first tier; the council may.
	pub(crate) fn ensure_apart(by: &Actor, about: ParticipantId) -> Result<(), Error<T>> {
		let apart = by.participant().is_none_or(|id| T::Participants::are_apart(id, about));
		ensure!(apart, Error::<T>::OwnApplication);
		Ok(())
	}

	pub(crate) fn ensure_scenes(request: &NodeRequest) -> Result<(), Error<T>> {
		let active = request.scenes.iter().all(|scene| T::Scenes::terms(*scene).is_some());
		ensure!(active, Error::<T>::SceneNotActive);
		Ok(())
	}

	/// A node that may change: it exists and is not disabled.
	pub(crate) fn living(node: NodeId) -> Result<AccessNode, Error<T>> {
		let stored = Nodes::<T>::get(node).ok_or(Error::<T>::NotFound)?;
		ensure!(stored.status != NodeStatus::Disabled, Error::<T>::Terminal);
		Ok(stored)
	}

	/// The routing table may differ from now on.
	pub(crate) fn routing_changed() {
		RoutingVersion::<T>::mutate(|version| *version = version.saturating_add(1));
	}

	/// Stores a new node under the next number. Changes nothing when it refuses.
	fn insert_new(stored: &AccessNode) -> Result<NodeId, Error<T>> {
		Self::ensure_fit(stored.operator, Role::NodeOperator)?;
		let number = Count::<T>::get().checked_add(1).ok_or(Error::<T>::MaxNodesExceeded)?;
		let node = NodeId(number);
		Count::<T>::put(number);
		Self::schedule_credential(node, &stored.credential);
		Nodes::<T>::insert(node, stored);
		Ok(node)
	}

	/// A node of the genesis with its relations.
	pub(crate) fn build_node(entry: GenesisNode) -> Result<(), Error<T>> {
		let served: NodeRoles =
			entry.serves.iter().fold(NodeRoles::default(), |set, (_, role)| set.with(*role));
		let stored = AccessNode {
			name: entry.name,
			operator: entry.operator,
			capacities: if entry.capacities.is_empty() { served } else { entry.capacities },
			scenes: entry.scenes,
			resources: entry.resources,
			form: None,
			credential: Credential {
				digest: entry.credential,
				version: 1,
				valid_from: 0,
				valid_until: entry.credential_until,
				revoked_at: None,
			},
			status: NodeStatus::Normal,
			activated_at: Some(0),
			registered_at: 0,
			changed_at: 0,
		};
		let node = Self::insert_new(&stored)?;
		entry
			.serves
			.into_iter()
			.try_for_each(|(participant, role)| Self::insert_relation(node, participant, role))
	}

	/// Registers a node with its first credential.
	pub(crate) fn do_register(
		by: Actor,
		operator: ParticipantId,
		request: NodeRequest,
		credential: CredentialTerms,
	) -> Result<NodeId, DispatchError> {
		Self::ensure_fit(operator, Role::NodeOperator)?;
		Self::ensure_apart(&by, operator)?;
		Self::ensure_scenes(&request)?;
		let at = T::Time::now();
		ensure!(credential.valid_until > at, Error::<T>::Expired);
		let NodeRequest { name, capacities, scenes, resources, form } = request;
		let CredentialTerms { digest, valid_until } = credential;
		let stored = AccessNode {
			name,
			operator,
			capacities,
			scenes,
			resources,
			form: Some(form),
			credential: Credential {
				digest,
				version: 1,
				valid_from: at,
				valid_until,
				revoked_at: None,
			},
			status: NodeStatus::Normal,
			activated_at: None,
			registered_at: at,
			changed_at: at,
		};
		let node = Self::insert_new(&stored)?;
		Decisions::<T>::insert(node, NodeDecision { by, at, reason: None });
		Self::deposit_event(Event::Registered { node, operator, credential: digest, by });
		Self::deposit_event(Event::CredentialIssued { node, digest, version: 1, valid_until, by });
		Ok(node)
	}

	/// Suspends, resumes or disables.
	pub(crate) fn do_set_status(
		by: Actor,
		node: NodeId,
		status: NodeStatus,
		reason: Reason,
	) -> DispatchResult {
		let mut stored = Self::living(node)?;
		ensure!(stored.status != status, Error::<T>::NothingChanged);
		let at = T::Time::now();
		let from = core::mem::replace(&mut stored.status, status);
		stored.changed_at = at;
		if status == NodeStatus::Disabled {
			Self::unschedule_credential(node, &stored.credential);
		}
		Nodes::<T>::insert(node, stored);
		Decisions::<T>::insert(node, NodeDecision { by, at, reason: Some(reason.clone()) });
		Self::routing_changed();
		Self::deposit_event(Event::StatusChanged { node, from, to: status, by, at, reason });
		Ok(())
	}
}

impl<T: Config> NodeRegistry for Pallet<T> {
	fn is_normal(node: NodeId) -> bool {
		Nodes::<T>::get(node).is_some_and(|stored| {
			stored.in_service(T::Time::now()) && T::Participants::is_active(stored.operator)
		})
	}

	fn operator(node: NodeId) -> Option<ParticipantId> {
		Nodes::<T>::get(node).map(|stored| stored.operator)
	}

	fn serves(node: NodeId, participant: ParticipantId, role: NodeRole) -> bool {
		Self::roles_served(node, participant).contains(role)
			&& Nodes::<T>::get(node).is_some_and(|stored| stored.capacities.contains(role))
	}

	fn admits(node: NodeId, scene: SceneId, resource: Scope) -> bool {
		Nodes::<T>::get(node).is_some_and(|stored| stored.admits(scene, resource))
	}
}

/// A node of an operator that is not active is not in service: whoever asks is told so without any
/// write here. What changes is the routing table, so that its version rises.
impl<T: Config> OnParticipantStatus for Pallet<T> {
	fn status_changed(_: ParticipantId, _: Status, _: Status) {
		Self::routing_changed();
	}
	fn key_changed(_: ParticipantId, _: u32) {}

	// The version of the routing table.
	fn status_weight() -> Weight {
		T::DbWeight::get().reads_writes(1, 1)
	}
}

/// The role a participant needs for a capacity.
pub(crate) const fn role_for(capacity: NodeRole) -> Role {
	match capacity {
		NodeRole::Issuer => Role::Issuer,
		NodeRole::User => Role::BillUser,
	}
}

/// `at` and `span` later, Unix ms.
pub(crate) const fn later(at: Moment, span: Moment) -> Moment {
	at.saturating_add(span)
}
