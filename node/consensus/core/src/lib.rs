#![doc = include_str!("../README.md")]

mod context;
mod convert;
mod core;
mod journal;
pub mod message;
mod record;
mod shell;
mod signing;
#[cfg(test)]
mod tests;

pub use crate::core::{Body, Check, Core};
pub use journal::{FileJournal, Journal, MemoryJournal};
pub use message::Message;

use fiscal_bft_primitives::{
	BlockHash, BlockNumber, CommitCertificate, Equivocation, Pace, ValidatorSet,
};
use fiscal_sm_crypto::Public;
use std::time::Duration;

/// What a wait is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimerKind {
	/// A valid proposal.
	Propose,
	/// A quorum of equal prevotes.
	Prevote,
	/// A quorum of equal precommits.
	Precommit,
	/// Sending the last votes again.
	Rebroadcast,
}

/// A wait of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timer {
	/// What it is for.
	pub kind: TimerKind,
	/// The round.
	pub round: u32,
}

/// What happens to the core.
#[derive(Clone, Debug)]
pub enum Event {
	/// Begin deciding a height. The height before has been decided, or was imported from others.
	Start {
		/// The block's number.
		height: BlockNumber,
		/// Who decides it.
		set: ValidatorSet,
		/// How long to wait for what.
		pace: Pace,
	},
	/// From another validator. Wrong signatures, strangers and other heights are sorted out inside.
	Message(Message),
	/// Answer to [`Action::Build`].
	Built {
		/// The height asked for.
		height: BlockNumber,
		/// The round asked for.
		round: u32,
		/// The block.
		block: BlockHash,
	},
	/// A proposed block was obtained and executed.
	Judged {
		/// The height of the proposal.
		height: BlockNumber,
		/// The round of the proposal.
		round: u32,
		/// The block.
		block: BlockHash,
		/// Who proposed it.
		proposer: Public,
		/// Whether it may be decided.
		valid: bool,
	},
	/// A wait is over.
	Elapsed(Timer),
}

/// What the core asks for, to be carried out in order. All that led to it is durable.
#[derive(Clone, Debug)]
pub enum Action {
	/// Tell every other validator.
	Broadcast(Message),
	/// It is this validator's turn: build a block and answer with [`Event::Built`].
	Build {
		/// The block's number.
		height: BlockNumber,
		/// The round to propose in.
		round: u32,
	},
	/// A proposal names a block without a verdict: obtain it, execute it and answer with
	/// [`Event::Judged`].
	Fetch {
		/// The block's number.
		height: BlockNumber,
		/// The round of the proposal.
		round: u32,
		/// The block.
		block: BlockHash,
		/// Who proposed it.
		proposer: Public,
		/// Set if the block was proposed before, and others found it valid in that round.
		valid_round: Option<u32>,
	},
	/// Begin a wait, in place of a running one of the same kind and round.
	Schedule {
		/// The wait.
		timer: Timer,
		/// How long.
		after: Duration,
	},
	/// End a wait.
	Cancel(Timer),
	/// End all waits.
	CancelAll,
	/// A round begins.
	Round {
		/// The block's number.
		height: BlockNumber,
		/// The round.
		round: u32,
		/// Whose turn it is.
		proposer: Public,
	},
	/// The height is decided, for good. Import the block, then [`Event::Start`] the next height.
	Decided {
		/// Names the block and proves the decision.
		certificate: CommitCertificate,
		/// Who signed twice on the way.
		evidence: Vec<Equivocation>,
	},
}

/// Consensus stops for good: going on could break a promise already given to others.
#[derive(Debug, thiserror::Error)]
pub enum Halt {
	/// The log cannot be written or read.
	#[error("the consensus log cannot be {0}: {1}")]
	Journal(&'static str, std::io::Error),
	/// The log holds something that cannot be read.
	#[error("the consensus log is corrupted: {0}")]
	Corrupted(String),
	/// The validator's key cannot be used.
	#[error("the validator key cannot sign: {0}")]
	Signer(#[from] fiscal_sm_crypto::SignFault),
	/// The state machine contradicts itself or the log.
	#[error("consensus contradicts itself: {0}")]
	Contradiction(String),
}
