//! Starts real devnets for whole-system tests: four validator processes, real sockets, real
//! databases.
//!
//! `fiscal-node devnet --prepare` makes network keys and says with what command line each validator
//! is started; the validators are then children of the test itself, so that it can kill, freeze,
//! wipe and restart each of them ([`Devnet::kill`] and the like). They end when the test does,
//! however that happens. Validators are counted from 0.
//!
//! Nothing here is asynchronous: do not call it from inside a tokio runtime.

mod devnet;
mod output;
mod rpc;
pub mod scenario;
mod spec;
mod validators;

pub use devnet::{free_ports, Description, Devnet, Setup, ValidatorDescription};
pub use output::Output;
pub use rpc::request;
pub use spec::{devnet_spec, lively};

use anyhow::{ensure, Context, Result};
use std::{
	path::{Path, PathBuf},
	time::Duration,
};

/// How long anything may take before a test gives up: far longer than a slow, busy machine needs.
pub const DEADLINE: Duration = Duration::from_secs(300);

/// Where validators of all tests keep the machine code of runtimes. Four of them would compile the
/// same code at the same time in each test, for longer than most tests take otherwise.
///
/// # Errors
/// As [`binary`].
pub fn runtime_cache() -> Result<PathBuf> {
	let node = binary("fiscal-node")?;
	Ok(node.with_file_name("runtime-cache"))
}

/// The path of a binary of this workspace: in the parent of the folder of the test executables.
///
/// # Errors
/// The binary was not built.
pub fn binary(name: &str) -> Result<PathBuf> {
	let executable = std::env::current_exe()?;
	let folder = executable
		.parent()
		.and_then(Path::parent)
		.context("a test executable stands in <target>/<profile>/deps")?;
	let path = folder.join(name);
	ensure!(
		path.is_file(),
		"{} is missing: build the whole workspace first (make build)",
		path.display()
	);
	Ok(path)
}
