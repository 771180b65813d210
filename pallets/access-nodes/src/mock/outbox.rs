//! What the evidence chain is told, kept in the storage: a call that fails takes it back.

use fiscal_primitives::{
	outbox::{Body, Destination, EvidenceNotice, MessageId},
	traits::Outbox,
};
use frame_support::{parameter_types, storage::unhashed, weights::Weight};
use sp_runtime::{DispatchError, DispatchResult};

const WRITTEN: &[u8] = b"evidence written";

/// What the outbox says when it has no room.
pub const FULL: DispatchError = DispatchError::Other("the outbox is full");

parameter_types! {
	/// There is no room for another piece of evidence.
	pub static OutboxFull: bool = false;
}

/// Keeps every piece of evidence.
pub struct Notices;

impl Outbox for Notices {
	fn ensure_room(destination: Destination, count: u32) -> DispatchResult {
		assert_eq!((destination, count), (Destination::Evidence, 1));
		match OutboxFull::get() {
			true => Err(FULL),
			false => Ok(()),
		}
	}
	fn send(body: Body) -> Option<MessageId> {
		let mut written: Vec<Body> = unhashed::get_or_default(WRITTEN);
		written.push(body);
		unhashed::put(WRITTEN, &written);
		u64::try_from(written.len()).ok()
	}
	fn send_weight() -> Weight {
		Weight::from_parts(9_000, 90)
	}
}

/// The evidence since the last call of this function.
pub fn evidence() -> Vec<EvidenceNotice> {
	let written: Vec<Body> = unhashed::take_or_default(WRITTEN);
	let notice = |body| match body {
		Body::Evidence(notice) => notice,
		other => panic!("{other:?} is no evidence"),
	};
	written.into_iter().map(notice).collect()
}
