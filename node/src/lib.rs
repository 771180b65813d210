#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
// The errors are those of the SDK.
#![allow(clippy::result_large_err)]

mod bridges;
mod cli;
mod command;
mod consensus;
mod devnet;
mod executor;
mod metrics;
mod pool;
mod rpc;
mod service;
mod shutdown;
mod validator_key;

use fiscal_bft_client::network::Conduct;
use fiscal_bft_core::{message::MAX_MESSAGE, FileJournal, Journal};
use fiscal_sm_crypto::Signer;
use sp_core::H256;
use std::sync::Arc;

/// Makes what a misbehaving validator sends, from its key and the hash of the chain's first block.
pub type MakeConduct = Box<dyn FnOnce(Arc<dyn Signer>, H256) -> Box<dyn Conduct> + Send>;

/// Puts something between consensus and its log.
pub type WrapJournal = Box<dyn FnOnce(FileJournal) -> Box<dyn Journal> + Send>;

/// How a node differs from an honest one on a sound machine. Only tests of faults set any of it:
/// no option of the command line does.
pub struct Deviations {
	/// What is sent in place of the validator's messages.
	pub conduct: Option<MakeConduct>,
	/// Most bytes of a message, so that longer ones can be sent.
	pub longest_message: usize,
	/// By how many ms the clock is wrong.
	pub clock_offset: i64,
	/// What stands between consensus and its log.
	pub journal: Option<WrapJournal>,
}

impl Default for Deviations {
	fn default() -> Self {
		Self { conduct: None, longest_message: MAX_MESSAGE, clock_offset: 0, journal: None }
	}
}

/// Runs what the command line asks for.
pub fn run() -> std::process::ExitCode {
	run_with(Deviations::default())
}

/// As [`run`], deviating from an honest node.
pub fn run_with(deviations: Deviations) -> std::process::ExitCode {
	match command::run(deviations) {
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
