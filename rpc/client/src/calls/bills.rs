//! Calls of the pallet `Bills` (R070, R093, R094, R104, R196, R220–R227).

use crate::call::Call;
use fiscal_primitives::{
	bill::{Batch, BillUpdate, Circulation, RelationsBatch},
	text::Reason,
	verification::FiveElements,
	BillCode, BillEntry, BillKey, BillNumber, Digest, NodeId, ParticipantId, PayerRef, SceneId,
};
use fiscal_sm_crypto::Signature;

pub use fiscal_primitives::bill::Correction;

const PALLET: &str = "Bills";

/// Registers 1 to 500 bills of one issuer under one scene through one access node.
pub fn register_batch(
	node: NodeId,
	issuer: ParticipantId,
	scene: SceneId,
	entries: &Batch,
) -> Call {
	Call::new(
		PALLET,
		"register_batch",
		&["node", "issuer", "scene", "entries"],
		&(node, issuer, scene, entries),
	)
}

/// Changes digests or the payer reference of version `version` of a bill.
pub fn update(key: BillKey, version: u32, update: &BillUpdate, reason: &Reason) -> Call {
	Call::new(
		PALLET,
		"update",
		&["key", "version", "update", "reason"],
		&(key, version, update, reason),
	)
}

/// Cancels a bill by the red bill `negative` and issues `difference` over what remains, if given.
pub fn red_flush(
	key: BillKey,
	negative: &BillEntry,
	difference: Option<&BillEntry>,
	reason: &Reason,
) -> Call {
	Call::new(
		PALLET,
		"red_flush",
		&["key", "negative", "difference", "reason"],
		&(key, negative, difference, reason),
	)
}

/// The fiscal authority's consent to cancel version `version` of a bill that was reimbursed.
pub fn consent_red_flush(key: BillKey, version: u32) -> Call {
	Call::new(PALLET, "consent_red_flush", &["key", "version"], &(key, version))
}

/// Voids a bill.
pub fn void_bill(key: BillKey, reason: &Reason) -> Call {
	Call::new(PALLET, "void_bill", &["key", "reason"], &(key, reason))
}

/// Exchanges a bill for the paper bill; `paper` is the SM3 of that one's serial number.
pub fn exchange_for_paper(key: BillKey, paper: Digest, reason: &Reason) -> Call {
	Call::new(PALLET, "exchange_for_paper", &["key", "paper", "reason"], &(key, paper, reason))
}

/// Takes the paper back; the electronic original is usable again.
pub fn restore_electronic(key: BillKey, reason: &Reason) -> Call {
	Call::new(PALLET, "restore_electronic", &["key", "reason"], &(key, reason))
}

/// Makes a bill circulable or not circulable.
pub fn set_circulation(key: BillKey, circulation: Circulation) -> Call {
	Call::new(PALLET, "set_circulation", &["key", "circulation"], &(key, circulation))
}

/// The first administrator of the fiscal authority proposes a correction of a bill.
pub fn propose_correction(
	key: BillKey,
	elements: &FiveElements,
	correction: Correction,
	reason: &Reason,
) -> Call {
	Call::new(
		PALLET,
		"propose_correction",
		&["key", "elements", "correction", "reason"],
		&(key, elements.sealed(), correction, reason),
	)
}

/// The second administrator confirms the same correction.
pub fn confirm_correction(key: BillKey, correction: Correction) -> Call {
	Call::new(PALLET, "confirm_correction", &["key", "correction"], &(key, correction))
}

/// The proposer withdraws its correction.
pub fn withdraw_correction(key: BillKey) -> Call {
	Call::new(PALLET, "withdraw_correction", &["key"], &(key,))
}

/// Allocates the numbers `first` to `last` of a code to an issuer.
pub fn allocate_numbers(
	issuer: ParticipantId,
	code: BillCode,
	first: BillNumber,
	last: BillNumber,
) -> Call {
	Call::new(
		PALLET,
		"allocate_numbers",
		&["issuer", "code", "first", "last"],
		&(issuer, code, first, last),
	)
}

/// Takes the numbers `first` to `last` of a code, which no bill bears, back from an issuer.
pub fn return_numbers(
	issuer: ParticipantId,
	code: BillCode,
	first: BillNumber,
	last: BillNumber,
) -> Call {
	Call::new(
		PALLET,
		"return_numbers",
		&["issuer", "code", "first", "last"],
		&(issuer, code, first, last),
	)
}

/// Sets what belongs to 1 to 100 bills outside of the chain.
pub fn set_relations(entries: &RelationsBatch) -> Call {
	Call::new(PALLET, "set_relations", &["entries"], &(entries,))
}

/// Passes version `version` of a bill to another holder, with the consent of the present one or,
/// under an approval or by the council, without.
pub fn transfer_holder(
	key: BillKey,
	version: u32,
	to: PayerRef,
	consent: Option<Signature>,
	reason: &Reason,
) -> Call {
	Call::new(
		PALLET,
		"transfer_holder",
		&["key", "version", "to", "consent", "reason"],
		&(key, version, to, consent, reason),
	)
}
