//! A second evaluator, as plain as it can be: nested trees, optional truth, and dates compared as
//! dates. It shares no code with the first.

use crate::{Attribute, Expr, Finding, Node, Test, Value};
use alloc::{collections::BTreeSet, string::String, vec::Vec};
use fiscal_primitives::{field::FieldValue, participant::Role, policy::Facts, Date};

/// A condition as a nested tree.
#[derive(Clone, Debug)]
pub enum Tree {
	All(Vec<Tree>),
	Any(Vec<Tree>),
	Not(Box<Tree>),
	Test(Attribute, Test),
}

impl Tree {
	/// The same as the crate keeps it.
	pub fn expr(&self) -> Result<Expr, Vec<Finding>> {
		let exprs = |trees: &[Tree]| trees.iter().map(Tree::expr).collect::<Result<Vec<_>, _>>();
		match self {
			Tree::All(trees) => Expr::all(exprs(trees)?),
			Tree::Any(trees) => Expr::any(exprs(trees)?),
			Tree::Not(tree) => tree.expr()?.negated(),
			Tree::Test(attribute, test) => Expr::test(attribute.clone(), test.clone()),
		}
	}

	/// From what the crate keeps.
	pub fn of(expr: &Expr) -> Tree {
		let mut nodes = expr.nodes().iter();
		let tree = Self::next(&mut nodes);
		assert!(nodes.next().is_none());
		tree
	}

	fn next<'a>(nodes: &mut impl Iterator<Item = &'a Node>) -> Tree {
		match nodes.next().unwrap() {
			Node::All(count) => Tree::All((0..*count).map(|_| Self::next(nodes)).collect()),
			Node::Any(count) => Tree::Any((0..*count).map(|_| Self::next(nodes)).collect()),
			Node::Not => Tree::Not(Box::new(Self::next(nodes))),
			Node::Test { attribute, test } => Tree::Test(attribute.clone(), test.clone()),
			Node::Use(_) => panic!("written out before"),
		}
	}

	/// Its truth, if it can be told.
	pub fn truth(&self, facts: &Facts) -> Option<bool> {
		match self {
			Tree::All(trees) => {
				let truths: Vec<_> = trees.iter().map(|tree| tree.truth(facts)).collect();
				if truths.contains(&Some(false)) {
					Some(false)
				} else if truths.contains(&None) {
					None
				} else {
					Some(true)
				}
			}
			Tree::Any(trees) => {
				let truths: Vec<_> = trees.iter().map(|tree| tree.truth(facts)).collect();
				if truths.contains(&Some(true)) {
					Some(true)
				} else if truths.contains(&None) {
					None
				} else {
					Some(false)
				}
			}
			Tree::Not(tree) => tree.truth(facts).map(|truth| !truth),
			Tree::Test(attribute, test) => truth_of_test(attribute, test, facts),
		}
	}
}

/// A value that can be compared with others of its kind alone.
#[derive(Clone, Debug, PartialEq)]
enum Seen {
	Number(i64),
	Amount(u64),
	Text(String),
	Date(Date),
	Minutes(u64),
	Flag(bool),
	Roles(BTreeSet<&'static str>),
	Kind(u8),
	Masked,
}

fn role(role: Role) -> &'static str {
	crate::value::word_of_role(role)
}

fn see(attribute: &Attribute, facts: &Facts) -> Option<Seen> {
	let number = |id: Option<u32>| id.map(|id| Seen::Number(id.into()));
	let today = Date::at(facts.at);
	Some(match attribute {
		Attribute::TimeOfDay => Seen::Minutes((facts.at / 60_000 + 8 * 60) % (24 * 60)),
		Attribute::Weekday => {
			// Days from Saturday, 2026-11-21; the weeks before it make the difference positive.
			let mut days = 5 + 7 * 10_000;
			let mut day = facts.at;
			let saturday = 1_795_190_400_000u64;
			while Date::at(day) < Date::at(saturday) {
				day += 86_400_000;
				days -= 1;
			}
			while Date::at(day) > Date::at(saturday) {
				day -= 86_400_000;
				days += 1;
			}
			Seen::Number(days % 7 + 1)
		}
		Attribute::Date => Seen::Date(today),
		Attribute::Issuer => number(facts.issuer.map(|id| id.0))?,
		Attribute::Actor => number(facts.actor.map(|id| id.0))?,
		Attribute::Role => Seen::Roles(facts.roles?.iter().map(role).collect()),
		Attribute::Node => number(facts.node.map(|id| id.0))?,
		Attribute::Scene => number(facts.scene.map(|id| id.0))?,
		Attribute::Region => Seen::Number(facts.region?.get().into()),
		Attribute::Kind => Seen::Kind(facts.kind? as u8),
		Attribute::BillCode => Seen::Text(facts.bill?.to_string().split('-').next()?.into()),
		Attribute::Total => Seen::Amount(facts.total?.get()),
		Attribute::Claimed => Seen::Amount(facts.claimed?.get()),
		Attribute::Age => {
			let issued = facts.issued_on?;
			let mut day = facts.at;
			let mut age = 0;
			while Date::at(day) > issued {
				day -= 86_400_000;
				age += 1;
			}
			Seen::Number(age)
		}
		Attribute::Today => number(facts.today)?,
		Attribute::Field(name) => {
			let field = facts.fields.iter().find(|field| field.name == *name)?;
			match &field.value {
				FieldValue::Text(text) => Seen::Text(text.as_str().into()),
				FieldValue::Number(number) => Seen::Number(*number),
				FieldValue::Amount(fen) => Seen::Amount(fen.get()),
				FieldValue::Date(date) => Seen::Date(*date),
				FieldValue::Flag(flag) => Seen::Flag(*flag),
				FieldValue::Masked(_) => Seen::Masked,
			}
		}
	})
}

fn value(value: &Value) -> Seen {
	match value {
		Value::Number(number) => Seen::Number(*number),
		Value::Amount(fen) => Seen::Amount(fen.get()),
		Value::Text(text) => Seen::Text(text.as_str().into()),
		Value::Date(date) => Seen::Date(*date),
		Value::Minutes(minutes) => Seen::Minutes(minutes.get().into()),
		Value::Flag(flag) => Seen::Flag(*flag),
		Value::Role(one) => Seen::Roles(BTreeSet::from([role(*one)])),
		Value::Kind(kind) => Seen::Kind(*kind as u8),
	}
}

/// Whether the one is less than the other; nothing where they cannot be compared.
fn less(one: &Seen, other: &Seen) -> Option<bool> {
	match (one, other) {
		(Seen::Number(one), Seen::Number(other)) => Some(one < other),
		(Seen::Amount(one), Seen::Amount(other)) => Some(one < other),
		(Seen::Date(one), Seen::Date(other)) => Some(one < other),
		(Seen::Minutes(one), Seen::Minutes(other)) => Some(one < other),
		_ => None,
	}
}

/// Whether they are equal, or the role is among the roles.
fn is(one: &Seen, other: &Seen) -> Option<bool> {
	match (one, other) {
		(Seen::Roles(has), Seen::Roles(one)) => Some(one.is_subset(has)),
		(Seen::Masked, _) => None,
		_ if core::mem::discriminant(one) == core::mem::discriminant(other) => Some(one == other),
		_ => None,
	}
}

fn truth_of_test(attribute: &Attribute, test: &Test, facts: &Facts) -> Option<bool> {
	let seen = see(attribute, facts);
	if let Test::Exists(wanted) = test {
		return Some(seen.is_some() == *wanted);
	}
	let seen = seen?;
	let any =
		|set: &crate::Set| set.iter().map(|one| is(&seen, &value(one))).collect::<Option<Vec<_>>>();
	match test {
		Test::Equal(one) => is(&seen, &value(one)),
		Test::NotEqual(one) => is(&seen, &value(one)).map(|is| !is),
		Test::Less(one) => less(&seen, &value(one)),
		Test::AtLeast(one) => less(&seen, &value(one)).map(|less| !less),
		Test::Greater(one) => less(&value(one), &seen),
		Test::AtMost(one) => less(&value(one), &seen).map(|more| !more),
		Test::In(set) => any(set).map(|each| each.contains(&true)),
		Test::NotIn(set) => any(set).map(|each| !each.contains(&true)),
		Test::Between(low, high) => Some(!less(&seen, &value(low))? && !less(&value(high), &seen)?),
		Test::Matches(pattern) => match seen {
			Seen::Text(text) => Some(pattern.matches(&text)),
			_ => None,
		},
		Test::Exists(_) => unreachable!(),
	}
}
