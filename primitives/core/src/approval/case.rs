//! One approval 审批单: its terms, its state and its record, and how anybody checks them. R007, R218,
//! R219.

use super::{ApprovalId, Steps};
use crate::{
	bill::axis,
	operation::{chain_head, reason_digest, Approval, Operation, RecordEntry},
	text::Reason,
	Digest, FlowId, Moment, ParticipantId,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};
use sp_runtime::DispatchError;

/// The longest call that may be proposed, in bytes of its SCALE encoding: 32 KiB. The longest that
/// operations cover replaces the field rules of a scene.
pub const MAX_CALL: u32 = 32 * 1024;

/// The most signatures an approval may gather: five steps of sixteen.
pub const MAX_SIGNATURES: u32 = 80;

/// The most entries the record of one approval may have. Attempts to execute in vain are what could
/// fill it.
pub const MAX_RECORD: u32 = 128;

axis!(
	/// State of an approval. Executed and withdrawn are terminal; after rejected and expired the same
	/// call may be proposed again by the same signer.
	#[derive(PartialOrd, Ord)]
	ApprovalState {
		/// Waits for signatures 审批中.
		#[default]
		Pending,
		/// Approved and carried out 已执行.
		Executed,
		/// Approved, but its call failed; it may be executed again until its time runs out 执行失败.
		Failed,
		/// Rejected 已驳回.
		Rejected,
		/// Withdrawn by its proposer 已撤回.
		Withdrawn,
		/// Its time ran out 已超时.
		Expired,
	}
);

impl ApprovalState {
	/// Whether something can still happen to the approval itself.
	pub const fn is_open(self) -> bool {
		matches!(self, ApprovalState::Pending | ApprovalState::Failed)
	}
}

/// What is fixed of an approval when it is proposed.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Terms {
	/// Its number.
	pub id: ApprovalId,
	/// The operation its call performs.
	pub operation: Operation,
	/// SM3 of the SCALE encoding of the call.
	pub subject: Digest,
	/// The participant it counts for: the organisation, where one of its accounts proposed.
	pub proposer: ParticipantId,
	/// The participant whose key proposed.
	pub signer: ParticipantId,
	/// The flow it takes.
	pub flow: FlowId,
	/// The steps of the flow as they were then.
	pub steps: Steps,
	/// Was the flow the one that the operation demanded? Otherwise the proposer chose it, and has to
	/// hold the role that the operation asks for.
	pub mandated: bool,
	/// Consensus time it was proposed, Unix ms.
	pub proposed_at: Moment,
	/// Consensus time from which on it has expired, Unix ms.
	pub deadline: Moment,
	/// Version of the encoding of calls (`transaction_version`) in which the call was handed in; in
	/// another the call cannot run.
	pub encoding: u32,
	/// The approval of the same call that was rejected or expired, if this is another attempt.
	pub previous: Option<Approval>,
}

impl Terms {
	/// What the record starts from: SM3 over the SCALE encoding of the terms.
	pub fn root(&self) -> Digest {
		fiscal_sm_crypto::sm3_256(&self.encode()).into()
	}
}

/// Somebody signed a step.
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
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Signature {
	/// The step, from 0.
	pub step: u8,
	/// The participant whose key signed.
	pub signer: ParticipantId,
}

/// What the chain keeps of an approval beside its call and its record.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalCase {
	/// What was fixed when it was proposed.
	pub terms: Terms,
	/// Its state. One that is open counts as expired from its deadline on.
	pub state: ApprovalState,
	/// The step that waits for signatures, from 0; the last one once all are signed.
	pub step: u8,
	/// Who signed, in the order of signing.
	pub signatures: BoundedVec<Signature, ConstU32<MAX_SIGNATURES>>,
	/// Number of entries of its record.
	pub entries: u32,
	/// Head of the hash chain over its record.
	pub head: Digest,
	/// Why the last execution failed.
	pub failure: Option<DispatchError>,
	/// The last approval of the same call before it, whoever proposed that.
	pub earlier: Option<ApprovalId>,
	/// The approval by which the same signer tried again.
	pub resubmitted: Option<ApprovalId>,
}

impl ApprovalCase {
	/// A new approval, with an empty record.
	pub fn new(terms: Terms, earlier: Option<ApprovalId>) -> Self {
		Self {
			state: ApprovalState::Pending,
			step: 0,
			signatures: BoundedVec::new(),
			entries: 0,
			head: terms.root(),
			failure: None,
			earlier,
			resubmitted: None,
			terms,
		}
	}

	/// How many have signed the step.
	pub fn signed(&self, step: u8) -> usize {
		self.signatures.iter().filter(|signature| signature.step == step).count()
	}

	/// Whether the participant has signed any step.
	pub fn has_signed(&self, signer: ParticipantId) -> bool {
		self.signatures.iter().any(|signature| signature.signer == signer)
	}

	/// Its state at a moment: an open one whose time has run out counts as expired.
	pub fn state_at(&self, now: Moment) -> ApprovalState {
		if self.state.is_open() && self.terms.deadline <= now {
			ApprovalState::Expired
		} else {
			self.state
		}
	}

	/// Checks the record against the head, entry by entry.
	///
	/// # Errors
	/// The first entry that does not fit.
	pub fn verify(&self, record: &[RecordedEntry]) -> Result<(), RecordFault> {
		let expected = usize::try_from(self.entries).map_err(|_| RecordFault::Length)?;
		if record.len() != expected {
			return Err(RecordFault::Length);
		}
		let mut head = self.terms.root();
		for (recorded, seq) in record.iter().zip(0u32..) {
			if recorded.entry.seq != seq {
				return Err(RecordFault::Order(seq));
			}
			if recorded.entry.reason != recorded.reason.as_ref().map(reason_digest) {
				return Err(RecordFault::Reason(seq));
			}
			head = chain_head(&head, &recorded.entry);
		}
		if head != self.head {
			return Err(RecordFault::Head);
		}
		Ok(())
	}
}

/// An entry of a record with the reason in words.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct RecordedEntry {
	/// What the hash chain runs over.
	pub entry: RecordEntry,
	/// The reason, where one was given: up to 256 bytes.
	pub reason: Option<Reason>,
}

/// A record is not the one its approval names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordFault {
	/// It has more or fewer entries.
	Length,
	/// The entry at that place has another number.
	Order(u32),
	/// The reason of the entry at that place is not the one whose digest it holds.
	Reason(u32),
	/// The hash chain over it ends in another head.
	Head,
}

impl core::fmt::Display for RecordFault {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			RecordFault::Length => f.write_str("record: not as many entries as the approval says"),
			RecordFault::Order(seq) => write!(f, "record: another entry stands at place {seq}"),
			RecordFault::Reason(seq) => {
				write!(f, "record: the reason of entry {seq} is not the one it holds the digest of")
			}
			RecordFault::Head => f.write_str("record: its hash chain ends in another head"),
		}
	}
}

#[cfg(feature = "std")]
impl std::error::Error for RecordFault {}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		approval::{Step, StepRole, Threshold},
		operation::RecordAction,
		participant::Role,
	};

	fn reason(text: &str) -> Reason {
		Reason::new(text).unwrap()
	}

	/// An approval that was proposed and signed, with its record.
	fn case() -> (ApprovalCase, Vec<RecordedEntry>) {
		let steps = vec![Step { who: StepRole::Chain(Role::Council), threshold: Threshold::ONE }];
		let terms = Terms {
			id: 1,
			operation: Operation::RegisterScene,
			subject: Digest::repeat_byte(2),
			proposer: ParticipantId(1),
			signer: ParticipantId(2),
			flow: FlowId(1),
			steps: Steps::new(steps).unwrap(),
			mandated: false,
			proposed_at: 10,
			deadline: 20,
			encoding: 1,
			previous: None,
		};
		let mut case = ApprovalCase::new(terms, None);
		let record: Vec<_> = [(RecordAction::Proposed, 2), (RecordAction::Approved, 3)]
			.into_iter()
			.zip(0u32..)
			.map(|((action, signer), seq)| {
				let words = reason("因为");
				let signer = Some(ParticipantId(signer));
				let digest = Some(reason_digest(&words));
				let entry = RecordEntry { seq, action, signer, at: 11, reason: digest };
				case.head = chain_head(&case.head, &entry);
				case.entries = seq.saturating_add(1);
				RecordedEntry { entry, reason: Some(words) }
			})
			.collect();
		(case, record)
	}

	#[test]
	fn a_record_is_checked_to_the_last_entry() {
		let (case, record) = case();
		assert_eq!(case.verify(&record), Ok(()));
		assert_eq!(case.verify(&record[..1]), Err(RecordFault::Length));

		let mut forged = record.clone();
		forged.swap(0, 1);
		assert_eq!(case.verify(&forged), Err(RecordFault::Order(0)));

		let mut forged = record.clone();
		forged[1].reason = Some(reason("另外"));
		assert_eq!(case.verify(&forged), Err(RecordFault::Reason(1)));
		forged[1].reason = None;
		assert_eq!(case.verify(&forged), Err(RecordFault::Reason(1)));

		let mut forged = record.clone();
		forged[1].entry.signer = Some(ParticipantId(4));
		assert_eq!(case.verify(&forged), Err(RecordFault::Head));

		let mut other = case.clone();
		other.terms.subject = Digest::zero();
		assert_eq!(other.verify(&record), Err(RecordFault::Head), "another call");
	}

	#[test]
	fn what_is_open_expires_at_its_deadline() {
		let (mut case, _) = case();
		assert_eq!(case.state_at(19), ApprovalState::Pending);
		assert_eq!(case.state_at(20), ApprovalState::Expired);
		case.state = ApprovalState::Executed;
		assert_eq!(case.state_at(20), ApprovalState::Executed);
	}
}
