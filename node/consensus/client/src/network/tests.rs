//! Names, limits and the network in memory; the protocols in the modules below.

mod bodies;
mod gossip;

use super::{
	body_protocol_name, limits::Forwarded, memory::Hub, message_protocol_name, BodySource,
	Incoming, Offence, Wire,
};
use crate::PeerId;
use fiscal_bft_core::{message::SignedVote, Message};
use fiscal_bft_primitives::{BlockHash, BlockNumber, Vote, VoteKind};
use fiscal_sm_crypto::{Pair, Signature};
use futures::FutureExt;
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);

/// A vote with a signature nobody made: the network does not look at it.
fn vote(height: BlockNumber) -> Message {
	Message::Vote(SignedVote {
		vote: Vote { height, round: 0, kind: VoteKind::Prevote, block: None },
		voter: Pair::from_dev_name("network").public(),
		signature: Signature::from_bytes([7; 64]),
	})
}

/// What has happened on a wire since it was last looked at.
fn happened(wire: &mut impl Wire) -> Vec<Incoming> {
	std::iter::from_fn(|| wire.next().now_or_never()).collect()
}

#[test]
fn protocols_are_named_after_chain_and_fork() {
	let genesis = BlockHash::repeat_byte(0xab);
	let hex = "ab".repeat(32);
	assert_eq!(&*message_protocol_name(&genesis, None), format!("/{hex}/bft/1"));
	assert_eq!(&*message_protocol_name(&genesis, Some("x")), format!("/{hex}/x/bft/1"));
	assert_eq!(&*body_protocol_name(&genesis, None), format!("/{hex}/bft/body/1"));
	assert_eq!(&*body_protocol_name(&genesis, Some("x")), format!("/{hex}/x/bft/body/1"));
}

#[test]
fn offences_cost_and_a_single_one_never_bans() {
	for offence in [Offence::Garbage, Offence::Flood, Offence::FalseSignature, Offence::FalseBody] {
		let cost = offence.reputation().value;
		assert!(cost < 0 && cost > sc_network::peer_store::BANNED_THRESHOLD, "{offence:?}");
	}
}

#[test]
fn a_message_is_forwarded_once_and_again_when_its_giver_repeats_it() {
	let (now, first, second) = (Instant::now(), PeerId::random(), PeerId::random());
	let mut forwarded = Forwarded::new(8, SECOND);
	let all = |_: &PeerId| true;
	assert!(forwarded.admit([1; 32], first, now, all));
	assert!(!forwarded.admit([1; 32], second, now, all));
	assert!(!forwarded.admit([1; 32], first, now, all), "too soon");
	assert!(!forwarded.admit([1; 32], second, now + 5 * SECOND, all), "an echo");
	assert!(forwarded.admit([1; 32], first, now + SECOND, all), "its giver repeats it");
	assert!(!forwarded.admit([1; 32], first, now + SECOND, all));
}

#[test]
fn the_next_giver_takes_the_place_of_one_that_has_left() {
	let (now, first, second) = (Instant::now(), PeerId::random(), PeerId::random());
	let mut forwarded = Forwarded::new(8, SECOND);
	assert!(forwarded.admit([1; 32], first, now, |_| true));
	let left = |peer: &PeerId| *peer != first;
	assert!(forwarded.admit([1; 32], second, now + SECOND, left));
	assert!(!forwarded.admit([1; 32], first, now + 2 * SECOND, |_| true));
	assert!(forwarded.admit([1; 32], second, now + 2 * SECOND, |_| true));
}

#[test]
fn own_messages_are_never_forwarded() {
	let (now, peer) = (Instant::now(), PeerId::random());
	let mut forwarded = Forwarded::new(8, SECOND);
	forwarded.note_own([1; 32], now);
	assert!(!forwarded.admit([1; 32], peer, now + 5 * SECOND, |_| true));
	assert!(!forwarded.admit([1; 32], peer, now + 5 * SECOND, |_| false));
}

#[test]
fn the_memory_of_forwarded_messages_is_bounded() {
	let (now, peer) = (Instant::now(), PeerId::random());
	let mut forwarded = Forwarded::new(2, SECOND);
	for digest in [1, 2, 3] {
		assert!(forwarded.admit([digest; 32], peer, now, |_| true));
	}
	assert!(!forwarded.admit([3; 32], peer, now, |_| true));
	assert!(!forwarded.admit([2; 32], peer, now, |_| true));
	assert!(forwarded.admit([1; 32], peer, now, |_| true), "the oldest was given up");
}

#[test]
fn the_network_in_memory_connects_cuts_and_mends() {
	let hub = Hub::default();
	let (mut a, _) = hub.join();
	let (mut b, _) = hub.join();
	let (mut c, _) = hub.join();
	assert_eq!(happened(&mut a), [Incoming::Connected(b.peer()), Incoming::Connected(c.peer())]);
	assert_eq!(happened(&mut b), [Incoming::Connected(a.peer()), Incoming::Connected(c.peer())]);
	assert_eq!(happened(&mut c).len(), 2);

	hub.cut(a.peer(), c.peer());
	assert_eq!(happened(&mut a), [Incoming::Disconnected(c.peer())]);
	assert_eq!(happened(&mut c), [Incoming::Disconnected(a.peer())]);
	a.broadcast(&vote(1));
	let from_a = Incoming::Message { from: a.peer(), message: vote(1) };
	assert_eq!(happened(&mut b), [from_a]);
	assert_eq!(happened(&mut c), []);
	b.forward(&vote(1), a.peer());
	let from_b = Incoming::Message { from: b.peer(), message: vote(1) };
	assert_eq!(happened(&mut c), [from_b]);
	assert_eq!(happened(&mut a), []);

	hub.mend(a.peer(), c.peer());
	assert_eq!(happened(&mut a), [Incoming::Connected(c.peer())]);
	assert_eq!(happened(&mut c), [Incoming::Connected(a.peer())]);
	b.refuse(a.peer(), Offence::Garbage);
	assert_eq!(hub.offences(), [(b.peer(), a.peer(), Offence::Garbage)]);

	let gone = b.peer();
	drop(b);
	assert_eq!(happened(&mut a), [Incoming::Disconnected(gone)]);
}

#[test]
fn bodies_in_memory_come_from_connected_peers() {
	let hub = Hub::default();
	let (a, of_a) = hub.join();
	let (b, of_b) = hub.join();
	let hash = BlockHash::repeat_byte(1);
	let obtain = |height| of_b.obtain(vec![a.peer()], height, hash).now_or_never().unwrap();
	assert_eq!(obtain(5), None);
	assert!(of_a.insert(5, hash, vec![1, 2, 3]));
	assert_eq!(obtain(5), Some(vec![1, 2, 3]));
	assert_eq!(obtain(6), None, "it is of another height");
	hub.cut(a.peer(), b.peer());
	assert_eq!(obtain(5), None);
	of_a.prune_below(6);
	assert_eq!(of_a.get(&hash), None);
}
