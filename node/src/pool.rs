//! The transaction pool: Substrate's single-state pool, with fewer executions.
//!
//! Substrate's default checks everything that waits anew after every block: with a backlog of some
//! thousand transactions that alone takes more time than the blocks do. Here blocks are final and do
//! not compete, so that what was valid stays so but for three reasons: a block took it (which the
//! pool sees), its lifetime ends, or a rule changed under it (somebody was frozen, a quota is used
//! up), which the next proposer notices when it leaves it out. So the pool checks anew only now and
//! then, and answers from memory for what it checked a short while ago.

use crate::service::FullClient;
use fiscal_runtime::opaque::Block;
use parking_lot::Mutex;
use sc_client_api::UsageProvider;
use sc_transaction_pool::{
	BasicPool, ChainApi, FullChainApi, Options, PoolLimit, RevalidationType,
	ValidateTransactionPriority,
};
use sc_transaction_pool_api::{LocalTransactionPool, TransactionPool, TransactionSource};
use schnellru::{ByLength, LruMap};
use sp_blockchain::TreeRoute;
use sp_core::{traits::SpawnEssentialNamed, H256};
use sp_runtime::{
	generic::BlockId,
	transaction_validity::{TransactionValidity, ValidTransaction},
	OpaqueExtrinsic,
};
use std::{collections::hash_map::RandomState, sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;

/// Transactions of which it is remembered that they were valid.
const REMEMBERED: u32 = 131_072;

/// For how many blocks.
const TRUSTED: u64 = 128;

/// The pool of a node.
pub type FullPool = BasicPool<Checker, Block>;

/// How much the pool holds, and how long it shuns what was invalid.
#[derive(Clone, Copy, Debug)]
pub struct Size {
	/// Transactions.
	pub count: usize,
	/// Bytes of them.
	pub bytes: usize,
	/// How long an invalid transaction is shunned.
	pub ban: Duration,
}

impl Default for Size {
	/// A minute of full load: what the pool drops leaves gaps in a sender's sequence.
	fn default() -> Self {
		Self { count: 65_536, bytes: 128 * 1024 * 1024, ban: Duration::from_secs(30 * 60) }
	}
}

impl Size {
	/// One in ten may wait for transactions before it.
	fn options(self) -> Options {
		let limit = |part: usize| PoolLimit {
			count: self.count.div_ceil(part),
			total_bytes: self.bytes.div_ceil(part),
		};
		let (ready, future) = (limit(1), limit(10));
		Options { ready, future, reject_future_transactions: false, ban_time: self.ban }
	}
}

/// Makes the pool of a node.
pub fn new(
	client: Arc<FullClient>,
	size: Size,
	is_validator: bool,
	registry: Option<&Registry>,
	spawner: impl SpawnEssentialNamed,
) -> FullPool {
	let chain = client.usage_info().chain;
	let checker = Checker::new(FullChainApi::new(client, registry, &spawner));
	BasicPool::with_revalidation_type(
		size.options(),
		is_validator.into(),
		Arc::new(checker),
		registry,
		RevalidationType::Light,
		spawner,
		chain.best_number,
		chain.best_hash,
		chain.finalized_hash,
	)
}

/// What was found of a transaction, and up to which block that holds.
struct Found {
	validity: ValidTransaction,
	until: u64,
}

/// Asks the runtime whether a transaction is valid, on the thread that wants to know: a validation is
/// shorter than the way to another thread and back.
pub struct Checker {
	chain: FullChainApi<FullClient, Block>,
	found: Mutex<LruMap<H256, Found, ByLength, RandomState>>,
}

type Fault = <FullChainApi<FullClient, Block> as ChainApi>::Error;

impl Checker {
	fn new(chain: FullChainApi<FullClient, Block>) -> Self {
		let found = LruMap::with_hasher(ByLength::new(REMEMBERED), RandomState::new());
		Self { chain, found: Mutex::new(found) }
	}

	fn number(&self, at: H256) -> Option<u64> {
		self.chain.block_id_to_number(&BlockId::Hash(at)).ok().flatten().map(u64::from)
	}

	fn remembered(&self, hash: &H256, at: H256) -> Option<ValidTransaction> {
		let number = self.number(at)?;
		let mut memory = self.found.lock();
		let found = memory.get(hash)?;
		(number <= found.until).then(|| found.validity.clone())
	}

	fn remember(&self, hash: H256, at: H256, validity: &TransactionValidity) {
		let mut memory = self.found.lock();
		match validity {
			Ok(valid) => {
				let Some(number) = self.number(at) else { return };
				let until = number.saturating_add(TRUSTED.min(valid.longevity));
				memory.insert(hash, Found { validity: valid.clone(), until });
			}
			Err(_) => {
				memory.remove(&hash);
			}
		}
	}
}

#[async_trait::async_trait]
impl ChainApi for Checker {
	type Block = Block;
	type Error = Fault;

	async fn validate_transaction(
		&self,
		at: H256,
		source: TransactionSource,
		transaction: Arc<OpaqueExtrinsic>,
		priority: ValidateTransactionPriority,
	) -> Result<TransactionValidity, Fault> {
		let (hash, _) = self.hash_and_length(&transaction);
		if priority == ValidateTransactionPriority::Maintained {
			if let Some(valid) = self.remembered(&hash, at) {
				return Ok(Ok(valid));
			}
		}
		let validity = self.chain.validate_transaction_blocking(at, source, transaction)?;
		self.remember(hash, at, &validity);
		Ok(validity)
	}

	fn validate_transaction_blocking(
		&self,
		at: H256,
		source: TransactionSource,
		transaction: Arc<OpaqueExtrinsic>,
	) -> Result<TransactionValidity, Fault> {
		self.chain.validate_transaction_blocking(at, source, transaction)
	}

	fn block_id_to_number(&self, at: &BlockId<Block>) -> Result<Option<u32>, Fault> {
		self.chain.block_id_to_number(at)
	}

	fn block_id_to_hash(&self, at: &BlockId<Block>) -> Result<Option<H256>, Fault> {
		self.chain.block_id_to_hash(at)
	}

	fn hash_and_length(&self, transaction: &OpaqueExtrinsic) -> (H256, usize) {
		self.chain.hash_and_length(transaction)
	}

	async fn block_body(&self, at: H256) -> Result<Option<Vec<OpaqueExtrinsic>>, Fault> {
		self.chain.block_body(at).await
	}

	fn block_header(&self, at: H256) -> Result<Option<fiscal_bft_primitives::Header>, Fault> {
		self.chain.block_header(at)
	}

	fn tree_route(&self, from: H256, to: H256) -> Result<TreeRoute<Block>, Fault> {
		self.chain.tree_route(from, to)
	}
}

/// The door through which off-chain workers hand in transactions.
pub struct WorkersDoor(pub Arc<FullPool>);

impl LocalTransactionPool for WorkersDoor {
	type Block = Block;
	type Hash = H256;
	type Error = Fault;

	fn submit_local(&self, at: H256, transaction: OpaqueExtrinsic) -> Result<H256, Fault> {
		let submitted = self.0.submit_one(at, TransactionSource::Local, transaction);
		futures::executor::block_on(submitted)
	}
}
