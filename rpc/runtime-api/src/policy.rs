//! Policies and primitives, their history, distribution and statistics. R041–R065, R218.

use alloc::vec::Vec;
use fiscal_policy::{
	chain::{
		ChangePage, Checked, Decided, DistributionDetail, DistributionId, LabelRecord, ListFilter,
		Member, Members, PolicyDetail, PolicyPage, PolicySet, PrimitiveDetail, PrimitivePage,
		SetChange, Simulation, StatsPage, Subject, TraceFilter,
	},
	PrimitiveId,
};
use fiscal_primitives::{
	policy::{Facts, Label},
	PolicyId,
};

sp_api::decl_runtime_apis! {
	/// Policies 策略.
	#[api_version(1)]
	pub trait PoliciesApi {
		/// A policy with a version of it: the one named, the one in force, or the latest (R218).
		fn policy(id: PolicyId, version: Option<u32>) -> Option<PolicyDetail>;
		/// Policies of the filter from the number `cursor` on, at most `limit` and 50 (R218).
		fn policies(filter: ListFilter, cursor: u32, limit: u32) -> PolicyPage;
		/// Changes of policies, oldest first, from `cursor` on, at most `limit` and 50 (R064, R218).
		fn policy_history(filter: TraceFilter, cursor: u32, limit: u32) -> ChangePage;
		/// Validates a policy and compares it with those in force (R045, R050, R063, R065).
		fn check_policy(subject: Subject) -> Option<Checked>;
		/// Judges at most 32 cases by one policy, whatever is in force (R051).
		fn simulate_policy(subject: Subject, cases: Vec<Facts>) -> Option<Simulation>;
		/// What the policies in force say of a case, and why (R049, R051).
		fn decide_policies(facts: Facts) -> Decided;
		/// How often policies in force have a say, or one policy (R058–R062).
		fn policy_stats(policy: Option<PolicyId>) -> StatsPage;
		/// The policies in force and their digest (R057).
		fn policy_set() -> PolicySet;
		/// What the revisions of the set after `since` changed, at most `limit` and 50 (R054).
		fn policy_set_changes(since: u32, limit: u32) -> Vec<(u32, SetChange)>;
		/// A distribution with its nodes, the last one where none is named (R053–R057).
		fn policy_distribution(id: Option<DistributionId>) -> Option<DistributionDetail>;
		/// Primitives from the number `cursor` on, at most `limit` and 50 (R041).
		fn policy_primitives(cursor: u32, limit: u32) -> PrimitivePage;
		/// A version of a primitive and who uses it (R041, R044).
		fn policy_primitive(id: PrimitiveId, version: Option<u32>) -> Option<PrimitiveDetail>;
		/// Groups and tags behind `after`, at most `limit` and 50 (R053).
		fn policy_labels(after: Option<Label>, limit: u32) -> Vec<(Label, LabelRecord)>;
		/// A group or tag and who has it (R053).
		fn policy_members(label: Label) -> Option<Members>;
		/// The groups and tags of a participant or an access node (R053).
		fn policy_labels_of(member: Member) -> Vec<Label>;
	}
}
