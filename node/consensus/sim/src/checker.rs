//! What must hold in every run, seen from outside of all nodes.

use crate::{
	block::{hash_of, Chain, Refusal, Sealed},
	setup::NodeId,
};
use fiscal_bft_core::message::Message;
use fiscal_bft_primitives::{
	BlockHash, BlockNumber, CertificateFault, Equivocation, EquivocationFault, Statement,
	ValidatorSet, VoteKind,
};
use fiscal_sm_crypto::Public;
use std::{collections::BTreeMap, sync::Arc};

/// A promise that was broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
	/// Two blocks at one height.
	#[error("agreement: node {node} has {block:?} at height {height}, another has {other:?}")]
	Agreement {
		/// Who came second.
		node: NodeId,
		/// The height.
		height: BlockNumber,
		/// Its block.
		block: BlockHash,
		/// The block of the first.
		other: BlockHash,
	},
	/// A block without proof.
	#[error("certificate: node {node} decided height {height} without proof: {fault}")]
	Certificate {
		/// Which node.
		node: NodeId,
		/// The height.
		height: BlockNumber,
		/// What is wrong with the proof.
		fault: CertificateFault,
	},
	/// A certificate for something else than the block it came with.
	#[error("certificate: node {node} decided height {height} with the proof of another block")]
	OtherBlock {
		/// Which node.
		node: NodeId,
		/// The height.
		height: BlockNumber,
	},
	/// A block that may not come next.
	#[error("validity: node {node} decided height {height} although {refusal}")]
	Validity {
		/// Which node.
		node: NodeId,
		/// The height.
		height: BlockNumber,
		/// Why it may not.
		refusal: Refusal,
	},
	/// A height was left out.
	#[error("linkage: node {node} decided height {height} before the heights below it")]
	Linkage {
		/// Which node.
		node: NodeId,
		/// The height.
		height: BlockNumber,
	},
	/// A block was decided that the node cannot import, as it does not have it.
	#[error("body: node {node} decided height {height} and does not have the block")]
	Bodyless {
		/// Which node.
		node: NodeId,
		/// The height.
		height: BlockNumber,
	},
	/// An honest validator signed two things of which it may sign one.
	#[error("double sign: node {node} said {first:?} and {second:?}")]
	DoubleSign {
		/// Which node.
		node: NodeId,
		/// What it said.
		first: Box<Statement>,
		/// What it said later.
		second: Box<Statement>,
	},
	/// Evidence that proves nothing.
	#[error("evidence: node {node} shows evidence that proves nothing: {fault}")]
	FalseEvidence {
		/// Who shows it.
		node: NodeId,
		/// What is wrong with it.
		fault: EquivocationFault,
	},
	/// Evidence against somebody who is honest, or who does not exist.
	#[error("evidence: node {node} accuses {offender:?}, which is honest or unknown")]
	Slander {
		/// Who shows it.
		node: NodeId,
		/// Whom it accuses, if it is anybody.
		offender: Option<NodeId>,
	},
	/// The chain did not go on in time.
	#[error("termination: at {now} ms the nodes have blocks {heights:?} and should have {wanted}")]
	Termination {
		/// Virtual time, in ms.
		now: u64,
		/// The last block of each node.
		heights: Vec<BlockNumber>,
		/// What every node that means well should have.
		wanted: BlockNumber,
	},
	/// Consensus stopped on an honest node for no reason of its disk.
	#[error("halt: node {node} stopped: {why}")]
	Halted {
		/// Which node.
		node: NodeId,
		/// What it says.
		why: String,
	},
	/// Consensus went on after it had stopped.
	#[error("halt: node {node} went on after it had stopped")]
	Revived {
		/// Which node.
		node: NodeId,
	},
	/// The code panicked.
	#[error("panic: {0}")]
	Panic(String),
}

/// What a validator may say once: a vote's kind or a proposal, in a round of a height.
type Slot = (Public, u8, BlockNumber, u32);

/// Watches everything that leaves nodes and everything that is decided.
pub struct Checker {
	genesis: BlockHash,
	owners: BTreeMap<Public, NodeId>,
	/// Who is taken for honest.
	vouched: Vec<bool>,
	/// The chain as the first node to decide each height decided it.
	chain: Chain,
	said: BTreeMap<Slot, Statement>,
}

impl Checker {
	/// Watches a run. `plan` is the first validator set and the set after each change; `owners` says
	/// whose key a key is; `vouched` which nodes are honest.
	pub fn new(
		genesis: BlockHash,
		plan: Arc<[ValidatorSet]>,
		owners: BTreeMap<Public, NodeId>,
		vouched: Vec<bool>,
	) -> Self {
		let chain = Chain::new(genesis, plan);
		Self { genesis, owners, vouched, chain, said: BTreeMap::new() }
	}

	/// The number of the last block anybody decided.
	pub fn height(&self) -> BlockNumber {
		self.chain.height()
	}

	/// How many changes of the validator set were decided.
	pub fn changes(&self) -> u32 {
		self.chain.changes()
	}

	/// A message leaves a node.
	///
	/// # Errors
	/// [`Violation::DoubleSign`] by a node that is taken for honest.
	pub fn sent(&mut self, node: NodeId, message: &Message) -> Result<(), Violation> {
		let (public, kind, statement) = match message {
			Message::Vote(signed) => {
				let kind = match signed.vote.kind {
					VoteKind::Prevote => 0,
					VoteKind::Precommit => 1,
				};
				(signed.voter, kind, Statement::Vote(signed.vote))
			}
			Message::Proposal(signed) => (signed.proposer, 2, Statement::Proposal(signed.proposal)),
			// Others' votes, or own ones that were sent before.
			Message::Polka(_) | Message::Round(_) | Message::Wake(_) => return Ok(()),
		};
		let own = self.owners.get(&public) == Some(&node);
		if !own || !self.is_vouched(node) {
			return Ok(());
		}
		let slot = (public, kind, statement.height(), statement.round());
		let first = self.said.entry(slot).or_insert(statement);
		if first.contradicts(&statement) {
			let (first, second) = (Box::new(*first), Box::new(statement));
			return Err(Violation::DoubleSign { node, first, second });
		}
		Ok(())
	}

	/// A node decided a block, or took it over.
	///
	/// # Errors
	/// Any [`Violation`] of agreement, proof, validity or linkage.
	pub fn decided(&mut self, node: NodeId, sealed: &Sealed) -> Result<(), Violation> {
		let Sealed { body, certificate } = sealed;
		let (height, block) = (certificate.height, certificate.block);
		if hash_of(body) != block {
			return Err(Violation::OtherBlock { node, height });
		}
		let set = self.chain.set_of(height).ok_or(Violation::Linkage { node, height })?;
		certificate.verify(&self.genesis, set).map_err(|fault| Violation::Certificate {
			node,
			height,
			fault,
		})?;
		if let Some(first) = self.chain.block(height) {
			let other = first.certificate.block;
			return match other == block {
				true => Ok(()),
				false => Err(Violation::Agreement { node, height, block, other }),
			};
		}
		if height != self.chain.next() {
			return Err(Violation::Linkage { node, height });
		}
		self.chain.accept(sealed.clone()).map_err(|refusal| Violation::Validity {
			node,
			height,
			refusal,
		})
	}

	/// A node shows evidence.
	///
	/// # Errors
	/// [`Violation::FalseEvidence`], [`Violation::Slander`].
	pub fn accused(&self, node: NodeId, evidence: &Equivocation) -> Result<(), Violation> {
		evidence.verify(&self.genesis).map_err(|fault| Violation::FalseEvidence { node, fault })?;
		match self.owners.get(&evidence.offender).copied() {
			Some(offender) if !self.is_vouched(offender) => Ok(()),
			offender => Err(Violation::Slander { node, offender }),
		}
	}

	fn is_vouched(&self, node: NodeId) -> bool {
		self.vouched.get(node).copied().unwrap_or(false)
	}
}
