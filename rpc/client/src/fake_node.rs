//! A node on a real socket with a chain made up by a test: it takes transactions, refuses them, and
//! dies at the worst of times.

use crate::{client::item_key, fixture};
use codec::{Compact, Decode, Encode};
use fiscal_primitives::Digest;
use fiscal_sm_crypto::sm3_256;
use jsonrpsee::{
	server::{PendingSubscriptionSink, Server, SubscriptionMessage, SubscriptionSink},
	types::{ErrorObjectOwned, Params},
	RpcModule,
};
use serde_json::{json, Value};
use std::{
	collections::VecDeque,
	net::SocketAddr,
	sync::{Arc, Mutex},
};
use subxt::{config::substrate::SubstrateHeader, events::Phase};
use tokio::sync::Notify;

/// Consensus time of every block.
pub(crate) const BLOCK_TIME: u64 = 1_795_190_400_000;

/// What the node does with the next transaction.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
	/// It stands in the next block, which emits the event.
	Include(Vec<u8>),
	/// The pool refuses it, and the chain goes on.
	Refuse(i32, &'static str),
	/// It stands in the next block, and the node dies before it says so.
	IncludeAndDie(Vec<u8>),
	/// The pool takes it, and the node dies and forgets it.
	ForgetAndDie,
}

struct Block {
	header: SubstrateHeader<Digest>,
	extrinsics: Vec<Vec<u8>>,
	events: Vec<u8>,
}

impl Block {
	fn hash(&self) -> Digest {
		sm3_256(&self.header.encode()).into()
	}
}

struct Chain {
	blocks: Vec<Block>,
	script: VecDeque<Answer>,
	/// Transactions the pool was handed.
	handed: Vec<Vec<u8>>,
}

/// The node. It is started again whenever it dies, at the same address.
#[derive(Clone)]
pub(crate) struct FakeNode {
	chain: Arc<Mutex<Chain>>,
	death: Arc<Notify>,
	address: SocketAddr,
}

/// The event of a transaction that succeeded.
pub(crate) fn success() -> Vec<u8> {
	(0u8, 0u8, Compact(1u64), Compact(2u64)).encode()
}

impl FakeNode {
	/// A node that answers transactions as the script says, one after the other.
	pub(crate) async fn start(script: Vec<Answer>) -> Self {
		let chain = Chain { blocks: Vec::new(), script: script.into(), handed: Vec::new() };
		let chain = Arc::new(Mutex::new(chain));
		chain.lock().unwrap().grow(0, None);
		let server = Server::builder().build("127.0.0.1:0").await.unwrap();
		let node = Self { chain, death: Arc::default(), address: server.local_addr().unwrap() };
		let again = node.clone();
		tokio::spawn(async move {
			let mut server = Some(server);
			loop {
				let next = match server.take() {
					Some(server) => server,
					None => Server::builder().build(again.address).await.unwrap(),
				};
				let handle = next.start(again.module());
				again.death.notified().await;
				handle.stop().unwrap();
				handle.stopped().await;
			}
		});
		node
	}

	pub(crate) fn url(&self) -> String {
		format!("ws://{}", self.address)
	}

	/// Dies, and comes back with another chain.
	pub(crate) fn change_chain(&self) {
		let mut chain = self.chain.lock().unwrap();
		chain.blocks.clear();
		chain.grow(99, None);
		self.death.notify_one();
	}

	/// Transactions the pool was handed, refused ones included.
	pub(crate) fn handed(&self) -> Vec<Vec<u8>> {
		self.chain.lock().unwrap().handed.clone()
	}

	fn module(&self) -> RpcModule<Self> {
		let mut module = RpcModule::new(self.clone());
		macro_rules! method {
			($name:literal, $answer:expr) => {
				module
					.register_method($name, |params, node, _| {
						let answer: fn(Params, &mut Chain) -> Value = $answer;
						Ok::<_, ErrorObjectOwned>(answer(params, &mut node.chain.lock().unwrap()))
					})
					.unwrap();
			};
		}
		method!("chain_getBlockHash", |params, chain| {
			let number: Option<usize> = params.sequence().optional_next().unwrap();
			json!(number.map_or(chain.blocks.last(), |n| chain.blocks.get(n)).map(Block::hash))
		});
		method!("chain_getFinalizedHead", |_, chain| json!(chain.head().hash()));
		method!("chain_getHeader", |params, chain| {
			json!(chain.block(params.sequence().optional_next().unwrap()).map(|b| &b.header))
		});
		method!("chain_getBlock", |params, chain| {
			json!(chain.block(params.sequence().optional_next().unwrap()).map(|block| {
				let extrinsics: Vec<String> = block.extrinsics.iter().map(to_hex).collect();
				json!({
					"block": { "header": block.header, "extrinsics": extrinsics },
					"justifications": null,
				})
			}))
		});
		method!("state_getRuntimeVersion", |_, _| {
			json!({
				"specVersion": fixture::SPEC_VERSION,
				"transactionVersion": fixture::TRANSACTION_VERSION,
			})
		});
		method!("state_call", |params, chain| {
			let function: String = params.sequence().next().unwrap();
			json!(to_hex(match function.as_str() {
				"Metadata_metadata_at_version" => Some(fixture::metadata_bytes()).encode(),
				"AccountNonceApi_account_nonce" => chain.nonce().encode(),
				other => panic!("{other}"),
			}))
		});
		method!("state_getStorage", |params, chain| {
			let mut params = params.sequence();
			let key: String = params.next().unwrap();
			let block = chain.block(params.optional_next().unwrap());
			let is = |pallet, item| key == to_hex(item_key(pallet, item));
			json!(block.and_then(|block| match () {
				() if is("System", "Events") => Some(to_hex(&block.events)),
				() if is("Timestamp", "Now") => Some(to_hex(BLOCK_TIME.encode())),
				() => None,
			}))
		});
		method!("system_accountNextIndex", |_, chain| json!(chain.nonce()));
		method!("consensus_validators", |params, chain| {
			let height: Option<u32> = params.sequence().optional_next().unwrap();
			json!(fixture::validators_after(chain.blocks[0].hash(), height))
		});
		module
			.register_subscription(
				"author_submitAndWatchExtrinsic",
				"author_extrinsicUpdate",
				"author_unwatchExtrinsic",
				|params, pending, node, _| async move {
					let extrinsic: String = params.one().unwrap();
					node.take(extrinsic, pending).await;
				},
			)
			.unwrap();
		module
	}

	async fn take(&self, extrinsic: String, pending: PendingSubscriptionSink) {
		let extrinsic = hex::decode(extrinsic.trim_start_matches("0x")).unwrap();
		let answer = {
			let mut chain = self.chain.lock().unwrap();
			chain.handed.push(extrinsic.clone());
			chain.script.pop_front().expect("the script has an answer for each transaction")
		};
		if let Answer::Refuse(code, data) = answer {
			self.chain.lock().unwrap().grow(0, None);
			let fault = ErrorObjectOwned::owned(code, "Invalid Transaction", Some(data));
			return pending.reject(fault).await;
		}
		let sink = pending.accept().await.unwrap();
		say(&sink, json!("ready")).await;
		let included = match answer {
			Answer::Include(ref event) | Answer::IncludeAndDie(ref event) => {
				let mut chain = self.chain.lock().unwrap();
				chain.grow(0, Some((extrinsic, event.clone())));
				Some(chain.head().hash())
			}
			_ => None,
		};
		match answer {
			Answer::Include(_) => {
				say(&sink, json!({ "inBlock": included })).await;
				say(&sink, json!({ "finalized": included })).await;
				sink.closed().await;
			}
			_ => self.death.notify_one(),
		}
	}
}

async fn say(sink: &SubscriptionSink, status: Value) {
	sink.send(SubscriptionMessage::from_json(&status).unwrap()).await.unwrap();
}

fn to_hex(bytes: impl AsRef<[u8]>) -> String {
	format!("0x{}", hex::encode(bytes))
}

impl Chain {
	fn head(&self) -> &Block {
		self.blocks.last().unwrap()
	}

	fn block(&self, hash: Option<Digest>) -> Option<&Block> {
		match hash {
			None => self.blocks.last(),
			Some(hash) => self.blocks.iter().find(|block| block.hash() == hash),
		}
	}

	/// How many signed transactions are included: the next nonce of the one account.
	fn nonce(&self) -> u32 {
		let is_signed = |extrinsic: &&Vec<u8>| {
			Vec::<u8>::decode(&mut extrinsic.as_slice()).is_ok_and(|inner| inner[0] == 0x84)
		};
		let signed = self.blocks.iter().flat_map(|block| &block.extrinsics).filter(is_signed);
		signed.count() as u32
	}

	fn grow(&mut self, salt: u8, transaction: Option<(Vec<u8>, Vec<u8>)>) {
		let header = SubstrateHeader {
			parent_hash: self.blocks.last().map(Block::hash).unwrap_or_default(),
			number: self.blocks.len() as u64,
			state_root: Digest::repeat_byte(salt),
			extrinsics_root: Digest::zero(),
			digest: Default::default(),
		};
		let mut block = Block { header, extrinsics: vec![vec![4, 4, 0, 0, 0]], events: vec![0] };
		if let Some((extrinsic, event)) = transaction {
			let topics: Vec<Digest> = Vec::new();
			let record = |phase: Phase, event| (phase, Raw(event), &topics).encode();
			let events = [
				record(Phase::ApplyExtrinsic(0), success()),
				record(Phase::ApplyExtrinsic(1), event),
				record(Phase::Finalization, success()),
			];
			block.events = [Compact(3u32).encode(), events.concat()].concat();
			block.extrinsics.push(extrinsic);
		}
		self.blocks.push(block);
	}
}

/// Bytes that are their own encoding.
struct Raw(Vec<u8>);

impl Encode for Raw {
	fn encode(&self) -> Vec<u8> {
		self.0.clone()
	}
}
