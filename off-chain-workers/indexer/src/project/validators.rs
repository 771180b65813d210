//! The sets of validators: who decides which blocks.

use super::{fields, Projected, Reads, Wants};
use crate::decode::{hex_bytes, Event, Fields};
use fiscal_bft_primitives::{Validator, ValidatorSet};
use fiscal_sm_crypto::Public;
use serde::{Deserialize, Serialize};
use serde_json::Value;

const PALLET: &str = "BftValidators";

/// A member of a set, as the table keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
	/// Its key, `0x` and hexadecimal digits.
	pub public_key: String,
	/// The account of its key, SS58.
	pub account: String,
	/// What its vote weighs.
	pub weight: u32,
	/// Who runs it.
	pub participant: Option<u32>,
}

/// What an event asks for: the set that decides the next block, when it is another one.
pub fn wants(event: &Event, wants: &mut Wants) {
	if event.is(PALLET, "SetApplied") {
		wants.add(PALLET, "Current", Vec::new());
	}
}

/// What the set asks for: who runs its keys.
pub fn more(reads: &Reads, wants: &mut Wants) {
	for key in keys(reads) {
		for item in ["Operators", "PastKeys"] {
			wants.add(PALLET, item, vec![key.clone()]);
		}
	}
}

fn keys(reads: &Reads) -> Vec<Vec<u8>> {
	let set = reads.get(PALLET, "Current", Vec::new()).and_then(Value::as_array);
	let of = |validator: &Value| hex_bytes(validator.get("public")?.as_str()?);
	set.into_iter().flatten().filter_map(of).collect()
}

/// The set that was read, with who runs its keys; none if none was read, or the chain has none.
///
/// # Errors
/// [`crate::decode::DecodeFault`] for validators that are no set.
pub fn current(reads: &Reads) -> Projected<Option<(ValidatorSet, Vec<Member>)>> {
	let Some(value) = reads.get(PALLET, "Current", Vec::new()) else { return Ok(None) };
	let mut validators = Vec::new();
	let mut members = Vec::new();
	for item in value.as_array().map(Vec::as_slice).unwrap_or_default() {
		let validator = Fields::new("a validator", item)?;
		let text = validator.text("public")?;
		let unreadable = || super::participants::unexpected("the key of a validator");
		let public: Public = text.parse().map_err(|_| unreadable())?;
		let weight = validator.id("weight")?;
		validators.push(Validator { public, weight });
		let key = public.as_bytes().to_vec();
		let operator = ["Operators", "PastKeys"].into_iter().find_map(|item| {
			let record = reads.get(PALLET, item, vec![key.clone()])?;
			Fields::new("the operator of a validator", record).ok()?.opt_id("participant")
		});
		members.push(Member {
			public_key: text.to_owned(),
			account: account_text(&public),
			weight,
			participant: operator,
		});
	}
	let set = ValidatorSet::new(validators)
		.map_err(|_| super::participants::unexpected("the set of validators"))?;
	Ok(Some((set, members)))
}

/// The account of a key, SS58.
pub fn account_text(public: &Public) -> String {
	let value = serde_json::to_value(public.account_id()).unwrap_or_default();
	value.as_str().map(str::to_owned).unwrap_or_default()
}

/// The set of members that the table kept.
pub fn set_of(members: &[Member]) -> Option<ValidatorSet> {
	let validator = |member: &Member| {
		let public: Public = member.public_key.parse().ok()?;
		Some(Validator { public, weight: member.weight })
	};
	ValidatorSet::new(members.iter().map(validator).collect::<Option<Vec<_>>>()?).ok()
}

/// Does the block end with another set than it began with?
pub fn is_applied(events: &[Event]) -> bool {
	events.iter().any(|event| event.is(PALLET, "SetApplied") && fields(event).get("hash").is_some())
}
