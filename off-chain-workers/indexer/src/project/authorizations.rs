//! Authorizations, their log, and the bills they name. R102, R139, R233.

use super::{fields, text, without, Context, Projected, Reads, Wants};
use crate::{
	decode::{hex_bytes, variant, words, Event, Fields},
	ingest::{AuthorizationState, Batch, Registration},
	row,
	store::tables,
};
use serde_json::Value;
use std::collections::BTreeMap;

const PALLET: &str = "VcAuthorization";

/// The authorization that an event is about: by its digest, or by the basis of a use.
fn digest(event: &Event) -> Option<&str> {
	let data = fields(event);
	match event.name.as_str() {
		"Registered" | "StatusChanged" => data.opt_text("digest"),
		"Used" | "CheckFailed" => data.get("basis")?.get("authorization")?.as_str(),
		_ => None,
	}
}

/// What an event asks for.
pub fn wants(event: &Event, wants: &mut Wants) {
	if let Some(digest) = digest(event).and_then(hex_bytes) {
		wants.add(PALLET, "Authorizations", vec![digest]);
	}
}

/// The authorization as a row of the table will have it.
///
/// # Errors
/// [`crate::decode::DecodeFault`] for a record that lacks something.
pub fn state(digest: &str, value: &Value) -> Projected<(AuthorizationState, Vec<String>)> {
	let record = Fields::new("an authorization", value)?;
	let coverage = record.get("coverage");
	let bills: Vec<String> = coverage
		.and_then(|coverage| coverage.get("bills")?.as_array())
		.map(Vec::as_slice)
		.unwrap_or_default()
		.iter()
		.filter_map(|bill| bill.as_str().map(str::to_owned))
		.collect();
	let delegate = record.get("delegate").and_then(|delegate| delegate.get(0)?.as_u64());
	let scopes = record.list("scopes").iter().filter_map(Value::as_str);
	let state = AuthorizationState {
		digest: digest.to_owned(),
		kind: record.variant("kind")?.to_owned(),
		holder: record.id("holder")?,
		grantee: record.id("grantee")?,
		delegate,
		scene: record.id("scene")?,
		scopes: words(scopes),
		coverage: coverage.and_then(variant).unwrap_or("unknown").to_owned(),
		bills: u64::try_from(bills.len()).unwrap_or(0),
		state: record.variant("state")?.to_owned(),
		valid_from: record.number("validFrom")?,
		valid_until: record.number("validUntil")?,
		uses_max: record.id("usesMax")?,
		used: record.id("used")?,
		failures: record.within("log")?.opt_id("failures").unwrap_or(0),
		registered_at: record.number("registeredAt")?,
		changed_at: record.number("changedAt")?,
		record: text(value),
		registration: None,
	};
	Ok((state, bills))
}

/// Puts what the block changed into the batch, uses of bills into the timeline. `step` is the number of the
/// next step of the block. Answers how many authorizations were registered.
///
/// # Errors
/// [`crate::decode::DecodeFault`].
pub fn project(
	context: Context<'_>,
	events: &[Event],
	reads: &Reads,
	step: &mut u32,
	batch: &mut Batch,
) -> Projected<i64> {
	let mut touched: BTreeMap<&str, Option<Registration>> = BTreeMap::new();
	let mut registered = 0i64;
	for event in events.iter().filter(|event| event.pallet == PALLET) {
		let digest = digest(event);
		let data = fields(event);
		let seq = context.position(event.index);
		let extrinsic = event.phase.transaction();
		if let Some(digest) = digest {
			let slot = touched.entry(digest).or_default();
			if event.name == "Registered" {
				registered = registered.saturating_add(1);
				*slot = Some(Registration { seq, at: context.time, index: extrinsic });
			}
		}
		let (action, participant, entry) = match event.name.as_str() {
			"Registered" => ("registered", data.opt_id("by"), None),
			"StatusChanged" => ("statusChanged", data.opt_id("by"), None),
			"Used" | "CheckFailed" => {
				let entry = data.within("entry")?;
				("checked", entry.opt_id("user"), Some(entry))
			}
			_ => continue,
		};
		let bill = entry.and_then(|entry| entry.opt_text("bill"));
		let fault = entry.and_then(|entry| entry.get("fault")).and_then(variant);
		let details = text(&Value::Object(without(&event.data, &["head"])));
		if let (Some(bill), Some(_)) = (bill, entry) {
			batch.add(
				&tables::TIMELINE,
				row![
					context.position(*step),
					bill,
					context.time,
					extrinsic,
					"authorization",
					if fault.is_some() { "checkFailed" } else { "used" },
					participant,
					context.runtime.spec_version(),
					None::<String>,
					details.as_str(),
				],
			);
			*step = step.saturating_add(1);
		}
		batch.add(
			&tables::AUTHORIZATION_LOG,
			row![
				seq,
				digest,
				context.time,
				extrinsic,
				action,
				participant,
				bill,
				fault,
				data.opt_text("head"),
				details,
			],
		);
	}
	for (digest, registration) in touched {
		let parts = vec![hex_bytes(digest).unwrap_or_default()];
		// A check of what does not exist is logged, and changes nothing.
		let Some(value) = reads.get(PALLET, "Authorizations", parts) else { continue };
		let (mut state, bills) = state(digest, value)?;
		state.registration = registration;
		for bill in bills {
			batch.put(&tables::AUTHORIZATION_BILLS, row![bill, digest]);
		}
		batch.authorization(state);
	}
	Ok(registered)
}
