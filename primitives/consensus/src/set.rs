//! Who decides blocks.

use crate::BlockHash;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use fiscal_primitives::BlockNumber;
use fiscal_sm_crypto::{sm3_256, Public};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::ConstU32;
use sp_runtime::BoundedVec;

/// Most validators a set may have.
pub const MAX_VALIDATORS: u32 = 100;

/// One validator 验证节点: its key and what its vote weighs.
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
	Serialize,
	Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct Validator {
	/// The SM2 key its votes are signed with, 33 bytes.
	pub public: Public,
	/// What its vote weighs, at least 1.
	pub weight: u32,
}

/// Why validators are no set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetFault {
	/// There is no validator.
	Empty,
	/// There are more than [`MAX_VALIDATORS`].
	MaxValidatorsExceeded,
	/// A validator weighs nothing.
	ZeroWeight,
	/// A key stands twice.
	AlreadyExists,
}

impl core::fmt::Display for SetFault {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::Empty => "validators: there is none",
			Self::MaxValidatorsExceeded => "validators: more than 100",
			Self::ZeroWeight => "validators: a weight is 0",
			Self::AlreadyExists => "validators: a key stands twice",
		})
	}
}

impl core::error::Error for SetFault {}

/// A set of validators: at least one, at most [`MAX_VALIDATORS`], each key once, ordered by key,
/// every weight at least 1. Constructor, SCALE and JSON decoding refuse anything else.
#[derive(Clone, Debug, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(try_from = "Vec<Validator>", into = "Vec<Validator>")]
pub struct ValidatorSet(BoundedVec<Validator, ConstU32<MAX_VALIDATORS>>);

impl ValidatorSet {
	/// Orders the validators by key and makes a set of them.
	///
	/// # Errors
	/// [`SetFault`] as the type's documentation says.
	pub fn new(mut validators: Vec<Validator>) -> Result<Self, SetFault> {
		validators.sort_by_key(|validator| validator.public);
		Self::from_ordered(
			BoundedVec::try_from(validators).map_err(|_| SetFault::MaxValidatorsExceeded)?,
		)
	}

	fn from_ordered(
		validators: BoundedVec<Validator, ConstU32<MAX_VALIDATORS>>,
	) -> Result<Self, SetFault> {
		if validators.is_empty() {
			return Err(SetFault::Empty);
		}
		if validators.iter().any(|validator| validator.weight == 0) {
			return Err(SetFault::ZeroWeight);
		}
		let ascends = validators
			.iter()
			.zip(validators.iter().skip(1))
			.all(|(first, second)| first.public < second.public);
		ascends.then_some(Self(validators)).ok_or(SetFault::AlreadyExists)
	}

	/// The validators, ordered by key.
	pub fn validators(&self) -> &[Validator] {
		&self.0
	}

	/// The validator at `index` of the order by key.
	pub fn get(&self, index: u16) -> Option<&Validator> {
		self.0.get(usize::from(index))
	}

	/// Where the key stands in the order.
	pub fn position(&self, public: &Public) -> Option<u16> {
		let index = self.0.binary_search_by_key(public, |validator| validator.public).ok()?;
		u16::try_from(index).ok()
	}

	/// What all votes weigh together.
	pub fn total_weight(&self) -> u64 {
		self.0.iter().fold(0u64, |sum, validator| sum.saturating_add(validator.weight.into()))
	}

	/// Whether `weight` is more than two thirds of all: what decides.
	pub fn is_quorum(&self, weight: u64) -> bool {
		weight.saturating_mul(3) > self.total_weight().saturating_mul(2)
	}

	/// Whether no single validator can stop the chain: each weighs less than a third. A set of
	/// fewer than four cannot have this property.
	pub fn bears_one_fault(&self) -> bool {
		let total = self.total_weight();
		self.0.iter().all(|validator| u64::from(validator.weight).saturating_mul(3) < total)
	}

	/// Who proposes in a round of a height: everyone in turn, whatever they weigh; a new round is
	/// the next one's turn. `None` never happens, as a set is not empty.
	pub fn proposer(&self, height: BlockNumber, round: u32) -> Option<&Validator> {
		let count = u64::try_from(self.0.len()).ok()?;
		let turn = u64::from(height).saturating_add(u64::from(round)).checked_rem(count)?;
		self.0.get(usize::try_from(turn).ok()?)
	}

	/// SM3 over the set's SCALE encoding with a domain in front: what headers commit to.
	pub fn hash(&self) -> BlockHash {
		BlockHash::from(sm3_256(&(*b"FBFT/set/1", self).encode()))
	}
}

impl TryFrom<Vec<Validator>> for ValidatorSet {
	type Error = SetFault;

	fn try_from(validators: Vec<Validator>) -> Result<Self, SetFault> {
		Self::new(validators)
	}
}

impl From<ValidatorSet> for Vec<Validator> {
	fn from(set: ValidatorSet) -> Self {
		set.0.into_inner()
	}
}

impl Decode for ValidatorSet {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		Self::from_ordered(Decode::decode(input)?)
			.map_err(|_| "ValidatorSet: empty, out of order, or a weight is 0".into())
	}
}

impl DecodeWithMemTracking for ValidatorSet {}
