//! From finalized blocks to rows.
//!
//! ```text
//! Source ── fetch (several ahead) ── project (in order) ── Batch ── one transaction ── tables
//! ```
//!
//! [`ingest`] begins behind the block that the table `chain` names and ends only when it cannot go on. What
//! may go well later (no node, no database) it waits for; what will not it answers. A batch is one database
//! transaction with the cursor in it: whoever is killed at any moment goes on with the first block that is
//! not there, and every row is what it would have been.

mod batch;
mod fetch;
mod flush;
mod tracker;

pub use batch::{
	AuthorizationState, Batch, BillState, LockState, LockStep, Registration, TransactionState,
};
pub(crate) use fetch::{Keys, Reader};
pub use flush::Cursor;

use crate::{
	config::IndexOptions,
	decode::{hash_text, DecodeFault},
	progress::{Point, Progress},
	source::{Patience, Source, SourceFault},
	store::{is_passing, Store, StoreFault},
};
use fiscal_primitives::Digest;
use futures::{stream, StreamExt};
use std::{
	sync::{atomic::Ordering, Arc},
	time::{Duration, Instant},
};
use tracker::Tracker;

/// Blocks after which the node is asked anew for its last finalized one.
const PASS: u32 = 1_000;

/// Why nothing more is written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Halt {
	/// It may go well later.
	#[error("{0}")]
	Passing(String),
	/// It will not go well without an operator.
	#[error("{0}")]
	Final(String),
	/// Somebody else wrote behind the cursor that was read.
	#[error("another process writes into the same database: end one of the two")]
	Moved,
}

impl From<SourceFault> for Halt {
	fn from(fault: SourceFault) -> Self {
		match fault {
			SourceFault::Passing(words) => Self::Passing(words),
			SourceFault::Final(words) => Self::Final(words),
		}
	}
}

impl From<DecodeFault> for Halt {
	fn from(fault: DecodeFault) -> Self {
		Self::Final(fault.to_string())
	}
}

impl From<sqlx::Error> for Halt {
	fn from(fault: sqlx::Error) -> Self {
		let words = format!("database: {fault}");
		match is_passing(&fault) {
			true => Self::Passing(words),
			false => Self::Final(words),
		}
	}
}

impl From<StoreFault> for Halt {
	fn from(fault: StoreFault) -> Self {
		match fault {
			StoreFault::Refused(fault) => fault.into(),
			other => Self::Final(other.to_string()),
		}
	}
}

/// Writes finalized blocks, from the cursor to the last one and then as blocks become final, and tells
/// `progress` how far it is. Dropping the future ends it at any point without harm.
///
/// # Errors
/// Ends with [`Halt::Final`] alone: the words say what an operator has to do.
pub async fn ingest(
	store: &Store,
	source: Arc<dyn Source>,
	options: &IndexOptions,
	progress: &Progress,
) -> Halt {
	let reader = Reader::new(source);
	let mut patience = Patience::default();
	let mut has_moved = false;
	loop {
		let halt = match follow(store, &reader, options, progress, &mut patience).await {
			Ok(never) => match never {},
			Err(halt) => halt,
		};
		let reason = match halt {
			Halt::Passing(reason) => reason,
			// What a process that was killed had asked for last may be written after its end. Two that
			// run meet again.
			Halt::Moved if !has_moved => {
				has_moved = true;
				"the cursor moved".into()
			}
			last @ (Halt::Final(_) | Halt::Moved) => {
				let reason = last.to_string();
				log::error!(target: "fiscal_indexer", "the index has stopped: {reason}");
				progress.stop(reason.clone());
				return Halt::Final(reason);
			}
		};
		let pause = patience.pause();
		log::warn!(target: "fiscal_indexer", "waiting {pause:?}: {reason}");
		progress.wait(reason);
		tokio::time::sleep(pause).await;
	}
}

/// Follows the chain until something is in the way.
async fn follow(
	store: &Store,
	reader: &Reader,
	options: &IndexOptions,
	progress: &Progress,
	patience: &mut Patience,
) -> Result<std::convert::Infallible, Halt> {
	let cursor = Cursor::read(store).await?;
	let genesis = reader.source().genesis().await?;
	if let Some(cursor) = &cursor {
		if cursor.genesis != hash_text(&genesis) {
			return Err(Halt::Final(format!(
				"the database is of another chain: its first block is {}, that of the node is {}",
				cursor.genesis,
				hash_text(&genesis)
			)));
		}
		progress.reach(cursor.point.clone());
	}
	let name = reader.source().name().await?;
	let mut tracker = Tracker::load(store, genesis, name, cursor).await?;
	loop {
		if !advance(store, reader, options, progress, &mut tracker, patience).await? {
			tokio::time::sleep(options.poll).await;
		}
		patience.reset();
	}
}

/// Writes what is final by now; false when there was nothing.
///
/// A block that cannot be read ends it, and what was read before that block is written all the same: a node
/// that often does not answer is followed as far as it does, a block at a time if need be.
async fn advance(
	store: &Store,
	reader: &Reader,
	options: &IndexOptions,
	progress: &Progress,
	tracker: &mut Tracker,
	patience: &mut Patience,
) -> Result<bool, Halt> {
	let head = reader.source().finalized().await?;
	progress.see(Point { height: head.height, hash: hash_text(&head.hash), time: 0 });
	let next = match tracker.last() {
		// A node that lost its last blocks, or is still syncing, gets them from its peers.
		Some((height, _)) if head.height < height => return Ok(false),
		Some((height, hash)) => {
			agree(reader, height, hash).await?;
			height.saturating_add(1)
		}
		None => 0,
	};
	if next > head.height {
		return Ok(false);
	}
	let last = head.height.min(next.saturating_add(PASS));
	let mut blocks =
		stream::iter(next..=last).map(|height| reader.block(height)).buffered(options.ahead.max(1));
	let mut batch = Batch::default();
	let mut started = Instant::now();
	while let Some(fetched) = blocks.next().await {
		let fetched = match fetched {
			Ok(fetched) => fetched,
			Err(halt) => {
				write(store, tracker, batch, progress, patience, started).await?;
				return Err(halt);
			}
		};
		tracker.apply(fetched, &mut batch)?;
		if batch.blocks() >= options.batch_blocks || batch.rows() >= options.batch_rows {
			let full = std::mem::take(&mut batch);
			write(store, tracker, full, progress, patience, started).await?;
			started = Instant::now();
		}
	}
	write(store, tracker, batch, progress, patience, started).await?;
	Ok(true)
}

/// The node still has the block that was written last at its height.
async fn agree(reader: &Reader, height: u32, hash: Digest) -> Result<(), Halt> {
	match reader.source().hash(height).await? {
		Some(theirs) if theirs == hash => Ok(()),
		Some(theirs) => Err(Halt::Final(format!(
			"the node contradicts the index: its block {height} is {theirs:?}, and the one that was \
			 written, which was final, is {hash:?}; follow another node, or rebuild the index if the \
			 chain was begun anew"
		))),
		None => Err(Halt::Passing(format!("the node does not know block {height} at the moment"))),
	}
}

/// Writes a batch; whoever gets that far has waited enough, and waits little the next time.
async fn write(
	store: &Store,
	tracker: &mut Tracker,
	batch: Batch,
	progress: &Progress,
	patience: &mut Patience,
	started: Instant,
) -> Result<(), Halt> {
	if batch.blocks() == 0 {
		return Ok(());
	}
	let (blocks, rows) = (batch.blocks(), batch.rows());
	let alerts = batch.alert_kinds();
	let begun = Instant::now();
	let point = flush::flush(store, tracker, batch).await?;
	patience.reset();
	let counts = progress.counts();
	alerts.iter().for_each(|kind| counts.alerts.count(kind));
	let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
	let add = |counter: &std::sync::atomic::AtomicU64, value: u64| {
		counter.fetch_add(value, Ordering::Relaxed);
	};
	add(&counts.blocks, u64::try_from(blocks).unwrap_or(0));
	add(&counts.rows, u64::try_from(rows).unwrap_or(0));
	add(&counts.batches, 1);
	add(&counts.busy_micros, micros(started.elapsed()));
	add(&counts.write_micros, micros(begun.elapsed()));
	counts.last_micros.store(micros(started.elapsed()), Ordering::Relaxed);
	log::debug!(
		target: "fiscal_indexer",
		"{blocks} blocks up to {}, {rows} rows, {:?}",
		point.height,
		started.elapsed()
	);
	progress.reach(point);
	Ok(())
}
