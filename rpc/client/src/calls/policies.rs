//! Calls of the pallet `Policies` (R041–R065, R218).

use crate::call::Call;
use fiscal_policy::{
	chain::{DistributionId, DistributionMode, HitReport, LabelKind, Member, Stages, Target},
	Expr, Policy, PrimitiveId,
};
use fiscal_primitives::{
	policy::Label,
	text::{Name, Reason},
	Digest, NodeId, PolicyId,
};

const PALLET: &str = "Policies";

/// Defines a primitive.
pub fn define_primitive(name: &Name, condition: &Expr) -> Call {
	Call::new(PALLET, "define_primitive", &["name", "condition"], &(name, condition))
}

/// Makes a new version of a primitive.
pub fn revise_primitive(primitive: PrimitiveId, condition: &Expr, reason: &Reason) -> Call {
	let fields = &["primitive", "condition", "reason"];
	Call::new(PALLET, "revise_primitive", fields, &(primitive, condition, reason))
}

/// Makes an earlier version of a primitive the current one.
pub fn roll_back_primitive(primitive: PrimitiveId, to_version: u32, reason: &Reason) -> Call {
	let fields = &["primitive", "to_version", "reason"];
	Call::new(PALLET, "roll_back_primitive", fields, &(primitive, to_version, reason))
}

/// Drafts a policy.
pub fn draft(policy: &Policy) -> Call {
	// A single argument stands for itself.
	Call::new(PALLET, "draft", &["policy"], policy)
}

/// Drafts a further version of a policy.
pub fn revise(id: PolicyId, policy: &Policy, reason: &Reason) -> Call {
	Call::new(PALLET, "revise", &["id", "policy", "reason"], &(id, policy, reason))
}

/// Puts a draft into force.
pub fn enact(id: PolicyId, version: u32, acknowledge_conflicts: bool, reason: &Reason) -> Call {
	let fields = &["id", "version", "acknowledge_conflicts", "reason"];
	Call::new(PALLET, "enact", fields, &(id, version, acknowledge_conflicts, reason))
}

/// Repeals a policy, for ever.
pub fn repeal(id: PolicyId, reason: &Reason) -> Call {
	Call::new(PALLET, "repeal", &["id", "reason"], &(id, reason))
}

/// Puts an earlier version of a policy into force again.
pub fn roll_back(id: PolicyId, to_version: u32, reason: &Reason) -> Call {
	Call::new(PALLET, "roll_back", &["id", "to_version", "reason"], &(id, to_version, reason))
}

/// Defines a group or a tag.
pub fn define_label(label: &Label, kind: LabelKind) -> Call {
	Call::new(PALLET, "define_label", &["label", "kind"], &(label, kind))
}

/// Removes a label that nobody has.
pub fn remove_label(label: &Label) -> Call {
	Call::new(PALLET, "remove_label", &["label"], label)
}

/// Gives a participant or a node a label, or takes it away.
pub fn set_label(label: &Label, member: Member, belongs: bool) -> Call {
	Call::new(PALLET, "set_label", &["label", "member", "belongs"], &(label, member, belongs))
}

/// Begins to distribute the policies in force, whose digest is `digest`.
pub fn distribute(
	target: &Target,
	nodes: &[NodeId],
	mode: DistributionMode,
	digest: Digest,
	stages: &Stages,
	threshold: u8,
) -> Call {
	let fields = &["target", "nodes", "mode", "digest", "stages", "threshold"];
	Call::new(PALLET, "distribute", fields, &(target, nodes, mode, digest, stages, threshold))
}

/// Opens the next stage of a distribution, or closes it.
pub fn advance(distribution: DistributionId) -> Call {
	Call::new(PALLET, "advance", &["distribution"], &distribution)
}

/// Gives a distribution up.
pub fn abort_distribution(distribution: DistributionId, reason: &Reason) -> Call {
	let fields = &["distribution", "reason"];
	Call::new(PALLET, "abort_distribution", fields, &(distribution, reason))
}

/// Says whether a node applies what a distribution brought it.
pub fn acknowledge(
	distribution: DistributionId,
	node: NodeId,
	digest: Digest,
	ok: bool,
	failure: Option<Digest>,
) -> Call {
	let fields = &["distribution", "node", "digest", "ok", "failure"];
	Call::new(PALLET, "acknowledge", fields, &(distribution, node, digest, ok, failure))
}

/// Reports the digest of what a node holds.
pub fn report_digest(node: NodeId, digest: Digest) -> Call {
	Call::new(PALLET, "report_digest", &["node", "digest"], &(node, digest))
}

/// Reports how often policies had a say on a node; at most 32 reports.
pub fn report_hits(node: NodeId, reports: &[HitReport]) -> Call {
	Call::new(PALLET, "report_hits", &["node", "reports"], &(node, reports))
}
