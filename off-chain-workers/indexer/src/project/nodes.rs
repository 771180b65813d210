//! Access nodes, whom they serve, and what they were like. R017, R035, R217.

use super::{fields, from_le, le, text, Context, Projected, Reads, Wants};
use crate::{
	decode::{words, Event, Fields},
	ingest::Batch,
	row,
	store::{tables, Cell, Row},
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const PALLET: &str = "AccessNodes";

/// What an event asks for.
pub fn wants(event: &Event, wants: &mut Wants) {
	let data = fields(event);
	let Some(node) = data.opt_id("node") else { return };
	wants.by_id(PALLET, "Nodes", node);
	wants.by_id(PALLET, "Devices", node);
	if let Some(participant) = data.opt_id("participant") {
		wants.add(PALLET, "Relations", vec![le(node), le(participant)]);
	}
}

/// The words of a list of words or numbers, as the database keeps them.
fn list(record: &Fields<'_>, field: &str) -> String {
	let texts: Vec<String> = record
		.list(field)
		.iter()
		.map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
		.collect();
	words(texts.iter().map(String::as_str))
}

/// The row of a node, from its record and its devices.
///
/// # Errors
/// [`crate::decode::DecodeFault`] for a record that lacks something.
pub fn row(id: u32, value: &Value, devices: Option<&Value>) -> Projected<Row> {
	let record = Fields::new("an access node", value)?;
	let credential = record.within("credential")?;
	let devices = devices.and_then(Value::as_array).map_or(0, Vec::len);
	Ok(row![
		id,
		record.text("name")?,
		record.id("operator")?,
		list(&record, "capacities"),
		list(&record, "scenes"),
		list(&record, "resources"),
		record.variant("status")?,
		record.opt_number("activatedAt"),
		record.number("registeredAt")?,
		record.number("changedAt")?,
		credential.number("validFrom")?,
		credential.number("validUntil")?,
		credential.opt_number("revokedAt"),
		u64::try_from(devices).unwrap_or(u64::MAX),
		text(value),
	])
}

fn history(id: u32, seq: i64, time: u64, value: &Value) -> Projected<Row> {
	let record = Fields::new("an access node", value)?;
	let credential = record.within("credential")?;
	Ok(row![
		id,
		seq,
		time,
		record.variant("status")?,
		record.opt_number("activatedAt").is_some(),
		credential.opt_number("revokedAt").is_some(),
		credential.number("validFrom")?,
		credential.number("validUntil")?,
		list(&record, "capacities"),
	])
}

/// The row of whom a node serves; none where it serves it no more.
fn link(node: u32, participant: u32, roles: Option<&Value>) -> Option<Row> {
	let roles = roles.and_then(Value::as_array)?;
	let serves = |role: &str| roles.iter().any(|one| one.as_str() == Some(role));
	let (issuer, user) = (serves("issuer"), serves("user"));
	(issuer || user).then(|| row![node, participant, issuer, user])
}

/// Puts what the block changed into the batch.
///
/// # Errors
/// [`crate::decode::DecodeFault`].
pub fn project(
	context: Context<'_>,
	events: &[Event],
	reads: &Reads,
	batch: &mut Batch,
) -> Projected {
	let mut touched = BTreeMap::new();
	let mut links = BTreeSet::new();
	for event in events.iter().filter(|event| event.pallet == PALLET) {
		let data = fields(event);
		let Some(node) = data.opt_id("node") else { continue };
		touched.entry(node).or_insert(event.index);
		if let Some(participant) = data.opt_id("participant") {
			links.insert((node, participant));
		}
	}
	for (node, index) in touched {
		if let Some(value) = reads.by_id(PALLET, "Nodes", node) {
			let devices = reads.by_id(PALLET, "Devices", node);
			batch.put(&tables::NODES, row(node, value, devices)?);
			let seq = context.position(index);
			batch.put(&tables::NODE_HISTORY, history(node, seq, context.time, value)?);
		}
	}
	for (node, participant) in links {
		let roles = reads.get(PALLET, "Relations", vec![le(node), le(participant)]);
		match link(node, participant, roles) {
			Some(row) => batch.put(&tables::NODE_LINKS, row),
			None => {
				batch.remove(&tables::NODE_LINKS, vec![Cell::from(node), Cell::from(participant)])
			}
		}
	}
	Ok(())
}

/// Puts everything that was read into the batch; with `history`, what the nodes are like from this block
/// on as well.
///
/// # Errors
/// [`crate::decode::DecodeFault`].
pub fn snapshot(context: Option<Context<'_>>, reads: &Reads, batch: &mut Batch) -> Projected {
	for (parts, index) in reads.keys(PALLET, "Nodes").zip(0u32..) {
		let Some(node) = parts.first().and_then(|part| from_le(part)) else { continue };
		let Some(value) = reads.by_id(PALLET, "Nodes", node) else { continue };
		batch.put(&tables::NODES, row(node, value, reads.by_id(PALLET, "Devices", node))?);
		if let Some(context) = context {
			let seq = context.position(index);
			batch.put(&tables::NODE_HISTORY, self::history(node, seq, context.time, value)?);
		}
	}
	for parts in reads.keys(PALLET, "Relations") {
		let ids = parts.iter().map(|part| from_le(part)).collect::<Option<Vec<_>>>();
		if let Some([node, participant]) = ids.as_deref() {
			let roles = reads.get(PALLET, "Relations", parts.to_vec());
			if let Some(row) = link(*node, *participant, roles) {
				batch.put(&tables::NODE_LINKS, row);
			}
		}
	}
	Ok(())
}
