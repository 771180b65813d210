//! How two policies stand to each other.

use super::strategies::{facts, narrow_policy};
use crate::{conflicts, decide, evaluate, json::policy_from_json, Effect, Overlap, Policy, Which};
use alloc::{format, vec::Vec};
use fiscal_primitives::PolicyId;
use proptest::{collection::vec, prelude::*};

fn policy(effect: &str, priority: u16, more: &str, condition: &str) -> Policy {
	policy_from_json(&format!(
		r#"{{"name":"p","points":["lock"],"priority":{priority},"effect":"{effect}",{more},
		"condition":{condition}}}"#
	))
	.unwrap()
}

const ALL: &str = r#""scenes":"all","actors":"all""#;

fn between(first: &Policy, second: &Policy) -> Overlap {
	conflicts(first, second, &())
}

#[test]
fn opposite_effects_at_one_priority_conflict_where_both_can_hold() {
	let small = r#"{"total":{"le":"100.00"}}"#;
	let evening = r#"{"timeOfDay":{"ge":"18:00"}}"#;
	let permit = policy("permit", 5, ALL, small);
	assert_eq!(between(&permit, &policy("deny", 5, ALL, evening)), Overlap::Conflict);
	assert_eq!(between(&permit, &policy("deny", 6, ALL, evening)), Overlap::Compatible);
	let large = policy("deny", 5, ALL, r#"{"total":{"gt":"100.00"}}"#);
	assert_eq!(between(&permit, &large), Overlap::Disjoint);
}

#[test]
fn selectors_keep_policies_apart() {
	let condition = r#"{"today":{"gt":9}}"#;
	let of = |effect: &str, more: &str| policy(effect, 5, more, condition);
	let scenes = |list| format!(r#""scenes":{list},"actors":"all""#);
	let found = between(&of("permit", &scenes("[1,2]")), &of("deny", &scenes("[3]")));
	assert_eq!(found, Overlap::Disjoint);
	let found = between(&of("permit", &scenes("[1,2]")), &of("deny", &scenes("[2,3]")));
	assert_eq!(found, Overlap::Conflict);
	let actors = |list| format!(r#""scenes":"all","actors":{list}"#);
	let one = of("permit", &actors(r#"{"participants":[1]}"#));
	let two = of("deny", &actors(r#"{"participants":[2]}"#));
	assert_eq!(between(&one, &two), Overlap::Disjoint);
	// Whoever has the role may be participant 1.
	let role = of("deny", &actors(r#"{"roles":["billUser"]}"#));
	assert_eq!(between(&one, &role), Overlap::Conflict);
	let valid = |from, until| {
		format!(
			r#"{ALL},"valid":{{"from":"{from}T00:00:00+08:00","until":"{until}T00:00:00+08:00"}}"#
		)
	};
	let january = of("permit", &valid("2026-01-01", "2026-02-01"));
	let february = of("deny", &valid("2026-02-01", "2026-03-01"));
	assert_eq!(between(&january, &february), Overlap::Disjoint);
}

#[test]
fn what_another_says_already_is_redundant_or_shadowed() {
	let wide = |effect, priority| policy(effect, priority, ALL, r#"{"total":{"gt":"100.00"}}"#);
	let tight = |effect, priority| {
		let condition = r#"{"all":[{"total":{"ge":"200.00"}},{"region":{"in":[31]}}]}"#;
		policy(effect, priority, ALL, condition)
	};
	let redundant = Overlap::Redundant(Which::Second);
	assert_eq!(between(&wide("deny", 5), &tight("deny", 5)), redundant);
	assert_eq!(between(&tight("deny", 5), &wide("deny", 5)), Overlap::Redundant(Which::First));
	assert_eq!(between(&wide("deny", 5), &tight("deny", 6)), Overlap::Compatible);
	assert_eq!(between(&wide("deny", 6), &tight("permit", 5)), Overlap::Shadowed(Which::Second));
	assert_eq!(between(&tight("deny", 6), &wide("permit", 5)), Overlap::Compatible);
	let mut obliged = tight("permit", 5);
	assert_eq!(between(&wide("permit", 5), &obliged), redundant);
	obliged.obligations = fiscal_primitives::policy::Obligations::LOG;
	assert_eq!(between(&wide("permit", 5), &obliged), Overlap::Compatible);
}

/// Pairs of which the second often covers or meets the first.
pub fn pair() -> impl Strategy<Value = (Policy, Policy)> {
	let related = (narrow_policy(), narrow_policy(), any::<[bool; 5]>()).prop_map(
		|(first, mut second, same)| {
			if same[0] {
				second.points = first.points;
			}
			if same[1] {
				second.scenes = first.scenes.clone();
			}
			if same[2] {
				second.actors = first.actors.clone();
			}
			if same[3] {
				second.valid = first.valid;
			}
			if same[4] {
				second.condition = first.condition.clone();
			}
			(first, second)
		},
	);
	prop_oneof![related, (narrow_policy(), narrow_policy())]
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

	#[test]
	fn what_is_said_of_two_policies_is_true_of_requests(
		(first, second) in pair(),
		requests in vec(facts(), 25),
	) {
		let overlap = conflicts(&first, &second, &());
		let (one, two) = ((PolicyId(1), &first), (PolicyId(2), &second));
		for facts in &requests {
			let both = evaluate(&first, facts, &()).holds && evaluate(&second, facts, &()).holds;
			let verdict = |policies: Vec<(PolicyId, &Policy)>| decide(policies, facts, &()).verdict;
			let together = verdict(Vec::from([one, two]));
			match overlap {
				Overlap::Disjoint => prop_assert!(!both),
				Overlap::Redundant(which) => {
					let rest = if which == Which::First { two } else { one };
					let alone = verdict(Vec::from([rest]));
					prop_assert_eq!(alone.permitted, together.permitted);
					prop_assert_eq!(alone.obligations, together.obligations);
				}
				Overlap::Shadowed(which) => {
					let (id, shadowed) = if which == Which::First { one } else { two };
					if evaluate(shadowed, facts, &()).holds {
						prop_assert!(together.policy != Some(id));
					}
				}
				Overlap::Compatible | Overlap::Conflict | Overlap::Undecided => {}
			}
			if both && first.effect != second.effect && first.priority == second.priority {
				prop_assert!(matches!(overlap, Overlap::Conflict | Overlap::Undecided));
				prop_assert!(!together.permitted);
				prop_assert_eq!(together.policy, Some(match first.effect {
					Effect::Deny => PolicyId(1),
					Effect::Permit => PolicyId(2),
				}));
			}
		}
	}

	#[test]
	fn the_answer_does_not_depend_on_the_order((first, second) in pair()) {
		let turned = match conflicts(&second, &first, &()) {
			Overlap::Redundant(_) => None,
			Overlap::Shadowed(Which::First) => Some(Overlap::Shadowed(Which::Second)),
			Overlap::Shadowed(Which::Second) => Some(Overlap::Shadowed(Which::First)),
			other => Some(other),
		};
		match (conflicts(&first, &second, &()), turned) {
			// Of two that say the same either may go.
			(Overlap::Redundant(_), None) => {}
			(found, turned) => prop_assert_eq!(Some(found), turned),
		}
	}
}
