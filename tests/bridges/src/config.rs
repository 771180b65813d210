//! The file that tells a validator's bridges where systems are, and who the validator is there.

use crate::GATEWAY;
use anyhow::Result;
use fiscal_sim::{DEV_APP, DEV_SECRET, PLATFORM_APP};
use std::{
	fs::{self, OpenOptions},
	io::Write,
	os::unix::fs::OpenOptionsExt,
	path::{Path, PathBuf},
};

/// Where the systems of one validator are.
#[derive(Clone, Debug)]
pub struct Endpoints {
	/// The non-tax system.
	pub nontax: String,
	/// The platform.
	pub platform: String,
	/// The evidence chain.
	pub evidence: String,
	/// The signing chain.
	pub signing: String,
	/// The port of its gateway on 127.0.0.1.
	pub gateway: u16,
}

impl Endpoints {
	/// The configuration of the validator whose development key is `key`, with files named as
	/// [`Endpoints::write`] writes them. Attempts follow each other soon, so that tests are not long.
	pub fn text(&self, key: &str) -> String {
		let Self { nontax, platform, evidence, signing, gateway } = self;
		format!(
			"[nontax]\n\
			 url = \"{nontax}\"\n\
			 appid = \"{DEV_APP}\"\n\
			 secret_file = \"nontax-secret\"\n\
			 peer_dev_key = \"NonTax\"\n\
			 \n\
			 [yangtze-delta]\n\
			 url = \"{platform}\"\n\
			 app = \"{DEV_APP}\"\n\
			 dev_key = \"{key}\"\n\
			 peer_dev_key = \"Platform-YD\"\n\
			 \n\
			 [evidence]\n\
			 url = \"{evidence}\"\n\
			 app = \"{DEV_APP}\"\n\
			 dev_key = \"{key}\"\n\
			 peer_dev_key = \"EvidenceChain\"\n\
			 \n\
			 [signing]\n\
			 url = \"{signing}\"\n\
			 app = \"{DEV_APP}\"\n\
			 dev_key = \"{key}\"\n\
			 peer_dev_key = \"SigningChain\"\n\
			 \n\
			 [gateway]\n\
			 listen = \"127.0.0.1:{gateway}\"\n\
			 dev_key = \"{GATEWAY}\"\n\
			 peer_app = \"{PLATFORM_APP}\"\n\
			 peer_dev_key = \"Platform-YD\"\n\
			 \n\
			 [files]\n\
			 folder = \"files\"\n\
			 \n\
			 [observations]\n\
			 backoff_ms = 200\n\
			 max_backoff_ms = 2000\n"
		)
	}

	/// Writes `bridges.toml` and the secret that it names into `folder`, and answers where the former
	/// is.
	///
	/// # Errors
	/// They cannot be written.
	pub fn write(&self, folder: &Path, key: &str) -> Result<PathBuf> {
		fs::create_dir_all(folder)?;
		write_secret(&folder.join("nontax-secret"), DEV_SECRET)?;
		let file = folder.join("bridges.toml");
		fs::write(&file, self.text(key))?;
		Ok(file)
	}
}

/// Writes a secret that nobody but its owner may read.
///
/// # Errors
/// It cannot be written.
pub fn write_secret(file: &Path, secret: &str) -> Result<()> {
	let mut options = OpenOptions::new();
	options.write(true).create(true).truncate(true).mode(0o600);
	writeln!(options.open(file)?, "{secret}")?;
	Ok(())
}

/// The address of a gateway.
pub fn gateway_url(port: u16) -> String {
	format!("http://127.0.0.1:{port}")
}
