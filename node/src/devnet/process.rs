//! The processes of the validators.

use anyhow::{bail, Context, Result};
use nix::{
	sys::signal::{kill, Signal},
	unistd::Pid,
};
use sc_network::config::{NodeKeyConfig, Secret};
use std::{
	fs::{self, File},
	os::unix::process::CommandExt,
	path::{Path, PathBuf},
	process::{Child, Command, ExitStatus, Stdio},
	time::{Duration, Instant},
};

/// How long a validator may take to close its database.
const STOP_WITHIN: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(200);

/// A validator of the devnet.
pub struct Validator {
	/// Its name, which is also the name of its development keys.
	pub name: &'static str,
	/// Its peer id.
	pub peer_id: String,
	/// Port of its JSON-RPC on 127.0.0.1.
	pub rpc_port: u16,
	/// Port of its peers on 127.0.0.1.
	pub p2p_port: u16,
	/// Port of its metrics on 127.0.0.1.
	pub prometheus_port: u16,
	/// Where it keeps everything.
	pub directory: PathBuf,
	node_key: PathBuf,
	child: Option<Child>,
}

impl Validator {
	/// Prepares a validator below `base`; makes its network key when it has none.
	pub fn new(name: &'static str, index: u16, base: &Path, rpc_port: u16) -> Result<Self> {
		let directory = base.join(format!("validator-{index}"));
		fs::create_dir_all(&directory)
			.with_context(|| format!("cannot create {}", directory.display()))?;
		let node_key = directory.join("network-key");
		let peer_id = NodeKeyConfig::Ed25519(Secret::File(node_key.clone()))
			.into_keypair()
			.with_context(|| format!("network key {}", node_key.display()))?
			.public()
			.to_peer_id()
			.to_string();
		let port = |offset: u16| {
			rpc_port
				.checked_add(offset)
				.and_then(|port| port.checked_add(index))
				.context("--rpc-port leaves no room for the other ports")
		};
		Ok(Self {
			name,
			peer_id,
			rpc_port: port(0)?,
			p2p_port: port(100)?,
			prometheus_port: port(200)?,
			directory,
			node_key,
			child: None,
		})
	}

	/// Where other validators find it.
	pub fn peer_address(&self) -> String {
		format!("/ip4/127.0.0.1/tcp/{}/p2p/{}", self.p2p_port, self.peer_id)
	}

	/// Where clients find it.
	pub fn url(&self) -> String {
		format!("ws://127.0.0.1:{}", self.rpc_port)
	}

	/// Its process id, while it runs.
	pub fn pid(&self) -> Option<u32> {
		self.child.as_ref().map(Child::id)
	}

	fn log_path(&self) -> PathBuf {
		self.directory.join("node.log")
	}

	/// Starts the process. Its standard input is a pipe from this process, so that it ends when
	/// this process does, however that happens.
	pub fn start(
		&mut self,
		executable: &Path,
		chain: &str,
		bootnode: &str,
		options: &[String],
	) -> Result<()> {
		let log = File::options().create(true).append(true).open(self.log_path())?;
		let mut command = Command::new(executable);
		command
			.arg("--chain")
			.arg(chain)
			.arg("--base-path")
			.arg(self.directory.join("data"))
			.arg("--validator")
			.arg(format!("--{}", self.name))
			.arg("--node-key-file")
			.arg(&self.node_key)
			.arg("--listen-addr")
			.arg(format!("/ip4/127.0.0.1/tcp/{}", self.p2p_port))
			.arg("--rpc-port")
			.arg(self.rpc_port.to_string())
			.arg("--prometheus-port")
			.arg(self.prometheus_port.to_string())
			.args(["--no-mdns", "--no-telemetry", "--stop-on-stdin-end"]);
		if self.peer_address() != bootnode {
			command.arg("--bootnodes").arg(bootnode);
		}
		let child = command
			.args(options)
			// Ctrl-C on the terminal reaches the supervisor alone, which then stops the validators.
			.process_group(0)
			.stdin(Stdio::piped())
			.stdout(log.try_clone()?)
			.stderr(log)
			.spawn()
			.with_context(|| format!("cannot start {}", executable.display()))?;
		self.child = Some(child);
		Ok(())
	}

	fn ended(&mut self) -> Option<ExitStatus> {
		self.child.as_mut().and_then(|child| child.try_wait().ok().flatten())
	}

	fn last_words(&self) -> String {
		let log = fs::read_to_string(self.log_path()).unwrap_or_default();
		let lines: Vec<&str> = log.lines().collect();
		lines.get(lines.len().saturating_sub(8)..).unwrap_or_default().join("\n")
	}
}

/// Waits until a validator ends, and says which and with what last words.
pub async fn first_end(validators: &mut [Validator]) -> String {
	loop {
		for validator in validators.iter_mut() {
			if let Some(status) = validator.ended() {
				return format!(
					"validator {} ended with {status}; the end of {}:\n{}",
					validator.name,
					validator.log_path().display(),
					validator.last_words()
				);
			}
		}
		tokio::time::sleep(POLL).await;
	}
}

/// Asks every validator to stop, and ends by force those that do not within a minute.
///
/// Errors: a validator had to be ended by force.
pub async fn stop_all(validators: &mut [Validator]) -> Result<()> {
	for validator in validators.iter_mut() {
		if validator.ended().is_none() {
			if let Some(pid) = validator.pid().and_then(|pid| i32::try_from(pid).ok()) {
				kill(Pid::from_raw(pid), Signal::SIGTERM).ok();
			}
		}
	}
	let deadline = Instant::now() + STOP_WITHIN;
	let mut forced = Vec::new();
	for validator in validators.iter_mut() {
		while validator.child.is_some() && validator.ended().is_none() {
			if Instant::now() > deadline {
				if let Some(child) = validator.child.as_mut() {
					child.kill().ok();
					child.wait().ok();
				}
				forced.push(validator.name);
				break;
			}
			tokio::time::sleep(POLL).await;
		}
	}
	if forced.is_empty() {
		Ok(())
	} else {
		bail!(
			"these validators did not stop within a minute and were killed: {}",
			forced.join(", ")
		)
	}
}

/// Ends this process, as a signal would, when its standard input ends.
pub fn stop_on_stdin_end() {
	std::thread::spawn(|| {
		// Nothing is ever written to it: the copy returns when the other end is closed.
		std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink()).ok();
		kill(Pid::this(), Signal::SIGTERM).ok();
	});
}
