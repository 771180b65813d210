//! Many runs on several threads.

use crate::{
	checker::Violation,
	setup::{Scenario, Setup},
	stats::Stats,
	trace::Lines,
	world::{run, Outcome},
};
use fiscal_bft_primitives::BlockNumber;
use std::{
	any::Any,
	collections::BTreeMap,
	fmt,
	panic::{catch_unwind, AssertUnwindSafe},
	sync::{
		atomic::{AtomicBool, AtomicU64, Ordering},
		Mutex, PoisonError,
	},
	thread,
};

/// Lines of a trace shown with a failure.
const EXCERPT: usize = 60;

/// After this many failures no further run begins.
const MOST_FAILURES: usize = 8;

/// Which runs.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
	/// The first seed.
	pub first: u64,
	/// How many seeds.
	pub seeds: u64,
	/// The scenario of all of them; without one, each seed has its own in turn.
	pub scenario: Option<Scenario>,
	/// Blocks to be decided in each run.
	pub heights: BlockNumber,
	/// Threads.
	pub jobs: usize,
}

impl Plan {
	/// The scenario of a seed.
	pub fn scenario_of(&self, seed: u64) -> Scenario {
		self.scenario.unwrap_or_else(|| Scenario::of_seed(seed))
	}
}

/// A run in which something did not hold.
#[derive(Clone, Debug)]
pub struct Failure {
	/// Its seed.
	pub seed: u64,
	/// Its scenario.
	pub scenario: Scenario,
	/// How many blocks were to be decided.
	pub heights: BlockNumber,
	/// What did not hold.
	pub violation: Violation,
	/// The end of its trace.
	pub excerpt: Vec<String>,
}

impl fmt::Display for Failure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { seed, scenario, heights, violation, excerpt } = self;
		writeln!(f, "seed {seed}, scenario {scenario}: {violation}")?;
		writeln!(
			f,
			"  again: fiscal-bft-sim --seed {seed} --scenario {scenario} --heights {heights}"
		)?;
		excerpt.iter().try_for_each(|line| writeln!(f, "  | {line}"))
	}
}

/// What came of many runs.
#[derive(Clone, Debug, Default)]
pub struct Report {
	/// Counters of each scenario.
	pub stats: BTreeMap<Scenario, Stats>,
	/// What did not hold, by seed.
	pub failures: Vec<Failure>,
	/// Digest of all traces, whatever the order of the runs.
	pub digest: u64,
}

impl Report {
	/// Counters of all scenarios together.
	pub fn total(&self) -> Stats {
		let mut total = Stats::default();
		self.stats.values().for_each(|stats| total.add(stats));
		total
	}

	fn add(&mut self, seed: u64, scenario: Scenario, outcome: &Outcome) {
		self.stats.entry(scenario).or_default().add(&outcome.stats);
		// Addition does not ask for the order; the seed ties the digest to its run.
		let tied = outcome.digest ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
		self.digest = self.digest.wrapping_add(tied);
	}
}

/// One run; a panic of the code under test is a violation like others.
pub fn run_one(setup: &Setup, lines: Option<Lines>) -> Outcome {
	catch_unwind(AssertUnwindSafe(|| run(setup, lines))).unwrap_or_else(|payload| Outcome {
		violation: Some(Violation::Panic(text_of(payload.as_ref()))),
		digest: 0,
		stats: Stats { runs: 1, ..Stats::default() },
	})
}

/// Runs a plan. `after_each` is told of every run that has ended: how many there have been.
pub fn run_all(plan: &Plan, after_each: impl Fn(u64) + Sync) -> Report {
	let next = AtomicU64::new(0);
	let stop = AtomicBool::new(false);
	let report = Mutex::new(Report::default());
	let ended = AtomicU64::new(0);
	let work = || loop {
		let index = next.fetch_add(1, Ordering::Relaxed);
		if index >= plan.seeds || stop.load(Ordering::Relaxed) {
			break;
		}
		let seed = plan.first.wrapping_add(index);
		let scenario = plan.scenario_of(seed);
		let setup = Setup::draw(seed, scenario, plan.heights);
		let outcome = run_one(&setup, None);
		let failure = outcome.violation.clone().map(|violation| failure_of(&setup, violation));
		let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
		report.add(seed, scenario, &outcome);
		report.failures.extend(failure);
		if report.failures.len() >= MOST_FAILURES {
			stop.store(true, Ordering::Relaxed);
		}
		drop(report);
		after_each(ended.fetch_add(1, Ordering::Relaxed) + 1);
	};
	thread::scope(|scope| {
		for _ in 0..plan.jobs.max(1) {
			scope.spawn(work);
		}
	});
	let mut report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
	report.failures.sort_by_key(|failure| failure.seed);
	report
}

/// Runs it again for the trace: the same happens.
fn failure_of(setup: &Setup, violation: Violation) -> Failure {
	let lines = Lines::default();
	run_one(setup, Some(lines.clone()));
	let mut trace = lines.take();
	let excerpt = trace.split_off(trace.len().saturating_sub(EXCERPT));
	let Setup { seed, scenario, target: heights, .. } = *setup;
	Failure { seed, scenario, heights, violation, excerpt }
}

fn text_of(payload: &(dyn Any + Send)) -> String {
	let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
	text.or_else(|| payload.downcast_ref::<String>().cloned())
		.unwrap_or_else(|| "without words".to_owned())
}
