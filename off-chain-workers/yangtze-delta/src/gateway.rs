//! The gateway 融合接口: an HTTP server beside the node, for the platform below `/api/v2` and for
//! organisations of here 业务接入端 below `/local/v1`. R166–R177.
//!
//! It decides nothing: messages of provinces go to the chain as they are, signed by the province, and
//! whether somebody may see something is asked of the chain.

mod doors;
mod entry;
mod files;
mod local;
mod message;
mod metrics;
mod objects;
mod platform;
mod signing;

use crate::{
	chain::RegionChain,
	client::Platform,
	sources::Sources,
	store::{JournalFault, Limits, Register, Spool},
	trail::{Keep, Trail},
};
use axum::{routing::post, Router};
use doors::Doorway;
use files::{Agreement, Asked, FileJob, SigningOwner};
use fiscal_bridge::{config, files::FileStore, ledger::Ledger, now};
use fiscal_evidence::{Evidence, SigningClient};
use fiscal_listen::Bounded;
use fiscal_primitives::Moment;
use metrics::Metrics;
use objects::Objects;
use std::{future::Future, io, path::PathBuf, sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

/// The most pieces of evidence that wait; further calls are refused until there is room.
const EVIDENCE: usize = 50_000;
/// The most files that other provinces wait for.
const JOBS: usize = 1_000;
/// The most of them that one province waits for: there are three around.
const JOBS_OF_ONE: usize = JOBS / 4;
/// The most files of other provinces that are waited for, or came.
const ASKED: usize = 50_000;
/// The most agreements whose whereabouts are remembered, each for `gateway.agreement_days`.
const AGREEMENTS: usize = 200_000;
/// The most signings whose organisation is remembered, each for `gateway.signing_days`.
const SIGNINGS: usize = 200_000;
/// The part of what is remembered of each kind that one organisation may take.
const PART: usize = 10;
/// How long a file that was asked for is remembered, ms: 30 days.
const ASKED_TERM: u64 = 30 * 86_400_000;
/// Connections for each request that may be worked on at the same time at one door.
const CONNECTIONS: usize = 8;

/// What a gateway is made of.
pub struct Parts {
	/// Where it listens, its key and the platform's, and its limits.
	pub config: config::Gateway,
	/// The chain.
	pub chain: Arc<dyn RegionChain>,
	/// The platform, where it is connected.
	pub platform: Option<Platform>,
	/// The non-tax system, where it is connected.
	pub nontax: Option<fiscal_nontax::Client>,
	/// The evidence chain, where it is connected.
	pub evidence: Option<Evidence>,
	/// The signing chain, where it is connected.
	pub signing: Option<SigningClient>,
	/// Where files are kept.
	pub files: FileStore,
	/// The record of calls.
	pub ledger: Arc<Ledger>,
	/// Folder of the gateway's own journals; no other process may use it.
	pub folder: PathBuf,
	/// Where its metrics are registered.
	pub registry: Option<Registry>,
}

/// The gateway.
#[derive(Clone)]
pub struct Gateway(Arc<State>);

pub(crate) struct State {
	config: config::Gateway,
	/// When it came up, Unix ms: it cannot know which requests from before that it has seen.
	started: Moment,
	/// Where the platform comes in.
	platform_door: Doorway,
	/// Where organisations of here come in.
	local_door: Doorway,
	chain: Arc<dyn RegionChain>,
	platform: Option<Platform>,
	sources: Sources,
	evidence: Option<Evidence>,
	signing: Option<SigningClient>,
	files: FileStore,
	trail: Trail,
	/// Files of other provinces that were asked for.
	asked: Arc<Register<Asked>>,
	/// Agreements of both sides.
	agreements: Arc<Register<Agreement>>,
	/// Who started which signing.
	signings: Arc<Register<SigningOwner>>,
	/// Files that other provinces asked for.
	jobs: Arc<Spool<FileJob>>,
	/// Files that came, and are removed once nothing names them any more.
	objects: Objects,
	metrics: Metrics,
}

impl Gateway {
	/// A gateway of these parts. What it remembers from before lies in its folder.
	///
	/// # Errors
	/// [`JournalFault`] when a journal cannot be read.
	pub fn new(parts: Parts) -> Result<Self, JournalFault> {
		let Parts {
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
		} = parts;
		let at = |name: &str| folder.join(name);
		let ms = |term: Duration| u64::try_from(term.as_millis()).unwrap_or(u64::MAX);
		let limits =
			|capacity: usize, term| Limits { capacity, share: capacity.div_ceil(PART), term };
		let agreements = limits(AGREEMENTS, ms(config.agreements));
		let signings = limits(SIGNINGS, ms(config.signings));
		let agreements = Register::<Agreement>::open(&at("agreements.jsonl"), agreements)?;
		let asked = Register::<Asked>::open(&at("asked.jsonl"), limits(ASKED, ASKED_TERM))?;
		// No term is over at the beginning of time.
		let named = || {
			let mut named = agreements.collect(0, |agreement| Some(agreement.hash));
			named.extend(asked.collect(0, |asked| Some(asked.arrived.as_ref()?.hash)));
			named
		};
		let objects = Objects::open(&at("objects.jsonl"), files.clone(), named)?;
		let queue = at("evidence.jsonl");
		let queue = evidence.is_some().then_some(queue.as_path());
		Ok(Self(Arc::new(State {
			started: now(),
			platform_door: Doorway::of_platform(&config),
			local_door: Doorway::of_organisations(&config),
			sources: Sources::new(nontax, files.clone()),
			trail: Trail::open(ledger, queue, EVIDENCE)?,
			asked: Arc::new(asked),
			agreements: Arc::new(agreements),
			signings: Arc::new(Register::open(&at("signings.jsonl"), signings)?),
			jobs: Arc::new(Spool::open(&at("jobs.jsonl"), JOBS)?),
			objects,
			metrics: Metrics::register(registry.as_ref()),
			config,
			chain,
			platform,
			evidence,
			signing,
			files,
		})))
	}

	/// Serves on `listener` until `stop` is done; requests on their way are answered still. Evidence and
	/// files are handed over meanwhile.
	///
	/// # Errors
	/// Those of the socket.
	pub async fn serve(
		self,
		listener: TcpListener,
		stop: impl Future<Output = ()> + Send + 'static,
	) -> io::Result<()> {
		let (running, halted) = watch::channel(());
		let mut background = JoinSet::new();
		background.spawn(self.0.clone().send_files(halted.clone()));
		background.spawn(self.0.clone().sweep_files(halted.clone()));
		background.spawn(self.0.clone().count(halted.clone()));
		if let Some(evidence) = &self.0.evidence {
			let keep: Arc<dyn Keep> = Arc::new(evidence.clone());
			background.spawn(self.0.trail.clone().run(keep, self.0.files.clone(), halted));
		}
		let connections = self.0.config.concurrency.saturating_mul(CONNECTIONS);
		// Longer than a request may take, so that none is cut off while it is worked on.
		let patience = self.0.config.request.saturating_mul(3);
		let address = listener.local_addr()?;
		// Of one client as many as of all: the platform and what ends TLS are one address each.
		let listener = Bounded::new(listener, connections, connections, Vec::new(), patience);
		log::info!(target: "gateway", "listening on {address}");
		let served = axum::serve(listener, self.router()).with_graceful_shutdown(stop).await;
		drop(running);
		while background.join_next().await.is_some() {}
		served
	}

	/// How many pieces of evidence wait for the evidence chain.
	pub fn waiting_evidence(&self) -> usize {
		self.0.trail.waiting()
	}

	/// How many of them the evidence chain did not take at least once: they wait behind the others.
	pub fn postponed_evidence(&self) -> usize {
		self.0.trail.postponed()
	}

	fn router(&self) -> Router {
		Router::new()
			.route("/api/v2/{service}", post(entry::platform))
			.route("/local/v1/{service}", post(entry::local))
			.fallback(entry::nowhere)
			.method_not_allowed_fallback(entry::only_post)
			.with_state(self.0.clone())
	}
}
