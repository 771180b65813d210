//! The maps that are read whole: each made into rows as at the first block, and compared with the table.

use super::{
	walk::{compare, like, parts_text},
	Comparison, Report,
};
use crate::{
	decode::hash_text,
	ingest::{Batch, Halt, Keys},
	project::{
		self, approvals, bridges, nodes, participants, policies, scenes, validators, Context,
		Reads, Wants,
	},
	row,
	store::{tables, Row, Statement},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// A table, the columns that only the past knows, and whether it keeps what the chain forgot.
const TABLES: [(Statement, &[&str], bool); 13] = [
	(tables::PARTICIPANTS, &[], false),
	(tables::ACCOUNTS, &[], false),
	(tables::PAYERS, &[], false),
	(tables::NODES, &[], false),
	(tables::NODE_LINKS, &[], false),
	(tables::SCENES, &[], false),
	(tables::APPROVALS, &["changed_at", "spec_version", "call"], false),
	(tables::APPROVAL_ENTRIES, &["block"], false),
	(tables::POLICIES, &["changed_at"], false),
	(tables::POLICY_VERSIONS, &[], false),
	(tables::OUTBOX, &["changed_at", "outcome"], true),
	(tables::OBSERVATIONS, &["changed_at", "said"], true),
	(tables::PROVINCES, &["changed_at"], false),
];

/// Compares all of them.
async fn compare_all(
	comparison: &Comparison<'_>,
	batch: &Batch,
	report: &mut Report,
) -> Result<(), Halt> {
	for (statement, but, keeps) in TABLES {
		compare_table(comparison, &statement, but, keeps, batch, report).await?;
	}
	Ok(())
}

/// Reads the maps, makes rows of them and compares.
pub(super) async fn compare_with_state(
	comparison: &Comparison<'_>,
	report: &mut Report,
) -> Result<(), Halt> {
	let Comparison { reader, runtime, hash, height, time, .. } = comparison;
	let mut wants = Wants::default();
	reader.all(runtime, *hash, &mut wants).await?;
	wants.add("BftValidators", "Current", Vec::new());
	let mut reads = Reads::default();
	reader.read(runtime, *hash, wants, &mut reads).await?;
	let mut more = project::more(&reads);
	policies::all_versions(&reads, &mut more);
	reader.read(runtime, *hash, more.without(&reads), &mut reads).await?;
	let context = Context { height: *height, time: *time, runtime };
	let mut batch = Batch::default();
	participants::snapshot(&reads, &mut batch)?;
	past_accounts(comparison, &mut batch).await?;
	nodes::snapshot(None, &reads, &mut batch)?;
	scenes::snapshot(&reads, &mut batch)?;
	approvals::snapshot(context, &reads, &mut batch)?;
	policies::snapshot(context, &reads, &mut batch)?;
	bridges::snapshot(context, &reads, &mut batch)?;
	compare_all(comparison, &batch, report).await?;
	set(comparison, &reads, report).await
}

/// Accounts of keys that are no longer in use.
async fn past_accounts(comparison: &Comparison<'_>, batch: &mut Batch) -> Result<(), Halt> {
	const PALLET: &str = "Participants";
	const ITEM: &str = "PastAccounts";
	let Comparison { reader, runtime, hash, .. } = comparison;
	let mut keys = Keys::new(runtime, PALLET, ITEM, *hash)?;
	while let Some(page) = keys.next(reader.source()).await? {
		let mut wants = Wants::default();
		page.iter().for_each(|parts| wants.add(PALLET, ITEM, parts.clone()));
		let mut reads = Reads::default();
		reader.read(runtime, *hash, wants, &mut reads).await?;
		for parts in &page {
			let id = reads.get(PALLET, ITEM, parts.clone()).and_then(Value::as_u64);
			if let (Some(account), Some(id)) = (participants::account(parts), id) {
				batch.put(&tables::ACCOUNTS, row![account, id]);
			}
		}
	}
	Ok(())
}

async fn compare_table(
	comparison: &Comparison<'_>,
	statement: &Statement,
	but: &[&str],
	keeps: bool,
	batch: &Batch,
	report: &mut Report,
) -> Result<(), Halt> {
	let table = statement.table;
	let expected: Vec<&Row> = batch.kept(statement).collect();
	let text = format!("SELECT {} FROM {table}", statement.names());
	let rows = sqlx::query(&text).fetch_all(comparison.store.readers()).await?;
	report.count(table, expected.len());
	let Some(first) = expected.first() else {
		if !keeps && !rows.is_empty() {
			report.differ(table, "rows", format!("{} here, none on the chain", rows.len()));
		}
		return Ok(());
	};
	let mut here = BTreeMap::new();
	for row in &rows {
		let cells = statement.columns.iter().zip(first.iter()).take(statement.key_len());
		let key = cells.map(|(column, cell)| like(row, column.name, cell));
		here.insert(key.collect::<Result<Row, _>>()?, row);
	}
	for expected in expected {
		let key: Row = expected.iter().take(statement.key_len()).cloned().collect();
		match here.remove(&key) {
			Some(row) => compare(statement, &parts_text(&key), row, expected, but, report)?,
			None => report.differ(table, parts_text(&key), "is on the chain and not here"),
		}
	}
	if !keeps {
		here.keys().for_each(|key| {
			report.differ(table, parts_text(key), "is here and not on the chain");
		});
	}
	Ok(())
}

/// The set of validators that decides the next block.
async fn set(comparison: &Comparison<'_>, reads: &Reads, report: &mut Report) -> Result<(), Halt> {
	let row: Option<(String,)> =
		sqlx::query_as("SELECT hash FROM validator_sets ORDER BY id DESC LIMIT 1")
			.fetch_optional(comparison.store.readers())
			.await?;
	let expected = validators::current(reads)?.map(|(set, _)| hash_text(&set.hash()));
	let here = row.map(|(hash,)| hash);
	report.count("validator_sets", usize::from(expected.is_some()));
	if here != expected {
		report.differ("validator_sets", "the last", "is not the set that decides the next block");
	}
	Ok(())
}
