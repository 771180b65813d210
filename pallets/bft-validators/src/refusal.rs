//! Codes of `InvalidTransaction::Custom` with which a report of double signing is refused. They are
//! stable; 1 to 3 belong to `pallet-participants`, 4 and 5 to `pallet-quotas`.

/// The key did not decide the block the evidence speaks of.
pub const UNKNOWN_VALIDATOR: u8 = 6;
/// As much evidence as is kept is on chain already, of this key or altogether.
pub const MAX_EQUIVOCATIONS_EXCEEDED: u8 = 7;
