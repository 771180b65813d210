//! Policies and their versions. R218.

use super::{fields, from_le, le, text, Context, Projected, Reads, Wants};
use crate::{
	decode::{words, DecodeFault, Event, Fields},
	ingest::Batch,
	row,
	store::{tables, Row},
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const PALLET: &str = "Policies";

/// The events that change a policy, and not what is reported about one.
const CHANGES: [&str; 4] = ["Drafted", "Enacted", "RolledBack", "Repealed"];

/// The versions that an event names.
fn versions(event: &Event) -> impl Iterator<Item = u32> {
	let data = fields(event);
	[data.opt_id("version"), data.opt_id("replaced")].into_iter().flatten()
}

fn is_change(event: &Event) -> bool {
	event.pallet == PALLET && CHANGES.contains(&event.name.as_str())
}

fn version(reads: &Reads, policy: u32, version: u32) -> Option<&Value> {
	reads.get(PALLET, "Versions", vec![le(policy), le(version)])
}

/// What an event asks for.
pub fn wants(event: &Event, wants: &mut Wants) {
	let Some(policy) = fields(event).opt_id("policy").filter(|_| is_change(event)) else { return };
	wants.by_id(PALLET, "Heads", policy);
	for version in versions(event) {
		wants.add(PALLET, "Versions", vec![le(policy), le(version)]);
	}
}

/// What the heads ask for: the first version, the latest, and the one in force.
pub fn more(reads: &Reads, wants: &mut Wants) {
	for parts in reads.keys(PALLET, "Heads") {
		let Some(value) = reads.get(PALLET, "Heads", parts.to_vec()) else { continue };
		let Ok(head) = Fields::new("a policy", value) else { continue };
		let Some(policy) = parts.first() else { continue };
		let named = [Some(1), head.opt_id("latest"), head.opt_id("effective")];
		for version in named.into_iter().flatten() {
			wants.add(PALLET, "Versions", vec![policy.clone(), le(version)]);
		}
	}
}

/// Asks for every version of every policy that was read.
pub fn all_versions(reads: &Reads, wants: &mut Wants) {
	for parts in reads.keys(PALLET, "Heads") {
		let head = reads.get(PALLET, "Heads", parts.to_vec());
		let latest = head.and_then(|head| head.get("latest")?.as_u64()).unwrap_or(0);
		let Some(policy) = parts.first() else { continue };
		for version in 1..=u32::try_from(latest).unwrap_or(0) {
			wants.add(PALLET, "Versions", vec![policy.clone(), le(version)]);
		}
	}
}

/// The row of a policy.
///
/// # Errors
/// [`DecodeFault`] for a record that lacks something.
pub fn row(context: Context<'_>, id: u32, value: &Value, reads: &Reads) -> Projected<Row> {
	let head = Fields::new("a policy", value)?;
	let latest = head.id("latest")?;
	let effective = head.opt_id("effective");
	let missing = |version: u32| DecodeFault::Field {
		subject: format!("policy {id}"),
		field: format!("version {version}"),
	};
	let shown = effective.unwrap_or(latest);
	let record = version(reads, id, shown).ok_or_else(|| missing(shown))?;
	let policy = Fields::new("a version of a policy", record)?.within("policy")?;
	let drafted = version(reads, id, 1).ok_or_else(|| missing(1))?;
	let drafted = Fields::new("a version of a policy", drafted)?;
	let points = policy.list("points").iter().filter_map(Value::as_str);
	Ok(row![
		id,
		policy.text("name")?,
		head.variant("state")?,
		latest,
		effective,
		policy.variant("effect")?,
		policy.id("priority")?,
		words(points),
		drafted.number("draftedAt")?,
		context.time,
		text(value),
	])
}

/// The row of a version.
///
/// # Errors
/// [`DecodeFault`] for a record that lacks something.
pub fn version_row(policy: u32, version: u32, value: &Value) -> Projected<Row> {
	let record = Fields::new("a version of a policy", value)?;
	let enacted = record.within("enacted").ok().and_then(|enacted| enacted.opt_number("at"));
	Ok(row![
		policy,
		version,
		record.within("policy")?.text("name")?,
		record.variant("state")?,
		record.text("digest")?,
		record.number("draftedAt")?,
		record.actor("draftedBy"),
		enacted,
		text(value),
	])
}

/// Puts what the block changed into the batch.
///
/// # Errors
/// [`DecodeFault`].
pub fn project(
	context: Context<'_>,
	events: &[Event],
	reads: &Reads,
	batch: &mut Batch,
) -> Projected {
	let mut touched = BTreeMap::<u32, BTreeSet<u32>>::new();
	for event in events.iter().filter(|event| is_change(event)) {
		if let Some(policy) = fields(event).opt_id("policy") {
			touched.entry(policy).or_default().extend(versions(event));
		}
	}
	for (policy, versions) in touched {
		let Some(value) = reads.by_id(PALLET, "Heads", policy) else { continue };
		batch.put(&tables::POLICIES, row(context, policy, value, reads)?);
		for number in versions {
			if let Some(value) = version(reads, policy, number) {
				batch.put(&tables::POLICY_VERSIONS, version_row(policy, number, value)?);
			}
		}
	}
	Ok(())
}

/// Puts everything that was read into the batch.
///
/// # Errors
/// [`DecodeFault`].
pub fn snapshot(context: Context<'_>, reads: &Reads, batch: &mut Batch) -> Projected {
	for parts in reads.keys(PALLET, "Heads") {
		let Some(policy) = parts.first().and_then(|part| from_le(part)) else { continue };
		let Some(value) = reads.by_id(PALLET, "Heads", policy) else { continue };
		batch.put(&tables::POLICIES, row(context, policy, value, reads)?);
	}
	for parts in reads.keys(PALLET, "Versions") {
		let ids = parts.iter().map(|part| from_le(part)).collect::<Option<Vec<_>>>();
		if let Some([policy, number]) = ids.as_deref() {
			if let Some(value) = version(reads, *policy, *number) {
				batch.put(&tables::POLICY_VERSIONS, version_row(*policy, *number, value)?);
			}
		}
	}
	Ok(())
}
