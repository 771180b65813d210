//! Bodies: kept, served, fetched.

use super::SECOND;
use crate::{
	network::{
		bodies::AskBody, Bodies, BodyRequest, BodyServer, BodySource, BodyStore, Offence, Refused,
		MAX_BODY,
	},
	Block, PeerId,
};
use codec::{DecodeAll, Encode};
use fiscal_bft_primitives::{BlockHash, BlockNumber, Header};
use fiscal_network::Bucket;
use fiscal_sm_crypto::Sm3;
use futures::channel::oneshot;
use parking_lot::Mutex;
use sc_network::{
	config::{IncomingRequest, OutgoingResponse},
	ReputationChange, RequestFailure,
};
use sp_runtime::{
	traits::{Hash as _, Header as _},
	Digest, OpaqueExtrinsic, StateVersion,
};
use std::{collections::HashMap, sync::Arc, time::Duration};

const HEIGHT: BlockNumber = 5;

fn hash(byte: u8) -> BlockHash {
	BlockHash::repeat_byte(byte)
}

fn extrinsics(byte: u8) -> Vec<OpaqueExtrinsic> {
	(1..=3).map(|len| OpaqueExtrinsic::from_blob(vec![byte; len * 20])).collect()
}

fn block(byte: u8, version: StateVersion) -> Block {
	let extrinsics = extrinsics(byte);
	let encoded = extrinsics.iter().map(Encode::encode).collect();
	let root = Sm3::ordered_trie_root(encoded, version);
	let header = Header::new(HEIGHT, root, hash(2), hash(3), Digest::default());
	Block { header, extrinsics }
}

enum Answer {
	Bytes(Vec<u8>),
	Failure,
	Never,
}

/// Answers as laid down, and with a failure for everyone else.
#[derive(Default)]
struct PlayedNetwork {
	answers: Mutex<HashMap<PeerId, Answer>>,
	asked: Mutex<Vec<(PeerId, BodyRequest)>>,
	reports: Mutex<Vec<(PeerId, i32)>>,
}

impl PlayedNetwork {
	fn peer(&self, answer: Answer) -> PeerId {
		let peer = PeerId::random();
		self.answers.lock().insert(peer, answer);
		peer
	}

	fn peer_with(&self, body: Vec<u8>) -> PeerId {
		self.peer(Answer::Bytes(Some(body).encode()))
	}

	fn asked(&self) -> Vec<PeerId> {
		self.asked.lock().iter().map(|(peer, _)| *peer).collect()
	}
}

#[async_trait::async_trait]
impl AskBody for PlayedNetwork {
	async fn ask(&self, peer: PeerId, request: Vec<u8>) -> Result<Vec<u8>, RequestFailure> {
		let request = BodyRequest::decode_all(&mut &request[..]).unwrap();
		self.asked.lock().push((peer, request));
		let answer = match self.answers.lock().get(&peer) {
			Some(Answer::Bytes(bytes)) => Some(bytes.clone()),
			Some(Answer::Never) => None,
			Some(Answer::Failure) | None => return Err(RequestFailure::NotConnected),
		};
		match answer {
			Some(bytes) => Ok(bytes),
			None => std::future::pending().await,
		}
	}

	fn report(&self, peer: PeerId, change: ReputationChange) {
		self.reports.lock().push((peer, change.value));
	}
}

fn bodies(patience: Duration) -> (Bodies, Arc<PlayedNetwork>, BodyStore) {
	let (network, store) = (Arc::new(PlayedNetwork::default()), BodyStore::new());
	(Bodies::with(store.clone(), network.clone(), patience), network, store)
}

#[test]
fn a_store_keeps_gives_and_prunes() {
	let store = BodyStore::new();
	assert!(store.is_empty());
	assert!(store.insert(1, hash(1), vec![1]));
	assert!(store.insert(2, hash(2), vec![2]));
	assert_eq!(store.get(&hash(1)).as_deref(), Some(&vec![1]));
	assert_eq!(store.get(&hash(9)), None);
	assert_eq!(store.get_at(1, &hash(2)), None, "it is of another height");
	store.prune_below(2);
	assert_eq!(store.get(&hash(1)), None);
	assert_eq!(store.clone().get_at(2, &hash(2)).as_deref(), Some(&vec![2]));
	assert_eq!(store.len(), 1);
}

#[test]
fn a_store_never_holds_more_bodies_than_it_may() {
	let store = BodyStore::bounded(2, 1_000);
	assert!(store.insert(7, hash(1), vec![1]));
	assert!(store.insert(7, hash(2), vec![2]));
	// The first one is wanted again, so the second one goes.
	assert!(store.get(&hash(1)).is_some());
	assert!(store.insert(7, hash(3), vec![3]));
	assert_eq!(store.len(), 2);
	assert!(store.get(&hash(1)).is_some());
	assert_eq!(store.get(&hash(2)), None);
	// A lower height goes first, however lately it was wanted.
	assert!(store.insert(6, hash(4), vec![4]));
	assert!(store.insert(7, hash(5), vec![5]));
	assert_eq!(store.get(&hash(4)), None);
	assert!(store.get(&hash(5)).is_some());
}

#[test]
fn a_store_never_holds_more_bytes_than_it_may() {
	let store = BodyStore::bounded(10, 100);
	assert!(!store.insert(1, hash(1), vec![0; 101]));
	for byte in 1..=3 {
		assert!(store.insert(1, hash(byte), vec![byte; 40]));
		// Known already: it takes no more room.
		assert!(store.insert(1, hash(byte), vec![byte; 40]));
	}
	assert_eq!(store.len(), 2);
	assert!(store.insert(1, hash(4), vec![0; 100]));
	assert_eq!(store.len(), 1);
	store.prune_below(2);
	assert!(store.insert(2, hash(5), vec![0; 50]));
	assert!(store.insert(2, hash(6), vec![0; 50]));
	assert_eq!(store.len(), 2, "pruning gives room back");
}

#[test]
fn a_store_refuses_a_body_no_answer_could_hold() {
	let store = BodyStore::new();
	assert!(!store.insert(1, hash(1), vec![0; MAX_BODY + 1]));
	assert!(store.insert(1, hash(1), vec![0; MAX_BODY]));
}

#[tokio::test]
async fn a_kept_body_is_not_asked_for() {
	let (bodies, network, _) = bodies(SECOND);
	let peer = network.peer(Answer::Failure);
	assert!(bodies.insert(HEIGHT, hash(1), vec![1, 2]));
	assert_eq!(bodies.obtain(vec![peer], HEIGHT, hash(1)).await, Some(vec![1, 2]));
	assert_eq!(network.asked(), []);
	bodies.prune_below(HEIGHT + 1);
	assert_eq!(bodies.get(&hash(1)), None);
	assert_eq!(bodies.obtain(vec![peer], HEIGHT, hash(1)).await, None);
	assert_eq!(network.asked(), [peer]);
}

#[tokio::test]
async fn a_body_is_true_under_either_trie_version() {
	for version in [StateVersion::V0, StateVersion::V1] {
		let (bodies, network, store) = bodies(SECOND);
		let block = block(1, version);
		let hash = block.header.hash();
		let peer = network.peer_with(block.encode());
		assert_eq!(bodies.obtain(vec![peer], HEIGHT, hash).await, Some(block.encode()));
		assert_eq!(*network.asked.lock(), [(peer, BodyRequest { height: HEIGHT, hash })]);
		assert!(network.reports.lock().is_empty());
		assert!(store.is_empty(), "nobody has executed it yet");
	}
}

#[tokio::test]
async fn false_bodies_are_reported_and_the_next_peer_is_asked() {
	let wanted = block(1, StateVersion::V0);
	let hash = wanted.header.hash();
	let other = block(2, StateVersion::V0);
	let false_extrinsics = Block { header: wanted.header.clone(), extrinsics: extrinsics(2) };
	let without = Block { header: wanted.header.clone(), extrinsics: Vec::new() };
	let trailing = [wanted.encode(), vec![0]].concat();
	let header_alone = wanted.header.encode();
	let few_bytes = vec![1, 2, 3];

	let (bodies, network, _) = bodies(60 * SECOND);
	let liars: Vec<_> = [
		Some(other.encode()).encode(),
		Some(false_extrinsics.encode()).encode(),
		Some(without.encode()).encode(),
		Some(trailing).encode(),
		Some(header_alone).encode(),
		Some(few_bytes).encode(),
		vec![7],
		vec![],
	]
	.into_iter()
	.map(|bytes| network.peer(Answer::Bytes(bytes)))
	.collect();
	let honest = network.peer_with(wanted.encode());
	let peers = [liars.clone(), vec![honest]].concat();
	assert_eq!(bodies.obtain(peers, HEIGHT, hash).await, Some(wanted.encode()));
	let mut reported: Vec<_> = network.reports.lock().iter().map(|(peer, _)| *peer).collect();
	reported.sort();
	let mut expected = liars;
	expected.sort();
	assert_eq!(reported, expected);

	for liar in expected {
		network.reports.lock().clear();
		assert!(matches!(bodies.fetch(liar, HEIGHT, hash).await, Err(Refused::False)));
		let cost = Offence::FalseBody.reputation().value;
		assert_eq!(*network.reports.lock(), [(liar, cost)]);
	}
	assert!(matches!(bodies.fetch(honest, HEIGHT + 1, hash).await, Err(Refused::False)));
}

#[tokio::test]
async fn not_having_a_body_is_no_offence() {
	let (bodies, network, _) = bodies(SECOND);
	let without = network.peer(Answer::Bytes(None::<Vec<u8>>.encode()));
	let failing = network.peer(Answer::Failure);
	assert_eq!(bodies.obtain(vec![without, failing], HEIGHT, hash(1)).await, None);
	assert!(matches!(bodies.fetch(without, HEIGHT, hash(1)).await, Err(Refused::NotFound)));
	assert!(matches!(bodies.fetch(failing, HEIGHT, hash(1)).await, Err(Refused::Failed(_))));
	assert_eq!(*network.reports.lock(), []);
	assert_eq!(bodies.obtain(Vec::new(), HEIGHT, hash(1)).await, None);
}

#[tokio::test]
async fn silent_peers_hold_nobody_up() {
	let (bodies, network, _) = bodies(Duration::from_millis(5));
	let block = block(1, StateVersion::V0);
	let silent = [network.peer(Answer::Never), network.peer(Answer::Never)];
	let honest = network.peer_with(block.encode());
	let peers = [silent.to_vec(), vec![honest]].concat();
	let body = bodies.obtain(peers.clone(), HEIGHT, block.header.hash()).await;
	assert_eq!(body, Some(block.encode()));
	assert_eq!(network.asked(), peers);
}

/// The network's end of a server's queue.
struct Asking(async_channel::Sender<IncomingRequest>);

impl Asking {
	fn serve(server: BodyServer, queue: async_channel::Sender<IncomingRequest>) -> Self {
		tokio::spawn(server.run());
		Self(queue)
	}

	fn ask(&self, peer: PeerId, payload: Vec<u8>) -> oneshot::Receiver<OutgoingResponse> {
		let (pending_response, answer) = oneshot::channel();
		self.0.try_send(IncomingRequest { peer, payload, pending_response }).unwrap();
		answer
	}
}

fn request(byte: u8) -> Vec<u8> {
	BodyRequest { height: HEIGHT, hash: hash(byte) }.encode()
}

fn store_of_one() -> BodyStore {
	let store = BodyStore::new();
	assert!(store.insert(HEIGHT, hash(1), vec![1, 2, 3]));
	store
}

#[tokio::test]
async fn the_server_answers_from_the_store() {
	let (server, queue) = BodyServer::new(store_of_one());
	let asking = Asking::serve(server, queue);
	let peer = PeerId::random();
	let there = asking.ask(peer, request(1)).await.unwrap();
	assert_eq!(there.result, Ok(Some(vec![1u8, 2, 3]).encode()));
	assert!(there.reputation_changes.is_empty());
	let missing = asking.ask(peer, request(2)).await.unwrap();
	assert_eq!(missing.result, Ok(None::<Vec<u8>>.encode()));
	assert!(missing.reputation_changes.is_empty());
}

#[tokio::test]
async fn the_server_refuses_garbage_and_floods() {
	let (mut server, queue) = BodyServer::new(store_of_one());
	server.allowance = Bucket::new(2, 3_600 * SECOND);
	let asking = Asking::serve(server, queue);
	let (loud, calm) = (PeerId::random(), PeerId::random());
	let garbage = asking.ask(loud, [request(1), vec![0]].concat()).await.unwrap();
	assert_eq!(garbage.result, Err(()));
	assert_eq!(garbage.reputation_changes, [Offence::Garbage.reputation()]);
	assert!(asking.ask(loud, request(2)).await.unwrap().result.is_ok());
	let flood = asking.ask(loud, request(2)).await.unwrap();
	assert_eq!(flood.result, Err(()));
	assert_eq!(flood.reputation_changes, [Offence::Flood.reputation()]);
	assert!(asking.ask(calm, request(1)).await.unwrap().result.is_ok());
}

#[tokio::test]
async fn a_peer_that_reads_slowly_gets_two_bodies_at_a_time() {
	let (server, queue) = BodyServer::new(store_of_one());
	let asking = Asking::serve(server, queue);
	let (slow, other) = (PeerId::random(), PeerId::random());
	let first = asking.ask(slow, request(1)).await.unwrap();
	let _second = asking.ask(slow, request(1)).await.unwrap();
	let third = asking.ask(slow, request(1)).await.unwrap();
	assert_eq!(third.result, Err(()));
	assert!(third.reputation_changes.is_empty());
	assert!(asking.ask(other, request(1)).await.unwrap().result.is_ok());
	first.sent_feedback.unwrap().send(()).unwrap();
	assert!(asking.ask(slow, request(1)).await.unwrap().result.is_ok());
}

#[tokio::test]
async fn a_server_with_its_hands_full_waits() {
	let (server, queue) = BodyServer::new(store_of_one());
	let asking = Asking::serve(server, queue);
	let mut underway = Vec::new();
	for _ in 0..16 {
		underway.push(asking.ask(PeerId::random(), request(1)).await.unwrap());
	}
	let mut waiting = asking.ask(PeerId::random(), request(1));
	for _ in 0..10 {
		tokio::task::yield_now().await;
	}
	assert!(waiting.try_recv().unwrap().is_none());
	// One that cannot be sent is over, too.
	drop(underway.pop());
	assert!(waiting.await.unwrap().result.is_ok());
}
