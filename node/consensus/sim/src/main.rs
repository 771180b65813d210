//! `fiscal-bft-sim`: runs seeds through the simulator and says what did not hold.

use clap::Parser;
use fiscal_bft_sim::{run_all, run_one, Lines, Plan, Scenario, Setup, Stats};
use std::{
	io::{self, BufWriter, Write},
	process::ExitCode,
	str::FromStr,
	thread,
	time::Instant,
};

/// Runs consensus in an imagined network with faults, and checks agreement, validity, that nobody
/// honest signs twice, evidence, and that the chain goes on once the network has healed.
#[derive(Debug, Parser)]
#[command(name = "fiscal-bft-sim", version)]
struct Options {
	/// How many seeds to run.
	#[arg(long, default_value_t = 500, conflicts_with = "seed")]
	seeds: u64,
	/// The first of them.
	#[arg(long, default_value_t = 0, conflicts_with = "seed")]
	first: u64,
	/// Run this seed alone and print everything that happens in it.
	#[arg(long)]
	seed: Option<u64>,
	/// A scenario, or `all`: each seed has its own in turn.
	#[arg(long, default_value = "all", value_name = "NAME")]
	scenario: Choice,
	/// Blocks to be decided in each run.
	#[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=1_000))]
	heights: u32,
	/// Threads; without it as many as the machine has cores.
	#[arg(long, value_name = "N")]
	jobs: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
enum Choice {
	All,
	One(Scenario),
}

impl FromStr for Choice {
	type Err = String;

	fn from_str(name: &str) -> Result<Self, String> {
		match name {
			"all" => Ok(Self::All),
			_ => name.parse().map(Self::One),
		}
	}
}

fn main() -> ExitCode {
	let options = Options::parse();
	let scenario = match options.scenario {
		Choice::All => None,
		Choice::One(scenario) => Some(scenario),
	};
	let cores = thread::available_parallelism().map_or(1, usize::from);
	let plan = Plan {
		first: options.first,
		seeds: options.seeds,
		scenario,
		heights: options.heights,
		jobs: options.jobs.unwrap_or(cores),
	};
	let holds = match options.seed {
		Some(seed) => show(&plan, seed),
		None => sweep(&plan),
	};
	match holds {
		Ok(true) => ExitCode::SUCCESS,
		Ok(false) => ExitCode::FAILURE,
		// Whoever read the output has gone.
		Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
		Err(fault) => {
			eprintln!("fiscal-bft-sim: {fault}");
			ExitCode::FAILURE
		}
	}
}

/// One seed, line by line.
fn show(plan: &Plan, seed: u64) -> io::Result<bool> {
	let setup = Setup::draw(seed, plan.scenario_of(seed), plan.heights);
	let lines = Lines::default();
	let outcome = run_one(&setup, Some(lines.clone()));
	let mut out = BufWriter::new(io::stdout().lock());
	writeln!(out, "{setup:#?}")?;
	for line in lines.take() {
		writeln!(out, "{line}")?;
	}
	writeln!(out, "{:#?}", outcome.stats)?;
	writeln!(out, "trace {:016x}", outcome.digest)?;
	match &outcome.violation {
		None => writeln!(out, "seed {seed}, scenario {}: all holds", setup.scenario)?,
		Some(violation) => {
			writeln!(out, "seed {seed}, scenario {}: {violation}", setup.scenario)?;
		}
	}
	out.flush()?;
	Ok(outcome.violation.is_none())
}

/// Many seeds.
fn sweep(plan: &Plan) -> io::Result<bool> {
	let began = Instant::now();
	let report = run_all(plan, |ended| {
		if ended.is_multiple_of(1_000) {
			eprintln!("{ended} of {} runs, {:.0} s", plan.seeds, began.elapsed().as_secs_f64());
		}
	});
	let mut out = BufWriter::new(io::stdout().lock());
	writeln!(
		out,
		"{:<11} {:>6} {:>8} {:>7} {:>7} {:>6} {:>7} {:>7} {:>6} {:>8} {:>6} {:>9} {:>9}",
		"scenario",
		"runs",
		"decided",
		"synced",
		"late",
		"round",
		"crashes",
		"recover",
		"halts",
		"evidence",
		"sets",
		"resume ms",
		"run ms"
	)?;
	for (scenario, stats) in &report.stats {
		row(&mut out, scenario.name(), stats)?;
	}
	let total = report.total();
	row(&mut out, "all", &total)?;
	for failure in &report.failures {
		writeln!(out, "\nFAILED {failure}")?;
	}
	writeln!(
		out,
		"\n{} runs from seed {}, {} failed, {:.1} s; {} packets, {} lost, {} separated, {} very late; traces {:016x}",
		total.runs,
		plan.first,
		report.failures.len(),
		began.elapsed().as_secs_f64(),
		total.packets,
		total.dropped,
		total.separated,
		total.delayed,
		report.digest
	)?;
	out.flush()?;
	Ok(report.failures.is_empty())
}

fn row(out: &mut impl Write, name: &str, stats: &Stats) -> io::Result<()> {
	writeln!(
		out,
		"{name:<11} {:>6} {:>8} {:>7} {:>7} {:>6} {:>7} {:>7} {:>6} {:>8} {:>6} {:>9} {:>9}",
		stats.runs,
		stats.decided,
		stats.synced,
		stats.late_rounds,
		stats.highest_round,
		stats.crashes,
		stats.recoveries,
		stats.halts,
		stats.evidence,
		stats.set_changes,
		stats.longest_resumption,
		stats.longest_run
	)
}
