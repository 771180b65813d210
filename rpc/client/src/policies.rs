//! Questions about policies, one method each (R041–R065, R218).
//!
//! Every question may fail as those of [`crate::queries`] do.

use crate::{client::Client, faults::Fault};
use fiscal_policy::{
	chain::{
		ChangePage, Checked, Decided, DistributionDetail, DistributionId, LabelRecord, ListFilter,
		Members, PolicyDetail, PolicyPage, PolicySet, PrimitiveDetail, PrimitivePage, SetChange,
		Simulation, StatsPage, Subject, TraceFilter,
	},
	PrimitiveId,
};
use fiscal_primitives::{
	policy::{Facts, Label},
	PolicyId,
};
use subxt_rpcs::rpc_params;

impl Client {
	/// A policy with a version of it: the one named, the one in force, or the latest.
	pub async fn policy(
		&self,
		id: PolicyId,
		version: Option<u32>,
	) -> Result<Option<PolicyDetail>, Fault> {
		self.request("policy_get", rpc_params![id, version]).await
	}

	/// A page of at most `limit` policies from the number `cursor` on.
	pub async fn policies(
		&self,
		filter: &ListFilter,
		cursor: Option<u32>,
		limit: u32,
	) -> Result<PolicyPage, Fault> {
		self.request("policy_list", rpc_params![filter, cursor, limit]).await
	}

	/// A page of at most `limit` changes of policies, oldest first.
	pub async fn policy_history(
		&self,
		filter: &TraceFilter,
		cursor: Option<u32>,
		limit: u32,
	) -> Result<ChangePage, Fault> {
		self.request("policy_history", rpc_params![filter, cursor, limit]).await
	}

	/// Validates a policy and compares it with those in force.
	pub async fn policy_check(&self, subject: &Subject) -> Result<Option<Checked>, Fault> {
		self.request("policy_check", rpc_params![subject]).await
	}

	/// Judges at most 32 cases by one policy, whatever is in force.
	pub async fn policy_simulation(
		&self,
		subject: &Subject,
		cases: &[Facts],
	) -> Result<Option<Simulation>, Fault> {
		self.request("policy_simulate", rpc_params![subject, cases]).await
	}

	/// What the policies in force say of a case, and why.
	pub async fn policy_decision(&self, facts: &Facts) -> Result<Decided, Fault> {
		self.request("policy_decide", rpc_params![facts]).await
	}

	/// How often the policies in force, or one policy, have a say.
	pub async fn policy_stats(&self, id: Option<PolicyId>) -> Result<StatsPage, Fault> {
		self.request("policy_stats", rpc_params![id]).await
	}

	/// The policies in force and their digest.
	pub async fn policy_set(&self) -> Result<PolicySet, Fault> {
		self.request("policy_set", rpc_params![]).await
	}

	/// What at most `limit` revisions of that set after `since` changed.
	pub async fn policy_set_changes(
		&self,
		since: u32,
		limit: u32,
	) -> Result<Vec<(u32, SetChange)>, Fault> {
		self.request("policy_setChanges", rpc_params![since, limit]).await
	}

	/// A distribution with its nodes; the last one where none is named.
	pub async fn policy_distribution(
		&self,
		id: Option<DistributionId>,
	) -> Result<Option<DistributionDetail>, Fault> {
		self.request("policy_distribution", rpc_params![id]).await
	}

	/// A page of at most `limit` primitives from the number `cursor` on.
	pub async fn policy_primitives(
		&self,
		cursor: Option<u32>,
		limit: u32,
	) -> Result<PrimitivePage, Fault> {
		self.request("policy_primitives", rpc_params![cursor, limit]).await
	}

	/// A version of a primitive, the current one where none is named, and who uses it.
	pub async fn policy_primitive(
		&self,
		id: PrimitiveId,
		version: Option<u32>,
	) -> Result<Option<PrimitiveDetail>, Fault> {
		self.request("policy_primitive", rpc_params![id, version]).await
	}

	/// At most `limit` groups and tags behind the label `after`.
	pub async fn policy_labels(
		&self,
		after: Option<&Label>,
		limit: u32,
	) -> Result<Vec<(Label, LabelRecord)>, Fault> {
		self.request("policy_labels", rpc_params![after, limit]).await
	}

	/// A group or tag and who has it.
	pub async fn policy_members(&self, label: &Label) -> Result<Option<Members>, Fault> {
		self.request("policy_members", rpc_params![label]).await
	}
}
