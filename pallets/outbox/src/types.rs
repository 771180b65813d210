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
	/// Messages that wait.
	pub waiting: u32,
	/// Dead letters.
	pub dead: u32,
	/// Messages delivered so far.
	pub delivered: u64,
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
