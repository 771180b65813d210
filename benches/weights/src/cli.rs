//! The command line.

use crate::{
	chain::Chain,
	machine,
	measure::{check, measure},
	template::{self, Measured, Origin},
};
use anyhow::{bail, ensure, Context, Result};
use frame_benchmarking::BenchmarkList;
use std::{
	fs,
	path::PathBuf,
	time::{SystemTime, UNIX_EPOCH},
};

/// Measures what the calls of the runtime cost, and writes their weights
#[derive(Clone, Debug, clap::Parser)]
#[command(name = "fiscal-weights", version)]
pub struct Cli {
	/// Only this pallet, such as pallet_bills; may stand several times
	#[arg(long, value_name = "NAME")]
	pub pallet: Vec<String>,

	/// Only benchmarks of this name; may stand several times. Prints, writes no file
	#[arg(long, value_name = "NAME")]
	pub benchmark: Vec<String>,

	/// How many values each component takes
	#[arg(
		long,
		value_name = "N",
		default_value_t = 20,
		value_parser = clap::value_parser!(u32).range(2..)
	)]
	pub steps: u32,

	/// How many timed runs each value gets
	#[arg(
		long,
		value_name = "N",
		default_value_t = 10,
		value_parser = clap::value_parser!(u32).range(1..)
	)]
	pub repeat: u32,

	/// Where the files go
	#[arg(long, value_name = "DIR", default_value = "runtime/src/weights")]
	pub out: PathBuf,

	/// Runs each benchmark once and writes nothing
	#[arg(long)]
	pub check: bool,
}

impl Cli {
	/// Does what the arguments ask for.
	///
	/// # Errors
	/// There is no such pallet or benchmark, a file could not be written, or benchmarks failed: all
	/// that could be measured is written by then.
	pub fn run(&self) -> Result<()> {
		let chain = Chain::new()?;
		let lists = chain.benchmarks()?;
		for wanted in &self.pallet {
			let known = lists.iter().any(|list| list.pallet == wanted.as_bytes());
			ensure!(known, "the runtime has no benchmarks of a pallet {wanted}");
		}
		let (mut failed, mut ran) = (Vec::new(), 0usize);
		for list in lists.iter().filter(|list| chosen(&self.pallet, &list.pallet)) {
			let pallet = text(&list.pallet);
			let (mut measured, faults) = (Vec::new(), failed.len());
			for benchmark in &list.benchmarks {
				if !chosen(&self.benchmark, &benchmark.name) {
					continue;
				}
				let name = format!("{pallet}::{}", text(&benchmark.name));
				eprintln!("{name}");
				ran = ran.saturating_add(1);
				let outcome = if self.check {
					check(&chain, list, benchmark)
				} else {
					measure(&chain, list, benchmark, self.steps, self.repeat)
						.map(|found| measured.push(found))
				};
				if let Err(fault) = outcome {
					eprintln!("{name} failed: {fault:#}");
					failed.push(format!("{name}: {fault:#}"));
				}
			}
			self.hand_over(&pallet, &measured, failed.len() > faults)?;
		}
		ensure!(ran > 0, "no pallet has a benchmark of that name");
		self.write_index(&lists)?;
		if !failed.is_empty() {
			bail!("{} of {ran} benchmarks failed:\n{}", failed.len(), failed.join("\n"));
		}
		Ok(())
	}

	/// Writes the file of a pallet, or prints its functions. One of which something is missing would
	/// not compile.
	fn hand_over(&self, pallet: &str, measured: &[Measured], incomplete: bool) -> Result<()> {
		if !self.writes() {
			for found in measured {
				println!("{}", template::function(found));
			}
			return Ok(());
		}
		if incomplete || measured.is_empty() {
			return Ok(());
		}
		let file = self.out.join(format!("{pallet}.rs"));
		self.write(file, template::file(&self.origin()?, pallet, measured))
	}

	fn write_index(&self, lists: &[BenchmarkList]) -> Result<()> {
		if !self.writes() {
			return Ok(());
		}
		let mut there: Vec<String> = lists
			.iter()
			.map(|list| text(&list.pallet))
			.filter(|pallet| self.out.join(format!("{pallet}.rs")).is_file())
			.collect();
		there.sort();
		self.write(self.out.join("mod.rs"), template::index(&there))
	}

	fn writes(&self) -> bool {
		!self.check && self.benchmark.is_empty()
	}

	fn write(&self, file: PathBuf, text: String) -> Result<()> {
		fs::create_dir_all(&self.out)
			.and_then(|()| fs::write(&file, text))
			.with_context(|| file.display().to_string())
	}

	fn origin(&self) -> Result<Origin> {
		let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
		let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock")?;
		// Without where the files went: that is this machine's concern.
		let mut command = format!("fiscal-weights --steps {} --repeat {}", self.steps, self.repeat);
		for pallet in &self.pallet {
			command.push_str(" --pallet ");
			command.push_str(pallet);
		}
		Ok(Origin {
			command,
			day: machine::day(now.as_secs()),
			processor: machine::processor(&cpuinfo).unwrap_or("unknown").into(),
			steps: self.steps,
			repeat: self.repeat,
		})
	}
}

/// Whether a name is among those that were chosen; without a choice every one is.
fn chosen(names: &[String], name: &[u8]) -> bool {
	names.is_empty() || names.iter().any(|one| one.as_bytes() == name)
}

fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}
