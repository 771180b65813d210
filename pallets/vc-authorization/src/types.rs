//! Values of the calls and of the storage that nobody outside of the pallet shares.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::{Digest, Moment, ParticipantId};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// The longest compact form of a credential, in bytes.
pub const MAX_CREDENTIAL: u32 = 8 * 1024;

/// The most credentials of one batch.
pub const MAX_BATCH: u32 = 20;

/// A credential in its compact form, at most 8 KiB.
pub type CompactCredential = BoundedVec<u8, ConstU32<MAX_CREDENTIAL>>;

/// 1 to 20 credentials.
pub type CredentialBatch = BoundedVec<CompactCredential, ConstU32<MAX_BATCH>>;

/// A dynamic code 授权动态码 that waits to be redeemed.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct PendingCode {
	/// The authorization it opens.
	pub authorization: Digest,
	/// Consensus time it ends, Unix ms, exclusive.
	pub until: Moment,
	/// How often somebody who is not the grantee tried it.
	pub attempts: u8,
	/// Who issued it.
	pub by: ParticipantId,
}

/// Place of a code in the order of their ends: the moment, most significant byte first, then the
/// digest of the code.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct CodeEnd {
	until: [u8; 8],
	/// Digest of the code.
	pub code: Digest,
}

impl CodeEnd {
	/// The place of a code.
	pub fn new(until: Moment, code: Digest) -> Self {
		Self { until: until.to_be_bytes(), code }
	}

	/// Consensus time the code ends, Unix ms.
	pub fn until(&self) -> Moment {
		Moment::from_be_bytes(self.until)
	}
}

/// Codes that a participant tried in vain.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Attempts {
	/// Number of the window of [`crate::Config::CodeTerm`] since 1970.
	pub window: u64,
	/// Failures in it.
	pub failed: u8,
}
