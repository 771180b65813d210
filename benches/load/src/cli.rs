//! The command line of `fiscal-load`.

use crate::{
	compare::{compare, CompareOptions},
	devnet::{Description, Launch, Target},
	prepare::prepare,
	read::ReadOptions,
	schedule::{Pace, Payload, Plan},
	senders::MAX_SENDERS,
	write::{read_only, run, WriteOptions},
};
use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use serde::Serialize;
use std::{
	fmt::Display,
	fs,
	path::{Path, PathBuf},
	time::Duration,
};

/// Bills that are registered for readers to ask after, unless said otherwise.
const KNOWN: u32 = 1_000;

/// Open-loop load on FiscalChain 财票链, measured from when a transaction is due until it is final.
#[derive(Debug, Parser)]
#[command(name = "fiscal-load", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
	#[command(subcommand)]
	command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
	/// Lift the quota of a development chain by a motion of its council
	Prepare {
		#[command(flatten)]
		target: TargetArgs,
	},
	/// Register bills at a rate
	Write {
		#[command(flatten)]
		target: TargetArgs,
		#[command(flatten)]
		load: LoadArgs,
		#[command(flatten)]
		rate: RateArgs,
		/// Lift the quota first
		#[arg(long)]
		prepare: bool,
		#[command(flatten)]
		output: OutputArgs,
	},
	/// Ask after bills over many connections
	Read {
		#[command(flatten)]
		target: TargetArgs,
		/// Clients, each with a connection of its own
		#[arg(long, default_value_t = 1_000, value_parser = parse_connections)]
		connections: usize,
		#[command(flatten)]
		reading: ReadArgs,
		/// How long, in seconds
		#[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
		seconds: u64,
		/// Everything random follows from it
		#[arg(long, default_value_t = 1)]
		seed: u64,
		#[command(flatten)]
		output: OutputArgs,
	},
	/// Register bills at a rate while others ask
	Mixed {
		#[command(flatten)]
		target: TargetArgs,
		#[command(flatten)]
		load: LoadArgs,
		#[command(flatten)]
		rate: RateArgs,
		/// Clients that ask, each with a connection of its own
		#[arg(long, default_value_t = 1_000, value_parser = parse_connections)]
		readers: usize,
		#[command(flatten)]
		reading: ReadArgs,
		/// Lift the quota first
		#[arg(long)]
		prepare: bool,
		#[command(flatten)]
		output: OutputArgs,
	},
	/// Start devnets of two builds of the node, one after the other, under the same load
	Compare(Box<CompareArgs>),
}

/// Where load goes.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct TargetArgs {
	/// JSON-RPC of the nodes, ws://…, the first of which is followed [default: those of the devnet]
	#[arg(long, value_delimiter = ',', value_name = "URL,…")]
	urls: Vec<String>,
	/// `devnet.json` or the base path of a devnet: whose CPU, memory and disk are measured
	#[arg(long, value_name = "PATH")]
	devnet: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
struct RateArgs {
	/// Transactions a second; of 500 bills, 16 are 8,000 bills a second
	#[arg(long, value_parser = parse_rate)]
	rate: f64,
}

/// How load is made.
#[derive(Clone, Debug, Args)]
struct LoadArgs {
	/// How long it counts, in seconds
	#[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
	seconds: u64,
	/// How long the chain is loaded before, in seconds
	#[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(0..=3_600))]
	warmup: u64,
	/// What a transaction carries
	#[arg(long, value_enum, default_value_t = Payload::Single)]
	payload: Payload,
	/// With `mix`: how many transactions in a hundred carry 500 bills
	#[arg(long, default_value_t = 1, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
	batches: u32,
	/// How transactions follow each other
	#[arg(long, value_enum, default_value_t = Pace::Constant)]
	arrivals: Pace,
	/// Connections that send
	#[arg(long, default_value_t = 2, value_parser = parse_connections)]
	connections: usize,
	/// Accounts that sign, each with nonces of its own
	#[arg(long, default_value_t = MAX_SENDERS, value_parser = parse_senders)]
	senders: usize,
	/// Sign everything before the run, which is the default
	#[arg(long, conflicts_with = "live")]
	presign: bool,
	/// Sign each transaction as it leaves
	#[arg(long)]
	live: bool,
	/// Watch each transaction by a subscription instead of looking for it in finalized blocks
	#[arg(long)]
	watch: bool,
	/// Everything random follows from it
	#[arg(long, default_value_t = 1)]
	seed: u64,
	/// How long to wait for what is on its way when the last transaction was due, in seconds
	#[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3_600))]
	grace: u64,
	/// Most transactions on their way: a little less than the nodes' --pool-limit
	#[arg(long, default_value_t = 8_000, value_parser = parse_positive)]
	max_in_flight: usize,
	/// Most kilobytes on their way: a little less than the nodes' --pool-kbytes
	#[arg(long, default_value_t = 18_000, value_parser = clap::value_parser!(u32).range(1..))]
	max_in_flight_kbytes: u32,
	/// Submissions of an account without an answer [default: 400, and 8 with batches]
	#[arg(long, value_parser = parse_positive)]
	window: Option<usize>,
}

#[derive(Clone, Copy, Debug, Args)]
struct ReadArgs {
	/// How long a client thinks between an answer and its next question, in ms on average
	#[arg(long, default_value_t = 1_000)]
	think: u64,
	/// Bills that are registered first, to ask after
	#[arg(long, default_value_t = KNOWN, value_parser = clap::value_parser!(u32).range(1..=100_000))]
	known: u32,
}

#[derive(Clone, Debug, Args)]
struct OutputArgs {
	/// Write the report as JSON, too
	#[arg(long, value_name = "FILE")]
	json: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct CompareArgs {
	/// The binary `fiscal-node` that is judged
	#[arg(long, value_name = "BINARY")]
	candidate: PathBuf,
	/// The binary `fiscal-node` it is compared with
	#[arg(long, value_name = "BINARY")]
	baseline: PathBuf,
	/// Transactions a second of each round, lightest first
	#[arg(long, value_delimiter = ',', required = true, value_parser = parse_rate, value_name = "RATE,…")]
	rates: Vec<f64>,
	#[command(flatten)]
	load: LoadArgs,
	/// Where the devnets go; kept [default: a temporary folder]
	#[arg(long, value_name = "DIR")]
	base_path: Option<PathBuf>,
	/// RPC port of the first validator; the others follow
	#[arg(long, default_value_t = 19_944, value_parser = clap::value_parser!(u16).range(1_024..=65_000))]
	rpc_port: u16,
	/// How long a devnet may take to its first common block, in seconds
	#[arg(long, default_value_t = 180)]
	start_timeout: u64,
	#[command(flatten)]
	output: OutputArgs,
	/// Further options for every validator of both builds, after `--`
	#[arg(last = true, value_name = "NODE OPTIONS")]
	node_options: Vec<String>,
}

fn parse_rate(text: &str) -> Result<f64, String> {
	match text.parse::<f64>() {
		Ok(rate) if (0.001..=1_000_000.0).contains(&rate) => Ok(rate),
		_ => Err("a number of transactions a second, from 0.001 to 1000000".into()),
	}
}

fn parse_connections(text: &str) -> Result<usize, String> {
	match text.parse() {
		Ok(count @ 1..=1_000) => Ok(count),
		_ => Err("1 to 1000 connections".into()),
	}
}

fn parse_senders(text: &str) -> Result<usize, String> {
	match text.parse() {
		Ok(count @ 1..=MAX_SENDERS) => Ok(count),
		_ => Err(format!("1 to {MAX_SENDERS} accounts may register")),
	}
}

fn parse_positive(text: &str) -> Result<usize, String> {
	match text.parse() {
		Ok(count @ 1..=1_000_000) => Ok(count),
		_ => Err("a number from 1 to 1000000".into()),
	}
}

impl TargetArgs {
	fn target(self) -> Result<Target> {
		let mut target = match &self.devnet {
			Some(path) => Target::from(Description::read(path)?),
			None => Target::default(),
		};
		if !self.urls.is_empty() {
			target.urls = self.urls;
		}
		Ok(target)
	}
}

impl LoadArgs {
	fn options(&self, rate: f64) -> WriteOptions {
		let window = match self.payload {
			Payload::Single => 400,
			Payload::Batch500 | Payload::Mix => 8,
		};
		WriteOptions {
			plan: Plan {
				rate,
				pace: self.arrivals,
				payload: self.payload,
				batches_percent: self.batches,
				warmup: Duration::from_secs(self.warmup),
				measured: Duration::from_secs(self.seconds),
				lanes: self.senders,
				seed: self.seed,
			},
			connections: self.connections.max(self.senders),
			presign: self.presign || !self.live,
			watch: self.watch,
			grace: Duration::from_secs(self.grace),
			max_in_flight: self.max_in_flight,
			max_in_flight_kilobytes: self.max_in_flight_kbytes,
			window: self.window.unwrap_or(window),
		}
	}
}

impl ReadArgs {
	fn options(self, connections: usize, seed: u64) -> ReadOptions {
		let think = Duration::from_millis(self.think);
		ReadOptions { connections, think, known: self.known, seed }
	}
}

impl OutputArgs {
	fn finish(&self, report: &(impl Display + Serialize)) -> Result<()> {
		print!("{report}");
		if let Some(path) = &self.json {
			fs::write(path, serde_json::to_vec_pretty(report)?)
				.with_context(|| format!("cannot write {}", path.display()))?;
		}
		Ok(())
	}
}

impl Cli {
	/// Does what the command line asks for.
	///
	/// # Errors
	/// As the command; refusals and losses are in its report.
	pub async fn run(self) -> Result<()> {
		match self.command {
			Command::Prepare { target } => {
				let lifted = prepare(target.target()?.first()?).await?;
				println!("{}", if lifted { "the quota is lifted" } else { "it was lifted before" });
				Ok(())
			}
			Command::Write { target, load, rate, prepare, output } => {
				let target = ready(target, prepare).await?;
				output.finish(&run(&target, &load.options(rate.rate), None).await?)
			}
			Command::Read { target, connections, reading, seconds, seed, output } => {
				let options = reading.options(connections, seed);
				let time = Duration::from_secs(seconds);
				output.finish(&read_only(&target.target()?, &options, time).await?)
			}
			Command::Mixed { target, load, rate, readers, reading, prepare, output } => {
				let target = ready(target, prepare).await?;
				let reading = reading.options(readers, load.seed);
				let options = load.options(rate.rate);
				output.finish(&run(&target, &options, Some(&reading)).await?)
			}
			Command::Compare(compare) => compare.run().await,
		}
	}
}

async fn ready(target: TargetArgs, lift: bool) -> Result<Target> {
	let target = target.target()?;
	if lift {
		prepare(target.first()?).await?;
	}
	Ok(target)
}

impl CompareArgs {
	async fn run(&self) -> Result<()> {
		let launch = |binary: &Path| {
			// A path is found from here, a name along PATH.
			let binary = fs::canonicalize(binary).unwrap_or_else(|_| binary.to_owned());
			Launch {
				binary,
				rpc_port: self.rpc_port,
				start_timeout: Duration::from_secs(self.start_timeout),
				node_options: self.node_options.clone(),
			}
		};
		let options = CompareOptions {
			candidate: launch(&self.candidate),
			baseline: launch(&self.baseline),
			rounds: self.rates.iter().map(|rate| self.load.options(*rate)).collect(),
		};
		let comparison = match &self.base_path {
			Some(folder) => compare(&options, folder).await?,
			None => {
				let folder = tempfile::tempdir().context("a temporary folder")?;
				compare(&options, folder.path()).await?
			}
		};
		self.output.finish(&comparison)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	fn parse(line: &str) -> Result<Cli, clap::Error> {
		Cli::try_parse_from(line.split_whitespace())
	}

	#[test]
	fn the_command_line_is_consistent() {
		Cli::command().debug_assert();
	}

	#[test]
	fn every_documented_command_is_understood() {
		const DOCUMENT: &str = include_str!("../../README.md");
		let commands: Vec<&str> =
			DOCUMENT.lines().filter(|line| line.starts_with("fiscal-load ")).collect();
		assert!(commands.len() >= 6, "{commands:?}");
		for command in commands {
			if let Err(error) = parse(command) {
				panic!("{command}\n{error}");
			}
		}
	}

	#[test]
	fn what_cannot_be_done_is_refused() {
		let write = "fiscal-load write --urls ws://127.0.0.1:9944";
		for line in [
			"fiscal-load write --rate 10".into(),
			write.into(),
			format!("{write} --rate 0"),
			format!("{write} --rate NaN"),
			format!("{write} --rate 10 --connections 1001"),
			format!("{write} --rate 10 --senders 3"),
			format!("{write} --rate 10 --presign --live"),
			"fiscal-load compare --candidate a --baseline b".into(),
		] {
			assert!(parse(&line).is_err(), "{line}");
		}
		assert!(parse(&format!("{write} --rate 10")).is_ok());
	}

	#[test]
	fn the_windows_fit_what_a_pool_keeps_of_transactions_that_wait_for_others() {
		let window = |payload: &str| {
			let line = format!("fiscal-load write --urls ws://a --rate 1 --payload {payload}");
			match parse(&line).unwrap().command {
				Command::Write { load, .. } => load.options(1.0).window,
				other => panic!("{other:?}"),
			}
		};
		// A tenth of --pool-limit and of --pool-kbytes, for both accounts.
		assert!(window("single") * MAX_SENDERS <= 819);
		assert!(window("batch500") * MAX_SENDERS * 84 <= 2_048);
	}
}
