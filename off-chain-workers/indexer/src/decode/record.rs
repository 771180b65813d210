//! Fields of what was read.

use super::DecodeFault;
use serde_json::{Map, Value};

/// The fields of a structure, and what it is called where one is missing.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
	subject: &'a str,
	map: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
	/// Of a map.
	pub const fn of(subject: &'a str, map: &'a Map<String, Value>) -> Self {
		Self { subject, map }
	}

	/// Of a value that is a map.
	///
	/// # Errors
	/// [`DecodeFault::Field`].
	pub fn new(subject: &'a str, value: &'a Value) -> Result<Self, DecodeFault> {
		let fault = || DecodeFault::Field { subject: subject.into(), field: "any".into() };
		value.as_object().map(|map| Self { subject, map }).ok_or_else(fault)
	}

	fn missing(&self, field: &str) -> DecodeFault {
		DecodeFault::Field { subject: self.subject.into(), field: field.into() }
	}

	/// The field, unless it is missing or null.
	pub fn get(&self, field: &str) -> Option<&'a Value> {
		self.map.get(field).filter(|value| !value.is_null())
	}

	/// The field as a structure.
	///
	/// # Errors
	/// [`DecodeFault::Field`].
	pub fn within(&self, field: &'a str) -> Result<Fields<'a>, DecodeFault> {
		let value = self.get(field).ok_or_else(|| self.missing(field))?;
		Fields::new(field, value).map_err(|_| self.missing(field))
	}

	/// The field as text.
	///
	/// # Errors
	/// [`DecodeFault::Field`].
	pub fn text(&self, field: &str) -> Result<&'a str, DecodeFault> {
		self.get(field).and_then(Value::as_str).ok_or_else(|| self.missing(field))
	}

	/// The field as text, where there is one.
	pub fn opt_text(&self, field: &str) -> Option<&'a str> {
		self.get(field).and_then(Value::as_str)
	}

	/// The field as a number.
	///
	/// # Errors
	/// [`DecodeFault::Field`].
	pub fn number(&self, field: &str) -> Result<u64, DecodeFault> {
		self.get(field).and_then(Value::as_u64).ok_or_else(|| self.missing(field))
	}

	/// The field as a number, where there is one.
	pub fn opt_number(&self, field: &str) -> Option<u64> {
		self.get(field).and_then(Value::as_u64)
	}

	/// The field as a number below 2^32.
	///
	/// # Errors
	/// [`DecodeFault::Field`].
	pub fn id(&self, field: &str) -> Result<u32, DecodeFault> {
		self.opt_id(field).ok_or_else(|| self.missing(field))
	}

	/// The field as a number below 2^32, where there is one.
	pub fn opt_id(&self, field: &str) -> Option<u32> {
		self.opt_number(field).and_then(|number| u32::try_from(number).ok())
	}

	/// The field as truth; false where it is missing.
	pub fn flag(&self, field: &str) -> bool {
		self.get(field).and_then(Value::as_bool).unwrap_or(false)
	}

	/// The name of the variant in the field: of `"name"` and of `{"name": …}`.
	///
	/// # Errors
	/// [`DecodeFault::Field`].
	pub fn variant(&self, field: &str) -> Result<&'a str, DecodeFault> {
		let value = self.get(field).ok_or_else(|| self.missing(field))?;
		variant(value).ok_or_else(|| self.missing(field))
	}

	/// The items of a list; none where it is missing.
	pub fn list(&self, field: &str) -> &'a [Value] {
		self.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
	}

	/// The participant that the actor in the field counts for; none for the chain and the council.
	pub fn actor(&self, field: &str) -> Option<u32> {
		actor(self.get(field)?)
	}
}

/// The name of a variant: `"name"` or `{"name": …}`.
pub(crate) fn variant(value: &Value) -> Option<&str> {
	match value {
		Value::String(name) => Some(name),
		Value::Object(map) if map.len() == 1 => map.keys().next().map(String::as_str),
		_ => None,
	}
}

/// The participant that an actor counts for. An actor is `{"by": "participant", "id": …}`, or
/// `{"participant": {"id": …}}` where its type is not the one this program knows.
pub(crate) fn actor(value: &Value) -> Option<u32> {
	let map = value.as_object()?;
	let inner = map.get("participant").and_then(Value::as_object).unwrap_or(map);
	inner.get("id").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok())
}

/// Words between commas, as the database keeps lists: `,issuer,user,`; `,` for none.
pub fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
	let mut text = String::from(",");
	for word in words {
		text.push_str(word);
		text.push(',');
	}
	text
}

/// What [`words`] made, as a list.
pub fn texts(words: &str) -> Vec<String> {
	words.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn lists_of_words_come_back() {
		for list in [vec![], vec!["one"], vec!["one", "two"]] {
			assert_eq!(texts(&words(list.iter().copied())), list);
		}
		assert_eq!(words(["issuer", "user"]), ",issuer,user,");
	}

	#[test]
	fn actors_are_read_in_both_forms() {
		assert_eq!(actor(&json!({ "by": "participant", "id": 5, "signer": 6 })), Some(5));
		assert_eq!(actor(&json!({ "participant": { "id": 5, "signer": 6 } })), Some(5));
		assert_eq!(actor(&json!({ "by": "council" })), None);
		assert_eq!(actor(&json!("council")), None);
	}
}
