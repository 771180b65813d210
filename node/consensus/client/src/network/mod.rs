//! What validators say to each other, and the bodies of the blocks they speak of.
//!
//! ```text
//! votes, proposals   /{genesis}[/{fork}]/bft/1        notifications, at most 32 KiB each
//! bodies             /{genesis}[/{fork}]/bft/body/1   requests of 36 bytes, answers of at most 8 MiB
//! ```
//!
//! Only validators open the first protocol, and only with peers that say they are validators, too;
//! what a message is worth is decided by its signature, never by who handed it over. Everything
//! that comes in is bounded: sizes by the protocol, the rate by [`Gossip`] and [`BodyServer`] for
//! each peer, memory by fixed numbers of entries. Whoever breaks a bound loses reputation, and the
//! network parts with peers that have lost all of it.
//!
//! The encoding of a message cannot change under a protocol's name: undecodable bytes are an
//! offence, so another encoding needs another number at the name's end.

mod bodies;
mod gossip;
mod limits;
#[cfg(test)]
pub(crate) mod memory;
#[cfg(test)]
mod tests;

pub use bodies::{
	body_protocol, Bodies, BodyRequest, BodyServer, BodyStore, Refused, MAX_BODY,
	MAX_STORED_BODIES, MAX_STORED_BYTES,
};
pub use gossip::{protocol, protocol_up_to, Conduct, Gossip};

use crate::PeerId;
use fiscal_bft_core::Message;
use fiscal_bft_primitives::{BlockHash, BlockNumber};
use sc_network::{ProtocolName, ReputationChange};
use std::sync::Arc;

/// Something another validator did, or said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
	/// It sent a message. Its signatures are unverified; the sender need not be its author.
	Message {
		/// The peer that handed it over.
		from: PeerId,
		/// The message.
		message: Message,
	},
	/// It can be reached from now on.
	Connected(PeerId),
	/// It cannot be reached any more.
	Disconnected(PeerId),
}

/// What a peer must not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offence {
	/// Bytes that cannot be decoded.
	Garbage,
	/// More messages or requests than any honest peer sends.
	Flood,
	/// A message with a signature that does not verify. Honest validators verify before they
	/// forward.
	FalseSignature,
	/// Another body than the one asked for.
	FalseBody,
}

impl Offence {
	/// What it costs. A peer is banned for a while at about -1.5 billion; a lost point comes back
	/// at a rate of half in 140 seconds.
	pub const fn reputation(self) -> ReputationChange {
		match self {
			Self::Garbage => ReputationChange::new(-(1 << 26), "bft: undecodable bytes"),
			// Cheap: a healthy peer on a bad day may get there, a flood does so thousandfold.
			Self::Flood => ReputationChange::new(-(1 << 14), "bft: too many messages"),
			Self::FalseSignature => ReputationChange::new(-(1 << 26), "bft: false signature"),
			Self::FalseBody => ReputationChange::new(-(1 << 28), "bft: another block's body"),
		}
	}
}

/// The way to the other validators.
#[async_trait::async_trait]
pub trait Wire: Send {
	/// What happens next. Nothing is lost if the future is dropped before it is done. Once the
	/// network has ended it is never done.
	async fn next(&mut self) -> Incoming;

	/// Tells a message to all connected validators. May be lost: whoever sends repeats it.
	fn broadcast(&mut self, message: &Message);

	/// Hands a message of another validator on to all connected ones but `from`, who gave it. The
	/// same message is handed on once, and again only when `from` repeats it. The caller has
	/// verified it.
	fn forward(&mut self, message: &Message, from: PeerId);

	/// Holds an offence against a peer.
	fn refuse(&mut self, peer: PeerId, offence: Offence);
}

/// Where bodies of blocks that are being decided are kept and come from.
#[async_trait::async_trait]
pub trait BodySource: Send + Sync {
	/// Keeps a body and serves it to others. The caller vouches that it is that of `hash`. False
	/// if it is longer than [`MAX_BODY`] and not kept.
	fn insert(&self, height: BlockNumber, hash: BlockHash, body: Vec<u8>) -> bool;

	/// A body that is kept.
	fn get(&self, hash: &BlockHash) -> Option<Arc<Vec<u8>>>;

	/// Drops the bodies of all heights before `height`.
	fn prune_below(&self, height: BlockNumber);

	/// The kept body, or the first true one of those `peers` answer with: an encoded block whose
	/// header hashes to `hash` and whose extrinsics are those the header names. It is not kept:
	/// the caller executes it first. `None` if no peer has it.
	async fn obtain(
		&self,
		peers: Vec<PeerId>,
		height: BlockNumber,
		hash: BlockHash,
	) -> Option<Vec<u8>>;
}

/// Name of the protocol of votes and proposals on the chain of `genesis`.
pub fn message_protocol_name(genesis: &BlockHash, fork_id: Option<&str>) -> ProtocolName {
	protocol_name(genesis, fork_id, "1")
}

/// Name of the protocol of bodies on the chain of `genesis`.
pub fn body_protocol_name(genesis: &BlockHash, fork_id: Option<&str>) -> ProtocolName {
	protocol_name(genesis, fork_id, "body/1")
}

fn protocol_name(genesis: &BlockHash, fork_id: Option<&str>, protocol: &str) -> ProtocolName {
	let genesis = hex::encode(genesis);
	match fork_id {
		Some(fork) => format!("/{genesis}/{fork}/bft/{protocol}").into(),
		None => format!("/{genesis}/bft/{protocol}").into(),
	}
}
