//! Scenes. R219.

use super::{fields, from_le, text, Context, Projected, Reads, Wants};
use crate::{
	decode::{Event, Fields},
	ingest::Batch,
	row,
	store::{tables, Row},
};
use serde_json::Value;
use std::collections::BTreeSet;

const PALLET: &str = "Scenes";

/// What an event asks for.
pub fn wants(event: &Event, wants: &mut Wants) {
	if let Some(scene) = fields(event).opt_id("scene") {
		wants.by_id(PALLET, "Scenes", scene);
	}
}

/// The row of a scene.
///
/// # Errors
/// [`crate::decode::DecodeFault`] for a record that lacks something.
pub fn row(id: u32, value: &Value) -> Projected<Row> {
	let record = Fields::new("a scene", value)?;
	Ok(row![
		id,
		record.text("name")?,
		record.variant("kind")?,
		record.id("weight")?,
		record.number("lockTerm")?,
		record.variant("status")?,
		record.id("rulesVersion")?,
		record.number("registeredAt")?,
		record.number("changedAt")?,
		text(value),
	])
}

/// Puts what the block changed into the batch.
///
/// # Errors
/// [`crate::decode::DecodeFault`].
pub fn project(_: Context<'_>, events: &[Event], reads: &Reads, batch: &mut Batch) -> Projected {
	let of_scenes = events.iter().filter(|event| event.pallet == PALLET);
	put(of_scenes.filter_map(|event| fields(event).opt_id("scene")), reads, batch)
}

/// Puts everything that was read into the batch.
///
/// # Errors
/// [`crate::decode::DecodeFault`].
pub fn snapshot(reads: &Reads, batch: &mut Batch) -> Projected {
	let ids = reads.keys(PALLET, "Scenes").filter_map(|parts| from_le(parts.first()?));
	put(ids.collect::<Vec<_>>(), reads, batch)
}

fn put(ids: impl IntoIterator<Item = u32>, reads: &Reads, batch: &mut Batch) -> Projected {
	for id in ids.into_iter().collect::<BTreeSet<_>>() {
		if let Some(value) = reads.by_id(PALLET, "Scenes", id) {
			batch.put(&tables::SCENES, row(id, value)?);
		}
	}
	Ok(())
}
