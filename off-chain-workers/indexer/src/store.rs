//! The database: SQLite by default, PostgreSQL by URL, with the same tables and statements.
//!
//! One connection writes, others read. SQLite is kept in WAL mode, in which readers do not wait for the
//! writer.

mod migrations;
mod statement;
pub mod tables;

pub use migrations::{migrate, table_names};
pub use statement::{bind, marks, numbered, Cell, Column, Row, Rows, Rule, Statement};

use sqlx::{
	any::{AnyConnectOptions, AnyPoolOptions},
	Any, AnyPool, ConnectOptions, Connection, Executor, Transaction,
};
use std::{str::FromStr, time::Duration};

/// How long a reader waits for a free connection.
const ACQUIRE: Duration = Duration::from_secs(10);
/// How long whoever writes waits.
const ACQUIRE_WRITER: Duration = Duration::from_secs(60);
/// A crash of the machine may take the last batch, which comes again; it harms nothing.
const SQLITE_WRITER: &str =
	"PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
	PRAGMA cache_size = -131072; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000; \
	PRAGMA journal_size_limit = 268435456;";
const SQLITE_READER: &str = "PRAGMA query_only = ON; PRAGMA cache_size = -32768; \
	PRAGMA mmap_size = 1073741824; PRAGMA temp_store = MEMORY;";
/// One plan for all values of a parameter would walk every bill for an issuer of few.
const POSTGRES_READER: &str =
	"SET default_transaction_read_only = on; SET statement_timeout = '60s'; \
	 SET plan_cache_mode = 'force_custom_plan';";

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
	/// SQLite.
	Sqlite,
	/// PostgreSQL.
	Postgres,
}

impl Dialect {
	/// The dialect of a URL.
	///
	/// # Errors
	/// [`StoreFault::Scheme`].
	pub fn of(url: &str) -> Result<Self, StoreFault> {
		if url.starts_with("sqlite:") {
			Ok(Self::Sqlite)
		} else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
			Ok(Self::Postgres)
		} else {
			Err(StoreFault::Scheme)
		}
	}

	/// The name the API gives it.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Sqlite => "sqlite",
			Self::Postgres => "postgres",
		}
	}
}

/// Why the database could not be opened or used. No text of it shows the URL, which may hold a
/// password.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
	/// The URL names neither SQLite nor PostgreSQL.
	#[error("database: the URL begins with neither sqlite: nor postgres:")]
	Scheme,
	/// A database in memory: readers would see another one than the writer.
	#[error("database: a SQLite database in memory cannot be shared; name a file")]
	Memory,
	/// A query database of SQLite: it has no replicas.
	#[error("query database: both it and the database have to be PostgreSQL")]
	Replica,
	/// The database refuses, for now or for ever.
	#[error("database: {0}")]
	Refused(#[from] sqlx::Error),
	/// The tables were made by another version of this program.
	#[error(
		"database: its tables are not those of this version ({0}); use the version that made them, or \
		 rebuild the index"
	)]
	Tables(String),
	/// What a table holds cannot be read.
	#[error("database: {0} cannot be read; rebuild the index")]
	Damaged(String),
}

/// An open database. Cheap to clone; clones share the connections.
#[derive(Clone, Debug)]
pub struct Store {
	dialect: Dialect,
	writer: AnyPool,
	readers: AnyPool,
	cold: Option<Cold>,
}

/// A database that follows this one, for what few ask for.
#[derive(Clone, Debug)]
struct Cold {
	readers: AnyPool,
	/// What is younger than this is hot, ms.
	hot: u64,
}

impl Store {
	/// Opens the database `sqlite://PATH` (created when it is missing) or
	/// `postgres://USER:PASSWORD@HOST/NAME`, with so many connections that read, and brings its tables
	/// up to this version.
	///
	/// # Errors
	/// [`StoreFault`].
	pub async fn open(url: &str, readers: u32) -> Result<Self, StoreFault> {
		sqlx::any::install_default_drivers();
		let dialect = Dialect::of(url)?;
		if dialect == Dialect::Sqlite && (url.contains(":memory:") || url.contains("mode=memory")) {
			return Err(StoreFault::Memory);
		}
		let options = connect_options(&file_url(url, dialect))?;
		let (writes, reads) = match dialect {
			Dialect::Sqlite => (SQLITE_WRITER, SQLITE_READER),
			Dialect::Postgres => ("", POSTGRES_READER),
		};
		let writer = pool(dialect, 1, ACQUIRE_WRITER, writes).connect_with(options.clone()).await?;
		migrate(&writer, dialect).await?;
		let readers = pool(dialect, readers.max(1), ACQUIRE, reads).connect_lazy_with(options);
		Ok(Self { dialect, writer, readers, cold: None })
	}

	/// The same with a query database 查询数据库: a replica that PostgreSQL keeps, which answers what reaches
	/// further back than `hot`. It is of the same kind, and nothing here writes into it. R108, R109.
	///
	/// # Errors
	/// [`StoreFault`].
	pub fn with_query_database(
		self,
		url: &str,
		readers: u32,
		hot: Duration,
	) -> Result<Self, StoreFault> {
		if self.dialect != Dialect::Postgres || Dialect::of(url)? != Dialect::Postgres {
			return Err(StoreFault::Replica);
		}
		let readers = pool(Dialect::Postgres, readers.max(1), ACQUIRE, POSTGRES_READER)
			.connect_lazy_with(connect_options(url)?);
		let hot = u64::try_from(hot.as_millis()).unwrap_or(u64::MAX);
		Ok(Self { cold: Some(Cold { readers, hot }), ..self })
	}

	/// The connections for a question about what came at `since` (Unix ms) or later, or ever: those of the
	/// query database, if there is one and the question is about more than what is hot at `now`.
	pub fn readers_for(&self, since: Option<u64>, now: u64) -> &AnyPool {
		match &self.cold {
			Some(cold) if since.is_none_or(|since| since < now.saturating_sub(cold.hot)) => {
				&cold.readers
			}
			_ => &self.readers,
		}
	}

	/// The connections of the query database, if there is one.
	pub fn query_readers(&self) -> Option<&AnyPool> {
		self.cold.as_ref().map(|cold| &cold.readers)
	}

	/// Removes every table of the index from a database.
	///
	/// # Errors
	/// [`StoreFault`].
	pub async fn clear(url: &str) -> Result<(), StoreFault> {
		sqlx::any::install_default_drivers();
		let dialect = Dialect::of(url)?;
		let mut connection = connect_options(&file_url(url, dialect))?.connect().await?;
		if dialect == Dialect::Sqlite {
			connection.execute(sqlx::raw_sql(SQLITE_WRITER)).await?;
		}
		for table in table_names().chain(std::iter::once("migrations")) {
			let statement = format!("DROP TABLE IF EXISTS {table}");
			connection.execute(sqlx::raw_sql(&statement)).await?;
		}
		connection.close().await?;
		Ok(())
	}

	/// Which database it is.
	pub const fn dialect(&self) -> Dialect {
		self.dialect
	}

	/// The connections that read; they cannot write.
	pub const fn readers(&self) -> &AnyPool {
		&self.readers
	}

	/// Begins a transaction that writes; dropped without a commit it changes nothing.
	///
	/// # Errors
	/// [`sqlx::Error`].
	pub async fn begin(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
		self.writer.begin().await
	}

	/// Closes every connection.
	pub async fn close(&self) {
		if let Some(cold) = &self.cold {
			cold.readers.close().await;
		}
		self.readers.close().await;
		self.writer.close().await;
	}
}

fn connect_options(url: &str) -> Result<AnyConnectOptions, sqlx::Error> {
	Ok(AnyConnectOptions::from_str(url)?
		.log_statements(log::LevelFilter::Trace)
		.log_slow_statements(log::LevelFilter::Debug, Duration::from_secs(1)))
}

/// At most so many connections, each of which begins with the words of `session`.
fn pool(dialect: Dialect, most: u32, wait: Duration, session: &'static str) -> AnyPoolOptions {
	AnyPoolOptions::new()
		.max_connections(most)
		.acquire_timeout(wait)
		.idle_timeout(None::<Duration>)
		.max_lifetime(None::<Duration>)
		.test_before_acquire(dialect == Dialect::Postgres)
		.after_connect(move |connection, _| {
			Box::pin(async move {
				if !session.is_empty() {
					connection.execute(sqlx::raw_sql(session)).await?;
				}
				Ok(())
			})
		})
}

/// A file of SQLite is made where it is missing.
fn file_url(url: &str, dialect: Dialect) -> String {
	match dialect == Dialect::Sqlite && !url.contains('?') {
		true => format!("{url}?mode=rwc"),
		false => url.to_owned(),
	}
}

/// A number as the database keeps it.
pub fn int(value: u64) -> i64 {
	i64::try_from(value).unwrap_or(i64::MAX)
}

/// A number that the database kept.
pub fn uint(value: i64) -> u64 {
	u64::try_from(value).unwrap_or(0)
}

/// Is the fault one of the connection, so that it may go well later?
pub fn is_passing(fault: &sqlx::Error) -> bool {
	match fault {
		sqlx::Error::Io(_)
		| sqlx::Error::Tls(_)
		| sqlx::Error::PoolTimedOut
		| sqlx::Error::Protocol(_)
		| sqlx::Error::WorkerCrashed => true,
		sqlx::Error::Database(fault) => fault.code().is_some_and(|code| {
			// SQLite: busy, locked, full, disk error. PostgreSQL: connection, resources, operator's
			// intervention, conflict with another transaction.
			matches!(code.as_ref(), "5" | "6" | "13" | "10" | "261" | "517")
				|| ["08", "40", "53", "57"]
					.iter()
					.any(|class| code.len() == 5 && code.starts_with(class))
		}),
		_ => false,
	}
}
