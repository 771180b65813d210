//! Participants, their accounts and the payer references bound to them. R216, R001.

use super::{fields, from_le, text, Context, Projected, Reads, Wants};
use crate::{
	decode::{hex_text, words, DecodeFault, Event, Fields},
	ingest::Batch,
	row,
	store::{tables, Row},
};
use codec::Decode;
use fiscal_primitives::AccountId;
use serde_json::Value;
use std::collections::BTreeSet;

const PALLET: &str = "Participants";

/// What an event asks for.
pub fn wants(event: &Event, wants: &mut Wants) {
	if let Some(id) = fields(event).opt_id("id") {
		wants.by_id(PALLET, "Participants", id);
	}
}

/// The row of a participant.
///
/// # Errors
/// [`DecodeFault`] for a record that lacks something.
pub fn row(id: u32, value: &Value) -> Projected<Row> {
	let record = Fields::new("a participant", value)?;
	let roles = record.list("roles").iter().filter_map(Value::as_str);
	Ok(row![
		id,
		record.text("did")?,
		record.text("name")?,
		record.variant("kind")?,
		record.variant("tier")?,
		record.get("label").map(text),
		record.opt_id("parent"),
		words(roles),
		record.variant("status")?,
		record.text("account")?,
		record.id("keyVersion")?,
		record.number("admittedAt")?,
		record.number("changedAt")?,
		text(value),
	])
}

/// Puts what the block changed into the batch.
///
/// # Errors
/// [`DecodeFault`].
pub fn project(_: Context<'_>, events: &[Event], reads: &Reads, batch: &mut Batch) -> Projected {
	let mut touched = BTreeSet::new();
	for event in events.iter().filter(|event| event.pallet == PALLET) {
		let data = fields(event);
		let Some(id) = data.opt_id("id") else { continue };
		touched.insert(id);
		let account = match event.name.as_str() {
			"Admitted" | "HolderRegistered" => Some(data.text("account")?),
			"KeyRotated" | "KeyReplaced" => Some(data.text("new")?),
			_ => None,
		};
		if let Some(account) = account {
			batch.put(&tables::ACCOUNTS, row![account, id]);
		}
		if let Some(payer) = data.opt_text("payer") {
			batch.put(&tables::PAYERS, row![payer, id]);
		}
	}
	put(&touched, reads, batch)
}

fn put(touched: &BTreeSet<u32>, reads: &Reads, batch: &mut Batch) -> Projected {
	for id in touched {
		if let Some(value) = reads.by_id(PALLET, "Participants", *id) {
			batch.put(&tables::PARTICIPANTS, row(*id, value)?);
		}
	}
	Ok(())
}

/// Puts everything that was read into the batch.
///
/// # Errors
/// [`DecodeFault`].
pub fn snapshot(reads: &Reads, batch: &mut Batch) -> Projected {
	let ids = reads.keys(PALLET, "Participants").filter_map(|parts| from_le(parts.first()?));
	put(&ids.collect(), reads, batch)?;
	for parts in reads.keys(PALLET, "Accounts") {
		let binding = reads.get(PALLET, "Accounts", parts.to_vec());
		if let (Some(account), Some(binding)) = (account(parts), binding) {
			let id = Fields::new("an account", binding)?.id("signer")?;
			batch.put(&tables::ACCOUNTS, row![account, id]);
		}
	}
	for parts in reads.keys(PALLET, "Holders") {
		let holder = reads.get(PALLET, "Holders", parts.to_vec()).and_then(Value::as_u64);
		if let (Some(payer), Some(holder)) = (parts.first(), holder) {
			batch.put(&tables::PAYERS, row![hex_text(payer), holder]);
		}
	}
	Ok(())
}

/// The account of a key of the state, SS58.
pub fn account(parts: &[Vec<u8>]) -> Option<String> {
	let account = AccountId::decode(&mut parts.first()?.as_slice()).ok()?;
	serde_json::to_value(&account).ok()?.as_str().map(str::to_owned)
}

/// A fault of a record that is not what this program expects.
pub(crate) fn unexpected(subject: &str) -> DecodeFault {
	DecodeFault::Field { subject: subject.into(), field: "any".into() }
}
