#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
// The errors are those of the SDK.
#![allow(clippy::result_large_err)]

mod cli;
mod command;
mod consensus;
mod devnet;
mod metrics;
mod rpc;
mod service;
mod validator_key;

fn main() -> std::process::ExitCode {
	match command::run() {
		Ok(()) => std::process::ExitCode::SUCCESS,
		// Their text is for the user; `Display` would put "Invalid input" or "Other" before it.
		Err(
			sc_cli::Error::Input(text) | sc_cli::Error::Service(sc_service::Error::Other(text)),
		) => {
			eprintln!("error: {text}");
			std::process::ExitCode::FAILURE
		}
		Err(fault) => {
			eprintln!("error: {fault}");
			std::process::ExitCode::FAILURE
		}
	}
}
