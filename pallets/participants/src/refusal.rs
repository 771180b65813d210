//! Codes of `InvalidTransaction::Custom` with which [`crate::CheckParticipant`] refuses a
//! transaction. They are stable; 4 and 5 belong to `pallet-quotas`, 6 and 7 to
//! `pallet-bft-validators`.

/// The signer's account is no participant's.
pub const UNKNOWN_ACCOUNT: u8 = 1;
/// The signer is frozen or cancelled.
pub const NOT_ACTIVE: u8 = 2;
/// None of the signer's roles may send this call, or nobody may.
pub const ROLE_MAY_NOT_CALL: u8 = 3;
