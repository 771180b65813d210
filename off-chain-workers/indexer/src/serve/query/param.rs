//! Parameters as data: what one is called, what it takes, and how it is described. What the document
//! says of a parameter and what the parser takes is one thing.

use crate::{
	model::{position_of, PER_BLOCK},
	serve::fault::ApiFault,
};
use axum::http::Uri;
use std::collections::BTreeMap;
use url::form_urlencoded;
use utoipa::openapi::{
	path::{Parameter, ParameterBuilder, ParameterIn},
	schema::{Schema, SchemaFormat, SchemaType},
	KnownFormat, ObjectBuilder, RefOr, Required, Type,
};

/// The longest query, in bytes.
pub const MAX_QUERY: usize = 2_048;
/// The longest text of a parameter, in characters.
pub const MAX_TEXT: usize = 128;
/// Integers above this are no integers to every reader of JSON.
pub const MAX_SAFE: i64 = (1 << 53) - 1;

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
	/// A whole number from the first to the second.
	Number(i64, i64),
	/// `true` or `false`.
	Flag,
	/// So many decimal digits.
	Digits(usize),
	/// `0x` and so many hexadecimal digits, of either case.
	Hex(usize),
	/// `height-index`, read as a position.
	Position,
	/// A height, read as the first position of its block, or `height-index`, read as the position behind
	/// it.
	Since,
	/// A height, read as a number, or a hash.
	BlockId,
	/// `height-index`, read as a position, or a hash.
	TransactionId,
	/// A day, `yyyy-mm-dd`, read as the number yyyymmdd.
	Day,
	/// One of these words.
	OneOf(&'static [&'static str]),
	/// Any of these words, between commas.
	AnyOf(&'static [&'static str]),
	/// A name as metadata has it: letters, digits and `_`.
	Name,
	/// Any text without control characters.
	Text,
}

/// A number of a participant, an access node, a scene, a policy or a block.
pub const ID: Takes = Takes::Number(0, u32::MAX as i64);
/// Unix ms.
pub const MOMENT: Takes = Takes::Number(0, MAX_SAFE);
/// Fen.
pub const FEN: Takes = Takes::Number(0, MAX_SAFE);
/// A hash.
pub const HASH: Takes = Takes::Hex(64);

/// A value that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
	/// Of a number.
	Int(i64),
	/// Of a flag.
	Flag(bool),
	/// Of everything else.
	Text(String),
}

impl Takes {
	/// Reads a value, or says what it should be.
	pub fn read(self, text: &str) -> Result<Value, String> {
		let taken = |is_right: bool, value: String| match is_right {
			true => Ok(Value::Text(value)),
			false => Err(self.words()),
		};
		match self {
			Self::Number(least, most) => text
				.parse::<i64>()
				.ok()
				.filter(|number| (least..=most).contains(number) && is_plain(text))
				.map(Value::Int)
				.ok_or_else(|| self.words()),
			Self::Flag => match text {
				"true" => Ok(Value::Flag(true)),
				"false" => Ok(Value::Flag(false)),
				_ => Err(self.words()),
			},
			Self::Digits(count) => taken(
				text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()),
				text.to_owned(),
			),
			Self::Hex(count) => {
				let digits = text.strip_prefix("0x").unwrap_or_default();
				let is_right =
					digits.len() == count && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
				taken(is_right, text.to_ascii_lowercase())
			}
			Self::Position => position_of(text).map(Value::Int).ok_or_else(|| self.words()),
			Self::Since => match ID.read(text) {
				Ok(Value::Int(height)) => Ok(Value::Int(height.saturating_mul(PER_BLOCK))),
				_ => position_of(text)
					.map(|position| Value::Int(position.saturating_add(1)))
					.ok_or_else(|| self.words()),
			},
			Self::BlockId => ID.read(text).or_else(|_| HASH.read(text)).map_err(|_| self.words()),
			Self::TransactionId => {
				Self::Position.read(text).or_else(|_| HASH.read(text)).map_err(|_| self.words())
			}
			Self::Day => day(text).map(Value::Int).ok_or_else(|| self.words()),
			Self::OneOf(words) => taken(words.contains(&text), text.to_owned()),
			Self::AnyOf(words) => {
				let is_right = text.split(',').all(|word| words.contains(&word));
				taken(is_right, text.to_owned())
			}
			Self::Name => {
				let is_right = (1..=64).contains(&text.len())
					&& text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
				taken(is_right, text.to_owned())
			}
			Self::Text => {
				let is_right = !text.is_empty()
					&& text.chars().count() <= MAX_TEXT
					&& !text.chars().any(char::is_control);
				taken(is_right, text.to_owned())
			}
		}
	}

	fn words(self) -> String {
		match self {
			Self::Number(least, most) => format!("is a whole number from {least} to {most}"),
			Self::Flag => "is `true` or `false`".into(),
			Self::Digits(count) => format!("has {count} decimal digits"),
			Self::Hex(count) => format!("is `0x` and {count} hexadecimal digits"),
			Self::Position => "is `height-index`".into(),
			Self::Since => "is a height or `height-index`".into(),
			Self::BlockId => "is a height, or a hash of `0x` and 64 hexadecimal digits".into(),
			Self::TransactionId => {
				"is `height-index`, or a hash of `0x` and 64 hexadecimal digits".into()
			}
			Self::Day => "is a day, `yyyy-mm-dd`".into(),
			Self::OneOf(words) => format!("is one of {}", words.join(", ")),
			Self::AnyOf(words) => format!("is any of {}, between commas", words.join(", ")),
			Self::Name => "is a name of at most 64 letters, digits and `_`".into(),
			Self::Text => {
				format!("is a text of 1 to {MAX_TEXT} characters, none of them a control character")
			}
		}
	}

	/// Its schema.
	pub fn schema(self) -> RefOr<Schema> {
		let text =
			|pattern: String| ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern));
		let object = match self {
			Self::Number(least, most) => ObjectBuilder::new()
				.schema_type(SchemaType::new(Type::Integer))
				.format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
				.minimum(Some(least as isize))
				.maximum(Some(most as isize)),
			Self::Flag => ObjectBuilder::new().schema_type(Type::Boolean),
			Self::Digits(count) => text(format!("^[0-9]{{{count}}}$")),
			Self::Hex(count) => text(format!("^0x[0-9a-fA-F]{{{count}}}$")),
			Self::Position => text("^[0-9]{1,10}-[0-9]{1,7}$".into()),
			Self::Since => text("^[0-9]{1,10}(-[0-9]{1,7})?$".into()),
			Self::BlockId => text("^(0|[1-9][0-9]{0,9}|0x[0-9a-fA-F]{64})$".into()),
			Self::TransactionId => text("^([0-9]{1,10}-[0-9]{1,7}|0x[0-9a-fA-F]{64})$".into()),
			Self::Day => text("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$".into()),
			Self::OneOf(words) => {
				ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words.to_vec()))
			}
			Self::AnyOf(words) => {
				let word = format!("({})", words.join("|"));
				text(format!("^{word}(,{word})*$"))
			}
			Self::Name => text("^[A-Za-z0-9_]{1,64}$".into()),
			Self::Text => text("^[^\\u0000-\\u001f\\u007f-\\u009f]+$".into())
				.min_length(Some(1))
				.max_length(Some(MAX_TEXT)),
		};
		object.into()
	}
}

/// Digits alone: `+1` and `01` are other ways to write a number, and one is enough.
fn is_plain(text: &str) -> bool {
	text == "0" || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The number yyyymmdd of a day.
fn day(text: &str) -> Option<i64> {
	let mut parts = text.split('-');
	let mut part = |length: usize| {
		let part = parts.next()?;
		let is_right = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
		is_right.then(|| part.parse::<i64>().ok()).flatten()
	};
	let (year, month, day) = (part(4)?, part(2)?, part(2)?);
	let is_day = parts.next().is_none() && (1..=12).contains(&month) && (1..=31).contains(&day);
	is_day.then_some(year * 10_000 + month * 100 + day)
}

/// A parameter.
#[derive(Clone, Copy, Debug)]
pub struct Param {
	/// Its name.
	pub name: &'static str,
	/// What it takes.
	pub takes: Takes,
	/// What it is for.
	pub about: &'static str,
}

impl Param {
	/// One of a query.
	pub const fn new(name: &'static str, takes: Takes, about: &'static str) -> Self {
		Self { name, takes, about }
	}

	/// As a document describes one of a query.
	pub fn in_query(&self) -> Parameter {
		self.describe(ParameterIn::Query, Required::False)
	}

	/// As a document describes a part of a path.
	pub fn in_path(&self) -> Parameter {
		self.describe(ParameterIn::Path, Required::True)
	}

	fn describe(&self, place: ParameterIn, required: Required) -> Parameter {
		ParameterBuilder::new()
			.name(self.name)
			.parameter_in(place)
			.required(required)
			.description(Some(self.about))
			.schema(Some(self.takes.schema()))
			.build()
	}

	/// Reads a value that was given for it.
	///
	/// # Errors
	/// 400 that names it.
	pub fn read(&self, text: &str) -> Result<Value, ApiFault> {
		self.takes.read(text).map_err(|words| ApiFault::invalid(self.name, words))
	}
}

/// What was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given(BTreeMap<&'static str, Value>);

impl Given {
	/// Reads a query: each parameter once, none that is not known.
	///
	/// # Errors
	/// 400 that names the parameter, 414.
	pub fn of(uri: &Uri, known: &[&[Param]]) -> Result<Self, ApiFault> {
		let query = uri.query().unwrap_or_default();
		if query.len() > MAX_QUERY {
			return Err(ApiFault::query_too_long(MAX_QUERY));
		}
		let mut given = BTreeMap::new();
		for (name, text) in form_urlencoded::parse(query.as_bytes()) {
			let found = known.iter().flat_map(|some| some.iter()).find(|param| param.name == name);
			let Some(param) = found else {
				let name: String = name.chars().take(MAX_TEXT).collect();
				return Err(ApiFault::invalid(name, "is no parameter of this path"));
			};
			if given.insert(param.name, param.read(&text)?).is_some() {
				return Err(ApiFault::invalid(param.name, "is given twice"));
			}
		}
		Ok(Self(given))
	}

	/// Adds a value that a path gave.
	pub fn with(mut self, name: &'static str, value: Value) -> Self {
		self.0.insert(name, value);
		self
	}

	/// A number.
	pub fn int(&self, name: &str) -> Option<i64> {
		match self.0.get(name) {
			Some(Value::Int(value)) => Some(*value),
			_ => None,
		}
	}

	/// A flag.
	pub fn flag(&self, name: &str) -> Option<bool> {
		match self.0.get(name) {
			Some(Value::Flag(value)) => Some(*value),
			_ => None,
		}
	}

	/// A text.
	pub fn text(&self, name: &str) -> Option<&str> {
		match self.0.get(name) {
			Some(Value::Text(value)) => Some(value),
			_ => None,
		}
	}

	/// Any value.
	pub fn get(&self, name: &str) -> Option<&Value> {
		self.0.get(name)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const PARAMS: [Param; 3] = [
		Param::new("issuer", ID, ""),
		Param::new("red", Takes::Flag, ""),
		Param::new("q", Takes::Text, ""),
	];

	fn given(query: &str) -> Result<Given, ApiFault> {
		let uri: Uri = format!("http://localhost/x?{query}").parse().unwrap();
		Given::of(&uri, &[&PARAMS])
	}

	#[test]
	fn a_fault_names_the_parameter() {
		for (query, field) in [
			("issuer=x", "issuer"),
			("issuer=", "issuer"),
			("issuer=-1", "issuer"),
			("issuer=%2B1", "issuer"),
			("issuer=01", "issuer"),
			("issuer=4294967296", "issuer"),
			("issuer=1&issuer=2", "issuer"),
			("red=1", "red"),
			("q=a%00b", "q"),
			("q=", "q"),
			("other=1", "other"),
		] {
			let fault = given(query).unwrap_err();
			assert_eq!(fault.detail().field.as_deref(), Some(field), "{query}");
			assert_eq!(fault.status(), 400);
		}
		assert_eq!(given(&format!("q={}", "a".repeat(MAX_QUERY))).unwrap_err().status(), 414);
	}

	#[test]
	fn what_is_right_is_read() {
		let given = given("issuer=7&red=true&q=%E4%B8%AD+x").unwrap();
		assert_eq!(given.int("issuer"), Some(7));
		assert_eq!(given.flag("red"), Some(true));
		assert_eq!(given.text("q"), Some("中 x"));
		assert_eq!(given.text("issuer"), None);
	}

	#[test]
	fn words_and_digits_are_checked() {
		let topics = Takes::AnyOf(&["blocks", "bills"]);
		assert!(topics.read("bills,blocks").is_ok());
		assert!(topics.read("bills,").is_err());
		assert!(Takes::Digits(8).read("3106012６").is_err());
		assert!(Takes::Digits(8).read("31060126").is_ok());
		let hash = format!("0x{}", "aB".repeat(32));
		assert_eq!(HASH.read(&hash), Ok(Value::Text(hash.to_lowercase())));
		assert!(HASH.read(&hash[2..]).is_err());
		assert!(Takes::Name.read("Bills; --").is_err());
		assert_eq!(Takes::Day.read("2026-11-21"), Ok(Value::Int(20_261_121)));
		for text in ["2026-13-01", "2026-11-32", "2026-1-01", "2026-11-21-1", "20261121", "x"] {
			assert!(Takes::Day.read(text).is_err(), "{text}");
		}
		assert_eq!(Takes::Position.read("2-3"), Ok(Value::Int(2 * 1_048_576 + 3)));
		assert!(Takes::Position.read("2").is_err());
	}
}
