//! Workers in one process over wires in memory: chains, blocks and databases are mocks, the core,
//! the loop and SM2 are not.

use super::*;
use crate::{
	executed::{Changes, Executed},
	importer::Fault,
	network::memory::{Hub, MemoryBodies, MemoryWire},
	proposer,
	validator::{Expected, Refusal},
};
use fiscal_bft_core::MemoryJournal;
use fiscal_bft_primitives::Validator;
use fiscal_sm_crypto::{Pair, Public};
use parking_lot::Mutex;
use sp_runtime::{traits::Header as _, Digest};
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::task::JoinHandle;

const GENESIS: BlockHash = BlockHash::repeat_byte(7);
/// Nothing here takes more than a failed round or three; slow machines get minutes.
const DEADLINE: Duration = Duration::from_secs(120);

fn pace() -> Pace {
	Pace { min_block: 50, empty_block: 60_000, ..Pace::default() }
}

fn pair(index: usize) -> Pair {
	Pair::from_dev_name(&format!("worker-{index}"))
}

fn set() -> ValidatorSet {
	let validators = (0..4).map(|index| Validator { public: pair(index).public(), weight: 1 });
	ValidatorSet::new(validators.collect()).unwrap()
}

/// What one node knows.
struct Node {
	headers: Mutex<HashMap<BlockHash, Header>>,
	decided: Mutex<Vec<BlockHash>>,
	work: AtomicBool,
	refuses: AtomicBool,
	/// Whose blocks it refuses.
	distrusts: Mutex<Option<Public>>,
	broken_disk: AtomicBool,
	/// For how long it might fill each of its blocks, in ms.
	granted: Mutex<Vec<u32>>,
	heads: watch::Sender<Head>,
	author: Public,
}

impl Node {
	/// Takes the next block, whoever brings it.
	fn append(&self, header: Header) {
		let mut decided = self.decided.lock();
		let (number, hash) = (*header.number(), header.hash());
		if u32::try_from(decided.len()).is_ok_and(|known| known + 1 == number) {
			self.headers.lock().insert(hash, header);
			decided.push(hash);
			self.heads.send_replace(Head { number, hash });
		}
	}

	/// The block after the given number of blocks.
	fn after(&self, blocks: usize) -> Option<Header> {
		let hash = *self.decided.lock().get(blocks)?;
		self.headers.lock().get(&hash).cloned()
	}
}

/// What synchronisation of blocks does for a node that missed votes of a height that is over.
async fn synchronise(nodes: Vec<Arc<Node>>) {
	loop {
		tokio::time::sleep(Duration::from_millis(100)).await;
		for node in &nodes {
			let known = node.decided.lock().len();
			if let Some(header) = nodes.iter().find_map(|other| other.after(known)) {
				node.append(header);
			}
		}
	}
}

impl ChainView for Arc<Node> {
	fn header(&self, block: BlockHash) -> Option<Header> {
		self.headers.lock().get(&block).cloned()
	}

	fn terms(&self, _: BlockHash) -> Option<(ValidatorSet, Pace)> {
		Some((set(), pace()))
	}

	fn has_work(&self) -> bool {
		self.work.load(Ordering::Relaxed)
	}

	fn is_catching_up(&self) -> bool {
		false
	}

	fn report(&self, _: BlockHash, _: Equivocation) {}
}

fn child(parent: &Header, author: &Public) -> Block {
	let number = *parent.number() + 1;
	let state = BlockHash::from_slice(&author.as_bytes()[1..]);
	let header = Header::new(number, GENESIS, state, parent.hash(), Digest::default());
	Block { header, extrinsics: Vec::new() }
}

#[async_trait::async_trait]
impl BuildBlock for Arc<Node> {
	async fn build(&mut self, parent: &Header, pace: &Pace) -> Result<Built, proposer::Fault> {
		self.granted.lock().push(pace.build);
		let executed = Executed { block: child(parent, &self.author), changes: Changes::default() };
		Ok(Built { executed, filling: Duration::ZERO })
	}
}

impl JudgeBlock for Arc<Node> {
	fn judge(&self, block: Block, expected: Expected) -> Result<Executed, Refusal> {
		let matches = *block.header.parent_hash() == expected.parent
			&& *block.header.number() == expected.height;
		let distrusted = self.distrusts.lock().is_some_and(|it| expected.author == Some(it));
		match matches && !distrusted && !self.refuses.load(Ordering::Relaxed) {
			true => Ok(Executed { block, changes: Changes::default() }),
			false => Err(Refusal::Execution("refused by the test".into())),
		}
	}
}

#[async_trait::async_trait]
impl ImportDecided for Arc<Node> {
	async fn import(
		&mut self,
		block: Block,
		changes: Option<Changes>,
		certificate: CommitCertificate,
	) -> Result<(), Fault> {
		if self.broken_disk.load(Ordering::Relaxed) {
			return Err(Fault::new("the disk is full"));
		}
		certificate.verify(&GENESIS, &set()).map_err(|fault| Fault::new(fault.to_string()))?;
		assert!(
			changes.is_some() || self.refuses.load(Ordering::Relaxed),
			"a block that was executed is not executed again"
		);
		self.append(block.header);
		Ok(())
	}
}

type TestWorker = Worker<MemoryJournal, MemoryWire, MemoryBodies, Arc<Node>, Arc<Node>, Arc<Node>>;

fn worker(hub: &Hub, index: usize, genesis: &Header) -> (Arc<Node>, TestWorker, PeerId) {
	let head = Head { number: 0, hash: genesis.hash() };
	let (sender, heads) = watch::channel(head);
	let node = Arc::new(Node {
		headers: Mutex::new(HashMap::from([(head.hash, genesis.clone())])),
		decided: Mutex::default(),
		work: AtomicBool::new(true),
		refuses: AtomicBool::new(false),
		distrusts: Mutex::default(),
		broken_disk: AtomicBool::new(false),
		granted: Mutex::default(),
		heads: sender,
		author: pair(index).public(),
	});
	let (wire, bodies) = hub.join();
	let peer = wire.peer();
	let worker = Worker::new(Parts {
		core: Core::new(GENESIS, Some(Arc::new(pair(index))), MemoryJournal::default()),
		wire,
		bodies: Arc::new(bodies),
		builder: node.clone(),
		judge: Arc::new(node.clone()),
		importer: node.clone(),
		chain: Arc::new(node.clone()),
		executed: ExecutedCache::default(),
		heads,
		metrics: Metrics::default(),
	});
	(node, worker, peer)
}

/// Four nodes that run.
struct Net {
	hub: Hub,
	nodes: Vec<Arc<Node>>,
	peers: Vec<PeerId>,
	runs: Vec<JoinHandle<Stop>>,
	synchronisation: JoinHandle<()>,
}

impl Net {
	fn start(prepare: impl Fn(usize, &Node)) -> Self {
		let hub = Hub::default();
		let genesis = Header::new(0, GENESIS, GENESIS, BlockHash::zero(), Digest::default());
		let (mut nodes, mut peers, mut workers) = (Vec::new(), Vec::new(), Vec::new());
		for index in 0..4 {
			let (node, worker, peer) = worker(&hub, index, &genesis);
			prepare(index, &node);
			nodes.push(node);
			peers.push(peer);
			workers.push(worker);
		}
		let run = |mut worker: TestWorker| tokio::spawn(async move { worker.drive().await });
		let synchronisation = tokio::spawn(synchronise(nodes.clone()));
		Self { hub, nodes, peers, runs: workers.into_iter().map(run).collect(), synchronisation }
	}

	/// Waits until a node has decided so many blocks.
	async fn wait(&self, index: usize, blocks: u32) {
		let mut heads = self.nodes[index].heads.subscribe();
		let reached = heads.wait_for(|head| head.number >= blocks);
		tokio::time::timeout(DEADLINE, reached)
			.await
			.unwrap_or_else(|_| panic!("node {index} does not decide block {blocks}"))
			.unwrap();
	}

	/// The nodes agree as far as both have got.
	fn check(&self) {
		let decided: Vec<_> = self.nodes.iter().map(|node| node.decided.lock().clone()).collect();
		for one in &decided {
			for other in &decided {
				assert!(one.iter().zip(other).all(|(one, other)| one == other));
			}
		}
	}
}

impl Drop for Net {
	fn drop(&mut self) {
		self.runs.iter().for_each(JoinHandle::abort);
		self.synchronisation.abort();
	}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_workers_decide_one_chain_and_execute_each_block_once() {
	let net = Net::start(|_, _| ());
	for index in 0..4 {
		net.wait(index, 8).await;
	}
	net.check();
	assert!(net.hub.offences().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_refuses_every_block_stops_nobody() {
	let net = Net::start(|index, node| node.refuses.store(index == 0, Ordering::Relaxed));
	for index in 1..4 {
		net.wait(index, 6).await;
	}
	net.check();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn proposers_that_know_of_no_work_are_woken() {
	// An empty block would come after a minute only, and one node alone has work.
	let net = Net::start(|index, node| node.work.store(index == 0, Ordering::Relaxed));
	for index in 0..4 {
		net.wait(index, 6).await;
	}
	net.check();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_link_is_bridged_by_the_others() {
	let net = Net::start(|_, _| ());
	net.hub.cut(net.peers[0], net.peers[1]);
	for index in 0..4 {
		net.wait(index, 8).await;
	}
	net.check();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_block_that_cannot_be_stored_stops_the_worker() {
	let mut net = Net::start(|index, node| node.broken_disk.store(index == 2, Ordering::Relaxed));
	let run = net.runs.remove(2);
	let stop = tokio::time::timeout(DEADLINE, run).await.expect("it stops").unwrap();
	assert!(matches!(stop, Stop::Import(1, _)), "{stop}");
	net.wait(0, 4).await;
	net.check();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proposer_whose_blocks_fail_makes_shorter_ones_and_the_others_do_not() {
	let failing = pair(0).public();
	let net = Net::start(|_, node| *node.distrusts.lock() = Some(failing));
	let three_turns = async {
		while net.nodes[0].granted.lock().len() < 3 {
			tokio::time::sleep(Duration::from_millis(10)).await;
		}
	};
	tokio::time::timeout(DEADLINE, three_turns).await.expect("three turns come");
	let granted = net.nodes[0].granted.lock().clone();
	assert!(granted[0] <= 200 && granted[1] <= 100 && granted[2] <= 50, "{granted:?}");
	for node in &net.nodes[1..] {
		let granted = node.granted.lock().clone();
		assert!(granted.contains(&200), "{granted:?}");
	}
	net.check();
}
