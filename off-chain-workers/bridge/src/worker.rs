//! What workers ask of the chain, and what the chain's workers ask of a bridge.

use async_trait::async_trait;
use fiscal_primitives::{
	observation::{ObservationAnswer, ObservationId, Observed, Question, Testimonies},
	outbox::{
		DeliveryFault, Destination, DestinationAnswer, DueMessage, MessageId, Receipt, Reports,
	},
	Bill, BillKey, Digest, Moment,
};
use fiscal_sm_crypto::{Public, Signature};

/// Why the chain did not answer.
#[derive(Debug, thiserror::Error)]
#[error("the chain does not answer: {0}")]
pub struct ChainFault(pub String);

/// A final block, as workers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
	/// Its hash.
	pub hash: Digest,
	/// Its height.
	pub number: u32,
	/// Its consensus time, Unix ms.
	pub time: Moment,
}

/// The chain as workers see it: final blocks only. The node implements it over its own client; tests
/// over a map.
#[async_trait]
pub trait Chain: Send + Sync {
	/// Hash of block 0.
	fn genesis(&self) -> Digest;
	/// The latest final block.
	fn latest(&self) -> Result<At, ChainFault>;
	/// Waits for a block after `after` and gives the latest; `None` when the node stops.
	async fn next(&self, after: u32) -> Option<At>;
	/// The keys of the validators that decide the next block, in the order of their set.
	fn validators(&self, at: &At) -> Result<Vec<Public>, ChainFault>;
	/// Messages to a destination that may be delivered now, from number `from` on, ascending, at most
	/// `limit` and 256; the second value is where the next look goes on, `None` at the end.
	fn due(
		&self,
		at: &At,
		destination: Destination,
		from: MessageId,
		limit: u32,
	) -> Result<(Vec<DueMessage>, Option<MessageId>), ChainFault>;
	/// A destination's settings and counts.
	fn destination(
		&self,
		at: &At,
		destination: Destination,
	) -> Result<DestinationAnswer, ChainFault>;
	/// Requests that take testimonies still, from number `from` on, ascending, at most `limit` and 256.
	/// What is decided already is among them until its deadline: a validator that says nothing to it
	/// by then is named as silent.
	fn open_observations(
		&self,
		at: &At,
		from: ObservationId,
		limit: u32,
	) -> Result<Vec<ObservationAnswer>, ChainFault>;
	/// A bill.
	fn bill(&self, at: &At, key: &BillKey) -> Result<Option<Bill>, ChainFault>;
	/// Bills of a code between two numbers, ascending, at most `limit` and 1,000.
	fn bills(
		&self,
		at: &At,
		from: &BillKey,
		to: &BillKey,
		limit: u32,
	) -> Result<Vec<(BillKey, Bill)>, ChainFault>;
	/// Those of these bills, at most 256, of which a message to the non-tax system is on its way 待回写:
	/// it waits, and no dead letter holds it. None on a chain that tells that system nothing.
	fn on_the_way(&self, _at: &At, _bills: &[BillKey]) -> Result<Vec<BillKey>, ChainFault> {
		Ok(Vec::new())
	}
	/// Hands a report to the pool as a transaction without a signer. It may come to nothing: the worker
	/// looks at the state of later blocks, not at this answer.
	async fn report(&self, reports: Reports, signature: Signature) -> Result<(), ChainFault>;
	/// Hands testimonies to the pool likewise.
	async fn testify(
		&self,
		testimonies: Testimonies,
		signature: Signature,
	) -> Result<(), ChainFault>;
}

/// What a destination said of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
	/// The receipt.
	pub receipt: Receipt,
	/// The destination's signature over it, where it signs.
	pub signature: Option<Signature>,
}

/// Why a message was not delivered or a fact not observed.
#[derive(Debug, thiserror::Error)]
#[error("{fault:?}: {words}")]
pub struct BridgeFault {
	/// What is reported on the chain.
	pub fault: DeliveryFault,
	/// What the log says: names the system, and never a secret.
	pub words: String,
}

/// Delivers messages to one destination.
#[async_trait]
pub trait Deliver: Send + Sync {
	/// Where to.
	fn destination(&self) -> Destination;
	/// Delivers one message under its idempotency key ([`fiscal_primitives::outbox::idempotency_key`]).
	/// Time-outs are the bridge's own; the worker gives it up after `outbox.longest_ms`.
	async fn deliver(&self, key: &Digest, message: &DueMessage) -> Result<Delivered, BridgeFault>;
}

/// Observes facts of one outside system.
#[async_trait]
pub trait Observe: Send + Sync {
	/// Is the question for this system?
	fn serves(&self, question: &Question) -> bool;
	/// Looks. `at` is the block at which the request was seen open.
	async fn observe(
		&self,
		chain: &dyn Chain,
		at: &At,
		question: &Question,
	) -> Result<Observed, BridgeFault>;
}
