//! What travels between simulated nodes.

use crate::{block::Sealed, setup::NodeId};
use fiscal_bft_core::{message::Message, Timer};
use fiscal_bft_primitives::{BlockHash, BlockNumber};
use fiscal_sm_crypto::Public;
use std::fmt;

/// What one node sends another.
#[derive(Clone, Debug)]
pub enum Packet {
	/// A message of consensus.
	Consensus(Message),
	/// Bytes that may be a message.
	Junk(Vec<u8>),
	/// Asks for the body of a proposed block.
	BodyRequest(BlockHash),
	/// A body.
	Body(Vec<u8>),
	/// The sender's last block.
	Status(BlockNumber),
	/// Asks for decided blocks from a number on.
	BlocksRequest(BlockNumber),
	/// Decided blocks, ascending.
	Blocks(Vec<Sealed>),
}

/// What a node does to itself later.
#[derive(Clone, Debug)]
pub enum Local {
	/// A wait is over, if the number is still that of the wait.
	Elapsed(Timer, u64),
	/// A block is built.
	Build {
		/// Its number.
		height: BlockNumber,
		/// The round it is for.
		round: u32,
	},
	/// A body is executed.
	Judge(Ask),
	/// A body that was asked for has not come.
	AskAgain(BlockHash),
	/// A decided block is in the database.
	Imported(BlockNumber),
	/// The rest before a height is over.
	Begin(BlockNumber),
	/// Time to tell others of the last block, and to see whether they are ahead.
	Look,
}

/// A proposal whose block is to be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
	/// The block's number.
	pub height: BlockNumber,
	/// The round of the proposal.
	pub round: u32,
	/// The block.
	pub block: BlockHash,
	/// Who proposed it.
	pub proposer: Public,
}

/// What a node wants of the world.
#[derive(Clone, Debug)]
pub enum Output {
	/// Send to one node.
	Send(NodeId, Packet),
	/// Send to every other node.
	SendAll(Packet),
	/// Do something after so many ms.
	After(u64, Local),
	/// A block is decided, or was taken over from others.
	Decided {
		/// The block.
		sealed: Sealed,
		/// Who signed twice.
		evidence: Vec<fiscal_bft_primitives::Equivocation>,
		/// Whether it was taken over.
		synced: bool,
	},
	/// A block was decided whose body the node does not have.
	Bodyless(BlockNumber),
	/// A decided block may not come next.
	Rejected(BlockNumber, crate::block::Refusal),
	/// A height was taken up from the log.
	Recovered(BlockNumber),
	/// A round began.
	Round(BlockNumber, u32),
	/// Consensus stopped.
	Halted(String),
	/// Consensus went on although it had stopped.
	Revived,
}

/// The first bytes of a hash; `-` for none.
pub struct Short<'a>(pub Option<&'a BlockHash>);

impl fmt::Display for Short<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self.0 {
			None => f.write_str("-"),
			Some(hash) => {
				hash.as_bytes().iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))
			}
		}
	}
}

struct Brief<'a>(&'a Message);

impl fmt::Display for Brief<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self.0 {
			Message::Vote(signed) => {
				let vote = &signed.vote;
				let block = Short(vote.block.as_ref());
				write!(f, "{:?} {}/{} {block}", vote.kind, vote.height, vote.round)
			}
			Message::Proposal(signed) => {
				let proposal = &signed.proposal;
				let block = Short(Some(&proposal.block));
				write!(f, "Proposal {}/{} {block}", proposal.height, proposal.round)?;
				match proposal.valid_round {
					Some(round) => write!(f, " valid in {round}"),
					None => Ok(()),
				}
			}
			Message::Polka(certificate) => {
				let block = Short(Some(&certificate.block));
				let signatures = certificate.signatures.len();
				write!(
					f,
					"Polka {}/{} {block} of {signatures}",
					certificate.height, certificate.round
				)
			}
			Message::Wake(wake) => write!(f, "Wake {}", wake.height),
			Message::Round(certificate) => {
				let kind = if certificate.skip { "skip" } else { "precommits" };
				let signatures = certificate.signatures.len();
				write!(
					f,
					"Round {}/{} {kind} of {signatures}",
					certificate.height, certificate.round
				)
			}
		}
	}
}

impl fmt::Display for Packet {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Consensus(message) => Brief(message).fmt(f),
			Self::Junk(bytes) => write!(f, "{} bytes of junk", bytes.len()),
			Self::BodyRequest(block) => write!(f, "wants body {}", Short(Some(block))),
			Self::Body(body) => {
				write!(f, "body {}", Short(Some(&crate::block::hash_of(body))))
			}
			Self::Status(height) => write!(f, "has block {height}"),
			Self::BlocksRequest(first) => write!(f, "wants blocks from {first}"),
			Self::Blocks(blocks) => write!(f, "{} blocks", blocks.len()),
		}
	}
}

impl fmt::Display for Local {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Elapsed(timer, _) => write!(f, "{:?} {} elapsed", timer.kind, timer.round),
			Self::Build { height, round } => write!(f, "builds {height}/{round}"),
			Self::Judge(ask) => {
				write!(f, "judges {}/{} {}", ask.height, ask.round, Short(Some(&ask.block)))
			}
			Self::AskAgain(block) => write!(f, "asks again for {}", Short(Some(block))),
			Self::Imported(height) => write!(f, "has imported {height}"),
			Self::Begin(height) => write!(f, "may begin {height}"),
			Self::Look => f.write_str("looks around"),
		}
	}
}
