//! base64url without padding (RFC 4648 section 5), in its one canonical form.

use alloc::vec::Vec;

/// Decodes; nothing for any other alphabet, for padding, and for bits that encode nothing.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
	let mut bytes = Vec::with_capacity(text.len());
	for group in text.chunks(4) {
		let mut bits = 0u32;
		for symbol in group {
			bits = (bits << 6) | u32::from(value(*symbol)?);
		}
		// A group of two or three symbols ends in four or two bits that have to be zero.
		let (bits, spare, count) = match group.len() {
			4 => (bits, 0, 3),
			3 => (bits << 6, bits & 0b11, 2),
			2 => (bits << 12, bits & 0b1111, 1),
			_ => return None,
		};
		if spare != 0 {
			return None;
		}
		bytes.extend(bits.to_be_bytes().into_iter().skip(1).take(count));
	}
	Some(bytes)
}

fn value(symbol: u8) -> Option<u8> {
	let of = |first: u8, base: u8| Some(symbol.wrapping_sub(first).wrapping_add(base));
	match symbol {
		b'A'..=b'Z' => of(b'A', 0),
		b'a'..=b'z' => of(b'a', 26),
		b'0'..=b'9' => of(b'0', 52),
		b'-' => Some(62),
		b'_' => Some(63),
		_ => None,
	}
}

/// Encodes.
#[cfg(feature = "std")]
pub(crate) fn encode(bytes: &[u8]) -> String {
	const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	let mut text = String::with_capacity(bytes.len().div_ceil(3).saturating_mul(4));
	for group in bytes.chunks(3) {
		let mut padded = [0u8; 4];
		padded.iter_mut().skip(1).zip(group).for_each(|(slot, byte)| *slot = *byte);
		let bits = u32::from_be_bytes(padded);
		let symbols = [18u32, 12, 6, 0].into_iter().take(group.len().saturating_add(1));
		for shift in symbols {
			let index = usize::try_from((bits >> shift) & 0b11_1111).unwrap_or(0);
			text.extend(ALPHABET.get(index).map(|symbol| char::from(*symbol)));
		}
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn the_vectors_of_rfc_4648() {
		for (bytes, text) in [
			("", ""),
			("f", "Zg"),
			("fo", "Zm8"),
			("foo", "Zm9v"),
			("foob", "Zm9vYg"),
			("fooba", "Zm9vYmE"),
			("foobar", "Zm9vYmFy"),
		] {
			assert_eq!(encode(bytes.as_bytes()), text);
			assert_eq!(decode(text.as_bytes()).unwrap(), bytes.as_bytes());
		}
		for text in ["Z", "Zg==", "Zh", "Zm9", "Zm9v\n", "Zm+v", "Zm/v", "Zm9vY", "é"] {
			assert_eq!(decode(text.as_bytes()), None, "{text:?}");
		}
	}

	proptest! {
		#[test]
		fn there_is_one_text_for_bytes(bytes in any::<Vec<u8>>()) {
			prop_assert_eq!(decode(encode(&bytes).as_bytes()), Some(bytes));
		}

		#[test]
		fn there_is_one_reading_of_a_text(text in "[A-Za-z0-9_-]{0,40}") {
			if let Some(bytes) = decode(text.as_bytes()) {
				prop_assert_eq!(encode(&bytes), text);
			}
		}
	}
}
