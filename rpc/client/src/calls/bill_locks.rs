//! Calls of the pallet `BillLocks` (R223, R232).

use crate::call::Call;
use fiscal_primitives::{
	text::Reason, BillKey, Digest, Fen, FlowNumber, ParticipantId, Region, SceneId,
};

const PALLET: &str = "BillLocks";

/// Asks for the lock of a bill to reimburse `claimed` fen. Requests of one block are settled as it
/// closes. The same flow number with the same content is answered as the first time.
pub fn acquire(
	key: BillKey,
	scene: SceneId,
	region: Region,
	flow: &FlowNumber,
	claimed: Fen,
	authorization: Option<Digest>,
) -> Call {
	Call::new(
		PALLET,
		"acquire",
		&["key", "scene", "region", "flow", "claimed", "authorization"],
		&(key, scene, region, flow, claimed, authorization),
	)
}

/// The holder reimburses `amount` fen and unlocks; `close` ends reimbursement for good.
pub fn settle(key: BillKey, region: Region, flow: &FlowNumber, amount: Fen, close: bool) -> Call {
	Call::new(
		PALLET,
		"settle",
		&["key", "region", "flow", "amount", "close"],
		&(key, region, flow, amount, close),
	)
}

/// The holder unlocks without reimbursing.
pub fn release(key: BillKey, region: Region, flow: &FlowNumber, reason: &Reason) -> Call {
	Call::new(PALLET, "release", &["key", "region", "flow", "reason"], &(key, region, flow, reason))
}

/// An administrator ends the lock that `holder` took under flow number `flow`.
pub fn force_release(
	key: BillKey,
	holder: ParticipantId,
	flow: &FlowNumber,
	reason: &Reason,
) -> Call {
	Call::new(
		PALLET,
		"force_release",
		&["key", "holder", "flow", "reason"],
		&(key, holder, flow, reason),
	)
}

/// Whoever reimbursed asks to take `amount` fen back.
pub fn request_reversal(
	key: BillKey,
	region: Region,
	flow: &FlowNumber,
	amount: Fen,
	reason: &Reason,
) -> Call {
	Call::new(
		PALLET,
		"request_reversal",
		&["key", "region", "flow", "amount", "reason"],
		&(key, region, flow, amount, reason),
	)
}

/// The fiscal authority confirms that the `amount` fen are taken back for which `holder` asked under
/// flow number `flow`.
pub fn confirm_reversal(
	key: BillKey,
	holder: ParticipantId,
	flow: &FlowNumber,
	amount: Fen,
) -> Call {
	Call::new(
		PALLET,
		"confirm_reversal",
		&["key", "holder", "flow", "amount"],
		&(key, holder, flow, amount),
	)
}

/// Whoever asked withdraws its request.
pub fn withdraw_reversal(key: BillKey) -> Call {
	Call::new(PALLET, "withdraw_reversal", &["key"], &(key,))
}
