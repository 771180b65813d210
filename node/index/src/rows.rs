//! Keys and values of the columns. Numbers in keys are big-endian, so that keys sort as numbers do.

use crate::{store::Column, IndexFault};
use codec::{Decode, Encode};
use fiscal_primitives::{
	authorization::{Basis, LogItem},
	changes::{BillAction, LockEvent},
	Bill, BillKey, Digest, Moment, PayerRef,
};

/// Where a change stands: height of the block and position among the block's changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Place {
	pub(crate) block: u32,
	pub(crate) position: u32,
}

impl Place {
	const BYTES: usize = 8;

	/// `prefix` and the place, as a key.
	pub(crate) fn key(self, prefix: &[u8]) -> Vec<u8> {
		[prefix, &self.block.to_be_bytes(), &self.position.to_be_bytes()].concat()
	}

	/// The place at the end of a key of the column.
	pub(crate) fn of_key(column: Column, key: &[u8]) -> Result<Self, IndexFault> {
		let damaged = IndexFault::Damaged { column: column.name() };
		let tail = key.len().checked_sub(Self::BYTES).and_then(|start| key.get(start..));
		tail.and_then(Self::of_bytes).ok_or(damaged)
	}

	fn of_bytes(bytes: &[u8]) -> Option<Self> {
		let (block, position) = bytes.split_at_checked(4)?;
		Some(Self {
			block: u32::from_be_bytes(block.try_into().ok()?),
			position: u32::from_be_bytes(position.try_into().ok()?),
		})
	}

	/// As a page cursor.
	pub(crate) fn to_cursor(self) -> String {
		hex::encode(self.key(&[]))
	}

	/// From a page cursor.
	pub(crate) fn from_cursor(text: &str) -> Result<Self, IndexFault> {
		let bytes = hex::decode(text).map_err(|_| IndexFault::BadCursor)?;
		Self::of_bytes(&bytes).ok_or(IndexFault::BadCursor)
	}
}

/// Under which payer, and where, a bill is listed: a row of column `Bill`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Listing {
	pub(crate) payer: PayerRef,
	pub(crate) place: Place,
}

impl Listing {
	/// The key of the row of column `Payer`.
	pub(crate) fn payer_key(&self) -> Vec<u8> {
		self.place.key(self.payer.0.as_bytes())
	}
}

/// A row of column `Transaction`.
#[derive(Encode, Decode)]
pub(crate) struct TransactionRow {
	pub(crate) key: BillKey,
	pub(crate) action: BillAction,
	pub(crate) extrinsic: u32,
}

/// A row of column `History`.
#[derive(Encode, Decode)]
pub(crate) struct HistoryRow {
	pub(crate) action: BillAction,
	pub(crate) at: Moment,
	pub(crate) extrinsic: Option<u32>,
	pub(crate) transaction: Option<Digest>,
	pub(crate) bill: Bill,
}

/// A row of column `Locks`.
#[derive(Encode, Decode)]
pub(crate) struct LockRow {
	pub(crate) at: Moment,
	pub(crate) extrinsic: Option<u32>,
	pub(crate) transaction: Option<Digest>,
	pub(crate) event: LockEvent,
}

/// A row of columns `Authorization` and `Uses`.
#[derive(Encode, Decode)]
pub(crate) struct AuthorizationRow {
	pub(crate) basis: Basis,
	pub(crate) extrinsic: Option<u32>,
	pub(crate) transaction: Option<Digest>,
	pub(crate) head: Option<Digest>,
	pub(crate) item: LogItem,
}

/// A value of the column.
pub(crate) fn decode<T: Decode>(column: Column, value: &[u8]) -> Result<T, IndexFault> {
	codec::DecodeAll::decode_all(&mut &*value)
		.map_err(|_| IndexFault::Damaged { column: column.name() })
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn cursors_are_exactly_sixteen_hexadecimal_digits() {
		let place = Place { block: 7, position: u32::MAX };
		assert_eq!(Place::from_cursor(&place.to_cursor()), Ok(place));
		for text in ["", "00", "000000070000000", "00000007000000001", "0000000700000000ff", "zz"] {
			assert_eq!(Place::from_cursor(text), Err(IndexFault::BadCursor), "{text:?}");
		}
	}
}
