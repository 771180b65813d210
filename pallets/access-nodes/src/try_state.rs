//! What must always hold of the storage.

use crate::{
	Activations, AdmissionCount, Admissions, Codes, Config, Count, Deadlines, DeviceNodes, Devices,
	Nodes, NodesOf, OpenAdmissions, Pallet, RelationCount, Relations, Task,
};
use alloc::collections::BTreeMap;
use fiscal_primitives::{
	node::{AdmissionStatus, CodeState, NodeStatus, MAX_CODE_ATTEMPTS},
	traits::ParticipantRegistry,
	Did, NodeId, ParticipantId,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::TryRuntimeError;

type Checked = Result<(), TryRuntimeError>;

/// A participant has one role at least, so that one without any does not exist.
fn exists<T: Config>(participant: ParticipantId) -> bool {
	!T::Participants::roles_of(participant).is_empty()
}

impl<T: Config> Pallet<T> {
	/// * Nodes and applications are numbered from 1 without a gap, and their participants exist.
	/// * Every relation is of a node and a participant that exist; both directions and the counts
	///   agree.
	/// * Codes, counts and freezes of activation agree; a code is ended or has an end to come.
	/// * Both directions of the binding of devices agree; a DID is that of its key.
	/// * What is due belongs to what it is due for.
	pub(crate) fn do_try_state() -> Checked {
		Self::check_nodes()?;
		Self::check_admissions()?;
		Self::check_relations()?;
		Self::check_codes()?;
		Self::check_devices()?;
		Self::check_deadlines()
	}

	fn check_nodes() -> Checked {
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
			let credential = stored.credential;
			ensure!(credential.version > 0, "credential: no version");
			ensure!(
				credential.valid_from <= credential.valid_until,
				"credential: ends before it begins"
			);
		}
		ensure!(nodes == count, "access nodes: fewer than the count");
		Ok(())
	}

	fn check_admissions() -> Checked {
		let count = AdmissionCount::<T>::get();
		let mut seen = 0u32;
		let mut open = BTreeMap::<ParticipantId, u32>::new();
		for (id, stored) in Admissions::<T>::iter() {
			seen = seen.saturating_add(1);
			ensure!((1..=count).contains(&id.0), "application: number outside of the count");
			ensure!(exists::<T>(stored.applicant), "application: of nobody");
			ensure!(stored.revision > 0, "application: no revision");
			ensure!(stored.changed_at >= stored.submitted_at, "application: changed too early");
			let approved = stored.status == AdmissionStatus::Approved;
			ensure!(
				stored.node.is_some() == (stored.change || approved),
				"application: a node that does not fit its state"
			);
			if let Some(node) = stored.node {
				let operator = Nodes::<T>::get(node).map(|node| node.operator);
				ensure!(operator == Some(stored.applicant), "application: for another's node");
			}
			if stored.status.is_open() {
				let count = open.entry(stored.applicant).or_default();
				*count = count.saturating_add(1);
			}
		}
		ensure!(seen == count, "applications: fewer than the count");
		let counts: BTreeMap<_, _> = OpenAdmissions::<T>::iter().collect();
		ensure!(counts == open, "applications: the count of open ones is wrong");
		let most = T::MaxOpenAdmissions::get();
		ensure!(open.values().all(|count| *count <= most), "applications: too many open ones");
		Ok(())
	}

	fn check_relations() -> Checked {
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

	fn check_codes() -> Checked {
		let mut counts = BTreeMap::<NodeId, u32>::new();
		for (node, digest, code) in Codes::<T>::iter() {
			let count = counts.entry(node).or_default();
			*count = count.saturating_add(1);
			ensure!(Nodes::<T>::contains_key(node), "code: of no node");
			let issued = code.state == CodeState::Issued;
			ensure!(issued == code.ended_at.is_none(), "code: an end that does not fit its state");
			let spent = matches!(code.state, CodeState::Used | CodeState::Retired);
			ensure!(!spent || code.device.is_some(), "code: spent by no device");
			let batches = Activations::<T>::get(node).batches;
			ensure!((1..=batches).contains(&code.batch), "code: of no batch");
			let (due, task) = Self::code_deadline(node, digest, &code);
			ensure!(Deadlines::<T>::contains_key(due, task), "code: nothing is due for it");
		}
		for (node, state) in Activations::<T>::iter() {
			ensure!(
				state.codes == counts.remove(&node).unwrap_or_default(),
				"codes: the count of a node is wrong"
			);
			ensure!(state.codes <= T::MaxCodes::get(), "codes: a node has too many");
			ensure!(
				state.failed < MAX_CODE_ATTEMPTS || state.frozen,
				"codes: not frozen after too many failures"
			);
		}
		ensure!(counts.is_empty(), "codes: a node has no count");
		Ok(())
	}

	fn check_devices() -> Checked {
		let mut bound = BTreeMap::<Did, NodeId>::new();
		for (node, devices) in Devices::<T>::iter() {
			let stored = Nodes::<T>::get(node).ok_or("devices: of no node")?;
			ensure!(stored.activated_at.is_some(), "devices: of a node that is not activated");
			for device in devices {
				ensure!(device.did == Did::of(&device.key), "device: a DID of another key");
				ensure!(bound.insert(device.did, node).is_none(), "device: bound twice");
				ensure!(device.changed_at >= device.bound_at, "device: changed too early");
				let received = device.acknowledged.map_or(0, |received| received.version);
				ensure!(received <= stored.credential.version, "device: a credential to come");
			}
		}
		let reverse: BTreeMap<_, _> = DeviceNodes::<T>::iter().collect();
		ensure!(reverse == bound, "devices: the other direction does not agree");
		Ok(())
	}

	fn check_deadlines() -> Checked {
		for (due, task, ()) in Deadlines::<T>::iter() {
			match task {
				Task::CredentialReminder(node) | Task::CredentialExpiry(node) => {
					let stored = Nodes::<T>::get(node).ok_or("deadline: of no node")?;
					let planned = Self::credential_deadlines(node, &stored.credential);
					ensure!(planned.contains(&(due, task)), "deadline: of another credential");
					let alive = stored.credential.revoked_at.is_none()
						&& stored.status != NodeStatus::Disabled;
					ensure!(alive, "deadline: of a credential that is no more");
				}
				Task::CodeExpiry(node, digest) | Task::CodeArchive(node, digest) => {
					let code = Codes::<T>::get(node, digest).ok_or("deadline: of no code")?;
					let planned = Self::code_deadline(node, digest, &code);
					ensure!(planned == (due, task), "deadline: of another state of a code");
				}
			}
		}
		Ok(())
	}
}
