//! A node over its WebSocket RPC. A broken connection is made again with the next question.

use super::{Head, RawBlock, Source, SourceFault, Versions, METADATA_VERSION, REMEDY};
use async_trait::async_trait;
use codec::{Decode, Encode};
use fiscal_bft_primitives::{Header, ENGINE_ID};
use fiscal_client::{Client, Fault};
use fiscal_primitives::{BlockNumber, Digest};
use serde::{de::DeserializeOwned, Deserialize};
use sp_runtime::traits::Header as _;
use std::{collections::HashMap, time::Duration};
use subxt_rpcs::{client::RpcParams, methods::legacy::Bytes, rpc_params};
use tokio::sync::RwLock;

/// Keys of the state that are asked for in one request.
const KEYS: usize = 1_000;

/// The node at an address.
pub struct NodeSource {
	url: String,
	client: RwLock<Option<Client>>,
}

#[derive(Deserialize)]
struct SignedBlock {
	block: Block,
	justifications: Option<Vec<([u8; 4], Vec<u8>)>>,
}

#[derive(Deserialize)]
struct Block {
	header: Header,
	extrinsics: Vec<Bytes>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
	spec_version: u32,
	transaction_version: u32,
}

#[derive(Deserialize)]
struct Changes {
	changes: Vec<(Bytes, Option<Bytes>)>,
}

/// Words with which nodes refuse a state that they have thrown away.
const DISCARDED: &str = "State already discarded";

fn fault(fault: Fault) -> SourceFault {
	let words = fault.to_string();
	match fault {
		Fault::Rpc { .. } if words.contains(DISCARDED) => {
			SourceFault::Final(format!("{words}; {REMEDY}"))
		}
		Fault::Input(_) | Fault::OtherChain { .. } => SourceFault::Final(words),
		_ => SourceFault::Passing(words),
	}
}

impl NodeSource {
	/// The node at `url`, `ws://…` or `wss://…`. It is connected to with the first question.
	pub fn new(url: &str) -> Self {
		Self { url: url.into(), client: RwLock::new(None) }
	}

	/// The client, connected at least once.
	async fn client(&self) -> Result<Client, SourceFault> {
		if let Some(client) = self.client.read().await.clone() {
			return Ok(client);
		}
		let mut slot = self.client.write().await;
		if let Some(client) = slot.clone() {
			return Ok(client);
		}
		let client = Client::connect(&self.url).await.map_err(fault)?;
		*slot = Some(client.clone());
		Ok(client)
	}

	async fn ask<R: DeserializeOwned>(
		&self,
		method: &str,
		params: RpcParams,
	) -> Result<R, SourceFault> {
		self.client().await?.request(method, params).await.map_err(fault)
	}
}

fn hex(bytes: &[u8]) -> String {
	crate::decode::hex_text(bytes)
}

#[async_trait]
impl Source for NodeSource {
	async fn name(&self) -> Result<String, SourceFault> {
		self.ask("system_chain", rpc_params![]).await
	}

	async fn genesis(&self) -> Result<Digest, SourceFault> {
		let hash: Option<Digest> = self.ask("chain_getBlockHash", rpc_params![0u32]).await?;
		hash.ok_or_else(|| SourceFault::Passing("the node does not know its first block".into()))
	}

	async fn finalized(&self) -> Result<Head, SourceFault> {
		let hash: Digest = self.ask("chain_getFinalizedHead", rpc_params![]).await?;
		let header: Option<Header> = self.ask("chain_getHeader", rpc_params![hash]).await?;
		let header = header
			.ok_or_else(|| SourceFault::Passing(format!("the node has no header of {hash:?}")))?;
		Ok(Head { height: *header.number(), hash })
	}

	async fn hash(&self, height: BlockNumber) -> Result<Option<Digest>, SourceFault> {
		self.ask("chain_getBlockHash", rpc_params![height]).await
	}

	async fn block(&self, hash: Digest) -> Result<Option<RawBlock>, SourceFault> {
		let answer: Option<SignedBlock> = self.ask("chain_getBlock", rpc_params![hash]).await?;
		Ok(answer.map(|SignedBlock { block, justifications }| RawBlock {
			header: block.header,
			extrinsics: block.extrinsics.into_iter().map(|bytes| bytes.0).collect(),
			certificate: justifications
				.unwrap_or_default()
				.into_iter()
				.find(|(engine, _)| *engine == ENGINE_ID)
				.map(|(_, bytes)| bytes),
		}))
	}

	async fn versions(&self, hash: Digest) -> Result<Versions, SourceFault> {
		let version: Version = self.ask("state_getRuntimeVersion", rpc_params![hash]).await?;
		Ok(Versions { spec: version.spec_version, transaction: version.transaction_version })
	}

	async fn metadata(&self, hash: Digest) -> Result<Vec<u8>, SourceFault> {
		let argument = hex(&METADATA_VERSION.encode());
		let params = rpc_params!["Metadata_metadata_at_version", argument, hash];
		let answer: Bytes = self.ask("state_call", params).await?;
		Option::<Vec<u8>>::decode(&mut answer.0.as_slice()).ok().flatten().ok_or_else(|| {
			SourceFault::Final(format!("the runtime has no metadata of version {METADATA_VERSION}"))
		})
	}

	async fn call(&self, function: &str, hash: Digest) -> Result<Vec<u8>, SourceFault> {
		let answer: Bytes = self.ask("state_call", rpc_params![function, "0x", hash]).await?;
		Ok(answer.0)
	}

	async fn values(
		&self,
		keys: Vec<Vec<u8>>,
		hash: Digest,
	) -> Result<Vec<Option<Vec<u8>>>, SourceFault> {
		let mut values = Vec::with_capacity(keys.len());
		for chunk in keys.chunks(KEYS) {
			let texts: Vec<String> = chunk.iter().map(|key| hex(key)).collect();
			let answer: Vec<Changes> =
				self.ask("state_queryStorageAt", rpc_params![texts, hash]).await?;
			let known: HashMap<Vec<u8>, Vec<u8>> = answer
				.into_iter()
				.flat_map(|set| set.changes)
				.filter_map(|(key, value)| Some((key.0, value?.0)))
				.collect();
			values.extend(chunk.iter().map(|key| known.get(key).cloned()));
		}
		Ok(values)
	}

	async fn keys(
		&self,
		prefix: &[u8],
		after: Option<&[u8]>,
		limit: u32,
		hash: Digest,
	) -> Result<Vec<Vec<u8>>, SourceFault> {
		let params = rpc_params![hex(prefix), limit, after.map(hex), hash];
		let keys: Vec<Bytes> = self.ask("state_getKeysPaged", params).await?;
		Ok(keys.into_iter().map(|key| key.0).collect())
	}
}

/// Pauses that grow, for what may go well later.
#[derive(Debug)]
pub struct Patience(Duration);

impl Default for Patience {
	fn default() -> Self {
		Self(Self::FIRST)
	}
}

impl Patience {
	const FIRST: Duration = Duration::from_millis(250);
	const LONGEST: Duration = Duration::from_secs(30);

	/// How long to wait this time.
	pub fn pause(&mut self) -> Duration {
		let pause = self.0;
		self.0 = pause.saturating_mul(2).min(Self::LONGEST);
		pause
	}

	/// It went well.
	pub fn reset(&mut self) {
		self.0 = Self::FIRST;
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn pauses_grow_up_to_a_bound() {
		let mut patience = Patience::default();
		let pauses: Vec<_> = (0..10).map(|_| patience.pause()).collect();
		assert_eq!(pauses[0], Duration::from_millis(250));
		assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]));
		assert_eq!(pauses[9], Duration::from_secs(30));
		patience.reset();
		assert_eq!(patience.pause(), Duration::from_millis(250));
	}

	#[test]
	fn a_state_that_was_thrown_away_is_a_matter_for_an_operator() {
		let rpc = |message: &str| Fault::Rpc {
			method: "state_call".into(),
			code: 4003,
			message: message.into(),
		};
		let gone = fault(rpc(
			"Client error: Api called for an unknown Block: State already discarded for 0x",
		));
		let SourceFault::Final(words) = gone else { panic!("{gone:?}") };
		assert!(words.contains("--state-pruning archive"), "{words}");
		assert!(matches!(fault(rpc("too busy")), SourceFault::Passing(_)));
	}

	#[test]
	fn a_block_is_read_as_nodes_write_it() {
		let header = Header::new(
			7,
			Digest::repeat_byte(1),
			Digest::repeat_byte(2),
			Digest::repeat_byte(3),
			Default::default(),
		);
		let json = serde_json::json!({
			"block": { "header": header, "extrinsics": ["0x0102"] },
			"justifications": [[[70, 66, 70, 84], [9, 9]]],
		});
		let block: SignedBlock = serde_json::from_value(json).unwrap();
		assert_eq!(block.block.header, header);
		assert_eq!(block.block.extrinsics[0].0, [1, 2]);
		assert_eq!(block.justifications.unwrap()[0].1, [9, 9]);
	}
}
