//! The chain as the worker sees it, over a Substrate client.

use crate::{worker::ChainView, Block, LOG_TARGET};
use fiscal_bft_primitives::{BftApi, BlockHash, Equivocation, Header, Pace, ValidatorSet};
use sc_network_sync::SyncingService;
use sc_transaction_pool_api::{TransactionPool, TransactionSource};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus::SyncOracle;
use std::sync::Arc;

/// A client with a pool, on a network.
pub struct NodeChain<C, P> {
	client: Arc<C>,
	pool: Arc<P>,
	sync: Arc<SyncingService<Block>>,
}

impl<C, P> NodeChain<C, P> {
	/// Sees the chain through these.
	pub fn new(client: Arc<C>, pool: Arc<P>, sync: Arc<SyncingService<Block>>) -> Self {
		Self { client, pool, sync }
	}
}

impl<C, P> ChainView for NodeChain<C, P>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync,
	C::Api: BftApi<Block>,
	P: TransactionPool<Block = Block, Hash = BlockHash> + 'static,
{
	fn header(&self, block: BlockHash) -> Option<Header> {
		self.client.header(block).ok().flatten()
	}

	fn terms(&self, block: BlockHash) -> Option<(ValidatorSet, Pace)> {
		let api = self.client.runtime_api();
		let schedule = api.schedule(block).ok()??;
		Some((schedule.next, api.pace(block).ok()?))
	}

	fn has_work(&self) -> bool {
		self.pool.status().ready > 0
	}

	fn is_catching_up(&self) -> bool {
		self.sync.is_major_syncing()
	}

	fn report(&self, at: BlockHash, evidence: Equivocation) {
		let extrinsic = match self.client.runtime_api().equivocation_report(at, evidence) {
			Ok(Some(extrinsic)) => extrinsic,
			Ok(None) => return,
			Err(fault) => {
				log::warn!(target: LOG_TARGET, "Evidence could not be reported: {fault}");
				return;
			}
		};
		let pool = self.pool.clone();
		tokio::spawn(async move {
			if let Err(fault) = pool.submit_one(at, TransactionSource::Local, extrinsic).await {
				log::warn!(target: LOG_TARGET, "Evidence was not taken into the pool: {fault}");
			}
		});
	}
}
