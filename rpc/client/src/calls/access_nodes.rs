//! Calls of the pallet `AccessNodes` (R217, R027–R035).

use crate::call::Call;
use fiscal_primitives::{
	node::{
		AdmissionId, CodeText, CredentialTerms, Decision, DeviceRequest, DeviceStatus, Endpoint,
		NewCode, NodeRequest, NodeRole, NodeStatus,
	},
	policy::Label,
	text::Reason,
	Did, Digest, Moment, NodeId, ParticipantId,
};

const PALLET: &str = "AccessNodes";

/// Registers an access node run by `operator` without an application.
pub fn register(
	operator: ParticipantId,
	request: &NodeRequest,
	credential: &CredentialTerms,
) -> Call {
	Call::new(
		PALLET,
		"register",
		&["operator", "request", "credential"],
		&(operator, request, credential),
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

/// Applies for the admission of a new node, or for a change of `node`.
pub fn request_admission(node: Option<NodeId>, request: &NodeRequest) -> Call {
	Call::new(PALLET, "request_admission", &["node", "request"], &(node, request))
}

/// Replaces what an application asks for.
pub fn amend(admission: AdmissionId, request: &NodeRequest) -> Call {
	Call::new(PALLET, "amend", &["admission", "request"], &(admission, request))
}

/// Takes an application back.
pub fn withdraw(admission: AdmissionId, reason: &Reason) -> Call {
	Call::new(PALLET, "withdraw", &["admission", "reason"], &(admission, reason))
}

/// Submits a rejected or withdrawn application again.
pub fn resubmit(admission: AdmissionId, request: &NodeRequest) -> Call {
	Call::new(PALLET, "resubmit", &["admission", "request"], &(admission, request))
}

/// Reviews revision `revision` of an application.
pub fn review(admission: AdmissionId, revision: u32, decision: &Decision, reason: &Reason) -> Call {
	Call::new(
		PALLET,
		"review",
		&["admission", "revision", "decision", "reason"],
		&(admission, revision, decision, reason),
	)
}

/// Issues another credential.
pub fn renew_credential(node: NodeId, credential: &CredentialTerms) -> Call {
	Call::new(PALLET, "renew_credential", &["node", "credential"], &(node, credential))
}

/// Revokes the credential of a node.
pub fn revoke_credential(node: NodeId, reason: &Reason) -> Call {
	Call::new(PALLET, "revoke_credential", &["node", "reason"], &(node, reason))
}

/// Has the credential in use delivered to a device once more.
pub fn redeliver_credential(node: NodeId, device: Did) -> Call {
	Call::new(PALLET, "redeliver_credential", &["node", "device"], &(node, device))
}

/// Confirms that a device has received version `version` of the credential.
pub fn acknowledge_credential(node: NodeId, device: Did, version: u32) -> Call {
	Call::new(
		PALLET,
		"acknowledge_credential",
		&["node", "device", "version"],
		&(node, device, version),
	)
}

/// Issues 1 to 100 activation codes for `product`.
pub fn issue_codes(node: NodeId, codes: &[NewCode], product: &Label) -> Call {
	Call::new(PALLET, "issue_codes", &["node", "codes", "product"], &(node, codes, product))
}

/// Voids 1 to 100 unused codes.
pub fn void_codes(node: NodeId, codes: &[Digest], reason: &Reason) -> Call {
	Call::new(PALLET, "void_codes", &["node", "codes", "reason"], &(node, codes, reason))
}

/// Freezes the codes of a node.
pub fn freeze_codes(node: NodeId, reason: &Reason) -> Call {
	Call::new(PALLET, "freeze_codes", &["node", "reason"], &(node, reason))
}

/// Makes the codes of a node work again.
pub fn thaw_codes(node: NodeId, reason: &Reason) -> Call {
	Call::new(PALLET, "thaw_codes", &["node", "reason"], &(node, reason))
}

/// Makes a voided, retired or expired code usable again until `valid_until`, Unix ms.
pub fn reinstate_code(node: NodeId, code: Digest, valid_until: Moment, reason: &Reason) -> Call {
	Call::new(
		PALLET,
		"reinstate_code",
		&["node", "code", "valid_until", "reason"],
		&(node, code, valid_until, reason),
	)
}

/// Activates a device with a code, in place of the device `replaces` where that is given.
pub fn activate(
	node: NodeId,
	code: &CodeText,
	replaces: Option<Did>,
	device: &DeviceRequest,
) -> Call {
	Call::new(
		PALLET,
		"activate",
		&["node", "code", "replaces", "device"],
		&(node, code, replaces, device),
	)
}

/// Changes what a device says of itself; what is `None` stays.
pub fn update_device(
	node: NodeId,
	device: Did,
	info: Option<Digest>,
	endpoint: Option<&Endpoint>,
	certificate: Option<Digest>,
) -> Call {
	Call::new(
		PALLET,
		"update_device",
		&["node", "device", "info", "endpoint", "certificate"],
		&(node, device, info, endpoint, certificate),
	)
}

/// Enables, disables or blocks a device.
pub fn set_device_status(node: NodeId, device: Did, status: DeviceStatus, reason: &Reason) -> Call {
	Call::new(
		PALLET,
		"set_device_status",
		&["node", "device", "status", "reason"],
		&(node, device, status, reason),
	)
}

/// Ends the binding of a device.
pub fn unbind_device(node: NodeId, device: Did, reason: &Reason) -> Call {
	Call::new(PALLET, "unbind_device", &["node", "device", "reason"], &(node, device, reason))
}
