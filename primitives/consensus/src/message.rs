//! What validators sign.
//!
//! Every signature is over `domain ‖ genesis hash ‖ SCALE(message)`: a vote of one chain means
//! nothing on another, and a proposal can never be read as a vote. SM2 itself binds the key to the
//! signed digest (GB/T 32918.2, Z value), so the signer's address is not repeated.

use crate::BlockHash;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::BlockNumber;
use fiscal_sm_crypto::{verify, Public, Signature};
use scale_info::TypeInfo;

/// The two votes of a round.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum VoteKind {
	/// The block is valid.
	Prevote,
	/// A quorum found the block valid: commit it.
	Precommit,
}

/// A vote in a round of a height, for a block or for none.
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
pub struct Vote {
	/// The block's number.
	pub height: BlockNumber,
	/// The round, from 0.
	pub round: u32,
	/// Which vote.
	pub kind: VoteKind,
	/// The block, or none (nil).
	pub block: Option<BlockHash>,
}

/// A proposal of a block in a round of a height.
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
pub struct Proposal {
	/// The block's number.
	pub height: BlockNumber,
	/// The round, from 0.
	pub round: u32,
	/// The block.
	pub block: BlockHash,
	/// The earlier round in which a quorum found this block valid, if it is proposed again.
	pub valid_round: Option<u32>,
}

fn payload(domain: [u8; 16], genesis: &BlockHash, message: &impl Encode) -> Vec<u8> {
	(domain, genesis, message).encode()
}

impl Vote {
	/// What is signed.
	pub fn payload(&self, genesis: &BlockHash) -> Vec<u8> {
		payload(*b"FBFT/vote/1     ", genesis, self)
	}

	/// Whether the signature is `public`'s of this vote on the chain of `genesis`.
	pub fn is_signed_by(
		&self,
		genesis: &BlockHash,
		public: &Public,
		signature: &Signature,
	) -> bool {
		verify(public, &self.payload(genesis), signature)
	}
}

impl Proposal {
	/// What is signed.
	pub fn payload(&self, genesis: &BlockHash) -> Vec<u8> {
		payload(*b"FBFT/proposal/1 ", genesis, self)
	}

	/// Whether the signature is `public`'s of this proposal on the chain of `genesis`.
	pub fn is_signed_by(
		&self,
		genesis: &BlockHash,
		public: &Public,
		signature: &Signature,
	) -> bool {
		verify(public, &self.payload(genesis), signature)
	}
}
