//! CSV out of the items of lists, so that a table says what the list says.

use serde::Serialize;
use serde_json::Value;

/// What a file begins with, so that spreadsheets take it for UTF-8.
pub const BOM: &str = "\u{feff}";

/// The first line: the names of the columns.
pub fn header(fields: &[&str]) -> String {
	let mut line = fields.join(",");
	line.push_str("\r\n");
	line
}

/// A line: the fields of an item, where `a.b` is the field `b` of the field `a`. Lists of words are
/// written with spaces between, other structures as JSON.
///
/// # Errors
/// What is no JSON.
pub fn line<R: Serialize>(item: &R, fields: &[&str]) -> Result<String, serde_json::Error> {
	let item = serde_json::to_value(item)?;
	let mut line = String::new();
	for (number, field) in fields.iter().enumerate() {
		if number > 0 {
			line.push(',');
		}
		let value = field.split('.').try_fold(&item, |value, name| value.get(name));
		match value {
			None | Some(Value::Null) => {}
			Some(Value::Bool(truth)) => line.push_str(if *truth { "true" } else { "false" }),
			Some(Value::Number(number)) => line.push_str(&number.to_string()),
			Some(Value::String(text)) => cell(text, &mut line),
			Some(Value::Array(items)) if items.iter().all(is_plain) => {
				let words: Vec<String> = items
					.iter()
					.map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
					.collect();
				cell(&words.join(" "), &mut line);
			}
			Some(other) => cell(&other.to_string(), &mut line),
		}
	}
	line.push_str("\r\n");
	Ok(line)
}

fn is_plain(value: &Value) -> bool {
	value.is_number() || value.as_str().is_some_and(|text| !text.contains(' '))
}

/// Spreadsheets take a text that begins so for a formula: an apostrophe before it makes a text of it.
fn cell(text: &str, line: &mut String) {
	const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
	let guard = if text.starts_with(FORMULA) { "'" } else { "" };
	if text.contains([',', '"', '\n', '\r', '\t']) || text != text.trim() {
		line.push('"');
		line.push_str(guard);
		line.push_str(&text.replace('"', "\"\""));
		line.push('"');
	} else {
		line.push_str(guard);
		line.push_str(text);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use serde_json::json;

	/// What a reader of CSV makes of one line.
	fn read(line: &str) -> Vec<String> {
		let mut cells = vec![String::new()];
		let mut letters = line.trim_end_matches("\r\n").chars().peekable();
		let mut is_quoted = false;
		while let Some(letter) = letters.next() {
			match letter {
				'"' if is_quoted && letters.peek() == Some(&'"') => {
					letters.next();
					cells.last_mut().unwrap().push('"');
				}
				'"' => is_quoted = !is_quoted,
				',' if !is_quoted => cells.push(String::new()),
				other => cells.last_mut().unwrap().push(other),
			}
		}
		cells
	}

	proptest! {
		#[test]
		fn every_text_comes_back_and_none_is_a_formula(text in ".{0,40}", next in ".{0,10}") {
			let item = json!({ "a": text, "b": next, "c": -5 });
			let cells = read(&line(&item, &["a", "b", "c"]).unwrap());
			prop_assert_eq!(cells.len(), 3);
			let first = cells[0].strip_prefix('\'').unwrap_or(&cells[0]);
			prop_assert!(first == text || cells[0] == text);
			prop_assert!(!cells[0].starts_with(['=', '+', '-', '@', '\t', '\r']));
			prop_assert_eq!(&cells[2], "-5");
		}
	}

	#[test]
	fn structures_are_taken_apart() {
		let item = json!({
			"status": { "usage": "free" },
			"words": ["a", "b"],
			"numbers": [1, 2],
			"record": { "x": [1, "y, z"] },
			"none": null,
			"yes": true,
		});
		let fields = ["status.usage", "words", "numbers", "record", "none", "yes"];
		assert_eq!(
			line(&item, &fields).unwrap(),
			"free,a b,1 2,\"{\"\"x\"\":[1,\"\"y, z\"\"]}\",,true\r\n"
		);
		assert_eq!(header(&["a", "b"]), "a,b\r\n");
	}
}
