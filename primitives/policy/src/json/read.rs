//! From the tree to values, strictly.

use super::{moment, tree::Json, write};
use crate::{
	attribute::Attribute,
	expr::{Expr, Node, Test},
	finding::{below, Finding, Problem},
	limits::{MAX_BRANCHES, MAX_DEPTH, MIN_BRANCHES},
	policy::{Actors, Effect, Points, Policy, Scenes, Selection, Sorted, Validity},
	primitive::{Primitive, PrimitiveId, Reference},
	value::{kind_of_word, role_of_word, Minutes, Set, Value, ValueType},
};
use alloc::{format, string::String, vec::Vec};
use fiscal_primitives::{
	participant::{Role, Roles},
	policy::{Label, Obligations},
	text::Name,
	Date, Fen, Invalid, ParticipantId, Pattern, SceneId, Text,
};

type Read<T> = Result<T, Vec<Finding>>;

fn fault<T>(path: &str, problem: Problem, detail: impl Into<String>) -> Read<T> {
	Err(Vec::from([Finding::new(path, problem, detail)]))
}

fn invalid(path: &str, problem: Problem) -> impl FnOnce(Invalid) -> Vec<Finding> + '_ {
	move |fault| Vec::from([Finding::new(path, problem, fault.0)])
}

fn expected<T>(path: &str, what: &str, found: &Json) -> Read<T> {
	fault(path, Problem::Syntax, format!("{what} is expected here, not {}", found.kind()))
}

/// Keeps what was read, and remembers what was wrong.
struct Findings(Vec<Finding>);

impl Findings {
	fn take<T>(&mut self, read: Read<T>) -> Option<T> {
		read.map_err(|findings| self.0.extend(findings)).ok()
	}
}

/// The members of an object that has these names and no others.
fn members<'a>(
	tree: &'a Json,
	path: &str,
	required: &[&str],
	optional: &[&str],
) -> Read<&'a [(String, Json)]> {
	let Json::Object(members) = tree else { return expected(path, "an object", tree) };
	let mut findings = Vec::new();
	for (name, _) in members {
		if !required.iter().chain(optional).any(|known| known == name) {
			let detail = format!("`{name}` has no place here");
			findings.push(Finding::new(format!("{path}/{name}"), Problem::UnknownKey, detail));
		}
	}
	for name in required {
		if !members.iter().any(|(known, _)| known == name) {
			findings.push(Finding::new(path, Problem::MissingKey, format!("`{name}` is missing")));
		}
	}
	if findings.is_empty() {
		Ok(members)
	} else {
		Err(findings)
	}
}

pub(super) fn policy(tree: &Json) -> Read<Policy> {
	let required = ["name", "points", "scenes", "actors", "priority", "effect"];
	let mut findings = Findings(Vec::new());
	// The rest is read although a name is missing or too much, to say everything at once.
	findings.take(members(tree, "", &required, &["obligations", "condition", "valid"]));
	macro_rules! read {
		($name:literal, $read:expr) => {
			tree.get($name).and_then(|value| findings.take($read(value, concat!("/", $name))))
		};
	}
	let name = read!("name", name);
	let points = read!("points", points);
	let scenes = read!("scenes", scenes);
	let actors = read!("actors", actors);
	let priority = read!("priority", number::<u16>);
	let effect = read!("effect", effect);
	let obligations = read!("obligations", obligations).unwrap_or_default();
	let condition = read!("condition", condition_at);
	let valid = read!("valid", validity).unwrap_or_default();
	match (name, points, scenes, actors, priority, effect) {
		(Some(name), Some(points), Some(scenes), Some(actors), Some(priority), Some(effect))
			if findings.0.is_empty() =>
		{
			Ok(Policy {
				name,
				points,
				scenes,
				actors,
				priority,
				effect,
				obligations,
				condition,
				valid,
			})
		}
		_ => Err(findings.0),
	}
}

pub(super) fn primitive(tree: &Json) -> Read<Primitive> {
	let mut findings = Findings(Vec::new());
	findings.take(members(tree, "", &["name", "version", "condition"], &[]));
	let read_name = tree.get("name").and_then(|value| findings.take(name(value, "/name")));
	let version =
		tree.get("version").and_then(|value| findings.take(number::<u32>(value, "/version")));
	let condition =
		tree.get("condition").and_then(|value| findings.take(condition_at(value, "/condition")));
	match (read_name, version, condition) {
		(Some(name), Some(version), Some(condition)) if findings.0.is_empty() => {
			Ok(Primitive { name, version, condition })
		}
		_ => Err(findings.0),
	}
}

fn text<'a>(tree: &'a Json, path: &str) -> Read<&'a str> {
	match tree {
		Json::Text(text) => Ok(text),
		other => expected(path, "text", other),
	}
}

fn list<'a>(tree: &'a Json, path: &str) -> Read<&'a [Json]> {
	match tree {
		Json::List(items) => Ok(items),
		other => expected(path, "a list", other),
	}
}

fn number<T: TryFrom<i64>>(tree: &Json, path: &str) -> Read<T> {
	let Json::Number(number) = tree else { return expected(path, "a number", tree) };
	T::try_from(*number)
		.or_else(|_| fault(path, Problem::OutOfRange, format!("{number} is out of range here")))
}

/// Every item of a list, read by `read` with its place.
fn items<T>(tree: &Json, path: &str, read: impl Fn(&Json, &str) -> Read<T>) -> Read<Vec<T>> {
	let mut findings = Findings(Vec::new());
	let read: Vec<T> = list(tree, path)?
		.iter()
		.enumerate()
		.filter_map(|(at, item)| findings.take(read(item, &format!("{path}/{at}"))))
		.collect();
	if findings.0.is_empty() {
		Ok(read)
	} else {
		Err(findings.0)
	}
}

fn word<T>(tree: &Json, path: &str, of_word: impl Fn(&str) -> Option<T>) -> Read<T> {
	let text = text(tree, path)?;
	match of_word(text) {
		Some(value) => Ok(value),
		None => fault(path, Problem::Syntax, format!("`{text}` is not a word for this place")),
	}
}

fn name(tree: &Json, path: &str) -> Read<Name> {
	Name::new(text(tree, path)?).map_err(invalid(path, Problem::OutOfRange))
}

fn points(tree: &Json, path: &str) -> Read<Points> {
	let of_word =
		|text: &str| Points::ALL.into_iter().find(|point| write::word_of_point(*point) == text);
	let points = items(tree, path, |item, path| word(item, path, of_word))?;
	once(&points, path)?;
	Points::of(&points).map_err(invalid(path, Problem::OutOfRange))
}

fn once<T: PartialEq>(items: &[T], path: &str) -> Read<()> {
	let twice =
		items.iter().enumerate().find(|(at, item)| items.iter().take(*at).any(|one| one == *item));
	match twice {
		Some((at, _)) => fault(&format!("{path}/{at}"), Problem::OutOfRange, "stands twice"),
		None => Ok(()),
	}
}

fn is_all(tree: &Json) -> bool {
	matches!(tree, Json::Text(text) if text == "all")
}

fn scenes(tree: &Json, path: &str) -> Read<Scenes> {
	if is_all(tree) {
		return Ok(Scenes::All);
	}
	if let Json::Text(_) = tree {
		return expected(path, "`all` or a list of numbers", tree);
	}
	let scenes = items(tree, path, |item, path| number(item, path).map(SceneId))?;
	Scenes::only(scenes).map_err(invalid(path, Problem::OutOfRange))
}

fn actors(tree: &Json, path: &str) -> Read<Actors> {
	if is_all(tree) {
		return Ok(Actors::All);
	}
	let mut selection = Selection::default();
	for (name, value) in members(tree, path, &[], &["participants", "labels", "roles"])? {
		let path = &format!("{path}/{name}");
		let out_of_range = || invalid(path, Problem::OutOfRange);
		match name.as_str() {
			"participants" => {
				let ids = items(value, path, |item, path| number(item, path).map(ParticipantId))?;
				selection.participants = Sorted::new(ids).map_err(out_of_range())?;
			}
			"labels" => {
				let labels = items(value, path, |item, path| {
					Label::new(text(item, path)?).map_err(invalid(path, Problem::OutOfRange))
				})?;
				selection.labels = Sorted::new(labels).map_err(out_of_range())?;
			}
			_ => {
				let roles: Vec<Role> =
					items(value, path, |item, path| word(item, path, role_of_word))?;
				once(&roles, path)?;
				selection.roles = Roles::of(&roles);
			}
		}
	}
	Actors::only(selection).map_err(invalid(path, Problem::OutOfRange))
}

fn effect(tree: &Json, path: &str) -> Read<Effect> {
	let effects = [Effect::Permit, Effect::Deny];
	word(tree, path, |text| {
		effects.into_iter().find(|effect| write::word_of_effect(*effect) == text)
	})
}

fn obligations(tree: &Json, path: &str) -> Read<Obligations> {
	let each = items(tree, path, |item, path| word(item, path, Obligations::of_word))?;
	once(&each, path)?;
	Ok(each.into_iter().fold(Obligations::NONE, Obligations::and))
}

fn validity(tree: &Json, path: &str) -> Read<Validity> {
	members(tree, path, &[], &["from", "until"])?;
	let end = |name: &str| {
		let path = format!("{path}/{name}");
		tree.get(name)
			.map(|value| {
				moment::read(text(value, &path)?).map_err(invalid(&path, Problem::OutOfRange))
			})
			.transpose()
	};
	Validity::new(end("from")?, end("until")?).map_err(invalid(path, Problem::EmptyRange))
}

/// A condition on its own: paths begin at it.
pub(super) fn condition(tree: &Json) -> Read<Expr> {
	condition_at(tree, "")
}

fn condition_at(tree: &Json, path: &str) -> Read<Expr> {
	let mut nodes = Vec::new();
	let mut findings = Findings(Vec::new());
	branch(tree, path, 1, &mut nodes, &mut findings);
	if !findings.0.is_empty() {
		return Err(findings.0);
	}
	Expr::new(nodes).map_err(|findings| below(path, findings))
}

/// Appends the nodes of a branch. It calls itself at most [`MAX_DEPTH`] levels deep.
fn branch(tree: &Json, path: &str, level: usize, nodes: &mut Vec<Node>, findings: &mut Findings) {
	if level > MAX_DEPTH {
		findings.0.push(Finding::new(path, Problem::TooDeep, "more than 8 levels"));
		return;
	}
	let Some((name, value)) = findings.take(single(tree, path, "a condition")) else { return };
	let path = format!("{path}/{name}");
	let level = level.saturating_add(1);
	match name {
		"all" | "any" => {
			let Some(branches) = findings.take(list(value, &path)) else { return };
			let count = u8::try_from(branches.len()).unwrap_or(u8::MAX);
			if !(MIN_BRANCHES..=MAX_BRANCHES).contains(&count) {
				let detail = format!("`{name}` has 2 to 8 branches, not {}", branches.len());
				findings.0.push(Finding::new(path, Problem::Arity, detail));
				return;
			}
			nodes.push(if name == "all" { Node::All(count) } else { Node::Any(count) });
			for (at, tree) in branches.iter().enumerate() {
				branch(tree, &format!("{path}/{at}"), level, nodes, findings);
			}
		}
		"not" => {
			nodes.push(Node::Not);
			branch(value, &path, level, nodes, findings);
		}
		"use" => nodes.extend(findings.take(reference(value, &path)).map(Node::Use)),
		_ => nodes.extend(findings.take(comparison(name, value, &path))),
	}
}

/// The name and the value of an object with one name.
fn single<'a>(tree: &'a Json, path: &str, what: &str) -> Read<(&'a str, &'a Json)> {
	match tree {
		Json::Object(members) => match members.as_slice() {
			[(name, value)] => Ok((name, value)),
			_ => fault(path, Problem::Syntax, format!("{what} is an object of one name")),
		},
		other => expected(path, "an object", other),
	}
}

fn reference(tree: &Json, path: &str) -> Read<Reference> {
	members(tree, path, &["primitive", "version"], &[])?;
	let part = |name: &str| {
		let value = tree.get(name).unwrap_or(&Json::Null);
		number::<u32>(value, &format!("{path}/{name}"))
	};
	Ok(Reference { primitive: PrimitiveId(part("primitive")?), version: part("version")? })
}

fn comparison(name: &str, tree: &Json, path: &str) -> Read<Node> {
	let attribute: Attribute =
		name.parse().or_else(|fault: Invalid| self::fault(path, Problem::Syntax, fault.0))?;
	let (operator, operand) = single(tree, path, "a comparison")?;
	let path = &format!("{path}/{operator}");
	let one = || value(operand, path, &attribute);
	let many = || {
		items(operand, path, |item, path| value(item, path, &attribute))
			.and_then(|values| Set::new(values).map_err(invalid(path, Problem::OutOfRange)))
	};
	let test = match operator {
		"eq" => Test::Equal(one()?),
		"ne" => Test::NotEqual(one()?),
		"gt" => Test::Greater(one()?),
		"ge" => Test::AtLeast(one()?),
		"lt" => Test::Less(one()?),
		"le" => Test::AtMost(one()?),
		"in" => Test::In(many()?),
		"notIn" => Test::NotIn(many()?),
		"between" => {
			let ends = items(operand, path, |item, path| value(item, path, &attribute))?;
			match <[Value; 2]>::try_from(ends) {
				Ok([low, high]) => Test::Between(low, high),
				Err(_) => return fault(path, Problem::Syntax, "a range is a list of two values"),
			}
		}
		"matches" => Test::Matches(
			Pattern::new(text(operand, path)?).map_err(invalid(path, Problem::OutOfRange))?,
		),
		"exists" => match operand {
			Json::Flag(wanted) => Test::Exists(*wanted),
			other => return expected(path, "a flag", other),
		},
		_ => {
			return fault(path, Problem::Syntax, format!("`{operator}` is no operator"));
		}
	};
	Ok(Node::Test { attribute, test })
}

/// A value of the attribute's type; of a field, of the type the value shows.
fn value(tree: &Json, path: &str, attribute: &Attribute) -> Read<Value> {
	let range = || invalid(path, Problem::OutOfRange);
	let Some(of) = attribute.value_type() else { return field_value(tree, path) };
	let mistyped = || {
		let detail = format!("{attribute} is of type {}, not {}", of.name(), tree.kind());
		Vec::from([Finding::new(path, Problem::TypeMismatch, detail)])
	};
	if of == ValueType::Number {
		let Json::Number(number) = tree else { return Err(mistyped()) };
		return Ok(Value::Number(*number));
	}
	let Json::Text(text) = tree else { return Err(mistyped()) };
	match of {
		ValueType::Amount => amount(text, path),
		ValueType::Date => date(text, path),
		ValueType::Minutes => text.parse::<Minutes>().map(Value::Minutes).map_err(range()),
		ValueType::Role => word(tree, path, role_of_word).map(Value::Role),
		ValueType::Kind => word(tree, path, kind_of_word).map(Value::Kind),
		_ => Text::new(text).map(Value::Text).map_err(range()),
	}
}

fn field_value(tree: &Json, path: &str) -> Read<Value> {
	match tree {
		Json::Number(number) => Ok(Value::Number(*number)),
		Json::Flag(flag) => Ok(Value::Flag(*flag)),
		Json::Text(text) => {
			Text::new(text).map(Value::Text).map_err(invalid(path, Problem::OutOfRange))
		}
		Json::Object(_) => {
			let (name, inner) = single(tree, path, "a value")?;
			let path = &format!("{path}/{name}");
			match name {
				"amount" => amount(text(inner, path)?, path),
				"date" => date(text(inner, path)?, path),
				_ => fault(path, Problem::UnknownKey, format!("`{name}` is no type of a field")),
			}
		}
		other => expected(path, "a value", other),
	}
}

fn amount(text: &str, path: &str) -> Read<Value> {
	text.parse::<Fen>().map(Value::Amount).map_err(invalid(path, Problem::OutOfRange))
}

fn date(text: &str, path: &str) -> Read<Value> {
	text.parse::<Date>().map(Value::Date).map_err(invalid(path, Problem::OutOfRange))
}
