//! Admission 准入 of access nodes. R026, R027.

use super::{CredentialTerms, NodeRoles, NodeScenes};
use crate::{
	authorization::Scopes,
	bill::axis,
	text::{Name, Reason},
	Actor, Digest, Invalid, Moment, NodeId, ParticipantId,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// An application for admission 准入申请, numbered from 1 in the order of submission.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(transparent)]
pub struct AdmissionId(pub u32);

impl core::fmt::Display for AdmissionId {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Display::fmt(&self.0, f)
	}
}
impl core::str::FromStr for AdmissionId {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		text.parse().map(Self).map_err(|_| Invalid("admission: not a number below 2^32"))
	}
}

axis!(
	/// State of an application. Approved is terminal; a rejected or withdrawn one may be submitted
	/// again.
	AdmissionStatus {
		/// Submitted 已提交.
		#[default]
		Submitted,
		/// Somebody reviews it 审核中: it does not change meanwhile.
		InReview,
		/// Approved 已通过.
		Approved,
		/// Rejected 已驳回.
		Rejected,
		/// Taken back by the applicant 已撤回.
		Withdrawn,
	}
);

impl AdmissionStatus {
	/// Does somebody have to decide about it?
	pub const fn is_open(self) -> bool {
		matches!(self, Self::Submitted | Self::InReview)
	}
}

/// What an organisation asks for a node.
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
pub struct NodeRequest {
	/// Name of the node, 1 to 128 bytes.
	pub name: Name,
	/// In what capacities it shall serve 参与方身份; at least one.
	pub capacities: NodeRoles,
	/// The scenes 开票用票场景 it is for, 1 to 16.
	pub scenes: NodeScenes,
	/// The kinds of resources 票据资源 it touches; at least one.
	pub resources: Scopes,
	/// SM3 of the filled-in form of the scene 场景化表单, 32 bytes; the form stays outside.
	pub form: Digest,
}

/// What the reviewer decides.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Decision {
	/// Begins the review: the application does not change until it ends.
	Begin,
	/// Admits. A new node needs a credential; a change may come with another one.
	Approve {
		/// The credential issued with it.
		credential: Option<CredentialTerms>,
	},
	/// Rejects; the applicant may submit again.
	Reject,
}

/// What the chain keeps of an application.
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
pub struct Admission {
	/// The organisation that applies.
	pub applicant: ParticipantId,
	/// The node whose change is asked for, or the one that came of it; none while there is none.
	pub node: Option<NodeId>,
	/// True if it asks to change a node that exists.
	pub change: bool,
	/// What is asked for.
	pub request: NodeRequest,
	/// Its state.
	pub status: AdmissionStatus,
	/// How often it was submitted, amended or resubmitted, from 1.
	pub revision: u32,
	/// Consensus time it was submitted first, Unix ms.
	pub submitted_at: Moment,
	/// Consensus time of its last change, Unix ms.
	pub changed_at: Moment,
	/// Who reviewed it last, with the approval where there was one.
	pub reviewed_by: Option<Actor>,
	/// What the reviewer said last.
	pub reason: Option<Reason>,
}

/// An application with its number: the answer of `node_admission`.
#[derive(
	Clone,
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
#[serde(rename_all = "camelCase")]
pub struct AdmissionAnswer {
	/// Its number.
	pub id: AdmissionId,
	/// What the chain keeps of it.
	#[serde(flatten)]
	pub admission: Admission,
}

/// One page of applications, oldest first: the answer of `node_admissions`.
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
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct AdmissionPage {
	/// The applications. A page may be empty although others follow.
	pub items: Vec<AdmissionAnswer>,
	/// Hand this in as `after` for the next page; none at the end.
	pub next: Option<AdmissionId>,
}
