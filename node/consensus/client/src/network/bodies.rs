//! Bodies of proposed blocks: kept, served, fetched.

use super::{body_protocol_name, BodySource, Offence};
use crate::{Block, PeerId, LOG_TARGET};
use codec::{Compact, Decode, DecodeAll, DecodeWithMemLimit, Encode};
use fiscal_bft_primitives::{BlockHash, BlockNumber, Header};
use fiscal_network::Bucket;
use fiscal_sm_crypto::Sm3;
use futures::{
	channel::oneshot,
	future::{select, BoxFuture, Either},
	stream::FuturesUnordered,
	FutureExt, StreamExt,
};
use futures_timer::Delay;
use parking_lot::Mutex;
use sc_network::{
	config::{IncomingRequest, OutgoingResponse},
	service::traits::NetworkService,
	IfDisconnected, NetworkBackend, NetworkPeers, NetworkRequest, ProtocolName, ReputationChange,
	RequestFailure,
};
use schnellru::{ByLength, LruMap};
use sp_runtime::{traits::Hash as _, OpaqueExtrinsic, StateVersion};
use std::{
	collections::{hash_map::RandomState, HashMap},
	sync::Arc,
	time::{Duration, Instant},
};

/// Most bytes an encoded block may have.
pub const MAX_BODY: usize = 8 * 1024 * 1024;
/// Most bodies kept.
pub const MAX_STORED_BODIES: usize = 64;
/// Most bytes of all bodies kept.
pub const MAX_STORED_BYTES: usize = 128 * 1024 * 1024;

/// Most bytes of a request; 36 are used.
const MAX_REQUEST: u64 = 64;
/// Most bytes of an answer: the body, its length and whether there is one.
const MAX_ANSWER: u64 = MAX_BODY as u64 + 8;
/// How long the network waits for an answer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);
/// After this a request is over even if the network does not say so.
const DEADLINE: Duration = Duration::from_secs(6);
/// How long one peer is waited for before the next is asked as well.
const PATIENCE: Duration = Duration::from_secs(1);
/// Peers asked for the same body at the same time.
const MAX_ASKED: usize = 3;

/// Requests that wait to be read.
const QUEUE: usize = 128;
/// Bodies on their way to peers at the same time.
const MAX_UNDERWAY: usize = 16;
/// Bodies on their way to the same peer.
const MAX_UNDERWAY_PER_PEER: usize = 2;
/// Requests a peer may send at once.
const REQUEST_BURST: u32 = 64;
/// In the long run a peer may send one request in each such interval.
const REQUEST_INTERVAL: Duration = Duration::from_millis(50);
/// Peers whose rate of requests is remembered.
const REMEMBERED_PEERS: u32 = 256;

/// Most bytes of memory a header may decode to.
const MAX_HEADER_MEMORY: usize = 64 * 1024;
/// Most extrinsics of a block. An empty one is a byte long and takes fifty in memory.
const MAX_EXTRINSICS: u32 = 65_536;

/// The question for a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct BodyRequest {
	/// The block's number.
	pub height: BlockNumber,
	/// The block.
	pub hash: BlockHash,
}

/// Whether the bytes are an encoded block of that number and hash, with the extrinsics its header
/// names. Without the last anyone could give a good block false extrinsics and have it refused.
fn is_body_of(bytes: &[u8], height: BlockNumber, hash: &BlockHash) -> bool {
	let mut rest = bytes;
	let Ok(header) = Header::decode_with_mem_limit(&mut rest, MAX_HEADER_MEMORY) else {
		return false;
	};
	if header.number != height || header.hash() != *hash {
		return false;
	}
	let is_bounded = Compact::<u32>::decode(&mut &rest[..])
		.is_ok_and(|Compact(extrinsics)| extrinsics <= MAX_EXTRINSICS);
	if !is_bounded {
		return false;
	}
	let Ok(extrinsics) = Vec::<OpaqueExtrinsic>::decode_all(&mut rest) else { return false };
	let encoded: Vec<_> = extrinsics.iter().map(Encode::encode).collect();
	// Which of the two it is depends on the runtime's version; both bind the extrinsics.
	[StateVersion::V0, StateVersion::V1]
		.into_iter()
		.any(|version| Sm3::ordered_trie_root(encoded.clone(), version) == header.extrinsics_root)
}

struct Kept {
	height: BlockNumber,
	body: Arc<Vec<u8>>,
	/// When it was last wanted, in steps of the clock.
	used: u64,
}

struct Shelf {
	bodies: HashMap<BlockHash, Kept>,
	bytes: usize,
	clock: u64,
	most_bodies: usize,
	most_bytes: usize,
}

impl Shelf {
	fn touch(&mut self, hash: &BlockHash) -> Option<&Kept> {
		self.clock = self.clock.saturating_add(1);
		let kept = self.bodies.get_mut(hash)?;
		kept.used = self.clock;
		Some(kept)
	}

	fn remove(&mut self, hash: &BlockHash) {
		if let Some(kept) = self.bodies.remove(hash) {
			self.bytes = self.bytes.saturating_sub(kept.body.len());
		}
	}

	/// Makes room for one more body of `len` bytes: the lowest height goes first, and of one
	/// height the one not wanted for the longest time.
	fn make_room(&mut self, len: usize) {
		while self.bodies.len() >= self.most_bodies
			|| self.bytes.saturating_add(len) > self.most_bytes
		{
			let first = self.bodies.iter().min_by_key(|(_, kept)| (kept.height, kept.used));
			let Some(first) = first.map(|(hash, _)| *hash) else { return };
			self.remove(&first);
		}
	}
}

/// Bodies of blocks that are being decided, at most [`MAX_STORED_BODIES`] of
/// [`MAX_STORED_BYTES`] together. A full store drops an old body for a new one: if it refused the
/// new one, a validator whose proposals come to nothing could stop all later ones. Clones share
/// their content.
#[derive(Clone)]
pub struct BodyStore(Arc<Mutex<Shelf>>);

impl Default for BodyStore {
	fn default() -> Self {
		Self::bounded(MAX_STORED_BODIES, MAX_STORED_BYTES)
	}
}

impl BodyStore {
	/// An empty store.
	pub fn new() -> Self {
		Self::default()
	}

	/// An empty store of at most so many bodies and bytes.
	pub(super) fn bounded(most_bodies: usize, most_bytes: usize) -> Self {
		let bodies = HashMap::new();
		Self(Arc::new(Mutex::new(Shelf { bodies, bytes: 0, clock: 0, most_bodies, most_bytes })))
	}

	/// Keeps a body, whose caller vouches that it is that of `hash`. False if it is longer than
	/// [`MAX_BODY`] and not kept.
	pub fn insert(&self, height: BlockNumber, hash: BlockHash, body: Vec<u8>) -> bool {
		let mut shelf = self.0.lock();
		if body.len() > MAX_BODY.min(shelf.most_bytes) {
			return false;
		}
		if shelf.touch(&hash).is_none() {
			shelf.make_room(body.len());
			shelf.bytes = shelf.bytes.saturating_add(body.len());
			let used = shelf.clock;
			shelf.bodies.insert(hash, Kept { height, body: Arc::new(body), used });
		}
		true
	}

	/// A body that is kept.
	pub fn get(&self, hash: &BlockHash) -> Option<Arc<Vec<u8>>> {
		self.0.lock().touch(hash).map(|kept| kept.body.clone())
	}

	/// A body that is kept and is of that height.
	pub fn get_at(&self, height: BlockNumber, hash: &BlockHash) -> Option<Arc<Vec<u8>>> {
		let mut shelf = self.0.lock();
		shelf.touch(hash).filter(|kept| kept.height == height).map(|kept| kept.body.clone())
	}

	/// Drops the bodies of all heights before `height`.
	pub fn prune_below(&self, height: BlockNumber) {
		let mut shelf = self.0.lock();
		shelf.bodies.retain(|_, kept| kept.height >= height);
		shelf.bytes = shelf.bodies.values().map(|kept| kept.body.len()).sum();
	}

	/// How many bodies are kept.
	pub fn len(&self) -> usize {
		self.0.lock().bodies.len()
	}

	/// Whether none is kept.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}
}

/// The configuration of the protocol of bodies and its server, which answers from `store` once
/// [`BodyServer::run`] is spawned. To be added to the network's configuration of validators.
pub fn body_protocol<N: NetworkBackend<Block, BlockHash>>(
	genesis: &BlockHash,
	fork_id: Option<&str>,
	store: BodyStore,
) -> (BodyServer, N::RequestResponseProtocolConfig) {
	let (server, queue) = BodyServer::new(store);
	let config = N::request_response_config(
		body_protocol_name(genesis, fork_id),
		Vec::new(),
		MAX_REQUEST,
		MAX_ANSWER,
		REQUEST_TIMEOUT,
		Some(queue),
	);
	(server, config)
}

/// Answers requests for bodies.
///
/// Bodies are long and peers may read slowly, so only so many are on their way at a time, and two
/// to the same peer; requests beyond wait in a short queue, and the network refuses those beyond
/// that.
pub struct BodyServer {
	store: BodyStore,
	requests: async_channel::Receiver<IncomingRequest>,
	allowances: LruMap<PeerId, Bucket, ByLength, RandomState>,
	underway: FuturesUnordered<BoxFuture<'static, PeerId>>,
	/// How many bodies are on their way to whom.
	busy: HashMap<PeerId, usize>,
	/// What a peer has when it first asks.
	pub(super) allowance: Bucket,
}

impl BodyServer {
	/// A server and the queue the network puts requests into.
	pub(super) fn new(store: BodyStore) -> (Self, async_channel::Sender<IncomingRequest>) {
		let (queue, requests) = async_channel::bounded(QUEUE);
		let server = Self {
			store,
			requests,
			allowances: LruMap::with_hasher(ByLength::new(REMEMBERED_PEERS), RandomState::new()),
			underway: FuturesUnordered::new(),
			busy: HashMap::new(),
			allowance: Bucket::new(REQUEST_BURST, REQUEST_INTERVAL),
		};
		(server, queue)
	}

	/// Answers until the network ends.
	pub async fn run(mut self) {
		loop {
			let is_full = self.underway.len() >= MAX_UNDERWAY;
			tokio::select! {
				biased;
				Some(peer) = self.underway.next(), if !self.underway.is_empty() => {
					self.finished(peer);
				}
				request = self.requests.recv(), if !is_full => match request {
					Ok(request) => self.answer(request),
					Err(_) => return,
				},
			}
		}
	}

	fn finished(&mut self, peer: PeerId) {
		if let Some(count) = self.busy.get_mut(&peer) {
			*count = count.saturating_sub(1);
			if *count == 0 {
				self.busy.remove(&peer);
			}
		}
	}

	fn answer(&mut self, request: IncomingRequest) {
		let IncomingRequest { peer, payload, pending_response } = request;
		let response = match self.judge(peer, &payload) {
			Ok(None) => OutgoingResponse {
				result: Ok(None::<Vec<u8>>.encode()),
				reputation_changes: Vec::new(),
				sent_feedback: None,
			},
			Ok(Some(body)) => {
				let (feedback, sent) = oneshot::channel::<()>();
				*self.busy.entry(peer).or_default() += 1;
				// An error means that it could not be sent: it is over in any case.
				self.underway.push(sent.map(move |_| peer).boxed());
				OutgoingResponse {
					result: Ok(Some(&*body).encode()),
					reputation_changes: Vec::new(),
					sent_feedback: Some(feedback),
				}
			}
			Err(offence) => OutgoingResponse {
				result: Err(()),
				reputation_changes: offence.map(Offence::reputation).into_iter().collect(),
				sent_feedback: None,
			},
		};
		// A closed channel: the peer has left already.
		let _ = pending_response.send(response);
	}

	/// The body to answer with, if there is one. Errors refuse the request, with the offence in it
	/// if there is one.
	fn judge(
		&mut self,
		peer: PeerId,
		payload: &[u8],
	) -> Result<Option<Arc<Vec<u8>>>, Option<Offence>> {
		let fresh = &self.allowance;
		let allowed = self
			.allowances
			.get_or_insert(peer, || fresh.clone())
			.is_some_and(|allowance| allowance.take(1, Instant::now()));
		if !allowed {
			return Err(Some(Offence::Flood));
		}
		let BodyRequest { height, hash } =
			BodyRequest::decode_all(&mut &payload[..]).map_err(|_| Some(Offence::Garbage))?;
		if self.busy.get(&peer).is_some_and(|count| *count >= MAX_UNDERWAY_PER_PEER) {
			return Err(None);
		}
		Ok(self.store.get_at(height, &hash))
	}
}

/// Why a peer gave no body.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
	/// The request failed.
	#[error(transparent)]
	Failed(#[from] RequestFailure),
	/// No answer came.
	#[error("no answer in time")]
	TimedOut,
	/// The peer does not have it.
	#[error("the peer does not have it")]
	NotFound,
	/// The peer answered with something else, and has lost reputation for it.
	#[error("the peer answered with something else")]
	False,
}

/// What [`Bodies`] asks of the network.
#[async_trait::async_trait]
pub(super) trait AskBody: Send + Sync {
	/// Sends a request to a connected peer and returns its answer.
	async fn ask(&self, peer: PeerId, request: Vec<u8>) -> Result<Vec<u8>, RequestFailure>;

	/// Changes the reputation of a peer.
	fn report(&self, peer: PeerId, change: ReputationChange);
}

/// [`AskBody`] over one protocol of the node's network.
struct NetworkAsk {
	network: Arc<dyn NetworkService>,
	protocol: ProtocolName,
}

#[async_trait::async_trait]
impl AskBody for NetworkAsk {
	async fn ask(&self, peer: PeerId, request: Vec<u8>) -> Result<Vec<u8>, RequestFailure> {
		let protocol = self.protocol.clone();
		let connect = IfDisconnected::ImmediateError;
		let (answer, _) = self.network.request(peer, protocol, request, None, connect).await?;
		Ok(answer)
	}

	fn report(&self, peer: PeerId, change: ReputationChange) {
		self.network.report_peer(peer, change);
	}
}

/// Bodies from the store and from other validators. Runs on Tokio.
#[derive(Clone)]
pub struct Bodies {
	store: BodyStore,
	network: Arc<dyn AskBody>,
	patience: Duration,
}

impl Bodies {
	/// Bodies of `store`, and those validators give over the protocol of that name, which is
	/// [`super::body_protocol_name`]'s.
	pub fn new(store: BodyStore, network: Arc<dyn NetworkService>, protocol: ProtocolName) -> Self {
		Self::with(store, Arc::new(NetworkAsk { network, protocol }), PATIENCE)
	}

	/// As [`Bodies::new`], with all its surroundings given.
	pub(super) fn with(store: BodyStore, network: Arc<dyn AskBody>, patience: Duration) -> Self {
		Self { store, network, patience }
	}

	/// Asks one peer for a body. What comes is the body of `hash`.
	///
	/// # Errors
	/// [`Refused`].
	pub async fn fetch(
		&self,
		peer: PeerId,
		height: BlockNumber,
		hash: BlockHash,
	) -> Result<Vec<u8>, Refused> {
		let request = BodyRequest { height, hash }.encode();
		let answer = match select(self.network.ask(peer, request), Delay::new(DEADLINE)).await {
			Either::Left((answer, _)) => answer?,
			Either::Right(_) => return Err(Refused::TimedOut),
		};
		let checked = tokio::task::spawn_blocking(move || {
			match Option::<Vec<u8>>::decode_all(&mut &answer[..]) {
				Ok(None) => Err(Refused::NotFound),
				Ok(Some(body)) if is_body_of(&body, height, &hash) => Ok(body),
				_ => Err(Refused::False),
			}
		});
		// It fails only when the runtime stops.
		let body = checked.await.unwrap_or(Err(Refused::TimedOut));
		if let Err(Refused::False) = body {
			self.network.report(peer, Offence::FalseBody.reputation());
		}
		body
	}
}

#[async_trait::async_trait]
impl BodySource for Bodies {
	fn insert(&self, height: BlockNumber, hash: BlockHash, body: Vec<u8>) -> bool {
		self.store.insert(height, hash, body)
	}

	fn get(&self, hash: &BlockHash) -> Option<Arc<Vec<u8>>> {
		self.store.get(hash)
	}

	fn prune_below(&self, height: BlockNumber) {
		self.store.prune_below(height);
	}

	/// Asks one peer after the other. One that fails is followed by the next at once, one that is
	/// slow after a second, and is still listened to: a silent peer costs a second, and a long
	/// body over a slow line arrives all the same.
	async fn obtain(
		&self,
		peers: Vec<PeerId>,
		height: BlockNumber,
		hash: BlockHash,
	) -> Option<Vec<u8>> {
		if let Some(body) = self.store.get_at(height, &hash) {
			return Some(body.to_vec());
		}
		let mut peers = peers.into_iter();
		let mut asked = FuturesUnordered::new();
		loop {
			if asked.len() < MAX_ASKED {
				if let Some(peer) = peers.next() {
					asked.push(self.fetch(peer, height, hash).map(move |body| (peer, body)));
				}
			}
			match select(asked.next(), Delay::new(self.patience)).await {
				Either::Left((Some((_, Ok(body))), _)) => return Some(body),
				Either::Left((Some((peer, Err(refused))), _)) => {
					log::debug!(target: LOG_TARGET, "Body {hash:?} not from {peer}: {refused}");
				}
				// Nobody is left to ask.
				Either::Left((None, _)) => return None,
				Either::Right(_) => (),
			}
		}
	}
}
