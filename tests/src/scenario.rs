//! Steps that several tests take.

use crate::{Devnet, Output};
use anyhow::{Context, Result};
use std::{
	collections::{btree_map::Entry, BTreeMap},
	fs,
	path::{Path, PathBuf},
	sync::{Mutex, MutexGuard, PoisonError},
};

/// Key of the payer index of the tests' access node.
pub const INDEX_KEY: &str = "000102030405060708090a0b0c0d0e0f";

/// A registered bill and its file.
pub struct RegisteredBill {
	/// The bill, CODE-NUMBER.
	pub key: String,
	/// Its XML file.
	pub file: PathBuf,
	/// Its check code.
	pub check: String,
	/// Its day of issue.
	pub date: String,
	/// Its total, in yuan.
	pub total: String,
}

impl RegisteredBill {
	fn read(file: PathBuf) -> Result<Self> {
		let xml = fs::read_to_string(&file)?;
		let element = |name: &str| -> Result<String> {
			let (_, rest) = xml.split_once(&format!("<{name}>")).context("element begins")?;
			let (text, _) = rest.split_once(&format!("</{name}>")).context("element ends")?;
			Ok(text.to_owned())
		};
		Ok(Self {
			key: file
				.file_stem()
				.and_then(|stem| stem.to_str())
				.context("named after the bill")?
				.into(),
			check: element("RandomNumber")?,
			date: element("IssueDate")?,
			total: element("TotalAmount")?,
			file,
		})
	}

	/// Checks its five elements, with another total where one is given.
	pub fn verify(&self, devnet: &Devnet, total: Option<&str>) -> Result<Output> {
		let (code, number) = self.key.split_once('-').context("CODE-NUMBER")?;
		let total = total.unwrap_or(&self.total);
		devnet.fiscal(&["bill", "verify", code, number, &self.check, &self.date, total])
	}
}

/// Makes `count` signed outpatient bills that no other test of the same devnet uses: `series` tells
/// them apart.
pub fn generate(
	devnet: &Devnet,
	series: u32,
	count: u32,
) -> Result<(PathBuf, Vec<RegisteredBill>)> {
	generate_numbered(devnet, series, series * 100_000, count)
}

/// The same with numbers from `first_number` on: one seed makes the same amounts under any numbers.
pub fn generate_numbered(
	devnet: &Devnet,
	seed: u32,
	first_number: u32,
	count: u32,
) -> Result<(PathBuf, Vec<RegisteredBill>)> {
	let folder = devnet.folder(&format!("bills-{first_number}"))?;
	devnet
		.fiscal(&[
			"bill",
			"generate",
			"--count",
			&count.to_string(),
			"--seed",
			&seed.to_string(),
			"--first-number",
			&first_number.to_string(),
			"--inpatient",
			"0",
			"--out",
			path(&folder)?,
		])?
		.expect(0)?;
	let mut files: Vec<PathBuf> =
		fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
	files.sort();
	let bills = files.into_iter().map(RegisteredBill::read).collect::<Result<_>>()?;
	Ok((folder, bills))
}

/// Makes and registers `count` bills of the hospital.
pub fn register(devnet: &Devnet, series: u32, count: u32) -> Result<Vec<RegisteredBill>> {
	let (folder, bills) = generate(devnet, series, count)?;
	register_folder(devnet, &folder, "Hospital")?.expect(0)?;
	Ok(bills)
}

/// Registers a file or folder through the hospital's access node, as the participant of a
/// development key.
pub fn register_folder(devnet: &Devnet, folder: &Path, dev: &str) -> Result<Output> {
	register_through(devnet, folder, "1", dev)
}

/// The same through any access node.
pub fn register_through(devnet: &Devnet, folder: &Path, node: &str, dev: &str) -> Result<Output> {
	devnet.fiscal(&[
		"bill",
		"register",
		path(folder)?,
		"--scene",
		"1",
		"--node",
		node,
		"--index-key",
		INDEX_KEY,
		"--dev",
		dev,
		"--output",
		"json",
	])
}

/// Takes the lock of a bill under scene 2 as the participant of a development key, which the bill's
/// holder authorizes if it has not done so.
pub fn acquire(devnet: &Devnet, bill: &str, claim: &str, flow: &str, dev: &str) -> Result<Output> {
	let authorization = authorize(devnet, bill, "2", dev)?;
	devnet.fiscal(&[
		"lock",
		"acquire",
		bill,
		"--scene",
		"2",
		"--claim",
		claim,
		"--flow",
		flow,
		"--authorization",
		&authorization,
		"--dev",
		dev,
		"--output",
		"json",
	])
}

/// What was done on which devnet: the transactions of the platform follow each other.
static AUTHORIZED: Mutex<BTreeMap<Vec<String>, String>> = Mutex::new(BTreeMap::new());

/// Held by whoever signs as the platform.
fn platform() -> MutexGuard<'static, BTreeMap<Vec<String>, String>> {
	AUTHORIZED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets the holder of a bill authorize the participant of a development key to use it in a scene, and
/// returns the SM3 of the credential. The holder has a development key of its own, which the platform
/// registers with the bill's payer reference. What was authorized before is returned again.
pub fn authorize(devnet: &Devnet, bill: &str, scene: &str, dev: &str) -> Result<String> {
	let mut done = platform();
	let grants = devnet.folder("grants")?;
	let chain = path(&grants)?.to_owned();
	let grant = vec![chain.clone(), bill.into(), scene.into(), dev.into()];
	if let Some(digest) = done.get(&grant) {
		return Ok(digest.clone());
	}
	let record = devnet.fiscal(&["bill", "get", bill, "--output", "json"])?.expect(0)?.json()?;
	let payer = record["bill"]["payer"].as_str().context("a bill has a payer")?.to_owned();
	let holder = format!("Holder-{payer}");
	let registration = vec![chain, payer.clone()];
	if let Entry::Vacant(first) = done.entry(registration) {
		let register = [
			"participant",
			"register-holder",
			"--payer",
			&payer,
			"--new-dev",
			&holder,
			"--dev",
			"BigData",
		];
		devnet.fiscal(&register)?.expect(0)?;
		first.insert(String::new());
	}
	let shown = devnet.fiscal(&["key", "inspect", "--dev", dev, "--output", "json"])?;
	let grantee = shown.expect(0)?.json()?["did"].as_str().context("a key has a DID")?.to_owned();
	let file = grants.join(format!("{bill}-{scene}-{dev}.jwt"));
	let issue = [
		"vc",
		"issue",
		"--grantee",
		&grantee,
		"--scene",
		scene,
		"--scope",
		"use",
		"--bill",
		bill,
		"--uses",
		"100",
		"--out",
		path(&file)?,
		"--dev",
		&holder,
		"--output",
		"json",
	];
	let issued = devnet.fiscal(&issue)?.expect(0)?.json()?;
	let digest = issued["digest"].as_str().context("a credential has a digest")?.to_owned();
	devnet.fiscal(&["vc", "register", path(&file)?, "--dev", "BigData"])?.expect(0)?;
	done.insert(grant, digest.clone());
	Ok(digest)
}

/// Reimburses and unlocks as the participant of a development key.
pub fn settle(devnet: &Devnet, bill: &str, amount: &str, flow: &str, dev: &str) -> Result<Output> {
	devnet.fiscal(&[
		"lock", "settle", bill, "--amount", amount, "--flow", flow, "--dev", dev, "--output",
		"json",
	])
}

/// Proposes to the council as Finance, approves as each of `approvers`, and closes the vote. Proposing
/// is not approving.
pub fn by_council(devnet: &Devnet, command: &[&str], approvers: &[&str]) -> Result<Output> {
	let proposing = [command, &["--via-council", "--dev", "Finance", "--output", "json"]].concat();
	let proposed = devnet.fiscal(&proposing)?.expect(0)?.json()?;
	let proposal =
		proposed["council"]["hash"].as_str().context("a proposal has a hash")?.to_owned();
	for member in approvers {
		let _turn = platform();
		devnet.fiscal(&["council", "vote", &proposal, "--dev", member])?.expect(0)?;
	}
	devnet.fiscal(&["council", "close", &proposal, "--dev", "Finance", "--output", "json"])
}

/// A path as a command-line argument.
pub fn path(path: &Path) -> Result<&str> {
	path.to_str().context("a path in UTF-8")
}
