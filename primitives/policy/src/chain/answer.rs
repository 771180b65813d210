//! Answers of the runtime API.

use super::{
	Acknowledgement, Dependent, DigestReport, Distribution, DistributionId, HitCounters,
	LabelRecord, NodeCounters, PolicyChange, PolicyHead, PolicyState, PrimitiveRecord,
	VersionRecord,
};
use crate::{
	conflict::Overlap,
	cost::Cost,
	evaluate::{Step, Truth},
	finding::Finding,
	policy::{Effect, Policy},
	primitive::{PrimitiveId, Reference},
};
use alloc::{string::String, vec::Vec};
use fiscal_primitives::{
	policy::Verdict, text::Name, Digest, Moment, NodeId, ParticipantId, PolicyId,
};

/// The most items of one answer.
pub const MAX_PAGE: u32 = 50;
/// The most cases of one simulation.
pub const MAX_CASES: u32 = 32;

answered! {
	/// What a list of policies is narrowed to. R218.
	#[derive(Default)]
	#[serde(default, deny_unknown_fields)]
	pub struct ListFilter {
		/// In this state.
		pub state: Option<PolicyState>,
		/// With this text in the name of the latest version, in any case of ASCII letters; at most 128
		/// bytes.
		pub keyword: Option<String>,
		/// With so many versions or more.
		pub version: Option<u32>,
	}

	/// What a list of changes is narrowed to. R064, R218.
	#[derive(Default)]
	#[serde(default, deny_unknown_fields)]
	pub struct TraceFilter {
		/// Of this policy.
		pub policy: Option<PolicyId>,
		/// Made by this participant: the signer, or the organisation for which it acted.
		pub participant: Option<ParticipantId>,
		/// Not before, Unix ms.
		pub from: Option<Moment>,
		/// Before, Unix ms.
		pub until: Option<Moment>,
	}

	/// An item of a list of policies.
	pub struct PolicySummary {
		/// Its number.
		pub id: PolicyId,
		/// State, latest version, version in force.
		#[serde(flatten)]
		pub head: PolicyHead,
		/// Name of the version in force, or of the latest.
		pub name: Name,
		/// Effect of that version.
		pub effect: Effect,
		/// Priority of that version.
		pub priority: u16,
		/// Digest of that version.
		pub digest: Digest,
	}

	/// A page of policies.
	pub struct PolicyPage {
		/// The policies, in the order of their numbers.
		pub items: Vec<PolicySummary>,
		/// Hand this in as `cursor` for the next page; none at the end.
		pub next: Option<u32>,
	}

	/// A version of a policy beside others.
	pub struct VersionSummary {
		/// Its number, from 1.
		pub version: u32,
		/// Its state.
		pub state: PolicyState,
		/// Its digest.
		pub digest: Digest,
		/// When it was drafted, Unix ms.
		pub drafted_at: Moment,
	}

	/// A policy with one of its versions: the one asked for, the one in force, or the latest.
	pub struct PolicyDetail {
		/// Its number.
		pub id: PolicyId,
		/// State, latest version, version in force.
		#[serde(flatten)]
		pub head: PolicyHead,
		/// Which version this is.
		pub version: u32,
		/// The version.
		pub record: VersionRecord,
		/// The latest versions, newest first, at most 50.
		pub versions: Vec<VersionSummary>,
	}

	/// A page of the history of policies. R064, R218.
	pub struct ChangePage {
		/// Changes with their numbers, oldest first.
		pub items: Vec<(u32, PolicyChange)>,
		/// Hand this in as `cursor` for the next page; none at the end.
		pub next: Option<u32>,
	}

	/// What is simulated or checked.
	#[serde(rename_all_fields = "camelCase")]
	pub enum Subject {
		/// A policy that is not on the chain.
		Policy(Policy),
		/// A version of a policy on the chain.
		Version {
			/// The policy.
			id: PolicyId,
			/// Its version.
			version: u32,
		},
	}

	/// How one policy judges one case. R051.
	pub struct Explanation {
		/// Point, scene, actor and time are its own.
		pub applies: bool,
		/// It applies and its condition is true.
		pub holds: bool,
		/// The value of its condition.
		pub truth: Truth,
		/// What it cost.
		pub cost: Cost,
		/// Every step.
		pub steps: Vec<Step>,
	}

	/// A simulation 仿真: one explanation a case, in their order. R051.
	pub struct Simulation {
		/// What was simulated.
		pub digest: Digest,
		/// The answers.
		pub cases: Vec<Explanation>,
	}

	/// What the policies in force say of a case, and why. R049, R051.
	pub struct Decided {
		/// The verdict.
		pub verdict: Verdict,
		/// The policies whose condition held, as far as it was looked at.
		pub hits: Vec<PolicyId>,
		/// What it cost.
		pub cost: Cost,
		/// Each policy that was in question, in the order of their rank.
		pub policies: Vec<(PolicyId, Explanation)>,
	}

	/// What validation says of a policy, and how it stands to those in force. R045, R050, R063, R065.
	pub struct Checked {
		/// It would be accepted.
		pub accepted: bool,
		/// The most that evaluating it costs; 0 when it is not accepted.
		pub cost: Cost,
		/// What is wrong, or doubtful.
		pub findings: Vec<Finding>,
		/// Policies in force that conflict with it, shadow it, make it redundant or are made so.
		pub oppositions: Vec<Opposition>,
	}

	/// How a policy in force stands to another. R045, R065.
	pub struct Opposition {
		/// The policy in force.
		pub policy: PolicyId,
		/// How they stand: the policy asked about is the first.
		#[serde(flatten)]
		pub overlap: Overlap,
		/// How often the chain asked the policy in force.
		pub hits: HitCounters,
	}

	/// How often a policy has a say. R058–R062.
	pub struct PolicyStats {
		/// The policy.
		pub id: PolicyId,
		/// The version in force.
		pub version: Option<u32>,
		/// What the chain counted.
		pub chain: HitCounters,
		/// What access nodes reported.
		pub nodes: NodeCounters,
		/// It has at least twice the requests of an average policy in force 热点.
		pub hot: bool,
		/// A request took longer than the alarm of the chain, on the average or at the most 高延迟.
		pub slow: bool,
	}

	/// Statistics of the policies in force, the most asked first.
	pub struct StatsPage {
		/// The policies.
		pub items: Vec<PolicyStats>,
		/// Requests of all of them together: on the chain and on nodes.
		pub requests: u64,
	}

	/// A node of a distribution.
	pub struct TargetState {
		/// The node.
		pub node: NodeId,
		/// An open stage reaches it.
		pub reached: bool,
		/// What it said.
		pub acknowledgement: Option<Acknowledgement>,
		/// What it last said it holds.
		pub report: Option<DigestReport>,
	}

	/// A distribution with its nodes. R053–R057.
	pub struct DistributionDetail {
		/// Its number.
		pub id: DistributionId,
		/// What the chain keeps of it.
		#[serde(flatten)]
		pub distribution: Distribution,
		/// Its nodes, in the order of the stages.
		pub targets: Vec<TargetState>,
	}

	/// An item of a list of primitives.
	pub struct PrimitiveSummary {
		/// Its number.
		pub id: PrimitiveId,
		/// Its latest version.
		pub latest: u32,
		/// The version authors are to use.
		pub current: u32,
		/// Its name.
		pub name: Name,
	}

	/// A page of primitives.
	pub struct PrimitivePage {
		/// The primitives, in the order of their numbers.
		pub items: Vec<PrimitiveSummary>,
		/// Hand this in as `cursor` for the next page; none at the end.
		pub next: Option<u32>,
	}

	/// A version of a primitive. R041, R044.
	pub struct PrimitiveDetail {
		/// Number and version.
		#[serde(flatten)]
		pub reference: Reference,
		/// Its latest version.
		pub latest: u32,
		/// The version authors are to use.
		pub current: u32,
		/// The version.
		pub record: PrimitiveRecord,
		/// Who uses this version, at most 50.
		pub dependents: Vec<Dependent>,
	}

	/// A label and who has it: of the first 100 at most 50 participants and 50 nodes. R053.
	pub struct Members {
		/// Group or tag, and how many have it.
		pub record: LabelRecord,
		/// Participants with it.
		pub participants: Vec<ParticipantId>,
		/// Access nodes with it.
		pub nodes: Vec<NodeId>,
	}
}
