//! Locks and what became of them. R102, R222, R223.

use super::{fields, text, without, Context, Projected};
use crate::{
	decode::Event,
	ingest::{Batch, LockState, LockStep},
	row,
	store::tables,
};
use serde_json::Value;

const PALLET: &str = "BillLocks";

/// What the timeline calls an event, and the field that says whose it is; none for events that change
/// nothing.
fn step_of(event: &str) -> Option<(&'static str, &'static str)> {
	Some(match event {
		"Acquired" => ("acquired", "holder"),
		"LockLost" => ("lost", "requester"),
		"LockRefused" => ("refused", "requester"),
		"LockDenied" => ("denied", "requester"),
		"Settled" => ("settled", "holder"),
		"Released" => ("released", "holder"),
		"ForceReleased" => ("forceReleased", "holder"),
		"Expired" => ("expired", "holder"),
		"LockExpiring" => ("expiring", "holder"),
		"ReversalRequested" => ("reversalRequested", "holder"),
		"ReversalWithdrawn" => ("reversalWithdrawn", "holder"),
		"Reversed" => ("reversed", "holder"),
		_ => return None,
	})
}

/// Puts what the block did to locks into the batch, and its steps into the timeline. `step` is the number of
/// the next step of the block. Answers how many locks were taken, and how much was reimbursed, in fen.
///
/// # Errors
/// [`crate::decode::DecodeFault`].
pub fn project(
	context: Context<'_>,
	events: &[Event],
	step: &mut u32,
	batch: &mut Batch,
) -> Projected<(u64, u64)> {
	let (mut taken, mut reimbursed) = (0u64, 0u64);
	for event in events.iter().filter(|event| event.pallet == PALLET) {
		let Some((action, whose)) = step_of(&event.name) else { continue };
		let data = fields(event);
		let bill = data.text("key")?;
		let extrinsic = event.phase.transaction();
		batch.add(
			&tables::TIMELINE,
			row![
				context.position(*step),
				bill,
				context.time,
				extrinsic,
				"lock",
				action,
				data.opt_id(whose),
				context.runtime.spec_version(),
				None::<String>,
				text(&Value::Object(without(&event.data, &["key"]))),
			],
		);
		*step = step.saturating_add(1);
		let at = context.time;
		let change = match action {
			"acquired" => {
				taken = taken.saturating_add(1);
				LockStep::Taken(LockState {
					seq: context.position(event.index),
					bill: bill.to_owned(),
					holder: data.id("holder")?,
					scene: data.id("scene")?,
					region: data.id("region")?,
					flow: data.text("flow")?.to_owned(),
					authorization: data.text("authorization")?.to_owned(),
					at: data.number("at")?,
					expires: data.number("expires")?,
					claimed_fen: data.number("claimed")?,
					state: "active".to_owned(),
					ended_at: None,
					amount_fen: 0,
					extrinsic,
				})
			}
			"settled" => {
				let amount = data.number("amount")?;
				reimbursed = reimbursed.saturating_add(amount);
				LockStep::Ended { bill: bill.to_owned(), state: "settled", at, amount }
			}
			"released" | "forceReleased" | "expired" => {
				LockStep::Ended { bill: bill.to_owned(), state: action, at, amount: 0 }
			}
			"reversed" => LockStep::Reversed {
				bill: bill.to_owned(),
				holder: data.id("holder")?,
				amount: data.number("amount")?,
			},
			_ => continue,
		};
		batch.lock(change);
	}
	Ok((taken, reimbursed))
}
