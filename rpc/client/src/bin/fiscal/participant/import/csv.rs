//! Comma-separated values (RFC 4180), one record a line.

/// The records of a file, each with the number of its line; empty lines are left out. A byte order
/// mark at the beginning is passed over.
///
/// Errors: a field with a quotation mark out of place, by the number of its line.
pub fn rows(text: &str) -> Result<Vec<(usize, Vec<String>)>, String> {
	let text = text.strip_prefix('\u{feff}').unwrap_or(text);
	let lines = text.lines().zip(1usize..).filter(|(line, _)| !line.trim().is_empty());
	lines
		.map(|(line, number)| match fields(line) {
			Some(row) => Ok((number, row)),
			None => Err(format!("file: line {number}: a quotation mark out of place")),
		})
		.collect()
}

fn fields(line: &str) -> Option<Vec<String>> {
	let mut fields = Vec::new();
	let mut rest = line;
	loop {
		let (field, after) = match rest.strip_prefix('"') {
			Some(quoted) => unquote(quoted)?,
			None => {
				let end = rest.find(',').unwrap_or(rest.len());
				let (field, after) = rest.split_at_checked(end)?;
				if field.contains('"') {
					return None;
				}
				(field.to_owned(), after)
			}
		};
		fields.push(field);
		match after.strip_prefix(',') {
			Some(more) => rest = more,
			None if after.is_empty() => return Some(fields),
			None => return None,
		}
	}
}

/// The field up to its closing quotation mark, and what follows. Two marks stand for one.
fn unquote(text: &str) -> Option<(String, &str)> {
	let mut field = String::new();
	let mut rest = text;
	loop {
		let (before, after) = rest.split_once('"')?;
		field.push_str(before);
		match after.strip_prefix('"') {
			Some(more) => {
				field.push('"');
				rest = more;
			}
			None => return Some((field, after)),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn fields_are_separated_and_quoted() {
		let text = "a,b\r\n\n\"x, \"\"y\"\"\",\n,\n";
		assert_eq!(
			rows(text).unwrap(),
			[
				(1, vec!["a".to_string(), "b".into()]),
				(3, vec!["x, \"y\"".into(), String::new()]),
				(4, vec![String::new(), String::new()]),
			]
		);
	}

	#[test]
	fn quotation_marks_out_of_place_are_refused() {
		for bad in ["a\"b", "\"a", "\"a\"b,c", "a,\"b\"\""] {
			assert!(rows(bad).is_err(), "{bad}");
		}
	}
}
