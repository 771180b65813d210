//! Who is told of bills and of locks.

use fiscal_primitives::{
	lock::AcquireOutcome,
	outbox::{Body, Destination, MessageId},
	traits::{OnLockDecided, Outbox},
	BillKey, FlowNumber, Moment, ParticipantId,
};
use frame_support::{parameter_types, weights::Weight};
use sp_runtime::DispatchResult;

/// What a notice of a changed bill weighs.
pub const NOTICE_WEIGHT: Weight = Weight::from_parts(600, 6);
/// What it weighs to be told what became of a request.
pub const TOLD_WEIGHT: Weight = Weight::from_parts(2_000, 20);
/// How the flow numbers begin that somebody watches.
pub const WATCHED: &str = "REGION";

/// What the watcher was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
	/// What became of a request.
	Decided(BillKey, ParticipantId, FlowNumber, AcquireOutcome, Option<Moment>),
	/// A lock ended without its holder.
	Ended(BillKey, ParticipantId, FlowNumber),
}

parameter_types! {
	/// What it was told since [`told`] was called last.
	pub static Heard: Vec<Told> = Vec::new();
}

/// Watches flow numbers that begin with [`WATCHED`].
pub struct Watcher;

impl OnLockDecided for Watcher {
	fn watches(flow: &FlowNumber) -> bool {
		flow.as_str().starts_with(WATCHED)
	}
	fn decided(
		key: &BillKey,
		requester: ParticipantId,
		flow: &FlowNumber,
		outcome: AcquireOutcome,
		expires: Option<Moment>,
	) {
		assert!(Self::watches(flow));
		let told = Told::Decided(*key, requester, flow.clone(), outcome, expires);
		Heard::mutate(|heard| heard.push(told));
	}
	fn ended(key: &BillKey, holder: ParticipantId, flow: &FlowNumber) {
		assert!(Self::watches(flow));
		Heard::mutate(|heard| heard.push(Told::Ended(*key, holder, flow.clone())));
	}
	fn decided_weight() -> Weight {
		TOLD_WEIGHT
	}
}

/// What the watcher was told since the last call of this function.
pub fn told() -> Vec<Told> {
	Heard::take()
}

/// An outbox that has room and keeps nothing.
pub struct Notices;

impl Outbox for Notices {
	fn ensure_room(_: Destination, _: u32) -> DispatchResult {
		Ok(())
	}
	fn send(_: Body) -> Option<MessageId> {
		Some(1)
	}
	fn send_weight() -> Weight {
		NOTICE_WEIGHT
	}
}
