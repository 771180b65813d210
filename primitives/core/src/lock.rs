//! Locks 锁定: who may reimburse a bill just now. R223, R232.

use crate::{bill::axis, Digest, Fen, Invalid, Moment, ParticipantId, Region, SceneId};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// Business flow number 业务流水号 of whoever asks: 1 to 64 visible ASCII characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Encode, MaxEncodedLen, TypeInfo)]
pub struct FlowNumber(BoundedVec<u8, ConstU32<64>>);

impl FlowNumber {
	/// From 1 to 64 visible ASCII characters.
	pub fn new(text: &str) -> Result<Self, Invalid> {
		const FAULT: Invalid = Invalid("flow number: not 1 to 64 visible ASCII characters");
		if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
			return Err(FAULT);
		}
		BoundedVec::try_from(alloc::vec::Vec::from(text.as_bytes())).map(Self).map_err(|_| FAULT)
	}

	/// The text.
	pub fn as_str(&self) -> &str {
		core::str::from_utf8(&self.0).unwrap_or_default()
	}
}

impl Decode for FlowNumber {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let bytes = BoundedVec::<u8, ConstU32<64>>::decode(input)?;
		let text = core::str::from_utf8(&bytes).map_err(|_| Invalid("flow number: not ASCII"))?;
		Ok(Self::new(text)?)
	}
}
impl DecodeWithMemTracking for FlowNumber {}

impl core::fmt::Display for FlowNumber {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.as_str())
	}
}
impl core::fmt::Debug for FlowNumber {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Debug::fmt(self.as_str(), f)
	}
}
impl core::str::FromStr for FlowNumber {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		Self::new(text)
	}
}
crate::serde_as_text!(FlowNumber);

/// A live lock on a bill.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Lock {
	/// Who holds it.
	pub holder: ParticipantId,
	/// The scene it was taken under.
	pub scene: SceneId,
	/// Digest of the authorization it rests on.
	pub authorization: Digest,
	/// The flow number of the request that took it.
	pub flow: FlowNumber,
	/// Where the reimbursement takes place.
	pub region: Region,
	/// Consensus time it was taken, Unix ms.
	pub at: Moment,
	/// Consensus time it ends by itself, Unix ms.
	pub expires: Moment,
	/// Weight of the scene when it was taken.
	pub weight: u32,
	/// What the holder intends to reimburse, in fen.
	pub claimed: Fen,
}

axis!(
	/// An operation on a lock; part of its idempotency key (region, organisation, flow number,
	/// operation).
	LockOperation {
		/// Take the lock 锁定.
		#[default]
		Acquire,
		/// Reimburse and unlock 报销.
		Settle,
		/// Unlock without reimbursing 释放.
		Release,
		/// Take a reimbursement back 撤销报销.
		Reverse,
	}
);

axis!(
	/// What became of a request to take a lock.
	AcquireOutcome {
		/// Collected in this block, settled when the block closes.
		#[default]
		Pending,
		/// It holds the lock.
		Won,
		/// Another request of the same block won.
		Lost,
		/// The bill could no longer be locked when the block closed.
		Refused,
	}
);

/// Why nothing came of what was asked in the name of another province. R173, R174.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockRefusal {
	/// Somebody holds the bill.
	Held,
	/// The lock is not there any more: it ran out, or somebody ended it.
	Gone,
	/// The bill cannot be used for it, or the lock was taken for less.
	NotUsable,
	/// The authorization of the holder does not carry it.
	NotPermitted,
	/// The same flow number came before with other content.
	Conflict,
	/// The platform or the scene is not in force.
	NotInForce,
	/// The block has collected all the requests it may: a later one may take it.
	Busy,
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn the_decoder_refuses_what_the_constructor_refuses(raw in proptest::collection::vec(any::<u8>(), 0..70)) {
			let constructed = core::str::from_utf8(&raw).is_ok_and(|text| FlowNumber::new(text).is_ok());
			prop_assert_eq!(FlowNumber::decode(&mut &raw.encode()[..]).is_ok(), constructed);
		}
	}
}
