//! Says what runs where: as a table for people, as `devnet.json` for programs.

use super::{process::Validator, watch::BlockRef};
use anyhow::{Context, Result};
use fiscal_runtime::genesis_presets::{public_of, DEV_NAMES};
use serde::Serialize;
use std::{fs, path::Path};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Devnet {
	finalized: FinalBlock,
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
	pid: Option<u32>,
	url: String,
	peer: String,
	metrics: String,
	directory: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DevKey {
	name: String,
	public_key: String,
	account: String,
}

fn endpoint(validator: &Validator) -> Endpoint {
	Endpoint {
		name: validator.name.into(),
		pid: validator.pid(),
		url: validator.url(),
		peer: validator.peer_address(),
		metrics: format!("http://127.0.0.1:{}/metrics", validator.prometheus_port),
		directory: validator.directory.display().to_string(),
	}
}

/// Prints the table.
pub fn table(validators: &[Validator], block: &BlockRef) {
	println!("{:<10} {:>8}  {:<22} {:<34} peer id", "validator", "pid", "RPC", "metrics");
	for validator in validators {
		println!(
			"{:<10} {:>8}  {:<22} {:<34} {}",
			validator.name,
			validator.pid().unwrap_or_default(),
			validator.url(),
			format!("http://127.0.0.1:{}/metrics", validator.prometheus_port),
			validator.peer_id,
		);
	}
	println!("every validator has finalized block #{} {}", block.number, block.hash);
}

/// Writes `devnet.json`: whole, then renamed into its place, so that a reader never sees a part.
pub fn write_json(base: &Path, validators: &[Validator], block: &BlockRef) -> Result<()> {
	let devnet = Devnet {
		finalized: FinalBlock { number: block.number, hash: block.hash.clone() },
		validators: validators.iter().map(endpoint).collect(),
		participants: DEV_NAMES
			.iter()
			.filter_map(|name| public_of(name).map(|key| (name, key)))
			.map(|(name, key)| DevKey {
				name: (*name).into(),
				public_key: format!("0x{}", hex::encode(key.as_bytes())),
				account: key.account_id().to_string(),
			})
			.collect(),
	};
	let path = base.join("devnet.json");
	let draft = base.join("devnet.json.new");
	fs::write(&draft, serde_json::to_vec_pretty(&devnet)?)
		.and_then(|()| fs::rename(&draft, &path))
		.with_context(|| format!("cannot write {}", path.display()))
}
