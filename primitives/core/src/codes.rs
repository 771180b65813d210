//! The three codes 三码 of a bill: code, number, check code; and the bill key.

use crate::Invalid;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;

/// Packs decimal digits two to a byte (BCD), or nothing when a byte is no ASCII digit or the length
/// is not twice `N`.
fn pack<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
	let mut packed = [0u8; N];
	if digits.len() != N.saturating_mul(2) {
		return None;
	}
	for (slot, pair) in packed.iter_mut().zip(digits.chunks_exact(2)) {
		match pair {
			[high, low] if high.is_ascii_digit() && low.is_ascii_digit() => {
				*slot = (high.saturating_sub(b'0') << 4) | low.saturating_sub(b'0');
			}
			_ => return None,
		}
	}
	Some(packed)
}

fn is_packed_decimal(bytes: &[u8]) -> bool {
	bytes.iter().all(|byte| byte >> 4 <= 9 && byte & 0x0f <= 9)
}

macro_rules! packed_digits {
	($(#[$doc:meta])* $name:ident, $bytes:literal, $digits:literal, $fault:literal) => {
		$(#[$doc])*
		#[derive(
			Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, MaxEncodedLen, TypeInfo,
		)]
		pub struct $name([u8; $bytes]);

		impl $name {
			/// How many decimal digits it has.
			pub const DIGITS: usize = $digits;

			/// From ASCII digits; refused when the length differs or a byte is no digit.
			pub fn from_ascii(digits: &[u8]) -> Result<Self, Invalid> {
				pack::<$bytes>(digits).map(Self).ok_or(Invalid($fault))
			}

			/// From packed digits, two to a byte; refused when a half byte is above 9.
			pub fn from_packed(bytes: [u8; $bytes]) -> Result<Self, Invalid> {
				if is_packed_decimal(&bytes) { Ok(Self(bytes)) } else { Err(Invalid($fault)) }
			}

			/// The packed digits, two to a byte.
			pub const fn packed(&self) -> &[u8; $bytes] {
				&self.0
			}
		}

		impl Decode for $name {
			fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
				Ok(Self::from_packed(<[u8; $bytes]>::decode(input)?)?)
			}
		}
		impl DecodeWithMemTracking for $name {}

		impl core::fmt::Display for $name {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
			}
		}
		impl core::fmt::Debug for $name {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				core::fmt::Display::fmt(self, f)
			}
		}
		impl core::str::FromStr for $name {
			type Err = Invalid;
			fn from_str(text: &str) -> Result<Self, Invalid> {
				Self::from_ascii(text.as_bytes())
			}
		}
				crate::serde_as_text!($name);
	};
}

packed_digits!(
	/// Bill code 票据代码: 8 digits (supervising area 2, class 2, kind 2, year 2), packed into 4 bytes.
	BillCode,
	4,
	8,
	"bill code: not 8 ASCII digits"
);

packed_digits!(
	/// Bill number 票据号码: 10 digits, sequential inside a code, packed into 5 bytes.
	BillNumber,
	5,
	10,
	"bill number: not 10 ASCII digits"
);

impl BillNumber {
	/// The number as an integer below 10^10.
	pub fn value(&self) -> u64 {
		self.0.iter().fold(0u64, |sum, byte| {
			sum.saturating_mul(100)
				.saturating_add(u64::from(byte >> 4).saturating_mul(10))
				.saturating_add(u64::from(byte & 0x0f))
		})
	}

	/// The number of an integer; refused from 10^10 on.
	pub fn from_value(mut value: u64) -> Result<Self, Invalid> {
		let mut packed = [0u8; 5];
		for slot in packed.iter_mut().rev() {
			let pair = u8::try_from(value.rem_euclid(100)).unwrap_or(0);
			*slot = (pair.div_euclid(10) << 4) | pair.rem_euclid(10);
			value = value.div_euclid(100);
		}
		if value == 0 {
			Ok(Self(packed))
		} else {
			Err(Invalid("bill number: more than 10 digits"))
		}
	}
}

/// What names a bill on the chain: its code and its number, 9 bytes, in the order of allocation, so
/// that neighbours share trie nodes.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct BillKey {
	/// Bill code 票据代码.
	pub code: BillCode,
	/// Bill number 票据号码.
	pub number: BillNumber,
}

impl BillKey {
	/// The key of a code and a number.
	pub const fn new(code: BillCode, number: BillNumber) -> Self {
		Self { code, number }
	}

	/// The nine packed bytes.
	pub fn packed(&self) -> [u8; 9] {
		let mut bytes = [0u8; 9];
		let source = self.code.0.iter().chain(self.number.0.iter());
		bytes.iter_mut().zip(source).for_each(|(slot, byte)| *slot = *byte);
		bytes
	}
}

/// `31060126-0000000001`.
impl core::fmt::Display for BillKey {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "{}-{}", self.code, self.number)
	}
}
impl core::fmt::Debug for BillKey {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Display::fmt(self, f)
	}
}
impl core::str::FromStr for BillKey {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		let (code, number) = text
			.split_once('-')
			.ok_or(Invalid("bill key: not written code-number, such as 31060126-0000000001"))?;
		Ok(Self { code: code.parse()?, number: number.parse()? })
	}
}
crate::serde_as_text!(BillKey);

/// Check code 校验码 of a bill: 6 ASCII letters or digits, chosen at random by the fiscal authority.
/// It is a secret of whoever has the bill in hand and never stands on the chain in the clear.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, MaxEncodedLen, TypeInfo)]
pub struct CheckCode([u8; 6]);

impl CheckCode {
	/// From 6 ASCII letters or digits.
	pub fn new(bytes: [u8; 6]) -> Result<Self, Invalid> {
		if bytes.iter().all(u8::is_ascii_alphanumeric) {
			Ok(Self(bytes))
		} else {
			Err(Invalid("check code: not 6 ASCII letters or digits"))
		}
	}

	/// What the chain keeps of it: the first 16 bytes of
	/// `SM3("fiscalchain/check-code" ‖ bill key (9 bytes) ‖ check code (6 bytes))`.
	pub fn digest(&self, key: &BillKey) -> CheckDigest {
		let mut input = alloc::vec::Vec::with_capacity(37);
		input.extend_from_slice(b"fiscalchain/check-code");
		input.extend_from_slice(&key.packed());
		input.extend_from_slice(&self.0);
		let full = fiscal_sm_crypto::sm3_256(&input);
		let mut digest = [0u8; 16];
		digest.iter_mut().zip(full.iter()).for_each(|(slot, byte)| *slot = *byte);
		CheckDigest(digest)
	}
}

impl Decode for CheckCode {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		Ok(Self::new(<[u8; 6]>::decode(input)?)?)
	}
}
impl DecodeWithMemTracking for CheckCode {}

impl core::fmt::Display for CheckCode {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		self.0.iter().try_for_each(|byte| write!(f, "{}", char::from(*byte)))
	}
}
impl core::fmt::Debug for CheckCode {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("CheckCode(..)")
	}
}
impl core::str::FromStr for CheckCode {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		let bytes = <[u8; 6]>::try_from(text.as_bytes())
			.map_err(|_| Invalid("check code: not 6 ASCII letters or digits"))?;
		Self::new(bytes)
	}
}
crate::serde_as_text!(CheckCode);

/// Digest of a check code, see [`CheckCode::digest`]; 16 bytes.
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
)]
pub struct CheckDigest(pub [u8; 16]);

impl core::fmt::Display for CheckDigest {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("0x")?;
		self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
	}
}
impl core::str::FromStr for CheckDigest {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		const FAULT: Invalid = Invalid("check digest: not 0x and 32 hexadecimal digits");
		let digits = text.strip_prefix("0x").ok_or(FAULT)?;
		if digits.len() != 32 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
			return Err(FAULT);
		}
		u128::from_str_radix(digits, 16).map(|n| Self(n.to_be_bytes())).map_err(|_| FAULT)
	}
}
crate::serde_as_text!(CheckDigest);

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn lengths_and_bytes_outside_the_digits_are_refused() {
		for text in ["3106012", "310601266", "3106012a", "", "３１０６０１２６"] {
			assert!(text.parse::<BillCode>().is_err(), "{text:?}");
		}
		assert!("31060126-0000000001".parse::<BillKey>().is_ok());
		for text in ["310601260000000001", "31060126-1", "31060126-0000000001-", "-"] {
			assert!(text.parse::<BillKey>().is_err(), "{text:?}");
		}
		for text in ["a1B2c", "a1B2c33", "a1B2c!", "校验码"] {
			assert!(text.parse::<CheckCode>().is_err(), "{text:?}");
		}
	}

	#[test]
	fn the_decoder_refuses_half_bytes_above_nine() {
		assert!(BillCode::decode(&mut &[0x31u8, 0x06, 0x01, 0x2a][..]).is_err());
		assert!(BillNumber::decode(&mut &[0xa0u8, 0, 0, 0, 0][..]).is_err());
		assert!(BillKey::decode(&mut &[0x31u8, 0x06, 0x01, 0x26, 0, 0, 0, 0][..]).is_err());
		assert!(CheckCode::decode(&mut &b"a1B2c!"[..]).is_err());
	}

	#[test]
	fn the_digest_of_a_check_code_depends_on_the_bill() {
		let code: CheckCode = "a1B2c3".parse().unwrap();
		let one: BillKey = "31060126-0000000001".parse().unwrap();
		let two: BillKey = "31060126-0000000002".parse().unwrap();
		assert_ne!(code.digest(&one), code.digest(&two));
		assert_ne!(code.digest(&one), "a1B2c4".parse::<CheckCode>().unwrap().digest(&one));
	}

	proptest! {
		#[test]
		fn keys_round_trip_and_keep_their_order(a in 0u64..10_000_000_000, b in 0u64..10_000_000_000) {
			let code = "31060126".parse().unwrap();
			let key = |value| BillKey::new(code, BillNumber::from_value(value).unwrap());
			prop_assert_eq!(key(a).number.value(), a);
			prop_assert_eq!(key(a).to_string().parse::<BillKey>().unwrap(), key(a));
			prop_assert_eq!(BillKey::decode(&mut &key(a).encode()[..]).unwrap(), key(a));
			prop_assert_eq!(key(a).encode(), key(a).packed().to_vec());
			prop_assert_eq!(key(a).encode() < key(b).encode(), a < b);
		}

		#[test]
		fn the_decoder_refuses_what_the_constructor_refuses(raw in any::<[u8; 5]>()) {
			prop_assert_eq!(
				BillNumber::decode(&mut &raw[..]).is_ok(),
				BillNumber::from_packed(raw).is_ok()
			);
		}
	}
}
