//! JSON as a tree that keeps the order of names.

use alloc::{string::String, vec::Vec};
use core::fmt;
use serde::{
	de::{Error, MapAccess, SeqAccess, Visitor},
	ser::{SerializeMap, SerializeSeq},
	Deserialize, Deserializer, Serialize, Serializer,
};

/// A JSON value: numbers are whole, and no name stands twice in one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
	/// `null`.
	Null,
	/// `true` or `false`.
	Flag(bool),
	/// A whole number.
	Number(i64),
	/// Text.
	Text(String),
	/// A list.
	List(Vec<Json>),
	/// Names and values in their order.
	Object(Vec<(String, Json)>),
}

impl Json {
	/// Text.
	pub fn text(text: impl Into<String>) -> Self {
		Json::Text(text.into())
	}

	/// An object of one name.
	pub fn of(name: impl Into<String>, value: Json) -> Self {
		Json::Object(Vec::from([(name.into(), value)]))
	}

	/// The value of a name of an object, or the place of a list.
	pub fn get(&self, segment: &str) -> Option<&Json> {
		match self {
			Json::Object(members) => {
				members.iter().find(|(name, _)| name == segment).map(|(_, value)| value)
			}
			Json::List(items) => items.get(segment.parse::<usize>().ok()?),
			_ => None,
		}
	}

	/// What a JSON Pointer (RFC 6901, without its escapes) points at.
	pub fn at(&self, pointer: &str) -> Option<&Json> {
		pointer.split('/').skip(1).try_fold(self, |value, segment| value.get(segment))
	}

	/// The same, to be changed.
	pub fn at_mut(&mut self, pointer: &str) -> Option<&mut Json> {
		pointer.split('/').skip(1).try_fold(self, |value, segment| match value {
			Json::Object(members) => {
				members.iter_mut().find(|(name, _)| name == segment).map(|(_, value)| value)
			}
			Json::List(items) => items.get_mut(segment.parse::<usize>().ok()?),
			_ => None,
		})
	}

	/// What it is, for messages.
	pub(crate) const fn kind(&self) -> &'static str {
		match self {
			Json::Null => "null",
			Json::Flag(_) => "a flag",
			Json::Number(_) => "a number",
			Json::Text(_) => "text",
			Json::List(_) => "a list",
			Json::Object(_) => "an object",
		}
	}
}

/// Without white space.
impl fmt::Display for Json {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
	}
}

impl Serialize for Json {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		match self {
			Json::Null => serializer.serialize_unit(),
			Json::Flag(flag) => serializer.serialize_bool(*flag),
			Json::Number(number) => serializer.serialize_i64(*number),
			Json::Text(text) => serializer.serialize_str(text),
			Json::List(items) => {
				let mut list = serializer.serialize_seq(Some(items.len()))?;
				items.iter().try_for_each(|item| list.serialize_element(item))?;
				list.end()
			}
			Json::Object(members) => {
				let mut map = serializer.serialize_map(Some(members.len()))?;
				members.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
				map.end()
			}
		}
	}
}

impl<'de> Deserialize<'de> for Json {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		struct Reader;
		impl<'de> Visitor<'de> for Reader {
			type Value = Json;

			fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
				f.write_str("JSON without fractions")
			}
			fn visit_unit<E: Error>(self) -> Result<Json, E> {
				Ok(Json::Null)
			}
			fn visit_bool<E: Error>(self, flag: bool) -> Result<Json, E> {
				Ok(Json::Flag(flag))
			}
			fn visit_i64<E: Error>(self, number: i64) -> Result<Json, E> {
				Ok(Json::Number(number))
			}
			fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
				i64::try_from(number).map(Json::Number).map_err(|_| E::custom("number too large"))
			}
			fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
				Ok(Json::text(text))
			}
			fn visit_string<E: Error>(self, text: String) -> Result<Json, E> {
				Ok(Json::Text(text))
			}
			fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
				let mut items = Vec::new();
				while let Some(item) = list.next_element()? {
					items.push(item);
				}
				Ok(Json::List(items))
			}
			fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
				let mut members: Vec<(String, Json)> = Vec::new();
				while let Some(name) = map.next_key::<String>()? {
					if members.iter().any(|(known, _)| *known == name) {
						return Err(A::Error::custom(format_args!("`{name}` stands twice")));
					}
					members.push((name, map.next_value()?));
				}
				Ok(Json::Object(members))
			}
		}
		deserializer.deserialize_any(Reader)
	}
}
