//! The transaction pool: Substrate's single-state pool, with fewer executions.
//!
//! Substrate's default checks everything that waits anew after every block: with a backlog of some
//! thousand transactions that alone takes more time than the blocks do. Here blocks are final and do
//! not compete, so that what was valid stays so but for three reasons: a block took it (which the
//! pool sees), its lifetime ends, or a rule changed under it (somebody was frozen, a quota is used
//! up), which the next proposer notices when it leaves it out. So the pool checks anew only now and
//! then, and answers from memory for what it checked a short while ago. What comes at the same time,
//! of a peer or of many clients, is validated in one call of the runtime.

mod batches;
mod checker;
#[cfg(test)]
mod tests;

use crate::service::FullClient;
use checker::Checker;
use fiscal_runtime::opaque::Block;
use sc_client_api::UsageProvider;
use sc_transaction_pool::{
	BasicPool, ChainApi, FullChainApi, Options, PoolLimit, RevalidationType,
};
use sc_transaction_pool_api::{LocalTransactionPool, TransactionPool, TransactionSource};
use sp_core::{traits::SpawnEssentialNamed, H256};
use sp_runtime::OpaqueExtrinsic;
use std::{sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;

type Chain = FullChainApi<FullClient, Block>;
type Fault = <Chain as ChainApi>::Error;

/// The pool of a node.
pub type FullPool = BasicPool<Checker<Chain, FullClient>, Block>;

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
	let chain_api = FullChainApi::new(client.clone(), registry, &spawner);
	let checker = Arc::new(Checker::new(chain_api, client));
	let pool = BasicPool::with_revalidation_type(
		size.options(),
		is_validator.into(),
		checker.clone(),
		registry,
		RevalidationType::Light,
		spawner,
		chain.best_number,
		chain.best_hash,
		chain.finalized_hash,
	);
	checker.serve(pool.pool());
	pool
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
