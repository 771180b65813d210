//! The command `fiscal-weights`: what calls cost. Its README shows its use.
#![forbid(unsafe_code)]

use clap::Parser;
use fiscal_weights::cli::Cli;
use std::process::ExitCode;

fn main() -> ExitCode {
	// What a runtime logs before it panics is all there is to see of the panic.
	sp_tracing::try_init_simple();
	match Cli::parse().run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(fault) => {
			eprintln!("error: {fault:#}");
			ExitCode::FAILURE
		}
	}
}
