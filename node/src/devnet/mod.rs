//! `fiscal-node devnet`: several validators of one chain on this machine, as real processes.
//!
//! Every validator is this very binary in a process of its own, with its own database, keys and log
//! below `--base-path`. The chain keeps what it holds when it is started again there. Ports follow
//! from `--rpc-port P`: the first validator serves RPC at P, peers at P+100, metrics at P+200; the
//! others follow one by one.
//!
//! Validator *i* votes with development key *i*, which everybody knows, so the chain has to be one
//! for development. `devnet.json` says where each of them is and with what command line it was
//! started, so that a tool can end one and start it again; `--prepare` writes it and starts nothing,
//! for tools that start the validators by themselves.

mod process;
mod report;
mod watch;

use crate::validator_key::{is_for_development, DEV_VALIDATORS};
use anyhow::{bail, ensure, Context, Result};
use clap::Args;
use process::Validator;
use std::{
	path::{Path, PathBuf},
	time::Duration,
};

pub use process::stop_on_stdin_end;

/// Options of `fiscal-node devnet`.
#[derive(Clone, Debug, Args)]
pub struct DevnetCmd {
	/// How many validators: 1 runs the chain `dev` and 4 the chain `devnet`, unless --chain is given
	#[arg(
		long,
		default_value_t = DEV_VALIDATORS,
		value_parser = clap::value_parser!(u8).range(1..=i64::from(DEV_VALIDATORS)),
	)]
	validators: u8,

	/// The chain: `dev`, `devnet`, or the file of a specification for development
	#[arg(long, value_name = "SPEC")]
	chain: Option<String>,

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

	/// Write network keys and `devnet.json`, and start nothing
	#[arg(long, conflicts_with = "once")]
	prepare: bool,

	/// Further options for every validator, separated by spaces; may be given several times. In them
	/// {validator} stands for the number of the validator, such as in --bridges bridges-{validator}.toml
	#[arg(long, value_name = "NODE OPTIONS", allow_hyphen_values = true)]
	node_args: Vec<String>,

	/// Further options for every validator, after `--`
	#[arg(last = true, value_name = "NODE OPTIONS")]
	node_options: Vec<String>,
}

impl DevnetCmd {
	/// Starts the validators, waits for the first common final block, reports, and keeps them
	/// running until Ctrl-C or SIGTERM, or until one of them ends.
	pub fn run(&self) -> Result<()> {
		tokio::runtime::Runtime::new()?.block_on(self.run_async())
	}

	async fn run_async(&self) -> Result<()> {
		let chain = self.chain()?;
		let base = std::path::absolute(&self.base_path)
			.with_context(|| format!("--base-path {}", self.base_path.display()))?;
		std::fs::create_dir_all(&base)
			.with_context(|| format!("cannot create {}", base.display()))?;
		report::forget(&base)?;
		let mut validators = self.compose(&base, &chain)?;
		if self.prepare {
			return report::write_json(&base, &chain, &validators, None);
		}
		let stop = stop_signal()?;
		if self.stop_on_stdin_end {
			stop_on_stdin_end();
		}
		let started = validators.iter_mut().try_for_each(Validator::start);
		let result = match started {
			Ok(()) => tokio::select! {
				result = self.supervise(&base, &chain, &mut validators) => result,
				signal = stop => signal,
			},
			fault => fault,
		};
		eprintln!("stopping {} validators", validators.len());
		let stopped = process::stop_all(&mut validators).await;
		result.and(stopped)
	}

	/// The chain as the validators' command lines name it: a file by its absolute path, since they may
	/// be started again from anywhere.
	fn chain(&self) -> Result<String> {
		let chain = match (self.chain.as_deref(), self.validators) {
			(Some(chain), _) => chain,
			(None, 1) => "dev",
			(None, DEV_VALIDATORS) => "devnet",
			(None, count) => bail!("{count} validators need a chain that names them: --chain SPEC"),
		};
		let spec = fiscal_chain_spec::load(chain).map_err(anyhow::Error::msg)?;
		ensure!(
			is_for_development(&sc_service::ChainSpec::chain_type(&spec)),
			"{chain} is no chain for development, and the validators of a devnet vote with keys that \
			 everybody knows"
		);
		if matches!(chain, "dev" | "devnet") {
			return Ok(chain.into());
		}
		let file = std::path::absolute(chain).with_context(|| format!("--chain {chain}"))?;
		file.to_str().map(Into::into).with_context(|| format!("{} is not UTF-8", file.display()))
	}

	fn compose(&self, base: &Path, chain: &str) -> Result<Vec<Validator>> {
		let executable = std::env::current_exe().context("cannot find this binary")?;
		let words = self.node_args.iter().flat_map(|text| text.split_whitespace());
		let options: Vec<String> =
			words.map(str::to_owned).chain(self.node_options.iter().cloned()).collect();
		let mut validators: Vec<Validator> = (1..=self.validators)
			.map(|number| Validator::new(number, base, self.rpc_port))
			.collect::<Result<_>>()?;
		let peers: Vec<String> = validators.iter().map(Validator::peer_address).collect();
		for validator in &mut validators {
			validator.compose(&executable, chain, &peers, &options)?;
		}
		Ok(validators)
	}

	async fn supervise(
		&self,
		base: &Path,
		chain: &str,
		validators: &mut [Validator],
	) -> Result<()> {
		let deadline = Duration::from_secs(self.start_timeout);
		let watcher = watch::Watcher::new(validators)?;
		let block = tokio::select! {
			block = watcher.common_final_block(1) => block?,
			ended = process::first_end(validators) => bail!(ended),
			() = tokio::time::sleep(deadline) => bail!(
				"no common final block within {} s; see the logs below {}",
				self.start_timeout,
				base.display()
			),
		};
		report::table(validators, &block);
		report::write_json(base, chain, validators, Some(&block))?;
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
