//! What only this pallet stores.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_bft_primitives::MAX_VALIDATORS;
use fiscal_primitives::{
	observation::{Observed, Request},
	Moment, ParticipantId,
};
use fiscal_sm_crypto::Public;
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// A number of a request or a moment as a storage key: eight bytes, most significant first, so that the
/// order of the keys in the trie is the order of the numbers.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
pub struct Ordered([u8; 8]);

impl Ordered {
	/// The key of a number.
	pub const fn of(number: u64) -> Self {
		Self(number.to_be_bytes())
	}

	/// The number.
	pub const fn number(self) -> u64 {
		u64::from_be_bytes(self.0)
	}
}

/// What is due for a request at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Step {
	/// Its time is over.
	Close,
	/// It is removed.
	Forget,
}

/// What was agreed on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Finding {
	/// The request, as it was decided.
	pub request: Request,
	/// What was agreed on.
	pub observed: Observed,
	/// Consensus time it was agreed on, Unix ms.
	pub at: Moment,
}

/// A validator by its key, and who runs it.
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
pub struct Speaker {
	/// Its key, 33 bytes.
	pub validator: Public,
	/// The participant that runs it, as far as the chain knows.
	pub participant: Option<ParticipantId>,
}

/// Several validators, ordered by key.
pub type Speakers = BoundedVec<Speaker, ConstU32<MAX_VALIDATORS>>;
