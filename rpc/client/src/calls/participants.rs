//! Calls of the pallet `Participants` (R001, R012, R025, R123, R216).

use crate::call::Call;
use fiscal_primitives::{
	did::Services,
	participant::{AccountLabel, ChildKind, EndorsementProof, ParticipantKind, Roles, Status},
	text::{Name, Reason},
	Digest, ParticipantId, PayerRef,
};
use fiscal_sm_crypto::{Public, Signature};

const PALLET: &str = "Participants";

/// Admits a member; `proof` is by `key` over
/// [`fiscal_primitives::participant::admission_payload`].
pub fn admit(
	name: &Name,
	kind: ParticipantKind,
	roles: Roles,
	key: Public,
	identity: Digest,
	proof: Signature,
) -> Call {
	Call::new(
		PALLET,
		"admit",
		&["name", "kind", "roles", "key", "identity", "proof"],
		&(name, kind, roles, key, identity, proof),
	)
}

/// An organisation or an account that is to be admitted below another participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
	/// Its public name.
	pub name: Name,
	/// What it is.
	pub kind: ChildKind,
	/// What it may do.
	pub roles: Roles,
	/// Its key.
	pub key: Public,
	/// Keyed digest of its real-world identity.
	pub identity: Digest,
	/// By `key` over [`fiscal_primitives::participant::admission_payload`] with the parent.
	pub proof: Signature,
}

/// Admits an organisation or an account below `parent`.
pub fn admit_child(parent: ParticipantId, child: &Child, endorsement: EndorsementProof) -> Call {
	let Child { name, kind, roles, key, identity, proof } = child;
	Call::new(
		PALLET,
		"admit_child",
		&["parent", "name", "kind", "roles", "key", "identity", "proof", "endorsement"],
		&(parent, name, kind, roles, key, identity, proof, endorsement),
	)
}

/// Registers a citizen and binds a payer reference to it; `proof` is by `key` over
/// [`fiscal_primitives::participant::payer_payload`].
pub fn register_holder(key: Public, payer: PayerRef, proof: Signature) -> Call {
	Call::new(PALLET, "register_holder", &["key", "payer", "proof"], &(key, payer, proof))
}

/// Binds another payer reference to a citizen, or one to an organisation; `proof` is by its key in
/// use.
pub fn bind_payer(id: ParticipantId, payer: PayerRef, proof: Signature) -> Call {
	Call::new(PALLET, "bind_payer", &["id", "payer", "proof"], &(id, payer, proof))
}

/// Replaces the signer's own key; `proof` is by `key` over
/// [`fiscal_primitives::participant::rotation_payload`].
pub fn rotate_key(key: Public, proof: Signature) -> Call {
	Call::new(PALLET, "rotate_key", &["key", "proof"], &(key, proof))
}

/// Replaces the key of a participant that lost its own; `proof` as for [`rotate_key`].
pub fn replace_key(id: ParticipantId, key: Public, proof: Signature, reason: &Reason) -> Call {
	let fields = &["id", "key", "proof", "reason"];
	Call::new(PALLET, "replace_key", fields, &(id, key, proof, reason))
}

/// Freezes, activates or cancels a participant, and with it everything below.
pub fn set_status(id: ParticipantId, status: Status, reason: &Reason) -> Call {
	Call::new(PALLET, "set_status", &["id", "status", "reason"], &(id, status, reason))
}

/// Gives a participant other roles.
pub fn set_roles(id: ParticipantId, roles: Roles, reason: &Reason) -> Call {
	Call::new(PALLET, "set_roles", &["id", "roles", "reason"], &(id, roles, reason))
}

/// Changes the name of a participant, or what an account is for; what is left out stays.
pub fn update(
	id: ParticipantId,
	name: Option<&Name>,
	label: Option<AccountLabel>,
	reason: &Reason,
) -> Call {
	Call::new(PALLET, "update", &["id", "name", "label", "reason"], &(id, name, label, reason))
}

/// Says where a participant can be reached; none removes its services.
pub fn set_services(id: ParticipantId, services: &Services) -> Call {
	Call::new(PALLET, "set_services", &["id", "services"], &(id, services))
}
