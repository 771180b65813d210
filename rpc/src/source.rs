//! Where answers come from: the state at the best block, the last final block, and the index.

use crate::error;
use fiscal_bft_primitives::ENGINE_ID;
use fiscal_index::Index;
use jsonrpsee::types::ErrorObjectOwned;
use sc_client_api::{BlockBackend, ProofProvider};
use sp_blockchain::HeaderBackend;
use sp_runtime::{traits::Block as BlockT, SaturatedConversion};
use std::{marker::PhantomData, sync::Arc};

/// Finalized blocks the index may be behind and still answer: it is a block or two behind in
/// ordinary work, and many when it catches up, when its lists would lack what callers know exists.
pub(crate) const MAX_LAG: u32 = 32;

/// What proofs are made of beside headers. Substrate's client is one; a test brings its own.
pub trait ProofSource<Block: BlockT>: HeaderBackend<Block> {
	/// The certificate that makes a block final, SCALE; none if the block has none.
	fn certificate(&self, block: Block::Hash) -> sp_blockchain::Result<Option<Vec<u8>>>;

	/// The encoded nodes that lead from the root of the state after a block to each of the keys, or
	/// to the places where they would stand.
	///
	/// Errors: the state is not kept any more.
	fn nodes(&self, block: Block::Hash, keys: &[Vec<u8>]) -> sp_blockchain::Result<Vec<Vec<u8>>>;
}

impl<Block, C> ProofSource<Block> for C
where
	Block: BlockT,
	C: HeaderBackend<Block> + BlockBackend<Block> + ProofProvider<Block>,
{
	fn certificate(&self, block: Block::Hash) -> sp_blockchain::Result<Option<Vec<u8>>> {
		let justifications = self.justifications(block)?;
		Ok(justifications.and_then(|justifications| justifications.into_justification(ENGINE_ID)))
	}

	fn nodes(&self, block: Block::Hash, keys: &[Vec<u8>]) -> sp_blockchain::Result<Vec<Vec<u8>>> {
		let mut keys = keys.iter().map(Vec::as_slice);
		Ok(self.read_proof(block, &mut keys)?.into_iter_nodes().collect())
	}
}

/// The chain's state.
///
/// Reads are made at the **best** block, so that a client that saw its transaction in a block finds
/// what it did, although that block may not be final yet.
pub(crate) struct State<C, Block> {
	pub(crate) client: Arc<C>,
	block: PhantomData<fn() -> Block>,
}

impl<C, Block> Clone for State<C, Block> {
	fn clone(&self) -> Self {
		Self::new(self.client.clone())
	}
}

impl<C, Block> State<C, Block> {
	pub(crate) fn new(client: Arc<C>) -> Self {
		Self { client, block: PhantomData }
	}
}

impl<Block: BlockT, C: HeaderBackend<Block>> State<C, Block> {
	pub(crate) fn best(&self) -> Block::Hash {
		self.client.info().best_hash
	}
}

/// The index, which holds finalized blocks only.
pub(crate) struct Lists<C, Block> {
	index: Arc<Index>,
	state: State<C, Block>,
}

impl<C, Block> Clone for Lists<C, Block> {
	fn clone(&self) -> Self {
		Self::new(self.index.clone(), self.state.clone())
	}
}

impl<C, Block> Lists<C, Block> {
	pub(crate) fn new(index: Arc<Index>, state: State<C, Block>) -> Self {
		Self { index, state }
	}
}

impl<Block: BlockT, C: HeaderBackend<Block>> Lists<C, Block> {
	/// The index, when its answers are up to date.
	pub(crate) fn ready(&self) -> Result<&Index, ErrorObjectOwned> {
		if let Some(reason) = self.index.fault() {
			return Err(error::index_unavailable(reason));
		}
		let finalized: u32 = self.state.client.info().finalized_number.saturated_into();
		let indexed = self.index.cursor().map_or(0, |cursor| cursor.number);
		if finalized.saturating_sub(indexed) > MAX_LAG {
			return Err(error::index_unavailable(format!(
				"it is at block {indexed} and the chain is at {finalized}; ask again later"
			)));
		}
		Ok(&self.index)
	}
}
