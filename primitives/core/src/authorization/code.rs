//! Dynamic codes 授权动态码 and what a holder signs outside of a credential. R130, R132, R137.

use super::AuthorizationState;
use crate::{Digest, Invalid};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use fiscal_sm_crypto::{sm3_256, Signature};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// A dynamic code: 16 to 64 visible ASCII characters, chosen at random and shown once, for instance
/// as a QR code. What stands on the chain is its digest alone; it has to be long, because anybody who
/// reads the chain may try codes against the digest.
#[derive(Clone, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct Code(BoundedVec<u8, ConstU32<64>>);

impl Code {
	/// From 16 to 64 visible ASCII characters.
	pub fn new(text: &str) -> Result<Self, Invalid> {
		const FAULT: Invalid = Invalid("code: not 16 to 64 visible ASCII characters");
		if text.len() < 16 || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
			return Err(FAULT);
		}
		BoundedVec::try_from(Vec::from(text.as_bytes())).map(Self).map_err(|_| FAULT)
	}

	/// The code.
	pub fn as_str(&self) -> &str {
		core::str::from_utf8(&self.0).unwrap_or_default()
	}

	/// What the chain keeps of it: `SM3("fiscalchain/dynamic-code" ‖ code)`, 32 bytes.
	pub fn digest(&self) -> Digest {
		let mut input = Vec::from(*b"fiscalchain/dynamic-code");
		input.extend_from_slice(&self.0);
		sm3_256(&input).into()
	}
}

impl Decode for Code {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let bytes = BoundedVec::<u8, ConstU32<64>>::decode(input)?;
		let text = core::str::from_utf8(&bytes).map_err(|_| Invalid("code: not ASCII"))?;
		Ok(Self::new(text)?)
	}
}
impl DecodeWithMemTracking for Code {}

/// A code is a secret until it is redeemed.
impl core::fmt::Debug for Code {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("Code(..)")
	}
}
impl core::str::FromStr for Code {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		Self::new(text)
	}
}

/// The holder's own signature under a change of state that somebody else sends.
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
pub struct HolderProof {
	/// How often the state of the authorization was changed before: an old signature serves once.
	pub nonce: u32,
	/// SM2 signature of [`HolderProof::payload`] under the holder's key in use, r‖s, 64 bytes.
	pub signature: Signature,
}

impl HolderProof {
	/// What the holder signs: `"fiscalchain/vc-status" ‖ chain (hash of its block 0, 32 bytes) ‖
	/// digest of the credential (32 bytes) ‖ nonce (4 bytes, little endian) ‖ new state (1 byte: 0
	/// active, 1 frozen, 2 revoked)`.
	pub fn payload(
		chain: &Digest,
		authorization: &Digest,
		nonce: u32,
		state: AuthorizationState,
	) -> Vec<u8> {
		let mut payload = Vec::from(*b"fiscalchain/vc-status");
		(chain, authorization, nonce, state).encode_to(&mut payload);
		payload
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn the_decoder_refuses_what_the_constructor_refuses(raw in proptest::collection::vec(any::<u8>(), 0..70)) {
			let constructed = core::str::from_utf8(&raw).is_ok_and(|text| Code::new(text).is_ok());
			prop_assert_eq!(Code::decode(&mut &raw.encode()[..]).is_ok(), constructed);
		}
	}

	#[test]
	fn a_code_is_long_and_stays_secret() {
		assert!(Code::new("123456").is_err());
		assert!(Code::new(&"x".repeat(65)).is_err());
		let code = Code::new("0123456789abcdef").unwrap();
		assert!(!alloc::format!("{code:?}").contains("0123"));
		assert_ne!(code.digest(), Code::new("0123456789abcdeg").unwrap().digest());
	}

	#[test]
	fn what_a_holder_signs_has_a_fixed_layout() {
		let payload = HolderProof::payload(
			&Digest::repeat_byte(1),
			&Digest::repeat_byte(2),
			3,
			AuthorizationState::Revoked,
		);
		let mut expected = b"fiscalchain/vc-status".to_vec();
		expected.extend([1; 32]);
		expected.extend([2; 32]);
		expected.extend([3, 0, 0, 0, 2]);
		assert_eq!(payload, expected);
	}
}
