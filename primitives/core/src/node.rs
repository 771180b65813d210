//! Access nodes 业务接入节点: admission, credential, activation, devices and the routing table of the
//! network. R217, R026–R035.

mod activation;
mod admission;
mod capacity;
mod credential;
mod device;
mod endpoint;
mod routing;

pub use activation::{
	code_digest, ActivationCode, ActivationFault, ActivationState, CodeAnswer, CodePage, CodeState,
	CodeText, NewCode, MAX_CODE_ATTEMPTS,
};
pub use admission::{
	Admission, AdmissionAnswer, AdmissionId, AdmissionPage, AdmissionStatus, Decision, NodeRequest,
};
pub use capacity::{NodeRole, NodeRoles, NodeScenes};
pub use credential::{Credential, CredentialStatus, CredentialTerms};
pub use device::{
	binding_message, Acknowledgement, Device, DeviceAnswer, DeviceName, DeviceRequest,
	DeviceStatus, MAX_DEVICES,
};
pub use endpoint::Endpoint;
pub use routing::{NodeSummary, NodeSummaryPage, Route, RouteDevice, RoutesPage, MAX_NODE_PAGE};

use crate::{
	authorization::{Scope, Scopes},
	bill::axis,
	text::{Name, Reason},
	Actor, Digest, Moment, ParticipantId, SceneId,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

axis!(
	/// State of an access node. Disabled is terminal.
	NodeStatus {
		/// In service 正常.
		#[default]
		Normal,
		/// Suspended 暂停 until it is normal again.
		Suspended,
		/// Disabled 禁用, for ever.
		Disabled,
	}
);

/// What the chain keeps of an access node.
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
pub struct AccessNode {
	/// Its name, at most 128 bytes.
	pub name: Name,
	/// The participant that runs it and signs for it.
	pub operator: ParticipantId,
	/// In what capacities it may serve participants.
	pub capacities: NodeRoles,
	/// The scenes it was admitted for; none stands for none.
	pub scenes: NodeScenes,
	/// The kinds of resources 票据资源 it was admitted for.
	pub resources: Scopes,
	/// SM3 of the form of its last admission; none where it was registered without one.
	pub form: Option<Digest>,
	/// Its credential 身份凭证.
	pub credential: Credential,
	/// Normal, suspended or disabled.
	pub status: NodeStatus,
	/// Consensus time it was activated first, Unix ms; none while it never was, 0 for genesis.
	pub activated_at: Option<Moment>,
	/// Consensus time it was registered, Unix ms; 0 for genesis.
	pub registered_at: Moment,
	/// Consensus time of its last change of state, Unix ms; 0 for genesis.
	pub changed_at: Moment,
}

impl AccessNode {
	/// Is the node in service at `now` (Unix ms), as far as its own record says: normal, activated,
	/// with a credential that is valid?
	pub const fn in_service(&self, now: Moment) -> bool {
		matches!(self.status, NodeStatus::Normal)
			&& self.activated_at.is_some()
			&& self.credential.is_valid(now)
	}

	/// Was the node admitted for the scene and for resources of that kind?
	pub fn admits(&self, scene: SceneId, resource: Scope) -> bool {
		self.resources.contains(resource) && self.scenes.contains(scene)
	}
}

/// The last decision about the state of a node: who, when, why.
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
pub struct NodeDecision {
	/// Who decided, with the approval where there was one.
	pub by: Actor,
	/// Consensus time, Unix ms; 0 for genesis.
	pub at: Moment,
	/// Why; none for the registration itself.
	pub reason: Option<Reason>,
}
