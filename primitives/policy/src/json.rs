//! The canonical JSON form: what people and the explorer edit. R043, R050, R218.
//!
//! `docs/policies.md` describes it and `docs/policy.schema.json` is its schema. Reading is strict:
//! what is not known, stands twice or is missing is a finding with its place. Writing has one order
//! and one spelling for everything, so that equal policies have equal text.

mod moment;
mod read;
mod tree;
mod write;

pub use tree::Json;

use crate::{
	expr::Expr,
	finding::{Finding, Problem},
	limits::MAX_JSON,
	policy::Policy,
	primitive::Primitive,
};
use alloc::{
	string::{String, ToString},
	vec::Vec,
};

/// A policy of its JSON form.
///
/// Errors: everything that is wrong with the form, each with its place.
pub fn policy_from_json(text: &str) -> Result<Policy, Vec<Finding>> {
	read::policy(&parse(text)?)
}

/// A primitive of its JSON form `{"name", "version", "condition"}`.
///
/// Errors: everything that is wrong with the form, each with its place.
pub fn primitive_from_json(text: &str) -> Result<Primitive, Vec<Finding>> {
	read::primitive(&parse(text)?)
}

/// The canonical JSON form of a policy, without white space.
pub fn policy_to_json(policy: &Policy) -> String {
	write::policy(policy).to_string()
}

/// The canonical JSON form of a primitive, without white space.
pub fn primitive_to_json(primitive: &Primitive) -> String {
	write::primitive(primitive).to_string()
}

/// Any JSON document of at most [`MAX_JSON`] bytes, without fractions, in which no name stands twice
/// in one object.
///
/// Errors: one `Syntax` or `TooLarge`.
pub fn parse(text: &str) -> Result<Json, Vec<Finding>> {
	if text.len() > MAX_JSON {
		let detail = "longer than 65536 bytes";
		return Err(Vec::from([Finding::new("", Problem::TooLarge, detail)]));
	}
	serde_json::from_str(text)
		.map_err(|fault| Vec::from([Finding::new("", Problem::Syntax, fault.to_string())]))
}

impl Policy {
	/// The canonical JSON form as a tree.
	pub fn to_tree(&self) -> Json {
		write::policy(self)
	}

	/// A policy of the tree of its JSON form.
	///
	/// Errors: everything that is wrong with the form, each with its place.
	pub fn from_tree(tree: &Json) -> Result<Self, Vec<Finding>> {
		read::policy(tree)
	}
}

impl Primitive {
	/// A primitive of the tree of its JSON form.
	///
	/// Errors: everything that is wrong with the form, each with its place.
	pub fn from_tree(tree: &Json) -> Result<Self, Vec<Finding>> {
		read::primitive(tree)
	}
}

macro_rules! serde_as_tree {
	($name:ty, $write:path, $read:path) => {
		impl serde::Serialize for $name {
			fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
				$write(self).serialize(serializer)
			}
		}
		impl<'de> serde::Deserialize<'de> for $name {
			fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
				let tree = <Json as serde::Deserialize>::deserialize(deserializer)?;
				$read(&tree).map_err(|findings| {
					let sentences: Vec<String> =
						findings.iter().map(|finding| finding.to_string()).collect();
					serde::de::Error::custom(sentences.join("; "))
				})
			}
		}
	};
}
serde_as_tree!(Policy, write::policy, read::policy);
serde_as_tree!(Primitive, write::primitive, read::primitive);
serde_as_tree!(Expr, write::condition, read::condition);
