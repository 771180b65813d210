//! Templates with blanks 模版挖空, and what has to hold before a signing is started. R129, R181.

use fiscal_bridge::{
	convert::{self, Mistake},
	protocol::signing::{Start, Template},
};
use std::collections::BTreeSet;

/// The most templates.
pub const MAX_TEMPLATES: usize = 1_000;
/// The longest text of a template, in bytes.
pub const MAX_TEXT: usize = 65_536;
/// The most blanks of a template.
pub const MAX_BLANKS: usize = 256;
/// The longest text in a blank, in characters.
pub const MAX_FIELD: usize = 512;
/// The most who sign one document.
pub const MAX_SIGNERS: usize = 8;

/// A piece of a template's text.
enum Piece<'a> {
	Text(&'a str),
	Blank(&'a str),
}

/// The pieces of a text; nothing where a blank does not end or has no name.
fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
	let mut pieces = Vec::new();
	let mut rest = text;
	while let Some((before, behind)) = rest.split_once("{{") {
		let (name, behind) = behind.split_once("}}")?;
		if name.is_empty() || name.contains(['{', '\n']) {
			return None;
		}
		pieces.extend([Piece::Text(before), Piece::Blank(name)]);
		rest = behind;
	}
	pieces.push(Piece::Text(rest));
	Some(pieces)
}

/// Is it a template: of bounded size, with the blanks that it names and no others?
///
/// # Errors
/// [`Mistake`] that names the field.
pub fn check(template: &Template) -> Result<(), Mistake> {
	visible("id", &template.id)?;
	if template.text.len() > MAX_TEXT {
		return Err(Mistake::new("text", format!("longer than {MAX_TEXT} bytes")));
	}
	if template.fields.len() > MAX_BLANKS {
		return Err(Mistake::new("fields", format!("more than {MAX_BLANKS}")));
	}
	let pieces = pieces(&template.text)
		.ok_or_else(|| Mistake::new("text", "a blank does not end or has no name"))?;
	let blanks: BTreeSet<&str> = pieces
		.iter()
		.filter_map(|piece| match piece {
			Piece::Blank(name) => Some(*name),
			Piece::Text(_) => None,
		})
		.collect();
	let named: BTreeSet<&str> = template.fields.iter().map(String::as_str).collect();
	if named.len() != template.fields.len() || named != blanks {
		return Err(Mistake::new("fields", "not the blanks of the text, each once"));
	}
	Ok(())
}

/// May the signing be started: is every blank of the template filled, and nothing else?
///
/// # Errors
/// [`Mistake`] that names the field; a blank that is missing or empty is named in its words.
pub fn check_start(template: &Template, start: &Start) -> Result<(), Mistake> {
	visible("matter", &start.matter)?;
	if start.template != template.id {
		return Err(Mistake::new("template", "another one than this"));
	}
	for name in &template.fields {
		match start.fields.get(name).map(|value| value.trim()) {
			None => return Err(Mistake::new("fields", format!("{name} is missing"))),
			Some("") => return Err(Mistake::new("fields", format!("{name} is empty"))),
			Some(_) => {}
		}
	}
	for (name, value) in &start.fields {
		if !template.fields.contains(name) {
			return Err(Mistake::new("fields", "one of them is no blank of the template"));
		}
		if value.chars().count() > MAX_FIELD || value.chars().any(char::is_control) {
			let words =
				format!("{name} has control characters or more than {MAX_FIELD} characters");
			return Err(Mistake::new("fields", words));
		}
	}
	if !(1..=MAX_SIGNERS).contains(&start.signers.len()) {
		return Err(Mistake::new("signers", format!("not 1 to {MAX_SIGNERS}")));
	}
	let mut signers = BTreeSet::new();
	for signer in &start.signers {
		// The same key in two forms is one signer.
		if !signers.insert(convert::public_hex(&convert::public("signers", signer)?)) {
			return Err(Mistake::new("signers", "one of them stands there twice"));
		}
	}
	Ok(())
}

/// The text with its blanks filled. What fills a blank is not looked at again, so that nobody can fill
/// one with another.
///
/// # Errors
/// Those of [`check`] and [`check_start`].
pub fn fill(template: &Template, start: &Start) -> Result<String, Mistake> {
	check(template)?;
	check_start(template, start)?;
	let pieces = pieces(&template.text).unwrap_or_default();
	Ok(pieces
		.iter()
		.map(|piece| match piece {
			Piece::Text(text) => *text,
			Piece::Blank(name) => start.fields.get(*name).map_or("", String::as_str),
		})
		.collect())
}

/// 1 to 64 visible ASCII characters.
pub(crate) fn visible(field: &'static str, text: &str) -> Result<(), Mistake> {
	if (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
		Ok(())
	} else {
		Err(Mistake::new(field, "not 1 to 64 visible ASCII characters"))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_sm_crypto::Pair;
	use proptest::prelude::*;
	use std::collections::BTreeMap;

	fn template(text: &str, fields: &[&str]) -> Template {
		Template {
			id: "authorization-1".into(),
			title: "授权书".into(),
			text: text.into(),
			fields: fields.iter().map(ToString::to_string).collect(),
		}
	}

	fn start(fields: &[(&str, &str)]) -> Start {
		Start {
			matter: "M-1".into(),
			template: "authorization-1".into(),
			fields: fields
				.iter()
				.map(|(name, text)| (name.to_string(), text.to_string()))
				.collect(),
			signers: vec![convert::public_hex(&Pair::from_dev_name("Holder").public())],
		}
	}

	#[test]
	fn a_template_names_its_blanks_each_once() {
		check(&template("{{who}} lets {{whom}} read; {{who}}", &["whom", "who"])).unwrap();
		check(&template("no blank at all, } { }}", &[])).unwrap();
		let bad: [(&str, &[&str]); 7] = [
			("{{who}}", &[]),
			("{{who}}", &["who", "whom"]),
			("{{who}}", &["who", "who"]),
			("{{who", &["who"]),
			("{{}}", &[""]),
			("{{{who}}", &["{who"]),
			("{{a\nb}}", &["a\nb"]),
		];
		for (text, fields) in bad {
			assert!(check(&template(text, fields)).is_err(), "{text}");
		}
		assert!(check(&template(&"x".repeat(MAX_TEXT + 1), &[])).is_err());
	}

	#[test]
	fn every_blank_is_filled_and_nothing_else_before_a_signing_starts() {
		let template = template("{{who}} and {{whom}}", &["who", "whom"]);
		let good = start(&[("who", "张三"), ("whom", "保险公司")]);
		assert_eq!(fill(&template, &good).unwrap(), "张三 and 保险公司");
		let words = |start: &Start| fill(&template, start).unwrap_err().to_string();
		assert!(words(&start(&[("who", "a")])).contains("whom is missing"));
		assert!(words(&start(&[("who", " "), ("whom", "b")])).contains("who is empty"));
		let more = start(&[("who", "a"), ("whom", "b"), ("third", "c")]);
		assert!(words(&more).contains("no blank"));
		let long = "x".repeat(MAX_FIELD + 1);
		assert!(words(&start(&[("who", &long), ("whom", "b")])).contains("more than 512"));
		assert!(words(&start(&[("who", "a\u{7}"), ("whom", "b")])).contains("control"));
		let nobody = Start { signers: Vec::new(), ..good.clone() };
		assert!(words(&nobody).contains("signers"));
		let twice =
			Start { signers: [&good.signers[..], &good.signers[..]].concat(), ..good.clone() };
		assert!(words(&twice).contains("twice"));
		let other = Start { template: "another".into(), ..good.clone() };
		assert!(words(&other).contains("template"));
		let matter = Start { matter: "M 1".into(), ..good };
		assert!(words(&matter).contains("matter"));
	}

	proptest! {
		#[test]
		fn what_fills_a_blank_is_never_a_blank_itself(
			first in "[^\\p{Cc}]{1,20}",
			second in "[a-z{}]{1,20}",
		) {
			prop_assume!(!first.trim().is_empty());
			let template = template("<{{one}}|{{two}}>", &["one", "two"]);
			let fields = BTreeMap::from([("one".into(), first.clone()), ("two".into(), second.clone())]);
			let start = Start { fields, ..start(&[]) };
			prop_assert_eq!(fill(&template, &start).unwrap(), format!("<{first}|{second}>"));
		}
	}
}
