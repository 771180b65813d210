//! Calls of the pallet `VcAuthorization` (R125–R130, R137, R139, R233).

use crate::call::Call;
use fiscal_primitives::{
	authorization::{
		AuthorizationState, Basis, Code, DelegateTerms, HolderProof, Scope, Scopes, Template,
	},
	text::Reason,
	BillKey, Digest, Moment, ParticipantId, SceneId,
};

const PALLET: &str = "VcAuthorization";

/// Registers a credential, in its compact form, that its holder signed.
pub fn register(credential: &str) -> Call {
	Call::new(PALLET, "register", &["credential"], &(credential.as_bytes(),))
}

/// Registers up to 20 credentials; one that is refused does not concern the others.
pub fn register_batch<S: AsRef<str>>(credentials: &[S]) -> Call {
	let credentials: Vec<&[u8]> =
		credentials.iter().map(|credential| credential.as_ref().as_bytes()).collect();
	Call::new(PALLET, "register_batch", &["credentials"], &(credentials,))
}

/// Registers a credential that the signer, a trusted delegate, signed for a holder.
pub fn grant_for(credential: &str) -> Call {
	Call::new(PALLET, "grant_for", &["credential"], &(credential.as_bytes(),))
}

/// Freezes, activates or revokes an authorization; a platform brings the holder's `proof`.
pub fn set_status(
	digest: Digest,
	state: AuthorizationState,
	reason: &Reason,
	proof: Option<HolderProof>,
) -> Call {
	Call::new(
		PALLET,
		"set_status",
		&["digest", "state", "reason", "proof"],
		&(digest, state, reason, proof),
	)
}

/// Checks and records one read of a bill; `purpose` is the SM3 of the purpose.
pub fn record_use(
	basis: Basis,
	bill: BillKey,
	scope: Scope,
	scene: SceneId,
	purpose: Digest,
) -> Call {
	Call::new(
		PALLET,
		"record_use",
		&["basis", "bill", "scope", "scene", "purpose"],
		&(basis, bill, scope, scene, purpose),
	)
}

/// Puts the digest of a dynamic code on the chain, for an authorization and until a moment.
pub fn issue_code(code: Digest, authorization: Digest, until: Moment) -> Call {
	Call::new(
		PALLET,
		"issue_code",
		&["code", "authorization", "until"],
		&(code, authorization, until),
	)
}

/// Redeems a dynamic code.
pub fn redeem_code(code: &Code) -> Call {
	Call::new(PALLET, "redeem_code", &["code"], &(code,))
}

/// Puts a template into force: a new one, or the next version of `number`.
pub fn put_template(number: Option<u32>, template: &Template) -> Call {
	Call::new(PALLET, "put_template", &["number", "template"], &(number, template))
}

/// Withdraws a template.
pub fn withdraw_template(number: u32) -> Call {
	Call::new(PALLET, "withdraw_template", &["number"], &(number,))
}

/// Trusts a delegate within terms, or with none no longer.
pub fn set_delegate(delegate: ParticipantId, terms: Option<&DelegateTerms>) -> Call {
	Call::new(PALLET, "set_delegate", &["delegate", "terms"], &(delegate, terms))
}

/// Lets a participant read bills of a scene without an authorization.
pub fn set_white_list(
	participant: ParticipantId,
	scene: SceneId,
	scopes: Scopes,
	until: Moment,
) -> Call {
	Call::new(
		PALLET,
		"set_white_list",
		&["participant", "scene", "scopes", "until"],
		&(participant, scene, scopes, until),
	)
}

/// Takes an entry off the white list.
pub fn remove_white_list(participant: ParticipantId, scene: SceneId) -> Call {
	Call::new(PALLET, "remove_white_list", &["participant", "scene"], &(participant, scene))
}
