//! What several policies say together.

use super::strategies::{facts, policy};
use crate::{decide, evaluate, json::policy_from_json, rank, Effect, Policy};
use alloc::{format, vec::Vec};
use fiscal_primitives::{
	policy::{Facts, Obligations, PolicyPoint, Verdict},
	PolicyId,
};
use proptest::{collection::vec, prelude::*};

/// A policy on the number of requests today.
fn on_today(effect: &str, priority: u16, test: &str, obligations: &str) -> Policy {
	policy_from_json(&format!(
		r#"{{"name":"p","points":["lock"],"scenes":"all","actors":"all","priority":{priority},
		"effect":"{effect}","obligations":{obligations},"condition":{{"today":{test}}}}}"#
	))
	.unwrap()
}

fn asked(today: u32) -> Facts {
	Facts { point: PolicyPoint::Lock, today: Some(today), ..Facts::default() }
}

fn verdict(policies: &[Policy], facts: &Facts) -> Verdict {
	let numbered = policies.iter().zip(1u32..).map(|(policy, id)| (PolicyId(id), policy));
	decide(numbered, facts, &()).verdict
}

fn decided(permitted: bool, policy: u32, obligations: Obligations) -> Verdict {
	Verdict { permitted, policy: Some(PolicyId(policy)), obligations }
}

/// The rules one after the other, without any cleverness.
fn by_the_book(policies: &[(PolicyId, Policy)], facts: &Facts) -> Verdict {
	let mut ranked: Vec<_> = policies.iter().filter(|(_, policy)| policy.applies(facts)).collect();
	ranked.sort_by_key(|(id, policy)| rank(*id, policy));
	let holds = |policy: &Policy| evaluate(policy, facts, &()).holds;
	let obligations = ranked
		.iter()
		.filter(|(_, policy)| policy.effect == Effect::Permit && holds(policy))
		.fold(Obligations::NONE, |all, (_, policy)| all.and(policy.obligations));
	if let Some((id, policy)) = ranked.iter().find(|(_, policy)| holds(policy)) {
		return match policy.effect {
			Effect::Permit => Verdict { permitted: true, policy: Some(*id), obligations },
			Effect::Deny => decided(false, id.0, Obligations::NONE),
		};
	}
	match ranked.iter().find(|(_, policy)| policy.effect == Effect::Permit) {
		Some((id, _)) => decided(false, id.0, Obligations::NONE),
		None => Verdict::UNREGULATED,
	}
}

proptest! {
	#[test]
	fn the_verdict_goes_by_the_book_in_any_order(
		policies in vec(policy(), 0..6),
		facts in facts(),
		turn in any::<proptest::sample::Index>(),
	) {
		let mut numbered: Vec<(PolicyId, Policy)> =
			policies.into_iter().zip(1u32..).map(|(policy, id)| (PolicyId(id), policy)).collect();
		let expected = by_the_book(&numbered, &facts);
		if !numbered.is_empty() {
			let turn = turn.index(numbered.len());
			numbered.rotate_left(turn);
		}
		let list = || numbered.iter().map(|(id, policy)| (*id, policy));
		let decision = decide(list(), &facts, &());
		prop_assert_eq!(decision.verdict, expected);
		let most: u32 = numbered.iter().map(|(_, policy)| policy.worst_cost()).sum();
		prop_assert!(decision.cost <= most);
		for (id, policy) in list().filter(|(id, _)| decision.hits.contains(id)) {
			prop_assert!(evaluate(policy, &facts, &()).holds, "{}", id);
		}
	}
}

#[test]
fn the_higher_priority_decides_and_denials_win_among_equals() {
	let permit = on_today("permit", 5, r#"{"ge":0}"#, "[]");
	let deny = |priority| on_today("deny", priority, r#"{"ge":3}"#, "[]");
	let facts = asked(3);
	assert!(verdict(&[permit.clone(), deny(4)], &facts).permitted);
	let same = verdict(&[permit.clone(), deny(5)], &facts);
	assert_eq!(same, decided(false, 2, Obligations::NONE));
	assert!(!verdict(&[permit, deny(6)], &facts).permitted);
}

#[test]
fn obligations_of_all_permissions_that_hold_are_united() {
	let policies = [
		on_today("permit", 9, r#"{"le":5}"#, r#"["mask"]"#),
		on_today("permit", 1, r#"{"le":6}"#, r#"["log"]"#),
		on_today("permit", 8, r#"{"gt":7}"#, r#"["notifyHolder"]"#),
	];
	let both = Obligations::MASK.and(Obligations::LOG);
	assert_eq!(verdict(&policies, &asked(5)), decided(true, 1, both));
	assert_eq!(verdict(&policies, &asked(6)), decided(true, 2, Obligations::LOG));
}

#[test]
fn what_permissions_regulate_is_closed_but_for_them() {
	let policies =
		[on_today("permit", 1, r#"{"eq":1}"#, "[]"), on_today("permit", 2, r#"{"eq":2}"#, "[]")];
	assert!(verdict(&policies, &asked(1)).permitted);
	// Neither holds: refused in the name of the first in rank, also when nothing is known.
	assert_eq!(verdict(&policies, &asked(3)), decided(false, 2, Obligations::NONE));
	let unknown = Facts { today: None, ..asked(0) };
	assert_eq!(verdict(&policies, &unknown), decided(false, 2, Obligations::NONE));
	// Elsewhere they have no say.
	let elsewhere = Facts { point: PolicyPoint::Read, ..asked(3) };
	assert_eq!(verdict(&policies, &elsewhere), Verdict::UNREGULATED);
}

#[test]
fn denials_alone_leave_the_rest_open() {
	let policies = [on_today("deny", 1, r#"{"ge":3}"#, "[]")];
	assert_eq!(verdict(&policies, &asked(2)), Verdict::UNREGULATED);
	assert_eq!(verdict(&policies, &asked(3)), decided(false, 1, Obligations::NONE));
	assert_eq!(verdict(&[], &asked(3)), Verdict::UNREGULATED);
}
