//! Blocks that were executed and are not decided yet, with what they change.
//!
//! A proposed block is executed once, by its proposer while building and by everybody else before
//! voting. What it changes is kept here until the block is decided, whoever imports it then: the
//! worker, or synchronisation that was faster. Changes hold on the state of the block's parent
//! alone, so they are dropped as soon as another block stands in its place.

use crate::Block;
use fiscal_bft_primitives::BlockHash;
use parking_lot::Mutex;
use sp_runtime::traits::{HashingFor, Header as _};
use std::{collections::VecDeque, sync::Arc};

/// Most blocks kept: several rounds of one height. A block that is not kept any more is executed
/// again when it is decided.
pub const MAX_EXECUTED: usize = 8;

/// What a block changes in the state of its parent, in the form the client imports.
pub type Changes = sp_state_machine::StorageChanges<HashingFor<Block>>;

/// A block with what it changes.
pub struct Executed {
	/// The block.
	pub block: Block,
	/// What it changes in the state of its parent. The root they lead to is the header's.
	pub changes: Changes,
}

/// At most [`MAX_EXECUTED`] executed blocks. Clones share them.
#[derive(Clone, Default)]
pub struct ExecutedCache(Arc<Mutex<VecDeque<(BlockHash, Executed)>>>);

impl ExecutedCache {
	/// Keeps a block, in place of the one kept longest if there are [`MAX_EXECUTED`].
	pub fn insert(&self, executed: Executed) {
		let hash = executed.block.header.hash();
		let mut blocks = self.0.lock();
		blocks.retain(|(known, _)| *known != hash);
		while blocks.len() >= MAX_EXECUTED {
			blocks.pop_front();
		}
		blocks.push_back((hash, executed));
	}

	/// Takes a block out.
	pub fn take(&self, hash: &BlockHash) -> Option<Executed> {
		let mut blocks = self.0.lock();
		let index = blocks.iter().position(|(known, _)| known == hash)?;
		blocks.remove(index).map(|(_, executed)| executed)
	}

	/// Whether a block is kept.
	pub fn contains(&self, hash: &BlockHash) -> bool {
		self.0.lock().iter().any(|(known, _)| known == hash)
	}

	/// Drops every block that is not a child of `parent`: the changes of the others hold on a state
	/// that is not the last one any more.
	pub fn retain_children_of(&self, parent: BlockHash) {
		self.0.lock().retain(|(_, executed)| *executed.block.header.parent_hash() == parent);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_bft_primitives::Header;

	const PARENT: BlockHash = BlockHash::repeat_byte(1);
	const OTHER: BlockHash = BlockHash::repeat_byte(2);

	fn executed(parent: BlockHash, state: u8) -> (BlockHash, Executed) {
		let header = Header::new(
			5,
			BlockHash::zero(),
			BlockHash::repeat_byte(state),
			parent,
			Default::default(),
		);
		let block = Block { header, extrinsics: Vec::new() };
		(block.header.hash(), Executed { block, changes: Changes::default() })
	}

	#[test]
	fn a_block_is_taken_once() {
		let cache = ExecutedCache::default();
		let (hash, block) = executed(PARENT, 0);
		let shared = cache.clone();
		shared.insert(block);
		assert!(cache.contains(&hash));
		assert_eq!(cache.take(&hash).map(|found| found.block.header.hash()), Some(hash));
		assert!(!cache.contains(&hash));
		assert!(shared.take(&hash).is_none());
	}

	#[test]
	fn the_block_kept_longest_makes_room() {
		let cache = ExecutedCache::default();
		let hashes: Vec<_> = (0..=MAX_EXECUTED)
			.map(|index| {
				let (hash, block) = executed(PARENT, index as u8);
				cache.insert(block);
				hash
			})
			.collect();
		assert!(!cache.contains(&hashes[0]));
		assert!(hashes[1..].iter().all(|hash| cache.contains(hash)));
	}

	#[test]
	fn a_block_kept_twice_takes_one_place() {
		let cache = ExecutedCache::default();
		let (first, block) = executed(PARENT, 0);
		cache.insert(block);
		for _ in 0..MAX_EXECUTED {
			let (_, again) = executed(PARENT, 1);
			cache.insert(again);
		}
		assert!(cache.contains(&first));
	}

	#[test]
	fn blocks_of_another_parent_are_dropped() {
		let cache = ExecutedCache::default();
		let (child, block) = executed(PARENT, 0);
		cache.insert(block);
		let (stranger, block) = executed(OTHER, 0);
		cache.insert(block);
		cache.retain_children_of(OTHER);
		assert!(!cache.contains(&child));
		assert!(cache.contains(&stranger));
	}
}
