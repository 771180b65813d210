//! Messages to systems outside, what is observed there, and the provinces. R086, R089–R091, R105, R166.

use super::{be, fields, from_be, text, Context, Projected, Reads, Wants};
use crate::{
	decode::{variant, Event, Fields},
	ingest::Batch,
	row,
	store::{tables, Row},
};
use serde_json::{json, Value};
use std::collections::BTreeSet;

const OUTBOX: &str = "Outbox";
const OBSERVATIONS: &str = "Observations";
const REGIONS: &str = "CrossRegion";

/// What an event of the outbox asks for.
pub fn outbox_wants(event: &Event, wants: &mut Wants) {
	if let Some(id) = fields(event).opt_number("id") {
		wants.add(OUTBOX, "Messages", vec![be(id)]);
		wants.add(OUTBOX, "DeadLetters", vec![be(id)]);
	}
}

/// What an event of observations asks for.
pub fn observation_wants(event: &Event, wants: &mut Wants) {
	if let Some(id) = fields(event).opt_number("id") {
		for item in ["Requests", "Said", "Results"] {
			wants.add(OBSERVATIONS, item, vec![be(id)]);
		}
	}
}

/// A message of the state: the message itself, and whether it is a dead letter.
fn message(reads: &Reads, id: u64) -> Option<(&Value, bool)> {
	let dead = reads.get(OUTBOX, "DeadLetters", vec![be(id)]).and_then(|pair| pair.get(0));
	let waiting = reads.get(OUTBOX, "Messages", vec![be(id)]);
	dead.map(|message| (message, true)).or_else(|| waiting.map(|message| (message, false)))
}

/// What a body says: its `kind`, or the variant where it has none.
fn kind(body: &Value) -> Option<&str> {
	body.get("kind").and_then(Value::as_str).or_else(|| variant(body))
}

struct Told<'a> {
	id: u64,
	destination: &'a str,
	state: &'a str,
	time: u64,
	outcome: Option<String>,
	deadline: Option<u64>,
	/// Attempts, where the state does not say.
	attempts: Option<u64>,
}

fn message_row(told: Told<'_>, reads: &Reads) -> Projected<Row> {
	let found = message(reads, told.id);
	let record = found.map(|(message, _)| Fields::new("a message", message)).transpose()?;
	let attempts = record.and_then(|record| record.opt_number("attempt")).or(told.attempts);
	let body = record.and_then(|record| record.get("body"));
	let queued = record.and_then(|record| record.opt_number("queued")).unwrap_or(told.time);
	let deadline = record.and_then(|record| record.opt_number("deadline")).or(told.deadline);
	Ok(row![
		told.id,
		told.destination,
		body.and_then(kind),
		told.state,
		attempts.map_or(-1, crate::store::int),
		queued,
		deadline,
		told.time,
		told.outcome,
		body.map(text),
	])
}

/// Puts what the block changed of messages into the batch.
///
/// # Errors
/// [`crate::decode::DecodeFault`].
pub fn project_outbox(
	context: Context<'_>,
	events: &[Event],
	reads: &Reads,
	batch: &mut Batch,
) -> Projected {
	for event in events.iter().filter(|event| event.pallet == OUTBOX) {
		let data = fields(event);
		let Some(id) = data.opt_number("id") else { continue };
		let field = |name: &str| data.get(name).map(text);
		let (state, outcome, attempts) = match event.name.as_str() {
			"Queued" | "Revived" => ("waiting", None, Some(0)),
			"Delivered" => ("delivered", field("receipt"), None),
			"Refused" => ("dead", field("receipt"), None),
			"AttemptFailed" => ("waiting", field("fault"), None),
			"DeadLettered" => ("dead", field("cause"), None),
			"Discarded" => ("discarded", field("reason"), None),
			_ => continue,
		};
		let told = Told {
			id,
			destination: data.variant("destination")?,
			state,
			time: context.time,
			outcome,
			deadline: data.opt_number("deadline"),
			attempts,
		};
		batch.put(&tables::OUTBOX, message_row(told, reads)?);
	}
	Ok(())
}

/// The row of a request to observe something, as far as the state has it.
fn observation_row(time: u64, id: u64, reads: &Reads) -> Projected<Option<Row>> {
	let found = reads.get(OBSERVATIONS, "Results", vec![be(id)]);
	let request = reads
		.get(OBSERVATIONS, "Requests", vec![be(id)])
		.or_else(|| found.and_then(|finding| finding.get("request")));
	let Some(value) = request else { return Ok(None) };
	let request = Fields::new("a request", value)?;
	let question = request.get("question").cloned().unwrap_or(Value::Null);
	let said = reads.get(OBSERVATIONS, "Said", vec![be(id)]);
	let said = said.filter(|said| said.as_array().is_some_and(|said| !said.is_empty()));
	let observed = found.and_then(|finding| finding.get("observed"));
	Ok(Some(row![
		id,
		kind(&question).unwrap_or("unknown"),
		request.opt_id("requester"),
		request.variant("status")?,
		request.number("at")?,
		request.number("deadline")?,
		time,
		request.opt_text("agreed"),
		text(&question),
		said.map(text),
		observed.map(text),
	]))
}

/// Puts what the block changed of observations into the batch.
///
/// # Errors
/// [`crate::decode::DecodeFault`].
pub fn project_observations(
	context: Context<'_>,
	events: &[Event],
	reads: &Reads,
	batch: &mut Batch,
) -> Projected {
	let of_pallet = events.iter().filter(|event| event.pallet == OBSERVATIONS);
	let touched: BTreeSet<u64> =
		of_pallet.filter_map(|event| fields(event).opt_number("id")).collect();
	for id in touched {
		if let Some(row) = observation_row(context.time, id, reads)? {
			batch.put(&tables::OBSERVATIONS, row);
		}
	}
	Ok(())
}

fn province_row(time: u64, region: u64, value: &Value) -> Projected<Row> {
	let province = Fields::new("a province", value)?;
	Ok(row![
		region,
		province.flag("inbound"),
		province.flag("outbound"),
		province.text("key")?,
		time,
		text(value),
	])
}

/// Puts what the block changed of provinces into the batch.
///
/// # Errors
/// [`crate::decode::DecodeFault`].
pub fn project_provinces(context: Context<'_>, events: &[Event], batch: &mut Batch) -> Projected {
	for event in events.iter().filter(|event| event.is(REGIONS, "ProvinceSet")) {
		let data = fields(event);
		let province = data.get("province").cloned().unwrap_or_else(|| json!({}));
		let row = province_row(context.time, data.number("region")?, &province)?;
		batch.put(&tables::PROVINCES, row);
	}
	Ok(())
}

/// Puts everything that was read into the batch.
///
/// # Errors
/// [`crate::decode::DecodeFault`].
pub fn snapshot(context: Context<'_>, reads: &Reads, batch: &mut Batch) -> Projected {
	for item in ["Messages", "DeadLetters"] {
		for parts in reads.keys(OUTBOX, item) {
			let Some(id) = parts.first().and_then(|part| from_be(part)) else { continue };
			let Some((found, is_dead)) = message(reads, id) else { continue };
			let destination = destination(found.get("body").unwrap_or(&Value::Null));
			let state = if is_dead { "dead" } else { "waiting" };
			let told = Told {
				id,
				destination,
				state,
				time: context.time,
				outcome: None,
				deadline: None,
				attempts: None,
			};
			batch.put(&tables::OUTBOX, message_row(told, reads)?);
		}
	}
	for item in ["Requests", "Results"] {
		for parts in reads.keys(OBSERVATIONS, item) {
			let Some(id) = parts.first().and_then(|part| from_be(part)) else { continue };
			if let Some(row) = observation_row(context.time, id, reads)? {
				batch.put(&tables::OBSERVATIONS, row);
			}
		}
	}
	for parts in reads.keys(REGIONS, "Provinces") {
		let region = parts.first().and_then(|part| part.first());
		let province = reads.get(REGIONS, "Provinces", parts.to_vec());
		if let (Some(region), Some(province)) = (region, province) {
			let row = province_row(context.time, u64::from(*region), province)?;
			batch.put(&tables::PROVINCES, row);
		}
	}
	Ok(())
}

/// Where a body goes.
fn destination(body: &Value) -> &'static str {
	match kind(body) {
		Some("status") => "nonTax",
		Some("evidence") => "evidence",
		_ => "yangtzeDelta",
	}
}
