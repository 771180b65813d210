//! Calls of the pallet `CrossRegion` (R166–R168, R171, R173, R174).

use crate::call::Call;
use codec::Encode;
use fiscal_primitives::{
	region::{Ending, OrgCode, OrgName, Province, RegionFlow, ServiceChange},
	text::Reason,
	BillKey, Digest, Fen, FlowNumber, Moment, ParticipantId, Region, SceneId,
};

const PALLET: &str = "CrossRegion";

/// How a person takes a case to have ended that the chain cannot decide; the SCALE form of the type of
/// the same name of `pallet-cross-region`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub enum Resolution {
	/// The other province counted the reimbursement.
	Settled,
	/// Nothing was reimbursed, or it was taken back.
	Released,
	/// The other province never locked the bill.
	Refused,
}

/// A reimbursement of a bill of another province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
	/// The province that issued the bill.
	pub issuer: Region,
	/// The bill.
	pub bill: BillKey,
	/// `fiscal_primitives::region::elements_digest` of the bill.
	pub elements: Digest,
	/// What is to be reimbursed, in fen.
	pub claimed: Fen,
	/// Flow number of whoever reimburses.
	pub flow: FlowNumber,
	/// SM3 of the holder's authorization.
	pub authorization: Digest,
}

/// Admits a province, or changes its key or what it may.
pub fn set_province(region: Region, province: &Province) -> Call {
	Call::new(PALLET, "set_province", &["region", "province"], &(region, province))
}

/// Says who takes the locks for other provinces, and under which scene.
pub fn set_platform(participant: ParticipantId, scene: SceneId) -> Call {
	Call::new(PALLET, "set_platform", &["participant", "scene"], &(participant, scene))
}

/// Applies for cross-province reimbursement.
pub fn apply_filing(org: OrgCode, name: &OrgName, purpose: &Reason) -> Call {
	Call::new(PALLET, "apply_filing", &["org", "name", "purpose"], &(org, name, purpose))
}

/// Withdraws the registration, or the application for it.
pub fn withdraw_filing() -> Call {
	Call::new(PALLET, "withdraw_filing", &[], &())
}

/// Decides about an application; `filing` is the SM3 of the one that was seen.
pub fn review_filing(
	participant: ParticipantId,
	filing: Digest,
	approve: bool,
	reason: &Reason,
) -> Call {
	Call::new(
		PALLET,
		"review_filing",
		&["participant", "filing", "approve", "reason"],
		&(participant, filing, approve, reason),
	)
}

/// Opens, suspends, reopens, renews or leaves the service; `until` is Unix ms.
pub fn change_service(change: ServiceChange, until: Option<Moment>) -> Call {
	Call::new(PALLET, "change_service", &["change", "until"], &(change, until))
}

/// Starts to reimburse a bill of another province.
pub fn start(start: &Start) -> Call {
	let Start { issuer, bill, elements, claimed, flow, authorization } = start;
	Call::new(
		PALLET,
		"start",
		&["issuer", "bill", "elements", "claimed", "flow", "authorization"],
		&(issuer, bill, elements, claimed, flow, authorization),
	)
}

/// Tells how a reimbursement ended.
pub fn finish(flow: &FlowNumber, ending: Ending) -> Call {
	Call::new(PALLET, "finish", &["flow", "ending"], &(flow, ending))
}

/// Hands over the agreement with the holder; `file` is its SM3.
pub fn push_authorization(flow: &FlowNumber, file: Digest) -> Call {
	Call::new(PALLET, "push_authorization", &["flow", "file"], &(flow, file))
}

/// Decides a case that the chain cannot.
pub fn resolve_dispute(flow: &RegionFlow, resolution: Resolution, reason: &Reason) -> Call {
	Call::new(
		PALLET,
		"resolve_dispute",
		&["flow", "resolution", "reason"],
		&(flow, resolution, reason),
	)
}
