//! What the log holds.
//!
//! Own records in SCALE rather than the library's: one version byte each, and bodies of blocks
//! beside the inputs, because a block that a quorum has locked must survive the crash of all
//! validators at once.

use crate::{
	context::{Address, Bft, Height, Value},
	convert::{
		polka_from, polka_of, signed_proposal_from, signed_proposal_of, signed_vote_from,
		signed_vote_of,
	},
	message::{PolkaCertificate, SignedProposal, SignedVote},
	Halt,
};
use codec::{Decode, DecodeAll, Encode};
use fiscal_bft_primitives::{BlockHash, BlockNumber};
use fiscal_sm_crypto::Public;
use malachitebft_core_consensus::{Input, ProposedValue};
use malachitebft_core_types::{Round, Timeout, TimeoutKind, Validity, ValueOrigin};

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Record {
	/// A vote that was counted, anybody's.
	#[codec(index = 0)]
	Vote(SignedVote),
	/// A proposal that was taken up, anybody's.
	#[codec(index = 1)]
	Proposal(SignedProposal),
	/// A polka certificate that was taken up.
	#[codec(index = 2)]
	Polka(PolkaCertificate),
	/// A wait that ended: 0 propose, 1 prevote, 2 precommit; the round.
	#[codec(index = 3)]
	Elapsed(u8, u32),
	/// A block that was judged.
	#[codec(index = 4)]
	Judged {
		/// The block's number.
		height: BlockNumber,
		/// The round it was proposed in.
		round: u32,
		/// The block.
		block: BlockHash,
		/// Who proposed it.
		proposer: Public,
		/// The verdict.
		valid: bool,
	},
	/// A block's body.
	#[codec(index = 5)]
	Body(BlockHash, Vec<u8>),
}

impl Record {
	/// The record of an input, if the library asks for one that is kept.
	pub fn of(input: &Input<Bft>) -> Option<Self> {
		Some(match input {
			Input::Vote(signed) => Self::Vote(signed_vote_of(signed)),
			Input::Proposal(signed) => Self::Proposal(signed_proposal_of(signed)),
			Input::PolkaCertificate(certificate) => Self::Polka(polka_of(certificate)?),
			Input::TimeoutElapsed(timeout) => {
				let kind = match timeout.kind {
					TimeoutKind::Propose => 0,
					TimeoutKind::Prevote => 1,
					TimeoutKind::Precommit => 2,
					TimeoutKind::Rebroadcast | TimeoutKind::FinalizeHeight(_) => return None,
				};
				Self::Elapsed(kind, timeout.round.as_u32()?)
			}
			Input::ProposedValue(value, _) => Self::Judged {
				height: value.height.0,
				round: value.round.as_u32()?,
				block: value.value.0,
				proposer: value.proposer.0,
				valid: value.validity.is_valid(),
			},
			Input::StartHeight(..)
			| Input::Propose(_)
			| Input::RoundCertificate(_)
			| Input::SyncValueResponse(_) => return None,
		})
	}

	/// The input to feed again, or the body.
	pub fn into_input(self) -> Result<Input<Bft>, (BlockHash, Vec<u8>)> {
		Ok(match self {
			Self::Vote(signed) => Input::Vote(signed_vote_from(&signed)),
			Self::Proposal(signed) => Input::Proposal(signed_proposal_from(&signed)),
			Self::Polka(certificate) => Input::PolkaCertificate(polka_from(&certificate)),
			Self::Elapsed(kind, round) => {
				let kind = match kind {
					0 => TimeoutKind::Propose,
					1 => TimeoutKind::Prevote,
					_ => TimeoutKind::Precommit,
				};
				Input::TimeoutElapsed(Timeout::new(Round::new(round), kind))
			}
			Self::Judged { height, round, block, proposer, valid } => Input::ProposedValue(
				ProposedValue {
					height: Height(height),
					round: Round::new(round),
					valid_round: Round::Nil,
					proposer: Address(proposer),
					value: Value(block),
					validity: Validity::from_bool(valid),
				},
				ValueOrigin::Consensus,
			),
			Self::Body(block, body) => return Err((block, body)),
		})
	}

	/// Reads an entry whole.
	pub fn read(bytes: &[u8]) -> Result<Self, Halt> {
		Self::decode_all(&mut &bytes[..]).map_err(|fault| Halt::Corrupted(fault.to_string()))
	}
}
