//! Transactions: what lists show of them, and all of it.

use super::{value::Reader, DecodeFault, Runtime};
use crate::decode::hex_text;
use serde_json::{Map, Value};
use subxt::ext::frame_decode::extrinsics::{decode_extrinsic, Extrinsic};

/// What lists show of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
	/// The pallet it calls, as the metadata names it.
	pub pallet: String,
	/// The call, as the metadata names it.
	pub call: String,
	/// The account that signed, SS58.
	pub account: Option<String>,
}

/// All of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct TransactionDetail {
	/// What lists show of it.
	pub envelope: Envelope,
	/// The arguments of its call.
	pub args: Value,
	/// The key that signed and its signature, each `0x` and hexadecimal digits; of a signature of
	/// another kind its bytes.
	pub signature: Option<String>,
	/// What its extensions carry, by their names; those that carry nothing are left out.
	pub extensions: Value,
}

fn read<'a>(reader: &'a Reader, bytes: &[u8]) -> Result<Extrinsic<'a, u32>, DecodeFault> {
	let fault = |reason: String| DecodeFault::bytes("a transaction", reason);
	let mut rest = bytes;
	let metadata = reader.metadata();
	let extrinsic = decode_extrinsic(&mut rest, &**metadata, metadata.types())
		.map_err(|reason| fault(reason.to_string()))?;
	match rest.is_empty() {
		true => Ok(extrinsic),
		false => Err(fault(format!("{} bytes are left", rest.len()))),
	}
}

fn part(bytes: &[u8], range: std::ops::Range<usize>) -> Result<&[u8], DecodeFault> {
	bytes.get(range).ok_or_else(|| DecodeFault::bytes("a transaction", "a part is outside of it"))
}

fn envelope(
	reader: &Reader,
	extrinsic: &Extrinsic<'_, u32>,
	bytes: &[u8],
) -> Result<Envelope, DecodeFault> {
	let account = match extrinsic.signature_payload() {
		Some(signed) => {
			let address = part(bytes, signed.address_range())?;
			let value = reader.whole("an address", address, *signed.address_type())?;
			Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
		}
		None => None,
	};
	Ok(Envelope {
		pallet: extrinsic.pallet_name().to_owned(),
		call: extrinsic.call_name().to_owned(),
		account,
	})
}

impl Runtime {
	/// What lists show of a transaction, given as it stands in its block.
	///
	/// # Errors
	/// [`DecodeFault::Bytes`].
	pub fn envelope(&self, bytes: &[u8]) -> Result<Envelope, DecodeFault> {
		envelope(&self.reader, &read(&self.reader, bytes)?, bytes)
	}

	/// All of a transaction, given as it stands in its block.
	///
	/// # Errors
	/// [`DecodeFault::Bytes`].
	pub fn transaction(&self, bytes: &[u8]) -> Result<TransactionDetail, DecodeFault> {
		let extrinsic = read(&self.reader, bytes)?;
		let mut args = Map::new();
		for argument in extrinsic.call_data() {
			let raw = part(bytes, argument.range())?;
			let value = self.reader.whole(argument.name(), raw, *argument.ty())?;
			args.insert(super::value::camel(argument.name()), value);
		}
		let mut extensions = Map::new();
		if let Some(payload) = extrinsic.transaction_extension_payload() {
			for extension in payload.iter() {
				let raw = part(bytes, extension.range())?;
				if !raw.is_empty() {
					let value = self.reader.whole(extension.name(), raw, *extension.ty())?;
					extensions.insert(extension.name().to_owned(), value);
				}
			}
		}
		let signature = match extrinsic.signature_payload() {
			Some(signed) => Some(hex_text(part(bytes, signed.signature_range())?)),
			None => None,
		};
		Ok(TransactionDetail {
			envelope: envelope(&self.reader, &extrinsic, bytes)?,
			args: Value::Object(args),
			signature,
			extensions: Value::Object(extensions),
		})
	}

	/// A call in its SCALE encoding, as `{pallet, call, args}`.
	///
	/// # Errors
	/// [`DecodeFault::Bytes`].
	pub fn call(&self, bytes: &[u8]) -> Result<Value, DecodeFault> {
		self.reader.whole("a call", bytes, self.metadata().outer_enums().call_enum_ty())
	}

	/// The record of a bill in its SCALE encoding.
	///
	/// # Errors
	/// [`DecodeFault`].
	pub fn bill(&self, bytes: &[u8]) -> Result<Value, DecodeFault> {
		self.storage_value("Bills", "Bills", bytes)
	}
}
