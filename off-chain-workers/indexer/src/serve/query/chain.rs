//! Blocks, transactions, events and alerts.

use super::{
	list::{first_given, positions, Ask, Filter, Key, List, Order, Rule},
	param::{Takes, Value, ID, MOMENT},
	select::Select,
};
use crate::{
	alerts::KINDS,
	model::{self, AlertRow, BlockRow, EventRow, TransactionRow},
	serve::fault::ApiFault,
};

/// Finalized blocks.
pub static BLOCKS: List<BlockRow> = List {
	name: "blocks",
	about: "Finalized blocks, the highest first.",
	table: "blocks",
	columns:
		"height, hash, parent_hash, state_root, extrinsics_root, time, proposer, round, set_id, \
	          spec_version, transactions, events, bills, bytes",
	key: Key::Height("height"),
	order: Order::Falling,
	filters: &[
		Filter::new("from", MOMENT, Rule::Since, "Not before this time, Unix ms."),
		Filter::new("until", MOMENT, Rule::Until, "Before this time, Unix ms."),
	],
	fields: &[
		"height",
		"hash",
		"parentHash",
		"stateRoot",
		"extrinsicsRoot",
		"time",
		"proposer",
		"round",
		"setId",
		"specVersion",
		"transactions",
		"events",
		"bills",
		"bytes",
	],
	read: |row, _| {
		Ok(BlockRow {
			height: row.u32("height")?,
			hash: row.text("hash")?,
			parent_hash: row.text("parent_hash")?,
			state_root: row.text("state_root")?,
			extrinsics_root: row.text("extrinsics_root")?,
			time: row.u64("time")?,
			proposer: row.maybe_u32("proposer")?,
			round: row.maybe_u32("round")?,
			set_id: row.u32("set_id")?,
			spec_version: row.u32("spec_version")?,
			transactions: row.u32("transactions")?,
			events: row.u32("events")?,
			bills: row.u32("bills")?,
			bytes: row.u64("bytes")?,
		})
	},
	people: |row, people| people.extend(row.proposer),
	prepare: None,
	closest: |_| None,
};

/// Transactions.
pub static TRANSACTIONS: List<TransactionRow> = List {
	name: "transactions",
	about: "Transactions of finalized blocks, the newest first.",
	table: "transactions",
	columns: "seq, hash, time, pallet, call, signer, account, success, error",
	key: Key::Seq("seq"),
	order: Order::Falling,
	filters: &[
		Filter::new("block", ID, Rule::By(in_block), "Of the block of this height."),
		Filter::new("signer", ID, Rule::Equal("signer"), "Signed by a key of this participant."),
		Filter::new(
			"account",
			Takes::Text,
			Rule::By(of_account),
			"Signed by this account: SS58 or `0x`.",
		),
		Filter::new("pallet", Takes::Name, Rule::Equal("pallet"), "Calls of this pallet."),
		Filter::new(
			"call",
			Takes::Name,
			Rule::By(call),
			"Only this call; `pallet` has to be given.",
		),
		Filter::new(
			"success",
			Takes::Flag,
			Rule::By(success),
			"Only those that did, or did not, succeed.",
		),
		Filter::new("from", MOMENT, Rule::Since, "Not before this time, Unix ms."),
		Filter::new("until", MOMENT, Rule::Until, "Before this time, Unix ms."),
	],
	fields: &[
		"id", "hash", "block", "index", "time", "pallet", "call", "signer", "account", "success",
		"error",
	],
	read: |row, _| {
		let seq = row.int("seq")?;
		Ok(TransactionRow {
			id: model::id_of(seq),
			hash: row.text("hash")?,
			block: model::height_of(seq),
			index: model::index_of(seq),
			time: row.u64("time")?,
			pallet: row.text("pallet")?,
			call: row.text("call")?,
			signer: row.maybe_u32("signer")?,
			account: row.maybe_text("account")?,
			success: row.flag("success")?,
			error: row.maybe_text("error")?,
		})
	},
	people: |row, people| people.extend(row.signer),
	prepare: None,
	closest: |given| first_given(given, &[("account", "account"), ("signer", "signer")]),
};

/// Events.
pub static EVENTS: List<EventRow> = List {
	name: "events",
	about: "Events of finalized blocks, the newest first.",
	table: "events",
	columns: "seq, extrinsic, time, phase, pallet, name, data",
	key: Key::Seq("seq"),
	order: Order::Falling,
	filters: &[
		Filter::new("pallet", Takes::Name, Rule::Equal("pallet"), "Of this pallet."),
		Filter::new("name", Takes::Name, Rule::By(name), "Of this name; `pallet` has to be given."),
		Filter::new("block", ID, Rule::By(in_block), "Of the block of this height."),
		Filter::new(
			"transaction",
			Takes::Position,
			Rule::By(of_transaction),
			"Of this transaction.",
		),
		Filter::new("from", MOMENT, Rule::Since, "Not before this time, Unix ms."),
		Filter::new("until", MOMENT, Rule::Until, "Before this time, Unix ms."),
	],
	fields: &["id", "block", "index", "transaction", "time", "phase", "pallet", "name", "data"],
	read: |row, _| {
		let seq = row.int("seq")?;
		Ok(EventRow {
			id: model::id_of(seq),
			block: model::height_of(seq),
			index: model::index_of(seq),
			transaction: row.transaction("seq", "extrinsic")?,
			time: row.u64("time")?,
			phase: row.text("phase")?,
			pallet: row.text("pallet")?,
			name: row.text("name")?,
			data: row.json("data")?,
		})
	},
	people: |_, _| {},
	prepare: None,
	closest: |_| None,
};

/// Alerts.
pub static ALERTS: List<AlertRow> = List {
	name: "alerts",
	about: "What events said that somebody should know 告警, the newest first.",
	table: "alerts",
	columns: "seq, time, severity, kind, subject, pallet, name",
	key: Key::Seq("seq"),
	order: Order::Falling,
	filters: &[
		Filter::new("severity", Takes::OneOf(&SEVERITIES), Rule::Equal("severity"), "How severe."),
		Filter::new("kind", Takes::OneOf(&KINDS), Rule::Equal("kind"), "What it is."),
		Filter::new("from", MOMENT, Rule::Since, "Not before this time, Unix ms."),
		Filter::new("until", MOMENT, Rule::Until, "Before this time, Unix ms."),
	],
	fields: &["id", "time", "severity", "kind", "block", "event", "subject", "pallet", "name"],
	read: |row, _| {
		let seq = row.int("seq")?;
		Ok(AlertRow {
			id: model::id_of(seq),
			time: row.u64("time")?,
			severity: row.text("severity")?,
			kind: row.text("kind")?,
			block: model::height_of(seq),
			event: model::id_of(seq),
			subject: row.json("subject")?,
			pallet: row.text("pallet")?,
			name: row.text("name")?,
		})
	},
	people: |_, _| {},
	prepare: None,
	closest: |_| None,
};

const SEVERITIES: [&str; 3] = ["critical", "warning", "info"];

fn in_block(select: &mut Select, value: &Value, _: &Ask<'_>) -> Result<(), ApiFault> {
	if let Value::Int(height) = value {
		let (first, end) = positions(u32::try_from(*height).unwrap_or(u32::MAX));
		select.compare("seq", ">=", first);
		select.compare("seq", "<", end);
	}
	Ok(())
}

fn of_account(select: &mut Select, value: &Value, _: &Ask<'_>) -> Result<(), ApiFault> {
	if let Value::Text(text) = value {
		let account = super::account::written(text)
			.ok_or_else(|| ApiFault::invalid("account", "is neither an SS58 nor a 0x account"))?;
		select.compare("account", "=", account);
	}
	Ok(())
}

fn of_transaction(select: &mut Select, value: &Value, _: &Ask<'_>) -> Result<(), ApiFault> {
	if let Value::Int(position) = value {
		let (first, end) = positions(model::height_of(*position));
		select.compare("seq", ">=", first);
		select.compare("seq", "<", end);
		select.compare("extrinsic", "=", i64::from(model::index_of(*position)));
	}
	Ok(())
}

/// Without the pallet there is no index to go along, and calls of two pallets may have one name.
fn call(select: &mut Select, value: &Value, ask: &Ask<'_>) -> Result<(), ApiFault> {
	within_pallet(select, "call", value, ask)
}

fn name(select: &mut Select, value: &Value, ask: &Ask<'_>) -> Result<(), ApiFault> {
	within_pallet(select, "name", value, ask)
}

fn within_pallet(
	select: &mut Select,
	column: &'static str,
	value: &Value,
	ask: &Ask<'_>,
) -> Result<(), ApiFault> {
	if ask.given.get("pallet").is_none() {
		return Err(ApiFault::invalid(column, "needs `pallet` beside it"));
	}
	if let Value::Text(text) = value {
		select.compare(column, "=", text.as_str());
	}
	Ok(())
}

/// In words, because the index of what failed is a partial one.
fn success(select: &mut Select, value: &Value, _: &Ask<'_>) -> Result<(), ApiFault> {
	match value {
		Value::Flag(true) => select.condition("success = 1"),
		_ => select.condition("success = 0"),
	}
	Ok(())
}
