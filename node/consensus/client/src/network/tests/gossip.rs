//! Votes and proposals over a network that is played.

use super::{happened, vote, SECOND};
use crate::{
	network::{
		gossip::{Conduct, Gossip},
		Incoming, Offence, Wire,
	},
	PeerId,
};
use codec::Encode;
use fiscal_bft_core::{
	message::{PolkaCertificate, MAX_MESSAGE},
	Message,
};
use fiscal_bft_primitives::BlockHash;
use fiscal_network::{
	played::{Call, PlayedPeering, PlayedService, Shared, FULL_NODE, VALIDATOR},
	Bucket,
};
use fiscal_sm_crypto::{Pair, Signature};
use futures::channel::mpsc;
use sc_network::{
	service::traits::{Direction, NotificationEvent, ValidationResult},
	Roles,
};
use sc_network_sync::SyncEvent;
use std::sync::Arc;

struct Played {
	gossip: Gossip,
	events: async_channel::Sender<NotificationEvent>,
	gate: Option<async_channel::Sender<()>>,
	changes: mpsc::UnboundedSender<SyncEvent>,
	calls: Shared<Call>,
	sent: Shared<(PeerId, Vec<u8>)>,
}

impl Played {
	/// A network that gives each peer an allowance of so many signatures.
	fn with_allowance(burst: u32) -> Self {
		let mut played = Self::gated(burst);
		played.gate = None;
		played
	}

	/// As [`Played::with_allowance`], but every event waits at the gate.
	fn gated(burst: u32) -> Self {
		let (events, from_network) = async_channel::unbounded();
		let (gate, passes) = async_channel::unbounded();
		let (changes, from_sync) = mpsc::unbounded();
		let (calls, sent) = (Shared::default(), Shared::default());
		let service = PlayedService {
			name: "/bft/1".into(),
			events: from_network,
			gate: passes,
			sent: Arc::clone(&sent),
		};
		let gossip = Gossip::with(
			Box::new(service),
			Box::new(PlayedPeering(Arc::clone(&calls))),
			Box::pin(from_sync),
			Bucket::new(burst, 3_600 * SECOND),
		);
		Self { gossip, events, gate: Some(gate), changes, calls, sent }
	}

	fn event(&self, event: NotificationEvent) {
		self.events.try_send(event).unwrap();
	}

	fn opened(&self, peer: PeerId, role: u8) {
		self.event(NotificationEvent::NotificationStreamOpened {
			peer,
			direction: Direction::Outbound,
			handshake: vec![role],
			negotiated_fallback: None,
		});
	}

	/// A validator that is connected, and is known to be.
	fn connect(&mut self) -> PeerId {
		let peer = PeerId::random();
		self.opened(peer, VALIDATOR);
		assert_eq!(happened(&mut self.gossip), [Incoming::Connected(peer)]);
		peer
	}

	fn receives(&self, peer: PeerId, notification: Vec<u8>) {
		self.event(NotificationEvent::NotificationReceived { peer, notification });
	}

	/// To whom what was sent since the last call, in the order of peers.
	fn sent(&self) -> Vec<(PeerId, Vec<u8>)> {
		let mut sent = std::mem::take(&mut *self.sent.lock());
		sent.sort();
		sent
	}

	fn calls(&self) -> Vec<Call> {
		std::mem::take(&mut *self.calls.lock())
	}
}

fn to_each(mut peers: Vec<PeerId>, message: &Message) -> Vec<(PeerId, Vec<u8>)> {
	peers.sort();
	peers.into_iter().map(|peer| (peer, message.encode())).collect()
}

fn report(peer: PeerId, offence: Offence) -> Call {
	Call::Report(peer, offence.reputation().value)
}

#[test]
fn only_validators_of_synchronisation_are_admitted() {
	let mut played = Played::with_allowance(100);
	let (validator, full) = (PeerId::random(), PeerId::random());
	let connected = |peer_id, roles| SyncEvent::PeerConnected { peer_id, roles };
	played.changes.unbounded_send(connected(full, Roles::FULL)).unwrap();
	played.changes.unbounded_send(connected(validator, Roles::AUTHORITY)).unwrap();
	played.changes.unbounded_send(connected(validator, Roles::AUTHORITY)).unwrap();
	assert_eq!(happened(&mut played.gossip), []);
	assert_eq!(played.calls(), [Call::Admit(validator)]);

	played.changes.unbounded_send(SyncEvent::PeerDisconnected(full)).unwrap();
	played.changes.unbounded_send(SyncEvent::PeerDisconnected(validator)).unwrap();
	assert_eq!(happened(&mut played.gossip), []);
	assert_eq!(played.calls(), [Call::Dismiss(validator)]);

	played.changes.unbounded_send(connected(validator, Roles::AUTHORITY)).unwrap();
	assert_eq!(happened(&mut played.gossip), []);
	assert_eq!(played.calls(), [Call::Admit(validator)]);
}

#[test]
fn incoming_streams_are_accepted_from_validators_alone() {
	let mut played = Played::with_allowance(100);
	for (role, expected) in
		[(VALIDATOR, ValidationResult::Accept), (FULL_NODE, ValidationResult::Reject)]
	{
		let (result_tx, mut result) = tokio::sync::oneshot::channel();
		let (peer, handshake) = (PeerId::random(), vec![role]);
		played.event(NotificationEvent::ValidateInboundSubstream { peer, handshake, result_tx });
		assert_eq!(happened(&mut played.gossip), []);
		assert_eq!(result.try_recv().unwrap(), expected);
	}
}

#[test]
fn a_peer_that_turns_out_to_be_no_validator_is_dismissed_and_unheard() {
	let mut played = Played::with_allowance(100);
	let peer = PeerId::random();
	played.opened(peer, FULL_NODE);
	played.receives(peer, vote(1).encode());
	assert_eq!(happened(&mut played.gossip), []);
	assert_eq!(played.calls(), [Call::Dismiss(peer)]);
}

#[test]
fn messages_come_between_connection_and_disconnection() {
	let mut played = Played::with_allowance(100);
	let peer = PeerId::random();
	played.receives(peer, vote(1).encode());
	played.opened(peer, VALIDATOR);
	played.receives(peer, vote(2).encode());
	// Repeated votes are the same bytes, and no offence.
	played.receives(peer, vote(2).encode());
	played.event(NotificationEvent::NotificationStreamClosed { peer });
	played.receives(peer, vote(3).encode());
	assert_eq!(
		happened(&mut played.gossip),
		[
			Incoming::Connected(peer),
			Incoming::Message { from: peer, message: vote(2) },
			Incoming::Message { from: peer, message: vote(2) },
			Incoming::Disconnected(peer),
		]
	);
	assert_eq!(played.calls(), []);
}

#[test]
fn garbage_is_dropped_and_reported() {
	let mut played = Played::with_allowance(100);
	let peer = played.connect();
	let trailing = [vote(1).encode(), vec![0]].concat();
	let cut = vote(1).encode()[1..].to_vec();
	let unknown = vec![9, 9, 9];
	let long = vec![0; MAX_MESSAGE + 1];
	for garbage in [trailing, cut, unknown, long, vec![]] {
		played.receives(peer, garbage);
		assert_eq!(happened(&mut played.gossip), []);
		assert_eq!(played.calls(), [report(peer, Offence::Garbage)]);
	}
	played.receives(peer, vote(1).encode());
	let message = Incoming::Message { from: peer, message: vote(1) };
	assert_eq!(happened(&mut played.gossip), [message]);
}

#[test]
fn what_exceeds_a_peers_allowance_is_dropped_and_others_are_unharmed() {
	let mut played = Played::with_allowance(3);
	let (loud, calm) = (played.connect(), played.connect());
	for height in 1..=5 {
		played.receives(loud, vote(height).encode());
	}
	played.receives(calm, vote(9).encode());
	let message = |from, height| Incoming::Message { from, message: vote(height) };
	assert_eq!(
		happened(&mut played.gossip),
		[message(loud, 1), message(loud, 2), message(loud, 3), message(calm, 9)]
	);
	assert_eq!(played.calls(), [report(loud, Offence::Flood), report(loud, Offence::Flood)]);
}

#[test]
fn a_certificate_takes_as_much_as_its_votes() {
	let mut played = Played::with_allowance(5);
	let peer = played.connect();
	let voter = Pair::from_dev_name("network").public();
	let signatures = vec![(voter, Signature::from_bytes([1; 64])); 4];
	let certificate = Message::Polka(PolkaCertificate {
		height: 1,
		round: 0,
		block: BlockHash::zero(),
		signatures: signatures.try_into().unwrap(),
	});
	played.receives(peer, certificate.encode());
	played.receives(peer, certificate.encode());
	played.receives(peer, vote(1).encode());
	assert_eq!(
		happened(&mut played.gossip),
		[
			Incoming::Message { from: peer, message: certificate },
			Incoming::Message { from: peer, message: vote(1) },
		]
	);
	assert_eq!(played.calls(), [report(peer, Offence::Flood)]);
}

#[test]
fn own_messages_go_to_all_as_often_as_they_are_sent() {
	let mut played = Played::with_allowance(100);
	let (a, b, c) = (played.connect(), played.connect(), played.connect());
	for _ in 0..2 {
		played.gossip.broadcast(&vote(1));
		assert_eq!(played.sent(), to_each(vec![a, b, c], &vote(1)));
	}
	played.event(NotificationEvent::NotificationStreamClosed { peer: b });
	assert_eq!(happened(&mut played.gossip), [Incoming::Disconnected(b)]);
	played.gossip.broadcast(&vote(1));
	assert_eq!(played.sent(), to_each(vec![a, c], &vote(1)));
}

/// Says each message once more at the next height, and nothing to the peer it is told to shun.
struct Contrary(PeerId);

impl Conduct for Contrary {
	fn send(&mut self, peer: PeerId, message: &Message) -> Vec<Vec<u8>> {
		if peer == self.0 {
			return Vec::new();
		}
		vec![message.encode(), vote(message.height() + 1).encode()]
	}
}

#[test]
fn a_conduct_speaks_in_the_place_of_own_messages_alone() {
	let mut played = Played::with_allowance(100);
	let (a, b) = (played.connect(), played.connect());
	played.gossip.set_conduct(Box::new(Contrary(b)));
	played.gossip.broadcast(&vote(1));
	assert_eq!(played.sent(), [(a, vote(1).encode()), (a, vote(2).encode())]);
	played.gossip.forward(&vote(5), a);
	assert_eq!(played.sent(), to_each(vec![b], &vote(5)));
}

#[test]
fn messages_of_others_go_once_to_all_but_their_giver() {
	let mut played = Played::with_allowance(100);
	let (a, b, c) = (played.connect(), played.connect(), played.connect());
	played.gossip.forward(&vote(1), a);
	assert_eq!(played.sent(), to_each(vec![b, c], &vote(1)));
	played.gossip.forward(&vote(1), b);
	assert_eq!(played.sent(), []);
	played.gossip.forward(&vote(2), b);
	assert_eq!(played.sent(), to_each(vec![a, c], &vote(2)));
	played.gossip.broadcast(&vote(3));
	assert_eq!(played.sent().len(), 3);
	played.gossip.forward(&vote(3), c);
	assert_eq!(played.sent(), [], "our own message came back");
}

#[test]
fn nothing_is_lost_when_waiting_is_given_up() {
	let mut played = Played::gated(100);
	let peer = PeerId::random();
	played.opened(peer, VALIDATOR);
	// The service has taken the event when the wait for it is given up.
	assert_eq!(happened(&mut played.gossip), []);
	assert!(played.events.is_empty());
	drop(played.gate.take());
	assert_eq!(happened(&mut played.gossip), [Incoming::Connected(peer)]);
}

#[test]
fn after_the_end_of_the_network_nothing_happens() {
	let mut played = Played::with_allowance(100);
	played.connect();
	played.events.close();
	assert_eq!(happened(&mut played.gossip), []);
	assert_eq!(happened(&mut played.gossip), []);
	played.gossip.broadcast(&vote(1));
	assert_eq!(played.sent(), []);
	played.gossip.refuse(PeerId::random(), Offence::FalseSignature);
	assert_eq!(played.calls().len(), 1);
}

#[test]
fn the_end_of_synchronisation_leaves_messages_flowing() {
	let mut played = Played::with_allowance(100);
	let peer = played.connect();
	played.changes.close_channel();
	played.receives(peer, vote(1).encode());
	let message = Incoming::Message { from: peer, message: vote(1) };
	assert_eq!(happened(&mut played.gossip), [message]);
}
