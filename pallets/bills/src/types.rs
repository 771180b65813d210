//! What only this pallet stores or takes.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::{
	bill::{Circulation, Medium},
	text::Reason,
	Actor, BillCode, BillEntry, Digest, Moment, ParticipantId, PayerRef,
};
use scale_info::TypeInfo;

/// How often the code changes from entry to entry: no fewer than there are codes, without a set.
pub(crate) fn codes_of(entries: &[BillEntry]) -> u32 {
	let mut last: Option<BillCode> = None;
	let changes =
		entries.iter().filter(|entry| last.replace(entry.key.code) != Some(entry.key.code));
	u32::try_from(changes.count()).unwrap_or(u32::MAX)
}

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
	/// Who proposed it; another signer must confirm.
	pub proposer: Actor,
	/// What is to be set.
	pub correction: Correction,
	/// The version of the bill the proposer saw.
	pub version: u32,
	/// Why.
	pub reason: Reason,
}

/// The last correction of a bill, with who answers for it (R104, R218).
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CorrectionRecord {
	/// What was set.
	pub correction: Correction,
	/// The version of the bill it made.
	pub version: u32,
	/// Who proposed and who confirmed, in this order, with the approval if there was one.
	pub by: [Actor; 2],
	/// Consensus time, Unix ms.
	pub at: Moment,
}

/// Who signed a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signer {
	/// The participant it counts for.
	pub id: ParticipantId,
	/// The participant whose key signed.
	pub signer: ParticipantId,
}

impl Signer {
	/// As the records and events of the chain name it.
	pub(crate) const fn actor(&self) -> Actor {
		Actor::Participant { id: self.id, signer: self.signer, approval: None }
	}
}
