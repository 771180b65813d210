//! What the mock knows of policies: policy 1 is in force.

use fiscal_policy::{
	chain::{
		set_digest, ChangeAction, ChangePage, Checked, Decided, Dependent, Distribution,
		DistributionDetail, DistributionId, DistributionMode, DistributionState, Explanation,
		LabelKind, LabelRecord, ListFilter, Member, Members, PolicyChange, PolicyDetail,
		PolicyHead, PolicyPage, PolicySet, PolicyState, PolicyStats, PolicySummary,
		PrimitiveDetail, PrimitivePage, PrimitiveRecord, PrimitiveSummary, SetChange, SetMember,
		Simulation, Stages, StatsPage, Subject, Target, TargetState, TraceFilter, VersionRecord,
		VersionSummary,
	},
	check, decide, evaluate, explain,
	json::policy_from_json,
	Policy, Primitive, PrimitiveId, Reference,
};
use fiscal_primitives::{
	policy::{Facts, Label},
	Actor, NodeId, ParticipantId, PolicyId,
};
use serde_json::{json, Value};

/// The policy in force, as JSON.
pub fn json() -> Value {
	json!({
		"name": "No large claims",
		"points": ["lock"],
		"scenes": [3],
		"actors": "all",
		"priority": 500,
		"effect": "deny",
		"condition": { "claimed": { "gt": "100.00" } },
	})
}

fn policy() -> Policy {
	policy_from_json(&json().to_string()).unwrap()
}

fn head() -> PolicyHead {
	PolicyHead { state: PolicyState::Effective, latest: 1, effective: Some(1), changes: 2 }
}

pub fn detail(id: PolicyId, version: Option<u32>) -> Option<PolicyDetail> {
	let (state, digest, drafted_at) = (PolicyState::Effective, policy().digest(), 5);
	(id.0 == 1 && version.is_none_or(|version| version == 1)).then(|| PolicyDetail {
		id,
		head: head(),
		version: 1,
		record: VersionRecord {
			policy: policy(),
			digest,
			cost: 10,
			state,
			drafted_by: Actor::Council,
			drafted_at,
			enacted: None,
		},
		versions: vec![VersionSummary { version: 1, state, digest, drafted_at }],
	})
}

pub fn page(filter: &ListFilter, cursor: u32, limit: u32) -> PolicyPage {
	let Policy { name, effect, priority, .. } = policy();
	let found = filter.state.is_none_or(|state| state == PolicyState::Effective);
	let item = PolicySummary {
		id: PolicyId(1),
		head: head(),
		name,
		effect,
		priority,
		digest: policy().digest(),
	};
	let items = if found && cursor <= 1 && limit > 0 { vec![item] } else { Vec::new() };
	PolicyPage { items, next: None }
}

pub fn history(filter: &TraceFilter) -> ChangePage {
	let change = PolicyChange {
		policy: filter.policy.unwrap_or(PolicyId(1)),
		action: ChangeAction::Drafted,
		version: 1,
		replaced: None,
		digest: policy().digest(),
		conflicts: 0,
		by: Actor::Council,
		at: 5,
		reason: None,
	};
	ChangePage { items: vec![(0, change)], next: Some(1) }
}

fn subject(subject: Subject) -> Option<Policy> {
	match subject {
		Subject::Policy(policy) => Some(policy),
		Subject::Version { id, version } => {
			detail(id, Some(version)).map(|detail| detail.record.policy)
		}
	}
}

pub fn checked(asked: Subject) -> Option<Checked> {
	let report = check(&subject(asked)?, &()).unwrap();
	Some(Checked {
		accepted: true,
		cost: report.cost,
		findings: report.warnings,
		oppositions: Vec::new(),
	})
}

fn explanation(policy: &Policy, facts: &Facts) -> Explanation {
	let outcome = evaluate(policy, facts, &());
	Explanation {
		applies: outcome.applies,
		holds: outcome.holds,
		truth: outcome.truth,
		cost: outcome.cost,
		steps: explain(policy, facts, &()),
	}
}

pub fn simulation(asked: Subject, cases: &[Facts]) -> Option<Simulation> {
	let policy = subject(asked)?;
	let cases = cases.iter().map(|facts| explanation(&policy, facts)).collect();
	Some(Simulation { digest: policy.digest(), cases })
}

pub fn decided(facts: &Facts) -> Decided {
	let policy = policy();
	let decision = decide([(PolicyId(1), &policy)], facts, &());
	Decided {
		verdict: decision.verdict,
		hits: decision.hits,
		cost: decision.cost,
		policies: vec![(PolicyId(1), explanation(&policy, facts))],
	}
}

pub fn stats() -> StatsPage {
	let item = PolicyStats {
		id: PolicyId(1),
		version: Some(1),
		chain: Default::default(),
		nodes: Default::default(),
		hot: true,
		slow: false,
	};
	StatsPage { items: vec![item], requests: 7 }
}

pub fn set() -> PolicySet {
	let member = SetMember { policy: PolicyId(1), version: 1, digest: policy().digest() };
	let digest = set_digest(&[member]);
	PolicySet { revision: 1, digest, members: vec![member].try_into().unwrap() }
}

pub fn set_changes() -> Vec<(u32, SetChange)> {
	let (policy, version) = (PolicyId(1), Some(1));
	vec![(1, SetChange { digest: set().digest, policy, version, at: 5 })]
}

pub fn distribution(id: Option<DistributionId>) -> Option<DistributionDetail> {
	(id.unwrap_or(1) == 1).then(|| DistributionDetail {
		id: 1,
		distribution: Distribution {
			target: Target::Label(label()),
			nodes: vec![NodeId(2)].try_into().unwrap(),
			mode: DistributionMode::Incremental { since: 0 },
			revision: 1,
			digest: set().digest,
			previous: None,
			stages: Stages::new(vec![50, 100]).unwrap(),
			open: 1,
			threshold: 20,
			acknowledged: 0,
			failed: 0,
			state: DistributionState::Running,
			by: Actor::Council,
			started_at: 5,
			ended_at: None,
		},
		targets: vec![TargetState {
			node: NodeId(2),
			reached: true,
			acknowledgement: None,
			report: None,
		}],
	})
}

pub fn primitives() -> PrimitivePage {
	let name = "Large".parse().unwrap();
	let item = PrimitiveSummary { id: PrimitiveId(1), latest: 1, current: 1, name };
	PrimitivePage { items: vec![item], next: None }
}

pub fn primitive(id: PrimitiveId) -> Option<PrimitiveDetail> {
	let condition = policy().condition?;
	let primitive = Primitive { name: "Large".parse().unwrap(), version: 1, condition };
	(id.0 == 1).then(|| PrimitiveDetail {
		reference: Reference { primitive: id, version: 1 },
		latest: 1,
		current: 1,
		record: PrimitiveRecord { primitive, cost: 2, by: Actor::Council, at: 5, reason: None },
		dependents: vec![Dependent::Policy { policy: PolicyId(1), version: 1 }],
	})
}

fn label() -> Label {
	"pilot".parse().unwrap()
}

fn record() -> LabelRecord {
	LabelRecord { kind: LabelKind::Group, participants: 1, nodes: 1 }
}

pub fn labels() -> Vec<(Label, LabelRecord)> {
	vec![(label(), record())]
}

pub fn members(asked: &Label) -> Option<Members> {
	let (participants, nodes) = (vec![ParticipantId(5)], vec![NodeId(2)]);
	(*asked == label()).then(|| Members { record: record(), participants, nodes })
}

pub fn labels_of(member: Member) -> Vec<Label> {
	match member {
		Member::Participant(ParticipantId(5)) | Member::Node(NodeId(2)) => vec![label()],
		_ => Vec::new(),
	}
}
