//! The only place that knows how blocks are agreed on: puts the parts of `fiscal-bft-client`
//! together.

use crate::{
	pool::FullPool,
	service::{FullBackend, FullClient},
	Deviations,
};
use fiscal_bft_client::{
	announce::AnnounceValidator,
	block_import::{BftBlockImport, Head},
	chain::NodeChain,
	durable::DurableImport,
	executed::ExecutedCache,
	importer::Importer,
	metrics::Metrics,
	network::{self, Bodies, BodyServer, BodyStore, Gossip},
	proposer::PoolBuilder,
	validator::RuntimeJudge,
	verifier::{import_queue as verified_queue, RuntimeSets},
	worker::{Parts, Worker},
};
use fiscal_bft_core::{Core, FileJournal, Journal};
use fiscal_runtime::opaque::Block;
use fiscal_sm_crypto::Signer;
use sc_client_api::HeaderBackend;
use sc_consensus::DefaultImportQueue;
use sc_network::{config::FullNetworkConfiguration, NetworkBackend, NotificationService};
use sc_service::{error::Error, Configuration, TaskManager};
use sp_consensus::block_validation::BlockAnnounceValidator;
use sp_core::H256;
use std::{path::PathBuf, sync::Arc};
use tokio::sync::watch;

type Import = BftBlockImport<Arc<FullClient>, FullClient>;

/// What consensus keeps between the building of the import queue and its start.
pub struct Link {
	import: Import,
	executed: ExecutedCache,
}

impl Link {
	/// The last decided block, whoever brings it.
	fn heads(&self) -> watch::Receiver<Head> {
		self.import.heads()
	}

	/// What becomes of blocks that other nodes announce.
	pub fn announce_validator(
		&self,
		is_validator: bool,
	) -> Box<dyn BlockAnnounceValidator<Block> + Send> {
		Box::new(AnnounceValidator::new(self.heads(), is_validator))
	}
}

/// How a block from the network or a file is verified and imported.
pub fn import_queue(
	config: &Configuration,
	client: Arc<FullClient>,
	task_manager: &TaskManager,
) -> (DefaultImportQueue<Block>, Link) {
	let executed = ExecutedCache::default();
	let import = BftBlockImport::new(client.clone(), client.clone(), executed.clone());
	let queue = verified_queue(
		client.info().genesis_hash,
		RuntimeSets::new(client),
		import.clone(),
		&task_manager.spawn_essential_handle(),
		config.prometheus_registry(),
	);
	(queue, Link { import, executed })
}

/// The validator's side of the network, before the network runs.
pub struct Voting {
	notifications: Box<dyn NotificationService>,
	bodies: BodyStore,
	server: BodyServer,
	fork: Option<String>,
}

/// Adds the protocols of validators to the network's configuration.
pub fn add_protocols<N: NetworkBackend<Block, H256>>(
	config: &Configuration,
	client: &FullClient,
	network: &mut FullNetworkConfiguration<Block, H256, N>,
	metrics: sc_network::service::NotificationMetrics,
	longest_message: usize,
) -> Voting {
	let genesis = client.info().genesis_hash;
	let fork = config.chain_spec.fork_id();
	let peers = network.peer_store_handle();
	let (protocol, notifications) =
		network::protocol_up_to::<N>(&genesis, fork, longest_message, metrics, peers);
	network.add_notification_protocol(protocol);
	let bodies = BodyStore::new();
	let (server, protocol) = network::body_protocol::<N>(&genesis, fork, bodies.clone());
	network.add_request_response_protocol(protocol);
	Voting { notifications, bodies, server, fork: fork.map(Into::into) }
}

/// What consensus needs of the running node.
pub struct Running<'a> {
	/// Where tasks are spawned.
	pub task_manager: &'a TaskManager,
	/// The client.
	pub client: Arc<FullClient>,
	/// Its database.
	pub backend: Arc<FullBackend>,
	/// The folder of the database, if it is on disk.
	pub database: Option<PathBuf>,
	/// The transaction pool.
	pub pool: Arc<FullPool>,
	/// The network.
	pub network: Arc<dyn sc_network::service::traits::NetworkService>,
	/// The synchronisation of blocks.
	pub sync: Arc<sc_network_sync::SyncingService<Block>>,
	/// The validator's key.
	pub signer: Arc<dyn Signer>,
	/// Where metrics go.
	pub registry: Option<substrate_prometheus_endpoint::Registry>,
}

/// Starts proposing and voting. The consensus log stands beside the database.
pub fn start(
	link: Link,
	voting: Voting,
	node: Running<'_>,
	deviations: Deviations,
) -> Result<(), Error> {
	let genesis = node.client.info().genesis_hash;
	let database =
		node.database.ok_or_else(|| Error::Other("a validator needs a database on disk".into()))?;
	let log = database.with_file_name("consensus.log");
	let journal = FileJournal::open(&log)
		.map_err(|fault| Error::Other(format!("consensus log {}: {fault}", log.display())))?;
	let journal: Box<dyn Journal> = match deviations.journal {
		Some(wrap) => wrap(journal),
		None => Box::new(journal),
	};
	let mut wire = Gossip::new(voting.notifications, node.network.clone(), &*node.sync);
	if let Some(make) = deviations.conduct {
		wire.set_conduct(make(node.signer.clone(), genesis));
	}
	let heads = link.heads();
	let body_protocol = network::body_protocol_name(&genesis, voting.fork.as_deref());
	let parts = Parts {
		core: Core::new(genesis, Some(node.signer.clone()), journal),
		wire,
		bodies: Arc::new(Bodies::new(voting.bodies, node.network, body_protocol)),
		builder: PoolBuilder::new(
			node.task_manager.spawn_handle(),
			node.client.clone(),
			node.pool.clone(),
			node.signer.public(),
			node.registry.as_ref(),
		)
		.with_clock_offset(deviations.clock_offset),
		judge: Arc::new(
			RuntimeJudge::new(node.client.clone(), node.backend)
				.with_clock_offset(deviations.clock_offset),
		),
		importer: DurableImport::new(Importer::new(link.import), database),
		chain: Arc::new(NodeChain::new(node.client, node.pool, node.sync)),
		executed: link.executed,
		heads,
		metrics: Metrics::register(node.registry.as_ref())?,
	};
	node.task_manager.spawn_handle().spawn("bft-bodies", "consensus", voting.server.run());
	// A validator that cannot take part is of no use: its end ends the node.
	node.task_manager.spawn_essential_handle().spawn_blocking(
		"bft",
		"consensus",
		Worker::new(parts).run(),
	);
	Ok(())
}
