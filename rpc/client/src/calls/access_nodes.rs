//! Calls of the pallet `AccessNodes` (R217).

use crate::call::Call;
use fiscal_primitives::{
	node::{NodeRole, NodeStatus},
	text::{Name, Reason},
	Digest, NodeId, ParticipantId,
};

const PALLET: &str = "AccessNodes";

/// Registers an access node run by `operator`; `credential` is the SM3 of its credential.
pub fn register(name: &Name, operator: ParticipantId, credential: Digest) -> Call {
	Call::new(
		PALLET,
		"register",
		&["name", "operator", "credential"],
		&(name, operator, credential),
	)
}

/// Suspends, resumes or disables an access node.
pub fn set_status(node: NodeId, status: NodeStatus, reason: &Reason) -> Call {
	Call::new(PALLET, "set_status", &["node", "status", "reason"], &(node, status, reason))
}

/// The node serves the participant in that capacity from now on.
pub fn link(node: NodeId, participant: ParticipantId, role: NodeRole) -> Call {
	Call::new(PALLET, "link", &["node", "participant", "role"], &(node, participant, role))
}

/// The node no longer serves the participant in that capacity.
pub fn unlink(node: NodeId, participant: ParticipantId, role: NodeRole) -> Call {
	Call::new(PALLET, "unlink", &["node", "participant", "role"], &(node, participant, role))
}
