//! Who may speak a protocol, and how its events are waited for.

use crate::{PeerId, LOG_TARGET};
use futures::{future::BoxFuture, FutureExt};
use sc_network::{
	config::{NonReservedPeerMode, SetConfig},
	multiaddr::{Multiaddr, Protocol},
	service::traits::{NetworkService, NotificationEvent},
	NetworkPeers, NotificationService, ObservedRole, ProtocolName, ReputationChange,
};
use std::{collections::HashSet, sync::Arc};

/// The set of peers of a protocol into which nobody comes but those who are admitted one by one.
pub fn closed_set() -> SetConfig {
	SetConfig {
		in_peers: 0,
		out_peers: 0,
		reserved_nodes: Vec::new(),
		non_reserved_mode: NonReservedPeerMode::Deny,
	}
}

/// What a protocol asks of the network beside the messages themselves.
pub trait Peering: Send {
	/// Lets a peer into the protocol and connects to it.
	fn admit(&self, peer: PeerId);

	/// Keeps a peer out of the protocol.
	fn dismiss(&self, peer: PeerId);

	/// What a peer says in its handshake that it is; `None` if that makes no sense.
	fn role(&self, peer: PeerId, handshake: Vec<u8>) -> Option<ObservedRole>;

	/// Changes the reputation of a peer.
	fn report(&self, peer: PeerId, change: ReputationChange);
}

/// [`Peering`] of one protocol of the node's network.
pub struct NetworkPeering {
	network: Arc<dyn NetworkService>,
	protocol: ProtocolName,
}

impl NetworkPeering {
	/// Of the protocol of that name.
	pub fn new(network: Arc<dyn NetworkService>, protocol: ProtocolName) -> Self {
		Self { network, protocol }
	}
}

impl Peering for NetworkPeering {
	fn admit(&self, peer: PeerId) {
		let address = Multiaddr::empty().with(Protocol::P2p(peer.into()));
		let peers = HashSet::from([address]);
		if let Err(fault) = self.network.add_peers_to_reserved_set(self.protocol.clone(), peers) {
			log::warn!(target: LOG_TARGET, "Peer {peer} cannot be admitted: {fault}");
		}
	}

	fn dismiss(&self, peer: PeerId) {
		let removed =
			self.network.remove_peers_from_reserved_set(self.protocol.clone(), vec![peer]);
		if let Err(fault) = removed {
			log::warn!(target: LOG_TARGET, "Peer {peer} cannot be dismissed: {fault}");
		}
	}

	fn role(&self, peer: PeerId, handshake: Vec<u8>) -> Option<ObservedRole> {
		self.network.peer_role(peer, handshake)
	}

	fn report(&self, peer: PeerId, change: ReputationChange) {
		self.network.report_peer(peer, change);
	}
}

/// The wait for the next event of a protocol. It owns the service, so that nothing is lost when the
/// future that polls it is dropped: the service's own may lose an order of the network's.
pub type Listening = BoxFuture<'static, (Box<dyn NotificationService>, Option<NotificationEvent>)>;

/// Waits for the next event of a protocol.
pub fn listen(mut service: Box<dyn NotificationService>) -> Listening {
	async move {
		let event = service.next_event().await;
		(service, event)
	}
	.boxed()
}
