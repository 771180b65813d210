//! Votes and proposals between validators.
//!
//! A plain notification protocol: a gossip engine suppresses messages it has seen, and a vote that
//! is sent again after a loss is the same bytes.

use super::{limits::Forwarded, message_protocol_name, Incoming, Offence, Wire};
use crate::{Block, PeerId, LOG_TARGET};
use codec::{DecodeAll, Encode};
use fiscal_bft_core::message::{Message, MAX_MESSAGE};
use fiscal_bft_primitives::BlockHash;
use fiscal_network::{closed_set, listen, Bucket, Listening, NetworkPeering, Peering};
use fiscal_sm_crypto::sm3_256;
use futures::{
	future::{pending, select, Either},
	stream, FutureExt, Stream, StreamExt,
};
use sc_network::{
	peer_store::PeerStoreProvider,
	service::traits::{NetworkService, NotificationEvent, ValidationResult},
	MessageSink, NetworkBackend, NotificationMetrics, NotificationService, ObservedRole,
};
use sc_network_sync::{SyncEvent, SyncEventStream};
use std::{
	collections::{HashMap, HashSet},
	pin::Pin,
	sync::Arc,
	time::{Duration, Instant},
};

/// Signatures a peer may send at once.
const BURST: u32 = 2_000;
/// In the long run a peer may send one signature in each such interval: 1,000 a second.
const INTERVAL: Duration = Duration::from_millis(1);
/// Messages remembered as forwarded.
const REMEMBERED: u32 = 8_192;
/// The least time between two forwardings of the same message; less than validators wait before
/// they repeat a vote.
const FORWARD_AGAIN: Duration = Duration::from_millis(500);

/// What a node says in the place of what it should say: for tests of the other nodes. A node that is
/// to be trusted has none.
pub trait Conduct: Send {
	/// What is sent to `peer` in the place of this node's own `message`, one after the other.
	fn send(&mut self, peer: PeerId, message: &Message) -> Vec<Vec<u8>>;
}

/// The configuration of the protocol and its service, for [`Gossip::new`]. To be added to the
/// network's configuration of validators, and of no other node.
///
/// The network allows nobody into the protocol but the peers [`Gossip`] names, and sends the
/// node's role as handshake.
pub fn protocol<N: NetworkBackend<Block, BlockHash>>(
	genesis: &BlockHash,
	fork_id: Option<&str>,
	metrics: NotificationMetrics,
	peers: Arc<dyn PeerStoreProvider>,
) -> (N::NotificationProtocolConfig, Box<dyn NotificationService>) {
	protocol_up_to::<N>(genesis, fork_id, MAX_MESSAGE, metrics, peers)
}

/// As [`protocol`], for messages of at most `longest` bytes. The network does not send what it would
/// not accept: whoever wants to see that others refuse longer messages than [`MAX_MESSAGE`] must
/// allow them to itself.
pub fn protocol_up_to<N: NetworkBackend<Block, BlockHash>>(
	genesis: &BlockHash,
	fork_id: Option<&str>,
	longest: usize,
	metrics: NotificationMetrics,
	peers: Arc<dyn PeerStoreProvider>,
) -> (N::NotificationProtocolConfig, Box<dyn NotificationService>) {
	N::notification_config(
		message_protocol_name(genesis, fork_id),
		Vec::new(),
		longest as u64,
		None,
		closed_set(),
		metrics,
		peers,
	)
}

enum Heard {
	Network(Box<dyn NotificationService>, Option<NotificationEvent>),
	Sync(Option<SyncEvent>),
}

/// A connected validator.
struct Peer {
	sink: Box<dyn MessageSink>,
	allowance: Bucket,
}

/// Speaks with the other validators over the node's network.
///
/// Peers come from block synchronisation: whoever it is connected to and says to be a validator is
/// let into the protocol. Messages are put into the peer's own channel of 2,048, and dropped when
/// it is full: waiting would let one slow peer hold up consensus. The way over the sink is taken
/// since [`NotificationService::send_sync_notification`] answers a full channel by closing the
/// whole connection, synchronisation included. What is dropped is made good by repetition.
pub struct Gossip {
	listening: Listening,
	changes: Pin<Box<dyn Stream<Item = SyncEvent> + Send>>,
	peering: Box<dyn Peering>,
	/// Peers let into the protocol, connected or not.
	admitted: HashSet<PeerId>,
	peers: HashMap<PeerId, Peer>,
	forwarded: Forwarded,
	/// What a peer has when it connects.
	allowance: Bucket,
	conduct: Option<Box<dyn Conduct>>,
}

impl Gossip {
	/// Takes up the protocol whose service [`protocol`] made. Peers are taken from `sync`.
	pub fn new(
		service: Box<dyn NotificationService>,
		network: Arc<dyn NetworkService>,
		sync: &dyn SyncEventStream,
	) -> Self {
		let peering = NetworkPeering::new(network, service.protocol().clone());
		let allowance = Bucket::new(BURST, INTERVAL);
		Self::with(service, Box::new(peering), sync.event_stream("bft-peers"), allowance)
	}

	/// As [`Gossip::new`], with all its surroundings given.
	pub(super) fn with(
		service: Box<dyn NotificationService>,
		peering: Box<dyn Peering>,
		changes: Pin<Box<dyn Stream<Item = SyncEvent> + Send>>,
		allowance: Bucket,
	) -> Self {
		Self {
			listening: listen(service),
			// Without synchronisation nobody new comes, but those who are here stay.
			changes: Box::pin(changes.chain(stream::pending())),
			peering,
			admitted: HashSet::new(),
			peers: HashMap::new(),
			forwarded: Forwarded::new(REMEMBERED, FORWARD_AGAIN),
			allowance,
			conduct: None,
		}
	}

	/// From now on says what `conduct` says in the place of its own messages. What it tells on of
	/// others stays as it is.
	pub fn set_conduct(&mut self, conduct: Box<dyn Conduct>) {
		self.conduct = Some(conduct);
	}

	/// Whether a peer says in its handshake that it is a validator.
	fn is_validator(&self, peer: PeerId, handshake: Vec<u8>) -> bool {
		self.peering.role(peer, handshake) == Some(ObservedRole::Authority)
	}

	fn on_change(&mut self, change: SyncEvent) {
		match change {
			SyncEvent::PeerConnected { peer_id, roles } => {
				if roles.is_authority() && self.admitted.insert(peer_id) {
					self.peering.admit(peer_id);
				}
			}
			SyncEvent::PeerDisconnected(peer) => {
				if self.admitted.remove(&peer) {
					self.peering.dismiss(peer);
				}
			}
		}
	}

	fn on_event(
		&mut self,
		service: &dyn NotificationService,
		event: NotificationEvent,
	) -> Option<Incoming> {
		match event {
			NotificationEvent::ValidateInboundSubstream { peer, handshake, result_tx } => {
				let result = match self.is_validator(peer, handshake) {
					true => ValidationResult::Accept,
					false => ValidationResult::Reject,
				};
				// A closed channel: the peer has left already.
				let _ = result_tx.send(result);
				None
			}
			NotificationEvent::NotificationStreamOpened { peer, handshake, .. } => {
				if !self.is_validator(peer, handshake) {
					log::debug!(target: LOG_TARGET, "Peer {peer} is no validator and is dismissed");
					self.admitted.remove(&peer);
					self.peering.dismiss(peer);
					return None;
				}
				let sink = service.message_sink(&peer)?;
				self.peers.insert(peer, Peer { sink, allowance: self.allowance.clone() });
				log::debug!(target: LOG_TARGET, "Validator {peer} is connected");
				Some(Incoming::Connected(peer))
			}
			NotificationEvent::NotificationStreamClosed { peer } => {
				self.peers.remove(&peer)?;
				log::debug!(target: LOG_TARGET, "Validator {peer} is disconnected");
				Some(Incoming::Disconnected(peer))
			}
			NotificationEvent::NotificationReceived { peer, notification } => {
				let connected = self.peers.get_mut(&peer)?;
				let message = read(&notification);
				let weight = message.as_ref().map_or(1, weight);
				if !connected.allowance.take(weight, Instant::now()) {
					self.refuse(peer, Offence::Flood);
					return None;
				}
				let Some(message) = message else {
					self.refuse(peer, Offence::Garbage);
					return None;
				};
				Some(Incoming::Message { from: peer, message })
			}
		}
	}
}

fn read(bytes: &[u8]) -> Option<Message> {
	(bytes.len() <= MAX_MESSAGE).then_some(())?;
	Message::decode_all(&mut &bytes[..]).ok()
}

/// What a message takes of its sender's allowance: its signatures, since they are what is dear.
fn weight(message: &Message) -> u32 {
	let signatures = match message {
		Message::Vote(_) | Message::Proposal(_) | Message::Wake(_) => 1,
		Message::Polka(certificate) => certificate.signatures.len(),
		Message::Round(certificate) => certificate.signatures.len(),
	};
	u32::try_from(signatures).unwrap_or(u32::MAX).max(1)
}

#[async_trait::async_trait]
impl Wire for Gossip {
	async fn next(&mut self) -> Incoming {
		loop {
			let heard = match select(self.changes.next(), &mut self.listening).await {
				Either::Left((change, _)) => Heard::Sync(change),
				Either::Right(((service, event), _)) => Heard::Network(service, event),
			};
			match heard {
				Heard::Sync(Some(change)) => self.on_change(change),
				Heard::Sync(None) => (),
				Heard::Network(service, Some(event)) => {
					let incoming = self.on_event(&*service, event);
					self.listening = listen(service);
					if let Some(incoming) = incoming {
						return incoming;
					}
				}
				Heard::Network(_, None) => {
					self.peers.clear();
					self.listening = pending().boxed();
				}
			}
		}
	}

	fn broadcast(&mut self, message: &Message) {
		let bytes = message.encode();
		if bytes.len() > MAX_MESSAGE {
			log::error!(
				target: LOG_TARGET,
				"A message of {} bytes is too long to be sent", bytes.len()
			);
			return;
		}
		self.forwarded.note_own(sm3_256(&bytes), Instant::now());
		for (id, peer) in &self.peers {
			match &mut self.conduct {
				Some(conduct) => {
					for said in conduct.send(*id, message) {
						peer.sink.send_sync_notification(said);
					}
				}
				None => peer.sink.send_sync_notification(bytes.clone()),
			}
		}
	}

	fn forward(&mut self, message: &Message, from: PeerId) {
		let bytes = message.encode();
		let peers = &self.peers;
		let is_connected = |peer: &PeerId| peers.contains_key(peer);
		if !self.forwarded.admit(sm3_256(&bytes), from, Instant::now(), is_connected) {
			return;
		}
		for (_, peer) in self.peers.iter().filter(|(id, _)| **id != from) {
			peer.sink.send_sync_notification(bytes.clone());
		}
	}

	fn refuse(&mut self, peer: PeerId, offence: Offence) {
		log::debug!(target: LOG_TARGET, "Peer {peer} is reported: {offence:?}");
		self.peering.report(peer, offence.reputation());
	}
}
