//! From values to the canonical tree.

use super::{moment, tree::Json};
use crate::{
	expr::{Expr, Node, Test},
	policy::{Actors, Effect, Points, Policy, Scenes, Validity},
	primitive::Primitive,
	value::{word_of_kind, word_of_role, Set, Value},
	Attribute,
};
use alloc::{string::ToString, vec::Vec};
use fiscal_primitives::policy::PolicyPoint;

pub(super) fn policy(policy: &Policy) -> Json {
	let mut members = Vec::from([
		("name".into(), Json::text(policy.name.as_str())),
		("points".into(), points(policy.points)),
		("scenes".into(), scenes(&policy.scenes)),
		("actors".into(), actors(&policy.actors)),
		("priority".into(), Json::Number(policy.priority.into())),
		("effect".into(), Json::text(word_of_effect(policy.effect))),
	]);
	if !policy.obligations.is_empty() {
		let words = policy.obligations.words().map(Json::text).collect();
		members.push(("obligations".into(), Json::List(words)));
	}
	if let Some(expr) = &policy.condition {
		members.push(("condition".into(), condition(expr)));
	}
	if !policy.valid.is_unbounded() {
		members.push(("valid".into(), validity(policy.valid)));
	}
	Json::Object(members)
}

pub(super) fn primitive(primitive: &Primitive) -> Json {
	Json::Object(Vec::from([
		("name".into(), Json::text(primitive.name.as_str())),
		("version".into(), Json::Number(primitive.version.into())),
		("condition".into(), condition(&primitive.condition)),
	]))
}

pub(super) const fn word_of_point(point: PolicyPoint) -> &'static str {
	match point {
		PolicyPoint::Register => "register",
		PolicyPoint::Lock => "lock",
		PolicyPoint::Read => "read",
	}
}

pub(super) const fn word_of_effect(effect: Effect) -> &'static str {
	match effect {
		Effect::Permit => "permit",
		Effect::Deny => "deny",
	}
}

fn points(points: Points) -> Json {
	Json::List(points.iter().map(word_of_point).map(Json::text).collect())
}

fn scenes(scenes: &Scenes) -> Json {
	match scenes {
		Scenes::All => Json::text("all"),
		Scenes::Only(list) => {
			Json::List(list.iter().map(|scene| Json::Number(scene.0.into())).collect())
		}
	}
}

fn actors(actors: &Actors) -> Json {
	let Actors::Only(selection) = actors else { return Json::text("all") };
	let mut members = Vec::new();
	if !selection.participants.is_empty() {
		let ids = selection.participants.iter().map(|id| Json::Number(id.0.into())).collect();
		members.push(("participants".into(), Json::List(ids)));
	}
	if !selection.labels.is_empty() {
		let labels = selection.labels.iter().map(|label| Json::text(label.as_str())).collect();
		members.push(("labels".into(), Json::List(labels)));
	}
	if !selection.roles.is_empty() {
		let roles = selection.roles.iter().map(word_of_role).map(Json::text).collect();
		members.push(("roles".into(), Json::List(roles)));
	}
	Json::Object(members)
}

fn validity(valid: Validity) -> Json {
	let end = |name: &str, at: Option<u64>| {
		at.map(|at| (name.to_string(), Json::Text(moment::write(at))))
	};
	let ends = end("from", valid.from()).into_iter().chain(end("until", valid.until()));
	Json::Object(ends.collect())
}

/// Reading the nodes from the end, every operator finds its branches on top of the stack.
pub(super) fn condition(expr: &Expr) -> Json {
	let mut stack: Vec<Json> = Vec::new();
	for node in expr.nodes().iter().rev() {
		let mut branches =
			|count: u8| -> Vec<Json> { (0..count).filter_map(|_| stack.pop()).collect() };
		let tree = match node {
			Node::All(count) => Json::of("all", Json::List(branches(*count))),
			Node::Any(count) => Json::of("any", Json::List(branches(*count))),
			Node::Not => Json::of("not", stack.pop().unwrap_or(Json::Null)),
			Node::Use(reference) => Json::of(
				"use",
				Json::Object(Vec::from([
					("primitive".into(), Json::Number(reference.primitive.0.into())),
					("version".into(), Json::Number(reference.version.into())),
				])),
			),
			Node::Test { attribute, test } => {
				Json::of(attribute.to_string(), Json::of(test.operator(), operand(attribute, test)))
			}
		};
		stack.push(tree);
	}
	stack.pop().unwrap_or(Json::Null)
}

fn operand(attribute: &Attribute, test: &Test) -> Json {
	let of = |one: &Value| value(attribute, one);
	let list = |set: &Set| Json::List(set.iter().map(of).collect());
	match test {
		Test::Equal(value)
		| Test::NotEqual(value)
		| Test::Greater(value)
		| Test::AtLeast(value)
		| Test::Less(value)
		| Test::AtMost(value) => of(value),
		Test::In(set) | Test::NotIn(set) => list(set),
		Test::Between(low, high) => Json::List(Vec::from([of(low), of(high)])),
		Test::Matches(pattern) => Json::text(pattern.as_str()),
		Test::Exists(wanted) => Json::Flag(*wanted),
	}
}

/// The type of a field stands with the value, where text alone would not tell.
fn value(attribute: &Attribute, value: &Value) -> Json {
	let is_field = matches!(attribute, Attribute::Field(_));
	match value {
		Value::Number(number) => Json::Number(*number),
		Value::Flag(flag) => Json::Flag(*flag),
		Value::Text(text) => Json::text(text.as_str()),
		Value::Amount(fen) if is_field => Json::of("amount", Json::Text(fen.to_string())),
		Value::Date(date) if is_field => Json::of("date", Json::Text(date.to_string())),
		Value::Amount(fen) => Json::Text(fen.to_string()),
		Value::Date(date) => Json::Text(date.to_string()),
		Value::Minutes(minutes) => Json::Text(minutes.to_string()),
		Value::Role(role) => Json::text(word_of_role(*role)),
		Value::Kind(kind) => Json::text(word_of_kind(*kind)),
	}
}
