//! Building blocks from the transaction pool.

use crate::{executed::Executed, network::MAX_BODY, Block};
use async_trait::async_trait;
use fiscal_bft_primitives::{BftApi, BlockHash, Header, Pace, PreDigest};
use fiscal_sm_crypto::Public;
use futures::FutureExt;
use sc_basic_authorship::ProposerFactory;
use sc_transaction_pool_api::TransactionPool;
use sp_api::{ApiError, CallApiAt, ProvideRuntimeApi};
use sp_block_builder::BlockBuilder;
use sp_blockchain::HeaderBackend;
use sp_consensus::{Environment, Proposal, ProposeArgs, Proposer as _};
use sp_core::traits::SpawnNamed;
use sp_inherents::InherentData;
use sp_runtime::Digest;
use sp_timestamp::Timestamp;
use std::{
	sync::Arc,
	time::{Duration, Instant},
};
use substrate_prometheus_endpoint::Registry;

/// What the runtime may add to a block behind the builder's estimate of its size, in bytes: digests
/// of the header and lengths.
const MARGIN: usize = 64 * 1024;

/// Most bytes of a block the builder fills.
const SIZE_LIMIT: usize = MAX_BODY - MARGIN;

/// Why a block could not be built.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
	/// The runtime did not say what the next block may bear.
	#[error("runtime: {0}")]
	Runtime(#[from] ApiError),
	/// The inherent data could not be put together.
	#[error("inherents: {0}")]
	Inherents(#[from] sp_inherents::Error),
	/// The pool has not taken in the parent.
	#[error("the transaction pool has not taken in the last block")]
	PoolBehind,
	/// The builder failed.
	#[error("builder: {0}")]
	Builder(#[from] sp_blockchain::Error),
}

/// A block that was built.
pub struct Built {
	/// The block, executed.
	pub executed: Executed,
	/// How long filling and finishing it took, without waiting for the pool.
	pub filling: Duration,
}

/// Builds blocks.
#[async_trait]
pub trait BuildBlock: Send {
	/// Builds a block on `parent` and executes it on the way. Takes about `pace.build` when there
	/// is more work than fits.
	///
	/// # Errors
	/// [`Fault`].
	async fn build(&mut self, parent: &Header, pace: &Pace) -> Result<Built, Fault>;
}

/// Builds blocks from a transaction pool.
///
/// The time of a block is this machine's, or the earliest the runtime takes if that is later: a
/// clock that is behind does not stop the chain.
pub struct PoolBuilder<C, P> {
	client: Arc<C>,
	pool: Arc<P>,
	factory: ProposerFactory<P, C>,
	author: Public,
	clock_offset: i64,
}

impl<C, P> PoolBuilder<C, P> {
	/// Builds blocks of `author` from the transactions of `pool`. Every block is built on a thread
	/// of its own, made by `spawner`.
	pub fn new(
		spawner: impl SpawnNamed + 'static,
		client: Arc<C>,
		pool: Arc<P>,
		author: Public,
		registry: Option<&Registry>,
	) -> Self {
		let factory = ProposerFactory::new(spawner, client.clone(), pool.clone(), registry, None);
		Self { client, pool, factory, author, clock_offset: 0 }
	}

	/// Builds as if this machine's clock were wrong by so many ms, for tests of wrong clocks.
	pub fn with_clock_offset(mut self, ms: i64) -> Self {
		self.clock_offset = ms;
		self
	}
}

impl<C, P> PoolBuilder<C, P>
where
	C: ProvideRuntimeApi<Block>,
	C::Api: BftApi<Block>,
{
	fn inherent_data(&self, parent: BlockHash) -> Result<InherentData, Fault> {
		let earliest = self.client.runtime_api().earliest_time(parent)?;
		let now = Timestamp::current().as_millis().saturating_add_signed(self.clock_offset);
		let time = Timestamp::new(now.max(earliest));
		let mut data = InherentData::new();
		data.put_data(sp_timestamp::INHERENT_IDENTIFIER, &time)?;
		Ok(data)
	}
}

#[async_trait]
impl<C, P> BuildBlock for PoolBuilder<C, P>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + CallApiAt<Block> + Send + Sync + 'static,
	C::Api: BftApi<Block> + BlockBuilder<Block>,
	P: TransactionPool<Block = Block> + 'static,
{
	async fn build(&mut self, parent: &Header, pace: &Pace) -> Result<Built, Fault> {
		// A pool that has not seen the parent would hand out what is in it already. The builder
		// would find that invalid and have the pool drop it with everything its sender has sent
		// since.
		let seen = self.pool.ready_at(parent.hash()).map(|_| ());
		let patience = Duration::from_millis((pace.propose / 2).into());
		tokio::time::timeout(patience, seen).await.map_err(|_| Fault::PoolBehind)?;
		let inherent_data = self.inherent_data(parent.hash())?;
		let proposer = Environment::<Block>::init(&mut self.factory, parent).await?;
		let args = ProposeArgs {
			inherent_data,
			inherent_digests: Digest { logs: vec![PreDigest { author: self.author }.to_item()] },
			// The builder keeps a tenth of this for finishing the block. It waits up to an eighth of
			// the rest for the pool to catch up with the parent, and passes over at most eight
			// transactions that do not fit once half of it is gone.
			max_duration: Duration::from_millis(pace.build.into()),
			block_size_limit: Some(SIZE_LIMIT),
			..Default::default()
		};
		let begun = Instant::now();
		let Proposal { block, storage_changes } = proposer.propose(args).await?;
		let executed = Executed { block, changes: storage_changes };
		Ok(Built { executed, filling: begun.elapsed() })
	}
}
