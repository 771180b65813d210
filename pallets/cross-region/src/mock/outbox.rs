//! Messages to systems outside, kept in the storage: a call that fails takes its messages back.

use fiscal_primitives::{
	outbox::{Body, Code, DeathCause, DeliveryFault, Destination, MessageId, Receipt},
	traits::{OnDelivery, Outbox},
};
use frame_support::{parameter_types, storage::unhashed, weights::Weight};
use sp_runtime::{DispatchError, DispatchResult};

const WRITTEN: &[u8] = b"messages written";

/// What the outbox says when it has no room.
pub const FULL: DispatchError = DispatchError::Other("the outbox is full");
/// What a message weighs.
pub const SEND_WEIGHT: Weight = Weight::from_parts(9_000, 90);

parameter_types! {
	/// Destinations to which nothing is written.
	pub static Closed: Vec<Destination> = Vec::new();
	/// Destinations that have no room.
	pub static FullAt: Vec<Destination> = Vec::new();
}

/// Keeps every message.
pub struct Messages;

impl Outbox for Messages {
	fn ensure_room(destination: Destination, _: u32) -> DispatchResult {
		match FullAt::get().contains(&destination) {
			true => Err(FULL),
			false => Ok(()),
		}
	}
	fn is_open(destination: Destination) -> bool {
		!Closed::get().contains(&destination)
	}
	fn send(body: Body) -> Option<MessageId> {
		if Closed::get().contains(&body.destination()) {
			return None;
		}
		let mut written: Vec<Body> = unhashed::get_or_default(WRITTEN);
		written.push(body);
		unhashed::put(WRITTEN, &written);
		u64::try_from(written.len()).ok()
	}
	fn send_weight() -> Weight {
		SEND_WEIGHT
	}
}

/// Every message since the last call of this function.
pub fn written() -> Vec<Body> {
	unhashed::take_or_default(WRITTEN)
}

/// Those of them that the platform is told.
pub fn told() -> Vec<Body> {
	let platform = |body: &Body| body.destination() == Destination::YangtzeDelta;
	written().into_iter().filter(platform).collect()
}

/// The platform took the message, or refused it.
pub fn deliver(body: &Body, accepted: bool) {
	let code = Code::new(if accepted { "S0000" } else { "E0403" }).unwrap();
	let receipt = Receipt { accepted, code, reference: None };
	crate::mock::Regions::delivered(1, body, &receipt);
	if !accepted {
		crate::mock::Regions::dead(1, body, &DeathCause::Refused);
	}
}

/// The message never arrived.
pub fn lose(body: &Body) {
	crate::mock::Regions::dead(1, body, &DeathCause::Attempts(DeliveryFault::Unreachable));
}
