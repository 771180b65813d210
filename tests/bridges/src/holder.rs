//! Holders of bills, and what they authorize.

use crate::World;
use anyhow::{Context, Result};
use fiscal_primitives::{Digest, PayerRef};
use fiscal_sm_crypto::sm3_256;
use fiscal_tests::scenario::path;

/// Credentials that one transaction registers.
const TOGETHER: usize = 20;
/// How often a credential may be used: the most that the devnet's template admits.
const USES: &str = "1000";

/// A citizen with a development key, whose bills bear one payer reference.
#[derive(Clone, Debug)]
pub struct Holder {
	dev: String,
	/// The payer reference.
	pub payer: PayerRef,
}

impl Holder {
	/// Registers a holder of that name, which no other has.
	///
	/// # Errors
	/// The chain refuses it.
	pub fn register(world: &World, dev: &str) -> Result<Self> {
		let payer = PayerRef(sm3_256(format!("payer {dev}").as_bytes()).into());
		let reference = payer.to_string();
		let words = ["--payer", &reference, "--new-dev", dev, "--dev", "BigData"];
		let command = [&["participant", "register-holder"][..], &words[..]].concat();
		world.devnet.fiscal(&command)?.expect(0)?;
		Ok(Self { dev: dev.into(), payer })
	}

	/// Authorizes participants, each named by its development key and the number of the scene, to see
	/// and use all bills of the holder: SM3 of each credential.
	///
	/// # Errors
	/// The chain refuses one of them.
	pub fn authorize(&self, world: &World, grants: &[(&str, u32)]) -> Result<Vec<Digest>> {
		self.grant(world, grants, &["--all-bills"], &["use", "summary", "pdf"])
	}

	/// The same, of one bill.
	///
	/// # Errors
	/// As [`Holder::authorize`].
	pub fn authorize_one(
		&self,
		world: &World,
		dev: &str,
		scene: u32,
		bill: &str,
	) -> Result<Digest> {
		let about = ["--bill", bill];
		let granted = self.grant(world, &[(dev, scene)], &about, &["use", "summary", "pdf"])?;
		granted.first().copied().context("one was granted")
	}

	/// The same, to see what a bill says, which the chain need not have.
	///
	/// # Errors
	/// As [`Holder::authorize`].
	pub fn show_one(&self, world: &World, dev: &str, scene: u32, bill: &str) -> Result<Digest> {
		let about = ["--bill", bill];
		let granted = self.grant(world, &[(dev, scene)], &about, &["summary", "structured"])?;
		granted.first().copied().context("one was granted")
	}

	fn grant(
		&self,
		world: &World,
		grants: &[(&str, u32)],
		about: &[&str],
		scopes: &[&str],
	) -> Result<Vec<Digest>> {
		let folder = world.devnet.folder("grants")?;
		let (mut files, mut digests) = (Vec::new(), Vec::new());
		let of = about.last().copied().unwrap_or_default();
		for (dev, scene) in grants {
			let reach = scopes.join("-");
			let file = folder.join(format!("{}-{dev}-{scene}{of}-{reach}.jwt", self.dev));
			let file = path(&file)?.to_owned();
			let did = did(world, dev)?;
			let scene = scene.to_string();
			let words = ["--grantee", &did, "--scene", &scene, "--uses", USES, "--out", &file];
			let more: Vec<&str> = scopes.iter().flat_map(|scope| ["--scope", *scope]).collect();
			let signer = ["--dev", &self.dev, "--output", "json"];
			let command =
				[&["vc", "issue"][..], about, &words[..], &more[..], &signer[..]].concat();
			let issued = world.devnet.fiscal(&command)?.expect(0)?.json()?;
			digests.push(serde_json::from_value(issued["digest"].clone())?);
			files.push(file);
		}
		for files in files.chunks(TOGETHER) {
			let mut command = vec!["vc", "register"];
			command.extend(files.iter().map(String::as_str));
			command.extend(["--dev", "BigData"]);
			world.devnet.fiscal(&command)?.expect(0)?;
		}
		Ok(digests)
	}
}

/// The DID of a development key.
///
/// # Errors
/// The command does not say it.
pub fn did(world: &World, dev: &str) -> Result<String> {
	let shown = world.devnet.fiscal(&["key", "inspect", "--dev", dev, "--output", "json"])?;
	let shown = shown.expect(0)?.json()?;
	shown["did"].as_str().map(Into::into).context("a key has a DID")
}
