//! What the commands are told, and what the server is given.
//!
//! The server's own options are [`crate::serve::ServeOptions`]; its arguments on the command line are
//! `crate::serve::ServeArgs`.

use crate::{
	progress::Progress,
	serve::ServeOptions,
	store::{Store, StoreFault},
};
use clap::Args;
use std::time::Duration;

/// Where the database is.
#[derive(Args, Clone)]
pub struct DatabaseArgs {
	/// Database: sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME
	#[arg(
		long,
		value_name = "URL",
		default_value = "sqlite://fiscal-index.sqlite",
		env = "FISCAL_INDEX_DATABASE",
		hide_env_values = true
	)]
	pub database: String,
	/// Connections that read, beside the one that writes
	#[arg(long, value_name = "NUMBER", default_value_t = 8,
		value_parser = clap::value_parser!(u32).range(1..=256))]
	pub readers: u32,
	/// Replica of the database that answers what reaches further back: postgres://…
	#[arg(long, value_name = "URL", env = "FISCAL_INDEX_QUERY_DATABASE", hide_env_values = true)]
	pub query_database: Option<String>,
	/// Days back that the database itself answers where there is a replica
	#[arg(long, value_name = "DAYS", default_value_t = 92,
		value_parser = clap::value_parser!(u32).range(1..=36_600))]
	pub hot_days: u32,
}

impl DatabaseArgs {
	/// Opens the database, and the replica if there is one.
	///
	/// # Errors
	/// [`StoreFault`].
	pub async fn open(&self) -> Result<Store, StoreFault> {
		let store = Store::open(&self.database, self.readers).await?;
		let Some(url) = &self.query_database else { return Ok(store) };
		let hot = Duration::from_secs(u64::from(self.hot_days).saturating_mul(86_400));
		store.with_query_database(url, self.readers, hot)
	}
}

/// Which node is followed.
#[derive(Args, Clone)]
pub struct NodeArgs {
	/// Node that is followed, ws://… or wss://…; it keeps every state (--state-pruning archive)
	#[arg(long, value_name = "URL", default_value = "ws://127.0.0.1:9944", env = "FISCAL_NODE")]
	pub node: String,
}

/// How blocks are written.
#[derive(Args, Clone)]
pub struct IndexArgs {
	/// Most blocks of one database transaction
	#[arg(long, value_name = "NUMBER", default_value_t = 64,
		value_parser = clap::value_parser!(u32).range(1..=1_000))]
	pub batch_blocks: u32,
	/// Rows after which a database transaction ends with the block it is at
	#[arg(long, value_name = "NUMBER", default_value_t = 20_000,
		value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
	pub batch_rows: u32,
	/// Blocks that are asked for ahead
	#[arg(long, value_name = "NUMBER", default_value_t = 8,
		value_parser = clap::value_parser!(u32).range(1..=64))]
	pub ahead: u32,
	/// How often the node is asked for its last finalized block, ms
	#[arg(long, value_name = "MS", default_value_t = 250,
		value_parser = clap::value_parser!(u64).range(10..=60_000))]
	pub poll: u64,
}

impl IndexArgs {
	/// The same for the library.
	pub fn options(&self) -> IndexOptions {
		IndexOptions {
			batch_blocks: usize::try_from(self.batch_blocks).unwrap_or(1),
			batch_rows: usize::try_from(self.batch_rows).unwrap_or(1),
			ahead: usize::try_from(self.ahead).unwrap_or(1),
			poll: Duration::from_millis(self.poll),
		}
	}
}

/// How blocks are read and written.
#[derive(Clone, Copy, Debug)]
pub struct IndexOptions {
	/// Most blocks of one database transaction.
	pub batch_blocks: usize,
	/// Rows after which a database transaction ends with the block it is at. One block is never split.
	pub batch_rows: usize,
	/// Blocks that are asked for ahead of the one that is decoded.
	pub ahead: usize,
	/// How often the node is asked for its last finalized block.
	pub poll: Duration,
}

impl Default for IndexOptions {
	fn default() -> Self {
		Self { batch_blocks: 64, batch_rows: 20_000, ahead: 8, poll: Duration::from_millis(250) }
	}
}

/// What [`crate::serve::run`] is given.
#[derive(Clone)]
pub struct ServeConfig {
	/// The database, open and with its tables in place. The server uses [`Store::readers`] alone, and
	/// [`Store::readers_for`] for what has a period.
	pub store: Store,
	/// How far the index is, and which heights it reaches: [`Progress::heights`] says of each batch
	/// that this process wrote. Where nothing is written by this process ([`Progress::is_writer`]), the
	/// table `chain` has to be asked.
	pub progress: Progress,
	/// Addresses, limits, origins.
	pub options: ServeOptions,
}
