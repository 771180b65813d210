//! Reads fields of the protocol, each by its name on the wire.

use fiscal_bridge::convert::Mistake;
use fiscal_primitives::{BillKey, Region};
use std::{fmt::Display, str::FromStr};

/// Longest name of a media type, in characters.
const MAX_MEDIA_TYPE: usize = 64;

/// A field whose type reads itself from text.
pub(crate) fn parsed<T: FromStr>(field: &'static str, text: &str) -> Result<T, Mistake>
where
	T::Err: Display,
{
	text.parse().map_err(|fault: T::Err| Mistake::new(field, fault))
}

/// Code and number of a bill, in the fields `code` and `number`.
pub(crate) fn bill(code: &str, number: &str) -> Result<BillKey, Mistake> {
	Ok(BillKey::new(parsed("code", code)?, parsed("number", number)?))
}

/// A province.
pub(crate) fn region(field: &'static str, code: u8) -> Result<Region, Mistake> {
	Region::new(code).map_err(|invalid| Mistake::new(field, invalid))
}

/// A media type: 1 to 64 visible ASCII characters and spaces with one slash at least.
pub(crate) fn media_type(text: &str) -> Result<(), Mistake> {
	let admitted = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
	if text.len() <= MAX_MEDIA_TYPE && text.contains('/') && text.bytes().all(admitted) {
		Ok(())
	} else {
		Err(Mistake::new("mediaType", "not a media type of at most 64 characters"))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn mistakes_name_the_field_of_the_wire() {
		assert_eq!(bill("3206012", "0000000001").unwrap_err().field, "code");
		assert_eq!(bill("32060125", "1").unwrap_err().field, "number");
		assert_eq!(region("to", 9).unwrap_err().field, "to");
		assert!(region("to", 32).is_ok() && bill("32060125", "0000000001").is_ok());
	}

	#[test]
	fn media_types_are_short_and_printable() {
		assert!(media_type("text/plain; charset=utf-8").is_ok());
		for text in ["pdf", "", "a/b\n", "票/据"] {
			assert!(media_type(text).is_err(), "{text:?}");
		}
		assert!(media_type(&format!("a/{}", "b".repeat(63))).is_err());
	}
}
