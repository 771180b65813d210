//! A `fiscal-sim` of its own: the four systems outside of the chain as one process.

use crate::{control::Control, GATEWAY};
use anyhow::{bail, Context, Result};
use fiscal_sim::System;
use fiscal_sm_crypto::Pair;
use fiscal_tests::{binary, DEADLINE};
use serde_json::Value;
use std::{
	fs::{self, File},
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	time::Instant,
};

/// The four systems. They end when this value is dropped, or when this process ends.
pub struct Simulator {
	process: Child,
	urls: Value,
	log: PathBuf,
}

impl Simulator {
	/// Starts the four systems on free ports with a database in memory and development keys, and waits
	/// until all of them listen. Log and addresses are written to `folder`; `options` are those of
	/// `fiscal-sim serve`.
	///
	/// # Errors
	/// The binary is missing or does not start; its last words are in the message.
	pub fn start(folder: &Path, options: &[&str]) -> Result<Self> {
		let (ready, log) = (folder.join("ready.json"), folder.join("sim.log"));
		let output = File::create(&log)?;
		let gateway = fiscal_bridge::convert::public_hex(&Pair::from_dev_name(GATEWAY).public());
		let mut command = Command::new(binary("fiscal-sim")?);
		command.arg("serve");
		for system in System::ALL {
			command.arg(format!("--{system}")).arg("127.0.0.1:0");
		}
		command
			.args(["--keys-from-dev", "--gateway-key", &gateway, "--ready-file"])
			.arg(&ready)
			.args(options)
			// So that it ends with this process, whatever becomes of it.
			.arg("--stop-on-stdin-end")
			.stdin(Stdio::piped())
			.stdout(output.try_clone()?)
			.stderr(output);
		let process = command.spawn().context("cannot start fiscal-sim")?;
		let mut simulator = Self { process, urls: Value::Null, log };
		let deadline = Instant::now() + DEADLINE;
		while !ready.exists() {
			if let Some(status) = simulator.process.try_wait()? {
				bail!("fiscal-sim ended with {status}: {}", simulator.log());
			}
			if Instant::now() > deadline {
				bail!("fiscal-sim does not listen: {}", simulator.log());
			}
			crate::breathe();
		}
		simulator.urls = serde_json::from_slice(&fs::read(&ready)?)?;
		Ok(simulator)
	}

	/// The address of a system, without a slash at its end.
	///
	/// # Errors
	/// It does not listen.
	pub fn url(&self, system: System) -> Result<&str> {
		let url = self.urls[system.as_str()].as_str().filter(|url| !url.is_empty());
		url.with_context(|| format!("{system} listens"))
	}

	/// The control endpoints of a system.
	///
	/// # Errors
	/// As [`Simulator::url`].
	pub fn control(&self, system: System) -> Result<Control> {
		self.url(system).map(Control::new)
	}

	/// What it wrote, for the message of a failing test.
	pub fn log(&self) -> String {
		let log = fs::read(&self.log).unwrap_or_default();
		String::from_utf8_lossy(&log).into_owned()
	}
}

impl Drop for Simulator {
	fn drop(&mut self) {
		// It keeps nothing that would have to be written.
		if let Err(fault) = self.process.kill().and_then(|()| self.process.wait()) {
			eprintln!("fiscal-sim does not end: {fault}");
		}
	}
}
