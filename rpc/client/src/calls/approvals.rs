//! Calls of the pallet `Approvals` (R007, R008, R011, R218, R219).

use crate::{call::Call, faults::Fault};
use fiscal_primitives::{
	approval::{ApprovalId, Lifetime, Steps},
	text::{Name, Reason},
	ApprovalRoleId, Digest, FlowId, Operation, ParticipantId,
};
use subxt::{utils::Encoded, Metadata};

const PALLET: &str = "Approvals";

/// Creates a role of approval; only signers within `scope` may use it.
pub fn create_role(name: &Name, scope: Option<ParticipantId>) -> Call {
	Call::new(PALLET, "create_role", &["name", "scope"], &(name, scope))
}

/// Gives a role another name.
pub fn rename_role(role: ApprovalRoleId, name: &Name) -> Call {
	Call::new(PALLET, "rename_role", &["role", "name"], &(role, name))
}

/// Gives a role another scope; none means everywhere.
pub fn set_role_scope(role: ApprovalRoleId, scope: Option<ParticipantId>) -> Call {
	Call::new(PALLET, "set_role_scope", &["role", "scope"], &(role, scope))
}

/// Gives a participant the role.
pub fn add_member(role: ApprovalRoleId, member: ParticipantId) -> Call {
	Call::new(PALLET, "add_member", &["role", "member"], &(role, member))
}

/// Takes the role from a participant.
pub fn remove_member(role: ApprovalRoleId, member: ParticipantId) -> Call {
	Call::new(PALLET, "remove_member", &["role", "member"], &(role, member))
}

/// Deletes a role without members that stands in no flow.
pub fn delete_role(role: ApprovalRoleId) -> Call {
	Call::new(PALLET, "delete_role", &["role"], &(role,))
}

/// Creates a flow.
pub fn create_flow(name: &Name, steps: &Steps, lifetime: Lifetime) -> Call {
	Call::new(PALLET, "create_flow", &["name", "steps", "lifetime"], &(name, steps, lifetime))
}

/// Retires a flow that no operation demands.
pub fn retire_flow(flow: FlowId) -> Call {
	Call::new(PALLET, "retire_flow", &["flow"], &(flow,))
}

/// Makes an operation one of high risk that demands the flow, or, without one, no more.
pub fn set_high_risk(operation: Operation, flow: Option<FlowId>) -> Call {
	Call::new(PALLET, "set_high_risk", &["operation", "flow"], &(operation, flow))
}

/// Proposes a call; without a flow, through the one its operation demands.
///
/// # Errors
/// As [`Call::encode`] for the proposed call.
pub fn propose(
	call: &Call,
	flow: Option<FlowId>,
	reason: &Reason,
	metadata: &Metadata,
) -> Result<Call, Fault> {
	Ok(propose_encoded(call.encode(metadata)?, flow, reason))
}

/// Proposes a call whose bytes are given: pallet index, call index, arguments.
pub fn propose_encoded(call: Vec<u8>, flow: Option<FlowId>, reason: &Reason) -> Call {
	Call::new(PALLET, "propose", &["call", "flow", "reason"], &(Encoded(call), flow, reason))
}

/// Signs the step of an approval that waits; `subject` is the SM3 of the call that was read.
pub fn approve(id: ApprovalId, subject: Digest, comment: Option<&Reason>) -> Call {
	Call::new(PALLET, "approve", &["id", "subject", "comment"], &(id, subject, comment))
}

/// Rejects an approval.
pub fn reject(id: ApprovalId, reason: &Reason) -> Call {
	Call::new(PALLET, "reject", &["id", "reason"], &(id, reason))
}

/// Withdraws an approval that the signer proposed.
pub fn withdraw(id: ApprovalId, reason: &Reason) -> Call {
	Call::new(PALLET, "withdraw", &["id", "reason"], &(id, reason))
}

/// Proposes the call of a rejected or expired approval once more.
pub fn resubmit(id: ApprovalId, reason: &Reason) -> Call {
	Call::new(PALLET, "resubmit", &["id", "reason"], &(id, reason))
}

/// Dispatches the call of an approval again whose execution failed.
pub fn execute(id: ApprovalId) -> Call {
	Call::new(PALLET, "execute", &["id"], &(id,))
}
