//! Transactions between nodes, in batches and once.
//!
//! Substrate's protocol sends each transaction alone, and every node sends what it received on to
//! everybody but the giver: among four nodes a transaction is sent nine times. Here the node that
//! has a transaction of a client sends it, with all others of the last few milliseconds, to each of
//! its peers, which do not send it on. Where not everybody is connected with everybody, or a message
//! was lost, those that lack a transaction get it by hash: what waits in a pool for longer than
//! [`OFFER_AFTER`] is offered, and whoever lacks it asks for it.

mod gossip;
pub mod message;
mod metrics;
pub mod pool;
#[cfg(test)]
mod tests;

use crate::closed_set;
use gossip::Gossip;
use message::MAX_MESSAGE;
use sc_network::{
	peer_store::PeerStoreProvider, NetworkBackend, NotificationMetrics, NotificationService,
	ProtocolName,
};
use sp_core::H256;
use sp_runtime::traits::Block as BlockT;
use std::{sync::Arc, time::Duration};

pub use gossip::Surroundings;
pub use metrics::Metrics;
pub use pool::{NodePool, Pool, Untold, Verdict};

/// How long transactions are gathered before they are sent or handed to the pool.
pub const GATHER: Duration = Duration::from_millis(10);

/// From what age on a waiting transaction is offered.
pub const OFFER_AFTER: Duration = Duration::from_secs(5);

/// How often waiting transactions are offered.
pub const OFFER_EVERY: Duration = Duration::from_secs(3);

/// The name of the protocol on the chain of that genesis.
pub fn protocol_name(genesis: &H256, fork_id: Option<&str>) -> ProtocolName {
	match fork_id {
		Some(fork) => format!("/{genesis:x}/{fork}/fiscal-transactions/1"),
		None => format!("/{genesis:x}/fiscal-transactions/1"),
	}
	.into()
}

/// The configuration of the protocol, to be added to the network's, and its service, for [`run`].
pub fn protocol<B: BlockT<Hash = H256>, N: NetworkBackend<B, H256>>(
	genesis: &H256,
	fork_id: Option<&str>,
	metrics: NotificationMetrics,
	peers: Arc<dyn PeerStoreProvider>,
) -> (N::NotificationProtocolConfig, Box<dyn NotificationService>) {
	N::notification_config(
		protocol_name(genesis, fork_id),
		Vec::new(),
		MAX_MESSAGE as u64,
		None,
		closed_set(),
		metrics,
		peers,
	)
}

/// Tells transactions and hears them, for as long as the node runs.
pub async fn run(service: Box<dyn NotificationService>, surroundings: Surroundings) {
	Gossip::new(service, surroundings).run().await;
}
