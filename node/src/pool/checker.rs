//! What the pool asks before it takes a transaction, and now and then while it holds one.

use super::batches::{Batches, Wanted};
use crate::service::FullClient;
use fiscal_runtime::opaque::Block;
use fiscal_runtime_api::ValidateBatchApi;
use parking_lot::Mutex;
use sc_client_api::UsageProvider;
use sc_transaction_pool::{ChainApi, Pool, ValidateTransactionPriority};
use sc_transaction_pool_api::TransactionSource;
use schnellru::{ByLength, LruMap};
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_blockchain::TreeRoute;
use sp_core::H256;
use sp_runtime::{
	generic::BlockId,
	transaction_validity::{TransactionValidity, ValidTransaction},
	OpaqueExtrinsic,
};
use std::{
	collections::hash_map::RandomState,
	sync::{Arc, OnceLock, Weak},
};

/// Transactions of which it is remembered that they were valid.
const REMEMBERED: u32 = 131_072;

/// For how many blocks.
const TRUSTED: u64 = 128;

/// How often a transaction that waits for others is validated, as blocks come meanwhile.
const LOOKS: usize = 4;

/// A runtime that validates many transactions in one call.
pub trait BatchRuntime: Send + Sync + 'static {
	/// The last block.
	fn best(&self) -> H256;

	/// As [`ValidateBatchApi`] at that block; `None` if the runtime of the block has no such call, or
	/// if the call fails.
	fn validate_batch(
		&self,
		at: H256,
		source: TransactionSource,
		transactions: Vec<OpaqueExtrinsic>,
	) -> Option<Vec<Option<TransactionValidity>>>;
}

impl BatchRuntime for FullClient {
	fn best(&self) -> H256 {
		self.usage_info().chain.best_hash
	}

	fn validate_batch(
		&self,
		at: H256,
		source: TransactionSource,
		transactions: Vec<OpaqueExtrinsic>,
	) -> Option<Vec<Option<TransactionValidity>>> {
		let api = self.runtime_api();
		if !api.has_api::<dyn ValidateBatchApi<Block>>(at).ok()? {
			return None;
		}
		match api.validate_transactions(at, source, transactions, at) {
			Ok(found) => Some(found),
			Err(fault) => {
				log::debug!("transactions cannot be validated together: {fault}");
				None
			}
		}
	}
}

/// What was found of a transaction, and at which block.
struct Found {
	validity: ValidTransaction,
	at: u64,
}

type Answer<A> = Result<TransactionValidity, <A as ChainApi>::Error>;

/// Asks the runtime whether transactions are valid, on the thread that wants to know: a validation is
/// shorter than the way to another thread and back. What is asked at the same time is validated in one
/// call, see [`super::batches`]; where the runtime has no such call, or leaves one out, by a call for
/// each. Of a transaction that waits already, it answers from memory what it found a short while ago.
pub struct Checker<A: ChainApi<Block = Block> + 'static, R: BatchRuntime> {
	chain: A,
	runtime: Arc<R>,
	found: Mutex<LruMap<H256, Found, ByLength, RandomState>>,
	pool: OnceLock<Weak<Pool<Self, ()>>>,
	/// New transactions.
	fresh: Batches<Answer<A>>,
	/// Those that wait already: new ones are not to stand behind thousands of them.
	again: Batches<Answer<A>>,
}

impl<A: ChainApi<Block = Block> + 'static, R: BatchRuntime> Checker<A, R> {
	/// Of that chain.
	pub fn new(chain: A, runtime: Arc<R>) -> Self {
		let found = LruMap::with_hasher(ByLength::new(REMEMBERED), RandomState::new());
		Self {
			chain,
			runtime,
			found: Mutex::new(found),
			pool: OnceLock::new(),
			fresh: Batches::default(),
			again: Batches::default(),
		}
	}

	/// Names the pool that asks, whose transactions are those that wait. Only the first one counts.
	pub fn serve(&self, pool: &Arc<Pool<Self, ()>>) {
		let _ = self.pool.set(Arc::downgrade(pool));
	}

	/// Whether the pool holds it. Substrate's pool does not say whether it asks of a new transaction
	/// or of one that waits; it never asks of a new one that it holds.
	fn waits(&self, hash: &H256) -> bool {
		let pool = self.pool.get().and_then(Weak::upgrade);
		pool.is_some_and(|pool| pool.validated_pool().ready_by_hash(hash).is_some())
	}

	fn number(&self, at: H256) -> Option<u64> {
		self.chain.block_id_to_number(&BlockId::Hash(at)).ok().flatten().map(u64::from)
	}

	fn remembered(&self, hash: &H256, at: H256) -> Option<ValidTransaction> {
		let number = self.number(at)?;
		let mut memory = self.found.lock();
		let Found { validity, at } = memory.get(hash)?;
		let age = Some(number.saturating_sub(*at)).filter(|age| *age <= TRUSTED)?;
		// What is left of its lifetime, which the pool counts from now on.
		let longevity = validity.longevity.checked_sub(age)?;
		Some(ValidTransaction { longevity, ..validity.clone() })
	}

	fn remember(&self, hash: H256, at: H256, validity: &TransactionValidity) {
		let number = self.number(at);
		let mut memory = self.found.lock();
		match (validity, number) {
			(Ok(valid), Some(at)) => {
				memory.insert(hash, Found { validity: valid.clone(), at });
			}
			(Ok(_), None) => (),
			(Err(_), _) => {
				memory.remove(&hash);
			}
		}
	}

	fn validate_all(
		&self,
		at: H256,
		source: TransactionSource,
		transactions: Vec<Arc<OpaqueExtrinsic>>,
	) -> Vec<Answer<A>> {
		let alone = |transaction| self.chain.validate_transaction_blocking(at, source, transaction);
		let count = transactions.len();
		let batch = || transactions.iter().map(|one| (**one).clone()).collect();
		let found = (count > 1)
			.then(|| self.runtime.validate_batch(at, source, batch()))
			.flatten()
			.filter(|found| found.len() == count);
		match found {
			Some(found) => transactions
				.into_iter()
				.zip(found)
				.map(|(transaction, validity)| validity.map_or_else(|| alone(transaction), Ok))
				.collect(),
			None => transactions.into_iter().map(alone).collect(),
		}
	}
}

#[async_trait::async_trait]
impl<A: ChainApi<Block = Block> + 'static, R: BatchRuntime> ChainApi for Checker<A, R> {
	type Block = Block;
	type Error = A::Error;

	async fn validate_transaction(
		&self,
		at: H256,
		source: TransactionSource,
		transaction: Arc<OpaqueExtrinsic>,
		priority: ValidateTransactionPriority,
	) -> Result<TransactionValidity, A::Error> {
		let (hash, _) = self.hash_and_length(&transaction);
		let is_again = priority == ValidateTransactionPriority::Maintained || self.waits(&hash);
		if is_again {
			if let Some(valid) = self.remembered(&hash, at) {
				return Ok(Ok(valid));
			}
		}
		let batches = if is_again { &self.again } else { &self.fresh };
		let (mut at, mut looks) = (at, 0);
		loop {
			looks += 1;
			let wanted = Wanted { at, source, transaction: transaction.clone() };
			let validate = |at, source, transactions| self.validate_all(at, source, transactions);
			let validity = match batches.verdict(wanted, validate).await {
				Some(answer) => answer?,
				None => {
					self.chain.validate_transaction_blocking(at, source, transaction.clone())?
				}
			};
			let best = self.runtime.best();
			let waits = validity.as_ref().is_ok_and(|valid| !valid.requires.is_empty());
			// What it waits for may stand in a block that came meanwhile. The pool has forgotten that
			// two blocks later, and would keep it waiting for good, and all of its sender's behind it.
			if !is_again && waits && best != at && looks < LOOKS {
				at = best;
				continue;
			}
			self.remember(hash, at, &validity);
			return Ok(validity);
		}
	}

	fn validate_transaction_blocking(
		&self,
		at: H256,
		source: TransactionSource,
		transaction: Arc<OpaqueExtrinsic>,
	) -> Result<TransactionValidity, A::Error> {
		self.chain.validate_transaction_blocking(at, source, transaction)
	}

	fn block_id_to_number(&self, at: &BlockId<Block>) -> Result<Option<u32>, A::Error> {
		self.chain.block_id_to_number(at)
	}

	fn block_id_to_hash(&self, at: &BlockId<Block>) -> Result<Option<H256>, A::Error> {
		self.chain.block_id_to_hash(at)
	}

	fn hash_and_length(&self, transaction: &OpaqueExtrinsic) -> (H256, usize) {
		self.chain.hash_and_length(transaction)
	}

	async fn block_body(&self, at: H256) -> Result<Option<Vec<OpaqueExtrinsic>>, A::Error> {
		self.chain.block_body(at).await
	}

	fn block_header(&self, at: H256) -> Result<Option<fiscal_bft_primitives::Header>, A::Error> {
		self.chain.block_header(at)
	}

	fn tree_route(&self, from: H256, to: H256) -> Result<TreeRoute<Block>, A::Error> {
		self.chain.tree_route(from, to)
	}
}
