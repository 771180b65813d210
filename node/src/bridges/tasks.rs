//! Starts the tasks.

use super::{chain::NodeChain, systems::Systems, LOG_TARGET};
use crate::{pool::FullPool, service::FullClient};
use fiscal_bridge::{
	config::{self, Files},
	Chain, Config, FileStore, Ledger,
};
use fiscal_index::Index;
use fiscal_sm_crypto::Signer;
use fiscal_yangtze_delta::{Gateway, Parts, RegionChain};
use sc_service::{error::Error, SpawnTaskHandle};
use std::{
	fmt::Display,
	fs,
	future::{pending, Future},
	net,
	os::unix::fs::DirBuilderExt,
	sync::Arc,
};
use substrate_prometheus_endpoint::Registry;
use tokio::{
	net::TcpListener,
	runtime::{self, Runtime},
};

/// The group of the tasks.
const GROUP: &str = "bridges";

/// What the tasks need of the running node.
pub struct Surroundings {
	/// Where tasks are spawned.
	pub spawner: SpawnTaskHandle,
	/// The client.
	pub client: Arc<FullClient>,
	/// The transaction pool.
	pub pool: Arc<FullPool>,
	/// The index, if it is kept.
	pub index: Option<Arc<Index>>,
	/// The validator's key; none on a node that does not vote.
	pub signer: Option<Arc<dyn Signer>>,
	/// Where metrics go.
	pub registry: Option<Registry>,
}

fn fault(words: impl Display) -> Error {
	Error::Other(format!("bridges: {words}"))
}

/// What is kept on disk.
struct Kept {
	files: FileStore,
	ledger: Arc<Ledger>,
}

impl Kept {
	/// Opens what the configuration names; one node at a time may.
	fn open(files: &Files) -> Result<Self, Error> {
		let Files { max_file, max_total, ledger_bytes, ledger_files, .. } = files;
		let store =
			FileStore::open(&files.objects(), *max_file, Some(*max_total)).map_err(fault)?;
		let ledger = Ledger::open(&files.ledger(), *ledger_bytes, *ledger_files).map_err(fault)?;
		Ok(Self { files: store, ledger: Arc::new(ledger) })
	}
}

/// Starts what the configuration asks for, and on a validator delivery and observation in any case. The
/// tasks end with the node.
///
/// # Errors
/// In words: a certificate, a folder or the address of the gateway cannot be used.
pub fn start(config: Config, node: Surroundings) -> Result<(), Error> {
	let kept = config.files.as_ref().map(Kept::open).transpose()?;
	let ledger = kept.as_ref().map(|kept| &kept.ledger);
	let systems = Systems::new(&config, ledger).map_err(fault)?;
	let chain = Arc::new(NodeChain::new(node.client, node.pool, node.index));
	let registry = node.registry.as_ref();

	if let Some(signer) = node.signer {
		let seen: Arc<dyn Chain> = chain.clone();
		let delivery = fiscal_outbox_worker::run(
			seen.clone(),
			signer.clone(),
			systems.deliverers(),
			config.outbox.clone(),
			registry,
		);
		// Reads of the state block the thread.
		node.spawner.spawn_blocking("bridges-outbox", GROUP, delivery);
		let observation = fiscal_observation_worker::run(
			seen,
			signer,
			systems.observers(&config),
			config.observations.clone(),
			registry,
		);
		node.spawner.spawn_blocking("bridges-observations", GROUP, observation);
	}

	if let Some(client) = systems.nontax.clone().filter(|_| !config.compare.ranges.is_empty()) {
		let (seen, compare) = (chain.clone() as Arc<dyn Chain>, config.compare.clone());
		let registry = node.registry.clone();
		node.spawner.spawn_blocking("bridges-comparison", GROUP, async move {
			fiscal_nontax::compare_periodically(seen, client, compare, registry.as_ref()).await;
		});
	}

	if let Some(gateway) = config.gateway {
		let files = config.files.zip(kept).ok_or_else(|| {
			fault("gateway: it keeps files and a record of calls, and there is no section [files]")
		})?;
		serve(gateway, chain, systems, files, node.registry, &node.spawner)?;
	}
	Ok(())
}

/// Threads of the gateway's own: reading the state, hashing files and waiting for the disk must never hold
/// up those on which the node votes.
struct Executor(Option<Runtime>);

impl Executor {
	fn new() -> std::io::Result<Self> {
		let mut builder = runtime::Builder::new_multi_thread();
		let builder = builder.worker_threads(2).max_blocking_threads(16);
		builder.thread_name("gateway").enable_all().build().map(|runtime| Self(Some(runtime)))
	}

	/// Does this as if on one of its threads.
	fn enter<R>(&self, act: impl FnOnce() -> R) -> R {
		let _inside = self.0.as_ref().map(Runtime::enter);
		act()
	}

	fn spawn<F>(&self, task: F) -> impl Future<Output = Result<F::Output, Error>>
	where
		F: Future<Output: Send> + Send + 'static,
	{
		let handle = self.0.as_ref().map(|runtime| runtime.spawn(task));
		async move {
			match handle {
				Some(handle) => handle.await.map_err(fault),
				None => Err(fault("it has no threads")),
			}
		}
	}
}

impl Drop for Executor {
	fn drop(&mut self) {
		// Without waiting: it is dropped where nothing may block.
		if let Some(runtime) = self.0.take() {
			runtime.shutdown_background();
		}
	}
}

/// Starts the gateway. Its address is taken before this returns, so that a node whose gateway cannot
/// listen does not start.
fn serve(
	config: config::Gateway,
	chain: Arc<dyn RegionChain>,
	systems: Systems,
	(files, kept): (Files, Kept),
	registry: Option<Registry>,
	spawner: &SpawnTaskHandle,
) -> Result<(), Error> {
	let address = config.listen;
	let unusable = |words: std::io::Error| fault(format!("gateway.listen {address}: {words}"));
	let listener = net::TcpListener::bind(address).map_err(unusable)?;
	listener.set_nonblocking(true).map_err(unusable)?;
	let executor = Executor::new().map_err(unusable)?;
	let listener = executor.enter(|| TcpListener::from_std(listener)).map_err(unusable)?;

	let folder = files.folder.join("gateway");
	let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder);
	made.map_err(|words| fault(format!("{}: {words}", folder.display())))?;
	let Systems { nontax, platform, evidence, signing } = systems;
	let Kept { files, ledger } = kept;
	let parts = Parts {
		config,
		chain,
		platform,
		nontax,
		evidence,
		signing,
		files,
		ledger,
		folder,
		registry,
	};
	let gateway = Gateway::new(parts).map_err(fault)?;
	let served = executor.spawn(async move { gateway.serve(listener, pending()).await });
	spawner.spawn("bridges-gateway", GROUP, async move {
		let _executor = executor;
		let ended = match served.await {
			Ok(Ok(())) => return,
			Ok(Err(words)) => words.to_string(),
			Err(words) => words.to_string(),
		};
		log::error!(target: LOG_TARGET, "The gateway at {address} stopped: {ended}");
	});
	Ok(())
}
