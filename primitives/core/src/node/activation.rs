//! Activation codes 激活码. R029, R032.

use crate::{bill::axis, policy::Label, Actor, Did, Digest, Invalid, Moment, NodeId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use fiscal_sm_crypto::sm3_256;
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// After so many wrong codes in a row the codes of the node are frozen 防爆破.
pub const MAX_CODE_ATTEMPTS: u8 = 5;

const DOMAIN: &[u8] = b"fiscalchain/activation-code";

/// The plain code, without the separators that make it readable: 12 to 64 ASCII letters and digits.
/// It is used once, and using it shows it; until then it is a secret.
#[derive(Clone, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct CodeText(BoundedVec<u8, ConstU32<64>>);

impl CodeText {
	/// The fewest characters of a code.
	pub const MIN: usize = 12;

	/// From 12 to 64 ASCII letters and digits.
	pub fn new(text: &str) -> Result<Self, Invalid> {
		const FAULT: Invalid = Invalid("activation code: not 12 to 64 ASCII letters and digits");
		if text.len() < Self::MIN || !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
			return Err(FAULT);
		}
		BoundedVec::try_from(Vec::from(text.as_bytes())).map(Self).map_err(|_| FAULT)
	}

	/// The code.
	pub fn as_str(&self) -> &str {
		core::str::from_utf8(&self.0).unwrap_or_default()
	}
}

/// What the chain keeps of a code:
/// `SM3("fiscalchain/activation-code" ‖ node, 4 bytes little endian ‖ code)`.
pub fn code_digest(node: NodeId, code: &CodeText) -> Digest {
	let mut input = Vec::from(DOMAIN);
	input.extend_from_slice(&node.0.to_le_bytes());
	input.extend_from_slice(&code.0);
	sm3_256(&input).into()
}

impl Decode for CodeText {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let bytes = BoundedVec::<u8, ConstU32<64>>::decode(input)?;
		let text =
			core::str::from_utf8(&bytes).map_err(|_| Invalid("activation code: not ASCII"))?;
		Ok(Self::new(text)?)
	}
}
impl DecodeWithMemTracking for CodeText {}

/// A code is a secret until it is used.
impl core::fmt::Debug for CodeText {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("CodeText(..)")
	}
}
impl core::str::FromStr for CodeText {
	type Err = Invalid;
	/// Separators (`-`, `.`, `_` and spaces) are left out.
	fn from_str(text: &str) -> Result<Self, Invalid> {
		let plain: alloc::string::String =
			text.chars().filter(|c| !matches!(c, '-' | '.' | '_' | ' ')).collect();
		Self::new(&plain)
	}
}

axis!(
	/// State of an activation code.
	CodeState {
		/// Not used yet 未激活.
		#[default]
		Issued,
		/// It activated a device 已激活.
		Used,
		/// The device it activated was unbound 废弃.
		Retired,
		/// Voided by hand 作废.
		Voided,
		/// Its validity ended before it was used 过期.
		Expired,
	}
);

axis!(
	/// Why an activation was refused.
	ActivationFault {
		/// The node has no such code.
		#[default]
		Unknown,
		/// It was used already.
		Used,
		/// It was voided, or retired with its device.
		Voided,
		/// Its validity is over.
		Expired,
	}
);

/// One code to issue.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct NewCode {
	/// [`code_digest`] of the code, 32 bytes.
	pub digest: Digest,
	/// The first moment at which it is not valid any more, Unix ms.
	pub valid_until: Moment,
}

/// What the chain keeps of an activation code. It is good for one use.
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
pub struct ActivationCode {
	/// Its state.
	pub state: CodeState,
	/// Number of the batch it was issued in, from 1 for each node.
	pub batch: u32,
	/// Product and version it is for 产品版本, 1 to 32 bytes.
	pub product: Label,
	/// Who issued it, with the approval where there was one.
	pub issued_by: Actor,
	/// Consensus time it was issued, Unix ms.
	pub issued_at: Moment,
	/// The first moment at which it is not valid any more, Unix ms.
	pub valid_until: Moment,
	/// The device it activated last.
	pub device: Option<Did>,
	/// Consensus time at which it was used, voided or ran out, Unix ms; none while it is issued.
	pub ended_at: Option<Moment>,
}

/// How activation stands with a node.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
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
pub struct ActivationState {
	/// Codes that the chain keeps, in whatever state.
	pub codes: u32,
	/// Batches ever issued.
	pub batches: u32,
	/// Wrong codes in a row; a right one sets it to 0.
	pub failed: u8,
	/// No code of the node works until it is thawed 冻结.
	pub frozen: bool,
}

/// A code with its digest: the answer of `node_code`.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct CodeAnswer {
	/// Its digest.
	pub digest: Digest,
	/// What the chain keeps of it.
	#[serde(flatten)]
	pub code: ActivationCode,
}

/// One page of codes of a node, in the order of their digests: the answer of `node_codes`.
#[derive(
	Clone,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct CodePage {
	/// How activation stands with the node.
	pub activation: ActivationState,
	/// The codes.
	pub items: Vec<CodeAnswer>,
	/// Hand this in as `after` for the next page; none at the end.
	pub next: Option<Digest>,
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn a_digest_is_bound_to_its_node() {
		let code: CodeText = "ABCD-EFGH.2345".parse().unwrap();
		assert_eq!(code.as_str(), "ABCDEFGH2345");
		assert_ne!(code_digest(NodeId(1), &code), code_digest(NodeId(2), &code));
		assert_eq!(
			code_digest(NodeId(1), &code),
			Digest::from(sm3_256(b"fiscalchain/activation-code\x01\0\0\0ABCDEFGH2345"))
		);
	}

	proptest! {
		#[test]
		fn the_decoder_refuses_what_the_constructor_refuses(text in "[A-Za-z0-9é-]{0,70}") {
			let encoded = text.as_bytes().to_vec().encode();
			prop_assert_eq!(
				CodeText::decode(&mut &encoded[..]).is_ok(),
				CodeText::new(&text).is_ok()
			);
		}
	}
}
