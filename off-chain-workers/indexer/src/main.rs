//! `fiscal-indexer`: the index of the chain in a database, and the server over it.
#![forbid(unsafe_code)]

mod cli;
mod logger;

use clap::Parser;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
	let cli = cli::Cli::parse();
	logger::install();
	match cli::run(cli).await {
		Ok(code) => code,
		Err(fault) => {
			eprintln!("fiscal-indexer: {fault:#}");
			ExitCode::FAILURE
		}
	}
}
