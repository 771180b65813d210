//! What this pallet stores, and an entry of its genesis.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::outbox::{Destination, MessageId, Settings};
use scale_info::TypeInfo;

/// Number of a message as a storage key: eight bytes, most significant first, so that the order of
/// the keys in the trie is the order of messages.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct MessageKey([u8; 8]);

impl MessageKey {
	/// The key of message `id`.
	pub const fn of(id: MessageId) -> Self {
		Self(id.to_be_bytes())
	}

	/// The number of the message.
	pub const fn id(self) -> MessageId {
		MessageId::from_be_bytes(self.0)
	}
}

/// How many messages to a destination there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Tally {
	/// Messages that wait, but for those behind a dead letter.
	pub waiting: u32,
	/// Dead letters, and the messages behind them in their lanes.
	pub dead: u32,
	/// Messages delivered so far.
	pub delivered: u64,
}

impl Tally {
	/// One more, which stands behind a dead letter or does not.
	pub(crate) fn enter(&mut self, dead: bool) {
		let slot = if dead { &mut self.dead } else { &mut self.waiting };
		*slot = slot.saturating_add(1);
	}

	/// One is gone; with a dead letter so many begin to wait that stood behind it.
	pub(crate) fn leave(&mut self, dead: bool, behind: u32) {
		if dead {
			self.revive(behind.saturating_add(1));
		}
		self.waiting = self.waiting.saturating_sub(1);
	}

	/// So many that waited are a dead letter, or behind one.
	pub(crate) fn bury(&mut self, count: u32) {
		self.waiting = self.waiting.saturating_sub(count);
		self.dead = self.dead.saturating_add(count);
	}

	/// So many that were a dead letter, or behind one, wait.
	pub(crate) fn revive(&mut self, count: u32) {
		self.dead = self.dead.saturating_sub(count);
		self.waiting = self.waiting.saturating_add(count);
	}
}

/// What has to arrive in order, while any of it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Lane {
	/// Its last message.
	pub tail: MessageId,
	/// How many of its messages wait or are dead letters, at least 1.
	pub count: u32,
	/// Is its first message a dead letter? Then it holds the others.
	pub dead: bool,
}

/// A destination the chain starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisDestination {
	/// Which.
	pub destination: Destination,
	/// How messages to it are delivered.
	pub settings: Settings,
}
