//! What only this pallet stores or takes.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::{
	bill::{Circulation, Medium},
	text::Reason,
	Digest, ParticipantId, PayerRef,
};
use scale_info::TypeInfo;

/// What a manual correction 人工修正 sets. Never an amount, never a terminal state.
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

/// A correction that one administrator proposed and that waits for another.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CorrectionProposal {
	/// Who proposed it; somebody else must confirm.
	pub proposer: ParticipantId,
	/// What is to be set.
	pub correction: Correction,
	/// The version of the bill the proposer saw.
	pub version: u32,
	/// Why.
	pub reason: Reason,
}
