//! What the runtime and the JSON-RPC methods answer about approvals.

use super::{
	ApprovalCase, ApprovalId, ApprovalRole, ApprovalState, Flow, RecordFault, RecordedEntry,
};
use crate::{ApprovalRoleId, Did, Digest, FlowId, Moment, Operation, ParticipantId};
use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// An entry of a record with the DID of whoever signed.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct RecordLine {
	/// The entry.
	#[serde(flatten)]
	pub recorded: RecordedEntry,
	/// DID of the signer; none where time ran out.
	pub did: Option<Did>,
}

/// An approval with everything there is of it: the answer of `approval_get`.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalAnswer {
	/// What the chain keeps of it.
	#[serde(flatten)]
	pub case: ApprovalCase,
	/// Its state now: expired, where its time has run out and the chain has not noted it yet.
	pub state_now: ApprovalState,
	/// DID of the proposer.
	pub proposer_did: Option<Did>,
	/// The call, SCALE; in JSON `0x` and hexadecimal digits. Empty where the approval was withdrawn
	/// and no other is of the same call: then it is not kept.
	#[serde(with = "hex_bytes")]
	pub call: Vec<u8>,
	/// Its whole record, oldest entry first.
	pub record: Vec<RecordLine>,
}

impl ApprovalAnswer {
	/// Checks call and record against what the chain keeps of the approval.
	///
	/// # Errors
	/// [`AnswerFault`].
	pub fn verify(&self) -> Result<(), AnswerFault> {
		let dropped = self.call.is_empty() && self.case.state == ApprovalState::Withdrawn;
		let subject = Digest::from(fiscal_sm_crypto::sm3_256(&self.call));
		if !dropped && subject != self.case.terms.subject {
			return Err(AnswerFault::Call);
		}
		let record: Vec<_> = self.record.iter().map(|line| line.recorded.clone()).collect();
		self.case.verify(&record).map_err(AnswerFault::Record)
	}

	/// The heads of the record after each of its entries: a subject of the approval keeps one.
	pub fn heads(&self) -> Vec<Digest> {
		let mut head = self.case.terms.root();
		let after = self.record.iter().map(|line| {
			head = crate::operation::chain_head(&head, &line.recorded.entry);
			head
		});
		after.collect()
	}
}

/// An answer about an approval contradicts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerFault {
	/// The call is not the one whose digest the approval holds.
	Call,
	/// The record does not fit.
	Record(RecordFault),
}

impl core::fmt::Display for AnswerFault {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			AnswerFault::Call => f.write_str("call: not the one the approval holds the digest of"),
			AnswerFault::Record(fault) => core::fmt::Display::fmt(fault, f),
		}
	}
}

#[cfg(feature = "std")]
impl std::error::Error for AnswerFault {}

/// An approval in a list.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalItem {
	/// Its number.
	pub id: ApprovalId,
	/// The operation.
	pub operation: Operation,
	/// SM3 of the call.
	pub subject: Digest,
	/// The participant it counts for.
	pub proposer: ParticipantId,
	/// The participant whose key proposed.
	pub signer: ParticipantId,
	/// The flow it takes.
	pub flow: FlowId,
	/// Its state now.
	pub state: ApprovalState,
	/// The step that waits, from 0.
	pub step: u8,
	/// Signatures of that step.
	pub signed: u8,
	/// Signatures that step demands.
	pub demanded: u8,
	/// Consensus time it was proposed, Unix ms.
	pub proposed_at: Moment,
	/// Consensus time from which on it has expired, Unix ms.
	pub deadline: Moment,
	/// Head of the hash chain over its record.
	pub head: Digest,
}

impl ApprovalItem {
	/// The item of an approval at a moment, Unix ms.
	pub fn of(case: &ApprovalCase, now: Moment) -> Self {
		let terms = &case.terms;
		Self {
			id: terms.id,
			operation: terms.operation,
			subject: terms.subject,
			proposer: terms.proposer,
			signer: terms.signer,
			flow: terms.flow,
			state: case.state_at(now),
			step: case.step,
			signed: u8::try_from(case.signed(case.step)).unwrap_or(u8::MAX),
			demanded: terms.steps.get(case.step).map_or(0, |step| step.threshold.get()),
			proposed_at: terms.proposed_at,
			deadline: terms.deadline,
			head: case.head,
		}
	}
}

/// Which approvals are asked for; what is left out admits every one.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ApprovalFilter {
	/// In this state now.
	pub state: Option<ApprovalState>,
	/// Of this operation.
	pub operation: Option<Operation>,
	/// Proposed by or for this participant, or signed by it.
	pub participant: Option<ParticipantId>,
	/// Proposed at this consensus time or later, Unix ms.
	pub since: Option<Moment>,
	/// Proposed before this consensus time, Unix ms.
	pub until: Option<Moment>,
}

impl ApprovalFilter {
	/// Does it admit the approval at a moment, Unix ms?
	pub fn admits(&self, case: &ApprovalCase, now: Moment) -> bool {
		let terms = &case.terms;
		self.state.is_none_or(|state| state == case.state_at(now))
			&& self.operation.is_none_or(|operation| operation == terms.operation)
			&& self.participant.is_none_or(|one| {
				one == terms.proposer || one == terms.signer || case.has_signed(one)
			}) && self.since.is_none_or(|since| terms.proposed_at >= since)
			&& self.until.is_none_or(|until| terms.proposed_at < until)
	}
}

/// One page of approvals, newest first: the answer of `approval_list`.
#[derive(
	Clone,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalPage {
	/// The approvals. A page may be empty although there are more.
	pub items: Vec<ApprovalItem>,
	/// Hand this in as `before` for the next page; none at the end.
	pub next: Option<ApprovalId>,
}

/// A flow with its number: an item of the answer of `approval_flows`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowItem {
	/// Its number.
	pub id: FlowId,
	/// What the chain keeps of it.
	#[serde(flatten)]
	pub flow: Flow,
}

/// A role of approval with its number: an item of the answer of `approval_roles`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleItem {
	/// Its number.
	pub id: ApprovalRoleId,
	/// What the chain keeps of it.
	#[serde(flatten)]
	pub role: ApprovalRole,
}

/// An operation of high risk 高风险操作: an item of the answer of `approval_highRisk`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HighRiskItem {
	/// The operation.
	pub operation: Operation,
	/// The flow it demands.
	pub flow: FlowId,
}

mod hex_bytes {
	use super::*;

	pub fn serialize<S: serde::Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(&format_args!("0x{}", hex::encode(bytes)))
	}

	pub fn deserialize<'de, D: serde::Deserializer<'de>>(
		deserializer: D,
	) -> Result<Vec<u8>, D::Error> {
		let text = <String as Deserialize>::deserialize(deserializer)?;
		let digits = text
			.strip_prefix("0x")
			.ok_or_else(|| serde::de::Error::custom("call: not 0x and hexadecimal digits"))?;
		hex::decode(digits).map_err(serde::de::Error::custom)
	}
}
