//! What a holder signs so that a bill passes to somebody else 持有方变更. R070.

use crate::{changes::BillAction, BillKey, BlockNumber, Digest, Moment, PayerRef};
use alloc::vec::Vec;
use codec::Encode;

/// What the key of the holder bound to `from` signs to agree that the bill, as it stands in version
/// `version`, passes to `to`:
/// `"FCPL/owner/1" ‖ genesis ‖ bill key ‖ version ‖ from ‖ to`, 121 bytes.
///
/// A transfer makes a version, so that the signature serves once.
pub fn holder_payload(
	genesis: &Digest,
	key: &BillKey,
	version: u32,
	from: &PayerRef,
	to: &PayerRef,
) -> Vec<u8> {
	(*b"FCPL/owner/1", genesis, key, version, from, to).encode()
}

/// A step of the trail of the holders 流转轨迹 of a bill: an item of the answer of `bill_trail`. Every
/// transfer is one, also of several in a block; of a payer reference that was updated or corrected
/// twice in one block the last shows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrailItem {
	/// Whose it was before; none at the first step.
	pub from: Option<PayerRef>,
	/// Whose it is from then on.
	pub to: PayerRef,
	/// What made it so: registration, a change of the holder, an update, a correction.
	pub action: BillAction,
	/// The version of the bill.
	pub version: u32,
	/// Height of the block.
	pub block: BlockNumber,
	/// Consensus time of the block, Unix ms.
	pub at: Moment,
	/// Hash of the transaction.
	pub transaction: Option<Digest>,
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_payload_has_the_layout_its_docs_state() {
		let key: BillKey = "31060126-0000000001".parse().unwrap();
		let genesis = Digest::repeat_byte(9);
		let (from, to) = (PayerRef(Digest::repeat_byte(1)), PayerRef(Digest::repeat_byte(2)));
		let payload = holder_payload(&genesis, &key, 7, &from, &to);
		let expected = [
			&b"FCPL/owner/1"[..],
			genesis.as_bytes(),
			&key.packed(),
			&[7, 0, 0, 0],
			from.0.as_bytes(),
			to.0.as_bytes(),
		]
		.concat();
		assert_eq!(payload, expected);
		assert_eq!(payload.len(), 121);
	}
}
