//! Chain specifications that differ from the devnet's.

use crate::{binary, Output, Setup};
use anyhow::{Context, Result};
use serde_json::Value;
use std::{
	fs,
	path::{Path, PathBuf},
	process::{Command, Stdio},
};

/// Writes the specification of the devnet to `file`, with its genesis edited: `edit` is given the
/// JSON object that has `bftValidators`, `council`, `participants` and so on. For
/// [`Setup::chain`](crate::Setup::chain).
///
/// # Errors
/// The node does not build the specification, or the file cannot be written.
pub fn devnet_spec(file: &Path, edit: impl FnOnce(&mut Value)) -> Result<PathBuf> {
	let folder = file.parent().context("a file stands in a folder")?;
	fs::create_dir_all(folder)?;
	let output = Command::new(binary("fiscal-node")?)
		.args(["build-spec", "--chain", "devnet", "--disable-default-bootnode", "--base-path"])
		.arg(folder)
		.stdin(Stdio::null())
		.output()?;
	let mut spec = Output::of(output)?.expect(0)?.json()?;
	let genesis = spec
		.pointer_mut("/genesis/runtimeGenesis/patch")
		.context("the devnet's genesis is a patch of the runtime's")?;
	edit(genesis);
	fs::write(file, serde_json::to_vec_pretty(&spec)?)?;
	Ok(file.into())
}

/// A setup whose chain makes a block every second even without work, so that tests of faults see
/// progress soon. Its specification is written beside the devnet's folder `name` in `folder`.
///
/// # Errors
/// As [`devnet_spec`].
pub fn lively(folder: impl AsRef<Path>, name: &str) -> Result<Setup> {
	let file = folder.as_ref().join(format!("{name}-spec")).join("lively.json");
	let chain = devnet_spec(&file, |genesis| {
		if let Some(pace) = genesis.pointer_mut("/bftValidators/pace") {
			pace["emptyBlock"] = 1_000.into();
		}
	})?;
	Ok(Setup { chain: Some(chain), ..Setup::default() })
}
