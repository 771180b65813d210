//! Codes of `InvalidTransaction::Custom` with which [`crate::ChargeQuota`] refuses a transaction.
//! They are stable; 1 to 3 belong to `pallet-participants`. `docs/errors.md` is made of their docs:
//! what a code means, then what to do.

/// The participant's quota is used up for the moment.
///
/// Send it again a little later.
pub const QUOTA_EXHAUSTED: u8 = 4;
/// The transaction alone costs more than the participant's quota ever admits at once.
///
/// Split it into smaller ones.
pub const EXCEEDS_BURST: u8 = 5;
