//! Says what runs where: as a table for people, as `devnet.json` for programs.

use super::{process::Validator, watch::BlockRef};
use anyhow::{Context, Result};
use fiscal_runtime::genesis_presets::{public_of, DEV_NAMES};
use serde::Serialize;
use std::{fs, io, path::Path};

const FILE: &str = "devnet.json";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Devnet {
	chain: String,
	finalized: Option<FinalBlock>,
	validators: Vec<Endpoint>,
	participants: Vec<DevKey>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FinalBlock {
	number: u32,
	hash: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Endpoint {
	name: String,
	public_key: String,
	account: String,
	pid: Option<u32>,
	url: String,
	peer: String,
	peer_id: String,
	metrics: String,
	directory: String,
	base_path: String,
	argv: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DevKey {
	name: String,
	public_key: String,
	account: String,
}

fn endpoint(validator: &Validator) -> Endpoint {
	let public = validator.public();
	Endpoint {
		name: validator.name.clone(),
		public_key: public.to_string(),
		account: public.account_id().to_string(),
		pid: validator.pid(),
		url: validator.url(),
		peer: validator.peer_address(),
		peer_id: validator.peer_id.clone(),
		metrics: validator.metrics(),
		directory: validator.directory.display().to_string(),
		base_path: validator.base_path().display().to_string(),
		argv: validator.command_line.clone(),
	}
}

/// Prints the table.
pub fn table(validators: &[Validator], block: &BlockRef) {
	println!("{:<12} {:>8}  {:<22} {:<34} peer id", "validator", "pid", "RPC", "metrics");
	for validator in validators {
		println!(
			"{:<12} {:>8}  {:<22} {:<34} {}",
			validator.name,
			validator.pid().unwrap_or_default(),
			validator.url(),
			validator.metrics(),
			validator.peer_id,
		);
	}
	println!("every validator has finalized block #{} {}", block.number, block.hash);
}

/// Removes what an earlier run wrote, so that nobody takes it for what runs now.
pub fn forget(base: &Path) -> Result<()> {
	let path = base.join(FILE);
	match fs::remove_file(&path) {
		Err(fault) if fault.kind() != io::ErrorKind::NotFound => {
			Err(fault).with_context(|| format!("cannot remove {}", path.display()))
		}
		_ => Ok(()),
	}
}

/// Writes `devnet.json`: whole, then renamed into its place, so that a reader never sees a part.
/// Without a block, nothing runs yet.
pub fn write_json(
	base: &Path,
	chain: &str,
	validators: &[Validator],
	block: Option<&BlockRef>,
) -> Result<()> {
	let devnet = Devnet {
		chain: chain.into(),
		finalized: block.map(|block| FinalBlock { number: block.number, hash: block.hash.clone() }),
		validators: validators.iter().map(endpoint).collect(),
		participants: DEV_NAMES
			.iter()
			.filter_map(|name| public_of(name).map(|key| (name, key)))
			.map(|(name, key)| DevKey {
				name: (*name).into(),
				public_key: key.to_string(),
				account: key.account_id().to_string(),
			})
			.collect(),
	};
	let path = base.join(FILE);
	let draft = base.join("devnet.json.new");
	fs::write(&draft, serde_json::to_vec_pretty(&devnet)?)
		.and_then(|()| fs::rename(&draft, &path))
		.with_context(|| format!("cannot write {}", path.display()))
}
