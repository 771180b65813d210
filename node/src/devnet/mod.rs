//! `fiscal-node devnet`: several validators of one chain on this machine, as real processes.
//!
//! Every validator is this very binary in a process of its own, with its own database, keys and
//! log below `--base-path`. The chain keeps what it holds when it is started again there. Ports follow
//! from `--rpc-port P`: validator *i* serves RPC at P+i, peers at P+100+i, metrics at P+200+i.

mod process;
mod report;
mod watch;

use anyhow::{bail, Context, Result};
use clap::Args;
use process::Validator;
use std::{path::PathBuf, time::Duration};

pub use process::stop_on_stdin_end;

/// Well-known keys of Substrate's keyring that the devnet's validators use.
const KEYRING: [&str; 4] = ["alice", "bob", "charlie", "dave"];

/// Options of `fiscal-node devnet`.
#[derive(Clone, Debug, Args)]
pub struct DevnetCmd {
	/// How many validators: 1 runs the chain `dev`, 4 the chain `devnet`
	#[arg(long, default_value_t = 4, value_parser = parse_validators)]
	validators: usize,

	/// Where databases, keys, logs and `devnet.json` go
	#[arg(long, value_name = "DIR")]
	base_path: PathBuf,

	/// RPC port of the first validator; the others follow
	#[arg(long, default_value_t = 9944, value_parser = clap::value_parser!(u16).range(1024..=65_000))]
	rpc_port: u16,

	/// Stop again as soon as every validator has finalized the same block
	#[arg(long)]
	once: bool,

	/// How long to wait for that block, in seconds
	#[arg(long, default_value_t = 180, value_name = "SECONDS")]
	start_timeout: u64,

	/// Stop when standard input ends
	#[arg(long, hide = true)]
	stop_on_stdin_end: bool,

	/// Further options for every validator, after `--`
	#[arg(last = true, value_name = "NODE OPTIONS")]
	node_options: Vec<String>,
}

fn parse_validators(text: &str) -> Result<usize, String> {
	match text.parse() {
		Ok(count @ (1 | 4)) => Ok(count),
		_ => Err("1 or 4 validators".into()),
	}
}

impl DevnetCmd {
	/// Starts the validators, waits for the first common final block, reports, and keeps them
	/// running until Ctrl-C or SIGTERM, or until one of them ends.
	pub fn run(&self) -> Result<()> {
		tokio::runtime::Runtime::new()?.block_on(self.run_async())
	}

	async fn run_async(&self) -> Result<()> {
		std::fs::create_dir_all(&self.base_path)
			.with_context(|| format!("cannot create {}", self.base_path.display()))?;
		let stop = stop_signal()?;
		if self.stop_on_stdin_end {
			stop_on_stdin_end();
		}
		let mut validators = self.start()?;
		let result = tokio::select! {
			result = self.supervise(&mut validators) => result,
			signal = stop => signal,
		};
		eprintln!("stopping {} validators", validators.len());
		let stopped = process::stop_all(&mut validators).await;
		result.and(stopped)
	}

	fn start(&self) -> Result<Vec<Validator>> {
		let chain = if self.validators == 1 { "dev" } else { "devnet" };
		let executable = std::env::current_exe().context("cannot find this binary")?;
		let mut validators: Vec<Validator> = KEYRING
			.into_iter()
			.take(self.validators)
			.zip(0u16..)
			.map(|(name, index)| Validator::new(name, index, &self.base_path, self.rpc_port))
			.collect::<Result<_>>()?;
		let bootnode = validators
			.first()
			.map(Validator::peer_address)
			.context("a devnet has at least one validator")?;
		for validator in &mut validators {
			validator.start(&executable, chain, &bootnode, &self.node_options)?;
		}
		Ok(validators)
	}

	async fn supervise(&self, validators: &mut [Validator]) -> Result<()> {
		let deadline = Duration::from_secs(self.start_timeout);
		let watcher = watch::Watcher::new(validators)?;
		let block = tokio::select! {
			block = watcher.common_final_block(1) => block?,
			ended = process::first_end(validators) => bail!(ended),
			() = tokio::time::sleep(deadline) => bail!(
				"no common final block within {} s; see the logs below {}",
				self.start_timeout,
				self.base_path.display()
			),
		};
		report::table(validators, &block);
		report::write_json(&self.base_path, validators, &block)?;
		if self.once {
			return Ok(());
		}
		tokio::select! {
			never = watcher.stream_status() => never,
			ended = process::first_end(validators) => bail!(ended),
		}
	}
}

/// Resolves when the process is asked to stop. The handlers stand before this returns, so that a
/// signal during the start is not lost.
fn stop_signal() -> Result<impl std::future::Future<Output = Result<()>>> {
	use tokio::signal::unix::{signal, SignalKind};
	let mut terminate = signal(SignalKind::terminate())?;
	let mut interrupt = signal(SignalKind::interrupt())?;
	Ok(async move {
		tokio::select! {
			_ = terminate.recv() => (),
			_ = interrupt.recv() => (),
		}
		Ok(())
	})
}
