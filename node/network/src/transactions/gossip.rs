//! The loop: what is told, heard, offered and asked for.

use super::{
	message::{batches, Message, MAX_ITEMS},
	Metrics, Pool, Verdict, GATHER, OFFER_AFTER, OFFER_EVERY,
};
use crate::{listen, Bucket, Listening, PeerId, Peering, LOG_TARGET};
use codec::Encode;
use futures::{
	future::{pending, BoxFuture},
	stream::{self, FuturesUnordered},
	FutureExt, Stream, StreamExt,
};
use sc_network::{
	service::traits::{NotificationEvent, ValidationResult},
	utils::LruHashSet,
	MessageSink, NotificationService, ObservedRole, ReputationChange,
};
use sc_network_sync::SyncEvent;
use schnellru::{ByLength, LruMap};
use sp_consensus::SyncOracle;
use sp_core::H256;
use sp_runtime::OpaqueExtrinsic;
use std::{
	collections::{hash_map::RandomState, HashMap, HashSet},
	num::NonZeroUsize,
	pin::Pin,
	sync::Arc,
	time::Duration,
};
use tokio::time::{sleep_until, Instant, MissedTickBehavior};

/// Bytes of transactions in one message, unless a single one is longer.
const BATCH_BYTES: usize = 256 * 1024;
/// Bytes of transactions sent in answer to one request.
const ANSWER_BYTES: usize = 4 * 1024 * 1024;
/// Transactions of peers that wait for the pool; more are dropped, and offered again later.
const MOST_PENDING: usize = 16_384;
/// Hashes remembered for each peer.
const KNOWN: usize = 65_536;
/// Transactions of which it is remembered when they came.
const REMEMBERED: u32 = 131_072;
/// Hashes offered to a peer in one go.
const MOST_OFFERED: usize = 4 * MAX_ITEMS;
/// Transactions and hashes a peer may send at once.
const BURST: u32 = 131_072;
/// In the long run a peer may send one in each such interval: 20,000 a second.
const INTERVAL: Duration = Duration::from_micros(50);

const GARBAGE: ReputationChange =
	ReputationChange::new(-(1 << 24), "Not a message of transactions");
const FLOOD: ReputationChange = ReputationChange::new(-(1 << 20), "Too many transactions");
const BAD: ReputationChange = ReputationChange::new(-(1 << 12), "Bad transaction");
const NEW: ReputationChange = ReputationChange::new(1 << 7, "New transactions");

/// What the gossip lives on.
pub struct Surroundings {
	/// Lets peers in and out.
	pub peering: Box<dyn Peering>,
	/// Peers come and go.
	pub changes: Pin<Box<dyn Stream<Item = SyncEvent> + Send>>,
	/// Hashes of transactions that began to wait in the pool, whoever brought them.
	pub imported: Pin<Box<dyn Stream<Item = H256> + Send>>,
	/// The pool.
	pub pool: Arc<dyn Pool>,
	/// Whether the node is far behind: then transactions mean nothing to it.
	pub sync: Arc<dyn SyncOracle + Send + Sync>,
	/// Counters.
	pub metrics: Metrics,
}

struct Peer {
	sink: Box<dyn MessageSink>,
	/// Transactions it has, or was told of.
	known: LruHashSet<H256>,
	allowance: Bucket,
	/// A light client wants none.
	listens: bool,
}

/// When a transaction came, and whether a peer brought it.
#[derive(Clone, Copy)]
struct Seen {
	at: Instant,
	foreign: bool,
}

type Submitted = BoxFuture<'static, (Vec<(PeerId, H256)>, Vec<Verdict>)>;

pub(super) struct Gossip {
	listening: Listening,
	surroundings: Surroundings,
	admitted: HashSet<PeerId>,
	peers: HashMap<PeerId, Peer>,
	seen: LruMap<H256, Seen, ByLength, RandomState>,
	/// Transactions to be told.
	outbox: Vec<H256>,
	/// Transactions to be handed to the pool.
	inbox: Vec<(PeerId, H256, OpaqueExtrinsic)>,
	/// Those in the inbox or with the pool.
	pending: HashSet<H256>,
	submitted: FuturesUnordered<Submitted>,
	tell_at: Option<Instant>,
	submit_at: Option<Instant>,
}

impl Gossip {
	pub(super) fn new(service: Box<dyn NotificationService>, surroundings: Surroundings) -> Self {
		let Surroundings { changes, imported, .. } = surroundings;
		let surroundings = Surroundings {
			// Without either stream the others still serve.
			changes: Box::pin(changes.chain(stream::pending())),
			imported: Box::pin(imported.chain(stream::pending())),
			..surroundings
		};
		Self {
			listening: listen(service),
			surroundings,
			admitted: HashSet::new(),
			peers: HashMap::new(),
			seen: LruMap::with_hasher(ByLength::new(REMEMBERED), RandomState::new()),
			outbox: Vec::new(),
			inbox: Vec::new(),
			pending: HashSet::new(),
			submitted: FuturesUnordered::new(),
			tell_at: None,
			submit_at: None,
		}
	}

	pub(super) async fn run(mut self) {
		let mut offers = tokio::time::interval(OFFER_EVERY);
		offers.set_missed_tick_behavior(MissedTickBehavior::Delay);
		loop {
			let (tell, submit) = (self.tell_at, self.submit_at);
			tokio::select! {
				Some(change) = self.surroundings.changes.next() => self.on_change(change),
				(service, event) = &mut self.listening => match event {
					Some(event) => {
						self.on_event(&*service, event);
						self.listening = listen(service);
					}
					None => {
						self.peers.clear();
						self.listening = pending().boxed();
					}
				},
				Some(hash) = self.surroundings.imported.next() => self.on_imported(hash),
				Some((given, verdicts)) = self.submitted.next(), if !self.submitted.is_empty() => {
					self.on_verdicts(given, verdicts);
				}
				() = sleep_until(tell.unwrap_or_else(Instant::now)), if tell.is_some() => self.tell(),
				() = sleep_until(submit.unwrap_or_else(Instant::now)), if submit.is_some() => {
					self.submit();
				}
				_ = offers.tick() => self.offer(),
			}
		}
	}

	fn on_change(&mut self, change: SyncEvent) {
		match change {
			SyncEvent::PeerConnected { peer_id, .. } => {
				if self.admitted.insert(peer_id) {
					self.surroundings.peering.admit(peer_id);
				}
			}
			SyncEvent::PeerDisconnected(peer) => {
				if self.admitted.remove(&peer) {
					self.surroundings.peering.dismiss(peer);
				}
			}
		}
	}

	fn on_event(&mut self, service: &dyn NotificationService, event: NotificationEvent) {
		let peering = &self.surroundings.peering;
		match event {
			NotificationEvent::ValidateInboundSubstream { peer, handshake, result_tx } => {
				let result = match peering.role(peer, handshake) {
					Some(_) => ValidationResult::Accept,
					None => ValidationResult::Reject,
				};
				// A closed channel: the peer has left already.
				let _ = result_tx.send(result);
			}
			NotificationEvent::NotificationStreamOpened { peer, handshake, .. } => {
				let Some(sink) = service.message_sink(&peer) else { return };
				let role = peering.role(peer, handshake);
				let listens = role.is_some_and(|role| !matches!(role, ObservedRole::Light));
				let known = LruHashSet::new(NonZeroUsize::new(KNOWN).unwrap_or(NonZeroUsize::MIN));
				let allowance = Bucket::new(BURST, INTERVAL);
				self.peers.insert(peer, Peer { sink, known, allowance, listens });
			}
			NotificationEvent::NotificationStreamClosed { peer } => {
				self.peers.remove(&peer);
			}
			NotificationEvent::NotificationReceived { peer, notification } => {
				match Message::read(&notification) {
					Some(message) => self.on_message(peer, message),
					None => peering.report(peer, GARBAGE),
				}
			}
		}
	}

	fn on_message(&mut self, from: PeerId, message: Message) {
		let Some(peer) = self.peers.get_mut(&from) else { return };
		let items = match &message {
			Message::Transactions(items) => items.len(),
			Message::Offer(hashes) | Message::Request(hashes) => hashes.len(),
		};
		let items = u32::try_from(items).unwrap_or(u32::MAX);
		if !peer.allowance.take(items, std::time::Instant::now()) {
			self.surroundings.peering.report(from, FLOOD);
			return;
		}
		if self.surroundings.sync.is_major_syncing() {
			return;
		}
		match message {
			Message::Transactions(transactions) => self.on_transactions(from, transactions),
			Message::Offer(hashes) => self.on_offer(from, hashes),
			Message::Request(hashes) => self.on_request(from, hashes),
		}
	}

	fn on_transactions(&mut self, from: PeerId, transactions: Vec<OpaqueExtrinsic>) {
		let Some(peer) = self.peers.get_mut(&from) else { return };
		let (all, mut known, mut dropped) = (transactions.len(), 0, 0);
		for transaction in transactions {
			let hash = self.surroundings.pool.hash_of(&transaction);
			peer.known.insert(hash);
			if self.pending.contains(&hash) || self.surroundings.pool.waiting(&hash).is_some() {
				known += 1;
			} else if self.pending.len() >= MOST_PENDING {
				dropped += 1;
			} else {
				self.seen.insert(hash, Seen { at: Instant::now(), foreign: true });
				self.pending.insert(hash);
				self.inbox.push((from, hash, transaction));
			}
		}
		self.surroundings.metrics.received(all, known, dropped);
		// While the pool is busy they wait for it, see `on_verdicts`.
		let is_idle = self.submit_at.is_none() && self.submitted.is_empty();
		if !self.inbox.is_empty() && is_idle {
			self.submit_at = Some(Instant::now() + GATHER);
		}
	}

	fn submit(&mut self) {
		self.submit_at = None;
		let (given, transactions): (Vec<_>, Vec<_>) = std::mem::take(&mut self.inbox)
			.into_iter()
			.map(|(peer, hash, transaction)| ((peer, hash), transaction))
			.unzip();
		let pool = self.surroundings.pool.clone();
		self.submitted.push(async move { (given, pool.submit(transactions).await) }.boxed());
	}

	fn on_verdicts(&mut self, given: Vec<(PeerId, H256)>, verdicts: Vec<Verdict>) {
		let mut useful = HashSet::new();
		for ((peer, hash), verdict) in given.into_iter().zip(verdicts) {
			self.pending.remove(&hash);
			match verdict {
				Verdict::New => {
					useful.insert(peer);
				}
				Verdict::Bad => self.surroundings.peering.report(peer, BAD),
				Verdict::Known | Verdict::Undecided => (),
			}
		}
		for peer in useful {
			self.surroundings.peering.report(peer, NEW);
		}
		// One submission at a time, so that transactions reach the pool in the order they came.
		if !self.inbox.is_empty() {
			self.submit();
		}
	}

	/// A transaction waits in the pool: told, unless a peer brought it.
	fn on_imported(&mut self, hash: H256) {
		let now = Instant::now();
		let seen = self.seen.get_or_insert(hash, || Seen { at: now, foreign: false });
		if seen.is_some_and(|seen| seen.foreign) {
			return;
		}
		self.outbox.push(hash);
		if self.tell_at.is_none() {
			self.tell_at = Some(now + GATHER);
		}
	}

	fn tell(&mut self) {
		self.tell_at = None;
		let hashes = std::mem::take(&mut self.outbox);
		if self.surroundings.sync.is_major_syncing() {
			return;
		}
		let found: Vec<_> = hashes
			.into_iter()
			.filter_map(|hash| Some((hash, self.surroundings.pool.waiting(&hash)?)))
			.collect();
		let (hashes, transactions): (Vec<_>, Vec<_>) = found.into_iter().unzip();
		let messages: Vec<_> = batches(transactions, BATCH_BYTES)
			.into_iter()
			.map(|message| (count(&message), message.encode()))
			.collect();
		for peer in self.peers.values_mut().filter(|peer| peer.listens) {
			hashes.iter().for_each(|hash| {
				peer.known.insert(*hash);
			});
			for (transactions, message) in &messages {
				peer.sink.send_sync_notification(message.clone());
				self.surroundings.metrics.sent(*transactions);
			}
		}
	}

	/// Offers what has waited for long to those not known to have it.
	fn offer(&mut self) {
		if self.peers.is_empty() || self.surroundings.sync.is_major_syncing() {
			return;
		}
		let now = Instant::now();
		let seen = &self.seen;
		let is_old = |hash: &H256| {
			seen.peek(hash).is_none_or(|seen| now.duration_since(seen.at) >= OFFER_AFTER)
		};
		let old: Vec<_> =
			self.surroundings.pool.all_waiting(usize::MAX).into_iter().filter(is_old).collect();
		for peer in self.peers.values_mut().filter(|peer| peer.listens) {
			let news: Vec<_> = old
				.iter()
				.copied()
				.filter(|hash| peer.known.insert(*hash))
				.take(MOST_OFFERED)
				.collect();
			for hashes in news.chunks(MAX_ITEMS) {
				peer.sink.send_sync_notification(Message::Offer(hashes.to_vec()).encode());
			}
		}
	}

	fn on_offer(&mut self, from: PeerId, hashes: Vec<H256>) {
		let Some(peer) = self.peers.get_mut(&from) else { return };
		let mut wanted = Vec::new();
		for hash in hashes {
			peer.known.insert(hash);
			let known =
				self.pending.contains(&hash) || self.surroundings.pool.waiting(&hash).is_some();
			if !known {
				wanted.push(hash);
			}
		}
		if !wanted.is_empty() {
			log::debug!(target: LOG_TARGET, "{} transactions are asked of {from}", wanted.len());
			peer.sink.send_sync_notification(Message::Request(wanted).encode());
		}
	}

	fn on_request(&mut self, from: PeerId, hashes: Vec<H256>) {
		let Some(peer) = self.peers.get_mut(&from) else { return };
		let mut bytes = 0;
		let found: Vec<_> = hashes
			.iter()
			.filter_map(|hash| self.surroundings.pool.waiting(hash))
			.take_while(|transaction| {
				bytes += transaction.encoded_size();
				bytes <= ANSWER_BYTES
			})
			.collect();
		for message in batches(found, BATCH_BYTES) {
			self.surroundings.metrics.sent(count(&message));
			peer.sink.send_sync_notification(message.encode());
		}
	}
}

fn count(message: &Message) -> usize {
	match message {
		Message::Transactions(transactions) => transactions.len(),
		Message::Offer(_) | Message::Request(_) => 0,
	}
}
