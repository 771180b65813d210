//! Codes of `InvalidTransaction::Custom` with which [`crate::ChargeQuota`] refuses a transaction.
//! They are stable; 1 to 3 belong to `pallet-participants`.

/// The bucket of the signer is too full just now; the transaction may be sent again later.
pub const QUOTA_EXHAUSTED: u8 = 4;
/// The transaction costs more than the bucket of the signer holds: it will never be admitted under
/// this quota.
pub const EXCEEDS_BURST: u8 = 5;
