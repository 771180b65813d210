//! Why bytes are not a key or a signature.

use core::fmt;

/// Why bytes are not a key or a signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum KeyFault {
	/// The input does not have the number of bytes the form demands.
	Length {
		/// Bytes the form demands.
		expected: usize,
		/// Bytes that were given.
		found: usize,
	},
	/// The first byte of a compressed point is neither `02` nor `03`.
	Prefix(u8),
	/// The coordinates are not those of a point on sm2p256v1 other than infinity.
	NotOnCurve,
	/// A secret scalar outside `[1, n-2]`, or `r` or `s` of a signature outside `[1, n-1]`.
	ScalarOutOfRange,
	/// Text that is not hexadecimal, with or without `0x`.
	NotHex,
	/// The DER or PEM structure is malformed, or names another algorithm or curve.
	Structure,
}

impl fmt::Display for KeyFault {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Length { expected, found } => {
				write!(f, "expected {expected} bytes, found {found}")
			}
			Self::Prefix(byte) => {
				write!(f, "a compressed SM2 point starts with 02 or 03, not {byte:02x}")
			}
			Self::NotOnCurve => f.write_str("not a point of the SM2 curve"),
			Self::ScalarOutOfRange => f.write_str("scalar out of the range of the SM2 group order"),
			Self::NotHex => f.write_str("not a hexadecimal string"),
			Self::Structure => f.write_str("not an SM2 structure in DER or PEM"),
		}
	}
}

impl core::error::Error for KeyFault {}
