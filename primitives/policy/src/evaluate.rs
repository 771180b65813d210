//! Evaluation: total, metered, in three values. R048, R049, R051.

use crate::{
	attribute::Actual,
	cost::{self, Cost},
	expr::{end_of, Expr, Node, Test},
	policy::{Effect, Policy},
	primitive::{resolve, Catalogue},
	value::{self, index_of_role, word_of_role, Value, ValueType},
};
use alloc::{format, string::String, vec::Vec};
use codec::{Decode, Encode};
use core::cmp::{Ordering, Reverse};
use fiscal_primitives::{
	participant::Roles,
	policy::{Facts, Obligations, Verdict},
	PolicyId,
};
use scale_info::TypeInfo;

/// Kleene's three values. What is not known makes a comparison undecided; `all` with a false branch
/// is false and `any` with a true branch is true, whatever else is not known.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Truth {
	/// It does not hold.
	False,
	/// Something that would decide is not known.
	Undecided,
	/// It holds.
	True,
}

impl Truth {
	const fn of(holds: bool) -> Self {
		if holds {
			Truth::True
		} else {
			Truth::False
		}
	}

	const fn opposite(self) -> Self {
		match self {
			Truth::False => Truth::True,
			Truth::Undecided => Truth::Undecided,
			Truth::True => Truth::False,
		}
	}
}

/// What evaluating one policy gave.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
pub struct Outcome {
	/// Does it have a say at all?
	pub applies: bool,
	/// Does it apply, and is its condition true? An undecided condition does not hold.
	pub holds: bool,
	/// The condition's value; true where there is none, undecided where it was not looked at
	/// because the policy does not apply.
	pub truth: Truth,
	/// What it cost; never more than [`Policy::worst_cost`] of the resolved policy.
	pub cost: Cost,
}

/// Evaluates one policy. It never fails: a condition that cannot be decided, or whose references
/// cannot be written out, does not hold.
pub fn evaluate(policy: &Policy, facts: &Facts, catalogue: &impl Catalogue) -> Outcome {
	if !policy.applies(facts) {
		let truth = Truth::Undecided;
		return Outcome { applies: false, holds: false, truth, cost: cost::BASE };
	}
	let mut meter = cost::BASE;
	let truth = match &policy.condition {
		None => Truth::True,
		Some(expr) if expr.has_references() => match resolve(expr, None, catalogue) {
			Ok(resolved) => of_expr(&resolved.expr, facts, &mut meter),
			Err(_) => Truth::Undecided,
		},
		Some(expr) => of_expr(expr, facts, &mut meter),
	};
	Outcome { applies: true, holds: truth == Truth::True, truth, cost: meter }
}

/// The value of a condition without references; a reference is undecided.
pub(crate) fn of_expr(expr: &Expr, facts: &Facts, meter: &mut Cost) -> Truth {
	of_branch(expr.nodes(), 0, facts, meter).0
}

/// The value of the branch that begins at `at`, and the place behind it. It calls itself at most as
/// deep as a condition has levels.
fn of_branch(nodes: &[Node], at: usize, facts: &Facts, meter: &mut Cost) -> (Truth, usize) {
	let next = at.saturating_add(1);
	let Some(node) = nodes.get(at) else { return (Truth::Undecided, next) };
	*meter = meter.saturating_add(cost::of_node(node));
	match node {
		Node::All(count) => of_branches(nodes, next, *count, Truth::False, facts, meter),
		Node::Any(count) => of_branches(nodes, next, *count, Truth::True, facts, meter),
		Node::Not => {
			let (truth, end) = of_branch(nodes, next, facts, meter);
			(truth.opposite(), end)
		}
		Node::Test { attribute, test } => (of_test(test, &attribute.read(facts)), next),
		Node::Use(_) => (Truth::Undecided, next),
	}
}

/// The value of branches of which one with the value `decides` settles it.
fn of_branches(
	nodes: &[Node],
	first: usize,
	count: u8,
	decides: Truth,
	facts: &Facts,
	meter: &mut Cost,
) -> (Truth, usize) {
	let mut answer = decides.opposite();
	let mut at = first;
	for _ in 0..count {
		if answer == decides {
			at = end_of(nodes, at);
			continue;
		}
		let (truth, end) = of_branch(nodes, at, facts, meter);
		at = end;
		if truth == decides || truth == Truth::Undecided {
			answer = truth;
		}
	}
	(answer, at)
}

/// The value of one comparison.
pub(crate) fn of_test(test: &Test, actual: &Actual<'_>) -> Truth {
	if let Test::Exists(wanted) = test {
		return Truth::of((*actual != Actual::Missing) == *wanted);
	}
	match actual {
		Actual::Missing | Actual::Masked => Truth::Undecided,
		Actual::Roles(roles) => of_roles(test, *roles),
		Actual::Text(text) => of_text(test, text),
		Actual::Ordinal(kind, number) => of_number(test, *kind, *number),
	}
}

fn of_roles(test: &Test, roles: Roles) -> Truth {
	let has = |value: &Value| matches!(value, Value::Role(role) if roles.contains(*role));
	match test {
		Test::Equal(value) => Truth::of(has(value)),
		Test::NotEqual(value) => Truth::of(!has(value)),
		Test::In(set) => Truth::of(set.iter().any(has)),
		Test::NotIn(set) => Truth::of(!set.iter().any(has)),
		_ => Truth::Undecided,
	}
}

fn of_text(test: &Test, text: &str) -> Truth {
	if test.value_type() != Some(ValueType::Text) {
		return Truth::Undecided;
	}
	let is = |value: &Value| value.text() == Some(text);
	match test {
		Test::Equal(value) => Truth::of(is(value)),
		Test::NotEqual(value) => Truth::of(!is(value)),
		Test::In(set) => Truth::of(set.iter().any(is)),
		Test::NotIn(set) => Truth::of(!set.iter().any(is)),
		Test::Matches(pattern) => Truth::of(pattern.matches(text)),
		_ => Truth::Undecided,
	}
}

fn of_number(test: &Test, kind: ValueType, number: i64) -> Truth {
	if test.value_type() != Some(kind) {
		return Truth::Undecided;
	}
	let to = |value: &Value| number.cmp(&value.ordinal());
	let within = |set: &value::Set| set.iter().any(|value| to(value) == Ordering::Equal);
	Truth::of(match test {
		Test::Equal(value) => to(value) == Ordering::Equal,
		Test::NotEqual(value) => to(value) != Ordering::Equal,
		Test::Greater(value) => to(value) == Ordering::Greater,
		Test::AtLeast(value) => to(value) != Ordering::Less,
		Test::Less(value) => to(value) == Ordering::Less,
		Test::AtMost(value) => to(value) != Ordering::Greater,
		Test::Between(low, high) => to(low) != Ordering::Less && to(high) != Ordering::Greater,
		Test::In(set) => within(set),
		Test::NotIn(set) => !within(set),
		Test::Matches(_) | Test::Exists(_) => return Truth::Undecided,
	})
}

/// What several policies say together.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, serde::Serialize, serde::Deserialize,
)]
pub struct Decision {
	/// May it go on, who decided, and what has to be done beside.
	pub verdict: Verdict,
	/// Every policy that was looked at and holds, in the order given: for the counts of hits. One that
	/// cannot change the answer any more is not looked at.
	pub hits: Vec<PolicyId>,
	/// What it cost; never more than the sum of [`Policy::worst_cost`] of the resolved policies.
	pub cost: Cost,
}

/// How policies are ranked: higher priority first, among equal ones denials first, then by number.
/// A list in this order is decided at the least cost.
pub fn rank(id: PolicyId, policy: &Policy) -> impl Ord {
	(Reverse(policy.priority), policy.effect == Effect::Permit, id)
}

/// Decides a request.
///
/// * The first policy in the order of [`rank`] that holds decides.
/// * Where permissions apply and none of them holds, and no denial does, the request is refused in
///   the name of the first of them: what is regulated by permissions is closed but for them.
/// * Where no policy applies, or denials alone apply and none holds, the request is permitted.
/// * Whoever is permitted has the obligations of all permissions that hold.
///
/// The order of the list does not change the verdict.
pub fn decide<'a>(
	policies: impl IntoIterator<Item = (PolicyId, &'a Policy)>,
	facts: &Facts,
	catalogue: &impl Catalogue,
) -> Decision {
	let mut hits = Vec::new();
	let mut cost: Cost = 0;
	let mut decider: Option<(PolicyId, &Policy)> = None;
	let mut closed_by: Option<(PolicyId, &Policy)> = None;
	let mut obligations = Obligations::NONE;
	for (id, policy) in policies {
		let earlier = |other: Option<(PolicyId, &Policy)>| {
			other.is_none_or(|(other, than)| rank(id, policy) < rank(other, than))
		};
		// A denial decides over every permission behind it, and permissions over denials behind them.
		let moot = match decider {
			Some((_, first)) if first.effect == Effect::Deny => !earlier(decider),
			Some(_) => policy.effect == Effect::Deny && !earlier(decider),
			None => false,
		};
		if moot {
			continue;
		}
		let outcome = evaluate(policy, facts, catalogue);
		cost = cost.saturating_add(outcome.cost);
		if outcome.applies && policy.effect == Effect::Permit && earlier(closed_by) {
			closed_by = Some((id, policy));
		}
		if !outcome.holds {
			continue;
		}
		hits.push(id);
		if policy.effect == Effect::Permit {
			obligations = obligations.and(policy.obligations);
		}
		if earlier(decider) {
			decider = Some((id, policy));
		}
	}
	let verdict = match (decider, closed_by) {
		(Some((id, policy)), _) if policy.effect == Effect::Permit => {
			Verdict { permitted: true, policy: Some(id), obligations }
		}
		(Some((id, _)), _) | (None, Some((id, _))) => {
			Verdict { permitted: false, policy: Some(id), obligations: Obligations::NONE }
		}
		(None, None) => Verdict::UNREGULATED,
	};
	Decision { verdict, hits, cost }
}

/// One step of an explanation.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, serde::Serialize, serde::Deserialize,
)]
pub struct Step {
	/// Where: a JSON Pointer into the canonical form of the resolved policy.
	pub path: String,
	/// What is asked: `total le 1000.00`, `all`, `actors`.
	pub asked: String,
	/// What is known, of a comparison; nothing where nothing is.
	pub actual: Option<String>,
	/// The answer.
	pub truth: Truth,
}

/// Explains the evaluation of one policy: whether point, scene, actor and time are its own, then
/// every node of the condition with the references written out, whether or not it was needed. Where
/// they cannot be written out, the condition is one undecided step.
pub fn explain(policy: &Policy, facts: &Facts, catalogue: &impl Catalogue) -> Vec<Step> {
	let step = |path: &str, asked: &str, holds: bool| Step {
		path: path.into(),
		asked: asked.into(),
		actual: None,
		truth: Truth::of(holds),
	};
	let mut steps = Vec::from([
		step("/points", "points", policy.points.contains(facts.point)),
		step("/scenes", "scenes", policy.scenes.contains(facts.scene)),
		step("/actors", "actors", policy.actors.contains(facts)),
		step("/valid", "valid", policy.valid.contains(facts.at)),
	]);
	let Some(expr) = &policy.condition else { return steps };
	let Ok(resolved) = resolve(expr, None, catalogue) else {
		let undecided = Truth::Undecided;
		steps.push(Step { truth: undecided, ..step("/condition", "condition", false) });
		return steps;
	};
	let nodes = resolved.expr.nodes();
	for ((at, node), path) in nodes.iter().enumerate().zip(resolved.expr.paths()) {
		let (asked, actual) = match node {
			Node::All(_) => ("all".into(), None),
			Node::Any(_) => ("any".into(), None),
			Node::Not => ("not".into(), None),
			Node::Use(reference) => (format!("{reference}"), None),
			Node::Test { attribute, test } => {
				(format!("{attribute} {test}"), shown(&attribute.read(facts)))
			}
		};
		let truth = of_branch(nodes, at, facts, &mut 0).0;
		steps.push(Step { path: format!("/condition{path}"), asked, actual, truth });
	}
	steps
}

fn shown(actual: &Actual<'_>) -> Option<String> {
	match actual {
		Actual::Missing => None,
		Actual::Masked => Some("masked".into()),
		Actual::Ordinal(kind, number) => Some(value::describe(*kind, *number)),
		Actual::Text(text) => Some(format!("{text:?}")),
		Actual::Roles(roles) => {
			let mut words: Vec<(u8, &str)> =
				roles.iter().map(|role| (index_of_role(role), word_of_role(role))).collect();
			words.sort_unstable();
			let words: Vec<&str> = words.into_iter().map(|(_, word)| word).collect();
			Some(words.join(", "))
		}
	}
}
