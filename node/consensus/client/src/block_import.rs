//! The one way into the database: blocks decided here and blocks fetched from others.
//!
//! Blocks come from two sides, from the worker that decides them and from synchronisation. They are
//! let in one at a time, and only the one that stands on the last block, with a certificate, and
//! final: there are no forks, and the best block is the final one.

use crate::{
	executed::{Executed, ExecutedCache},
	Block, LOG_TARGET,
};
use async_trait::async_trait;
use fiscal_bft_primitives::{BlockHash, BlockNumber, ENGINE_ID};
use sc_consensus::{
	BlockCheckParams, BlockImport, BlockImportParams, ImportResult, StateAction, StorageChanges,
};
use sp_blockchain::{BlockStatus, HeaderBackend};
use sp_consensus::Error;
use sp_runtime::traits::Header as _;
use std::sync::Arc;
use tokio::sync::{watch, Mutex};

/// The last block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
	/// Its number.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: BlockHash,
}

/// Where a block stands.
enum Place {
	/// On the last block.
	Next,
	/// In the chain.
	Known,
	/// Where another block is, or where no block can be.
	Taken,
	/// Behind blocks that are missing.
	Ahead,
}

/// Lets blocks in. Clones share the lock and the last block.
///
/// A block that was executed when it was proposed is not executed again: its changes are taken from
/// the cache, and its extrinsics too, as nobody has compared those of the copy that comes from the
/// network with the header.
pub struct BftBlockImport<I, C> {
	inner: I,
	client: Arc<C>,
	executed: ExecutedCache,
	heads: Arc<watch::Sender<Head>>,
	one_at_a_time: Arc<Mutex<()>>,
}

impl<I: Clone, C> Clone for BftBlockImport<I, C> {
	fn clone(&self) -> Self {
		Self {
			inner: self.inner.clone(),
			client: self.client.clone(),
			executed: self.executed.clone(),
			heads: self.heads.clone(),
			one_at_a_time: self.one_at_a_time.clone(),
		}
	}
}

fn refused(reason: &str) -> Error {
	Error::ClientImport(reason.into())
}

impl<I, C: HeaderBackend<Block>> BftBlockImport<I, C> {
	/// Lets blocks into `inner`, the import of `client`.
	pub fn new(inner: I, client: Arc<C>, executed: ExecutedCache) -> Self {
		let info = client.info();
		let head = Head { number: info.finalized_number, hash: info.finalized_hash };
		Self {
			inner,
			client,
			executed,
			heads: Arc::new(watch::Sender::new(head)),
			one_at_a_time: Arc::default(),
		}
	}

	/// The last block, whoever brought it. Whoever looks late sees the newest one alone.
	///
	/// The client's own notifications do not serve: it gives none while a node fetches old blocks.
	pub fn heads(&self) -> watch::Receiver<Head> {
		self.heads.subscribe()
	}

	fn place(
		&self,
		number: BlockNumber,
		hash: BlockHash,
		parent: BlockHash,
	) -> Result<Place, Error> {
		let info = self.client.info();
		if number <= info.finalized_number {
			let status =
				self.client.status(hash).map_err(|fault| Error::ChainLookup(fault.to_string()))?;
			return Ok(match status {
				BlockStatus::InChain => Place::Known,
				BlockStatus::Unknown => Place::Taken,
			});
		}
		let is_next = number == info.finalized_number.saturating_add(1);
		Ok(match (is_next, parent == info.finalized_hash) {
			(true, true) => Place::Next,
			(false, false) => Place::Ahead,
			(true, false) | (false, true) => Place::Taken,
		})
	}

	/// Refuses what is not complete, and decides whether it has to be executed.
	fn prepare(
		&self,
		params: &mut BlockImportParams<Block>,
		hash: &BlockHash,
	) -> Result<(), Error> {
		let certified = params
			.justifications
			.as_ref()
			.is_some_and(|justifications| justifications.get(ENGINE_ID).is_some());
		if !params.finalized || !certified {
			return Err(refused("the block has no verified commit certificate"));
		}
		if params.body.is_none() {
			return Err(refused("the block has no body"));
		}
		let is_executed = match params.state_action {
			StateAction::ApplyChanges(StorageChanges::Changes(_)) => true,
			StateAction::Execute | StateAction::ExecuteIfPossible => false,
			StateAction::ApplyChanges(StorageChanges::Import(_)) | StateAction::Skip => {
				return Err(refused("blocks are imported by executing them: only full sync works"));
			}
		};
		if !is_executed {
			match self.executed.take(hash) {
				Some(Executed { block, changes }) => {
					params.body = Some(block.extrinsics);
					params.state_action = changes.into();
				}
				None => params.state_action = StateAction::Execute,
			}
		}
		Ok(())
	}
}

#[async_trait]
impl<I, C> BlockImport<Block> for BftBlockImport<I, C>
where
	I: BlockImport<Block, Error = Error> + Send + Sync,
	C: HeaderBackend<Block>,
{
	type Error = Error;

	async fn check_block(&self, block: BlockCheckParams<Block>) -> Result<ImportResult, Error> {
		match self.place(block.number, block.hash, block.parent_hash)? {
			Place::Next => self.inner.check_block(block).await,
			Place::Known => Ok(ImportResult::AlreadyInChain),
			Place::Taken => Ok(ImportResult::KnownBad),
			Place::Ahead => Ok(ImportResult::UnknownParent),
		}
	}

	async fn import_block(
		&self,
		mut params: BlockImportParams<Block>,
	) -> Result<ImportResult, Error> {
		let _one_at_a_time = self.one_at_a_time.lock().await;
		let (number, hash) = (*params.header.number(), params.post_hash());
		match self.place(number, hash, *params.header.parent_hash())? {
			Place::Next => (),
			Place::Known => return Ok(ImportResult::AlreadyInChain),
			Place::Ahead => return Ok(ImportResult::UnknownParent),
			Place::Taken => {
				log::error!(
					target: LOG_TARGET,
					"Block #{number} {hash:?} came with a certificate, and another block is final \
					in its place: validators of a third of the weight or more have broken the rules"
				);
				return Ok(ImportResult::KnownBad);
			}
		}
		self.prepare(&mut params, &hash)?;
		let result = self.inner.import_block(params).await?;
		if let ImportResult::Imported(_) = result {
			self.heads.send_if_modified(|head| {
				let is_newer = number > head.number;
				if is_newer {
					*head = Head { number, hash };
				}
				is_newer
			});
		}
		Ok(result)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::executed::Changes;
	use fiscal_bft_primitives::Header;
	use parking_lot::Mutex as SyncMutex;
	use sp_consensus::BlockOrigin;
	use sp_runtime::{Justifications, OpaqueExtrinsic};

	const GENESIS: BlockHash = BlockHash::repeat_byte(7);

	/// A database that takes what it is given.
	struct Chain {
		head: SyncMutex<Head>,
		known: SyncMutex<Vec<BlockHash>>,
		imported: SyncMutex<Vec<BlockImportParams<Block>>>,
	}

	impl HeaderBackend<Block> for Chain {
		fn header(&self, _: BlockHash) -> sp_blockchain::Result<Option<Header>> {
			Ok(None)
		}

		fn info(&self) -> sp_blockchain::Info<Block> {
			let head = *self.head.lock();
			sp_blockchain::Info {
				best_hash: head.hash,
				best_number: head.number,
				genesis_hash: GENESIS,
				finalized_hash: head.hash,
				finalized_number: head.number,
				finalized_state: None,
				number_leaves: 1,
				block_gap: None,
			}
		}

		fn status(&self, hash: BlockHash) -> sp_blockchain::Result<BlockStatus> {
			Ok(match self.known.lock().contains(&hash) {
				true => BlockStatus::InChain,
				false => BlockStatus::Unknown,
			})
		}

		fn number(&self, _: BlockHash) -> sp_blockchain::Result<Option<BlockNumber>> {
			Ok(None)
		}

		fn hash(&self, _: BlockNumber) -> sp_blockchain::Result<Option<BlockHash>> {
			Ok(None)
		}
	}

	#[async_trait]
	impl BlockImport<Block> for &Chain {
		type Error = Error;

		async fn check_block(&self, _: BlockCheckParams<Block>) -> Result<ImportResult, Error> {
			Ok(ImportResult::imported(false))
		}

		async fn import_block(
			&self,
			params: BlockImportParams<Block>,
		) -> Result<ImportResult, Error> {
			// Whoever else wants in has the chance to try.
			tokio::task::yield_now().await;
			let hash = params.post_hash();
			*self.head.lock() = Head { number: *params.header.number(), hash };
			self.known.lock().push(hash);
			self.imported.lock().push(params);
			Ok(ImportResult::imported(true))
		}
	}

	type Import = BftBlockImport<Arc<Chain>, Chain>;

	fn import() -> (Import, Arc<Chain>, ExecutedCache) {
		let chain = Arc::new(Chain {
			head: SyncMutex::new(Head { number: 0, hash: GENESIS }),
			known: SyncMutex::new(vec![GENESIS]),
			imported: SyncMutex::default(),
		});
		let executed = ExecutedCache::default();
		(BftBlockImport::new(chain.clone(), chain.clone(), executed.clone()), chain, executed)
	}

	fn header(number: BlockNumber, parent: BlockHash, state: u8) -> Header {
		let state = BlockHash::repeat_byte(state);
		Header::new(number, BlockHash::zero(), state, parent, Default::default())
	}

	/// As the verifier hands a block over.
	fn certified(header: Header) -> BlockImportParams<Block> {
		let mut params = BlockImportParams::new(BlockOrigin::NetworkInitialSync, header);
		params.body = Some(Vec::new());
		params.justifications = Some(Justifications::from((ENGINE_ID, vec![1])));
		params.finalized = true;
		params
	}

	fn check(header: &Header) -> BlockCheckParams<Block> {
		BlockCheckParams {
			hash: header.hash(),
			number: *header.number(),
			parent_hash: *header.parent_hash(),
			allow_missing_state: false,
			allow_missing_parent: false,
			import_existing: false,
		}
	}

	#[tokio::test]
	async fn blocks_are_let_in_in_order_and_announced_as_heads() {
		let (import, _, _) = import();
		let heads = import.heads();
		let first = header(1, GENESIS, 0);
		let second = header(2, first.hash(), 0);
		let ahead = import.import_block(certified(second.clone())).await.unwrap();
		assert_eq!(ahead, ImportResult::UnknownParent);
		for block in [first, second] {
			let head = Head { number: *block.number(), hash: block.hash() };
			let result = import.import_block(certified(block)).await.unwrap();
			assert_eq!(result, ImportResult::imported(true));
			assert_eq!(*heads.borrow(), head);
		}
	}

	#[tokio::test]
	async fn places_are_told_apart_before_verification() {
		let (import, _, _) = import();
		let first = header(1, GENESIS, 0);
		import.import_block(certified(first.clone())).await.unwrap();
		let next = header(2, first.hash(), 0);
		let fork = header(1, GENESIS, 1);
		let fork_of_next = header(2, fork.hash(), 0);
		let lie = header(9, first.hash(), 0);
		let ahead = header(3, next.hash(), 0);
		let cases = [
			(&next, ImportResult::imported(false)),
			(&first, ImportResult::AlreadyInChain),
			(&fork, ImportResult::KnownBad),
			(&fork_of_next, ImportResult::KnownBad),
			(&lie, ImportResult::KnownBad),
			(&ahead, ImportResult::UnknownParent),
		];
		for (header, expected) in cases {
			assert_eq!(import.check_block(check(header)).await.unwrap(), expected);
		}
	}

	#[tokio::test]
	async fn incomplete_blocks_stay_out() {
		let (import, chain, _) = import();
		let block = || certified(header(1, GENESIS, 0));
		let mut pending = block();
		pending.finalized = false;
		let mut bare = block();
		bare.justifications = None;
		let mut foreign = block();
		foreign.justifications = Some(Justifications::from((*b"FRNK", vec![1])));
		let mut headless = block();
		headless.body = None;
		let mut skipped = block();
		skipped.state_action = StateAction::Skip;
		for params in [pending, bare, foreign, headless, skipped] {
			assert!(import.import_block(params).await.is_err());
		}
		assert!(chain.imported.lock().is_empty());
		assert_eq!(import.heads().borrow().number, 0);
	}

	#[tokio::test]
	async fn an_executed_block_is_not_executed_again_and_keeps_its_own_body() {
		let (import, chain, executed) = import();
		let extrinsics = vec![OpaqueExtrinsic::from_blob(vec![1, 2, 3])];
		let block = Block { header: header(1, GENESIS, 0), extrinsics: extrinsics.clone() };
		executed.insert(Executed { block: block.clone(), changes: Changes::default() });
		let mut params = certified(block.header.clone());
		params.body = Some(vec![OpaqueExtrinsic::from_blob(vec![9])]);
		params.state_action = StateAction::ExecuteIfPossible;
		import.import_block(params).await.unwrap();
		let imported = chain.imported.lock().pop().unwrap();
		assert!(imported.state_action.as_storage_changes().is_some());
		assert_eq!(imported.body, Some(extrinsics));
		assert!(!executed.contains(&block.header.hash()));
	}

	#[tokio::test]
	async fn an_unknown_block_is_executed() {
		let (import, chain, _) = import();
		let mut params = certified(header(1, GENESIS, 0));
		params.state_action = StateAction::ExecuteIfPossible;
		import.import_block(params).await.unwrap();
		let imported = chain.imported.lock().pop().unwrap();
		assert!(matches!(imported.state_action, StateAction::Execute));
	}

	#[tokio::test]
	async fn of_two_sides_one_brings_the_block() {
		let (import, chain, _) = import();
		let other = import.clone();
		let block = header(1, GENESIS, 0);
		let (one, two) = tokio::join!(
			import.import_block(certified(block.clone())),
			other.import_block(certified(block)),
		);
		let results = [one.unwrap(), two.unwrap()];
		assert!(results.contains(&ImportResult::imported(true)));
		assert!(results.contains(&ImportResult::AlreadyInChain));
		assert_eq!(chain.imported.lock().len(), 1);
	}
}
