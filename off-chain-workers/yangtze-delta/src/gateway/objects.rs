//! Files that the gateway itself puts into the file store: agreements, and files of other provinces. The
//! store has files of others too, so that it is remembered which are the gateway's; these, and no others,
//! are removed when nothing names them any more. R171, R172.

use super::State;
use crate::{
	refused::Refused,
	store::{JournalFault, Stock},
	trail::{blocking, stopped},
};
use fiscal_bridge::{files::FileStore, now};
use fiscal_primitives::{Digest, Moment};
use std::{
	collections::{BTreeMap, BTreeSet},
	path::Path,
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	time::Duration,
};
use tokio::sync::watch;

/// Least time between two looks for files that nothing names, ms: a look goes through all records.
const LEAST_PAUSE: u64 = 10_000;
/// Longest time between two of them, ms: evidence that is handed over at last tells nobody.
const LONGEST_PAUSE: u64 = 600_000;
/// The most files that are removed in one go, during which no other comes.
const BATCH: usize = 256;

/// How many are about to name which file.
type Holds = Mutex<BTreeMap<Digest, usize>>;

fn lock(holds: &Holds) -> MutexGuard<'_, BTreeMap<Digest, usize>> {
	holds.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The files of the gateway.
pub(super) struct Objects {
	files: FileStore,
	/// Those that the gateway put there.
	own: Arc<Stock<Digest>>,
	holds: Arc<Holds>,
	/// Held while files are removed, and by whoever is about to hold one.
	gate: tokio::sync::Mutex<()>,
}

/// A file stays as long as this is kept, whether or not a record names it.
pub(super) struct Held {
	hash: Digest,
	holds: Arc<Holds>,
}

impl Held {
	fn new(hash: Digest, holds: &Arc<Holds>) -> Self {
		let mut counts = lock(holds);
		let count = counts.entry(hash).or_default();
		*count = count.saturating_add(1);
		drop(counts);
		Self { hash, holds: holds.clone() }
	}
}

impl Drop for Held {
	fn drop(&mut self) {
		let mut counts = lock(&self.holds);
		if let Some(count) = counts.get_mut(&self.hash) {
			*count = count.saturating_sub(1);
			if *count == 0 {
				counts.remove(&self.hash);
			}
		}
	}
}

impl Objects {
	/// The files of the gateway in `files`, of which the journal at `path` says which they are. Where there
	/// is none yet, they are those that records name.
	///
	/// # Errors
	/// [`JournalFault`].
	pub(super) fn open(
		path: &Path,
		files: FileStore,
		named: impl FnOnce() -> Vec<Digest>,
	) -> Result<Self, JournalFault> {
		let is_new = !path.exists();
		let own = Stock::open(path)?;
		if is_new {
			own.add_all(named())?;
		}
		Ok(Self { files, own: Arc::new(own), holds: Arc::default(), gate: Default::default() })
	}

	/// Keeps a file, which stays as long as what is given back is kept or a record names it.
	///
	/// # Errors
	/// As [`FileStore::put_as`]; the journal cannot be written.
	pub(super) async fn put(&self, hash: Digest, content: Vec<u8>) -> Result<Held, Refused> {
		let held = {
			let _gate = self.gate.lock().await;
			// What somebody else put there is not the gateway's to remove.
			if !self.own.has(&hash) && !self.files.has(&hash).await? {
				let own = self.own.clone();
				// Before the file is there: what a crash leaves behind is known to be the gateway's.
				blocking(move || Ok(own.add(hash)?)).await?;
			}
			Held::new(hash, &self.holds)
		};
		self.files.put_as(&hash, content).await?;
		Ok(held)
	}

	/// Removes files of the gateway that nobody holds and that are not among those that `named` gives. False
	/// if there may be more of them.
	async fn sweep(
		&self,
		named: impl FnOnce() -> BTreeSet<Digest> + Send + 'static,
	) -> Result<bool, Refused> {
		let _gate = self.gate.lock().await;
		// Before the records are looked at: whoever lets go of a file meanwhile has named it by then.
		let held: BTreeSet<Digest> = lock(&self.holds).keys().copied().collect();
		let own = self.own.clone();
		let idle = blocking(move || {
			let named = named();
			let mut idle = own.items();
			idle.retain(|hash| !held.contains(hash) && !named.contains(hash));
			idle.truncate(BATCH);
			Ok(idle)
		})
		.await?;
		let mut removed = 0usize;
		for hash in &idle {
			match self.remove(*hash).await {
				Ok(()) => removed = removed.saturating_add(1),
				Err(refused) => {
					log::warn!(target: "gateway", "the file {hash:?} stays: {}", refused.0);
				}
			}
		}
		if removed > 0 {
			log::info!(target: "gateway", "removed {removed} files that nothing names any more");
		}
		Ok(removed < BATCH)
	}

	async fn remove(&self, hash: Digest) -> Result<(), Refused> {
		self.files.remove(&hash).await?;
		let own = self.own.clone();
		blocking(move || Ok(own.remove(&hash)?)).await
	}
}

impl State {
	/// Removes files that nothing names any more, until the sender of `stop` is gone.
	pub(super) async fn sweep_files(self: Arc<Self>, mut stop: watch::Receiver<()>) {
		loop {
			let state = self.clone();
			let swept = tokio::select! {
				swept = self.objects.sweep(move || state.named_files()) => swept,
				() = stopped(&mut stop) => return,
			};
			let pause = match swept {
				Ok(true) => self.until_next_end(),
				Ok(false) => continue,
				Err(refused) => {
					log::warn!(target: "gateway", "files are not looked through: {}", refused.0);
					Duration::from_millis(LONGEST_PAUSE)
				}
			};
			tokio::select! {
				() = tokio::time::sleep(pause) => {}
				() = stopped(&mut stop) => return,
			}
		}
	}

	/// The files of the file store that a record names, or evidence that still has to be handed over.
	fn named_files(&self) -> BTreeSet<Digest> {
		let now = now();
		let mut named: BTreeSet<Digest> = self.trail.files().into_iter().collect();
		named.extend(self.agreements.collect(now, |agreement| Some(agreement.hash)));
		named.extend(self.asked.collect(now, |asked| Some(asked.arrived.as_ref()?.hash)));
		named
	}

	/// How long it takes until records may be forgotten again.
	fn until_next_end(&self) -> Duration {
		let now: Moment = now();
		let end = self.agreements.next_end(now).min(self.asked.next_end(now));
		Duration::from_millis(end.saturating_sub(now).clamp(LEAST_PAUSE, LONGEST_PAUSE))
	}
}
