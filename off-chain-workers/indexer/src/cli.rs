//! The command line.

use anyhow::{bail, Context, Result};
use clap::{Args, Parser, Subcommand};
use fiscal_indexer::{
	check,
	config::{DatabaseArgs, IndexArgs, NodeArgs, ServeConfig},
	ingest::ingest,
	metrics,
	progress::Progress,
	serve::{self, ServeArgs},
	source::{NodeSource, Source},
	store::Store,
};
use std::{future::Future, io::Write, net::SocketAddr, process::ExitCode, sync::Arc};
use tokio::sync::oneshot;

/// Differences that are printed.
const SHOWN: usize = 100;

/// The index of FiscalChain in SQLite or PostgreSQL, and the server over it
#[derive(Parser)]
#[command(name = "fiscal-indexer", version)]
pub struct Cli {
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Follows the chain and writes the index, until ended
	Run(Box<Run>),
	/// Serves the API and the pages, and writes the index beside
	Serve(Box<Serve>),
	/// Empties the index and writes it anew from the first block
	Rebuild(Box<Rebuild>),
	/// Compares the index with the chain, row for row; answers 1 if they differ
	Check(Check),
}

#[derive(Args)]
struct Run {
	#[command(flatten)]
	database: DatabaseArgs,
	#[command(flatten)]
	node: NodeArgs,
	#[command(flatten)]
	index: IndexArgs,
	/// Where metrics are served; nowhere unless given
	#[arg(long, value_name = "ADDR")]
	metrics: Option<SocketAddr>,
	/// Ends when standard input ends: with whoever started it, whatever becomes of that
	#[arg(long)]
	stop_on_stdin_end: bool,
}

#[derive(Args)]
struct Serve {
	#[command(flatten)]
	database: DatabaseArgs,
	#[command(flatten)]
	node: NodeArgs,
	#[command(flatten)]
	index: IndexArgs,
	#[command(flatten)]
	serve: ServeArgs,
	/// Only reads: another process writes into the same database
	#[arg(long)]
	no_index: bool,
	/// Ends when standard input ends: with whoever started it, whatever becomes of that
	#[arg(long)]
	stop_on_stdin_end: bool,
}

#[derive(Args)]
struct Rebuild {
	#[command(flatten)]
	run: Run,
	/// Empties the index without asking
	#[arg(long)]
	yes: bool,
}

#[derive(Args)]
struct Check {
	#[command(flatten)]
	database: DatabaseArgs,
	#[command(flatten)]
	node: NodeArgs,
}

/// Does what was asked for.
///
/// # Errors
/// What is in the way, in words.
pub async fn run(cli: Cli) -> Result<ExitCode> {
	match cli.command {
		Command::Run(run) => self::index(*run).await,
		Command::Serve(serve) => self::serve(*serve).await,
		Command::Rebuild(rebuild) => {
			let Rebuild { run, yes } = *rebuild;
			if !yes && !is_agreed()? {
				bail!("nothing was changed");
			}
			Store::clear(&run.database.database).await?;
			self::index(run).await
		}
		Command::Check(check) => self::check(check).await,
	}
}

/// Asks whether the index may be emptied.
fn is_agreed() -> Result<bool> {
	let mut error = std::io::stderr().lock();
	write!(error, "The index is emptied and written anew from the first block. Type yes: ")?;
	error.flush()?;
	let mut answer = String::new();
	std::io::stdin().read_line(&mut answer).context("standard input")?;
	Ok(answer.trim() == "yes")
}

/// Ends with Ctrl-C or SIGTERM, and if it is asked for with the standard input.
fn ended(on_stdin_end: bool) -> Result<impl Future<Output = ()>> {
	use tokio::signal::unix::{signal, SignalKind};
	let mut terminated = signal(SignalKind::terminate())?;
	let mut interrupted = signal(SignalKind::interrupt())?;
	let (over, input) = oneshot::channel::<()>();
	if on_stdin_end {
		// A thread of its own: reading cannot be given up, and nothing has to wait for it.
		std::thread::spawn(move || {
			// An error of the input is its end too.
			let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
			let _ = over.send(());
		});
	}
	Ok(async move {
		tokio::select! {
			_ = terminated.recv() => {}
			_ = interrupted.recv() => {}
			_ = input, if on_stdin_end => {}
		}
	})
}

fn source(node: &NodeArgs) -> Arc<dyn Source> {
	Arc::new(NodeSource::new(&node.node))
}

async fn index(run: Run) -> Result<ExitCode> {
	let ended = ended(run.stop_on_stdin_end)?;
	let store = run.database.open().await?;
	let progress = Progress::new(true);
	let options = run.index.options();
	let source = source(&run.node);
	let served = async {
		match run.metrics {
			Some(address) => metrics::listen(address, progress.clone()).await.context("--metrics"),
			None => std::future::pending().await,
		}
	};
	let result = tokio::select! {
		() = ended => Ok(ExitCode::SUCCESS),
		halt = ingest(&store, source, &options, &progress) => Err(anyhow::Error::new(halt)),
		fault = served => fault.map(|()| ExitCode::FAILURE),
	};
	store.close().await;
	result
}

async fn serve(serve: Serve) -> Result<ExitCode> {
	let ended = ended(serve.stop_on_stdin_end)?;
	let store = serve.database.open().await?;
	let progress = Progress::new(!serve.no_index);
	let config = ServeConfig {
		store: store.clone(),
		progress: progress.clone(),
		options: serve.serve.options(Some(serve.node.node.clone())),
	};
	let writes = async {
		if serve.no_index {
			std::future::pending::<()>().await;
		}
		let options = serve.index.options();
		// What was indexed is served although nothing more is: `/status` says why.
		let _ = ingest(&store, source(&serve.node), &options, &progress).await;
		std::future::pending::<()>().await;
	};
	let result = tokio::select! {
		result = serve::run(config, ended) => result.map(|()| ExitCode::SUCCESS),
		() = writes => Ok(ExitCode::FAILURE),
	};
	store.close().await;
	Ok(result?)
}

async fn check(check: Check) -> Result<ExitCode> {
	let store = check.database.open().await?;
	let report = check::check(&store, source(&check.node), SHOWN).await?;
	store.close().await;
	let mut out = std::io::stdout().lock();
	writeln!(out, "height {}", report.height)?;
	for (table, rows) in &report.compared {
		writeln!(out, "{table}: {rows} rows")?;
	}
	for difference in &report.differences {
		writeln!(out, "{difference}")?;
	}
	writeln!(out, "{} differences", report.found)?;
	Ok(match report.is_equal() {
		true => ExitCode::SUCCESS,
		false => ExitCode::FAILURE,
	})
}
