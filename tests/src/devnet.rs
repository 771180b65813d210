//! A devnet as a whole.

use crate::{binary, Output, DEADLINE};
use anyhow::{bail, Context, Result};
use serde::Deserialize;
use std::{
	fs,
	net::TcpListener,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	sync::{
		atomic::{AtomicU16, Ordering},
		Mutex, MutexGuard, PoisonError,
	},
};

/// What `devnet.json` says.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
	/// The validators.
	pub validators: Vec<ValidatorDescription>,
}

/// What `devnet.json` says of a validator. A test may change it before it starts the validator.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidatorDescription {
	/// Its name, which is also that of its development key.
	pub name: String,
	/// Public half of the key it votes with, `0x` and 66 digits.
	pub public_key: String,
	/// Its JSON-RPC, `ws://…`.
	pub url: String,
	/// Where other validators find it, `/ip4/…/tcp/…/p2p/…`.
	pub peer: String,
	/// Its peer id.
	pub peer_id: String,
	/// Its metrics, `http://…`.
	pub metrics: String,
	/// Where its network key, its log and its base path are.
	pub directory: PathBuf,
	/// Where everything that it learns of the chain lies: database, index, consensus log.
	pub base_path: PathBuf,
	/// The command line that starts it, the program first.
	pub argv: Vec<String>,
}

/// How a devnet differs from the ordinary one.
#[derive(Clone, Debug, Default)]
pub struct Setup {
	/// The file of a chain specification in place of `devnet`, outside the devnet's folder; see
	/// [`devnet_spec`](crate::devnet_spec).
	pub chain: Option<PathBuf>,
	/// Further options of every validator, one word each.
	pub node_args: Vec<String>,
}

/// A devnet. It ends when this value is dropped, or when this process ends.
pub struct Devnet {
	directory: PathBuf,
	processes: Vec<Mutex<Option<Child>>>,
	/// What it says of itself.
	pub description: Description,
}

/// A port P such that P..P+4, P+100..P+104 and P+200..P+204 are free just now, for
/// `fiscal-node devnet --rpc-port`. No two devnets of this process are given the same.
///
/// # Errors
/// There is none.
pub fn free_ports() -> Result<u16> {
	static TRIED: AtomicU16 = AtomicU16::new(0);
	// Below the ports that outgoing connections come from, which could take one while its
	// validator is down.
	const SPAN: u16 = 12_000;
	let start = u16::try_from(std::process::id() % u32::from(SPAN))?;
	for _ in 0..SPAN / 4 {
		let step = TRIED.fetch_add(4, Ordering::Relaxed) % SPAN;
		let candidate = 20_000 + (start + step) % SPAN;
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
	/// Starts a fresh devnet below `folder/name`, removing what an earlier run left there, and waits
	/// until all validators have finalized the same block.
	pub fn start(folder: &str, name: &str) -> Result<Self> {
		Self::start_with(folder, name, &Setup::default())
	}

	/// The same, with another chain or further options.
	pub fn start_with(folder: &str, name: &str, setup: &Setup) -> Result<Self> {
		let devnet = Self::prepare(folder, name, setup)?;
		devnet.resume()?;
		Ok(devnet)
	}

	/// Makes network keys and command lines below `folder/name`, removing what an earlier run left
	/// there, and starts nothing. The test may then change the description before it starts
	/// validators one by one, or all of them with [`Devnet::resume`].
	pub fn prepare(folder: &str, name: &str, setup: &Setup) -> Result<Self> {
		let directory = Path::new(folder).join(name);
		if directory.exists() {
			fs::remove_dir_all(&directory)?;
		}
		fs::create_dir_all(&directory)?;
		let mut command = Command::new(binary("fiscal-node")?);
		command
			.args(["devnet", "--prepare", "--rpc-port", &free_ports()?.to_string(), "--base-path"])
			.arg(&directory);
		if let Some(chain) = &setup.chain {
			command.arg("--chain").arg(chain);
		}
		let output = command.arg("--").args(&setup.node_args).stdin(Stdio::null()).output()?;
		Output::of(output)?.expect(0)?;
		let description: Description =
			serde_json::from_slice(&fs::read(directory.join("devnet.json"))?)?;
		let processes = description.validators.iter().map(|_| Mutex::default()).collect();
		Ok(Self { directory, processes, description })
	}

	/// Starts all validators, after [`Devnet::stop`] on the same databases, and waits until they have
	/// finalized the same block.
	pub fn resume(&self) -> Result<()> {
		for index in self.indices() {
			self.start_one(index)?;
		}
		for index in self.indices() {
			self.wait_height(index, 1, DEADLINE)?;
		}
		self.check_agreement(&self.indices().collect::<Vec<_>>()).map(|_| ())
	}

	/// Stops every validator that runs and waits until they are gone.
	///
	/// # Errors
	/// One of them had ended before, did not stop in time, or did not end as it should.
	pub fn stop(&self) -> Result<()> {
		let running: Vec<usize> =
			self.indices().filter(|index| self.process(*index).is_some()).collect();
		let asked: Vec<Result<()>> = running.iter().map(|index| self.ask_to_stop(*index)).collect();
		let ended: Vec<Result<()>> = running.iter().map(|index| self.reap(*index)).collect();
		ended.into_iter().chain(asked).collect()
	}

	/// The numbers of the validators.
	pub fn indices(&self) -> std::ops::Range<usize> {
		0..self.description.validators.len()
	}

	/// The JSON-RPC of validator `index`; it goes round, so that any number will do.
	pub fn url(&self, index: usize) -> &str {
		&self.description.validators[index % self.description.validators.len()].url
	}

	/// The ends of the validators' logs, for the message of a failing test.
	pub fn log(&self) -> String {
		self.indices().map(|index| self.last_words(index)).collect::<Vec<_>>().join("\n")
	}

	/// Runs the command `fiscal` against validator 0.
	pub fn fiscal(&self, arguments: &[&str]) -> Result<Output> {
		self.fiscal_at(0, arguments)
	}

	/// Runs the command `fiscal` against validator `index`.
	pub fn fiscal_at(&self, index: usize, arguments: &[&str]) -> Result<Output> {
		let output = Command::new(binary("fiscal")?)
			.args(["--url", self.url(index)])
			// A slow machine may need longer than a user would wait.
			.args(["--timeout", &DEADLINE.as_secs().to_string()])
			.args(arguments)
			.stdin(Stdio::null())
			.output()?;
		Output::of(output).with_context(|| format!("fiscal {}", arguments.join(" ")))
	}

	/// A fresh folder below the devnet's own.
	pub fn folder(&self, name: &str) -> Result<PathBuf> {
		let folder = self.directory.join(name);
		fs::create_dir_all(&folder)?;
		Ok(folder)
	}

	/// What the devnet says of validator `index`.
	///
	/// # Errors
	/// There is none of this number.
	pub fn validator(&self, index: usize) -> Result<&ValidatorDescription> {
		let validator = self.description.validators.get(index);
		validator.with_context(|| format!("there is no validator {index}"))
	}

	/// The process of validator `index`, for one at a time.
	pub(crate) fn process(&self, index: usize) -> MutexGuard<'_, Option<Child>> {
		self.processes[index].lock().unwrap_or_else(PoisonError::into_inner)
	}
}

impl Drop for Devnet {
	fn drop(&mut self) {
		if let Err(fault) = self.stop() {
			eprintln!("{fault:#}");
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn devnets_of_one_process_have_ports_of_their_own() {
		let ports: Vec<u16> = (0..3).map(|_| free_ports().unwrap()).collect();
		for (index, first) in ports.iter().enumerate() {
			for second in &ports[index + 1..] {
				assert!(first.abs_diff(*second) >= 4, "{ports:?}");
			}
		}
	}
}
