//! The events and errors of the pallet.

use frame_support::pallet_macros::pallet_section;

/// Events and errors.
#[pallet_section]
mod events {
	/// What happened. `by` is who decided.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A version of a primitive 元语 was defined; it is the current one.
		PrimitiveDefined {
			/// The primitive and its version.
			reference: Reference,
			/// Who defined it.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// An earlier version of a primitive is the current one again. Policies keep the version they
		/// name.
		PrimitiveRolledBack {
			/// The primitive and the version that is current.
			reference: Reference,
			/// Who decided.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Why.
			reason: Reason,
		},
		/// A version of a policy was drafted 草稿.
		Drafted {
			/// The policy.
			policy: PolicyId,
			/// The version.
			version: u32,
			/// SM3 over the SCALE encoding of its content.
			digest: Digest,
			/// Who drafted it.
			by: Actor,
			/// The DID 操作者分布式身份标识 of whoever signed.
			did: Option<Did>,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// A version of a policy was put into force 生效; the one before it is in force no longer.
		Enacted {
			/// The policy.
			policy: PolicyId,
			/// The version in force.
			version: u32,
			/// The version that was in force until now.
			replaced: Option<u32>,
			/// Digest of the version.
			digest: Digest,
			/// Who decided, and under which approval.
			by: Actor,
			/// The DID 操作者分布式身份标识 of whoever signed.
			did: Option<Did>,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Why.
			reason: Reason,
		},
		/// A policy was put into force although another one of equal priority and opposite effect is
		/// in force for some of the same requests; whoever decided knew.
		ConflictAcknowledged {
			/// The policy put into force.
			policy: PolicyId,
			/// The other one.
			other: PolicyId,
			/// Who decided.
			by: Actor,
		},
		/// An earlier version of a policy was put into force again 回滚.
		RolledBack {
			/// The policy.
			policy: PolicyId,
			/// The version in force.
			version: u32,
			/// The version that was in force until now.
			replaced: u32,
			/// Digest of the version.
			digest: Digest,
			/// Who decided, and under which approval.
			by: Actor,
			/// The DID 操作者分布式身份标识 of whoever signed.
			did: Option<Did>,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Why.
			reason: Reason,
		},
		/// A policy was repealed 废止, for ever.
		Repealed {
			/// The policy.
			policy: PolicyId,
			/// The version that was in force until now; none for a draft.
			replaced: Option<u32>,
			/// Who decided, and under which approval.
			by: Actor,
			/// The DID 操作者分布式身份标识 of whoever signed.
			did: Option<Did>,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Why.
			reason: Reason,
		},
		/// A group 分组 or tag 标签 was defined.
		LabelDefined {
			/// The label.
			label: Label,
			/// Group or tag.
			kind: LabelKind,
			/// Who decided.
			by: Actor,
		},
		/// A label that nobody had was removed.
		LabelRemoved {
			/// The label.
			label: Label,
			/// Who decided.
			by: Actor,
		},
		/// Somebody got a label, or lost it.
		LabelChanged {
			/// The label.
			label: Label,
			/// Who.
			member: Member,
			/// Whether the member has it now.
			belongs: bool,
			/// Who decided.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// A distribution of the policies in force began 下发.
		DistributionStarted {
			/// The distribution.
			distribution: DistributionId,
			/// Digest of the set that is distributed.
			digest: Digest,
			/// Full or incremental.
			mode: DistributionMode,
			/// How many nodes it is for.
			nodes: u32,
			/// How many of them the first stage reaches.
			reached: u32,
			/// Who decided.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// The next stage of a distribution opened 灰度下发.
		StageOpened {
			/// The distribution.
			distribution: DistributionId,
			/// The stage, from 1.
			stage: u8,
			/// How many nodes are reached now.
			reached: u32,
			/// Who opened it; the chain itself, when every node reached before had acknowledged.
			by: Actor,
		},
		/// A stage was opened, or a distribution closed, while nodes it had reached had not answered
		/// 未响应节点.
		NodesSilent {
			/// The distribution.
			distribution: DistributionId,
			/// How many nodes said nothing.
			silent: u32,
		},
		/// A node applies what a distribution brought it 生效确认.
		Acknowledged {
			/// The distribution.
			distribution: DistributionId,
			/// The node.
			node: NodeId,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// A node failed to apply what a distribution brought it, or holds something else.
		AcknowledgementFailed {
			/// The distribution.
			distribution: DistributionId,
			/// The node.
			node: NodeId,
			/// The digest of what it holds.
			digest: Digest,
			/// SM3 of its log of the failure.
			failure: Option<Digest>,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// A distribution was completed.
		DistributionCompleted {
			/// The distribution.
			distribution: DistributionId,
			/// Digest of the set that was distributed.
			digest: Digest,
			/// How many nodes have it.
			acknowledged: u32,
			/// How many nodes failed.
			failed: u32,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// A distribution was given up: too many nodes failed, or somebody decided so. Its nodes go
		/// back to the set they had 自动回滚.
		DistributionRolledBack {
			/// The distribution.
			distribution: DistributionId,
			/// Digest of the set to go back to: the one distributed before, if there is one.
			previous: Option<Digest>,
			/// How many nodes had failed.
			failed: u32,
			/// How many nodes had been reached.
			reached: u32,
			/// Who decided; the chain itself, when too many nodes failed.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Why, where somebody decided.
			reason: Option<Reason>,
		},
		/// A node reported what it holds, and that is in order.
		DigestReported {
			/// The node.
			node: NodeId,
			/// What it holds.
			digest: Digest,
			/// The same as is in force, or what it had before a distribution under way.
			consistency: Consistency,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// A node holds other policies than are in force 一致性校验.
		DigestMismatch {
			/// The node.
			node: NodeId,
			/// The digest of what it holds.
			reported: Digest,
			/// The digest of what is in force.
			expected: Digest,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// A node reported how often policies had a say 策略命中日志.
		HitsReported {
			/// The node.
			node: NodeId,
			/// How many policies it reported of.
			policies: u32,
			/// How many requests it reported of.
			requests: u64,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// More requests failed on a node than may 执行失败率告警.
		FailureAlarmed {
			/// The policy.
			policy: PolicyId,
			/// The node.
			node: NodeId,
			/// Requests that failed.
			failed: u32,
			/// All requests of the report.
			requests: u64,
		},
		/// A request took longer on a node than it may 高延迟告警.
		LatencyAlarmed {
			/// The policy.
			policy: PolicyId,
			/// The node.
			node: NodeId,
			/// How long the longest took, ms.
			max_ms: u32,
		},
	}

	/// Why a call was refused; nothing changed.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such policy, version, primitive, label, distribution or node.
		NotFound,
		/// The label is defined already.
		AlreadyExists,
		/// Whoever signed does not run the access node, or has no part in the distribution.
		NotAuthorized,
		/// The policy is repealed, for ever, or the distribution has ended.
		Terminal,
		/// It is so already.
		NothingChanged,
		/// The version is not a draft: it is or was in force.
		NotDraft,
		/// The policy is not in force, or the version never was.
		NotEffective,
		/// The validity of the policy has ended.
		Expired,
		/// A scene the policy names is not in force.
		SceneNotActive,
		/// The policy names a version of a primitive that does not exist, or a primitive names one
		/// that is not older than itself.
		UnknownPrimitive,
		/// With references written out the condition is too large, too deep or too nested.
		MaxConditionExceeded,
		/// Validation cannot judge the condition: it falls into too many alternatives.
		TooComplex,
		/// The condition contradicts itself: it never holds.
		Contradiction,
		/// The condition never fails: it restricts nothing.
		AlwaysHolds,
		/// The policy permits everybody everything, forbids everybody everything, has neither a
		/// condition nor a validity, or is a denial with obligations.
		NotCompliant,
		/// Validation refuses the policy or primitive for another reason.
		Invalid,
		/// Evaluating the policy could cost more than a policy, or the policies of one list, may.
		MaxCostExceeded,
		/// A policy in force of equal priority has the opposite effect for some of the same requests;
		/// acknowledge it, or give them different priorities.
		Conflict,
		/// 16 policies are in force for one of the points and scenes.
		MaxListExceeded,
		/// 64 policies are in force.
		MaxInForceExceeded,
		/// 2^32 - 1 policies, versions, primitives, changes, revisions or distributions exist.
		MaxCountExceeded,
		/// Somebody has the label still.
		LabelInUse,
		/// The participant or node has 16 labels.
		MaxLabelsExceeded,
		/// A node of the distribution does not have the label it is for.
		NotLabelled,
		/// A distribution names no node, or one twice.
		InvalidTargets,
		/// The threshold is no percentage.
		InvalidThreshold,
		/// A distribution is under way.
		DistributionRunning,
		/// What is in force is not the set whose digest was named.
		DigestMismatch,
		/// There is no such revision of the set, or nothing changed since.
		UnknownRevision,
		/// The open stages do not reach the node yet.
		NotReached,
		/// The report ends before it begins, in the future, or begins before the last one of the node
		/// ended.
		InvalidSpan,
	}
}
