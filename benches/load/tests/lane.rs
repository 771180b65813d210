//! Lanes, book and follower over real sockets, against a node with a chain made up here: what it
//! refuses, forgets and finalizes must be in the tally, and nothing else.

use anyhow::{ensure, Result};
use codec::{Decode, Encode};
use fiscal_load::{
	book::{Book, Tally},
	follow::Follower,
	link::Link,
	schedule::Arrival,
	sign::{Anchor, Forge, Order, Signed},
	submit::{run_lane, Job, Room, Shared},
};
use fiscal_primitives::Digest;
use fiscal_sm_crypto::sm3_256;
use jsonrpsee::{
	server::{PendingSubscriptionSink, Server, ServerHandle, SubscriptionMessage},
	types::{ErrorObjectOwned, Params},
	RpcModule,
};
use serde_json::{json, Value};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::{Arc, Mutex, MutexGuard},
	time::Duration,
};
use subxt::config::substrate::SubstrateHeader;
use tokio::{
	sync::broadcast,
	task::JoinSet,
	time::{timeout, Instant},
};

/// How long anything may take before a test gives up.
const DEADLINE: Duration = Duration::from_secs(60);
const CONSENSUS_TIME: u64 = 1_795_190_400_000;

type Header = SubstrateHeader<Digest>;

fn hash_of(bytes: &[u8]) -> Digest {
	sm3_256(bytes).into()
}

fn to_hex(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// A "transaction" is its nonce and the attempt it was signed at.
struct NonceForge;

impl Forge for NonceForge {
	fn sign(&self, order: &Order, _: Anchor, attempt: u32) -> Result<Signed> {
		let bytes = (order.nonce, attempt).encode();
		Ok(Signed { hash: hash_of(&bytes), bytes })
	}
}

#[derive(Default)]
struct Chain {
	blocks: Vec<(Header, Vec<Vec<u8>>)>,
	pool: BTreeMap<u64, Vec<u8>>,
	next: u64,
	/// Nonces that are refused the first time they come, with code and data.
	refuse: BTreeMap<u64, (i32, &'static str)>,
	/// Nonces that are taken and forgotten.
	forget: BTreeSet<u64>,
}

impl Chain {
	/// Makes a block of what follows the account's last nonce.
	fn grow(&mut self) -> Header {
		let mut extrinsics = vec![vec![4, 4, 0]];
		while let Some(bytes) = self.pool.remove(&self.next) {
			extrinsics.push(bytes);
			self.next += 1;
		}
		let header = SubstrateHeader {
			parent_hash: self
				.blocks
				.last()
				.map(|(header, _)| hash_of(&header.encode()))
				.unwrap_or_default(),
			number: self.blocks.len() as u64,
			state_root: Digest::zero(),
			extrinsics_root: Digest::zero(),
			digest: Default::default(),
		};
		self.blocks.push((header.clone(), extrinsics));
		header
	}

	fn submit(&mut self, extrinsic: &str) -> Result<Digest, ErrorObjectOwned> {
		let bytes = hex::decode(extrinsic.trim_start_matches("0x")).unwrap();
		let (nonce, _) = <(u64, u32)>::decode(&mut bytes.as_slice()).unwrap();
		if let Some((code, data)) = self.refuse.remove(&nonce) {
			return Err(ErrorObjectOwned::owned(code, "Invalid Transaction", Some(data)));
		}
		let hash = hash_of(&bytes);
		if !self.forget.contains(&nonce) {
			self.pool.insert(nonce, bytes);
		}
		Ok(hash)
	}

	fn position(&self, hash: Digest) -> Option<usize> {
		self.blocks.iter().position(|(header, _)| hash_of(&header.encode()) == hash)
	}
}

#[derive(Clone)]
struct Node {
	chain: Arc<Mutex<Chain>>,
	heads: broadcast::Sender<Header>,
}

impl Node {
	fn chain(&self) -> MutexGuard<'_, Chain> {
		self.chain.lock().unwrap()
	}

	/// A node that makes a block every 10 ms and announces every second one, as a finality that comes
	/// late announces the last of several blocks.
	async fn start(chain: Chain) -> (Self, ServerHandle, String) {
		let node = Self { chain: Arc::new(Mutex::new(chain)), heads: broadcast::channel(1_024).0 };
		node.chain().grow();
		let server = Server::builder().build("127.0.0.1:0").await.unwrap();
		let url = format!("ws://{}", server.local_addr().unwrap());
		let handle = server.start(node.module());
		let maker = node.clone();
		tokio::spawn(async move {
			loop {
				tokio::time::sleep(Duration::from_millis(10)).await;
				let head = maker.chain().grow();
				if head.number.is_multiple_of(2) {
					maker.heads.send(head).ok();
				}
			}
		});
		(node, handle, url)
	}

	fn module(&self) -> RpcModule<Self> {
		let mut module = RpcModule::new(self.clone());
		macro_rules! method {
			($name:literal, $answer:expr) => {
				module
					.register_method($name, |params, node, _| {
						let answer: fn(Params, &mut Chain) -> Result<Value, ErrorObjectOwned> =
							$answer;
						answer(params, &mut node.chain())
					})
					.unwrap();
			};
		}
		method!("author_submitExtrinsic", |params, chain| {
			let extrinsic: String = params.one()?;
			chain.submit(&extrinsic).map(|hash| json!(hash))
		});
		method!("chain_getBlockHash", |params, chain| {
			let number: usize = params.one()?;
			Ok(json!(chain.blocks.get(number).map(|(header, _)| hash_of(&header.encode()))))
		});
		method!("chain_getBlock", |params, chain| {
			let hash: Digest = params.one()?;
			let block = chain.position(hash).map(|place| {
				let (header, extrinsics) = &chain.blocks[place];
				let extrinsics: Vec<String> = extrinsics.iter().map(|one| to_hex(one)).collect();
				json!({ "block": { "header": header, "extrinsics": extrinsics } })
			});
			Ok(json!(block))
		});
		method!("state_getStorage", |params, chain| {
			let (_, hash): (String, Digest) = params.parse()?;
			let time = chain.position(hash).map(|place| CONSENSUS_TIME + place as u64 * 10);
			Ok(json!(time.map(|time| to_hex(&time.encode()))))
		});
		module
			.register_subscription(
				"chain_subscribeFinalizedHeads",
				"chain_finalizedHead",
				"chain_unsubscribeFinalizedHeads",
				|_, pending, node, _| async move {
					let sink = pending.accept().await.unwrap();
					let mut heads = node.heads.subscribe();
					while let Ok(head) = heads.recv().await {
						let message = SubscriptionMessage::from_json(&head).unwrap();
						if sink.send(message).await.is_err() {
							break;
						}
					}
				},
			)
			.unwrap();
		module
			.register_subscription(
				"author_submitAndWatchExtrinsic",
				"author_extrinsicUpdate",
				"author_unwatchExtrinsic",
				|params, pending, node, _| async move {
					let extrinsic: String = params.one().unwrap();
					node.watch(&extrinsic, pending).await;
				},
			)
			.unwrap();
		module
	}

	async fn watch(&self, extrinsic: &str, pending: PendingSubscriptionSink) {
		let mut heads = self.heads.subscribe();
		let submitted = self.chain().submit(extrinsic);
		let hash = match submitted {
			Ok(hash) => hash,
			Err(refusal) => return pending.reject(refusal).await,
		};
		let sink = pending.accept().await.unwrap();
		let say = |status: Value| sink.send(SubscriptionMessage::from_json(&status).unwrap());
		say(json!("ready")).await.unwrap();
		while heads.recv().await.is_ok() {
			let is_in = |(_, extrinsics): &(Header, Vec<Vec<u8>>)| {
				extrinsics.iter().any(|one| hash_of(one) == hash)
			};
			let included = self.chain().blocks.iter().any(is_in);
			if included {
				say(json!({ "finalized": Digest::zero() })).await.unwrap();
				sink.closed().await;
				return;
			}
		}
	}
}

/// A run of one lane.
struct Run {
	book: Arc<Book>,
	follower: Arc<Follower>,
	lane: Option<tokio::task::JoinHandle<Result<()>>>,
	_background: JoinSet<()>,
	_server: ServerHandle,
}

impl Run {
	/// Sends `count` transactions, a millisecond apart, over two connections.
	async fn start(chain: Chain, count: u32, watch: bool) -> Result<Self> {
		let (_, server, url) = Node::start(chain).await;
		let arrivals: Vec<Arrival> = (0..count)
			.map(|place| Arrival {
				at: Duration::from_millis(place.into()),
				lane: 0,
				first: place.into(),
				bills: 1,
				measured: true,
			})
			.collect();
		let jobs = arrivals
			.iter()
			.enumerate()
			.map(|(index, arrival)| {
				let order = Order { lane: 0, first: arrival.first, bills: 1, nonce: arrival.first };
				Job::new(index, arrival.at, order, None)
			})
			.collect();
		let book = Arc::new(Book::new(&arrivals, watch));
		// Less room than transactions: they must leave it for all to go through.
		let room = Arc::new(Room::new(16, 1_000));
		let start = Instant::now();
		let head = Anchor { number: 0, hash: Digest::zero() };
		let link = Link::open(&url).await?;
		let follower = Arc::new(Follower::new(link, head, book.clone(), room.clone(), start));
		let shared = Shared {
			start,
			book: book.clone(),
			forge: Arc::new(NonceForge),
			room,
			anchors: follower.anchors(),
			window: 4,
			watch,
		};
		let links = vec![Arc::new(Link::open(&url).await?), Arc::new(Link::open(&url).await?)];
		let mut background = JoinSet::new();
		let following = follower.clone();
		background.spawn(async move { following.run().await });
		let lane = Some(tokio::spawn(run_lane(Arc::new(shared), links, jobs)));
		Ok(Self { book, follower, lane, _background: background, _server: server })
	}

	async fn lane(&mut self) -> Result<()> {
		let lane = self.lane.take().expect("awaited once");
		timeout(DEADLINE, lane).await??
	}

	fn tally(&self) -> Tally {
		self.book.tally(Duration::ZERO..DEADLINE)
	}

	async fn settled(&mut self) -> Result<Tally> {
		self.lane().await?;
		timeout(DEADLINE, self.book.settled()).await?;
		Ok(self.tally())
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn every_transaction_is_found_in_its_block() -> Result<()> {
	let mut run = Run::start(Chain::default(), 60, false).await?;
	let tally = run.settled().await?;
	assert_eq!((tally.offered, tally.sent, tally.accepted), (60, 60, 60));
	assert_eq!((tally.finalized, tally.lost, tally.refused, tally.resent), (60, 0, 0, 0));
	let (finality, acceptance) =
		(tally.finality.summary().unwrap(), tally.acceptance.summary().unwrap());
	assert!(finality.min > 0.0 && acceptance.min > 0.0, "{finality:?} {acceptance:?}");

	let blocks = run.follower.blocks();
	let numbers: Vec<u32> = blocks.iter().map(|block| block.number).collect();
	assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>(), "no block is left out");
	assert_eq!(blocks.iter().map(|block| block.transactions).sum::<u32>(), 60);
	assert!(blocks.iter().all(|block| block.time == CONSENSUS_TIME + u64::from(block.number) * 10));
	Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_transaction_is_signed_anew_and_fills_its_gap() -> Result<()> {
	let full = (1016, "The pool is full");
	let chain = Chain { refuse: [(3, full), (20, full)].into(), ..Chain::default() };
	let mut run = Run::start(chain, 40, false).await?;
	let tally = run.settled().await?;
	assert_eq!((tally.finalized, tally.lost, tally.given_up), (40, 0, 0));
	assert_eq!((tally.refused, tally.resent), (2, 2));
	assert_eq!(tally.refusals["1016 the node's transaction pool is full"], 2);
	Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_pool_takes_and_forgets_is_lost_with_all_behind_it() -> Result<()> {
	let chain = Chain { forget: [5].into(), ..Chain::default() };
	let mut run = Run::start(chain, 8, false).await?;
	run.lane().await?;
	let begun = Instant::now();
	while run.tally().finalized < 5 {
		ensure!(begun.elapsed() < DEADLINE, "{:?}", run.tally());
		tokio::time::sleep(Duration::from_millis(10)).await;
	}
	let tally = run.tally();
	assert_eq!((tally.accepted, tally.finalized, tally.lost, tally.refused), (8, 5, 3, 0));
	Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_no_signature_changes_ends_the_run() -> Result<()> {
	let chain = Chain { refuse: [(0, (1010, "Custom error: 3"))].into(), ..Chain::default() };
	let mut run = Run::start(chain, 5, false).await?;
	let Err(fault) = run.lane().await else { panic!("the lane went on") };
	assert!(fault.to_string().contains("no role of the participant"), "{fault}");
	Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exhausted_quota_names_its_cure() -> Result<()> {
	let chain = Chain { refuse: [(2, (1010, "Custom error: 4"))].into(), ..Chain::default() };
	let mut run = Run::start(chain, 5, false).await?;
	let Err(fault) = run.lane().await else { panic!("the lane went on") };
	assert!(fault.to_string().contains("--prepare"), "{fault}");
	Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn watched_transactions_are_final_when_their_subscription_says_so() -> Result<()> {
	let full = (1016, "The pool is full");
	let chain = Chain { refuse: [(2, full)].into(), ..Chain::default() };
	let mut run = Run::start(chain, 30, true).await?;
	let tally = run.settled().await?;
	assert_eq!((tally.finalized, tally.lost, tally.refused), (30, 0, 1));
	Ok(())
}
