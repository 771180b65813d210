//! Calls of the pallet `Outbox` (R086, R089, R105).

use crate::call::Call;
use fiscal_primitives::{
	outbox::{Destination, MessageId, Settings},
	text::Reason,
};

const PALLET: &str = "Outbox";

/// Opens or closes a destination, and sets how messages to it are delivered. Times in ms.
pub fn set_destination(destination: Destination, settings: &Settings) -> Call {
	Call::new(PALLET, "set_destination", &["destination", "settings"], &(destination, settings))
}

/// Takes a dead letter up again.
pub fn revive(id: MessageId) -> Call {
	Call::new(PALLET, "revive", &["id"], &(id,))
}

/// Gives a dead letter up; its lane goes on without it.
pub fn discard(id: MessageId, reason: &Reason) -> Call {
	Call::new(PALLET, "discard", &["id", "reason"], &(id, reason))
}
