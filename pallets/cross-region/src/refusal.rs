//! Codes of `InvalidTransaction::Custom` with which messages of provinces are refused. They are
//! stable; the lower ones belong to other pallets. `docs/errors.md` is made of their docs: what a code
//! means, then what to do.

/// The message names a province that does not take part in cross-province reimbursement.
///
/// Ask the fiscal authority whether the province was admitted with its key.
pub const UNKNOWN_PROVINCE: u8 = 24;
/// Another message of the province was taken under the number of this one.
///
/// Send it under a number of its own.
pub const NUMBER_TAKEN: u8 = 25;
/// A start could not be answered: messages to the platform of the provinces are closed.
///
/// Send it again once the fiscal authority has opened them.
pub const PLATFORM_CLOSED: u8 = 26;
