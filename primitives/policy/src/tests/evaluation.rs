//! The evaluator against the reference, and its cost.

use super::{
	reference::Tree,
	strategies::{expr, facts, policy, tree},
};
use crate::{
	alternatives, check, evaluate,
	evaluate::{of_expr, of_test},
	explain, limits, Attribute, Expr, Node, PrimitiveId, Reference, Step, Test, Truth, Value,
};
use alloc::{collections::BTreeMap, vec::Vec};
use fiscal_primitives::{
	field::{Field, FieldName, FieldValue, Fields},
	policy::{Facts, PolicyPoint},
	Digest,
};
use proptest::prelude::*;

fn truth_of(expr: &Expr, facts: &Facts) -> Truth {
	of_expr(expr, facts, &mut 0)
}

fn as_truth(truth: Option<bool>) -> Truth {
	match truth {
		Some(true) => Truth::True,
		Some(false) => Truth::False,
		None => Truth::Undecided,
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

	#[test]
	fn the_evaluator_agrees_with_the_reference(tree in tree(), facts in facts()) {
		let expr = tree.expr().unwrap();
		prop_assert_eq!(truth_of(&expr, &facts), as_truth(tree.truth(&facts)));
		prop_assert_eq!(as_truth(Tree::of(&expr).truth(&facts)), truth_of(&expr, &facts));
	}

	#[test]
	fn alternatives_are_equal_to_the_condition(expr in expr(), facts in facts()) {
		for positive in [true, false] {
			let Some(alternatives) = alternatives::of(&expr, positive) else { continue };
			let of_literal = |literal: &alternatives::Literal| match &expr.nodes()[literal.node] {
				Node::Test { attribute, test } => {
					let truth = of_test(test, &attribute.read(&facts));
					match (literal.positive, truth) {
						(false, Truth::True) => Truth::False,
						(false, Truth::False) => Truth::True,
						(_, truth) => truth,
					}
				}
				_ => panic!("no comparison"),
			};
			let of_alternative = |literals: &alternatives::Alternative| {
				literals.iter().map(of_literal).min().unwrap()
			};
			let found = alternatives.iter().map(of_alternative).max().unwrap();
			let expected = if positive { expr.clone() } else {
				match expr.clone().negated() { Ok(expr) => expr, Err(_) => continue }
			};
			prop_assert_eq!(found, truth_of(&expected, &facts));
		}
	}

	#[test]
	fn what_is_accepted_never_costs_more_than_was_said(policy in policy(), facts in facts()) {
		let outcome = evaluate(&policy, &facts, &());
		prop_assert!(outcome.cost <= policy.worst_cost());
		prop_assert_eq!(outcome.holds, outcome.applies && outcome.truth == Truth::True);
		if let Ok(report) = check(&policy, &()) {
			prop_assert!(outcome.cost <= report.cost);
			prop_assert!(report.cost <= limits::MAX_COST);
		}
	}

	#[test]
	fn an_explanation_shows_every_node_and_ends_like_the_evaluation(
		policy in policy(),
		facts in facts(),
	) {
		let steps = explain(&policy, &facts, &());
		let nodes = policy.condition.as_ref().map_or(0, |expr| expr.nodes().len());
		prop_assert_eq!(steps.len(), 4 + nodes);
		let selected = steps.iter().take(4).all(|step| step.truth == Truth::True);
		prop_assert_eq!(selected, policy.applies(&facts));
		let outcome = evaluate(&policy, &facts, &());
		if let (true, Some(root)) = (selected, steps.get(4)) {
			prop_assert_eq!(root.truth, outcome.truth);
		}
		for step in &steps {
			let tree = policy.to_tree();
			let optional = ["/valid"].contains(&step.path.as_str());
			prop_assert!(optional || tree.at(&step.path).is_some(), "{}", step.path);
		}
	}

	#[test]
	fn references_are_worth_what_they_stand_for(
		one in expr(),
		other in expr(),
		facts in facts(),
	) {
		let reference = |id| Reference { primitive: PrimitiveId(id), version: 1 };
		let catalogue = BTreeMap::from([(reference(1), one.clone()), (reference(2), other.clone())]);
		let named = Expr::all(Vec::from([
			Expr::reference(reference(1)),
			Expr::reference(reference(2)).negated().unwrap(),
		]))
		.unwrap();
		let Ok(negated) = other.negated() else { return Ok(()) };
		let written = Expr::all(Vec::from([one, negated]));
		match (crate::resolve(&named, None, &catalogue), written) {
			(Ok(resolved), Ok(written)) => {
				prop_assert_eq!(&resolved.expr, &written);
				prop_assert_eq!(truth_of(&resolved.expr, &facts), truth_of(&written, &facts));
			}
			(found, written) => prop_assert!(found.is_err() && written.is_err()),
		}
	}
}

fn test(attribute: Attribute, test: Test) -> Expr {
	Expr::test(attribute, test).unwrap()
}

#[test]
fn what_is_not_known_decides_nothing_by_itself() {
	let facts = Facts { today: Some(5), ..Facts::default() };
	let missing = test(Attribute::Total, Test::AtLeast(Value::Amount(Default::default())));
	let holds = test(Attribute::Today, Test::Equal(Value::Number(5)));
	let fails = test(Attribute::Today, Test::Equal(Value::Number(6)));
	let all = |one: &Expr, two: &Expr| Expr::all(Vec::from([one.clone(), two.clone()])).unwrap();
	let any = |one: &Expr, two: &Expr| Expr::any(Vec::from([one.clone(), two.clone()])).unwrap();
	assert_eq!(truth_of(&missing, &facts), Truth::Undecided);
	assert_eq!(truth_of(&missing.clone().negated().unwrap(), &facts), Truth::Undecided);
	assert_eq!(truth_of(&all(&missing, &fails), &facts), Truth::False);
	assert_eq!(truth_of(&all(&missing, &holds), &facts), Truth::Undecided);
	assert_eq!(truth_of(&any(&missing, &holds), &facts), Truth::True);
	assert_eq!(truth_of(&any(&missing, &fails), &facts), Truth::Undecided);
}

#[test]
fn a_masked_field_exists_and_is_compared_with_nothing() {
	let name = FieldName::new("a").unwrap();
	let field = Field { name: name.clone(), value: FieldValue::Masked(Digest::zero()) };
	let facts = Facts { fields: Fields::new(Vec::from([field])).unwrap(), ..Facts::default() };
	let of = |test| self::test(Attribute::Field(name.clone()), test);
	assert_eq!(truth_of(&of(Test::Exists(true)), &facts), Truth::True);
	assert_eq!(truth_of(&of(Test::NotEqual(Value::Number(1))), &facts), Truth::Undecided);
}

#[test]
fn an_explanation_names_what_was_asked_and_what_is_known() {
	let policy = crate::json::policy_from_json(
		r#"{"name":"x","points":["lock"],"scenes":[1],"actors":"all","priority":1,"effect":"deny",
		"condition":{"all":[{"total":{"gt":"5.00"}},{"not":{"region":{"in":[31,32]}}}]}}"#,
	)
	.unwrap();
	let facts = Facts {
		point: PolicyPoint::Lock,
		scene: Some(fiscal_primitives::SceneId(1)),
		total: Some("7.00".parse().unwrap()),
		..Facts::default()
	};
	let steps = explain(&policy, &facts, &());
	let shown: Vec<(&str, &str, Option<&str>, Truth)> = steps
		.iter()
		.skip(4)
		.map(|Step { path, asked, actual, truth }| {
			(path.as_str(), asked.as_str(), actual.as_deref(), *truth)
		})
		.collect();
	assert_eq!(
		shown,
		[
			("/condition", "all", None, Truth::Undecided),
			("/condition/all/0", "total gt 5.00", Some("7.00"), Truth::True),
			("/condition/all/1", "not", None, Truth::Undecided),
			("/condition/all/1/not", "region in 31, 32", None, Truth::Undecided),
		]
	);
}
