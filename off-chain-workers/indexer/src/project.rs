//! What a block means for the tables: one file a domain.
//!
//! Events say what changed; what the chain keeps of it is read from the state after the block ([`Wants`],
//! [`Reads`]), so that a row is what the chain says and not what this program made of an event. Bills
//! come with the answer of `BillsApi_block_changes`. Every row depends on its block alone, never on
//! which blocks are written together.

pub mod approvals;
pub mod authorizations;
pub mod bills;
pub mod bridges;
pub mod chain;
pub mod locks;
pub mod nodes;
pub mod participants;
pub mod policies;
pub mod scenes;
pub mod validators;

use crate::{
	decode::{DecodeFault, Event, Runtime},
	model::position,
};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap};

/// A value of the state that is wanted: pallet, item, and the parts of its key in SCALE.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Want {
	/// The pallet.
	pub pallet: &'static str,
	/// The item of its storage.
	pub item: &'static str,
	/// The parts of the key.
	pub parts: Vec<Vec<u8>>,
}

/// What is wanted of the state after a block.
#[derive(Clone, Debug, Default)]
pub struct Wants(BTreeSet<Want>);

impl Wants {
	/// One more.
	pub fn add(&mut self, pallet: &'static str, item: &'static str, parts: Vec<Vec<u8>>) {
		self.0.insert(Want { pallet, item, parts });
	}

	/// A value of a map by a number.
	pub fn by_id(&mut self, pallet: &'static str, item: &'static str, id: u32) {
		self.add(pallet, item, vec![le(id)]);
	}

	/// How many.
	pub fn len(&self) -> usize {
		self.0.len()
	}

	/// None?
	pub fn is_empty(&self) -> bool {
		self.0.is_empty()
	}

	/// All of them, in order.
	pub fn iter(&self) -> impl Iterator<Item = &Want> {
		self.0.iter()
	}

	/// Those that have not been read.
	pub fn without(mut self, reads: &Reads) -> Self {
		self.0.retain(|want| !reads.asked.contains(want));
		self
	}
}

/// What the state after a block holds of what was wanted.
#[derive(Clone, Debug, Default)]
pub struct Reads {
	asked: BTreeSet<Want>,
	found: HashMap<Want, (Value, Vec<u8>)>,
}

impl Reads {
	/// A value was asked for, and may have been found: decoded, and as it stands in the state.
	pub fn insert(&mut self, want: Want, value: Option<(Value, Vec<u8>)>) {
		if let Some(value) = value {
			self.found.insert(want.clone(), value);
		}
		self.asked.insert(want);
	}

	/// A value, if the state has it.
	pub fn get(
		&self,
		pallet: &'static str,
		item: &'static str,
		parts: Vec<Vec<u8>>,
	) -> Option<&Value> {
		self.found.get(&Want { pallet, item, parts }).map(|(value, _)| value)
	}

	/// A value as it stands in the state.
	pub fn raw(
		&self,
		pallet: &'static str,
		item: &'static str,
		parts: Vec<Vec<u8>>,
	) -> Option<&[u8]> {
		self.found.get(&Want { pallet, item, parts }).map(|(_, raw)| raw.as_slice())
	}

	/// A value of a map by a number.
	pub fn by_id(&self, pallet: &'static str, item: &'static str, id: u32) -> Option<&Value> {
		self.get(pallet, item, vec![le(id)])
	}

	/// The keys that were asked for of an item.
	pub fn keys(&self, pallet: &str, item: &str) -> impl Iterator<Item = &[Vec<u8>]> {
		let is_of = move |want: &&Want| want.pallet == pallet && want.item == item;
		let mut keys: Vec<&Want> = self.asked.iter().collect();
		keys.retain(is_of);
		keys.into_iter().map(|want| want.parts.as_slice())
	}

	/// How many values were found.
	pub fn len(&self) -> usize {
		self.found.len()
	}

	/// Was nothing found?
	pub fn is_empty(&self) -> bool {
		self.found.is_empty()
	}
}

/// The block a row is of.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
	/// Its height.
	pub height: u32,
	/// Its consensus time, Unix ms.
	pub time: u64,
	/// The runtime that executed it.
	pub runtime: &'a Runtime,
}

impl Context<'_> {
	/// Where something of the block stands.
	pub const fn position(&self, index: u32) -> i64 {
		position(self.height, index)
	}
}

/// A number in SCALE.
pub fn le(id: u32) -> Vec<u8> {
	id.to_le_bytes().to_vec()
}

/// A number in SCALE, back.
pub fn from_le(bytes: &[u8]) -> Option<u32> {
	bytes.try_into().ok().map(u32::from_le_bytes)
}

/// A number as the chain writes it where keys have to keep its order.
pub fn be(id: u64) -> Vec<u8> {
	id.to_be_bytes().to_vec()
}

/// A number that was written so, back.
pub fn from_be(bytes: &[u8]) -> Option<u64> {
	bytes.try_into().ok().map(u64::from_be_bytes)
}

/// What of the state the events of a block ask for.
pub fn wants(events: &[Event]) -> Wants {
	let mut wants = Wants::default();
	for event in events {
		match event.pallet.as_str() {
			"AccessNodes" => nodes::wants(event, &mut wants),
			"Approvals" => approvals::wants(event, &mut wants),
			"BftValidators" => validators::wants(event, &mut wants),
			"Observations" => bridges::observation_wants(event, &mut wants),
			"Outbox" => bridges::outbox_wants(event, &mut wants),
			"Participants" => participants::wants(event, &mut wants),
			"Policies" => policies::wants(event, &mut wants),
			"Scenes" => scenes::wants(event, &mut wants),
			"VcAuthorization" => authorizations::wants(event, &mut wants),
			_ => {}
		}
	}
	wants
}

/// What else of the state is asked for once the first values are known.
pub fn more(reads: &Reads) -> Wants {
	let mut wants = Wants::default();
	approvals::more(reads, &mut wants);
	policies::more(reads, &mut wants);
	validators::more(reads, &mut wants);
	wants.without(reads)
}

/// The maps whose every entry is read at the first block, and by whoever compares the index with the
/// chain. Bills, locks and authorizations are not among them: there may be very many.
pub const MAPS: [(&str, &str); 14] = [
	("AccessNodes", "Devices"),
	("AccessNodes", "Nodes"),
	("AccessNodes", "Relations"),
	("Approvals", "Cases"),
	("CrossRegion", "Provinces"),
	("Observations", "Requests"),
	("Observations", "Results"),
	("Outbox", "DeadLetters"),
	("Outbox", "Messages"),
	("Participants", "Accounts"),
	("Participants", "Holders"),
	("Participants", "Participants"),
	("Policies", "Heads"),
	("Scenes", "Scenes"),
];

/// A copy of the fields without those named.
pub fn without(data: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
	let kept = data.iter().filter(|(name, _)| !names.contains(&name.as_str()));
	kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// JSON as text.
pub fn text(value: &Value) -> String {
	value.to_string()
}

/// A field that must be there, of an event.
pub fn fields(event: &Event) -> crate::decode::Fields<'_> {
	crate::decode::Fields::of(&event.name, &event.data)
}

/// Something this program needs of an event or a record is not there.
pub type Projected<T = ()> = Result<T, DecodeFault>;
