//! A network that is played, for tests of protocols.

use crate::{PeerId, Peering};
use parking_lot::Mutex;
use sc_network::{
	error::Error, service::traits::NotificationEvent, MessageSink, NotificationService,
	ObservedRole, ProtocolName, ReputationChange,
};
use std::sync::Arc;

/// Of a validator.
pub const VALIDATOR: u8 = 4;
/// Of any other full node.
pub const FULL_NODE: u8 = 1;

/// What was noted, in order.
pub type Shared<T> = Arc<Mutex<Vec<T>>>;

/// What a protocol asked of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
	/// To let the peer in.
	Admit(PeerId),
	/// To keep it out.
	Dismiss(PeerId),
	/// To change its reputation by so much.
	Report(PeerId, i32),
}

/// Notes what it is asked.
pub struct PlayedPeering(pub Shared<Call>);

impl Peering for PlayedPeering {
	fn admit(&self, peer: PeerId) {
		self.0.lock().push(Call::Admit(peer));
	}

	fn dismiss(&self, peer: PeerId) {
		self.0.lock().push(Call::Dismiss(peer));
	}

	fn role(&self, _: PeerId, handshake: Vec<u8>) -> Option<ObservedRole> {
		match handshake[..] {
			[VALIDATOR] => Some(ObservedRole::Authority),
			[FULL_NODE] => Some(ObservedRole::Full),
			_ => None,
		}
	}

	fn report(&self, peer: PeerId, change: ReputationChange) {
		self.0.lock().push(Call::Report(peer, change.value));
	}
}

/// Gives out events as they are laid down, and notes what is sent.
#[derive(Debug)]
pub struct PlayedService {
	/// Name of the protocol.
	pub name: ProtocolName,
	/// What happens.
	pub events: async_channel::Receiver<NotificationEvent>,
	/// Between taking an event and giving it out the service waits for one of these; closed, it lets
	/// everything pass.
	pub gate: async_channel::Receiver<()>,
	/// What was sent, and to whom.
	pub sent: Shared<(PeerId, Vec<u8>)>,
}

#[async_trait::async_trait]
impl NotificationService for PlayedService {
	async fn open_substream(&mut self, _: PeerId) -> Result<(), ()> {
		Err(())
	}

	async fn close_substream(&mut self, _: PeerId) -> Result<(), ()> {
		Err(())
	}

	fn send_sync_notification(&mut self, peer: &PeerId, notification: Vec<u8>) {
		self.sent.lock().push((*peer, notification));
	}

	async fn send_async_notification(
		&mut self,
		peer: &PeerId,
		notification: Vec<u8>,
	) -> Result<(), Error> {
		self.sent.lock().push((*peer, notification));
		Ok(())
	}

	async fn set_handshake(&mut self, _: Vec<u8>) -> Result<(), ()> {
		Err(())
	}

	fn try_set_handshake(&mut self, _: Vec<u8>) -> Result<(), ()> {
		Err(())
	}

	async fn next_event(&mut self) -> Option<NotificationEvent> {
		let event = self.events.recv().await.ok()?;
		// A closed gate lets everything pass.
		let _ = self.gate.recv().await;
		Some(event)
	}

	fn clone(&mut self) -> Result<Box<dyn NotificationService>, ()> {
		Err(())
	}

	fn protocol(&self) -> &ProtocolName {
		&self.name
	}

	fn message_sink(&self, peer: &PeerId) -> Option<Box<dyn MessageSink>> {
		Some(Box::new(PlayedSink { peer: *peer, sent: Arc::clone(&self.sent) }))
	}
}

struct PlayedSink {
	peer: PeerId,
	sent: Shared<(PeerId, Vec<u8>)>,
}

#[async_trait::async_trait]
impl MessageSink for PlayedSink {
	fn send_sync_notification(&self, notification: Vec<u8>) {
		self.sent.lock().push((self.peer, notification));
	}

	async fn send_async_notification(&self, notification: Vec<u8>) -> Result<(), Error> {
		self.sent.lock().push((self.peer, notification));
		Ok(())
	}
}
