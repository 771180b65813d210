//! Approvals and their records. R007, R218, R219.

use super::{fields, from_le, le, text, Context, Projected, Reads, Wants};
use crate::{
	decode::{hex_bytes, Event, Fields},
	ingest::Batch,
	row,
	store::{tables, Row},
};
use base64::{engine::general_purpose::STANDARD, Engine};
use serde_json::Value;
use std::collections::BTreeSet;

const PALLET: &str = "Approvals";
/// The most entries a record may have; the chain refuses more.
const MAX_RECORD: u32 = 128;

/// The approvals that an event is about.
fn ids(event: &Event) -> impl Iterator<Item = u32> {
	let data = fields(event);
	[data.opt_id("id"), data.opt_id("attempt")].into_iter().flatten()
}

/// What an event asks for.
pub fn wants(event: &Event, wants: &mut Wants) {
	for id in ids(event) {
		wants.by_id(PALLET, "Cases", id);
	}
}

/// What the cases ask for: their records, and their calls.
pub fn more(reads: &Reads, wants: &mut Wants) {
	for parts in reads.keys(PALLET, "Cases") {
		let Some(value) = reads.get(PALLET, "Cases", parts.to_vec()) else { continue };
		let Ok(case) = Fields::new("an approval", value) else { continue };
		let Some(id) = parts.first() else { continue };
		for entry in 0..case.opt_id("entries").unwrap_or(0).min(MAX_RECORD) {
			wants.add(PALLET, "Record", vec![id.clone(), le(entry)]);
		}
		let subject = case.within("terms").ok().and_then(|terms| terms.opt_text("subject"));
		if let Some(subject) = subject.and_then(hex_bytes) {
			wants.add(PALLET, "Calls", vec![subject]);
		}
	}
}

/// The row of an approval. `call` is its call in SCALE, where the state has it.
///
/// # Errors
/// [`crate::decode::DecodeFault`] for a record that lacks something.
pub fn row(context: Context<'_>, id: u32, value: &Value, call: Option<&[u8]>) -> Projected<Row> {
	let case = Fields::new("an approval", value)?;
	let terms = case.within("terms")?;
	let step = case.id("step")?;
	let steps = terms.list("steps");
	let demanded = usize::try_from(step)
		.ok()
		.and_then(|step| steps.get(step)?.get("threshold")?.as_u64())
		.unwrap_or(0);
	let of_step =
		|signature: &&Value| signature.get("step").and_then(Value::as_u64) == Some(u64::from(step));
	let signed = case.list("signatures").iter().filter(of_step).count();
	Ok(row![
		id,
		terms.variant("operation")?,
		terms.text("subject")?,
		terms.id("proposer")?,
		terms.id("signer")?,
		terms.id("flow")?,
		case.variant("state")?,
		step,
		u64::try_from(steps.len()).unwrap_or(0),
		u64::try_from(signed).unwrap_or(0),
		demanded,
		terms.number("proposedAt")?,
		terms.number("deadline")?,
		context.time,
		case.text("head")?,
		context.runtime.spec_version(),
		call.map(|call| STANDARD.encode(call)).unwrap_or_default(),
		text(value),
	])
}

/// The row of an entry of a record.
///
/// # Errors
/// [`crate::decode::DecodeFault`] for an entry that lacks something.
pub fn entry(height: u32, approval: u32, value: &Value) -> Projected<Row> {
	let recorded = Fields::new("an entry of a record", value)?;
	let entry = recorded.within("entry")?;
	Ok(row![
		approval,
		entry.id("seq")?,
		entry.variant("action")?,
		entry.opt_id("signer"),
		entry.number("at")?,
		recorded.opt_text("reason"),
		height,
	])
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
	let touched = events.iter().filter(|event| event.pallet == PALLET).flat_map(ids);
	put(context, touched.collect(), reads, batch)
}

/// Puts everything that was read into the batch.
///
/// # Errors
/// [`crate::decode::DecodeFault`].
pub fn snapshot(context: Context<'_>, reads: &Reads, batch: &mut Batch) -> Projected {
	let ids = reads.keys(PALLET, "Cases").filter_map(|parts| from_le(parts.first()?));
	put(context, ids.collect(), reads, batch)
}

fn put(
	context: Context<'_>,
	touched: BTreeSet<u32>,
	reads: &Reads,
	batch: &mut Batch,
) -> Projected {
	for id in touched {
		let Some(value) = reads.by_id(PALLET, "Cases", id) else { continue };
		let case = Fields::new("an approval", value)?;
		let subject = hex_bytes(case.within("terms")?.text("subject")?).unwrap_or_default();
		let call = reads.get(PALLET, "Calls", vec![subject]).and_then(Value::as_str);
		let call = call.and_then(hex_bytes);
		batch.put(&tables::APPROVALS, row(context, id, value, call.as_deref())?);
		for number in 0..case.id("entries")?.min(MAX_RECORD) {
			if let Some(value) = reads.get(PALLET, "Record", vec![le(id), le(number)]) {
				batch.put(&tables::APPROVAL_ENTRIES, entry(context.height, id, value)?);
			}
		}
	}
	Ok(())
}
