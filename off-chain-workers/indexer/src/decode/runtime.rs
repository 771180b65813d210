//! One version of the runtime: its events, its storage, its answers.

use super::{value::Reader, DecodeFault};
use codec::{Compact, Decode};
use scale_info::TypeDef;
use serde_json::{Map, Value};
use sp_crypto_hashing::{blake2_128, blake2_256, twox_128, twox_256, twox_64};
use subxt::{
	ext::frame_decode::storage::StorageHasher, metadata::StorageEntryMetadata, ArcMetadata,
	Metadata,
};

/// A field of a structure: its name, its type, its bytes.
type Part<'a> = (String, u32, &'a [u8]);

/// When in its block something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
	/// As the block opened.
	Initialization,
	/// In the transaction of that number.
	Transaction(u32),
	/// As the block closed.
	Finalization,
}

impl Phase {
	/// The word of the API.
	pub const fn word(self) -> &'static str {
		match self {
			Self::Initialization => "initialization",
			Self::Transaction(_) => "transaction",
			Self::Finalization => "finalization",
		}
	}

	/// The number of the transaction.
	pub const fn transaction(self) -> Option<u32> {
		match self {
			Self::Transaction(index) => Some(index),
			Self::Initialization | Self::Finalization => None,
		}
	}
}

/// An event of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
	/// Its number in the block.
	pub index: u32,
	/// When it happened.
	pub phase: Phase,
	/// The pallet, as the metadata names it.
	pub pallet: String,
	/// Its name.
	pub name: String,
	/// Its fields.
	pub data: Map<String, Value>,
}

impl Event {
	/// Is it the event `pallet.name`?
	pub fn is(&self, pallet: &str, name: &str) -> bool {
		self.pallet == pallet && self.name == name
	}
}

/// A change of a bill, of the answer `BillsApi_block_changes`.
#[derive(Clone, Debug, PartialEq)]
pub struct BillChange {
	/// The bill, `code-number`.
	pub key: String,
	/// What happened.
	pub action: String,
	/// The number of the transaction in the block.
	pub extrinsic: Option<u32>,
	/// The record after it.
	pub bill: Value,
	/// The same in its SCALE encoding.
	pub raw: Vec<u8>,
}

/// One version of the runtime.
pub struct Runtime {
	spec_version: u32,
	transaction_version: u32,
	raw: Vec<u8>,
	pub(super) reader: Reader,
}

impl core::fmt::Debug for Runtime {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_struct("Runtime").field("spec_version", &self.spec_version).finish_non_exhaustive()
	}
}

impl Runtime {
	/// A runtime of its versions and its metadata, in the encoding that `Metadata_metadata_at_version`
	/// answers.
	///
	/// # Errors
	/// [`DecodeFault::Metadata`].
	pub fn new(
		spec_version: u32,
		transaction_version: u32,
		metadata: Vec<u8>,
	) -> Result<Self, DecodeFault> {
		let decoded = Metadata::decode_from(&metadata)
			.map_err(|fault| DecodeFault::Metadata { spec_version, reason: fault.to_string() })?;
		let reader = Reader::new(decoded.arc());
		Ok(Self { spec_version, transaction_version, raw: metadata, reader })
	}

	/// Version of its logic.
	pub const fn spec_version(&self) -> u32 {
		self.spec_version
	}

	/// Version of its transaction format.
	pub const fn transaction_version(&self) -> u32 {
		self.transaction_version
	}

	/// Its metadata as it was given.
	pub fn raw(&self) -> &[u8] {
		&self.raw
	}

	pub(super) fn metadata(&self) -> &ArcMetadata {
		self.reader.metadata()
	}

	/// The events of a block: the value of `System.Events`.
	///
	/// # Errors
	/// [`DecodeFault::Bytes`].
	pub fn events(&self, bytes: &[u8]) -> Result<Vec<Event>, DecodeFault> {
		self.read_events(bytes).map_err(|reason| DecodeFault::bytes("System.Events", reason))
	}

	fn read_events(&self, bytes: &[u8]) -> Result<Vec<Event>, String> {
		fn text(fault: codec::Error) -> String {
			fault.to_string()
		}
		let mut input = bytes;
		if input.is_empty() {
			return Ok(Vec::new());
		}
		let count = Compact::<u32>::decode(&mut input).map_err(text)?.0;
		let mut events = Vec::new();
		for index in 0..count {
			let phase = match u8::decode(&mut input).map_err(text)? {
				0 => Phase::Transaction(u32::decode(&mut input).map_err(text)?),
				1 => Phase::Finalization,
				2 => Phase::Initialization,
				other => return Err(format!("there is no phase {other}")),
			};
			let (pallet, variant) = <(u8, u8)>::decode(&mut input).map_err(text)?;
			let pallet = self
				.metadata()
				.pallet_by_event_index(pallet)
				.ok_or_else(|| format!("there is no pallet {pallet}"))?;
			let variant = pallet
				.event_variant_by_index(variant)
				.ok_or_else(|| format!("{} has no event {variant}", pallet.name()))?;
			let mut data = Map::new();
			for (place, field) in variant.fields.iter().enumerate() {
				let value = self.reader.value(&mut input, field.ty.id).map_err(|reason| {
					format!("event {index}, {}.{}: {reason}", pallet.name(), variant.name)
				})?;
				let name = match &field.name {
					Some(name) => super::value::camel(name),
					None => place.to_string(),
				};
				data.insert(name, value);
			}
			Vec::<[u8; 32]>::decode(&mut input).map_err(text)?;
			events.push(Event {
				index,
				phase,
				pallet: pallet.name().to_owned(),
				name: variant.name.clone(),
				data,
			});
		}
		match input.is_empty() {
			true => Ok(events),
			false => Err(format!("{} bytes are left", input.len())),
		}
	}

	/// Bills that a block changed: the answer of `BillsApi_block_changes` at that block.
	///
	/// # Errors
	/// [`DecodeFault`].
	pub fn bill_changes(&self, bytes: &[u8]) -> Result<Vec<BillChange>, DecodeFault> {
		const SUBJECT: &str = "BillsApi.block_changes";
		let output = self
			.metadata()
			.runtime_api_trait_by_name("BillsApi")
			.and_then(|api| api.method_by_name("block_changes").map(|method| method.output_ty()))
			.ok_or_else(|| DecodeFault::Unknown(SUBJECT.into()))?;
		self.read_changes(bytes, output).map_err(|reason| DecodeFault::bytes(SUBJECT, reason))
	}

	fn read_changes(&self, bytes: &[u8], output: u32) -> Result<Vec<BillChange>, String> {
		let mut input = bytes;
		let all = self.parts(&mut input, output)?;
		if !input.is_empty() {
			return Err(format!("{} bytes are left", input.len()));
		}
		let (_, list, mut rest) =
			all.into_iter().find(|(name, ..)| name == "bills").ok_or("no field bills")?;
		let TypeDef::Sequence(sequence) = &self.reader.ty(list)?.type_def else {
			return Err("bills are no list".into());
		};
		let count = Compact::<u32>::decode(&mut rest).map_err(|fault| fault.to_string())?.0;
		let mut changes = Vec::new();
		for _ in 0..count {
			let mut key = None;
			let mut action = None;
			let mut extrinsic = None;
			let mut bill = None;
			for (name, ty, mut part) in self.parts(&mut rest, sequence.type_param.id)? {
				let raw = part;
				let value = self.reader.value(&mut part, ty)?;
				match (name.as_str(), value) {
					("key", Value::String(text)) => key = Some(text),
					("action", Value::String(text)) => action = Some(text),
					("extrinsic", Value::Number(number)) => {
						extrinsic = number.as_u64().and_then(|index| u32::try_from(index).ok());
					}
					("bill", value) => bill = Some((value, raw.to_vec())),
					_ => {}
				}
			}
			let (bill, raw) = bill.ok_or("a change without a bill")?;
			changes.push(BillChange {
				key: key.ok_or("a change without a key")?,
				action: action.ok_or("a change without an action")?,
				extrinsic,
				bill,
				raw,
			});
		}
		Ok(changes)
	}

	/// The fields of a structure by name and type, with the bytes of each.
	fn parts<'a>(&self, input: &mut &'a [u8], ty: u32) -> Result<Vec<Part<'a>>, String> {
		let TypeDef::Composite(composite) = &self.reader.ty(ty)?.type_def else {
			return Err("no structure".into());
		};
		let part = |field: &scale_info::Field<scale_info::form::PortableForm>| {
			let bytes = self.reader.slice(input, field.ty.id)?;
			Ok((field.name.clone().unwrap_or_default(), field.ty.id, bytes))
		};
		composite.fields.iter().map(part).collect()
	}

	fn entry(
		&self,
		pallet: &str,
		item: &str,
	) -> Result<(String, &StorageEntryMetadata), DecodeFault> {
		let unknown = || DecodeFault::Unknown(format!("{pallet}.{item}"));
		let storage = self.metadata().pallet_by_name(pallet).and_then(|pallet| pallet.storage());
		let storage = storage.ok_or_else(unknown)?;
		let entry = storage.entry_by_name(item).ok_or_else(unknown)?;
		Ok((storage.prefix().to_owned(), entry))
	}

	/// Whether its storage has such an item.
	pub fn has_item(&self, pallet: &str, item: &str) -> bool {
		self.entry(pallet, item).is_ok()
	}

	/// The key of a storage item, or the prefix of those that begin with the parts given, each in its
	/// SCALE encoding.
	///
	/// # Errors
	/// [`DecodeFault::Unknown`] if there is no such item, or it has fewer parts.
	pub fn storage_key(
		&self,
		pallet: &str,
		item: &str,
		parts: &[Vec<u8>],
	) -> Result<Vec<u8>, DecodeFault> {
		let (prefix, entry) = self.entry(pallet, item)?;
		let mut key = [twox_128(prefix.as_bytes()), twox_128(item.as_bytes())].concat();
		let mut keys = entry.keys();
		for part in parts {
			let hasher = keys
				.next()
				.ok_or_else(|| DecodeFault::Unknown(format!("{pallet}.{item} of so many keys")))?
				.hasher;
			match hasher {
				StorageHasher::Blake2_128 => key.extend(blake2_128(part)),
				StorageHasher::Blake2_256 => key.extend(blake2_256(part)),
				StorageHasher::Blake2_128Concat => {
					key.extend(blake2_128(part));
					key.extend(part);
				}
				StorageHasher::Twox128 => key.extend(twox_128(part)),
				StorageHasher::Twox256 => key.extend(twox_256(part)),
				StorageHasher::Twox64Concat => {
					key.extend(twox_64(part));
					key.extend(part);
				}
				StorageHasher::Identity => key.extend(part),
			}
		}
		Ok(key)
	}

	/// The parts of a key of a storage item, each in its SCALE encoding.
	///
	/// # Errors
	/// [`DecodeFault`].
	pub fn key_parts(
		&self,
		pallet: &str,
		item: &str,
		key: &[u8],
	) -> Result<Vec<Vec<u8>>, DecodeFault> {
		let (_, entry) = self.entry(pallet, item)?;
		let fault =
			|reason: String| DecodeFault::bytes(format!("a key of {pallet}.{item}"), reason);
		let mut rest = key.get(32..).ok_or_else(|| fault("too short".into()))?;
		let mut parts = Vec::new();
		for info in entry.keys() {
			let hash = match info.hasher {
				StorageHasher::Identity => 0,
				StorageHasher::Twox64Concat => 8,
				StorageHasher::Blake2_128Concat => 16,
				_ => return Err(fault("it cannot be read back".into())),
			};
			rest = rest.get(hash..).ok_or_else(|| fault("too short".into()))?;
			parts.push(self.reader.slice(&mut rest, info.key_id).map_err(fault)?.to_vec());
		}
		Ok(parts)
	}

	/// A value of a storage item.
	///
	/// # Errors
	/// [`DecodeFault`].
	pub fn storage_value(
		&self,
		pallet: &str,
		item: &str,
		bytes: &[u8],
	) -> Result<Value, DecodeFault> {
		let (_, entry) = self.entry(pallet, item)?;
		self.reader.whole(&format!("{pallet}.{item}"), bytes, entry.value_ty())
	}
}
