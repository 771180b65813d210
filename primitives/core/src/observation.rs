//! What validators observe outside of the chain 外部观察, and report together. R076, R086, R089–R091,
//! R173, R180.

use crate::{
	bill::{axis, Circulation, Medium, Use, Validity},
	record::record,
	Bill, BillKey, CheckDigest, Date, Digest, Fen, Moment, ParticipantId, PayerRef, SceneId,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use fiscal_sm_crypto::{sm3_256, Public};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// Number of a request, from 1 in the order of requests.
pub type ObservationId = u64;

/// The most answers one signature may cover.
pub const MAX_ANSWERS: u32 = 16;

/// The most differences one comparison may report; the next comparison finds the others.
pub const MAX_DIFFERENCES: u32 = 16;

/// The most numbers of a range that one comparison looks at: each node that answers holds a digest of
/// every bill of it at once.
pub const MAX_COMPARED: u64 = 1_000_000;

record!(
	/// What is to be observed.
	#[serde(tag = "kind")]
	pub enum Question {
		/// Does the non-tax system know this bill, issued before the chain existed 历史存量票据, and what
		/// does it say of it?
		HistoricBill {
			/// Code and number.
			key: BillKey,
			/// Digest of the check code, the third code.
			check: CheckDigest,
			/// The scene under which it would be registered.
			scene: SceneId,
			/// Reference to the payer, computed by whoever asks.
			payer: PayerRef,
		},
		/// In which bills of a range does the non-tax system differ from the chain 一致性比对?
		Compare {
			/// First bill of the range.
			from: BillKey,
			/// Last bill of the range, with the same code; with both ends the range has at most
			/// [`MAX_COMPARED`] numbers.
			to: BillKey,
		},
		/// What does the evidence chain keep of a digest 存证核验?
		Evidence {
			/// SM3 of the record.
			digest: Digest,
		},
	}
);

record!(
	/// The state of a bill in a system outside.
	#[derive(Copy)]
	pub struct OutsideState {
		/// In force or not.
		pub validity: Validity,
		/// Electronic or paper.
		pub medium: Medium,
		/// Free, locked or reimbursed.
		pub usage: Use,
		/// Circulable or not.
		pub circulation: Circulation,
		/// Reimbursed so far, in fen.
		pub reimbursed: Fen,
	}
);

impl OutsideState {
	/// The state the chain has of the bill.
	pub fn of(bill: &Bill) -> Self {
		Self {
			validity: bill.validity,
			medium: bill.medium,
			usage: bill.usage,
			circulation: bill.circulation,
			reimbursed: bill.reimbursed,
		}
	}

	/// Can a bill over `total` be in this state? Not one that is reimbursed beyond its total, that is
	/// used and was voided, or whose use does not agree with what is reimbursed.
	pub fn is_possible(&self, total: Fen) -> bool {
		let none = self.reimbursed.is_zero();
		let (within, below) = (self.reimbursed <= total, self.reimbursed < total);
		let use_agrees = match self.usage {
			Use::Free => none,
			Use::Locked => below && self.validity == Validity::Normal,
			Use::PartlyReimbursed => !none && below,
			Use::Reimbursed => within,
		};
		use_agrees && (self.validity != Validity::Voided || self.usage == Use::Free)
	}

	/// The leaf of a bill in the comparison of both sides: SM3 over `fiscal/state/1`, key, total,
	/// digest of the XML file and state, SCALE encoded.
	pub fn leaf(&self, key: &BillKey, total: Fen, xml: &Digest) -> Digest {
		sm3_256(&(*b"fiscal/state/1", key, total, xml, self).encode()).into()
	}
}

record!(
	/// A bill as the non-tax system has it.
	pub struct HistoricBill {
		/// Total in fen.
		pub total: Fen,
		/// Day of issue.
		pub issued_on: Date,
		/// SM3 of the XML file.
		pub xml: Digest,
		/// SM3 of the PDF or OFD file, when there is one.
		pub pdf: Option<Digest>,
		/// SM3 of the summary.
		pub summary: Digest,
		/// How it stands.
		pub state: OutsideState,
	}
);

record!(
	/// A bill in which both sides differ.
	#[derive(Copy)]
	pub struct Difference {
		/// The bill.
		pub key: BillKey,
		/// What the other side says, or nothing where it does not know the bill.
		pub outside: Option<OutsideState>,
	}
);

record!(
	/// What the evidence chain keeps.
	pub struct EvidenceRecord {
		/// Its reference there.
		pub reference: crate::outbox::Code,
		/// When it was kept, Unix ms.
		pub at: Moment,
	}
);

record!(
	/// What was observed.
	#[serde(tag = "kind")]
	pub enum Observed {
		/// Of a bill: what the non-tax system says, or that it knows none with these three codes.
		HistoricBill {
			/// The bill.
			bill: Option<HistoricBill>,
		},
		/// Of a range: the first bills that differ, ascending; none if both sides are the same.
		Compare {
			/// The differences.
			differences: BoundedVec<Difference, ConstU32<MAX_DIFFERENCES>>,
		},
		/// Of a digest: what the evidence chain keeps, if anything.
		Evidence {
			/// The record.
			record: Option<EvidenceRecord>,
		},
	}
);

impl Observed {
	/// Does this answer that question?
	pub const fn answers(&self, question: &Question) -> bool {
		matches!(
			(self, question),
			(Self::HistoricBill { .. }, Question::HistoricBill { .. })
				| (Self::Compare { .. }, Question::Compare { .. })
				| (Self::Evidence { .. }, Question::Evidence { .. })
		)
	}

	/// SM3 over the SCALE encoding: what validators have to agree on.
	pub fn digest(&self) -> Digest {
		sm3_256(&self.encode()).into()
	}
}

record!(
	/// What one validator says.
	pub struct Testimony {
		/// The request.
		pub id: ObservationId,
		/// What it saw.
		pub observed: Observed,
	}
);

record!(
	/// What a validator says to several requests, under one signature.
	pub struct Testimonies {
		/// The validator's key.
		pub validator: Public,
		/// 1 to [`MAX_ANSWERS`] testimonies, ascending by request.
		pub testimonies: BoundedVec<Testimony, ConstU32<MAX_ANSWERS>>,
	}
);

impl Testimonies {
	/// The bytes the validator signs: `fiscal/observed/1`, genesis hash and the testimonies, SCALE
	/// encoded.
	pub fn payload(&self, genesis: &Digest) -> Vec<u8> {
		(*b"fiscal/observed/1", genesis, self).encode()
	}
}

axis!(
	/// How a request stands.
	ObservationStatus {
		/// Too few validators said the same.
		#[default]
		Open,
		/// Enough said the same, and it took effect.
		Applied,
		/// Enough said the same, and it could not take effect.
		Rejected,
		/// Its time ran out before enough said the same.
		Unanswered,
	}
);

record!(
	/// A request to observe something.
	pub struct Request {
		/// What.
		pub question: Question,
		/// Who asks; none for the chain itself.
		pub requester: Option<ParticipantId>,
		/// Consensus time of the request, Unix ms.
		pub at: Moment,
		/// Consensus time it is given up, Unix ms.
		pub deadline: Moment,
		/// How it stands.
		pub status: ObservationStatus,
		/// Digest of what enough validators said.
		pub agreed: Option<Digest>,
	}
);

/// A request by its number, with what was said.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct ObservationAnswer {
	/// Its number.
	pub id: ObservationId,
	/// The request.
	pub request: Request,
	/// Which validator said what, by digest, in the order in which they spoke.
	pub said: Vec<(Public, Digest)>,
	/// What was agreed on, once it was.
	pub observed: Option<Observed>,
}
