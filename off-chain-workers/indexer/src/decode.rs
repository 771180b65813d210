//! What blocks, state and records hold, read with the metadata of the runtime they belong to.
//!
//! ```text
//! bytes ── types of the metadata ── JSON as the JSON-RPC methods write it
//! ```
//!
//! Nothing here is generated from one version of the runtime: what a later version adds is read as
//! well, and what an earlier one wrote is read with what it said of itself then. [`Runtime`] is one
//! version; [`Library`] has those that the index met. JSON is that of JSON-RPC: names of fields in
//! camelCase, digests `0x` and hexadecimal digits, bill keys `code-number`, accounts SS58. Enumerations
//! with fields are `{"variant": fields}`, unless a type of `fiscal-primitives` gives them another form.

mod extrinsic;
mod leaf;
mod library;
mod record;
mod runtime;
mod value;

pub use extrinsic::{Envelope, TransactionDetail};
pub(crate) use leaf::bill_key;
pub use library::Library;
pub(crate) use record::{actor, variant};
pub use record::{texts, words, Fields};
pub use runtime::{BillChange, Event, Phase, Runtime};

use fiscal_primitives::Digest;

/// Why bytes could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeFault {
	/// The metadata cannot be read.
	#[error("the metadata of runtime {spec_version} cannot be read: {reason}")]
	Metadata {
		/// Version of the runtime.
		spec_version: u32,
		/// Why.
		reason: String,
	},
	/// The metadata does not name what is asked for.
	#[error("the runtime has no {0}")]
	Unknown(String),
	/// The metadata does not describe the bytes.
	#[error("{subject} is not as the metadata says: {reason}")]
	Bytes {
		/// What was read.
		subject: String,
		/// Why.
		reason: String,
	},
	/// What was read lacks a field, or the field is of another kind.
	#[error("{subject} has no field {field} of the kind expected")]
	Field {
		/// What was read.
		subject: String,
		/// The field.
		field: String,
	},
}

impl DecodeFault {
	pub(crate) fn bytes(subject: impl Into<String>, reason: impl ToString) -> Self {
		Self::Bytes { subject: subject.into(), reason: reason.to_string() }
	}
}

/// `0x` and lower-case hexadecimal digits.
pub fn hex_text(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// A hash as `0x` and 64 hexadecimal digits.
pub fn hash_text(hash: &Digest) -> String {
	hex_text(hash.as_bytes())
}

/// The bytes of `0x` and hexadecimal digits; none for other text.
pub fn hex_bytes(text: &str) -> Option<Vec<u8>> {
	hex::decode(text.strip_prefix("0x")?).ok()
}
