//! Bounded text.

use crate::Invalid;
use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// UTF-8 text of 1 to `N` bytes without control characters (names, reasons).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Encode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(N))]
pub struct Text<const N: u32>(BoundedVec<u8, ConstU32<N>>);

impl<const N: u32> Text<N> {
	/// From text; refused when empty, longer than `N` bytes or with a control character.
	pub fn new(text: &str) -> Result<Self, Invalid> {
		if text.is_empty() {
			return Err(Invalid("text: empty"));
		}
		if text.chars().any(char::is_control) {
			return Err(Invalid("text: has a control character"));
		}
		BoundedVec::try_from(Vec::from(text.as_bytes()))
			.map(Self)
			.map_err(|_| Invalid("text: longer than its field admits"))
	}

	/// The text.
	pub fn as_str(&self) -> &str {
		core::str::from_utf8(&self.0).unwrap_or_default()
	}
}

impl<const N: u32> Decode for Text<N> {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let bytes = BoundedVec::<u8, ConstU32<N>>::decode(input)?;
		let text = String::from_utf8(bytes.into_inner()).map_err(|_| Invalid("text: not UTF-8"))?;
		Ok(Self::new(&text)?)
	}
}
impl<const N: u32> DecodeWithMemTracking for Text<N> {}

impl<const N: u32> core::fmt::Display for Text<N> {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.as_str())
	}
}
impl<const N: u32> core::fmt::Debug for Text<N> {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Debug::fmt(self.as_str(), f)
	}
}
impl<const N: u32> core::str::FromStr for Text<N> {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		Self::new(text)
	}
}

impl<const N: u32> serde::Serialize for Text<N> {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(self.as_str())
	}
}
impl<'de, const N: u32> serde::Deserialize<'de> for Text<N> {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = <String as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(&text).map_err(serde::de::Error::custom)
	}
}

/// Why something was done, for the record: up to 256 bytes.
pub type Reason = Text<256>;

/// The name of an organisation, node or scene: up to 128 bytes.
pub type Name = Text<128>;

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn empty_long_and_control_text_is_refused() {
		assert!(Text::<4>::new("").is_err());
		assert!(Text::<4>::new("四四").is_err());
		assert!(Text::<8>::new("a\nb").is_err());
		assert!(Text::<8>::decode(&mut &vec![0xffu8, 0xfe].encode()[..]).is_err());
		assert!(Text::<8>::decode(&mut &Vec::<u8>::new().encode()[..]).is_err());
	}

	proptest! {
		#[test]
		fn the_decoder_refuses_what_the_constructor_refuses(text in ".{0,20}") {
			let encoded = text.as_bytes().to_vec().encode();
			prop_assert_eq!(
				Text::<16>::decode(&mut &encoded[..]).is_ok(),
				Text::<16>::new(&text).is_ok()
			);
		}
	}
}
