//! A network in memory, for tests.

use super::{limits::Forwarded, BodySource, BodyStore, Incoming, Offence, Wire};
use crate::PeerId;
use codec::Encode;
use fiscal_bft_core::Message;
use fiscal_bft_primitives::{BlockHash, BlockNumber};
use fiscal_sm_crypto::sm3_256;
use parking_lot::Mutex;
use std::{
	collections::{HashMap, HashSet},
	sync::Arc,
	time::{Duration, Instant},
};

/// Messages that wait at a node; more are lost.
const INBOX: usize = 4_096;

struct Member {
	inbox: async_channel::Sender<Incoming>,
	bodies: BodyStore,
}

#[derive(Default)]
struct State {
	members: HashMap<PeerId, Member>,
	/// Both directions of each cut link.
	cut: HashSet<(PeerId, PeerId)>,
	offences: Vec<(PeerId, PeerId, Offence)>,
}

impl State {
	fn tell(&self, to: &PeerId, incoming: Incoming) {
		if let Some(member) = self.members.get(to) {
			let _ = member.inbox.try_send(incoming);
		}
	}

	fn neighbours(&self, of: PeerId) -> Vec<PeerId> {
		let members = self.members.keys().copied();
		members.filter(|peer| *peer != of && !self.cut.contains(&(of, *peer))).collect()
	}
}

/// Connects wires in memory, each with each.
#[derive(Clone, Default)]
pub(crate) struct Hub(Arc<Mutex<State>>);

impl Hub {
	/// A new node, connected to all that are there.
	pub(crate) fn join(&self) -> (MemoryWire, MemoryBodies) {
		let me = PeerId::random();
		let (inbox, messages) = async_channel::bounded(INBOX);
		let own = BodyStore::new();
		let mut state = self.0.lock();
		state.members.insert(me, Member { inbox, bodies: own.clone() });
		for other in state.neighbours(me) {
			state.tell(&other, Incoming::Connected(me));
			state.tell(&me, Incoming::Connected(other));
		}
		let forwarded = Forwarded::new(8_192, Duration::from_millis(500));
		let wire = MemoryWire { me, hub: self.clone(), messages, forwarded };
		(wire, MemoryBodies { me, hub: self.clone(), own })
	}

	/// Cuts the link between two nodes.
	pub(crate) fn cut(&self, one: PeerId, other: PeerId) {
		let mut state = self.0.lock();
		state.cut.insert((one, other));
		if state.cut.insert((other, one)) {
			state.tell(&one, Incoming::Disconnected(other));
			state.tell(&other, Incoming::Disconnected(one));
		}
	}

	/// Mends the link between two nodes.
	pub(crate) fn mend(&self, one: PeerId, other: PeerId) {
		let mut state = self.0.lock();
		state.cut.remove(&(one, other));
		if state.cut.remove(&(other, one)) {
			state.tell(&one, Incoming::Connected(other));
			state.tell(&other, Incoming::Connected(one));
		}
	}

	/// Who held what against whom: the one who refused, the one refused, the offence.
	pub(crate) fn offences(&self) -> Vec<(PeerId, PeerId, Offence)> {
		self.0.lock().offences.clone()
	}
}

/// A node's end of the [`Hub`]. It leaves when dropped.
pub(crate) struct MemoryWire {
	me: PeerId,
	hub: Hub,
	messages: async_channel::Receiver<Incoming>,
	forwarded: Forwarded,
}

impl MemoryWire {
	/// Who this node is to the others.
	pub(crate) fn peer(&self) -> PeerId {
		self.me
	}
}

impl Drop for MemoryWire {
	fn drop(&mut self) {
		let mut state = self.hub.0.lock();
		for other in state.neighbours(self.me) {
			state.tell(&other, Incoming::Disconnected(self.me));
		}
		state.members.remove(&self.me);
	}
}

#[async_trait::async_trait]
impl Wire for MemoryWire {
	async fn next(&mut self) -> Incoming {
		match self.messages.recv().await {
			Ok(incoming) => incoming,
			Err(_) => std::future::pending().await,
		}
	}

	fn broadcast(&mut self, message: &Message) {
		self.forwarded.note_own(sm3_256(&message.encode()), Instant::now());
		let state = self.hub.0.lock();
		for other in state.neighbours(self.me) {
			state.tell(&other, Incoming::Message { from: self.me, message: message.clone() });
		}
	}

	fn forward(&mut self, message: &Message, from: PeerId) {
		let state = self.hub.0.lock();
		let others = state.neighbours(self.me);
		let digest = sm3_256(&message.encode());
		let is_connected = |peer: &PeerId| others.contains(peer);
		if self.forwarded.admit(digest, from, Instant::now(), is_connected) {
			for other in others.iter().filter(|other| **other != from) {
				state.tell(other, Incoming::Message { from: self.me, message: message.clone() });
			}
		}
	}

	fn refuse(&mut self, peer: PeerId, offence: Offence) {
		self.hub.0.lock().offences.push((self.me, peer, offence));
	}
}

/// A node's bodies, and through the [`Hub`] those of the others.
#[derive(Clone)]
pub(crate) struct MemoryBodies {
	me: PeerId,
	hub: Hub,
	own: BodyStore,
}

#[async_trait::async_trait]
impl BodySource for MemoryBodies {
	fn insert(&self, height: BlockNumber, hash: BlockHash, body: Vec<u8>) -> bool {
		self.own.insert(height, hash, body)
	}

	fn get(&self, hash: &BlockHash) -> Option<Arc<Vec<u8>>> {
		self.own.get(hash)
	}

	fn prune_below(&self, height: BlockNumber) {
		self.own.prune_below(height);
	}

	async fn obtain(
		&self,
		peers: Vec<PeerId>,
		height: BlockNumber,
		hash: BlockHash,
	) -> Option<Vec<u8>> {
		let kept = self.own.get_at(height, &hash).or_else(|| {
			let state = self.hub.0.lock();
			let within_reach = state.neighbours(self.me);
			peers
				.iter()
				.filter(|peer| within_reach.contains(peer))
				.filter_map(|peer| state.members.get(peer))
				.find_map(|member| member.bodies.get_at(height, &hash))
		});
		kept.map(|body| body.to_vec())
	}
}
