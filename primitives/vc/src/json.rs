//! JSON with bounds: a tree in which no member stands twice, and a walk that leaves none over.

use crate::Fault;
use alloc::{
	borrow::ToOwned,
	format,
	string::{String, ToString},
	vec::Vec,
};
use core::{cell::RefCell, fmt};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Objects and lists inside of each other.
const MAX_DEPTH: u32 = 4;
/// Members of an object.
const MAX_MEMBERS: usize = 16;
/// Items of a list.
const MAX_ITEMS: usize = 64;
/// Bytes of a text, and of the name of a member.
const MAX_TEXT: usize = 160;

/// A value.
#[derive(Debug)]
pub(crate) enum Json {
	/// What has no place in a credential: null, yes and no, numbers below zero or with a fraction.
	Other,
	Number(u64),
	Text(String),
	List(Vec<Json>),
	Object(Vec<(String, Json)>),
}

/// Reads one object and nothing behind it.
pub(crate) fn read(part: &'static str, bytes: &[u8]) -> Result<Members, Fault> {
	let fault = RefCell::new(None);
	let seed = Seed { part, depth: 0, fault: &fault };
	let mut reader = serde_json::Deserializer::from_slice(bytes);
	let value = seed.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
	match (fault.into_inner(), value) {
		(Some(fault), _) => Err(fault),
		(None, Ok(Json::Object(members))) => Ok(Members { path: String::new(), members }),
		(None, _) => Err(Fault::NotJson(part)),
	}
}

#[derive(Clone, Copy)]
struct Seed<'f> {
	part: &'static str,
	depth: u32,
	/// The first fault: serde's own errors are text.
	fault: &'f RefCell<Option<Fault>>,
}

impl Seed<'_> {
	fn refuse<E: Error>(&self, fault: Fault) -> E {
		let error = E::custom(&fault);
		self.fault.borrow_mut().get_or_insert(fault);
		error
	}

	fn out_of_bounds<E: Error>(&self) -> E {
		self.refuse(Fault::OutOfBounds(self.part))
	}

	fn deeper<E: Error>(self) -> Result<Self, E> {
		let depth = self.depth.saturating_add(1);
		if depth > MAX_DEPTH {
			return Err(self.out_of_bounds());
		}
		Ok(Self { depth, ..self })
	}

	fn text<E: Error>(&self, text: &str) -> Result<String, E> {
		if text.len() > MAX_TEXT {
			return Err(self.out_of_bounds());
		}
		Ok(text.to_owned())
	}
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
	type Value = Json;

	fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
		deserializer.deserialize_any(self)
	}
}

impl<'de> Visitor<'de> for Seed<'_> {
	type Value = Json;

	fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("JSON")
	}

	fn visit_unit<E>(self) -> Result<Json, E> {
		Ok(Json::Other)
	}

	fn visit_bool<E>(self, _: bool) -> Result<Json, E> {
		Ok(Json::Other)
	}

	fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
		Ok(Json::Other)
	}

	fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
		Ok(Json::Other)
	}

	fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
		Ok(Json::Number(number))
	}

	fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
		self.text(text).map(Json::Text)
	}

	fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
		let seed = self.deeper()?;
		let mut items = Vec::new();
		while let Some(item) = access.next_element_seed(seed)? {
			if items.len() >= MAX_ITEMS {
				return Err(self.out_of_bounds());
			}
			items.push(item);
		}
		Ok(Json::List(items))
	}

	fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
		let seed = self.deeper()?;
		let mut members: Vec<(String, Json)> = Vec::new();
		while let Some(name) = access.next_key::<String>()? {
			let name = self.text(&name)?;
			if members.iter().any(|(other, _)| *other == name) {
				return Err(self.refuse(Fault::Duplicate(name)));
			}
			if members.len() >= MAX_MEMBERS {
				return Err(self.out_of_bounds());
			}
			members.push((name, access.next_value_seed(seed)?));
		}
		Ok(Json::Object(members))
	}
}

/// The members of an object that are not taken yet.
#[derive(Debug)]
pub(crate) struct Members {
	/// Where the object stands: empty, or its name with a dot behind.
	path: String,
	members: Vec<(String, Json)>,
}

impl Members {
	/// Where a member of this name stands.
	pub(crate) fn path(&self, name: &str) -> String {
		format!("{}{name}", self.path)
	}

	/// Takes a member that may be missing.
	pub(crate) fn optional(&mut self, name: &str) -> Option<Json> {
		let at = self.members.iter().position(|(member, _)| member == name)?;
		Some(self.members.swap_remove(at).1)
	}

	/// Takes a member.
	pub(crate) fn take(&mut self, name: &str) -> Result<Json, Fault> {
		self.optional(name).ok_or_else(|| Fault::Missing(self.path(name)))
	}

	/// Takes a text.
	pub(crate) fn text(&mut self, name: &str, expected: &'static str) -> Result<String, Fault> {
		match self.take(name)? {
			Json::Text(text) => Ok(text),
			_ => Err(Fault::invalid(self.path(name), expected)),
		}
	}

	/// Takes a text and reads it.
	pub(crate) fn parsed<T: core::str::FromStr>(
		&mut self,
		name: &str,
		expected: &'static str,
	) -> Result<T, Fault> {
		let text = self.text(name, expected)?;
		text.parse().map_err(|_| Fault::invalid(self.path(name), expected))
	}

	/// Takes a text that has to be this one.
	pub(crate) fn exactly(&mut self, name: &str, expected: &'static str) -> Result<(), Fault> {
		if self.text(name, expected)? == expected {
			return Ok(());
		}
		Err(Fault::invalid(self.path(name), expected))
	}

	/// Takes a number below 2^32.
	pub(crate) fn number(&mut self, name: &str) -> Result<u32, Fault> {
		const EXPECTED: &str = "a whole number below 2^32";
		let value = self.take(name)?;
		let Json::Number(number) = value else {
			return Err(Fault::invalid(self.path(name), EXPECTED));
		};
		u32::try_from(number).map_err(|_| Fault::invalid(self.path(name), EXPECTED))
	}

	/// Takes an object.
	pub(crate) fn object(&mut self, name: &str) -> Result<Members, Fault> {
		let path = self.path(name);
		match self.take(name)? {
			Json::Object(members) => Ok(Members { path: format!("{path}."), members }),
			_ => Err(Fault::invalid(path, "one object")),
		}
	}

	/// Refuses what was not taken.
	pub(crate) fn end(self) -> Result<(), Fault> {
		match self.members.first() {
			Some((name, _)) => Err(Fault::Unknown(self.path(name))),
			None => Ok(()),
		}
	}
}

/// The texts of a list.
pub(crate) fn texts(value: Json, path: &str, expected: &'static str) -> Result<Vec<String>, Fault> {
	let fault = || Fault::invalid(path.to_string(), expected);
	let Json::List(items) = value else { return Err(fault()) };
	items
		.into_iter()
		.map(|item| match item {
			Json::Text(text) => Ok(text),
			_ => Err(fault()),
		})
		.collect()
}
