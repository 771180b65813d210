//! `fiscal-sim`: reference simulators of the systems outside of the chain.
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
		Ok(()) => ExitCode::SUCCESS,
		Err(fault) => {
			eprintln!("fiscal-sim: {fault:#}");
			ExitCode::FAILURE
		}
	}
}
