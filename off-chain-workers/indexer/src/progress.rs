//! How far the index is: shared by the task that writes, the metrics and the server.

use crate::alerts::{severity_of, Severity, KINDS};
use parking_lot::RwLock;
use std::sync::{
	atomic::{AtomicU64, Ordering},
	Arc,
};
use tokio::sync::watch;

/// A block by height, hash and consensus time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
	/// Its height.
	pub height: u32,
	/// Its hash.
	pub hash: String,
	/// Consensus time, Unix ms; 0 where it is not known.
	pub time: u64,
}

/// How far the index is. Cheap to clone; clones share what they say.
#[derive(Clone, Debug)]
pub struct Progress(Arc<Shared>);

#[derive(Debug)]
struct Shared {
	writes: bool,
	indexed: watch::Sender<Option<u32>>,
	at: RwLock<State>,
	counts: Counts,
}

#[derive(Debug, Default)]
struct State {
	indexed: Option<Point>,
	finalized: Option<Point>,
	stopped: Option<String>,
	waiting: Option<String>,
}

/// What was done since the process began.
#[derive(Debug, Default)]
pub struct Counts {
	/// Blocks written.
	pub blocks: AtomicU64,
	/// Rows written.
	pub rows: AtomicU64,
	/// Database transactions committed.
	pub batches: AtomicU64,
	/// Time that reading, decoding and writing them took, in microseconds.
	pub busy_micros: AtomicU64,
	/// Time of it that the database took, in microseconds.
	pub write_micros: AtomicU64,
	/// How long the last one took, in microseconds.
	pub last_micros: AtomicU64,
	/// How often the node or the database could not be reached.
	pub interruptions: AtomicU64,
	/// Alerts written.
	pub alerts: AlertCounts,
}

/// How many alerts of each kind there were.
#[derive(Debug)]
pub struct AlertCounts(Vec<AtomicU64>);

impl Default for AlertCounts {
	fn default() -> Self {
		Self(KINDS.iter().map(|_| AtomicU64::new(0)).collect())
	}
}

impl AlertCounts {
	/// One more, of a word of [`KINDS`].
	pub fn count(&self, kind: &str) {
		let place = KINDS.binary_search_by(|known| (*known).cmp(kind)).ok();
		if let Some(slot) = place.and_then(|place| self.0.get(place)) {
			slot.fetch_add(1, Ordering::Relaxed);
		}
	}

	/// Severity, kind and how many, of every kind there is.
	pub fn all(&self) -> impl Iterator<Item = (Severity, &'static str, u64)> + '_ {
		KINDS
			.iter()
			.zip(&self.0)
			.map(|(kind, count)| (severity_of(kind), *kind, count.load(Ordering::Relaxed)))
	}
}

impl Progress {
	/// Of a process that writes the index, or of one that only reads it.
	pub fn new(writes: bool) -> Self {
		let (indexed, _) = watch::channel(None);
		Self(Arc::new(Shared {
			writes,
			indexed,
			at: RwLock::new(State::default()),
			counts: Counts::default(),
		}))
	}

	/// Does this process write the index?
	pub fn is_writer(&self) -> bool {
		self.0.writes
	}

	/// The last block written, as this process knows it.
	pub fn indexed(&self) -> Option<Point> {
		self.0.at.read().indexed.clone()
	}

	/// The last finalized block that the node named.
	pub fn finalized(&self) -> Option<Point> {
		self.0.at.read().finalized.clone()
	}

	/// Why nothing is written any more, if so: an operator has to act.
	pub fn stopped(&self) -> Option<String> {
		self.0.at.read().stopped.clone()
	}

	/// What is waited for, if the node or the database cannot be reached just now.
	pub fn waiting(&self) -> Option<String> {
		self.0.at.read().waiting.clone()
	}

	/// The height that was written last, told anew with every batch.
	pub fn heights(&self) -> watch::Receiver<Option<u32>> {
		self.0.indexed.subscribe()
	}

	/// What was done since the process began.
	pub fn counts(&self) -> &Counts {
		&self.0.counts
	}

	/// A batch is committed, or the index was found at this block.
	pub fn reach(&self, point: Point) {
		let height = point.height;
		self.0.at.write().indexed = Some(point);
		self.0.indexed.send_replace(Some(height));
	}

	/// The node named its last finalized block.
	pub fn see(&self, point: Point) {
		let mut at = self.0.at.write();
		at.finalized = Some(point);
		at.waiting = None;
	}

	/// Something is waited for.
	pub fn wait(&self, reason: impl Into<String>) {
		self.0.counts.interruptions.fetch_add(1, Ordering::Relaxed);
		self.0.at.write().waiting = Some(reason.into());
	}

	/// Nothing is written any more.
	pub fn stop(&self, reason: impl Into<String>) {
		self.0.at.write().stopped = Some(reason.into());
	}

	/// How many finalized blocks are not written yet, where both heights are known.
	pub fn lag(&self) -> Option<u32> {
		let at = self.0.at.read();
		let finalized = at.finalized.as_ref()?.height;
		let next = at.indexed.as_ref().map_or(0, |point| point.height.saturating_add(1));
		Some(finalized.saturating_add(1).saturating_sub(next))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn point(height: u32) -> Point {
		Point { height, hash: format!("0x{height:064x}"), time: 0 }
	}

	#[test]
	fn the_lag_counts_blocks_that_are_not_written() {
		let progress = Progress::new(true);
		assert_eq!(progress.lag(), None);
		progress.see(point(9));
		assert_eq!(progress.lag(), Some(10));
		progress.reach(point(7));
		assert_eq!(progress.lag(), Some(2));
		progress.reach(point(9));
		assert_eq!(progress.lag(), Some(0));
		assert_eq!(*progress.heights().borrow(), Some(9));
	}

	#[test]
	fn what_was_waited_for_is_forgotten_when_it_comes() {
		let progress = Progress::new(true);
		progress.wait("the node");
		assert_eq!(progress.waiting().as_deref(), Some("the node"));
		progress.see(point(1));
		assert_eq!(progress.waiting(), None);
	}
}
