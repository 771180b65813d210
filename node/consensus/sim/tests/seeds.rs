//! Five hundred seeds over all scenarios.

use fiscal_bft_sim::{run_all, Plan, Scenario, Stats};
use std::thread;

const SEEDS: u64 = 500;

#[test]
fn five_hundred_seeds_hold() {
	let jobs = thread::available_parallelism().map_or(1, usize::from);
	let plan = Plan { first: 0, seeds: SEEDS, scenario: None, heights: 8, jobs };
	let report = run_all(&plan, |_| ());
	let failures: Vec<String> = report.failures.iter().map(ToString::to_string).collect();
	assert!(failures.is_empty(), "{}", failures.join("\n"));
	assert_eq!(report.total().runs, SEEDS);

	// That nothing broke says something only if what should have broken it took place.
	let of = |scenario: Scenario| report.stats.get(&scenario).copied().unwrap_or_default();
	let each = SEEDS / Scenario::ALL.len() as u64;
	for scenario in Scenario::ALL {
		assert!(of(scenario).runs >= each, "{scenario} was hardly run");
		assert!(of(scenario).decided >= 8 * each, "{scenario} decided hardly anything");
	}
	type Count = fn(&Stats) -> u64;
	let happened: [(&str, Scenario, Count); 13] = [
		("loss", Scenario::Lossy, |stats| stats.dropped),
		("blocks after the first round", Scenario::Lossy, |stats| stats.late_rounds),
		("delay of seconds", Scenario::Slow, |stats| stats.delayed),
		("separation", Scenario::Partition, |stats| stats.separated),
		("catching up", Scenario::Partition, |stats| stats.synced),
		("crashes", Scenario::Crash, |stats| stats.crashes),
		("recovery from the log", Scenario::Crash, |stats| stats.recoveries),
		("recovery of all", Scenario::Blackout, |stats| stats.recoveries),
		("halts", Scenario::Disk, |stats| stats.halts),
		("evidence", Scenario::Equivocate, |stats| stats.evidence),
		("rounds lost to silence", Scenario::Silent, |stats| stats.late_rounds),
		("rounds lost to lies", Scenario::Lie, |stats| stats.late_rounds),
		("changes of the set", Scenario::Sets, |stats| stats.set_changes),
	];
	for (what, scenario, count) in happened {
		assert!(count(&of(scenario)) > 0, "{scenario} saw no {what}");
	}
}
