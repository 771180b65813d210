//! `fiscal chain`.

use crate::{
	context::Context,
	output::{table, Report},
};
use clap::Subcommand;
use fiscal_client::{time, Fault};
use serde_json::{json, Value};
use subxt_rpcs::rpc_params;

/// What can be asked of the chain itself.
#[derive(Subcommand)]
pub enum ChainCommand {
	/// Show the node, the chain and its last finalized block
	Status,
}

/// Runs a command.
pub async fn run(context: &Context, ChainCommand::Status: ChainCommand) -> Result<Report, Fault> {
	let client = context.client().await?;
	let head = client.head().await?;
	let best: Value = client.request("chain_getHeader", rpc_params![]).await?;
	let best = best["number"]
		.as_str()
		.and_then(|number| u32::from_str_radix(number.trim_start_matches("0x"), 16).ok());
	let at = client.block_time(head.hash).await?;
	let health: Value = client.request("system_health", rpc_params![]).await?;
	let name: String = client.request("system_name", rpc_params![]).await?;
	let version: String = client.request("system_version", rpc_params![]).await?;
	let chain: String = client.request("system_chain", rpc_params![]).await?;
	let spec_version = client.runtime(Some(head.hash)).await?.spec_version();
	let text = table(&[
		("node", format!("{name} {version} at {}", client.url())),
		("chain", format!("{chain}, genesis {:?}", client.genesis())),
		("runtime", format!("version {spec_version}")),
		("finalized", format!("block {} {:?} at {}", head.number, head.hash, time::display(at))),
		("best", best.map(|best| format!("block {best}")).unwrap_or_default()),
		("peers", health["peers"].to_string()),
		("syncing", health["isSyncing"].to_string()),
	]);
	let json = json!({
		"url": client.url(),
		"node": name,
		"version": version,
		"chain": chain,
		"genesis": client.genesis(),
		"specVersion": spec_version,
		"finalized": { "number": head.number, "hash": head.hash, "at": at },
		"best": best,
		"peers": health["peers"],
		"syncing": health["isSyncing"],
	});
	Ok(Report::new(json, text))
}
