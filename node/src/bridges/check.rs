//! `fiscal-node check-bridges`: tries each connection and says in words what is wrong.

use super::{systems::Systems, BridgesArgs};
use async_trait::async_trait;
use clap::Args;
use fiscal_bridge::{
	check::{self, Finding},
	config::{Files, Gateway},
	Check, Config,
};
use std::{
	fs, io,
	net::TcpListener,
	os::unix::fs::{DirBuilderExt, OpenOptionsExt},
	path::Path,
	sync::Arc,
	time::Duration,
};

/// Options of `fiscal-node check-bridges`.
#[derive(Clone, Debug, Args)]
pub struct CheckBridgesCmd {
	#[clap(flatten)]
	bridges: BridgesArgs,

	/// The chain of the node: `dev`, `devnet`, `consortium`, or the file of a specification
	///
	/// Development keys, and connections without TLS, are for chains of type Development or Local.
	#[arg(long, value_name = "SPEC", default_value = "")]
	chain: String,

	/// The longest a connection may take to answer, in seconds
	#[arg(long, value_name = "SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=600))]
	timeout: u64,
}

impl CheckBridgesCmd {
	/// Prints a line for each connection.
	///
	/// # Errors
	/// In words: the configuration is none, or a connection does not do.
	pub fn run(&self) -> Result<(), String> {
		let spec = fiscal_chain_spec::load(&self.chain)?;
		let chain_type = sc_service::ChainSpec::chain_type(&spec);
		let config = self.bridges.load(&chain_type).map_err(|fault| fault.to_string())?;
		let checks = checks(&config)?;
		if checks.is_empty() {
			println!("no system outside of the chain is configured");
			return Ok(());
		}
		let runtime = tokio::runtime::Runtime::new().map_err(|fault| fault.to_string())?;
		let limit = Duration::from_secs(self.timeout);
		let found = runtime.block_on(check::run(&checks, limit));
		found.iter().for_each(|(name, finding)| println!("{}", line(name, finding)));
		verdict(&found)
	}
}

/// `nontax: in order: it answers …`.
fn line(name: &str, finding: &Finding) -> String {
	match finding {
		Ok(words) => format!("{name}: in order: {words}"),
		Err(words) => format!("{name}: WRONG: {words}"),
	}
}

/// Which of them are wrong.
fn verdict(found: &[(String, Finding)]) -> Result<(), String> {
	let wrong: Vec<&str> = found
		.iter()
		.filter(|(_, finding)| finding.is_err())
		.map(|(name, _)| name.as_str())
		.collect();
	match wrong.is_empty() {
		true => Ok(()),
		false => Err(format!("{} of {} are wrong: {}", wrong.len(), found.len(), wrong.join(", "))),
	}
}

/// A check of everything that is configured.
fn checks(config: &Config) -> Result<Vec<Arc<dyn Check>>, String> {
	let systems = Systems::new(config, None).map_err(|fault| fault.to_string())?;
	let mut checks = systems.checks();
	if let Some(files) = config.files.clone() {
		checks.push(Arc::new(Folder(files)));
	}
	if let Some(gateway) = config.gateway.clone() {
		checks.push(Arc::new(Listening { gateway, files: config.files.is_some() }));
	}
	Ok(checks)
}

/// The folder of files and of the record of calls.
struct Folder(Files);

#[async_trait]
impl Check for Folder {
	fn name(&self) -> &str {
		"files"
	}

	async fn check(&self) -> Finding {
		let folder = &self.0.folder;
		writable(folder).map_err(|words| {
			format!(
				"files.folder {}: {words}: let whoever runs the node write there",
				folder.display()
			)
		})?;
		Ok(format!("{} can be written to", folder.display()))
	}
}

/// Makes the folder if it is missing, and a file in it that is removed again.
fn writable(folder: &Path) -> io::Result<()> {
	fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
	let probe = folder.join(format!("check-{}", std::process::id()));
	fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&probe)?;
	fs::remove_file(probe)
}

/// The address of the gateway.
struct Listening {
	gateway: Gateway,
	/// Is there a section `[files]`?
	files: bool,
}

#[async_trait]
impl Check for Listening {
	fn name(&self) -> &str {
		"gateway"
	}

	async fn check(&self) -> Finding {
		if !self.files {
			return Err("it keeps files and a record of calls: add a section [files]".into());
		}
		let address = self.gateway.listen;
		match TcpListener::bind(address) {
			Ok(_) => Ok(format!("{address} is free")),
			Err(fault) if fault.kind() == io::ErrorKind::AddrInUse => {
				Ok(format!("{address} is in use: by this node, if it runs"))
			}
			Err(fault) => Err(format!(
				"gateway.listen {address}: {fault}: name an address of this machine, and a port that \
				 whoever runs the node may use"
			)),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn configured(text: &str, folder: &Path) -> Config {
		Config::parse(text, &[], folder, true).unwrap()
	}

	fn run(config: &Config) -> Vec<(String, Finding)> {
		let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
		runtime.block_on(check::run(&checks(config).unwrap(), Duration::from_secs(60)))
	}

	#[test]
	fn what_is_not_configured_is_not_checked() {
		let folder = tempfile::TempDir::new().unwrap();
		assert!(checks(&configured("", folder.path())).unwrap().is_empty());
	}

	#[test]
	fn a_folder_that_cannot_be_written_to_is_named() {
		let folder = tempfile::TempDir::new().unwrap();
		let config = configured("[files]\nfolder = \"kept\"\n", folder.path());
		let found = run(&config);
		assert!(matches!(&found[..], [(name, Ok(_))] if name == "files"), "{found:?}");
		assert_eq!(fs::read_dir(folder.path().join("kept")).unwrap().count(), 0);
		assert_eq!(verdict(&found), Ok(()));

		// A file stands where the folder should.
		fs::write(folder.path().join("taken"), "x").unwrap();
		let config = configured("[files]\nfolder = \"taken\"\n", folder.path());
		let found = run(&config);
		let words = found[0].1.as_ref().unwrap_err();
		assert!(words.contains("files.folder") && words.contains("taken"), "{words}");
		assert!(verdict(&found).unwrap_err().contains("1 of 1 are wrong: files"));
		assert!(line(&found[0].0, &found[0].1).starts_with("files: WRONG: "));
	}

	#[test]
	fn a_system_that_nobody_runs_is_wrong_and_said_to_be_unreachable() {
		let free = TcpListener::bind("127.0.0.1:0").unwrap();
		let address = free.local_addr().unwrap();
		drop(free);
		let folder = tempfile::TempDir::new().unwrap();
		let text = format!(
			"[evidence]\nurl = \"http://{address}/\"\napp = \"node\"\ndev_key = \"Validator-1\"\n\
			 peer_dev_key = \"Evidence\"\n"
		);
		let found = run(&configured(&text, folder.path()));
		assert!(matches!(&found[..], [(name, Err(_))] if name == "evidence"), "{found:?}");
		assert!(verdict(&found).is_err());
	}

	#[test]
	fn a_gateway_needs_an_address_and_files() {
		let taken = TcpListener::bind("127.0.0.1:0").unwrap();
		let address = taken.local_addr().unwrap();
		let folder = tempfile::TempDir::new().unwrap();
		let gateway = format!(
			"[gateway]\nlisten = \"{address}\"\ndev_key = \"Gateway\"\npeer_app = \"platform\"\n\
			 peer_dev_key = \"Platform\"\n"
		);
		let found = run(&configured(&gateway, folder.path()));
		assert!(found[0].1.as_ref().unwrap_err().contains("[files]"), "{found:?}");
		let both = format!("{gateway}[files]\nfolder = \"kept\"\n");
		let found = run(&configured(&both, folder.path()));
		assert!(found[1].1.as_ref().unwrap().contains("in use"), "{found:?}");
	}
}
