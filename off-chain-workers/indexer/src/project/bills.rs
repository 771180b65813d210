//! Bills and the steps in their lives. R070, R071, R201.

use super::{fields, text, without, Context, Projected, Reads, Wants};
use crate::{
	decode::{actor, bill_key, BillChange, DecodeFault, Event, Fields},
	ingest::{Batch, BillState, Registration},
	period, row,
	store::tables,
};
use base64::{engine::general_purpose::STANDARD, Engine};
use serde_json::Value;

const PALLET: &str = "Bills";

/// Lists within events that say of other bills what their own steps say of them.
const LISTS: [&str; 5] = ["key", "registered", "refused", "obligations", "action"];

/// A step that an event names.
struct Named<'a> {
	key: &'a str,
	action: &'a str,
	event: &'a Event,
}

/// The steps that an event names, in their order, as `pallet-bills` does for the runtime.
fn steps(event: &Event) -> Vec<Named<'_>> {
	let data = fields(event);
	let one = |field: &str, action| {
		data.opt_text(field).map(|key| Named { key, action, event }).into_iter().collect()
	};
	match event.name.as_str() {
		"BatchRegistered" => {
			let keys = data.list("registered").iter().filter_map(Value::as_str);
			keys.map(|key| Named { key, action: "registered", event }).collect()
		}
		"RedFlushed" => {
			let steps =
				[("key", "redFlushed"), ("negative", "registered"), ("difference", "registered")];
			steps
				.into_iter()
				.filter_map(|(field, action)| {
					data.opt_text(field).map(|key| Named { key, action, event })
				})
				.collect()
		}
		"BillUpdated" => one("key", "updated"),
		"Voided" => one("key", "voided"),
		"ExchangedForPaper" => one("key", "exchangedForPaper"),
		"RestoredElectronic" => one("key", "restoredElectronic"),
		"CirculationChanged" => one("key", "circulationChanged"),
		"Corrected" => one("key", "corrected"),
		"HolderChanged" => one("key", "holderChanged"),
		"BillAdopted" => one("key", "registered"),
		"UsageChanged" | "OutsideFollowed" => match data.opt_text("action") {
			Some(action) => one("key", action),
			None => Vec::new(),
		},
		_ => Vec::new(),
	}
}

fn named(events: &[Event]) -> Vec<Named<'_>> {
	events.iter().filter(|event| event.pallet == PALLET).flat_map(steps).collect()
}

/// Did the block change a bill?
pub fn is_changed(events: &[Event]) -> bool {
	events.iter().any(|event| event.pallet == PALLET && !steps(event).is_empty())
}

/// Asks for the records of the bills that the events name. In the block that brings a new runtime, the
/// state is still that of the old one, and the new one cannot be asked what the block changed.
pub fn wants(events: &[Event], wants: &mut Wants) {
	for key in named(events).iter().filter_map(|step| bill_key(step.key)) {
		wants.add(PALLET, "Bills", vec![key]);
	}
}

/// The changes of such a block: each with the record at its end.
///
/// # Errors
/// [`DecodeFault`] for a bill that is named and not there.
pub fn from_state(events: &[Event], reads: &Reads) -> Projected<Vec<BillChange>> {
	let change = |step: &Named<'_>| {
		let missing = || super::participants::unexpected(step.key);
		let parts = vec![bill_key(step.key).ok_or_else(missing)?];
		let bill = reads.get(PALLET, "Bills", parts.clone()).ok_or_else(missing)?;
		let raw = reads.raw(PALLET, "Bills", parts).ok_or_else(missing)?;
		Ok(BillChange {
			key: step.key.to_owned(),
			action: step.action.to_owned(),
			extrinsic: step.event.phase.transaction(),
			bill: bill.clone(),
			raw: raw.to_vec(),
		})
	};
	named(events).iter().map(change).collect()
}

/// Who did it, as far as the event says, and what else the event says, as JSON.
fn details(event: &Event) -> (Option<u32>, String) {
	let by = event.data.get("by");
	let who = match by {
		Some(Value::Array(both)) => both.first().and_then(actor),
		other => other.and_then(actor),
	};
	(who, text(&Value::Object(without(&event.data, &LISTS))))
}

/// The bill as a row of the table will have it.
///
/// # Errors
/// [`DecodeFault`] for a record that lacks something.
pub fn state(key: &str, bill: &Value, raw: &[u8], spec_version: u32) -> Projected<BillState> {
	let record = Fields::new("a bill", bill)?;
	let misformed = || DecodeFault::Field { subject: "a bill".into(), field: "key".into() };
	let (code, number) = key.split_once('-').ok_or_else(misformed)?;
	let issued_on = record.text("issuedOn")?;
	let unreadable = || DecodeFault::Field { subject: "a bill".into(), field: "issuedOn".into() };
	Ok(BillState {
		key: key.to_owned(),
		code: code.to_owned(),
		number: number.to_owned(),
		area: code.get(..2).ok_or_else(misformed)?.to_owned(),
		kind: code.get(2..6).ok_or_else(misformed)?.to_owned(),
		document: record.variant("kind")?.to_owned(),
		issuer: record.id("issuer")?,
		scene: record.id("scene")?,
		node: record.id("node")?,
		validity: record.variant("validity")?.to_owned(),
		medium: record.variant("medium")?.to_owned(),
		usage: record.variant("usage")?.to_owned(),
		circulation: record.variant("circulation")?.to_owned(),
		amount_fen: record.number("total")?,
		reimbursed_fen: record.number("reimbursed")?,
		issued_on: period::day_of(issued_on).ok_or_else(unreadable)?,
		version: record.id("version")?,
		payer: record.text("payer")?.to_owned(),
		related: record.opt_text("related").map(str::to_owned),
		spec_version,
		record: STANDARD.encode(raw),
		registration: None,
		changed_at: 0,
		last_action: String::new(),
		lock_holder: None,
	})
}

/// Puts the changes of the block into the batch, and its steps into the timeline; answers how many bills
/// it registered. `step` is the number of the next step of the block.
///
/// # Errors
/// [`DecodeFault`].
pub fn project(
	context: Context<'_>,
	records: u32,
	events: &[Event],
	changes: &[BillChange],
	step: &mut u32,
	batch: &mut Batch,
) -> Projected<u32> {
	let named = named(events);
	let agrees = named.len() == changes.len()
		&& named
			.iter()
			.zip(changes)
			.all(|(step, change)| step.key == change.key && step.action == change.action);
	let mut told: Option<(u32, (Option<u32>, String))> = None;
	let mut registered = 0u32;
	for (place, change) in changes.iter().enumerate() {
		let (participant, data) = match named.get(place).filter(|_| agrees) {
			Some(step) => match &told {
				Some((event, details)) if *event == step.event.index => details.clone(),
				_ => {
					let details = details(step.event);
					told = Some((step.event.index, details.clone()));
					details
				}
			},
			// The runtime has events this program does not know.
			None => (None, "{}".to_owned()),
		};
		let seq = context.position(*step);
		*step = step.saturating_add(1);
		let mut state = state(&change.key, &change.bill, &change.raw, records)?;
		batch.add(
			&tables::TIMELINE,
			row![
				seq,
				change.key.as_str(),
				context.time,
				change.extrinsic,
				"bill",
				change.action.as_str(),
				participant,
				records,
				state.record.as_str(),
				data,
			],
		);
		state.changed_at = context.time;
		state.last_action = change.action.clone();
		if change.action == "registered" {
			registered = registered.saturating_add(1);
			state.registration =
				Some(Registration { seq, at: context.time, index: change.extrinsic });
		}
		batch.bill(state);
	}
	Ok(registered)
}
