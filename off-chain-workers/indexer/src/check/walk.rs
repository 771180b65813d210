//! Bills, locks and authorizations: going along the keys of the state and those of the table together.

use super::{Comparison, Report};
use crate::{
	decode::{hash_text, Fields},
	ingest::{Halt, Keys},
	model::height_of,
	project::{authorizations, bills, Reads, Wants},
	store::{numbered, tables, uint, Cell, Row, Statement},
};
use fiscal_primitives::Digest;
use sqlx::{any::AnyRow, Row as _};
use std::collections::BTreeMap;

/// Rows that are asked for behind the last key.
const REST: i64 = 1_000;

/// The text of a cell, for people.
fn words(cell: &Cell) -> String {
	match cell {
		Cell::Int(value) | Cell::OptInt(Some(value)) => value.to_string(),
		Cell::Text(text) | Cell::OptText(Some(text)) => text.clone(),
		Cell::OptInt(None) | Cell::OptText(None) => "nothing".into(),
	}
}

/// A column of a row, in the kind of the cell it is compared with.
pub(super) fn like(row: &AnyRow, name: &str, cell: &Cell) -> Result<Cell, sqlx::Error> {
	Ok(match cell {
		Cell::Int(_) => Cell::Int(row.try_get(name)?),
		Cell::OptInt(_) => Cell::OptInt(row.try_get(name)?),
		Cell::Text(_) => Cell::Text(row.try_get(name)?),
		Cell::OptText(_) => Cell::OptText(row.try_get(name)?),
	})
}

/// Compares a row with what it should be, but for the columns named.
pub(super) fn compare(
	statement: &Statement,
	key: &str,
	here: &AnyRow,
	expected: &Row,
	but: &[&str],
	report: &mut Report,
) -> Result<(), sqlx::Error> {
	for (column, expected) in statement.columns.iter().zip(expected) {
		if but.contains(&column.name) {
			continue;
		}
		let found = like(here, column.name, expected)?;
		if found != *expected {
			let what = format!(
				"{} is {} here, {} on the chain",
				column.name,
				words(&found),
				words(expected)
			);
			report.differ(statement.table, key, what);
		}
	}
	Ok(())
}

/// What a table has between two keys; the first is not of them, the second is; without it as many as
/// [`REST`].
async fn between(
	comparison: &Comparison<'_>,
	select: &str,
	key: &str,
	after: &str,
	until: Option<&str>,
) -> Result<BTreeMap<String, AnyRow>, sqlx::Error> {
	let store = comparison.store;
	let rows = match until {
		Some(until) => {
			let text = format!("{select} {key} > ? AND {key} <= ? ORDER BY {key}");
			let text = numbered(&text, store.dialect());
			sqlx::query(&text).bind(after).bind(until).fetch_all(store.readers()).await?
		}
		None => {
			let text = format!("{select} {key} > ? ORDER BY {key} LIMIT {REST}");
			let text = numbered(&text, store.dialect());
			sqlx::query(&text).bind(after).fetch_all(store.readers()).await?
		}
	};
	let keyed = |row: AnyRow| Ok((row.try_get::<String, _>(key)?, row));
	rows.into_iter().map(keyed).collect()
}

/// A table that goes along with a map of the state.
struct Walk {
	statement: Statement,
	pallet: &'static str,
	item: &'static str,
	/// Up to its condition.
	select: String,
	key: &'static str,
}

impl Walk {
	/// Goes along both. `name` is the key of the table for a key of the map, `other` what else has to be
	/// read of the state for it, and `judge` compares what both have.
	async fn go(
		&self,
		comparison: &Comparison<'_>,
		report: &mut Report,
		name: impl Fn(&[Vec<u8>]) -> Option<String>,
		other: impl Fn(&[Vec<u8>], &mut Wants),
		mut judge: impl FnMut(&str, &[Vec<u8>], &Reads, &AnyRow, &mut Report) -> Result<(), Halt>,
	) -> Result<(), Halt> {
		let Comparison { reader, runtime, hash, .. } = comparison;
		let table = self.statement.table;
		let mut keys = Keys::new(runtime, self.pallet, self.item, *hash)?;
		let mut after = String::new();
		while let Some(page) = keys.next(reader.source()).await? {
			let mut wants = Wants::default();
			for parts in &page {
				wants.add(self.pallet, self.item, parts.clone());
				other(parts, &mut wants);
			}
			let mut reads = Reads::default();
			reader.read(runtime, *hash, wants, &mut reads).await?;
			let named: BTreeMap<String, &Vec<Vec<u8>>> =
				page.iter().filter_map(|parts| Some((name(parts)?, parts))).collect();
			let Some(last) = named.keys().next_back().cloned() else { continue };
			let mut here = between(comparison, &self.select, self.key, &after, Some(&last)).await?;
			for (key, parts) in &named {
				match here.remove(key) {
					Some(row) => judge(key, parts, &reads, &row, report)?,
					None => report.differ(table, key, "is on the chain and not here"),
				}
			}
			here.keys().for_each(|key| report.differ(table, key, "is here and not on the chain"));
			report.count(table, named.len());
			after = last;
		}
		let rest = between(comparison, &self.select, self.key, &after, None).await?;
		rest.keys().for_each(|key| report.differ(table, key, "is here and not on the chain"));
		Ok(())
	}
}

/// Every bill, and who holds its lock.
pub(super) async fn bills(comparison: &Comparison<'_>, report: &mut Report) -> Result<(), Halt> {
	let walk = Walk {
		statement: tables::BILLS,
		pallet: "Bills",
		item: "Bills",
		select: format!("SELECT {} FROM bills WHERE", tables::BILLS.names()),
		key: "key",
	};
	let spec_version = comparison.runtime.spec_version();
	let name = |parts: &[Vec<u8>]| key_text(parts);
	let other = |parts: &[Vec<u8>], wants: &mut Wants| {
		wants.add("BillLocks", "Locks", parts.to_vec());
	};
	let judge = |key: &str,
	             parts: &[Vec<u8>],
	             reads: &Reads,
	             row: &AnyRow,
	             report: &mut Report|
	 -> Result<(), Halt> {
		let value = reads.get("Bills", "Bills", parts.to_vec());
		let raw = reads.raw("Bills", "Bills", parts.to_vec());
		let (Some(value), Some(raw)) = (value, raw) else { return Ok(()) };
		let state = bills::state(key, value, raw, spec_version)?;
		let holder = reads.get("BillLocks", "Locks", parts.to_vec());
		let holder = holder.map(|lock| Fields::new("a lock", lock)?.id("holder")).transpose()?;
		let seq: i64 = row.try_get("seq")?;
		let index: Option<i64> = row.try_get("registered_index")?;
		let registration = crate::ingest::Registration {
			seq,
			at: uint(row.try_get("registered_at")?),
			index: index.and_then(|index| u32::try_from(index).ok()),
		};
		let expected = state.row(&registration, holder);
		let mut but = vec!["seq", "registered_at", "registered_index", "changed_at", "last_action"];
		// A record that was written by an earlier runtime stays as it was until the bill changes.
		if row.try_get::<i64, _>("spec_version")? != i64::from(spec_version) {
			but.extend(["spec_version", "record"]);
		}
		compare(&tables::BILLS, key, row, &expected, &but, report)?;
		let registered = Fields::new("a bill", value)?.within("registered")?;
		let block = registered.id("block")?;
		if block != height_of(seq) {
			let what = format!("registered in block {} here, {block} on the chain", height_of(seq));
			report.differ("bills", key, what);
		}
		if index.is_some_and(|index| index != i64::from(registered.id("index").unwrap_or(0))) {
			report.differ("bills", key, "registered by another transaction");
		}
		Ok(())
	};
	walk.go(comparison, report, name, other, judge).await
}

/// The text `code-number` of a key of the state.
fn key_text(parts: &[Vec<u8>]) -> Option<String> {
	let digits = hex::encode(parts.first()?);
	let (code, number) = (digits.get(..8)?, digits.get(8..18)?);
	Some(format!("{code}-{number}"))
}

/// Every lock that somebody holds.
pub(super) async fn locks(comparison: &Comparison<'_>, report: &mut Report) -> Result<(), Halt> {
	let walk = Walk {
		statement: tables::LOCKS,
		pallet: "BillLocks",
		item: "Locks",
		select: format!("SELECT {} FROM locks WHERE state = 'active' AND", tables::LOCKS.names()),
		key: "bill",
	};
	let judge = |key: &str,
	             parts: &[Vec<u8>],
	             reads: &Reads,
	             row: &AnyRow,
	             report: &mut Report|
	 -> Result<(), Halt> {
		let Some(value) = reads.get("BillLocks", "Locks", parts.to_vec()) else { return Ok(()) };
		let lock = Fields::new("a lock", value)?;
		for (column, expected) in [
			("holder", lock.number("holder")?),
			("scene", lock.number("scene")?),
			("region", lock.number("region")?),
			("at", lock.number("at")?),
			("expires", lock.number("expires")?),
			("claimed_fen", lock.number("claimed")?),
		] {
			let here = uint(row.try_get(column)?);
			if here != expected {
				report.differ("locks", key, format!("{column} is {here}, not {expected}"));
			}
		}
		for (column, expected) in
			[("flow", lock.text("flow")?), ("authorization_digest", lock.text("authorization")?)]
		{
			let here: String = row.try_get(column)?;
			if here != expected {
				report.differ("locks", key, format!("{column} is {here}, not {expected}"));
			}
		}
		Ok(())
	};
	walk.go(comparison, report, key_text, |_, _| {}, judge).await
}

/// Every authorization, and the bills it names.
pub(super) async fn authorizations(
	comparison: &Comparison<'_>,
	report: &mut Report,
) -> Result<(), Halt> {
	const PALLET: &str = "VcAuthorization";
	const ITEM: &str = "Authorizations";
	let walk = Walk {
		statement: tables::AUTHORIZATIONS,
		pallet: PALLET,
		item: ITEM,
		select: format!("SELECT {} FROM authorizations WHERE", tables::AUTHORIZATIONS.names()),
		key: "digest",
	};
	let mut named = 0usize;
	let name = |parts: &[Vec<u8>]| {
		let bytes: [u8; 32] = parts.first()?.as_slice().try_into().ok()?;
		Some(hash_text(&Digest::from(bytes)))
	};
	let judge = |key: &str,
	             parts: &[Vec<u8>],
	             reads: &Reads,
	             row: &AnyRow,
	             report: &mut Report|
	 -> Result<(), Halt> {
		let Some(value) = reads.get(PALLET, ITEM, parts.to_vec()) else { return Ok(()) };
		let (state, bills) = authorizations::state(key, value)?;
		named = named.saturating_add(bills.len());
		let registration =
			crate::ingest::Registration { seq: row.try_get("seq")?, at: 0, index: None };
		let expected = state.row(&registration);
		compare(&tables::AUTHORIZATIONS, key, row, &expected, &["extrinsic"], report)?;
		Ok(())
	};
	walk.go(comparison, report, name, |_, _| {}, judge).await?;
	let (rows,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM authorization_bills")
		.fetch_one(comparison.store.readers())
		.await?;
	report.expect("authorization_bills", "rows", rows, i64::try_from(named).unwrap_or(i64::MAX));
	Ok(())
}

/// A key of a map for people.
pub(super) fn parts_text(parts: &[Cell]) -> String {
	parts.iter().map(words).collect::<Vec<_>>().join("/")
}
