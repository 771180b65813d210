//! The command `fiscal-load`: what the chain does under load. `benches/README.md` shows its use.
#![forbid(unsafe_code)]

use clap::Parser;
use fiscal_load::cli::Cli;
use std::process::ExitCode;

fn main() -> ExitCode {
	let cli = Cli::parse();
	let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
	let answer = match runtime {
		Ok(runtime) => runtime.block_on(cli.run()),
		Err(fault) => Err(fault.into()),
	};
	match answer {
		Ok(()) => ExitCode::SUCCESS,
		Err(fault) => {
			eprintln!("error: {fault:#}");
			ExitCode::FAILURE
		}
	}
}
