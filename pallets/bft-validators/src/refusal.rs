//! Codes of `InvalidTransaction::Custom` with which a report of double signing is refused. They are
//! stable; 1 to 3 belong to `pallet-participants`, 4 and 5 to `pallet-quotas`. `docs/errors.md` is
//! made of their docs: what a code means, then what to do.

/// The evidence of double signing names a key that did not decide the block it speaks of.
///
/// Nothing: it proves nothing against a validator.
pub const UNKNOWN_VALIDATOR: u8 = 6;
/// As much evidence as is kept is on chain already, of this key or altogether.
///
/// Nothing: the offence is on chain already.
pub const MAX_EQUIVOCATIONS_EXCEEDED: u8 = 7;
