//! Proof that a validator signed two things of which it may sign one.

use crate::{BlockHash, Proposal, Vote};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::BlockNumber;
use fiscal_sm_crypto::{Public, Signature};
use scale_info::TypeInfo;

/// Something a validator signs once a round.
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
pub enum Statement {
	/// A vote.
	Vote(Vote),
	/// A proposal.
	Proposal(Proposal),
}

impl Statement {
	/// The height it speaks of.
	pub fn height(&self) -> BlockNumber {
		match self {
			Self::Vote(vote) => vote.height,
			Self::Proposal(proposal) => proposal.height,
		}
	}

	/// The round it speaks of.
	pub fn round(&self) -> u32 {
		match self {
			Self::Vote(vote) => vote.round,
			Self::Proposal(proposal) => proposal.round,
		}
	}

	/// Whether an honest validator may sign only one of the two.
	pub fn contradicts(&self, other: &Self) -> bool {
		match (self, other) {
			(Self::Vote(a), Self::Vote(b)) => {
				(a.height, a.round, a.kind) == (b.height, b.round, b.kind) && a.block != b.block
			}
			(Self::Proposal(a), Self::Proposal(b)) => {
				(a.height, a.round) == (b.height, b.round) && a != b
			}
			_ => false,
		}
	}

	/// Whether the signature is `public`'s of this statement on the chain of `genesis`.
	pub fn is_signed_by(
		&self,
		genesis: &BlockHash,
		public: &Public,
		signature: &Signature,
	) -> bool {
		match self {
			Self::Vote(vote) => vote.is_signed_by(genesis, public, signature),
			Self::Proposal(proposal) => proposal.is_signed_by(genesis, public, signature),
		}
	}
}

/// Two contradicting statements of one validator with its signatures: evidence 双签证据.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Equivocation {
	/// Whose statements these are.
	pub offender: Public,
	/// One of them.
	pub first: Statement,
	/// Its signature.
	pub first_signature: Signature,
	/// The other.
	pub second: Statement,
	/// Its signature.
	pub second_signature: Signature,
}

/// Why evidence proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EquivocationFault {
	/// An honest validator may sign both statements.
	NoContradiction,
	/// A signature is not the offender's.
	Signature,
}

impl core::fmt::Display for EquivocationFault {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::NoContradiction => "evidence: the statements do not contradict each other",
			Self::Signature => "evidence: a signature is not the offender's",
		})
	}
}

impl core::error::Error for EquivocationFault {}

impl Equivocation {
	/// The height of both statements.
	pub fn height(&self) -> BlockNumber {
		self.first.height()
	}

	/// The round of both statements.
	pub fn round(&self) -> u32 {
		self.first.round()
	}

	/// Checks that the offender signed both statements and may not have. Whether the offender is a
	/// validator is for the caller to know.
	///
	/// # Errors
	/// [`EquivocationFault`].
	pub fn verify(&self, genesis: &BlockHash) -> Result<(), EquivocationFault> {
		if !self.first.contradicts(&self.second) {
			return Err(EquivocationFault::NoContradiction);
		}
		let both = self.first.is_signed_by(genesis, &self.offender, &self.first_signature)
			&& self.second.is_signed_by(genesis, &self.offender, &self.second_signature);
		both.then_some(()).ok_or(EquivocationFault::Signature)
	}
}
