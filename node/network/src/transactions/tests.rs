//! The gossip over a network, a pool and a synchronisation that are played.

use super::{message::Message, Metrics, Pool, Surroundings, Verdict, OFFER_AFTER, OFFER_EVERY};
use crate::{
	played::{Call, PlayedPeering, PlayedService, Shared, FULL_NODE, VALIDATOR},
	PeerId,
};
use codec::Encode;
use futures::channel::mpsc;
use parking_lot::Mutex;
use sc_network::service::traits::{Direction, NotificationEvent, ValidationResult};
use sc_network::Roles;
use sc_network_sync::SyncEvent;
use sp_consensus::SyncOracle;
use sp_core::H256;
use sp_runtime::OpaqueExtrinsic;
use std::{
	collections::BTreeMap,
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
	time::Duration,
};

/// The first byte says what the pool thinks of a transaction.
const BAD: u8 = 0;

fn transaction(bytes: &[u8]) -> OpaqueExtrinsic {
	OpaqueExtrinsic::from_blob(bytes.to_vec())
}

fn hash(transaction: &OpaqueExtrinsic) -> H256 {
	let mut hash = [0; 32];
	for (slot, byte) in hash.iter_mut().zip(transaction.inner()) {
		*slot = *byte;
	}
	hash.into()
}

#[derive(Default)]
struct PlayedPool {
	/// While the test holds it, no verdict comes.
	busy: tokio::sync::Mutex<()>,
	waiting: Mutex<BTreeMap<H256, OpaqueExtrinsic>>,
	submitted: Shared<Vec<OpaqueExtrinsic>>,
}

#[async_trait::async_trait]
impl Pool for PlayedPool {
	fn waiting(&self, hash: &H256) -> Option<OpaqueExtrinsic> {
		self.waiting.lock().get(hash).cloned()
	}

	fn all_waiting(&self, most: usize) -> Vec<H256> {
		self.waiting.lock().keys().take(most).copied().collect()
	}

	fn hash_of(&self, transaction: &OpaqueExtrinsic) -> H256 {
		hash(transaction)
	}

	async fn submit(&self, transactions: Vec<OpaqueExtrinsic>) -> Vec<Verdict> {
		let verdicts = transactions
			.iter()
			.map(|one| match one.inner().first() {
				Some(&BAD) => Verdict::Bad,
				_ => Verdict::New,
			})
			.collect();
		self.submitted.lock().push(transactions);
		let _free = self.busy.lock().await;
		verdicts
	}
}

struct PlayedSync(AtomicBool);

impl SyncOracle for PlayedSync {
	fn is_major_syncing(&self) -> bool {
		self.0.load(Ordering::Relaxed)
	}
	fn is_offline(&self) -> bool {
		false
	}
}

struct Played {
	events: async_channel::Sender<NotificationEvent>,
	changes: mpsc::UnboundedSender<SyncEvent>,
	imported: mpsc::UnboundedSender<H256>,
	pool: Arc<PlayedPool>,
	sync: Arc<PlayedSync>,
	calls: Shared<Call>,
	sent: Shared<(PeerId, Vec<u8>)>,
}

impl Played {
	/// A gossip that runs; time stands still but for what the tests wait.
	fn start() -> Self {
		let (events, from_network) = async_channel::unbounded();
		let (gate, passes) = async_channel::unbounded();
		drop(gate);
		let (changes, from_sync) = mpsc::unbounded();
		let (imported, from_pool) = mpsc::unbounded();
		let (calls, sent) = (Shared::default(), Shared::default());
		let pool = Arc::new(PlayedPool::default());
		let sync = Arc::new(PlayedSync(AtomicBool::new(false)));
		let service = PlayedService {
			name: "/transactions/1".into(),
			events: from_network,
			gate: passes,
			sent: Arc::clone(&sent),
		};
		let surroundings = Surroundings {
			peering: Box::new(PlayedPeering(Arc::clone(&calls))),
			changes: Box::pin(from_sync),
			imported: Box::pin(from_pool),
			pool: pool.clone(),
			sync: sync.clone(),
			metrics: Metrics::default(),
		};
		tokio::spawn(super::run(Box::new(service), surroundings));
		Self { events, changes, imported, pool, sync, calls, sent }
	}

	/// Lets so much time pass, and everything happen that happens in it.
	async fn pass(&self, time: Duration) {
		tokio::time::sleep(time).await;
	}

	async fn connect(&self, role: u8) -> PeerId {
		let peer = PeerId::random();
		self.events
			.try_send(NotificationEvent::NotificationStreamOpened {
				peer,
				direction: Direction::Outbound,
				handshake: vec![role],
				negotiated_fallback: None,
			})
			.unwrap();
		self.pass(Duration::from_millis(1)).await;
		peer
	}

	async fn receives(&self, peer: PeerId, message: &Message) {
		self.receives_bytes(peer, message.encode()).await;
	}

	async fn receives_bytes(&self, peer: PeerId, notification: Vec<u8>) {
		self.events
			.try_send(NotificationEvent::NotificationReceived { peer, notification })
			.unwrap();
		self.pass(Duration::from_millis(1)).await;
	}

	/// The transaction waits in the pool and the pool says so.
	fn waits(&self, transaction: &OpaqueExtrinsic) {
		self.pool.waiting.lock().insert(hash(transaction), transaction.clone());
		self.imported.unbounded_send(hash(transaction)).unwrap();
	}

	fn sent(&self) -> Vec<(PeerId, Message)> {
		let sent = std::mem::take(&mut *self.sent.lock());
		sent.into_iter().map(|(peer, bytes)| (peer, Message::read(&bytes).unwrap())).collect()
	}

	fn submitted(&self) -> Vec<Vec<OpaqueExtrinsic>> {
		std::mem::take(&mut *self.pool.submitted.lock())
	}

	fn calls(&self) -> Vec<Call> {
		std::mem::take(&mut *self.calls.lock())
	}
}

const SHORT: Duration = Duration::from_millis(50);

#[tokio::test(start_paused = true)]
async fn what_clients_hand_in_goes_to_every_peer_together_and_once() {
	let played = Played::start();
	let peers = [played.connect(VALIDATOR).await, played.connect(FULL_NODE).await];
	let transactions = [transaction(&[1]), transaction(&[2])];
	transactions.iter().for_each(|one| played.waits(one));
	played.pass(SHORT).await;
	let mut sent = played.sent();
	sent.sort_by_key(|(peer, _)| peers.iter().position(|one| one == peer));
	let message = Message::Transactions(transactions.to_vec());
	assert_eq!(sent, [(peers[0], message.clone()), (peers[1], message)]);
	played.pass(OFFER_AFTER + 2 * OFFER_EVERY).await;
	assert_eq!(played.sent(), [], "they are known to have them");
}

#[tokio::test(start_paused = true)]
async fn what_peers_give_goes_into_the_pool_together_and_is_not_sent_on() {
	let played = Played::start();
	let (giver, other) = (played.connect(VALIDATOR).await, played.connect(VALIDATOR).await);
	let (one, two) = (transaction(&[1]), transaction(&[2]));
	played.receives(giver, &Message::Transactions(vec![one.clone(), two.clone()])).await;
	played.receives(other, &Message::Transactions(vec![two.clone()])).await;
	played.pass(SHORT).await;
	assert_eq!(played.submitted(), [vec![one.clone(), two.clone()]]);
	assert_eq!(played.calls().len(), 1, "the giver is praised once");
	played.waits(&one);
	played.waits(&two);
	played.pass(SHORT).await;
	assert_eq!(played.sent(), []);
	// What waits for long is offered to those not known to have it.
	played.pass(OFFER_AFTER + OFFER_EVERY).await;
	assert_eq!(played.sent(), [(other, Message::Offer(vec![hash(&one)]))]);
	played.receives(other, &Message::Request(vec![hash(&one), hash(&transaction(&[9]))])).await;
	assert_eq!(played.sent(), [(other, Message::Transactions(vec![one.clone()]))]);
	played.receives(giver, &Message::Transactions(vec![one])).await;
	played.pass(SHORT).await;
	assert_eq!(played.submitted(), Vec::<Vec<_>>::new(), "it waits already");
}

#[tokio::test(start_paused = true)]
async fn what_comes_while_the_pool_is_busy_waits_and_goes_together() {
	let played = Played::start();
	let peer = played.connect(VALIDATOR).await;
	let transactions: Vec<_> = (1..5).map(|number| transaction(&[number])).collect();
	let gives = |one: &OpaqueExtrinsic| Message::Transactions(vec![one.clone()]);
	let busy = played.pool.busy.lock().await;
	played.receives(peer, &gives(&transactions[0])).await;
	played.pass(SHORT).await;
	for one in &transactions[1..] {
		played.receives(peer, &gives(one)).await;
		played.pass(SHORT).await;
	}
	assert_eq!(played.submitted(), [transactions[..1].to_vec()]);
	drop(busy);
	played.pass(SHORT).await;
	assert_eq!(played.submitted(), [transactions[1..].to_vec()]);
	played.receives(peer, &gives(&transaction(&[9]))).await;
	played.pass(SHORT).await;
	assert_eq!(played.submitted(), [vec![transaction(&[9])]]);
}

#[tokio::test(start_paused = true)]
async fn what_is_offered_and_lacking_is_asked_for() {
	let played = Played::start();
	let peer = played.connect(VALIDATOR).await;
	let (here, there) = (transaction(&[1]), transaction(&[2]));
	played.waits(&here);
	played.pass(SHORT).await;
	played.sent();
	played.receives(peer, &Message::Offer(vec![hash(&here), hash(&there)])).await;
	assert_eq!(played.sent(), [(peer, Message::Request(vec![hash(&there)]))]);
}

#[tokio::test(start_paused = true)]
async fn bad_transactions_rubbish_and_floods_are_reported() {
	let played = Played::start();
	let peer = played.connect(VALIDATOR).await;
	played.receives(peer, &Message::Transactions(vec![transaction(&[BAD])])).await;
	played.pass(SHORT).await;
	played.receives_bytes(peer, vec![9, 9]).await;
	let costs = |calls: Vec<Call>| {
		calls.into_iter().all(|call| matches!(call, Call::Report(who, by) if who == peer && by < 0))
	};
	let calls = played.calls();
	assert_eq!(calls.len(), 2);
	assert!(costs(calls));
	let offer = Message::Offer(vec![H256::repeat_byte(3); super::message::MAX_ITEMS]);
	for _ in 0..200 {
		played.receives(peer, &offer).await;
	}
	let calls = played.calls();
	assert!(!calls.is_empty() && costs(calls));
}

#[tokio::test(start_paused = true)]
async fn a_node_far_behind_neither_tells_nor_hears() {
	let played = Played::start();
	played.sync.0.store(true, Ordering::Relaxed);
	let peer = played.connect(VALIDATOR).await;
	played.receives(peer, &Message::Transactions(vec![transaction(&[1])])).await;
	played.waits(&transaction(&[2]));
	played.pass(OFFER_AFTER + 2 * OFFER_EVERY).await;
	assert_eq!(played.submitted(), Vec::<Vec<_>>::new());
	assert_eq!(played.sent(), []);
}

#[tokio::test(start_paused = true)]
async fn peers_of_synchronisation_are_let_in_and_out() {
	let played = Played::start();
	let peer = PeerId::random();
	let connected = SyncEvent::PeerConnected { peer_id: peer, roles: Roles::FULL };
	played.changes.unbounded_send(connected).unwrap();
	played.pass(SHORT).await;
	played.changes.unbounded_send(SyncEvent::PeerDisconnected(peer)).unwrap();
	played.pass(SHORT).await;
	assert_eq!(played.calls(), [Call::Admit(peer), Call::Dismiss(peer)]);
	for (handshake, expected) in
		[(vec![FULL_NODE], ValidationResult::Accept), (vec![], ValidationResult::Reject)]
	{
		let (result_tx, result) = tokio::sync::oneshot::channel();
		played
			.events
			.try_send(NotificationEvent::ValidateInboundSubstream { peer, handshake, result_tx })
			.unwrap();
		assert_eq!(result.await.unwrap(), expected);
	}
}
