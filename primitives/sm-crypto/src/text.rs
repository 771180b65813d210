//! Hexadecimal text forms shared by keys and signatures.

use crate::KeyFault;
use core::fmt;

/// Reads exactly `N` bytes from hexadecimal text, with or without a leading `0x`.
pub(crate) fn from_hex<const N: usize>(text: &str) -> Result<[u8; N], KeyFault> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	let mut bytes = [0u8; N];
	match hex::decode_to_slice(digits, &mut bytes) {
		Ok(()) => Ok(bytes),
		Err(hex::FromHexError::InvalidHexCharacter { .. }) => Err(KeyFault::NotHex),
		Err(_) if !digits.is_ascii() => Err(KeyFault::NotHex),
		Err(_) => Err(KeyFault::Length { expected: N, found: digits.len().div_ceil(2) }),
	}
}

/// Writes `0x` and two lower-case digits a byte.
pub(crate) fn write_hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
	f.write_str("0x")?;
	bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// Implements `Display`, `Debug`, `FromStr` and serde through hexadecimal text for a type with
/// `as_bytes` and a fallible constructor from a byte array.
macro_rules! impl_hex_text {
	($type:ident, $size:literal, $from_bytes:expr) => {
		impl core::fmt::Display for $type {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				crate::text::write_hex(self.as_bytes(), f)
			}
		}

		impl core::fmt::Debug for $type {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				write!(f, concat!(stringify!($type), "({})"), self)
			}
		}

		impl core::str::FromStr for $type {
			type Err = crate::KeyFault;

			fn from_str(text: &str) -> Result<Self, Self::Err> {
				crate::text::from_hex::<$size>(text).and_then($from_bytes)
			}
		}

		impl serde::Serialize for $type {
			fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
				serializer.collect_str(self)
			}
		}

		impl<'de> serde::Deserialize<'de> for $type {
			fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
				let text = alloc::string::String::deserialize(deserializer)?;
				text.parse().map_err(serde::de::Error::custom)
			}
		}
	};
}

pub(crate) use impl_hex_text;
