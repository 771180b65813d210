//! What every handler has: the database, how far the index is, and what may be asked for.

use super::{
	client::RateLimit,
	fault::ApiFault,
	live::Hub,
	metrics::Metrics,
	options::ServeOptions,
	proxy::Upstream,
	query::{cells::Cells, list::Ask, param::Given, select::Select},
};
use crate::{decode::Library, progress::Progress, store::Store};
use fiscal_listen::Crowd;
use parking_lot::Mutex;
use sqlx::AnyPool;
use std::{
	collections::{BTreeMap, BTreeSet},
	future::Future,
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc,
	},
	time::{Duration, Instant},
};
use tokio::sync::{watch, OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// How long a question waits for its turn.
const TURN: Duration = Duration::from_secs(5);
/// How long the query database is asked again and again for a block.
const CATCH_UP: Duration = Duration::from_secs(1);
/// How long is waited between.
const ASK: Duration = Duration::from_millis(20);
/// How many names are asked for with one statement.
const NAMES: usize = 200;

/// How far the index is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
	/// Hash of the first block.
	pub genesis: String,
	/// Name of the chain.
	pub chain: String,
	/// Height of the last block written.
	pub height: u32,
	/// Its hash.
	pub hash: String,
	/// Its consensus time, Unix ms.
	pub time: u64,
	/// Version of the runtime it was executed with.
	pub spec_version: u32,
}

impl Head {
	/// Reads it; none while nothing is indexed.
	///
	/// # Errors
	/// What the database says.
	pub async fn read(pool: &AnyPool) -> Result<Option<Self>, sqlx::Error> {
		let mut select = Select::new("genesis, name, height, hash, time, spec_version", "chain");
		select.condition("id = 1");
		let Some(row) = select.row(pool).await? else { return Ok(None) };
		let row = Cells(&row);
		Ok(Some(Self {
			genesis: row.text("genesis")?,
			chain: row.text("name")?,
			height: row.u32("height")?,
			hash: row.text("hash")?,
			time: row.u64("time")?,
			spec_version: row.u32("spec_version")?,
		}))
	}

	/// Consensus time as statements take it.
	pub fn now(&self) -> i64 {
		crate::store::int(self.time)
	}
}

/// Waits until the server stops.
pub(super) async fn has_stopped(stopped: &mut watch::Receiver<bool>) {
	// An error says that nobody can say so any more.
	let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// What every handler has. Cheap to clone; clones share it.
#[derive(Clone)]
pub struct Context(Arc<Shared>);

struct Shared {
	store: Store,
	progress: Progress,
	library: Library,
	options: ServeOptions,
	head: watch::Receiver<Option<Arc<Head>>>,
	queries: Semaphore,
	exports: Arc<Semaphore>,
	followers: Arc<Semaphore>,
	sockets: Arc<Semaphore>,
	calls: Semaphore,
	long: Arc<Semaphore>,
	streams: Crowd,
	api: RateLimit,
	rpc: RateLimit,
	hub: Hub,
	upstream: Option<Upstream>,
	metrics: Metrics,
	kept: Kept,
	/// The height of the query database, where there is one.
	replica: AtomicU64,
	stopped: watch::Receiver<bool>,
}

impl Context {
	/// Of a server.
	pub(super) fn new(
		store: Store,
		progress: Progress,
		options: ServeOptions,
		upstream: Option<Upstream>,
		head: watch::Receiver<Option<Arc<Head>>>,
		stopped: watch::Receiver<bool>,
	) -> Self {
		let limits = &options.limits;
		Self(Arc::new(Shared {
			library: Library::new(store.clone()),
			store,
			progress,
			queries: Semaphore::new(limits.queries),
			exports: Arc::new(Semaphore::new(limits.exports)),
			followers: Arc::new(Semaphore::new(limits.followers)),
			sockets: Arc::new(Semaphore::new(limits.sockets)),
			calls: Semaphore::new(limits.rpc_calls),
			long: Arc::new(Semaphore::new(limits.rpc_long)),
			streams: Crowd::new(limits.streams_per_client),
			api: RateLimit::new(limits.api, limits.clients),
			rpc: RateLimit::new(limits.rpc, limits.clients),
			hub: Hub::default(),
			upstream,
			metrics: Metrics::default(),
			kept: Kept::default(),
			replica: AtomicU64::new(0),
			head,
			stopped,
			options,
		}))
	}

	/// The database.
	pub fn store(&self) -> &Store {
		&self.0.store
	}

	/// The connections that read.
	pub fn pool(&self) -> &AnyPool {
		self.0.store.readers()
	}

	/// The connections for a question about what came since some moment, or about everything: older things
	/// may have a database of their own. R109.
	/// Only while it is as far as the answer says that it is: what is not there yet would be missing.
	pub fn pool_for(&self, since: Option<u64>, head: &Head) -> &AnyPool {
		match self.0.replica.load(Ordering::Relaxed) >= u64::from(head.height) {
			true => self.0.store.readers_for(since, head.time),
			false => self.pool(),
		}
	}

	/// How far the query database is, where there is one.
	pub fn replica(&self) -> Option<u64> {
		self.0.store.query_readers().map(|_| self.0.replica.load(Ordering::Relaxed))
	}

	/// Keeps up with how far the query database is: asked after each block until it has it, and not for
	/// longer than [`CATCH_UP`].
	pub(super) async fn follow_replica(self) {
		let Some(pool) = self.0.store.query_readers().cloned() else { return };
		let (mut heads, mut stopped) = (self.heads(), self.stopped());
		loop {
			let wanted =
				heads.borrow_and_update().as_ref().map_or(0, |head| u64::from(head.height));
			let until = Instant::now().checked_add(CATCH_UP);
			while self.0.replica.load(Ordering::Relaxed) < wanted
				&& until.is_some_and(|until| Instant::now() < until)
			{
				match Head::read(&pool).await {
					Ok(Some(head)) => {
						self.0.replica.store(u64::from(head.height), Ordering::Relaxed);
					}
					Ok(None) => {}
					Err(fault) => {
						log::warn!(target: "serve", "the query database does not answer: {fault}");
						tokio::time::sleep(CATCH_UP).await;
					}
				}
				tokio::time::sleep(ASK).await;
			}
			tokio::select! {
				() = has_stopped(&mut stopped) => return,
				changed = heads.changed() => {
					if changed.is_err() {
						return;
					}
				}
				() = tokio::time::sleep(CATCH_UP) => {}
			}
		}
	}

	/// The runtimes with which records are read.
	pub fn library(&self) -> &Library {
		&self.0.library
	}

	/// How far the writer is.
	pub fn progress(&self) -> &Progress {
		&self.0.progress
	}

	/// How it was started.
	pub fn options(&self) -> &ServeOptions {
		&self.0.options
	}

	/// How far the index is.
	///
	/// # Errors
	/// 503 while nothing is indexed.
	pub fn head(&self) -> Result<Arc<Head>, ApiFault> {
		let head = self.0.head.borrow().clone();
		head.ok_or_else(|| ApiFault::busy("nothing is indexed yet"))
	}

	/// Tells how far the index is, again and again.
	pub fn heads(&self) -> watch::Receiver<Option<Arc<Head>>> {
		self.0.head.clone()
	}

	/// Tells when the server stops.
	pub fn stopped(&self) -> watch::Receiver<bool> {
		self.0.stopped.clone()
	}

	/// A turn to ask the database.
	///
	/// # Errors
	/// 503 where too many ask.
	pub async fn turn(&self) -> Result<SemaphorePermit<'_>, ApiFault> {
		turn_of(&self.0.queries).await
	}

	/// A turn to ask the node over HTTP.
	///
	/// # Errors
	/// 503 where too many ask.
	pub async fn call(&self) -> Result<SemaphorePermit<'_>, ApiFault> {
		turn_of(&self.0.calls).await
	}

	/// A place for a long body.
	///
	/// # Errors
	/// 503 where all are taken.
	pub fn long_body(&self) -> Result<OwnedSemaphorePermit, ApiFault> {
		let busy = |_| ApiFault::busy("too many long transactions are on their way");
		self.0.long.clone().try_acquire_owned().map_err(busy)
	}

	/// A place for an export.
	///
	/// # Errors
	/// 503 where all are taken.
	pub fn export(&self) -> Result<OwnedSemaphorePermit, ApiFault> {
		let busy = |_| ApiFault::busy("too many exports are under way");
		self.0.exports.clone().try_acquire_owned().map_err(busy)
	}

	/// A place for somebody who follows the chain.
	///
	/// # Errors
	/// 503 where all are taken.
	pub fn follower(&self) -> Result<OwnedSemaphorePermit, ApiFault> {
		let busy = |_| ApiFault::busy("too many follow the chain at the moment");
		self.0.followers.clone().try_acquire_owned().map_err(busy)
	}

	/// A place for a WebSocket connection to the node.
	///
	/// # Errors
	/// 503 where all are taken.
	pub fn socket(&self) -> Result<OwnedSemaphorePermit, ApiFault> {
		let busy = |_| ApiFault::busy("too many connections to the node");
		self.0.sockets.clone().try_acquire_owned().map_err(busy)
	}

	/// How much is open.
	pub(super) fn open(&self) -> Open {
		let limits = &self.0.options.limits;
		let taken = |all: usize, free: &Semaphore| {
			u64::try_from(all.saturating_sub(free.available_permits())).unwrap_or(u64::MAX)
		};
		Open {
			followers: taken(limits.followers, &self.0.followers),
			sockets: taken(limits.sockets, &self.0.sockets),
			exports: taken(limits.exports, &self.0.exports),
		}
	}

	/// What each client has open.
	pub(super) fn streams(&self) -> &Crowd {
		&self.0.streams
	}

	/// How often clients may ask the API.
	pub(super) fn api_rate(&self) -> &RateLimit {
		&self.0.api
	}

	/// How often clients may ask the node.
	pub(super) fn rpc_rate(&self) -> &RateLimit {
		&self.0.rpc
	}

	/// What followers are told.
	pub(super) fn hub(&self) -> &Hub {
		&self.0.hub
	}

	/// The node.
	///
	/// # Errors
	/// 503 where there is none.
	pub(super) fn upstream(&self) -> Result<&Upstream, ApiFault> {
		self.0.upstream.as_ref().ok_or_else(|| ApiFault::unavailable("no node is connected"))
	}

	/// What is counted.
	pub(super) fn metrics(&self) -> &Metrics {
		&self.0.metrics
	}

	/// What an answer is given for.
	pub fn ask<'a>(&self, head: &Head, given: &'a Given, asked: &'a [i64]) -> Ask<'a> {
		Ask { dialect: self.0.store.dialect(), now: head.now(), given, asked }
	}

	/// The names of participants, by their numbers.
	///
	/// # Errors
	/// What the database says.
	pub async fn names(&self, people: BTreeSet<u32>) -> Result<BTreeMap<String, String>, ApiFault> {
		let people: Vec<u32> = people.into_iter().collect();
		let mut names = BTreeMap::new();
		for some in people.chunks(NAMES) {
			let mut select = Select::new("id, name", "participants");
			let places: Vec<String> = some.iter().map(|id| select.bind(i64::from(*id))).collect();
			select.condition(&format!("id IN ({})", places.join(", ")));
			for row in &select.rows(self.pool()).await? {
				names.insert(Cells(row).int("id")?.to_string(), Cells(row).text("name")?);
			}
		}
		Ok(names)
	}

	/// What takes long to work out, worked out once for each height and not more often than that.
	///
	/// # Errors
	/// What the work says.
	pub async fn keep<F>(
		&self,
		name: &'static str,
		head: &Head,
		work: F,
	) -> Result<Arc<serde_json::Value>, ApiFault>
	where
		F: Future<Output = Result<serde_json::Value, ApiFault>>,
	{
		self.keep_while(name, |kept| kept.hash == head.hash, head.hash.clone(), work).await
	}

	/// What takes long to work out, worked out anew only when the last time is longer ago than that.
	///
	/// # Errors
	/// What the work says.
	pub async fn keep_for<F>(
		&self,
		name: &'static str,
		longest: Duration,
		work: F,
	) -> Result<Arc<serde_json::Value>, ApiFault>
	where
		F: Future<Output = Result<serde_json::Value, ApiFault>>,
	{
		self.keep_while(name, |kept| kept.at.elapsed() < longest, String::new(), work).await
	}

	async fn keep_while<F>(
		&self,
		name: &'static str,
		is_good: impl FnOnce(&KeptAnswer) -> bool,
		hash: String,
		work: F,
	) -> Result<Arc<serde_json::Value>, ApiFault>
	where
		F: Future<Output = Result<serde_json::Value, ApiFault>>,
	{
		let slot = self.0.kept.slot(name);
		let mut slot = slot.lock().await;
		if let Some(kept) = slot.as_ref().filter(|kept| is_good(kept)) {
			return Ok(kept.value.clone());
		}
		let value = Arc::new(work.await?);
		*slot = Some(KeptAnswer { hash, at: Instant::now(), value: value.clone() });
		Ok(value)
	}
}

async fn turn_of(turns: &Semaphore) -> Result<SemaphorePermit<'_>, ApiFault> {
	let busy = || ApiFault::busy("too much is asked at the moment");
	tokio::time::timeout(TURN, turns.acquire()).await.map_err(|_| busy())?.map_err(|_| busy())
}

/// How much is open.
pub(super) struct Open {
	pub(super) followers: u64,
	pub(super) sockets: u64,
	pub(super) exports: u64,
}

/// An answer that is kept: of which block, and since when.
struct KeptAnswer {
	hash: String,
	at: Instant,
	value: Arc<serde_json::Value>,
}

type Slot = Arc<tokio::sync::Mutex<Option<KeptAnswer>>>;

/// Answers that are kept for a while, by name; whoever asks while one is worked out waits for it.
#[derive(Default)]
struct Kept(Mutex<BTreeMap<&'static str, Slot>>);

impl Kept {
	fn slot(&self, name: &'static str) -> Slot {
		self.0.lock().entry(name).or_default().clone()
	}
}
