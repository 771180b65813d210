//! Calls of the pallet `BftValidators` (R012).

use crate::call::Call;
use fiscal_primitives::ParticipantId;
use fiscal_sm_crypto::{Public, Signature};

const PALLET: &str = "BftValidators";

/// Adds a validator that `participant` runs; `proof` is by `public` over
/// [`fiscal_bft_primitives::possession_payload`].
pub fn add_validator(
	participant: ParticipantId,
	public: Public,
	weight: u32,
	proof: Signature,
) -> Call {
	let fields = &["participant", "public", "weight", "proof"];
	Call::new(PALLET, "add_validator", fields, &(participant, public, weight, proof))
}

/// Removes a validator; its key never comes back.
pub fn remove_validator(public: Public) -> Call {
	Call::new(PALLET, "remove_validator", &["public"], &(public,))
}

/// Changes what the vote of a validator weighs.
pub fn set_weight(public: Public, weight: u32) -> Call {
	Call::new(PALLET, "set_weight", &["public", "weight"], &(public, weight))
}

/// Puts `new` in the place of the signer's own `old`; `proof` as for [`add_validator`], by `new`.
pub fn rotate_key(old: Public, new: Public, proof: Signature) -> Call {
	Call::new(PALLET, "rotate_key", &["old", "new", "proof"], &(old, new, proof))
}
