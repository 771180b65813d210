//! What changed from one policy to another. R044, R065.

use crate::{json::Json, policy::Policy};
use alloc::{format, string::String, vec::Vec};
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// One changed part. `from` and `to` are JSON; a part that was added has no `from`, one that was
/// removed no `to`.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, serde::Serialize, serde::Deserialize,
)]
pub struct Change {
	/// Where: a JSON Pointer; for what was removed into the old policy, otherwise into the new one.
	pub path: String,
	/// What stood there.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub from: Option<String>,
	/// What stands there now.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub to: Option<String>,
}

/// The parts in which two policies differ, in the order of the canonical form. The order of branches
/// of `all` and `any` makes no difference.
pub fn diff(old: &Policy, new: &Policy) -> Vec<Change> {
	let mut changes = Vec::new();
	compare("", &old.to_tree(), &new.to_tree(), &mut changes);
	changes
}

fn removed(path: String, from: &Json) -> Change {
	Change { path, from: Some(format!("{from}")), to: None }
}

fn added(path: String, to: &Json) -> Change {
	Change { path, from: None, to: Some(format!("{to}")) }
}

/// Calls itself as deep as the canonical form of a policy is.
fn compare(path: &str, old: &Json, new: &Json, changes: &mut Vec<Change>) {
	if same(old, new) {
		return;
	}
	match (old, new) {
		(Json::Object(before), Json::Object(after)) if comparable(path, before, after) => {
			for (name, value) in before {
				let path = format!("{path}/{name}");
				match new.get(name) {
					Some(other) => compare(&path, value, other, changes),
					None => changes.push(removed(path, value)),
				}
			}
			for (name, value) in after.iter().filter(|(name, _)| old.get(name).is_none()) {
				changes.push(added(format!("{path}/{name}"), value));
			}
		}
		(Json::List(before), Json::List(after)) if !path.ends_with("/between") => {
			compare_lists(path, before, after, changes);
		}
		_ => changes.push(Change {
			path: path.into(),
			from: Some(format!("{old}")),
			to: Some(format!("{new}")),
		}),
	}
}

/// Objects of one name are branches of a condition: with different names they are different.
fn comparable(path: &str, before: &[(String, Json)], after: &[(String, Json)]) -> bool {
	let selectors = path == "/actors" || path == "/valid" || path.is_empty();
	match (before, after) {
		_ if selectors => true,
		([(one, _)], [(other, _)]) => one == other,
		_ => true,
	}
}

/// Pairs what is equal, then branches that differ inside, and calls the rest removed and added.
fn compare_lists(path: &str, before: &[Json], after: &[Json], changes: &mut Vec<Change>) {
	let mut old = unpaired(before, after);
	let mut new = unpaired(after, before);
	let mut pairs = Vec::new();
	old.retain(|(at, value)| {
		let partner = new.iter().position(|(_, other)| alike(value, other));
		match partner {
			Some(position) => {
				pairs.push((*at, *value, new.remove(position)));
				false
			}
			None => true,
		}
	});
	for (_, value, (at, other)) in pairs {
		compare(&format!("{path}/{at}"), value, other, changes);
	}
	changes.extend(old.into_iter().map(|(at, value)| removed(format!("{path}/{at}"), value)));
	changes.extend(new.into_iter().map(|(at, value)| added(format!("{path}/{at}"), value)));
}

/// The items without an equal partner in the other list, with their places.
fn unpaired<'a>(items: &'a [Json], others: &[Json]) -> Vec<(usize, &'a Json)> {
	let mut others: Vec<&Json> = others.iter().collect();
	items
		.iter()
		.enumerate()
		.filter(|(_, item)| match others.iter().position(|other| same(item, other)) {
			Some(position) => {
				others.remove(position);
				false
			}
			None => true,
		})
		.collect()
}

/// Are both branches that begin with the same name?
fn alike(one: &Json, other: &Json) -> bool {
	match (one, other) {
		(Json::Object(one), Json::Object(other)) => {
			one.first().map(|(name, _)| name) == other.first().map(|(name, _)| name)
		}
		_ => false,
	}
}

/// Equal, whatever the order of branches.
fn same(one: &Json, other: &Json) -> bool {
	match (one, other) {
		(Json::Object(members), Json::Object(others)) => {
			members.len() == others.len()
				&& members.iter().all(|(name, value)| {
					other.get(name).is_some_and(|other| match (name.as_str(), value, other) {
						("all" | "any", Json::List(items), Json::List(others)) => {
							items.len() == others.len() && unpaired(items, others).is_empty()
						}
						_ => same(value, other),
					})
				})
		}
		(Json::List(items), Json::List(others)) => {
			items.len() == others.len()
				&& items.iter().zip(others).all(|(one, other)| same(one, other))
		}
		_ => one == other,
	}
}
