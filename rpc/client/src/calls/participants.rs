//! Calls of the pallet `Participants` (R216).

use crate::call::Call;
use fiscal_primitives::{
	participant::{ParticipantKind, Roles, Status},
	text::{Name, Reason},
	Digest, ParticipantId,
};
use fiscal_sm_crypto::Public;

const PALLET: &str = "Participants";

/// Admits a participant.
pub fn admit(
	name: &Name,
	kind: ParticipantKind,
	roles: Roles,
	key: Public,
	identity: Digest,
) -> Call {
	Call::new(
		PALLET,
		"admit",
		&["name", "kind", "roles", "key", "identity"],
		&(name, kind, roles, key, identity),
	)
}

/// Freezes, activates or cancels a participant.
pub fn set_status(id: ParticipantId, status: Status, reason: &Reason) -> Call {
	Call::new(PALLET, "set_status", &["id", "status", "reason"], &(id, status, reason))
}

/// Gives a participant other roles.
pub fn set_roles(id: ParticipantId, roles: Roles, reason: &Reason) -> Call {
	Call::new(PALLET, "set_roles", &["id", "roles", "reason"], &(id, roles, reason))
}
