//! Node 2 of the mock, with its application, a code and a device.

use fiscal_primitives::{
	authorization::{Scope, Scopes},
	node::{
		AccessNode, Acknowledgement, ActivationCode, ActivationState, Admission, AdmissionAnswer,
		AdmissionId, AdmissionStatus, CodeAnswer, CodeState, Credential, CredentialStatus, Device,
		DeviceAnswer, DeviceStatus, NodeDecision, NodeRequest, NodeRole, NodeRoles, NodeScenes,
		NodeStatus, NodeSummary, Route, RouteDevice,
	},
	rpc::{NodeAnswer, Served},
	Actor, Did, Digest, NodeId, ParticipantId, SceneId,
};
use fiscal_sm_crypto::Pair;

fn scenes() -> NodeScenes {
	NodeScenes::new(vec![SceneId(3)]).unwrap()
}

fn resources() -> Scopes {
	Scopes::of(&[Scope::List, Scope::Pdf])
}

fn capacities() -> NodeRoles {
	NodeRoles::of(&[NodeRole::Issuer])
}

pub fn node() -> AccessNode {
	AccessNode {
		name: "Node".parse().unwrap(),
		operator: ParticipantId(6),
		capacities: capacities(),
		scenes: scenes(),
		resources: resources(),
		form: None,
		credential: Credential {
			digest: Digest::repeat_byte(8),
			version: 1,
			valid_from: 0,
			valid_until: Credential::NO_END,
			revoked_at: None,
		},
		status: NodeStatus::Normal,
		activated_at: Some(0),
		registered_at: 0,
		changed_at: 0,
	}
}

pub fn answer() -> NodeAnswer {
	NodeAnswer {
		id: NodeId(2),
		node: node(),
		normal: true,
		credential_status: CredentialStatus::Valid,
		decision: Some(NodeDecision { by: Actor::Council, at: 1, reason: None }),
		activation: activation(),
		serves: vec![Served { participant: ParticipantId(5), issuer: true, user: false }],
	}
}

pub fn summary() -> NodeSummary {
	NodeSummary {
		id: NodeId(2),
		name: node().name,
		operator: node().operator,
		status: NodeStatus::Normal,
		normal: true,
		credential_status: CredentialStatus::Valid,
		credential_version: 1,
		devices: 1,
		undelivered: 0,
	}
}

pub fn admission() -> AdmissionAnswer {
	AdmissionAnswer {
		id: AdmissionId(1),
		admission: Admission {
			applicant: ParticipantId(6),
			node: Some(NodeId(2)),
			change: false,
			request: NodeRequest {
				name: node().name,
				capacities: capacities(),
				scenes: scenes(),
				resources: resources(),
				form: Digest::repeat_byte(4),
			},
			status: AdmissionStatus::Approved,
			revision: 2,
			submitted_at: 1,
			changed_at: 2,
			reviewed_by: Some(Actor::Council),
			reason: Some("complete".parse().unwrap()),
		},
	}
}

pub fn activation() -> ActivationState {
	ActivationState { codes: 1, batches: 1, failed: 0, frozen: false }
}

pub fn code() -> CodeAnswer {
	CodeAnswer {
		digest: Digest::repeat_byte(5),
		code: ActivationCode {
			state: CodeState::Used,
			batch: 1,
			product: "access-node 1.0".parse().unwrap(),
			issued_by: Actor::Council,
			issued_at: 1,
			valid_until: 9,
			device: Some(device().device.did),
			ended_at: Some(2),
		},
	}
}

pub fn device() -> DeviceAnswer {
	let key = Pair::from_dev_name("Device").public();
	DeviceAnswer {
		device: Device {
			did: Did::of(&key),
			key,
			name: "front".parse().unwrap(),
			info: Digest::repeat_byte(6),
			endpoint: "node.example:9443".parse().unwrap(),
			certificate: Some(Digest::repeat_byte(9)),
			status: DeviceStatus::Active,
			code: Digest::repeat_byte(5),
			bound_at: 2,
			changed_at: 2,
			acknowledged: Some(Acknowledgement { version: 1, at: 3 }),
		},
		credential_received: true,
	}
}

pub fn route() -> Route {
	let Device { did, key, endpoint, certificate, .. } = device().device;
	Route {
		node: NodeId(2),
		name: node().name,
		operator: node().operator,
		operator_did: None,
		capacities: capacities(),
		scenes: scenes(),
		resources: resources(),
		credential: Digest::repeat_byte(8),
		valid_until: Credential::NO_END,
		devices: vec![RouteDevice { did, key, endpoint, certificate }],
	}
}
