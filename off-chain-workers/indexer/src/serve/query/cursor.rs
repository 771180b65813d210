//! Cursors: where a page ended, in a form that only the list that gave it takes.

use crate::serve::fault::ApiFault;
use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine};

/// The longest cursor, in characters.
pub const MAX_CURSOR: usize = 64;

/// The cursor behind a row of a list.
pub fn write(list: &str, position: i64) -> String {
	URL_SAFE_NO_PAD.encode(format!("{list}.{position}"))
}

/// The row that a cursor of a list stands behind.
///
/// # Errors
/// 400 for what no such list gave.
pub fn read(list: &str, cursor: &str) -> Result<i64, ApiFault> {
	let fault = || ApiFault::invalid("cursor", "is none that this list gave");
	if cursor.len() > MAX_CURSOR {
		return Err(fault());
	}
	let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| fault())?;
	let text = String::from_utf8(bytes).map_err(|_| fault())?;
	let (of, position) = text.split_once('.').ok_or_else(fault)?;
	let position: i64 = position.parse().map_err(|_| fault())?;
	match of == list && write(list, position) == cursor {
		true => Ok(position),
		false => Err(fault()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn a_cursor_comes_back_to_its_list_alone(position in any::<i64>()) {
			let cursor = write("authorizations", position);
			prop_assert!(cursor.len() <= MAX_CURSOR);
			prop_assert_eq!(read("authorizations", &cursor).unwrap(), position);
			prop_assert!(read("bills", &cursor).is_err());
		}

		#[test]
		fn anything_else_is_refused(text in "\\PC{0,80}") {
			if let Ok(position) = read("bills", &text) {
				prop_assert_eq!(write("bills", position), text);
			}
		}
	}
}
