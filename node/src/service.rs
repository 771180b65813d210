//! Wires the node together: database, runtime, pool, network, consensus, index, RPC.

use crate::{
	bridges::{self, Surroundings as BridgeSurroundings},
	cli::FiscalArgs,
	consensus::{self, Link, Running},
	executor, metrics,
	pool::{self, FullPool, WorkersDoor},
	rpc, validator_key, Deviations,
};
use fiscal_index::Index;
use fiscal_network::{
	transactions::{self, NodePool, Surroundings, Untold},
	NetworkPeering,
};
use fiscal_runtime::{opaque::Block, RuntimeApi};
use futures::FutureExt;
use sc_client_api::Backend;
use sc_consensus::DefaultImportQueue;
use sc_executor::WasmExecutor;
use sc_network::{config::FullNetworkConfiguration, NetworkBackend};
use sc_network_sync::SyncEventStream;
use sc_service::{error::Error, Configuration, PartialComponents, TaskManager};
use sc_transaction_pool_api::{OffchainTransactionPoolFactory, TransactionPool};
use sp_blockchain::HeaderBackend;
use sp_core::H256;
use std::{path::Path, sync::Arc};

/// What the runtime may call of the node: Substrate's functions and SM2/SM3.
pub type HostFunctions = (sp_io::SubstrateHostFunctions, fiscal_sm_crypto::HostFunctions);

/// The client.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, WasmExecutor<HostFunctions>>;
/// Its database.
pub type FullBackend = sc_service::TFullBackend<Block>;

type Partial =
	PartialComponents<FullClient, FullBackend, (), DefaultImportQueue<Block>, FullPool, Link>;

/// Everything that does not need the network.
///
/// `runtime_cache` is the folder of [`FiscalArgs::runtime_cache`].
pub fn new_partial(
	config: &Configuration,
	size: pool::Size,
	runtime_cache: Option<&Path>,
) -> Result<Partial, Error> {
	let executor = executor::new(&config.executor, runtime_cache);
	let (client, backend, keystore_container, task_manager) =
		sc_service::new_full_parts::<Block, RuntimeApi, _>(config, None, executor, Vec::new())?;
	let client = Arc::new(client);

	let transaction_pool = Arc::new(pool::new(
		client.clone(),
		size,
		config.role.is_authority(),
		config.prometheus_registry(),
		task_manager.spawn_essential_handle(),
	));

	let (import_queue, link) = consensus::import_queue(config, client.clone(), &task_manager);

	Ok(PartialComponents {
		client,
		backend,
		task_manager,
		import_queue,
		keystore_container,
		select_chain: (),
		transaction_pool,
		other: link,
	})
}

/// Opens the index beside the chain's database, when it is on. Refuses methods without the index
/// they need.
fn open_index(config: &Configuration, options: &FiscalArgs) -> Result<Option<Arc<Index>>, Error> {
	fiscal_rpc::check_offer(options.bill_index.is_on(), options.index_methods.is_on())
		.map_err(|fault| Error::Other(fault.to_string()))?;
	if !options.bill_index.is_on() {
		return Ok(None);
	}
	let path = config
		.database
		.path()
		.and_then(|path| path.parent())
		.ok_or_else(|| Error::Other("the index needs a database on disk".into()))?
		.join("fiscal-index");
	Index::open(&path)
		.map(Some)
		.map_err(|fault| Error::Other(format!("index at {}: {fault}", path.display())))
}

/// Starts the node.
pub fn new_full<N: NetworkBackend<Block, H256>>(
	config: Configuration,
	options: FiscalArgs,
	size: pool::Size,
	deviations: Deviations,
) -> Result<TaskManager, Error> {
	let chain_type = config.chain_spec.chain_type();
	let signer = validator_key::load(&options.key, &chain_type, config.role)?;
	let connections = options.bridges.load(&chain_type);
	let connections = connections.map_err(|fault| Error::Other(fault.to_string()))?;
	let index = open_index(&config, &options)?;
	let PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		select_chain: (),
		transaction_pool,
		other: link,
	} = new_partial(&config, size, options.runtime_cache.as_deref())?;

	let registry = config.prometheus_registry().cloned();
	if let Some(registry) = &registry {
		metrics::register(registry)?;
	}
	let mut net_config =
		FullNetworkConfiguration::<Block, H256, N>::new(&config.network, registry.clone());
	let metrics = N::register_notification_metrics(registry.as_ref());
	let validator = signer.map(|signer| {
		let longest = deviations.longest_message;
		let voting =
			consensus::add_protocols(&config, &client, &mut net_config, metrics.clone(), longest);
		(signer, voting)
	});

	let genesis = client.info().genesis_hash;
	let (protocol, telling) = transactions::protocol::<Block, N>(
		&genesis,
		config.chain_spec.fork_id(),
		metrics.clone(),
		net_config.peer_store_handle(),
	);
	net_config.add_notification_protocol(protocol);

	let announce_validator = link.announce_validator(validator.is_some());
	let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
		sc_service::build_network(sc_service::BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: Arc::new(Untold::new(transaction_pool.clone())),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: Some(Box::new(|_| announce_validator)),
			warp_sync_config: None,
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;

	let peering = NetworkPeering::new(network.clone(), telling.protocol().clone());
	let surroundings = Surroundings {
		peering: Box::new(peering),
		changes: sync_service.event_stream("transaction-peers"),
		imported: Box::pin(transaction_pool.import_notification_stream()),
		pool: Arc::new(NodePool::new(transaction_pool.clone(), client.clone())),
		sync: sync_service.clone(),
		metrics: registry.as_ref().map_or_else(
			|| Ok(transactions::Metrics::default()),
			transactions::Metrics::register,
		)?,
	};
	task_manager.spawn_handle().spawn(
		"transaction-gossip",
		"networking",
		transactions::run(telling, surroundings),
	);

	if config.offchain_worker.enabled {
		let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
			runtime_api_provider: client.clone(),
			is_validator: config.role.is_authority(),
			keystore: Some(keystore_container.keystore()),
			offchain_db: backend.offchain_storage(),
			transaction_pool: Some(OffchainTransactionPoolFactory::new(WorkersDoor(
				transaction_pool.clone(),
			))),
			network_provider: Arc::new(network.clone()),
			enable_http_requests: true,
			custom_extensions: |_| vec![],
		})?;
		task_manager.spawn_handle().spawn(
			"offchain-workers-runner",
			"offchain-worker",
			workers.run(client.clone(), task_manager.spawn_handle()).boxed(),
		);
	}

	if let Some(index) = &index {
		let (index, client, registry) = (index.clone(), client.clone(), registry.clone());
		let follower = async move {
			fiscal_index::follow::<Block, _>(index, client, registry.as_ref()).await;
		};
		task_manager.spawn_handle().spawn_blocking("fiscal-index", "index", follower);
	}

	let database = config.database.path().map(Into::into);
	let outside = BridgeSurroundings {
		spawner: task_manager.spawn_handle(),
		client: client.clone(),
		pool: transaction_pool.clone(),
		index: index.clone(),
		signer: validator.as_ref().map(|(signer, _)| signer.clone()),
		registry: registry.clone(),
	};

	let rpc_builder = {
		let client = client.clone();
		let pool = transaction_pool.clone();
		let index = index.filter(|_| options.index_methods.is_on());
		Box::new(move |_| {
			rpc::module(rpc::Deps {
				client: client.clone(),
				pool: pool.clone(),
				index: index.clone(),
			})
			.map_err(Into::into)
		})
	};

	sc_service::spawn_tasks(sc_service::SpawnTasksParams {
		network: network.clone(),
		client: client.clone(),
		keystore: keystore_container.keystore(),
		task_manager: &mut task_manager,
		transaction_pool: transaction_pool.clone(),
		rpc_builder,
		backend: backend.clone(),
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync_service.clone(),
		config,
		telemetry: None,
		tracing_execute_block: None,
	})?;

	if let Some((signer, voting)) = validator {
		let running = Running {
			task_manager: &task_manager,
			client,
			backend,
			database,
			pool: transaction_pool,
			network,
			sync: sync_service,
			signer,
			registry,
		};
		consensus::start(link, voting, running, deviations)?;
	}

	bridges::start(connections, outside)?;

	if options.stop_on_stdin_end {
		crate::devnet::stop_on_stdin_end();
	}
	Ok(task_manager)
}
