//! What the mock knows of scenes: scene 3 with its rules, resource 6.

use fiscal_primitives::{
	authorization::Scope,
	field::{FieldKind, FieldName},
	scene::{
		FieldRule, LockTerm, Presence, Resource, ResourceDetails, RuleSet, Scene, SceneKind,
		SceneStatus,
	},
	Digest, NodeId, ParticipantId, ResourceTypeId, SceneId,
};

pub fn scene() -> Scene {
	Scene {
		name: "Outpatient".parse().unwrap(),
		kind: SceneKind::Medical,
		weight: 10,
		lock_term: LockTerm::DEFAULT,
		form: None,
		rules_version: 2,
		rules_digest: Some(rules().digest()),
		status: SceneStatus::Active,
		registered_at: 0,
		changed_at: 0,
		decided: None,
	}
}

pub fn resource() -> Resource {
	Resource {
		resource_type: ResourceTypeId(4),
		scene: SceneId(3),
		owner: ParticipantId(5),
		bill: None,
		details: ResourceDetails {
			name: "Discharge summaries".parse().unwrap(),
			description: None,
			source: "HIS".parse().unwrap(),
			node: NodeId(2),
			location: "b2f7c0".parse().unwrap(),
			format: "application/pdf".parse().unwrap(),
			digest: Digest::repeat_byte(8),
			access: Scope::Pdf,
		},
		version: 1,
		active: true,
		registered_at: 0,
		changed_at: 0,
	}
}

pub fn rules() -> RuleSet {
	let name = FieldName::new("visitNumber").unwrap();
	RuleSet::new(true, vec![FieldRule::new(name, FieldKind::Text, Presence::Required)]).unwrap()
}
