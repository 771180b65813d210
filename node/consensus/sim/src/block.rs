//! The application that consensus decides for: blocks that are a few bytes, and a chain of them.

use codec::{Decode, DecodeAll, Encode};
use fiscal_bft_primitives::{
	BlockHash, BlockNumber, CommitCertificate, ValidatorSet, SET_CHANGE_DELAY,
};
use fiscal_sm_crypto::{sm3_256, Public};
use std::sync::Arc;

/// A block. Its hash is SM3 of its SCALE encoding, which is also its body.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Block {
	/// The block's number.
	pub height: BlockNumber,
	/// Hash of the block before.
	pub parent: BlockHash,
	/// Who built it, 33 bytes.
	pub proposer: Public,
	/// Tells blocks apart.
	pub nonce: u64,
	/// The number of the planned change of the validator set that this block decides, from 0. Only
	/// the first change that is not decided yet may be.
	pub change: Option<u32>,
	/// False makes the block invalid, as a wrong state root does.
	pub sound: bool,
}

/// The hash of a body.
pub fn hash_of(body: &[u8]) -> BlockHash {
	BlockHash::from(sm3_256(body))
}

/// A decided block with its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
	/// The body.
	pub body: Vec<u8>,
	/// Its commit certificate.
	pub certificate: CommitCertificate,
}

/// Why a block may not come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
	/// The body is no block.
	#[error("the body cannot be read")]
	Unreadable,
	/// Another number comes next.
	#[error("the number is not the next one")]
	Height,
	/// It stands on another block.
	#[error("the parent is not the last block")]
	Parent,
	/// Its builder is not a validator.
	#[error("the builder is not a validator")]
	Stranger,
	/// It decides a change of the validator set that is not due.
	#[error("the change of validators is not due")]
	Change,
	/// It says so itself.
	#[error("the block is not sound")]
	Unsound,
}

/// Decided blocks, and the validator sets they lead to.
#[derive(Clone, Debug)]
pub struct Chain {
	/// The first set, then the set after each planned change.
	plan: Arc<[ValidatorSet]>,
	blocks: Vec<Sealed>,
	/// The set that decides height 1, 2, …, up to [`SET_CHANGE_DELAY`] after the last block.
	sets: Vec<ValidatorSet>,
	changes: u32,
	tip: BlockHash,
}

impl Chain {
	/// A chain without blocks. `plan` is the first validator set and the set after each change that
	/// blocks may decide, in their order.
	///
	/// # Panics
	/// If the plan is empty.
	pub fn new(genesis: BlockHash, plan: Arc<[ValidatorSet]>) -> Self {
		let sets = vec![plan[0].clone(); SET_CHANGE_DELAY as usize];
		Self { plan, blocks: Vec::new(), sets, changes: 0, tip: genesis }
	}

	/// The number of the last block; 0 if there is none.
	pub fn height(&self) -> BlockNumber {
		self.blocks.len() as BlockNumber
	}

	/// The number of the next block.
	pub fn next(&self) -> BlockNumber {
		self.height() + 1
	}

	/// Hash of the last block.
	pub fn tip(&self) -> BlockHash {
		self.tip
	}

	/// How many changes of the validator set have been decided.
	pub fn changes(&self) -> u32 {
		self.changes
	}

	/// The change a block may decide next.
	pub fn due_change(&self) -> Option<u32> {
		(self.plan.len() > self.changes as usize + 1).then_some(self.changes)
	}

	/// The set that decides a height, as far as it is known.
	pub fn set_of(&self, height: BlockNumber) -> Option<&ValidatorSet> {
		self.sets.get((height as usize).checked_sub(1)?)
	}

	/// The block of a height.
	pub fn block(&self, height: BlockNumber) -> Option<&Sealed> {
		self.blocks.get((height as usize).checked_sub(1)?)
	}

	/// At most `most` blocks from `first` on.
	pub fn blocks_from(&self, first: BlockNumber, most: usize) -> Vec<Sealed> {
		let skipped = (first as usize).saturating_sub(1);
		self.blocks.iter().skip(skipped).take(most).cloned().collect()
	}

	/// Executes a body on the last block.
	///
	/// # Errors
	/// [`Refusal`].
	pub fn judge(&self, body: &[u8]) -> Result<Block, Refusal> {
		let block = Block::decode_all(&mut &body[..]).map_err(|_| Refusal::Unreadable)?;
		if block.height != self.next() {
			return Err(Refusal::Height);
		}
		if block.parent != self.tip {
			return Err(Refusal::Parent);
		}
		let set = self.set_of(block.height).ok_or(Refusal::Height)?;
		if set.position(&block.proposer).is_none() {
			return Err(Refusal::Stranger);
		}
		if block.change.is_some() && block.change != self.due_change() {
			return Err(Refusal::Change);
		}
		block.sound.then_some(block).ok_or(Refusal::Unsound)
	}

	/// Appends a decided block. The certificate is for the caller to check.
	///
	/// # Errors
	/// [`Refusal`]; the chain then stands as before.
	pub fn accept(&mut self, sealed: Sealed) -> Result<(), Refusal> {
		let block = self.judge(&sealed.body)?;
		if block.change.is_some() {
			self.changes += 1;
		}
		self.sets.push(self.plan[self.changes as usize].clone());
		self.tip = hash_of(&sealed.body);
		self.blocks.push(sealed);
		Ok(())
	}
}
