#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(
	not(test),
	deny(
		clippy::arithmetic_side_effects,
		clippy::as_conversions,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::panic,
		clippy::unwrap_used
	)
)]

extern crate alloc;

mod base64url;
mod claims;
mod fault;
mod json;
mod jws;
mod time;

pub use claims::{type_of, Claims, CredentialId, Subject, CONTEXTS};
pub use fault::Fault;
#[cfg(feature = "std")]
pub use jws::{issue, sign, IssueFault};
pub use jws::{Credential, KeyId, ALGORITHM, MAX_COMPACT, TYPE};

/// Reads a moment as credentials write it (`dateTimeStamp`), Unix ms; nothing for any other form.
pub fn parse_moment(text: &str) -> Option<fiscal_primitives::Moment> {
	time::parse(text)
}
