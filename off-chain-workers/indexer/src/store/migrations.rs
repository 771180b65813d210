//! The tables, made step by step: each step once, in a transaction of its own.

use super::{Dialect, StoreFault};
use fiscal_sm_crypto::sm3_256;
use sqlx::AnyPool;

/// Every step in order. A step that was published is never changed: what comes later is a further one.
const STEPS: [(i64, &str); 6] = [
	(1, include_str!("../../migrations/0001_chain.sql")),
	(2, include_str!("../../migrations/0002_bills.sql")),
	(3, include_str!("../../migrations/0003_parties.sql")),
	(4, include_str!("../../migrations/0004_decisions.sql")),
	(5, include_str!("../../migrations/0005_bridges.sql")),
	(6, include_str!("../../migrations/0006_statistics.sql")),
];

/// What PostgreSQL is told behind a step: texts that are asked for by how they begin are ordered by their
/// bytes there too, whatever the order of the database is.
const POSTGRES_BEHIND: (i64, &str) = (
	3,
	"ALTER TABLE participants ALTER COLUMN name TYPE TEXT COLLATE \"C\", \
	 ALTER COLUMN did TYPE TEXT COLLATE \"C\"",
);

const JOURNAL: &str = "CREATE TABLE IF NOT EXISTS migrations \
	(step BIGINT NOT NULL PRIMARY KEY, digest TEXT NOT NULL)";

/// Two processes that start together make the tables one after the other.
const POSTGRES_LOCK: &str = "SELECT pg_advisory_xact_lock(730140607)";

/// Brings the tables up to this version.
///
/// # Errors
/// [`StoreFault::Tables`] for tables that another version made, [`StoreFault::Refused`].
pub async fn migrate(pool: &AnyPool, dialect: Dialect) -> Result<(), StoreFault> {
	let mut transaction = pool.begin().await?;
	if dialect == Dialect::Postgres {
		sqlx::raw_sql(POSTGRES_LOCK).execute(&mut *transaction).await?;
	}
	sqlx::raw_sql(JOURNAL).execute(&mut *transaction).await?;
	let done: Vec<(i64, String)> =
		sqlx::query_as("SELECT step, digest FROM migrations ORDER BY step")
			.fetch_all(&mut *transaction)
			.await?;
	for (place, (step, digest)) in done.iter().enumerate() {
		match STEPS.get(place) {
			Some((known, text)) if known == step && digest_of(text) == *digest => {}
			Some((known, _)) if known == step => {
				return Err(StoreFault::Tables(format!("step {step} is another one")))
			}
			_ => return Err(StoreFault::Tables(format!("step {step} is not known"))),
		}
	}
	for (step, text) in STEPS.iter().skip(done.len()) {
		sqlx::raw_sql(text).execute(&mut *transaction).await?;
		if dialect == Dialect::Postgres && *step == POSTGRES_BEHIND.0 {
			sqlx::raw_sql(POSTGRES_BEHIND.1).execute(&mut *transaction).await?;
		}
		let statement =
			format!("INSERT INTO migrations (step, digest) VALUES ({step}, '{}')", digest_of(text));
		sqlx::raw_sql(&statement).execute(&mut *transaction).await?;
	}
	transaction.commit().await?;
	Ok(())
}

fn digest_of(text: &str) -> String {
	hex::encode(sm3_256(text.as_bytes()))
}

/// Every table that a rebuild empties, which are all but the journal of the steps.
pub fn table_names() -> impl Iterator<Item = &'static str> {
	STEPS.iter().flat_map(|(_, text)| {
		text.lines().filter_map(|line| {
			line.strip_prefix("CREATE TABLE ").and_then(|rest| rest.strip_suffix(" ("))
		})
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_table_is_named_once() {
		let mut names: Vec<_> = table_names().collect();
		assert!(names.contains(&"bills") && names.contains(&"counters"), "{names:?}");
		let all = STEPS.iter().map(|(_, text)| text.matches("CREATE TABLE").count()).sum::<usize>();
		assert_eq!(names.len(), all);
		names.sort_unstable();
		names.dedup();
		assert_eq!(names.len(), all);
	}

	#[test]
	fn steps_are_numbered_without_a_gap() {
		for ((step, _), expected) in STEPS.iter().zip(1..) {
			assert_eq!(*step, expected);
		}
	}
}
