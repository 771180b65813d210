//! What the non-tax system is told, kept in the storage: a call that fails takes its notices back.

use fiscal_primitives::{
	changes::BillAction,
	outbox::{Body, Destination, MessageId, StatusNotice},
	traits::Outbox,
	BillKey, Digest,
};
use frame_support::{parameter_types, storage::unhashed, weights::Weight};
use sp_runtime::{DispatchError, DispatchResult};

const WRITTEN: &[u8] = b"notices written";

/// What the outbox says when it has no room.
pub const FULL: DispatchError = DispatchError::Other("the outbox is full");
/// What a notice weighs.
pub const SEND_WEIGHT: Weight = Weight::from_parts(9_000, 90);

parameter_types! {
	/// There is no room for another notice.
	pub static OutboxFull: bool = false;
	/// Nothing is written: the destination is closed.
	pub static OutboxClosed: bool = false;
	/// The lanes in which a message waits or is a dead letter.
	pub static HeldLanes: Vec<Digest> = Vec::new();
}

/// Keeps every notice.
pub struct Notices;

impl Outbox for Notices {
	fn ensure_room(destination: Destination, count: u32) -> DispatchResult {
		assert_eq!(destination, Destination::NonTax);
		// One notice, or those of a lock and of its end.
		assert!((1..=2).contains(&count));
		match OutboxFull::get() {
			true => Err(FULL),
			false => Ok(()),
		}
	}
	fn send(body: Body) -> Option<MessageId> {
		if OutboxClosed::get() {
			return None;
		}
		let mut written: Vec<Body> = unhashed::get_or_default(WRITTEN);
		written.push(body);
		unhashed::put(WRITTEN, &written);
		u64::try_from(written.len()).ok()
	}
	fn waits(destination: Destination, lane: &Digest) -> bool {
		assert_eq!(destination, Destination::NonTax);
		HeldLanes::get().contains(lane)
	}
	fn send_weight() -> Weight {
		SEND_WEIGHT
	}
}

/// The lane of what is told of the bill.
pub fn lane_of(key: BillKey) -> Digest {
	let notice = StatusNotice::of(key, BillAction::Registered, &super::bill(key.number.value()), 0);
	Body::Status(notice).lane().unwrap()
}

/// The notices since the last call of this function.
pub fn notices() -> Vec<StatusNotice> {
	let written: Vec<Body> = unhashed::take_or_default(WRITTEN);
	let status = |body| match body {
		Body::Status(notice) => notice,
		other => panic!("{other:?} is no notice of a bill"),
	};
	written.into_iter().map(status).collect()
}
