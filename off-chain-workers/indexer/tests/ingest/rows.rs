//! Everything that a database holds, to be compared.

use fiscal_indexer::store::{tables, Statement, Store};
use sqlx::{Column, Row, TypeInfo, ValueRef};
use std::collections::BTreeMap;

/// Every table whose rows depend on the chain alone.
const TABLES: [Statement; 30] = [
	tables::ACCOUNTS,
	tables::ACTIVITY,
	tables::ALERTS,
	tables::APPROVALS,
	tables::APPROVAL_ENTRIES,
	tables::AUTHORIZATIONS,
	tables::AUTHORIZATION_BILLS,
	tables::AUTHORIZATION_LOG,
	tables::BILLS,
	tables::BILL_STATISTICS,
	tables::BLOCKS,
	tables::BODIES,
	tables::COUNTERS,
	tables::EVENTS,
	tables::LOCKS,
	tables::NODES,
	tables::NODE_HISTORY,
	tables::NODE_LINKS,
	tables::OBSERVATIONS,
	tables::OUTBOX,
	tables::PARTICIPANTS,
	tables::PAYERS,
	tables::POLICIES,
	tables::POLICY_VERSIONS,
	tables::PROVINCES,
	tables::RUNTIMES,
	tables::SCENES,
	tables::TIMELINE,
	tables::TRANSACTIONS,
	tables::VALIDATOR_SETS,
];

/// The rows of every table, as text, in an order of their own.
pub async fn rows(store: &Store) -> BTreeMap<&'static str, Vec<String>> {
	let mut all = BTreeMap::new();
	for statement in TABLES {
		let text = format!("SELECT {} FROM {}", statement.names(), statement.table);
		let found = sqlx::query(&text).fetch_all(store.readers()).await.expect("rows");
		let mut lines: Vec<String> = found
			.iter()
			.map(|row| {
				let cells = row.columns().iter().map(|column| {
					let raw = row.try_get_raw(column.ordinal()).expect("a column");
					if raw.is_null() {
						return "null".to_owned();
					}
					match raw.type_info().name() {
						"TEXT" => row.get::<String, _>(column.ordinal()),
						_ => row.get::<i64, _>(column.ordinal()).to_string(),
					}
				});
				cells.collect::<Vec<_>>().join("|")
			})
			.collect();
		lines.sort();
		all.insert(statement.table, lines);
	}
	all
}

/// Requires that two databases hold the same rows; says which differ first.
pub fn assert_same(
	one: &BTreeMap<&'static str, Vec<String>>,
	other: &BTreeMap<&'static str, Vec<String>>,
) {
	for (table, rows) in one {
		let others = &other[table];
		for (row, twin) in rows.iter().zip(others) {
			assert_eq!(row, twin, "{table}");
		}
		assert_eq!(rows.len(), others.len(), "{table}");
	}
}
