//! What only this pallet stores or takes, and how a reimbursement goes on.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::{
	region::{
		elements_digest, Ending, InboundFlow, OutboundFlow, OutboundStatus, RegionFlow,
		RegionOperation, RegionOutcome,
	},
	Bill, BillKey, Digest, Fen, FlowNumber, ParticipantId,
};
use fiscal_sm_crypto::sm3_256;
use scale_info::TypeInfo;

/// SM3 over the SCALE encoding.
pub(crate) fn digest(value: &impl Encode) -> Digest {
	sm3_256(&value.encode()).into()
}

/// A reimbursement by another province of a bill of here.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct InboundEntry {
	/// Who reimburses, and under which number.
	pub flow: RegionFlow,
	/// In whose name the lock was asked for; none where it was not.
	pub platform: Option<ParticipantId>,
	/// How it stands.
	pub state: InboundFlow,
}

/// How a person takes a case to have ended that the chain cannot decide.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Resolution {
	/// The other province counted the reimbursement.
	Settled,
	/// Nothing was reimbursed, or it was taken back.
	Released,
	/// The other province never locked the bill.
	Refused,
}

/// What another province asks when it starts.
#[derive(Clone, Copy, Debug, Encode)]
pub(crate) struct Asked {
	/// The bill.
	pub bill: BillKey,
	/// Digest of its five elements, as the province has them.
	pub elements: Digest,
	/// What is to be reimbursed, in fen.
	pub claimed: Fen,
	/// Digest of the holder's authorization.
	pub authorization: Digest,
}

impl Asked {
	/// Are these the elements of the bill?
	pub(crate) fn names(&self, bill: &Bill) -> bool {
		elements_digest(&self.bill, &bill.check, &bill.issued_on, bill.total) == self.elements
	}
}

/// The flow number of the lock that is taken for the start with that idempotency key: its 64
/// hexadecimal digits.
pub(crate) fn lock_number(id: &Digest) -> Option<FlowNumber> {
	FlowNumber::new(&hex::encode(id.as_bytes())).ok()
}

/// The idempotency key of the start whose lock has that flow number.
pub(crate) fn start_of(number: &FlowNumber) -> Option<Digest> {
	let mut bytes = [0u8; 32];
	hex::decode_to_slice(number.as_str(), &mut bytes).ok()?;
	let id = Digest::from(bytes);
	// Capital letters spell the same digest, and are nobody's number.
	(lock_number(&id).as_ref() == Some(number)).then_some(id)
}

/// Has it come to its end?
pub(crate) const fn is_over(status: OutboundStatus) -> bool {
	matches!(status, OutboundStatus::Refused | OutboundStatus::Settled | OutboundStatus::Released)
}

/// What becomes of a reimbursement here when the other province answers; none where the answer does
/// not fit it.
pub(crate) fn after_answer(
	flow: &OutboundFlow,
	operation: RegionOperation,
	outcome: RegionOutcome,
) -> Option<OutboundStatus> {
	match (operation, flow.ending) {
		(RegionOperation::Start, None) => after_start(flow.status, outcome),
		(RegionOperation::Result, Some(ending)) => after_result(flow.status, ending, outcome),
		(RegionOperation::Start, Some(_)) | (RegionOperation::Result, None) => None,
	}
}

fn after_start(status: OutboundStatus, outcome: RegionOutcome) -> Option<OutboundStatus> {
	let waits = matches!(status, OutboundStatus::Asked | OutboundStatus::Disputed);
	match outcome {
		RegionOutcome::Locked if waits || status == OutboundStatus::Locked => {
			Some(OutboundStatus::Locked)
		}
		RegionOutcome::Pending if waits => Some(status),
		// The lock was there, and ended without us.
		RegionOutcome::Released if !is_over(status) => Some(OutboundStatus::Released),
		RegionOutcome::Taken
		| RegionOutcome::Unknown
		| RegionOutcome::NotUsable
		| RegionOutcome::NotAdmitted
		| RegionOutcome::NotAuthorized
		| RegionOutcome::Denied
		| RegionOutcome::Conflict
			if waits =>
		{
			Some(OutboundStatus::Refused)
		}
		_ => None,
	}
}

fn after_result(
	status: OutboundStatus,
	ending: Ending,
	outcome: RegionOutcome,
) -> Option<OutboundStatus> {
	if !matches!(status, OutboundStatus::Ending | OutboundStatus::Disputed) {
		return None;
	}
	Some(match (ending, outcome) {
		(_, RegionOutcome::Pending) => status,
		(Ending::Settled { .. }, RegionOutcome::Settled) => OutboundStatus::Settled,
		(Ending::Settled { .. }, _) | (Ending::Released, RegionOutcome::Settled) => {
			OutboundStatus::Disputed
		}
		// Nothing was reimbursed, and nothing is locked there.
		(Ending::Released, _) => OutboundStatus::Released,
	})
}
