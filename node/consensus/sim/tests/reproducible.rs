//! A seed is a run: the same each time, in any company.

use fiscal_bft_sim::{run, run_all, Lines, Outcome, Plan, Scenario, Setup};
use std::collections::BTreeSet;

fn outcome(seed: u64, scenario: Scenario) -> Outcome {
	run(&Setup::draw(seed, scenario, 4), None)
}

#[test]
fn the_same_seed_is_the_same_run() {
	for scenario in Scenario::ALL {
		let (once, again) = (outcome(3, scenario), outcome(3, scenario));
		assert_eq!(once.digest, again.digest, "{scenario}");
		assert_eq!(once.stats, again.stats, "{scenario}");
	}
}

#[test]
fn another_seed_or_scenario_is_another_run() {
	let digests: BTreeSet<u64> = Scenario::ALL
		.into_iter()
		.flat_map(|scenario| (0..3).map(move |seed| outcome(seed, scenario).digest))
		.collect();
	assert_eq!(digests.len(), 3 * Scenario::ALL.len());
}

#[test]
fn reading_the_trace_changes_nothing() {
	let setup = Setup::draw(5, Scenario::Chaos, 4);
	let lines = Lines::default();
	let watched = run(&setup, Some(lines.clone()));
	assert_eq!(watched.digest, run(&setup, None).digest);
	assert!(!lines.take().is_empty());
}

#[test]
fn threads_change_nothing() {
	let plan = |jobs| Plan { first: 1_000, seeds: 16, scenario: None, heights: 3, jobs };
	let (alone, together) = (run_all(&plan(1), |_| ()), run_all(&plan(3), |_| ()));
	assert_eq!(alone.digest, together.digest);
	assert_eq!(alone.stats, together.stats);
}

#[test]
fn every_drawn_run_can_be_borne_and_heals() {
	for seed in 0..4_000 {
		let setup = Setup::draw(seed, Scenario::of_seed(seed), 8);
		assert!(setup.is_bearable(), "seed {seed}: a third or more is Byzantine");
		assert!(setup.partitions.iter().all(|partition| partition.until <= setup.heal));
		assert!(setup.outages.iter().all(|outage| outage.until <= setup.heal));
		for set in &setup.plan {
			let nodes: BTreeSet<_> = set.iter().map(|member| member.node).collect();
			assert_eq!(nodes.len(), set.len(), "seed {seed}: a node stands twice in a set");
			assert!(set.iter().all(|member| member.key < setup.nodes[member.node].keys));
			assert!(set.iter().all(|member| member.weight > 0));
		}
	}
}
