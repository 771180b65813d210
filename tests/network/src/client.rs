//! The command `fiscal` with patience of the test's own choice.

use anyhow::{Context, Result};
use fiscal_tests::{binary, Devnet, Output};
use std::process::{Command, Stdio};

/// Exit code: time is up, and what became of the transaction is not known.
pub const UNKNOWN: i32 = 8;

/// Runs the command `fiscal` against validator `index`, which waits `patience` seconds for a
/// transaction to be final, and answers as JSON.
///
/// # Errors
/// It cannot be run, or a signal ended it.
pub fn fiscal(devnet: &Devnet, index: usize, patience: u32, arguments: &[&str]) -> Result<Output> {
	let output = Command::new(binary("fiscal")?)
		.args(["--url", devnet.url(index)])
		.args(["--timeout", &patience.to_string(), "--output", "json"])
		.args(arguments)
		.stdin(Stdio::null())
		.output()?;
	Output::of(output).with_context(|| format!("fiscal {}", arguments.join(" ")))
}
