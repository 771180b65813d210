//! Starts real devnets for whole-system tests: `fiscal-node devnet` with four validator processes,
//! real sockets, real databases.

pub mod scenario;

use anyhow::{bail, ensure, Context, Result};
use nix::{
	sys::signal::{kill, Signal},
	unistd::Pid,
};
use serde::Deserialize;
use std::{
	fs::{self, File},
	net::TcpListener,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	time::{Duration, Instant},
};

/// How long anything may take before a test gives up: far longer than a slow, busy machine needs.
pub const DEADLINE: Duration = Duration::from_secs(300);

const POLL: Duration = Duration::from_millis(200);

/// What `devnet.json` says.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
	/// The validators.
	pub validators: Vec<ValidatorDescription>,
}

/// What `devnet.json` says of a validator.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidatorDescription {
	/// Its name.
	pub name: String,
	/// Its process.
	pub pid: i32,
	/// Its JSON-RPC.
	pub url: String,
}

/// A running devnet. It ends when this value is dropped, or when this process ends.
pub struct Devnet {
	directory: PathBuf,
	port: u16,
	child: Option<Child>,
	/// What it says of itself.
	pub description: Description,
}

/// The folder of the binaries: the parent of the folder of the test executables.
fn binary(name: &str) -> Result<PathBuf> {
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

/// A port P such that P..P+4, P+100..P+104 and P+200..P+204 are free just now.
fn free_ports() -> Result<u16> {
	let start = 20_000 + u16::try_from(std::process::id() % 8_000)?;
	for candidate in (start..start + 30_000).step_by(11) {
		let offsets = [0u16, 1, 2, 3, 100, 101, 102, 103, 200, 201, 202, 203];
		let listeners: Vec<_> = offsets
			.iter()
			.map_while(|offset| TcpListener::bind(("127.0.0.1", candidate + offset)).ok())
			.collect();
		if listeners.len() == offsets.len() {
			return Ok(candidate);
		}
	}
	bail!("no free ports on the loopback interface")
}

impl Devnet {
	/// Starts a fresh devnet below `folder/name`, removing what an earlier run left there.
	pub fn start(folder: &str, name: &str) -> Result<Self> {
		let directory = Path::new(folder).join(name);
		if directory.exists() {
			fs::remove_dir_all(&directory)?;
		}
		fs::create_dir_all(&directory)?;
		let mut devnet = Self {
			directory,
			port: free_ports()?,
			child: None,
			description: Description { validators: Vec::new() },
		};
		devnet.resume()?;
		Ok(devnet)
	}

	/// Starts the devnet again on the same databases, after [`Devnet::stop`].
	pub fn resume(&mut self) -> Result<()> {
		ensure!(self.child.is_none(), "the devnet runs already");
		let json = self.directory.join("devnet.json");
		if json.exists() {
			fs::remove_file(&json)?;
		}
		let log =
			File::options().create(true).append(true).open(self.directory.join("devnet.log"))?;
		let child = Command::new(binary("fiscal-node")?)
			.arg("devnet")
			.arg("--base-path")
			.arg(&self.directory)
			.args(["--rpc-port", &self.port.to_string()])
			.args(["--start-timeout", &DEADLINE.as_secs().to_string()])
			.arg("--stop-on-stdin-end")
			.stdin(Stdio::piped())
			.stdout(log.try_clone()?)
			.stderr(log)
			.spawn()?;
		self.child = Some(child);
		let deadline = Instant::now() + DEADLINE;
		while !json.exists() {
			if let Some(status) = self.child.as_mut().context("started above")?.try_wait()? {
				bail!("the devnet ended with {status}:\n{}", self.log());
			}
			ensure!(Instant::now() < deadline, "the devnet did not start:\n{}", self.log());
			std::thread::sleep(POLL);
		}
		self.description = serde_json::from_slice(&fs::read(&json)?)?;
		Ok(())
	}

	/// Stops every validator and waits until they are gone.
	pub fn stop(&mut self) -> Result<()> {
		let Some(mut child) = self.child.take() else { return Ok(()) };
		kill(Pid::from_raw(i32::try_from(child.id())?), Signal::SIGTERM)?;
		let status = child.wait()?;
		ensure!(status.success(), "the devnet ended with {status}:\n{}", self.log());
		Ok(())
	}

	/// The JSON-RPC of validator `index`, counted from 0.
	pub fn url(&self, index: usize) -> &str {
		&self.description.validators[index % self.description.validators.len()].url
	}

	/// What the devnet printed, for the message of a failing test.
	pub fn log(&self) -> String {
		fs::read_to_string(self.directory.join("devnet.log")).unwrap_or_default()
	}

	/// Runs the command `fiscal` against validator 0.
	pub fn fiscal(&self, arguments: &[&str]) -> Result<Output> {
		self.fiscal_at(0, arguments)
	}

	/// Runs the command `fiscal` against validator `index`, counted from 0.
	pub fn fiscal_at(&self, index: usize, arguments: &[&str]) -> Result<Output> {
		let output = Command::new(binary("fiscal")?)
			.args(["--url", self.url(index)])
			// A slow machine may need longer than a user would wait.
			.args(["--timeout", &DEADLINE.as_secs().to_string()])
			.args(arguments)
			.stdin(Stdio::null())
			.output()?;
		Ok(Output {
			code: output.status.code().context("fiscal ended by a signal")?,
			stdout: String::from_utf8(output.stdout)?,
			stderr: String::from_utf8(output.stderr)?,
		})
	}

	/// A fresh folder below the devnet's own.
	pub fn folder(&self, name: &str) -> Result<PathBuf> {
		let folder = self.directory.join(name);
		fs::create_dir_all(&folder)?;
		Ok(folder)
	}
}

impl Drop for Devnet {
	fn drop(&mut self) {
		if let Err(fault) = self.stop() {
			eprintln!("{fault:#}");
		}
	}
}

/// What a command printed and how it ended.
#[derive(Clone, Debug)]
pub struct Output {
	/// Exit code.
	pub code: i32,
	/// Standard output.
	pub stdout: String,
	/// Standard error.
	pub stderr: String,
}

impl Output {
	/// The standard output as JSON.
	pub fn json(&self) -> Result<serde_json::Value> {
		serde_json::from_str(&self.stdout)
			.with_context(|| format!("not JSON: {}\n{}", self.stdout, self.stderr))
	}

	/// Everything it printed: with `--output json`, errors are on standard output too.
	pub fn said(&self) -> String {
		format!("{}{}", self.stdout, self.stderr)
	}

	/// Requires the exit code `code`.
	pub fn expect(self, code: i32) -> Result<Self> {
		ensure!(self.code == code, "exit code {} instead of {code}: {self:?}", self.code);
		Ok(self)
	}
}
