#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
// The errors are those of the SDK.
#![allow(clippy::result_large_err)]

mod cli;
mod command;
mod consensus;
mod devnet;
mod rpc;
mod service;

fn main() -> std::process::ExitCode {
	match command::run() {
		Ok(()) => std::process::ExitCode::SUCCESS,
		// Its text is for the user; `Display` would put "Invalid input" before it.
		Err(sc_cli::Error::Input(text)) => {
			eprintln!("error: {text}");
			std::process::ExitCode::FAILURE
		}
		Err(fault) => {
			eprintln!("error: {fault}");
			std::process::ExitCode::FAILURE
		}
	}
}
