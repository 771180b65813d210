//! The random policies reach what the properties speak about: otherwise those would prove nothing.

use super::strategies::{facts, narrow_policy, policy, tree};
use crate::{check, conflicts, decide, evaluate, Overlap, Problem, Truth};
use alloc::{collections::BTreeMap, format, string::String, vec::Vec};
use fiscal_primitives::PolicyId;
use proptest::{
	prelude::*,
	strategy::ValueTree,
	test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

/// So many samples, the same in every run.
fn samples<T>(strategy: impl Strategy<Value = T>, count: usize) -> Vec<T> {
	let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
	let mut runner = TestRunner::new_with_rng(Config::default(), rng);
	(0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

fn count<K: Ord>(counts: &mut BTreeMap<K, usize>, what: K) {
	*counts.entry(what).or_default() += 1;
}

#[test]
fn conditions_have_every_truth() {
	let mut counts = BTreeMap::new();
	for (tree, facts) in samples((tree(), facts()), 1_000) {
		count(&mut counts, tree.truth(&facts));
	}
	assert_eq!(counts.len(), 3);
	assert!(counts.values().all(|seen| *seen > 100), "{counts:?}");
}

#[test]
fn policies_hold_fail_and_do_not_apply() {
	let mut counts = BTreeMap::new();
	for (policy, facts) in samples((policy(), facts()), 2_000) {
		let outcome = evaluate(&policy, &facts, &());
		count(&mut counts, (outcome.applies, outcome.truth));
	}
	for outcome in [
		(false, Truth::Undecided),
		(true, Truth::False),
		(true, Truth::Undecided),
		(true, Truth::True),
	] {
		assert!(counts.get(&outcome) > Some(&50), "{counts:?}");
	}
}

#[test]
fn verdicts_are_of_every_kind() {
	let mut counts = BTreeMap::new();
	let lists = (proptest::collection::vec(policy(), 0..6), facts());
	for (policies, facts) in samples(lists, 2_000) {
		let numbered = || policies.iter().zip(1u32..).map(|(one, id)| (PolicyId(id), one));
		let decision = decide(numbered(), &facts, &());
		let by_a_hit = decision.verdict.policy.map(|id| decision.hits.contains(&id));
		count(&mut counts, (decision.verdict.permitted, by_a_hit));
	}
	// Unregulated, permitted, denied by a denial, closed.
	for kind in [(true, None), (true, Some(true)), (false, Some(true)), (false, Some(false))] {
		assert!(counts.get(&kind) > Some(&50), "{counts:?}");
	}
}

#[test]
fn contradictions_and_overlaps_occur() {
	let mut counts = BTreeMap::new();
	for policy in samples(narrow_policy(), 2_000) {
		if let Err(findings) = check(&policy, &()) {
			findings.iter().for_each(|finding| count(&mut counts, finding.problem));
		}
	}
	for problem in [Problem::NeverTrue, Problem::AlwaysTrue] {
		assert!(counts.get(&problem) > Some(&20), "{counts:?}");
	}
	let mut counts: BTreeMap<String, usize> = BTreeMap::new();
	for (first, second) in samples(super::overlap::pair(), 4_000) {
		let overlap = match conflicts(&first, &second, &()) {
			Overlap::Redundant(_) => "Redundant".into(),
			Overlap::Shadowed(_) => "Shadowed".into(),
			other => format!("{other:?}"),
		};
		count(&mut counts, overlap);
	}
	for overlap in ["Disjoint", "Compatible", "Conflict", "Redundant", "Shadowed"] {
		assert!(counts.get(overlap) > Some(&20), "{counts:?}");
	}
}
