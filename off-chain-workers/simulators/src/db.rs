//! The database: SQLite by default, PostgreSQL by URL, with the same statements for both.

use sqlx::{
	any::{AnyConnectOptions, AnyPoolOptions},
	Any, AnyConnection, AnyPool, ConnectOptions, Transaction,
};
use std::{str::FromStr, time::Duration};

/// A database in the memory of this process, which ends with it.
pub const MEMORY: &str = "sqlite::memory:";

const SCHEMA: &str = include_str!("schema.sql");
const ACQUIRE: Duration = Duration::from_secs(60);

/// Why the database could not be opened. No text of it shows the URL, which may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseFault {
	/// The URL names neither SQLite nor PostgreSQL.
	#[error("the database URL begins with neither sqlite: nor postgres:")]
	Scheme,
	/// The database refuses.
	#[error("the database cannot be opened: {0}")]
	Refused(#[source] sqlx::Error),
	/// The tables cannot be made.
	#[error("the tables cannot be created: {0}")]
	Schema(#[source] sqlx::Error),
}

/// An open database.
#[derive(Clone, Debug)]
pub struct Db {
	pool: AnyPool,
}

impl Db {
	/// Opens the database and creates the tables that are missing.
	///
	/// `sqlite::memory:`, `sqlite://PATH` (created when it is missing), or
	/// `postgres://USER:PASSWORD@HOST/NAME`.
	///
	/// # Errors
	/// [`DatabaseFault`].
	pub async fn open(url: &str) -> Result<Self, DatabaseFault> {
		sqlx::any::install_default_drivers();
		let sqlite = url.starts_with("sqlite:");
		if !sqlite && !url.starts_with("postgres:") && !url.starts_with("postgresql:") {
			return Err(DatabaseFault::Scheme);
		}
		let file = sqlite && url != MEMORY;
		let url = match file && !url.contains('?') {
			true => format!("{url}?mode=rwc"),
			false => url.to_owned(),
		};
		let options = AnyConnectOptions::from_str(&url)
			.map_err(DatabaseFault::Refused)?
			.log_slow_statements(log::LevelFilter::Debug, Duration::from_secs(1));
		// SQLite has one writer, and a database in memory one connection: with one connection alone
		// transactions queue up here and none is ever refused as busy.
		let pool = AnyPoolOptions::new()
			.max_connections(if sqlite { 1 } else { 8 })
			.min_connections(1)
			.acquire_timeout(ACQUIRE)
			.idle_timeout(None::<Duration>)
			.max_lifetime(None::<Duration>)
			.test_before_acquire(!sqlite)
			.connect_with(options)
			.await
			.map_err(DatabaseFault::Refused)?;
		if file {
			sqlx::raw_sql("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
				.execute(&pool)
				.await
				.map_err(DatabaseFault::Refused)?;
		}
		sqlx::raw_sql(SCHEMA).execute(&pool).await.map_err(DatabaseFault::Schema)?;
		Ok(Self { pool })
	}

	/// Begins a transaction; dropped without a commit it changes nothing.
	///
	/// With SQLite nobody else comes to the database until it ends, so whoever holds one asks for no
	/// second.
	pub async fn begin(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
		self.pool.begin().await
	}

	/// Closes every connection.
	pub async fn close(&self) {
		self.pool.close().await;
	}
}

/// The next number of a sequence, from 1.
pub async fn next(connection: &mut AnyConnection, sequence: &str) -> Result<i64, sqlx::Error> {
	let (value,): (i64,) = sqlx::query_as(
		"INSERT INTO counters (name, value) VALUES ($1, 1) \
		 ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value",
	)
	.bind(sequence)
	.fetch_one(connection)
	.await?;
	Ok(value)
}

/// A number as the database keeps it.
pub fn int(value: u64) -> i64 {
	i64::try_from(value).unwrap_or(i64::MAX)
}

/// A number that the database kept.
pub fn uint(value: i64) -> u64 {
	u64::try_from(value).unwrap_or(0)
}

/// A row that cannot be read: somebody else wrote into the tables.
pub fn damaged(what: impl std::fmt::Display) -> sqlx::Error {
	sqlx::Error::Decode(format!("{what} in the database cannot be read").into())
}
