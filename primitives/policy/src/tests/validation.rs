//! Findings: references, contradictions, budget, compliance.

use super::strategies::{facts, narrow_policy, narrow_tree};
use crate::{
	alternatives, check, check_primitive, domain::Domains, evaluate, json, limits, Expr, Finding,
	Primitive, PrimitiveId, Problem, Reference, Truth,
};
use alloc::{collections::BTreeMap, format, string::String, vec::Vec};
use proptest::{collection::vec, prelude::*};

/// A policy with this condition and these other members.
fn policy(condition: &str, more: &str) -> crate::Policy {
	let text = format!(
		r#"{{"name":"p","points":["read"],"priority":1,"effect":"deny"{more},
		"condition":{condition}}}"#
	);
	json::policy_from_json(&text).unwrap_or_else(|findings| panic!("{text}: {findings:?}"))
}

const EVERYWHERE: &str = r#","scenes":"all","actors":"all""#;

fn problems(condition: &str) -> Vec<(String, Problem)> {
	let findings = match check(&policy(condition, EVERYWHERE), &()) {
		Ok(report) => report.warnings,
		Err(findings) => findings,
	};
	findings
		.into_iter()
		.map(|Finding { path, problem, .. }| (path, problem))
		// Every point but `read` knows something the conditions below do not ask for.
		.filter(|(_, problem)| *problem != Problem::AskedOffChain)
		.collect()
}

fn only(path: &str, problem: Problem) -> Vec<(String, Problem)> {
	Vec::from([(path.into(), problem)])
}

#[test]
fn contradictions_are_found() {
	for condition in [
		r#"{"all":[{"total":{"gt":"10.00"}},{"total":{"lt":"5.00"}}]}"#,
		r#"{"all":[{"region":{"in":[31,32]}},{"region":{"notIn":[31,32,33]}}]}"#,
		r#"{"all":[{"timeOfDay":{"ge":"18:00"}},{"not":{"timeOfDay":{"ge":"08:00"}}}]}"#,
		r#"{"all":[{"date":{"gt":"2026-01-31"}},{"date":{"lt":"2026-02-01"}}]}"#,
		r#"{"all":[{"total":{"exists":false}},{"total":{"le":"5.00"}}]}"#,
		r#"{"all":[{"field.a":{"eq":1}},{"field.a":{"eq":"x"}}]}"#,
		r#"{"all":[{"field.a":{"eq":"x1"}},{"field.a":{"matches":"\\a+"}}]}"#,
		r#"{"all":[{"field.a":{"matches":"x"}},{"not":{"field.a":{"matches":"x"}}}]}"#,
		r#"{"all":[{"role":{"eq":"issuer"}},{"role":{"notIn":["issuer","auditor"]}}]}"#,
		r#"{"all":[{"kind":{"ne":"red"}},{"kind":{"notIn":["ordinary","difference"]}}]}"#,
		r#"{"all":[{"weekday":{"ge":6}},{"any":[{"weekday":{"lt":3}},{"weekday":{"eq":4}}]}]}"#,
		r#"{"not":{"weekday":{"between":[1,7]}}}"#,
		r#"{"total":{"lt":"0.00"}}"#,
		r#"{"date":{"exists":false}}"#,
	] {
		assert_eq!(problems(condition), only("/condition", Problem::NeverTrue), "{condition}");
	}
}

#[test]
fn conditions_that_restrict_nothing_are_found() {
	for condition in [
		r#"{"total":{"ge":"0.00"}}"#,
		r#"{"any":[{"total":{"gt":"5.00"}},{"total":{"le":"5.00"}}]}"#,
		r#"{"any":[{"region":{"eq":31}},{"not":{"region":{"eq":31}}}]}"#,
		r#"{"any":[{"total":{"exists":true}},{"total":{"exists":false}}]}"#,
		r#"{"weekday":{"between":[1,7]}}"#,
	] {
		assert_eq!(problems(condition), only("/condition", Problem::AlwaysTrue), "{condition}");
	}
}

#[test]
fn dead_branches_and_idle_comparisons_are_warnings() {
	let dead = r#"{"any":[{"today":{"gt":9}},
		{"all":[{"total":{"gt":"10.00"}},{"total":{"lt":"5.00"}}]}]}"#;
	assert_eq!(problems(dead), only("/condition/any/1", Problem::DeadBranch));
	let idle = r#"{"all":[{"today":{"gt":9}},{"total":{"ge":"0.00"}}]}"#;
	assert_eq!(problems(idle), only("/condition/all/1", Problem::RedundantTest));
	assert_eq!(problems(r#"{"today":{"gt":9}}"#), []);
}

#[test]
fn what_no_point_knows_is_refused_and_what_some_do_not_is_a_warning() {
	let found = |points: &str, condition: &str, catalogue: &BTreeMap<Reference, Expr>| {
		let text = format!(
			r#"{{"name":"p","points":{points},"scenes":"all","actors":"all","priority":1,
			"effect":"permit","condition":{condition}}}"#
		);
		let of = |findings: Vec<Finding>| {
			let of = |Finding { path, problem, detail }: Finding| (path, problem, detail);
			findings.into_iter().map(of).collect::<Vec<_>>()
		};
		let policy = json::policy_from_json(&text).unwrap();
		check(&policy, catalogue).map(|report| of(report.warnings)).map_err(of)
	};
	let none = BTreeMap::new();
	for (point, attribute, test) in [
		("lock", "field.level", r#"{"ge":3}"#),
		("lock", "field.level", r#"{"exists":false}"#),
		("lock", "node", r#"{"in":[1,2]}"#),
		("register", "region", r#"{"eq":31}"#),
		("register", "claimed", r#"{"le":"5.00"}"#),
	] {
		let condition = format!(r#"{{"any":[{{"{attribute}":{test}}},{{"weekday":{{"eq":6}}}}]}}"#);
		let place = String::from("/condition/any/0");
		let detail = format!("{attribute} is known at no point of the policy");
		assert_eq!(
			found(&format!(r#"["{point}"]"#), &condition, &none),
			Err(Vec::from([(place.clone(), Problem::NeverKnown, detail)]))
		);
		let detail = format!("{attribute} is never known at `{point}`: undecided there");
		let both = found(r#"["register","lock"]"#, &condition, &none);
		assert_eq!(both, Ok(Vec::from([(place, Problem::NeverKnown, detail)])));
	}
	let known = r#"{"all":[{"claimed":{"le":"5.00"}},{"region":{"eq":31}},{"today":{"le":9}}]}"#;
	assert_eq!(found(r#"["lock"]"#, known, &none), Ok(Vec::new()));
	// Through a primitive too, at the place that names it.
	let level = condition(r#"{"field.level":{"ge":3}}"#);
	let catalogue = BTreeMap::from([(reference(1, 1), level)]);
	let uses = r#"{"use":{"primitive":1,"version":1}}"#;
	let findings = found(r#"["lock"]"#, uses, &catalogue).unwrap_err();
	assert_eq!((findings[0].0.as_str(), findings[0].1), ("/condition", Problem::NeverKnown));
	// Readers off the chain may tell anything, but nobody on it asks.
	let findings = found(r#"["read"]"#, r#"{"field.level":{"ge":3}}"#, &none).unwrap();
	assert_eq!((findings[0].0.as_str(), findings[0].1), ("/points", Problem::AskedOffChain));
	assert_eq!(findings.len(), 1);
}

#[test]
fn what_each_point_never_knows() {
	use fiscal_primitives::policy::PolicyPoint::{Lock, Read, Register};
	let unknown = |point| {
		crate::Attribute::NAMED
			.into_iter()
			.filter(move |one| !one.known_at(point))
			.collect::<Vec<_>>()
	};
	assert_eq!(unknown(Register), [crate::Attribute::Region, crate::Attribute::Claimed]);
	assert_eq!(unknown(Lock), [crate::Attribute::Node]);
	assert_eq!(unknown(Read), []);
	let field = crate::Attribute::Field("level".parse().unwrap());
	let known = [Register, Lock, Read].map(|point| field.known_at(point));
	assert_eq!(known, [true, false, true]);
}

#[test]
fn selectors_count_as_conditions() {
	let scenes = r#","scenes":[1,2],"actors":{"participants":[4]}"#;
	let found = |condition| check(&policy(condition, scenes), &()).unwrap_err()[0].problem;
	assert_eq!(found(r#"{"scene":{"eq":3}}"#), Problem::NeverTrue);
	assert_eq!(found(r#"{"scene":{"in":[1,2,3]}}"#), Problem::AlwaysTrue);
	assert_eq!(found(r#"{"actor":{"ne":4}}"#), Problem::NeverTrue);
	assert!(check(&policy(r#"{"scene":{"eq":2}}"#, scenes), &()).is_ok());
	let valid = r#","scenes":"all","actors":"all","valid":{"from":"2026-02-01T00:00:00+08:00",
		"until":"2026-03-01T00:00:00+08:00"}"#;
	let of = |condition| check(&policy(condition, valid), &());
	assert_eq!(of(r#"{"date":{"ge":"2026-03-01"}}"#).unwrap_err()[0].problem, Problem::NeverTrue);
	assert!(of(r#"{"date":{"ge":"2026-02-28"}}"#).is_ok());
}

#[test]
fn too_many_alternatives_and_too_much_cost_are_refused() {
	let pair = |at: usize| {
		format!(r#"{{"any":[{{"field.a{at}":{{"eq":1}}}},{{"field.b{at}":{{"eq":1}}}}]}}"#)
	};
	let pairs = |of: usize| (0..of).map(pair).collect::<Vec<_>>().join(",");
	assert_eq!(problems(&format!(r#"{{"all":[{}]}}"#, pairs(8))), []);
	let beyond = format!(r#"{{"all":[{},{{"any":[{}]}}]}}"#, pairs(7), pairs(2));
	assert_eq!(problems(&beyond), only("/condition", Problem::TooComplex));

	let pattern = "x".repeat(60);
	let costly = |count: usize| {
		let one = |at: usize| format!(r#"{{"field.a{at}":{{"matches":"{pattern}"}}}}"#);
		let of = (0..count).map(one).collect::<Vec<_>>().join(",");
		format!(r#"{{"any":[{of}]}}"#)
	};
	let two = |count| format!(r#"{{"any":[{},{}]}}"#, costly(count), costly(3));
	assert_eq!(problems(&two(4)), []);
	assert_eq!(problems(&two(8)), only("/condition", Problem::OverBudget));
}

#[test]
fn the_rules_no_policy_may_break() {
	let found = |members: &str| {
		let text = format!(r#"{{"name":"p","points":["lock"],"priority":1{members}}}"#);
		match check(&json::policy_from_json(&text).unwrap(), &()) {
			Ok(_) => Vec::new(),
			Err(findings) => findings.into_iter().map(|finding| finding.problem).collect(),
		}
	};
	let (all, some) = (EVERYWHERE, r#","scenes":[1],"actors":"all""#);
	let valid = r#","valid":{"until":"2027-01-01T00:00:00+08:00"}"#;
	let condition = r#","condition":{"today":{"gt":9}}"#;
	let (permit, deny) = (r#","effect":"permit""#, r#","effect":"deny""#);
	let any = [Problem::AnyToAny, Problem::BlankRule];
	assert_eq!(found(&format!("{all}{permit}")), any);
	assert_eq!(found(&format!("{all}{permit}{valid}")), [Problem::AnyToAny]);
	let every_role = r#","scenes":"all","actors":{"roles":["fiscalAuthority","issuer","billUser",
		"platform","nodeOperator","council","auditor","holder","administrator"]}"#;
	assert_eq!(found(&format!("{every_role}{permit}{valid}")), [Problem::AnyToAny]);
	assert_eq!(found(&format!("{all}{deny}{valid}")), [Problem::GlobalBan]);
	assert_eq!(found(&format!("{some}{permit}")), [Problem::BlankRule]);
	assert_eq!(found(&format!("{some}{permit}{valid}")), []);
	assert_eq!(found(&format!("{all}{permit}{condition}")), []);
	assert_eq!(found(&format!("{all}{deny}{condition}")), []);
	let obliged = format!(r#"{all}{deny}{condition},"obligations":["log"]"#);
	assert_eq!(found(&obliged), [Problem::DenialWithObligations]);
}

fn reference(primitive: u32, version: u32) -> Reference {
	Reference { primitive: PrimitiveId(primitive), version }
}

fn condition(text: &str) -> Expr {
	serde_json::from_str(text).unwrap()
}

#[test]
fn references_must_exist_be_older_and_not_nest_too_deep() {
	let uses = |id, version| format!(r#"{{"use":{{"primitive":{id},"version":{version}}}}}"#);
	let mut catalogue = BTreeMap::from([
		(reference(1, 1), condition(r#"{"today":{"gt":9}}"#)),
		(reference(1, 2), condition(r#"{"today":{"gt":99}}"#)),
	]);
	for id in 2..=6 {
		catalogue.insert(reference(id, 1), condition(&uses(id - 1, 1)));
	}
	let found = |text: &str| {
		let policy =
			policy(&format!(r#"{{"all":[{text},{{"total":{{"gt":"1.00"}}}}]}}"#), EVERYWHERE);
		check(&policy, &catalogue)
			.map(|report| report.cost)
			.map_err(|findings| (findings[0].path.clone(), findings[0].problem))
	};
	let plain = found(r#"{"today":{"gt":9}}"#).unwrap();
	assert_eq!(found(&uses(1, 1)), Ok(plain));
	assert_eq!(found(&uses(4, 1)), Ok(plain), "four inside each other");
	let place = String::from("/condition/all/0");
	assert_eq!(found(&uses(5, 1)), Err((place.clone(), Problem::NestedTooDeep)));
	assert_eq!(found(&uses(1, 3)), Err((place.clone(), Problem::UnknownPrimitive)));

	let primitive = |text: &str| Primitive {
		name: "p".parse().unwrap(),
		version: 1,
		condition: condition(text),
	};
	assert!(check_primitive(PrimitiveId(3), &primitive(&uses(2, 1)), &catalogue).is_ok());
	for id in [1, 2] {
		let findings =
			check_primitive(PrimitiveId(id), &primitive(&uses(2, 1)), &catalogue).unwrap_err();
		assert_eq!(findings[0].problem, Problem::ReferenceOrder);
	}
	// A catalogue that breaks the order does not make evaluation run in circles.
	catalogue.insert(reference(7, 1), condition(&uses(8, 1)));
	catalogue.insert(reference(8, 1), condition(&uses(7, 1)));
	let circle = policy(&uses(8, 1), EVERYWHERE);
	assert_eq!(check(&circle, &catalogue).unwrap_err()[0].problem, Problem::ReferenceOrder);
	let facts = fiscal_primitives::policy::Facts {
		point: fiscal_primitives::policy::PolicyPoint::Read,
		..Default::default()
	};
	assert!(!evaluate(&circle, &facts, &catalogue).holds);
}

#[test]
fn references_count_with_what_they_stand_for() {
	let eight = |text: &str| format!(r#"{{"any":[{}]}}"#, [text; 8].join(","));
	let catalogue = BTreeMap::from([(reference(1, 1), condition(&eight(r#"{"today":{"gt":9}}"#)))]);
	let uses = r#"{"use":{"primitive":1,"version":1}}"#;
	let seven = format!(r#"{{"any":[{}]}}"#, [uses; 7].join(","));
	assert!(check(&policy(&seven, EVERYWHERE), &catalogue).is_ok());
	let found = check(&policy(&eight(uses), EVERYWHERE), &catalogue).unwrap_err();
	assert_eq!(found[0].problem, Problem::TooLarge);
	assert_eq!(found[0].path, "/condition/any/7");
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

	#[test]
	fn what_is_called_impossible_never_happens(
		policy in narrow_policy(),
		requests in vec(facts(), 40),
	) {
		let found: Vec<Problem> = match check(&policy, &()) {
			Ok(_) => Vec::new(),
			Err(findings) => findings.into_iter().map(|finding| finding.problem).collect(),
		};
		for facts in &requests {
			let outcome = evaluate(&policy, facts, &());
			if found.contains(&Problem::NeverTrue) {
				prop_assert!(!outcome.holds);
			}
			if found.contains(&Problem::AlwaysTrue) {
				prop_assert!(!outcome.applies || outcome.truth != Truth::False);
			}
		}
	}

	#[test]
	fn the_search_agrees_with_the_list_of_alternatives(tree in narrow_tree()) {
		let expr = tree.expr().unwrap();
		for positive in [true, false] {
			let Some(alternatives) = alternatives::of(&expr, positive) else { continue };
			let listed = alternatives.iter().any(|literals| {
				Domains::default().narrow_all(expr.nodes(), literals)
			});
			let searched = alternatives::is_possible(&expr, positive, &Domains::default());
			prop_assert_eq!(searched, Some(listed));
		}
	}

	#[test]
	fn dead_branches_can_be_cut(tree in narrow_tree(), requests in vec(facts(), 20)) {
		// What a dead branch says makes no difference: put anything in its place and the condition
		// holds for the same requests.
		let expr = tree.expr().unwrap();
		let dead: Vec<usize> = match alternatives::of(&expr, true) {
			Some(alternatives) => {
				let alive: Vec<usize> = alternatives
					.iter()
					.filter(|literals| Domains::default().narrow_all(expr.nodes(), literals))
					.flat_map(|literals| literals.iter().map(|literal| literal.node))
					.collect();
				(0..expr.nodes().len()).filter(|at| !alive.contains(at)).collect()
			}
			None => return Ok(()),
		};
		for facts in &requests {
			let holding = alternatives::of(&expr, true).unwrap_or_default().into_iter().any(|one| {
				!one.iter().any(|literal| dead.contains(&literal.node))
					&& one.iter().all(|literal| match &expr.nodes()[literal.node] {
						crate::Node::Test { attribute, test } => {
							let wanted = if literal.positive { Truth::True } else { Truth::False };
							crate::evaluate::of_test(test, &attribute.read(facts)) == wanted
						}
						_ => false,
					})
			});
			let truth = crate::evaluate::of_expr(&expr, facts, &mut 0);
			prop_assert_eq!(holding, truth == Truth::True);
		}
	}
}

#[test]
fn the_budget_is_less_than_what_a_condition_could_cost() {
	let worst = limits::MAX_NODES * (4 + 2 * 65);
	assert!(limits::MAX_COST < worst);
}
