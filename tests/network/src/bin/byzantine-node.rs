//! The test build of the node: `fiscal-node` as a Byzantine validator runs it, or on a machine with a
//! wrong clock or a slow disk.
//!
//! It takes the command line of `fiscal-node`. How it differs is in the environment: see
//! [`CONDUCT`], [`CLOCK`] and [`FLUSH`]; without them it is the node itself. It is part of no
//! release.
#![forbid(unsafe_code)]

use fiscal_network_tests::{Misconduct, SlowJournal, CLOCK, CONDUCT, FLUSH};
use fiscal_node::{run_with, Deviations};
use std::{env, process::ExitCode, str::FromStr, time::Duration};

fn main() -> ExitCode {
	match deviations() {
		Ok(deviations) => run_with(deviations),
		Err(fault) => {
			eprintln!("error: {fault}");
			ExitCode::FAILURE
		}
	}
}

fn deviations() -> Result<Deviations, String> {
	let mut deviations = Deviations::default();
	if let Some(name) = variable::<String>(CONDUCT)? {
		let misconduct = Misconduct::of_name(&name)
			.ok_or_else(|| format!("{CONDUCT}: there is no misconduct {name}"))?;
		deviations.longest_message = misconduct.longest_message();
		deviations.conduct =
			Some(Box::new(move |signer, genesis| misconduct.conduct(signer, genesis)));
	}
	if let Some(milliseconds) = variable(CLOCK)? {
		deviations.clock_offset = milliseconds;
	}
	if let Some(milliseconds) = variable(FLUSH)? {
		let delay = Duration::from_millis(milliseconds);
		deviations.journal =
			Some(Box::new(move |journal| Box::new(SlowJournal::new(journal, delay))));
	}
	Ok(deviations)
}

fn variable<T: FromStr>(name: &str) -> Result<Option<T>, String> {
	match env::var(name) {
		Ok(text) => {
			let value = text.parse().map_err(|_| format!("{name}: {text} is no such value"))?;
			Ok(Some(value))
		}
		Err(env::VarError::NotPresent) => Ok(None),
		Err(fault) => Err(format!("{name}: {fault}")),
	}
}
