//! Blocks, transactions, events and alerts.

use super::{text, Context, Projected};
use crate::{
	alerts,
	decode::{hash_text, hex_text, Event},
	ingest::{Batch, TransactionState},
	model::Certificate,
	row,
	source::RawBlock,
	store::tables,
};
use base64::{engine::general_purpose::STANDARD, Engine};
use fiscal_primitives::Digest;
use fiscal_sm_crypto::sm3_256;
use serde_json::{json, Value};
use sp_runtime::{generic::DigestItem, traits::Header as _};
use std::collections::HashMap;

/// A block as it was read, and who decided it.
pub struct Decided<'a> {
	/// Its hash.
	pub hash: Digest,
	/// The block.
	pub raw: &'a RawBlock,
	/// Which set of validators decided it.
	pub set_id: u32,
	/// Who built it.
	pub proposer: Option<u32>,
	/// Its commit certificate.
	pub certificate: Option<Certificate>,
	/// How many bills it registered.
	pub bills: u32,
}

/// What a block did, for the figures of its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
	/// Transactions.
	pub transactions: u64,
	/// Transactions that failed.
	pub failed: u64,
	/// Events.
	pub events: u64,
}

/// What became of each transaction: `None` for success, otherwise the error.
fn outcomes(events: &[Event]) -> HashMap<u32, Option<String>> {
	let mut outcomes = HashMap::new();
	for event in events.iter().filter(|event| event.pallet == "System") {
		let Some(index) = event.phase.transaction() else { continue };
		match event.name.as_str() {
			"ExtrinsicSuccess" => {
				outcomes.insert(index, None);
			}
			"ExtrinsicFailed" => {
				let error = event.data.get("dispatchError").unwrap_or(&Value::Null);
				let words = error.as_str().map_or_else(|| text(error), str::to_owned);
				outcomes.insert(index, Some(words));
			}
			_ => {}
		}
	}
	outcomes
}

fn logs(raw: &RawBlock) -> Value {
	let item = |item: &DigestItem| {
		let of_engine = |kind: &str, engine: &[u8; 4], data: &[u8]| {
			let engine = String::from_utf8_lossy(engine);
			json!({ "kind": kind, "engine": engine, "data": hex_text(data) })
		};
		match item {
			DigestItem::PreRuntime(engine, data) => of_engine("preRuntime", engine, data),
			DigestItem::Consensus(engine, data) => of_engine("consensus", engine, data),
			DigestItem::Seal(engine, data) => of_engine("seal", engine, data),
			DigestItem::Other(data) => json!({ "kind": "other", "data": hex_text(data) }),
			DigestItem::RuntimeEnvironmentUpdated => json!({ "kind": "runtimeUpdated" }),
		}
	};
	raw.header.digest().logs().iter().map(item).collect()
}

/// Puts the block, its transactions, its events and what they alarm about into the batch.
///
/// # Errors
/// [`crate::decode::DecodeFault`] for a transaction that the metadata does not describe.
pub fn project(
	context: Context<'_>,
	decided: &Decided<'_>,
	events: &[Event],
	batch: &mut Batch,
) -> Projected<Work> {
	let raw = decided.raw;
	let outcomes = outcomes(events);
	let spec_version = context.runtime.spec_version();
	let mut failed = 0u64;
	let mut bytes = 0u64;
	for (extrinsic, index) in raw.extrinsics.iter().zip(0u32..) {
		let envelope = context.runtime.envelope(extrinsic)?;
		let error = outcomes.get(&index).cloned().flatten();
		failed = failed.saturating_add(u64::from(error.is_some()));
		bytes = bytes.saturating_add(u64::try_from(extrinsic.len()).unwrap_or(0));
		let seq = context.position(index);
		batch.add(&tables::BODIES, row![seq, spec_version, STANDARD.encode(extrinsic)]);
		batch.transaction(TransactionState {
			seq,
			hash: hex_text(&sm3_256(extrinsic)),
			time: context.time,
			envelope,
			error,
		});
	}
	for event in events {
		let seq = context.position(event.index);
		let data = text(&Value::Object(event.data.clone()));
		batch.add(
			&tables::EVENTS,
			row![
				seq,
				event.phase.transaction(),
				context.time,
				event.phase.word(),
				event.pallet.as_str(),
				event.name.as_str(),
				data,
			],
		);
		if let Some(alert) = alerts::of(event) {
			batch.add(
				&tables::ALERTS,
				row![
					seq,
					context.time,
					alert.severity.word(),
					alert.kind,
					text(&alert.subject),
					event.pallet.as_str(),
					event.name.as_str(),
				],
			);
		}
	}
	let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
	let work =
		Work { transactions: count(raw.extrinsics.len()), failed, events: count(events.len()) };
	let certificate = decided.certificate.as_ref();
	batch.add(
		&tables::BLOCKS,
		row![
			context.height,
			hash_text(&decided.hash),
			hash_text(raw.header.parent_hash()),
			hash_text(raw.header.state_root()),
			hash_text(raw.header.extrinsics_root()),
			context.time,
			decided.proposer,
			certificate.map(|certificate| certificate.round),
			decided.set_id,
			spec_version,
			work.transactions,
			work.events,
			decided.bills,
			bytes,
			certificate.and_then(|certificate| serde_json::to_string(certificate).ok()),
			text(&logs(raw)),
		],
	);
	Ok(work)
}
