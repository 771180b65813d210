//! The processes of the validators.

use crate::validator_key::{dev_name, dev_pair};
use anyhow::{bail, Context, Result};
use fiscal_sm_crypto::Public;
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
/// What stands in further options for the number of the validator.
const NUMBER: &str = "{validator}";
const POLL: Duration = Duration::from_millis(200);

/// A validator of the devnet.
pub struct Validator {
	/// Its name, which is also that of its development key.
	pub name: String,
	/// Its peer id.
	pub peer_id: String,
	/// Port of its JSON-RPC on 127.0.0.1.
	pub rpc_port: u16,
	/// Port of its peers on 127.0.0.1.
	pub p2p_port: u16,
	/// Port of its metrics on 127.0.0.1.
	pub prometheus_port: u16,
	/// Where its network key, its log and its base path are.
	pub directory: PathBuf,
	/// The command line that starts it, the program first; empty before [`Validator::compose`].
	pub command_line: Vec<String>,
	number: u8,
	node_key: PathBuf,
	child: Option<Child>,
}

impl Validator {
	/// Prepares validator `number`, counted from 1, below `base`; makes its network key when it has
	/// none.
	pub fn new(number: u8, base: &Path, rpc_port: u16) -> Result<Self> {
		let directory = base.join(format!("validator-{number}"));
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
				.and_then(|port| port.checked_add(u16::from(number).checked_sub(1)?))
				.context("--rpc-port leaves no room for the other ports")
		};
		Ok(Self {
			name: dev_name(number),
			peer_id,
			rpc_port: port(0)?,
			p2p_port: port(100)?,
			prometheus_port: port(200)?,
			directory,
			command_line: Vec::new(),
			number,
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

	/// Where its metrics are.
	pub fn metrics(&self) -> String {
		format!("http://127.0.0.1:{}/metrics", self.prometheus_port)
	}

	/// Where everything that it learns of the chain lies: database, index, consensus log.
	pub fn base_path(&self) -> PathBuf {
		self.directory.join("data")
	}

	/// The public half of the key it votes with.
	pub fn public(&self) -> Public {
		dev_pair(self.number).public()
	}

	/// Its process id, while it runs.
	pub fn pid(&self) -> Option<u32> {
		self.child.as_ref().map(Child::id)
	}

	fn log_path(&self) -> PathBuf {
		self.directory.join("node.log")
	}

	/// Puts its command line together. It knows the addresses of all `peers`, so that it finds them
	/// again whichever of them are gone when it starts.
	pub fn compose(
		&mut self,
		executable: &Path,
		chain: &str,
		peers: &[String],
		options: &[String],
	) -> Result<()> {
		let mut line = vec![text(executable)?];
		let own = self.peer_address();
		let settings = [
			("--chain", chain.to_owned()),
			("--base-path", text(&self.base_path())?),
			("--name", self.name.clone()),
			("--dev-validator", self.number.to_string()),
			("--node-key-file", text(&self.node_key)?),
			("--listen-addr", format!("/ip4/127.0.0.1/tcp/{}", self.p2p_port)),
			("--rpc-port", self.rpc_port.to_string()),
			("--prometheus-port", self.prometheus_port.to_string()),
		];
		let others = peers.iter().filter(|peer| **peer != own).cloned();
		for (option, value) in
			settings.into_iter().chain(others.map(|peer| ("--reserved-nodes", peer)))
		{
			line.extend([option.to_owned(), value]);
		}
		line.extend(["--validator", "--no-mdns", "--no-telemetry"].map(String::from));
		let number = self.number.to_string();
		line.extend(options.iter().map(|option| option.replace(NUMBER, &number)));
		self.command_line = line;
		Ok(())
	}

	/// Starts the process. Its standard input is a pipe from this process, so that it ends when
	/// this process does, however that happens.
	pub fn start(&mut self) -> Result<()> {
		let log = File::options().create(true).append(true).open(self.log_path())?;
		let (program, arguments) =
			self.command_line.split_first().context("a validator is composed before it starts")?;
		let child = Command::new(program)
			.args(arguments)
			.arg("--stop-on-stdin-end")
			// Ctrl-C on the terminal reaches the supervisor alone, which then stops the validators.
			.process_group(0)
			.stdin(Stdio::piped())
			.stdout(log.try_clone()?)
			.stderr(log)
			.spawn()
			.with_context(|| format!("cannot start {program}"))?;
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

fn text(path: &Path) -> Result<String> {
	path.to_str().map(Into::into).with_context(|| format!("{} is not UTF-8", path.display()))
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
				forced.push(validator.name.clone());
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

#[cfg(test)]
mod tests {
	use super::*;
	use crate::cli::Cli;
	use clap::{CommandFactory, FromArgMatches};
	use sc_cli::SubstrateCli;

	#[test]
	fn a_validator_is_started_with_its_own_key_and_the_addresses_of_the_others() {
		let folder = tempfile::TempDir::new().unwrap();
		let mut validators: Vec<Validator> =
			(1..=3).map(|number| Validator::new(number, folder.path(), 9944).unwrap()).collect();
		let peers: Vec<String> = validators.iter().map(Validator::peer_address).collect();
		let second = &mut validators[1];
		let options: [String; 4] =
			["--log", "sync=debug", "--bridges", "bridges-{validator}.toml"].map(String::from);
		second.compose(Path::new("/opt/fiscal-node"), "devnet", &peers, &options).unwrap();

		assert_eq!(second.command_line[0], "/opt/fiscal-node");
		let command = <Cli as SubstrateCli>::setup_command(Cli::command());
		let matches = command.try_get_matches_from(&second.command_line).unwrap();
		let cli = Cli::from_arg_matches(&matches).unwrap();
		assert!(cli.run.validator);
		assert_eq!(cli.fiscal.key.dev_validator, Some(2));
		assert_eq!(second.public(), fiscal_sm_crypto::Pair::from_dev_name("Validator-2").public());
		assert_eq!(cli.run.shared_params.base_path, Some(second.base_path()));
		assert_eq!(cli.run.shared_params.log, ["sync=debug"]);
		assert_eq!(cli.fiscal.bridges.bridges, Some("bridges-2.toml".into()));
		assert_eq!(
			(second.rpc_port, second.p2p_port, second.prometheus_port),
			(9945, 10045, 10145)
		);
		let known: Vec<String> =
			cli.run.network_params.reserved_nodes.iter().map(ToString::to_string).collect();
		assert_eq!(known, [peers[0].clone(), peers[2].clone()]);
	}

	#[test]
	fn a_validator_keeps_its_network_key() {
		let folder = tempfile::TempDir::new().unwrap();
		let first = Validator::new(1, folder.path(), 9944).unwrap().peer_id;
		assert_eq!(Validator::new(1, folder.path(), 9944).unwrap().peer_id, first);
		assert_ne!(Validator::new(2, folder.path(), 9944).unwrap().peer_id, first);
	}
}
