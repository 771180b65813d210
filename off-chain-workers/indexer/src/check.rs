//! Comparing the index with the chain, row for row, at the height where the index stands.
//!
//! What the state of that block holds is read again, made into rows as the index makes them, and compared
//! with the rows that are there: bills, locks, authorizations, and every map of [`crate::project::MAPS`].
//! Sums are compared with what they are sums of, blocks with the chain they form. What only the past knows
//! (when a bill changed last, what became of a message that the chain forgot) is not compared.

mod maps;
mod sums;
mod walk;

use crate::{
	decode::{hash_text, Runtime},
	ingest::{Cursor, Halt, Reader},
	source::Source,
	store::Store,
};
use fiscal_primitives::Digest;
use sp_runtime::traits::Header as _;
use std::{fmt, sync::Arc};

/// Something in which the index differs from the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
	/// The table.
	pub table: &'static str,
	/// The row, or what was summed.
	pub key: String,
	/// In what it differs.
	pub what: String,
}

impl fmt::Display for Difference {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{} {}: {}", self.table, self.key, self.what)
	}
}

/// What a comparison found.
#[derive(Clone, Debug, Default)]
pub struct Report {
	/// The height that was compared.
	pub height: u32,
	/// How many rows were compared, by table.
	pub compared: Vec<(&'static str, u64)>,
	/// The differences that were found first, at most as many as were asked for.
	pub differences: Vec<Difference>,
	/// How many there are in all.
	pub found: u64,
	most: usize,
}

impl Report {
	/// Is the index as the chain is?
	pub const fn is_equal(&self) -> bool {
		self.found == 0
	}

	fn differ(&mut self, table: &'static str, key: impl fmt::Display, what: impl fmt::Display) {
		self.found = self.found.saturating_add(1);
		if self.differences.len() < self.most {
			let (key, what) = (key.to_string(), what.to_string());
			self.differences.push(Difference { table, key, what });
		}
	}

	fn expect(&mut self, table: &'static str, key: &str, here: i64, there: i64) {
		if here != there {
			self.differ(table, key, format!("{here} here, {there} expected"));
		}
	}

	fn count(&mut self, table: &'static str, rows: usize) {
		let rows = u64::try_from(rows).unwrap_or(u64::MAX);
		match self.compared.iter_mut().find(|(name, _)| *name == table) {
			Some((_, count)) => *count = count.saturating_add(rows),
			None => self.compared.push((table, rows)),
		}
	}
}

/// What is compared: the database, and the state of the chain at the height where the database stands.
struct Comparison<'a> {
	store: &'a Store,
	reader: Reader,
	runtime: Arc<Runtime>,
	height: u32,
	time: u64,
	hash: Digest,
}

/// How often a comparison is begun anew that found differences while somebody wrote.
const ATTEMPTS: usize = 5;

/// Compares; keeps the first `most` differences. Tables that are written meanwhile are no longer those of
/// the height that they are compared at: what differs then is compared once more.
///
/// # Errors
/// [`Halt`]: the database or the node cannot be read, the database is empty or of another chain, or it is
/// written faster than it is compared.
pub async fn check(store: &Store, source: Arc<dyn Source>, most: usize) -> Result<Report, Halt> {
	for _ in 0..ATTEMPTS {
		let report = compare(store, source.clone(), most).await?;
		let now = Cursor::read(store).await?.map(|cursor| cursor.point.height);
		if report.is_equal() || now == Some(report.height) {
			return Ok(report);
		}
	}
	Err(Halt::Passing("the index is written meanwhile: stop whoever writes it first".into()))
}

async fn compare(store: &Store, source: Arc<dyn Source>, most: usize) -> Result<Report, Halt> {
	let cursor = Cursor::read(store).await?;
	let cursor = cursor.ok_or_else(|| Halt::Final("the database holds no block yet".into()))?;
	let reader = Reader::new(source);
	let genesis = reader.source().genesis().await?;
	if cursor.genesis != hash_text(&genesis) {
		return Err(Halt::Final("the database is of another chain than the node".into()));
	}
	let height = cursor.point.height;
	let mut report = Report { height, most, ..Report::default() };
	let theirs = reader.source().hash(height).await?;
	let hash = match theirs {
		Some(hash) if hash_text(&hash) == cursor.point.hash => hash,
		Some(hash) => {
			report.differ("chain", height, format!("block {} of the node", hash_text(&hash)));
			return Ok(report);
		}
		None => return Err(Halt::Passing(format!("the node does not know block {height}"))),
	};
	let block = reader.source().block(hash).await?;
	let block =
		block.ok_or_else(|| Halt::Final(format!("the node does not have block {height}")))?;
	let parent = if height == 0 { hash } else { *block.header.parent_hash() };
	let runtime = reader.runtime(parent).await?;
	let time = cursor.point.time;
	let comparison = Comparison { store, reader, runtime, height, time, hash };
	sums::blocks(&comparison, &mut report).await?;
	walk::bills(&comparison, &mut report).await?;
	walk::locks(&comparison, &mut report).await?;
	walk::authorizations(&comparison, &mut report).await?;
	maps::compare_with_state(&comparison, &mut report).await?;
	sums::statistics(&comparison, &mut report).await?;
	Ok(report)
}
