//! What validators tell each other.
//!
//! SCALE on the wire, bounded: a message is at most [`MAX_MESSAGE`] bytes. Blocks do not travel
//! here: a proposal names its block, and whoever lacks it asks for it.

use codec::{Decode, Encode};
use fiscal_bft_primitives::{BlockHash, BlockNumber, Proposal, Vote, VoteKind, MAX_VALIDATORS};
use fiscal_sm_crypto::{verify, Public, Signature};
use sp_core::ConstU32;
use sp_runtime::BoundedVec;

/// Most bytes a message may have: a round certificate of a hundred validators fits.
pub const MAX_MESSAGE: usize = 32 * 1024;

/// A vote with its signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SignedVote {
	/// The vote.
	pub vote: Vote,
	/// Whose vote it is.
	pub voter: Public,
	/// Its signature of [`Vote::payload`].
	pub signature: Signature,
}

/// A proposal with its signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SignedProposal {
	/// The proposal.
	pub proposal: Proposal,
	/// Whose proposal it is.
	pub proposer: Public,
	/// Its signature of [`Proposal::payload`].
	pub signature: Signature,
}

/// Prevotes of a quorum for one block in one round.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PolkaCertificate {
	/// The block's number.
	pub height: BlockNumber,
	/// The round.
	pub round: u32,
	/// The block.
	pub block: BlockHash,
	/// The voters with their signatures of the prevote.
	pub signatures: BoundedVec<(Public, Signature), ConstU32<MAX_VALIDATORS>>,
}

impl PolkaCertificate {
	/// The prevote everyone signed.
	pub fn vote(&self) -> Vote {
		Vote {
			height: self.height,
			round: self.round,
			kind: VoteKind::Prevote,
			block: Some(self.block),
		}
	}
}

/// One vote of a [`RoundCertificate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RoundSignature {
	/// Which vote.
	pub kind: VoteKind,
	/// What it is for.
	pub block: Option<BlockHash>,
	/// Whose vote it is.
	pub voter: Public,
	/// Its signature.
	pub signature: Signature,
}

/// Votes that let a validator enter a round.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RoundCertificate {
	/// The block's number.
	pub height: BlockNumber,
	/// The round of the votes.
	pub round: u32,
	/// True: more than a third voted in a later round, which is entered. False: a quorum
	/// precommitted without agreeing, and the next round is entered.
	pub skip: bool,
	/// The votes.
	pub signatures: BoundedVec<RoundSignature, ConstU32<MAX_VALIDATORS>>,
}

impl RoundCertificate {
	/// What an entry's signer signed.
	pub fn vote(&self, entry: &RoundSignature) -> Vote {
		Vote { height: self.height, round: self.round, kind: entry.kind, block: entry.block }
	}
}

/// A validator has begun a height with work to be done, and has not heard from its proposer: whose
/// pool may be empty, and who then would rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Wake {
	/// The block's number.
	pub height: BlockNumber,
	/// Who says so.
	pub sender: Public,
	/// Its signature of [`Wake::payload`].
	pub signature: Signature,
}

impl Wake {
	/// What is signed.
	pub fn payload(genesis: &BlockHash, height: BlockNumber) -> Vec<u8> {
		(*b"FBFT/wake/1     ", genesis, height).encode()
	}

	/// Whether the sender signed it.
	pub fn is_signed(&self, genesis: &BlockHash) -> bool {
		verify(&self.sender, &Self::payload(genesis, self.height), &self.signature)
	}
}

/// A message between validators.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Message {
	/// A vote.
	#[codec(index = 0)]
	Vote(SignedVote),
	/// A proposal.
	#[codec(index = 1)]
	Proposal(SignedProposal),
	/// Why a block is proposed again.
	#[codec(index = 2)]
	Polka(PolkaCertificate),
	/// Why a round is entered.
	#[codec(index = 3)]
	Round(RoundCertificate),
	/// There is work to be done.
	#[codec(index = 4)]
	Wake(Wake),
}

impl Message {
	/// The height it speaks of.
	pub fn height(&self) -> BlockNumber {
		match self {
			Self::Vote(signed) => signed.vote.height,
			Self::Proposal(signed) => signed.proposal.height,
			Self::Polka(certificate) => certificate.height,
			Self::Round(certificate) => certificate.height,
			Self::Wake(wake) => wake.height,
		}
	}
}
