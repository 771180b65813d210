//! What waits for a second signature on a bill, and what was decided: the answer of `bill_pending`.
//! Whoever confirms reads here what it confirms. R104, R218, R226, R232.

use crate::{
	bill::{Circulation, Medium},
	text::Reason,
	Actor, BillKey, Digest, Fen, FlowNumber, Moment, ParticipantId, PayerRef,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;

/// The most participants whose reimbursements one answer names.
pub const MAX_SETTLED: u32 = 100;

macro_rules! answer {
	($($item:item)*) => {
		$(
			#[derive(Clone, Debug, PartialEq, Eq)]
			#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo)]
			#[derive(serde::Serialize, serde::Deserialize)]
			#[serde(rename_all = "camelCase")]
			$item
		)*
	};
}

/// What a manual correction 人工修正 sets; the SCALE form of the type of the same name of
/// `pallet-bills`.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Correction {
	/// The payer reference.
	SetPayer(PayerRef),
	/// The digests of the files and of the summary, all of them.
	SetDigests {
		/// SM3 of the XML file.
		xml: Digest,
		/// SM3 of the PDF or OFD file; none when there is none.
		pdf: Option<Digest>,
		/// SM3 of the summary.
		summary: Digest,
	},
	/// Circulable or not; refused for red bills.
	SetCirculation(Circulation),
	/// Electronic or paper.
	SetMedium(Medium),
}

answer! {
	/// What waits for a bill, and the last decisions about it.
	pub struct BillPending {
		/// The bill.
		pub key: BillKey,
		/// The correction that waits for a second administrator.
		pub correction: Option<PendingCorrection>,
		/// The last correction that was made.
		pub last_correction: Option<CorrectionMade>,
		/// Who consented to the red flush 冲红 of the bill, which was reimbursed.
		pub consent: Option<Actor>,
		/// The reversal 撤销报销 that waits for the fiscal authority.
		pub reversal: Option<PendingReversal>,
		/// Who reimbursed how much of the bill and did not take it back, at most [`MAX_SETTLED`] of
		/// them in no order.
		pub settlements: Vec<SettledAmount>,
		/// More participants than that reimbursed.
		pub more_settlements: bool,
	}

	/// A correction that one administrator proposed.
	pub struct PendingCorrection {
		/// Who proposed it; another signer must confirm.
		pub proposer: Actor,
		/// What is to be set.
		pub correction: Correction,
		/// The version of the bill the proposer saw.
		pub version: u32,
		/// Why.
		pub reason: Reason,
	}

	/// A correction that was made.
	pub struct CorrectionMade {
		/// What was set.
		pub correction: Correction,
		/// The version of the bill it made.
		pub version: u32,
		/// Who proposed and who confirmed, in this order, with the approval if there was one.
		pub by: [Actor; 2],
		/// Consensus time, Unix ms.
		pub at: Moment,
	}

	/// A request to take a reimbursement back.
	pub struct PendingReversal {
		/// Who had reimbursed and asks.
		pub holder: ParticipantId,
		/// The participant whose key signed; another one has to confirm.
		pub signer: ParticipantId,
		/// Flow number of the request.
		pub flow: FlowNumber,
		/// How much is to be taken back, in fen.
		pub amount: Fen,
		/// Why.
		pub reason: Reason,
	}

	/// What a participant reimbursed of a bill.
	pub struct SettledAmount {
		/// The participant.
		pub participant: ParticipantId,
		/// How much, in fen.
		pub amount: Fen,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn corrections_have_one_form_in_json() {
		let digest = Digest::repeat_byte(1);
		for (correction, json) in [
			(
				Correction::SetCirculation(Circulation::Blocked),
				serde_json::json!({ "setCirculation": "blocked" }),
			),
			(Correction::SetMedium(Medium::Paper), serde_json::json!({ "setMedium": "paper" })),
			(
				Correction::SetDigests { xml: digest, pdf: None, summary: digest },
				serde_json::json!({ "setDigests": {
					"xml": digest, "pdf": null, "summary": digest,
				}}),
			),
		] {
			assert_eq!(serde_json::to_value(correction).unwrap(), json);
			assert_eq!(serde_json::from_value::<Correction>(json).unwrap(), correction);
		}
	}
}
