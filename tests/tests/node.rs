//! The binary `fiscal-node` as operators type it: keys of validators, what a validator refuses to
//! start with, and the supervisor of a devnet.

use anyhow::{bail, ensure, Context, Result};
use fiscal_tests::{binary, free_ports, Output, DEADLINE};
use nix::{
	sys::signal::{kill, Signal},
	unistd::Pid,
};
use serde_json::Value;
use std::{
	fs::{self, File},
	os::unix::fs::PermissionsExt,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	thread,
	time::{Duration, Instant},
};

const POLL: Duration = Duration::from_millis(200);

/// A fresh folder.
fn folder(name: &str) -> Result<PathBuf> {
	let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("node").join(name);
	if folder.exists() {
		fs::remove_dir_all(&folder)?;
	}
	fs::create_dir_all(&folder)?;
	Ok(folder)
}

/// A process that prints into files of a folder. It ends with this value.
struct Running {
	child: Child,
	folder: PathBuf,
}

impl Running {
	fn start(folder: &Path, arguments: &[&str]) -> Result<Self> {
		let child = Command::new(binary("fiscal-node")?)
			.args(arguments)
			.env_remove("FISCAL_VALIDATOR_KEY_PASSWORD")
			.stdin(Stdio::piped())
			.stdout(File::create(folder.join("stdout"))?)
			.stderr(File::create(folder.join("stderr"))?)
			.spawn()?;
		Ok(Self { child, folder: folder.into() })
	}

	fn ended(&mut self) -> Result<Option<Output>> {
		let Some(status) = self.child.try_wait()? else { return Ok(None) };
		let printed = |name: &str| fs::read(self.folder.join(name));
		let output =
			std::process::Output { status, stdout: printed("stdout")?, stderr: printed("stderr")? };
		Output::of(output).map(Some)
	}

	fn wait(mut self) -> Result<Output> {
		let deadline = Instant::now() + DEADLINE;
		loop {
			if let Some(output) = self.ended()? {
				return Ok(output);
			}
			ensure!(Instant::now() < deadline, "it runs although it should have ended");
			thread::sleep(POLL);
		}
	}
}

impl Drop for Running {
	fn drop(&mut self) {
		// After an ordinary end there is nothing left to kill.
		self.child.kill().ok();
		self.child.wait().ok();
	}
}

fn run(folder: &Path, arguments: &[&str]) -> Result<Output> {
	Running::start(folder, arguments)?.wait()
}

/// Requires that the node does not start, and says `expected` on the way out.
fn refused(folder: &Path, arguments: &[&str], expected: &str) -> Result<()> {
	let output = run(folder, arguments)?;
	ensure!(output.code != 0, "{arguments:?} is refused: {output:?}");
	ensure!(output.stderr.contains(expected), "{arguments:?} says {expected:?}: {output:?}");
	Ok(())
}

fn text(path: &Path) -> Result<&str> {
	path.to_str().context("a path in UTF-8")
}

#[test]
fn a_key_is_made_and_shown() -> Result<()> {
	let folder = folder("key")?;
	let (key, password) = (folder.join("validator.pem"), folder.join("password"));
	fs::write(&password, "eight bytes and more\n")?;
	fs::set_permissions(&password, fs::Permissions::from_mode(0o600))?;
	let (key, password) = (text(&key)?, text(&password)?);

	let generate = ["validator-key", "generate", "--out", key, "--password-file", password];
	let made = run(&folder, &generate)?.expect(0)?;
	ensure!(made.stdout.contains("public key  0x0"), "{made:?}");
	let inspect = ["validator-key", "inspect", key, "--password-file", password];
	ensure!(run(&folder, &inspect)?.expect(0)?.stdout == made.stdout);
	refused(&folder, &generate, "exists already")?;
	// There is no terminal to ask at.
	refused(&folder, &["validator-key", "inspect", key], "FISCAL_VALIDATOR_KEY_PASSWORD")?;
	refused(&folder, &["key", "generate"], "validator-key")?;
	Ok(())
}

#[test]
fn a_validator_does_not_start_without_a_key_or_with_one_that_everybody_knows() -> Result<()> {
	let folder = folder("refused")?;
	let data = folder.join("data");
	let common = ["--validator", "--unsafe-force-node-key-generation", "--base-path", text(&data)?];
	let with =
		|more: &[&str], expected: &str| refused(&folder, &[&common[..], more].concat(), expected);
	with(&["--chain", "dev"], "validator-key generate")?;
	with(&["--chain", "consortium", "--dev-validator", "1"], "development key")?;
	with(&["--chain", "dev", "--validator-key", "/no/such.pem"], "/no/such.pem not found")?;
	with(&["--chain", "dev", "--alice"], "--dev-validator")?;
	Ok(())
}

#[test]
fn a_devnet_is_for_development_alone() -> Result<()> {
	let folder = folder("chains")?;
	let data = folder.join("data");
	let devnet = ["devnet", "--base-path", text(&data)?];
	let with =
		|more: &[&str], expected: &str| refused(&folder, &[&devnet[..], more].concat(), expected);
	with(&["--chain", "consortium"], "no chain for development")?;
	with(&["--validators", "2"], "--chain SPEC")?;
	with(&["--chain", "/no/such.json"], "/no/such.json")
}

/// Reads `devnet.json` as soon as it is there.
fn description(devnet: &mut Running, data: &Path) -> Result<Value> {
	let file = data.join("devnet.json");
	let deadline = Instant::now() + DEADLINE;
	while !file.exists() {
		if let Some(output) = devnet.ended()? {
			bail!("the devnet ended: {output:?}");
		}
		ensure!(Instant::now() < deadline, "the devnet does not start");
		thread::sleep(POLL);
	}
	Ok(serde_json::from_slice(&fs::read(&file)?)?)
}

#[test]
fn a_devnet_says_what_runs_where_and_ends_when_a_validator_does() -> Result<()> {
	let folder = folder("devnet")?;
	let data = folder.join("data");
	let port = free_ports()?.to_string();
	let arguments =
		["devnet", "--validators", "1", "--base-path", text(&data)?, "--rpc-port", &port];

	let once = run(&folder, &[&arguments[..], &["--once"]].concat())?.expect(0)?;
	ensure!(once.stdout.contains("every validator has finalized block #"), "{once:?}");

	let node_args = ["--node-args", "--log sync=debug", "--node-args", "--name Somebody"];
	refused(&folder, &[&arguments[..], &node_args].concat(), "--name")?;
	let node_args = ["--node-args", "--log sync=debug"];
	let mut devnet = Running::start(&folder, &[&arguments[..], &node_args].concat())?;
	let description = description(&mut devnet, &data)?;
	ensure!(description["finalized"]["number"].as_u64() >= Some(1), "{description}");
	let validator = &description["validators"][0];
	ensure!(validator["name"] == "Validator-1", "{validator}");
	ensure!(validator["url"] == format!("ws://127.0.0.1:{port}"), "{validator}");
	let argv: Vec<&str> =
		validator["argv"].as_array().context("argv")?.iter().filter_map(Value::as_str).collect();
	ensure!(argv.ends_with(&["--log", "sync=debug"]), "{argv:?}");
	let base_path = validator["basePath"].as_str().context("a base path")?;
	ensure!(Path::new(base_path).is_dir(), "{validator}");

	let pid = i32::try_from(validator["pid"].as_i64().context("a process id")?)?;
	kill(Pid::from_raw(pid), Signal::SIGKILL)?;
	let output = devnet.wait()?;
	ensure!(output.code != 0, "{output:?}");
	ensure!(output.stderr.contains("validator Validator-1 ended with signal: 9"), "{output:?}");
	Ok(())
}
