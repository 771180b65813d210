//! `fiscal-node check-bridges` says what is wrong with a connection, and what to look at.

use anyhow::{ensure, Result};
use fiscal_bridge_tests::{
	config::{write_secret, Endpoints},
	Simulator,
};
use fiscal_sim::{FaultSettings, System, DEV_SECRET};
use fiscal_tests::{binary, scenario::path, Output};
use std::{
	fs,
	net::TcpListener,
	os::unix::fs::PermissionsExt,
	path::PathBuf,
	process::{Command, Stdio},
};

/// The key with which the node signs.
const KEY: &str = "Validator-1";

/// Systems outside, and the configuration of a node that is connected with them.
struct Place {
	simulator: Simulator,
	folder: PathBuf,
	file: PathBuf,
}

impl Place {
	fn new(name: &str) -> Result<Self> {
		let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("check-{name}"));
		if folder.exists() {
			fs::remove_dir_all(&folder)?;
		}
		fs::create_dir_all(&folder)?;
		let simulator = Simulator::start(&folder, &["--no-seeds"])?;
		let endpoints = Endpoints {
			nontax: simulator.url(System::Nontax)?.into(),
			platform: simulator.url(System::Platform)?.into(),
			evidence: simulator.url(System::Evidence)?.into(),
			signing: simulator.url(System::Signing)?.into(),
			gateway: free_port()?,
		};
		let file = endpoints.write(&folder, KEY)?;
		Ok(Self { simulator, folder, file })
	}

	/// Puts another text in the place of the one that stands in the file.
	fn change(&self, from: &str, to: &str) -> Result<()> {
		let text = fs::read_to_string(&self.file)?;
		ensure!(text.matches(from).count() == 1, "{from} stands once in {text}");
		fs::write(&self.file, text.replace(from, to))?;
		Ok(())
	}

	/// Checks the connections of a node of that chain, with those variables in the environment.
	fn check(&self, chain: &str, variables: &[(&str, &str)]) -> Result<Output> {
		let output = Command::new(binary("fiscal-node")?)
			.args(["check-bridges", "--bridges", path(&self.file)?, "--chain", chain])
			.envs(variables.iter().copied())
			.stdin(Stdio::null())
			.output()?;
		let output = Output::of(output)?;
		ensure!(!output.said().contains(DEV_SECRET), "the secret is shown: {output:?}");
		Ok(output)
	}

	/// Requires that one of the six is wrong, for a reason in which those words are.
	fn is_wrong(&self, name: &str, words: &[&str]) -> Result<()> {
		let output = self.check("dev", &[])?.expect(1)?;
		let verdict = format!("1 of 6 are wrong: {name}");
		ensure!(output.stderr.contains(&verdict), "{verdict} is not said: {output:?}");
		ensure!(output.stdout.matches(": in order: ").count() == 5, "{output:?}");
		let line = output.stdout.lines().find(|line| line.starts_with(&format!("{name}: WRONG: ")));
		let line = line.unwrap_or_default();
		for part in words {
			ensure!(line.contains(part), "{part} is not in the line on {name}: {output:?}");
		}
		Ok(())
	}
}

/// A port that is free just now.
fn free_port() -> Result<u16> {
	Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

#[test]
fn what_is_in_order_is_said_to_be() -> Result<()> {
	let place = Place::new("good")?;
	let output = place.check("dev", &[])?.expect(0)?;
	let names: Vec<&str> = output
		.stdout
		.lines()
		.filter_map(|line| line.split_once(": in order: "))
		.map(|(name, _)| name)
		.collect();
	let all = ["nontax", "yangtze-delta", "evidence", "signing", "files", "gateway"];
	ensure!(names == all, "{output:?}");
	// Nothing was changed by it.
	for system in [System::Nontax, System::Platform, System::Evidence] {
		ensure!(
			place.simulator.control(system)?.applied()?.is_empty(),
			"{system} was told nothing"
		);
	}
	// Without a file nothing is connected.
	let nothing = Command::new(binary("fiscal-node")?)
		.args(["check-bridges", "--chain", "dev"])
		.stdin(Stdio::null())
		.output()?;
	let nothing = Output::of(nothing)?.expect(0)?;
	ensure!(nothing.stdout.contains("no system outside"), "{nothing:?}");
	Ok(())
}

#[test]
fn a_wrong_secret_is_found() -> Result<()> {
	let place = Place::new("secret")?;
	write_secret(&place.folder.join("nontax-secret"), "another secret")?;
	place.is_wrong("nontax", &["nontax.appid", "shared key"])?;
	let shown = place.check("dev", &[])?;
	ensure!(!shown.said().contains("another secret"), "{shown:?}");
	Ok(())
}

#[test]
fn a_wrong_port_is_found_and_the_environment_can_mend_it() -> Result<()> {
	let place = Place::new("port")?;
	let right = place.simulator.url(System::Evidence)?;
	let wrong = format!("http://127.0.0.1:{}", free_port()?);
	place.change(right, &wrong)?;
	place.is_wrong("evidence", &["evidence.url"])?;
	place.check("dev", &[("FISCAL_BRIDGE__EVIDENCE__URL", right)])?.expect(0)?;
	Ok(())
}

#[test]
fn a_key_that_the_system_does_not_know_is_found() -> Result<()> {
	let place = Place::new("own-key")?;
	let text = fs::read_to_string(&place.file)?;
	let (before, after) = text.split_at(text.find("[evidence]").unwrap_or_default());
	let own = format!("dev_key = \"{KEY}\"");
	ensure!(before.matches(&own).count() == 1, "the platform comes before evidence: {text}");
	fs::write(&place.file, before.replace(&own, "dev_key = \"Nobody\"") + after)?;
	place.is_wrong("yangtze-delta", &["yangtze-delta.app", "key of this node"])
}

#[test]
fn a_system_that_is_not_whom_it_should_be_is_found() -> Result<()> {
	let place = Place::new("peer-key")?;
	place.change("peer_dev_key = \"SigningChain\"", "peer_dev_key = \"Somebody\"")?;
	place.is_wrong("signing", &["signing.peer_key"])
}

#[test]
fn a_system_that_is_out_of_order_is_found() -> Result<()> {
	let place = Place::new("order")?;
	let down = FaultSettings { unavailable: 1_000, ..FaultSettings::default() };
	place.simulator.control(System::Nontax)?.set_faults(&down)?;
	place.is_wrong("nontax", &["out of order"])
}

#[test]
fn a_secret_that_others_may_read_is_refused() -> Result<()> {
	let place = Place::new("mode")?;
	let secret = place.folder.join("nontax-secret");
	fs::set_permissions(&secret, fs::Permissions::from_mode(0o644))?;
	let output = place.check("dev", &[])?.expect(1)?;
	for part in ["nontax.secret_file", "0644", "chmod 600"] {
		ensure!(output.stderr.contains(part), "{part} is not said: {output:?}");
	}
	fs::set_permissions(&secret, fs::Permissions::from_mode(0o600))?;
	place.check("dev", &[])?.expect(0)?;
	Ok(())
}

#[test]
fn what_is_for_development_is_refused_elsewhere() -> Result<()> {
	let place = Place::new("chain")?;
	let output = place.check("consortium", &[])?.expect(1)?;
	ensure!(output.stderr.contains("nontax.peer_dev_key"), "{output:?}");
	ensure!(output.stderr.contains("not for development"), "{output:?}");
	Ok(())
}

#[test]
fn a_field_that_is_none_is_named_without_its_value() -> Result<()> {
	let place = Place::new("field")?;
	place.change("[nontax]\n", &format!("[nontax]\nsecret = \"{DEV_SECRET}\"\n"))?;
	let output = place.check("dev", &[])?.expect(1)?;
	ensure!(output.stderr.contains("nontax.secret: no such field"), "{output:?}");
	Ok(())
}
