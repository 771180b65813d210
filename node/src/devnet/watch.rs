//! Looks at the validators over their own JSON-RPC.

use super::process::Validator;
use anyhow::{Context, Result};
use futures::future::join_all;
use jsonrpsee::{
	core::client::ClientT,
	http_client::{HttpClient, HttpClientBuilder},
	rpc_params,
};
use serde_json::Value;
use std::{
	io::{IsTerminal, Write},
	time::Duration,
};

const POLL: Duration = Duration::from_millis(500);
/// How often a line is written where the last one cannot be overwritten.
const LINE_EVERY: u32 = 60;

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockRef {
	/// Its height.
	pub number: u32,
	/// Its hash, `0x…`.
	pub hash: String,
}

/// What a validator says of itself.
#[derive(Clone, Debug)]
struct Health {
	best: u32,
	finalized: u32,
	peers: u64,
	pending: usize,
}

fn client(validator: &Validator) -> Result<HttpClient> {
	HttpClientBuilder::default()
		.request_timeout(Duration::from_secs(10))
		.build(format!("http://127.0.0.1:{}", validator.rpc_port))
		.context("cannot build an RPC client")
}

/// Connections to the validators.
pub struct Watcher {
	names: Vec<String>,
	clients: Vec<HttpClient>,
}

async fn number_of(client: &HttpClient, hash: Option<&str>) -> Result<u32> {
	let header: Value = client.request("chain_getHeader", rpc_params![hash]).await?;
	let number = header.get("number").and_then(Value::as_str).context("a header has a number")?;
	Ok(u32::from_str_radix(number.trim_start_matches("0x"), 16)?)
}

async fn finalized(client: &HttpClient) -> Result<u32> {
	let hash: String = client.request("chain_getFinalizedHead", rpc_params![]).await?;
	number_of(client, Some(&hash)).await
}

async fn health(client: &HttpClient) -> Result<Health> {
	let system: Value = client.request("system_health", rpc_params![]).await?;
	let pending: Vec<Value> = client.request("author_pendingExtrinsics", rpc_params![]).await?;
	Ok(Health {
		best: number_of(client, None).await?,
		finalized: finalized(client).await?,
		peers: system.get("peers").and_then(Value::as_u64).unwrap_or_default(),
		pending: pending.len(),
	})
}

impl Watcher {
	/// Prepares connections; none is opened yet.
	pub fn new(validators: &[Validator]) -> Result<Self> {
		Ok(Self {
			names: validators.iter().map(|validator| validator.name.clone()).collect(),
			clients: validators.iter().map(client).collect::<Result<_>>()?,
		})
	}

	/// Waits until every validator has finalized at least the height `least`, and answers the highest
	/// block that all of them have finalized.
	///
	/// Errors: two validators finalized different blocks at one height.
	pub async fn common_final_block(&self, least: u32) -> Result<BlockRef> {
		loop {
			let heights: Result<Vec<u32>> =
				join_all(self.clients.iter().map(finalized)).await.into_iter().collect();
			if let Some(number) = heights.ok().and_then(|heights| heights.into_iter().min()) {
				if number >= least {
					let hashes: Result<Vec<String>, _> =
						join_all(self.clients.iter().map(|client| {
							client.request("chain_getBlockHash", rpc_params![number])
						}))
						.await
						.into_iter()
						.collect();
					if let Ok(mut hashes) = hashes {
						hashes.dedup();
						match hashes.as_slice() {
							[hash] => return Ok(BlockRef { number, hash: hash.clone() }),
							_ => anyhow::bail!(
								"the validators finalized different blocks at {number}: {hashes:?}"
							),
						}
					}
				}
			}
			tokio::time::sleep(POLL).await;
		}
	}

	/// Writes one line on the state of the validators for as long as it is polled: over and over on a
	/// terminal, and from time to time elsewhere.
	pub async fn stream_status(&self) -> Result<()> {
		let terminal = std::io::stdout().is_terminal();
		for tick in 0u32.. {
			let states = join_all(self.clients.iter().map(health)).await;
			let line = self
				.names
				.iter()
				.zip(&states)
				.map(|(name, state)| match state {
					Ok(state) => format!(
						"{} #{} final #{} peers {} pending {}",
						name, state.best, state.finalized, state.peers, state.pending
					),
					Err(_) => format!("{name} unreachable"),
				})
				.collect::<Vec<_>>()
				.join(" | ");
			let mut out = std::io::stdout().lock();
			if terminal {
				write!(out, "\r\x1b[2K{line}")?;
			} else if tick % LINE_EVERY == 0 {
				writeln!(out, "{line}")?;
			}
			out.flush()?;
			drop(out);
			tokio::time::sleep(POLL.saturating_mul(2)).await;
		}
		Ok(())
	}
}
