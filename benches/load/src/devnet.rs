//! Devnets: what `devnet.json` says of one, and starting one of any build of the node.

use anyhow::{bail, ensure, Context, Result};
use serde::Deserialize;
use std::{
	fs::{self, File},
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	time::{Duration, Instant},
};

const FILE: &str = "devnet.json";
const POLL: Duration = Duration::from_millis(200);
/// Beyond what the devnet itself waits for its first common block.
const MARGIN: Duration = Duration::from_secs(30);
/// How long stopping may take: the devnet waits a minute for its validators.
const STOP_WITHIN: Duration = Duration::from_secs(90);

/// What `devnet.json` says.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
	/// The validators.
	pub validators: Vec<Validator>,
}

/// A validator of a devnet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Validator {
	/// Its name.
	pub name: String,
	/// Its process.
	pub pid: Option<u32>,
	/// Its JSON-RPC.
	pub url: String,
	/// Where it keeps everything.
	pub directory: PathBuf,
}

impl Validator {
	/// Where its databases are, without its log.
	pub fn data(&self) -> PathBuf {
		let data = self.directory.join("data");
		if data.is_dir() {
			data
		} else {
			self.directory.clone()
		}
	}
}

/// Where load goes, and who is measured.
#[derive(Clone, Debug, Default)]
pub struct Target {
	/// JSON-RPC of the nodes that are spoken to; the first one is followed.
	pub urls: Vec<String>,
	/// Validators whose CPU, memory and disk are measured.
	pub validators: Vec<Validator>,
}

impl Target {
	/// The node that is followed.
	///
	/// # Errors
	/// Without any.
	pub fn first(&self) -> Result<&str> {
		self.urls.first().map(String::as_str).context("no node is named")
	}
}

impl From<Description> for Target {
	fn from(description: Description) -> Self {
		let urls = description.validators.iter().map(|one| one.url.clone()).collect();
		Self { urls, validators: description.validators }
	}
}

impl Description {
	/// Reads `devnet.json`, or that of the base path of a devnet.
	///
	/// # Errors
	/// When there is none, or it is of another form.
	pub fn read(path: &Path) -> Result<Self> {
		let file = if path.is_dir() { path.join(FILE) } else { path.to_owned() };
		let text = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
		let mut description: Self = serde_json::from_slice(&text)
			.with_context(|| format!("{} describes no devnet", file.display()))?;
		let base = file.parent().unwrap_or(Path::new("."));
		for validator in &mut description.validators {
			// A devnet that was started with a relative base path names folders relative to where that
			// was done.
			let folder = validator.directory.file_name().map(|name| base.join(name));
			if let Some(folder) = folder.filter(|_| !validator.directory.exists()) {
				validator.directory = folder;
			}
		}
		Ok(description)
	}
}

/// A build of the node, and how its devnet is started.
#[derive(Clone, Debug)]
pub struct Launch {
	/// The binary `fiscal-node`.
	pub binary: PathBuf,
	/// RPC port of the first validator; the others follow.
	pub rpc_port: u16,
	/// How long the first common final block may take.
	pub start_timeout: Duration,
	/// Further options of every validator.
	pub node_options: Vec<String>,
}

/// A running devnet. It ends when this value is dropped, or when this process ends.
pub struct Devnet {
	child: Child,
	/// What it says of itself.
	pub description: Description,
}

impl Devnet {
	/// Starts four validators below `base`, which must not hold a devnet, and waits until they agree
	/// on a block.
	///
	/// # Errors
	/// When it does not start; the text has the end of what it printed.
	pub async fn start(launch: &Launch, base: &Path) -> Result<Self> {
		fs::create_dir_all(base).with_context(|| format!("cannot create {}", base.display()))?;
		let file = base.join(FILE);
		ensure!(!file.exists(), "{} is there already", file.display());
		let log_path = base.join("devnet.log");
		let log = File::create(&log_path)?;
		let child = Command::new(&launch.binary)
			.args(["devnet", "--validators", "4"])
			.arg("--base-path")
			.arg(base)
			.args(["--rpc-port", &launch.rpc_port.to_string()])
			.args(["--start-timeout", &launch.start_timeout.as_secs().to_string()])
			.arg("--stop-on-stdin-end")
			.arg("--")
			.args(&launch.node_options)
			.stdin(Stdio::piped())
			.stdout(log.try_clone()?)
			.stderr(log)
			.spawn()
			.with_context(|| format!("cannot start {}", launch.binary.display()))?;
		let mut devnet = Self { child, description: Description { validators: Vec::new() } };
		let deadline = Instant::now() + launch.start_timeout + MARGIN;
		while !file.exists() {
			let ended = devnet.child.try_wait()?;
			if ended.is_some() || Instant::now() > deadline {
				let log = fs::read_to_string(&log_path).unwrap_or_default();
				let lines: Vec<&str> = log.lines().collect();
				let end = lines.get(lines.len().saturating_sub(20)..).unwrap_or_default();
				bail!("{} did not start a devnet:\n{}", launch.binary.display(), end.join("\n"));
			}
			tokio::time::sleep(POLL).await;
		}
		devnet.description = Description::read(&file)?;
		Ok(devnet)
	}

	/// Stops every validator and waits until they are gone.
	///
	/// # Errors
	/// When the devnet had to be ended by force.
	pub async fn stop(mut self) -> Result<()> {
		drop(self.child.stdin.take());
		let deadline = Instant::now() + STOP_WITHIN;
		while self.child.try_wait()?.is_none() {
			ensure!(Instant::now() < deadline, "the devnet does not stop");
			tokio::time::sleep(POLL).await;
		}
		Ok(())
	}
}

impl Drop for Devnet {
	fn drop(&mut self) {
		// It stops its validators when its standard input ends.
		drop(self.child.stdin.take());
		let deadline = Instant::now() + STOP_WITHIN;
		while matches!(self.child.try_wait(), Ok(None)) {
			if Instant::now() > deadline {
				self.child.kill().ok();
				self.child.wait().ok();
				break;
			}
			std::thread::sleep(POLL);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_description_is_read_from_the_file_or_its_folder() {
		let folder = tempfile::tempdir().unwrap();
		let json = r#"{
			"finalized": { "number": 1, "hash": "0x00" },
			"validators": [{
				"name": "alice", "pid": 42, "url": "ws://127.0.0.1:9944", "peer": "/ip4/…",
				"metrics": "http://127.0.0.1:10144/metrics", "directory": "net/validator-0"
			}],
			"participants": []
		}"#;
		fs::write(folder.path().join(FILE), json).unwrap();
		let whole = Description::read(folder.path()).unwrap();
		assert_eq!(
			whole.validators,
			Description::read(&folder.path().join(FILE)).unwrap().validators
		);
		let alice = &whole.validators[0];
		assert_eq!((alice.pid, alice.name.as_str()), (Some(42), "alice"));
		assert_eq!(alice.directory, folder.path().join("validator-0"), "beside the file");
		assert_eq!(Target::from(whole).urls, ["ws://127.0.0.1:9944"]);
	}

	#[tokio::test]
	async fn a_binary_that_starts_no_devnet_is_a_fault_with_its_last_words() {
		let folder = tempfile::tempdir().unwrap();
		let launch = Launch {
			binary: "/bin/ls".into(),
			rpc_port: 20_000,
			start_timeout: Duration::from_secs(60),
			node_options: Vec::new(),
		};
		let Err(fault) = Devnet::start(&launch, &folder.path().join("net")).await else {
			panic!("ls started a devnet");
		};
		assert!(fault.to_string().contains("did not start a devnet"), "{fault}");
		assert!(fault.to_string().contains("ls:"), "{fault}");
	}
}
