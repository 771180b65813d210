//! Codes of `InvalidTransaction::Custom` with which [`crate::CheckParticipant`] refuses a
//! transaction. They are stable; 4 and 5 belong to `pallet-quotas`, 6 and 7 to
//! `pallet-bft-validators`. `docs/errors.md` is made of their docs: what a code means, then what to
//! do.

/// No participant is known by the account that signed, or its key is no longer in use.
///
/// Sign with the key in use of an admitted participant.
pub const UNKNOWN_ACCOUNT: u8 = 1;
/// The participant, or one above it, is not active: frozen or cancelled.
///
/// Ask the fiscal authority.
pub const NOT_ACTIVE: u8 = 2;
/// No role of the participant may make this call, or nobody may.
///
/// Have the role granted, or let somebody sign who has it.
pub const ROLE_MAY_NOT_CALL: u8 = 3;
