//! Codes of `InvalidTransaction::Custom` with which testimonies are refused. They are stable; 1 to 7
//! belong to `pallet-participants`, `pallet-quotas` and `pallet-bft-validators`. `docs/errors.md` is
//! made of their docs: what a code means, then what to do.

/// Testimonies are signed with a key that is of no validator which decides the next block.
///
/// Nothing, if the key has left the set; otherwise look whose key the node signs with.
pub const TESTIMONY_OF_NO_VALIDATOR: u8 = 16;
/// A transaction with testimonies has none, or they do not ascend by request.
///
/// Nothing: no node sends such a transaction.
pub const MALFORMED_TESTIMONIES: u8 = 17;
