//! Policies, their versions and their history.

use crate::{cost::Cost, policy::Policy, primitive::Primitive, primitive::Reference};
use codec::Encode;
use fiscal_primitives::{text::Reason, Actor, Digest, Moment, NodeId, ParticipantId, PolicyId};
use sp_core::{bounded::BoundedVec, ConstU32};

/// The most policies that are in force at once.
pub const MAX_IN_FORCE: u32 = 64;

kept! {
	/// State 策略状态 of a policy, and of each of its versions.
	#[derive(Copy, Default, PartialOrd, Ord)]
	pub enum PolicyState {
		/// Drafted 草稿: it was never in force.
		#[default]
		Draft,
		/// In force 生效.
		Effective,
		/// No longer in force 废止: repealed, or another version took its place. A policy is so for
		/// ever; a version comes back by a rollback.
		Repealed,
	}

	/// A policy as a whole. R218.
	#[derive(Copy)]
	pub struct PolicyHead {
		/// Its state.
		pub state: PolicyState,
		/// Its latest version; versions are numbered from 1 to this.
		pub latest: u32,
		/// The version in force.
		pub effective: Option<u32>,
		/// How many changes its history has.
		pub changes: u32,
	}

	/// Who put a version into force, and when. R218: the actor holds the number of the approval and
	/// the head of its record, against which anybody can check the whole record.
	#[derive(Copy)]
	pub struct Enactment {
		/// Who decided.
		pub by: Actor,
		/// Consensus time, Unix ms.
		pub at: Moment,
	}

	/// A version of a policy. R218.
	pub struct VersionRecord {
		/// Its content.
		pub policy: Policy,
		/// SM3 over the SCALE encoding of the content.
		pub digest: Digest,
		/// The most that evaluating it costs.
		pub cost: Cost,
		/// Its state.
		pub state: PolicyState,
		/// Who drafted it.
		pub drafted_by: Actor,
		/// When, Unix ms.
		pub drafted_at: Moment,
		/// The last time it was put into force.
		pub enacted: Option<Enactment>,
	}

	/// What was done with a policy.
	#[derive(Copy, PartialOrd, Ord)]
	pub enum ChangeAction {
		/// It was drafted 起草.
		Drafted,
		/// A further version was drafted 修订.
		Revised,
		/// A version was put into force 生效.
		Enacted,
		/// An earlier version was put into force again 回滚.
		RolledBack,
		/// It was repealed 废止.
		Repealed,
	}

	/// An entry of the history of policies 变更追溯. R064, R218.
	pub struct PolicyChange {
		/// The policy.
		pub policy: PolicyId,
		/// What was done.
		pub action: ChangeAction,
		/// The version it was done to.
		pub version: u32,
		/// The version that was in force until then, where that changed.
		pub replaced: Option<u32>,
		/// Digest of the version.
		pub digest: Digest,
		/// Policies in force of equal priority and opposite effect, which was known and accepted.
		pub conflicts: u32,
		/// Who did it, and under which approval.
		pub by: Actor,
		/// Consensus time, Unix ms.
		pub at: Moment,
		/// Why.
		pub reason: Option<Reason>,
	}

	/// A policy in force, as the digest of the set covers it.
	#[derive(Copy)]
	pub struct SetMember {
		/// The policy.
		pub policy: PolicyId,
		/// The version in force.
		pub version: u32,
		/// Digest of the version.
		pub digest: Digest,
	}

	/// The policies in force. R054, R057.
	pub struct PolicySet {
		/// How often it has changed.
		pub revision: u32,
		/// SM3 over the SCALE encoding of the members: [`set_digest`].
		pub digest: Digest,
		/// The members, in the order of their numbers.
		pub members: BoundedVec<SetMember, ConstU32<MAX_IN_FORCE>>,
	}

	/// What a revision of the set of policies in force changed: what is sent incrementally 增量下发
	/// are the changes since the revision of a node. R054.
	#[derive(Copy)]
	pub struct SetChange {
		/// The digest of the set since.
		pub digest: Digest,
		/// The policy that entered, changed or left.
		pub policy: PolicyId,
		/// Its version in force since; none when it left.
		pub version: Option<u32>,
		/// Consensus time, Unix ms.
		pub at: Moment,
	}

	/// A primitive 元语 as a whole. R041, R044.
	#[derive(Copy)]
	pub struct PrimitiveHead {
		/// Its latest version; versions are numbered from 1 to this.
		pub latest: u32,
		/// The version that authors are to use: the latest, unless it was rolled back.
		pub current: u32,
	}

	/// A version of a primitive; it never changes. R041, R044.
	pub struct PrimitiveRecord {
		/// Its content.
		pub primitive: Primitive,
		/// The most that evaluating it costs.
		pub cost: Cost,
		/// Who defined it.
		pub by: Actor,
		/// Consensus time, Unix ms.
		pub at: Moment,
		/// Why it was revised.
		pub reason: Option<Reason>,
	}

	/// What uses a version of a primitive 依赖. R044.
	#[derive(Copy, PartialOrd, Ord)]
	pub enum Dependent {
		/// A version of a policy.
		Policy {
			/// The policy.
			policy: PolicyId,
			/// Its version.
			version: u32,
		},
		/// A version of a primitive.
		Primitive(Reference),
	}

	/// What a label is. R053.
	#[derive(Copy, PartialOrd, Ord)]
	pub enum LabelKind {
		/// A group 分组.
		Group,
		/// A tag 标签.
		Tag,
	}

	/// A label. R053.
	#[derive(Copy)]
	pub struct LabelRecord {
		/// Group or tag.
		pub kind: LabelKind,
		/// How many participants have it.
		pub participants: u32,
		/// How many access nodes have it.
		pub nodes: u32,
	}

	/// Who can have a label.
	#[derive(Copy, PartialOrd, Ord)]
	pub enum Member {
		/// A participant.
		Participant(ParticipantId),
		/// An access node.
		Node(NodeId),
	}
}

/// The digest of the policies in force: SM3 over the SCALE encoding of the list of policy, version
/// and digest, in the order of the numbers. Nodes compute the same over what they hold. R057.
pub fn set_digest(members: &[SetMember]) -> Digest {
	fiscal_sm_crypto::sm3_256(&members.encode()).into()
}

impl Default for PolicySet {
	fn default() -> Self {
		Self { revision: 0, digest: set_digest(&[]), members: BoundedVec::new() }
	}
}
