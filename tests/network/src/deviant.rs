//! Validators that run the test build of the node.

use anyhow::{Context, Result};
use fiscal_tests::{binary, Devnet};

/// Environment variable of `byzantine-node`: its misconduct, by [`Misconduct::name`].
///
/// [`Misconduct::name`]: crate::Misconduct::name
pub const CONDUCT: &str = "FISCAL_TEST_CONDUCT";

/// Environment variable of `byzantine-node`: how far its clock is ahead, in ms; negative if it is
/// behind.
pub const CLOCK: &str = "FISCAL_TEST_CLOCK_MS";

/// Environment variable of `byzantine-node`: how much longer each flush of its consensus log takes,
/// in ms.
pub const FLUSH: &str = "FISCAL_TEST_FLUSH_MS";

/// Puts the test build in the place of a validator's program, with these environment variables.
/// Holds from its next start on.
///
/// # Errors
/// There is no such validator, or the test build was not built.
pub fn deviate(devnet: &mut Devnet, index: usize, settings: &[(&str, &str)]) -> Result<()> {
	let program = binary("byzantine-node")?;
	let program = program.to_str().context("a path in UTF-8")?.to_owned();
	let validator = devnet
		.description
		.validators
		.get_mut(index)
		.with_context(|| format!("there is no validator {index}"))?;
	let options = std::mem::take(&mut validator.argv).into_iter().skip(1);
	// `env` becomes the program it starts, so that the process id is the validator's.
	let settings = settings.iter().map(|(name, value)| format!("{name}={value}"));
	let command = ["env".to_owned()].into_iter().chain(settings).chain([program]);
	validator.argv = command.chain(options).collect();
	Ok(())
}

/// Makes a validator an ordinary peer of the others. Of the devnet's validators each is a reserved
/// peer of every other, and a reserved peer keeps its connections whatever it does: that is what the
/// SDK means by the word.
///
/// # Errors
/// There is no such validator.
pub fn unreserve(devnet: &mut Devnet, index: usize) -> Result<()> {
	let peer = devnet.validator(index)?.peer.clone();
	for validator in &mut devnet.description.validators {
		for place in 1..validator.argv.len() {
			if validator.argv[place] == peer && validator.argv[place - 1] == "--reserved-nodes" {
				validator.argv[place - 1] = "--bootnodes".into();
			}
		}
	}
	Ok(())
}
