//! Questions about access nodes (R217, R027–R035). They fail as those of `queries` do.

use crate::{client::Client, faults::Fault};
use fiscal_primitives::{
	node::{
		AdmissionAnswer, AdmissionId, AdmissionPage, AdmissionStatus, CodeAnswer, CodePage,
		DeviceAnswer, NodeSummaryPage, RoutesPage,
	},
	rpc::NodeAnswer,
	Digest, NodeId, ParticipantId,
};
use subxt_rpcs::rpc_params;

impl Client {
	/// An access node.
	pub async fn access_node(&self, id: NodeId) -> Result<Option<NodeAnswer>, Fault> {
		self.request("node_get", rpc_params![id]).await
	}

	/// Access nodes numbered above `after`, at most `limit` of them (1 to 100).
	pub async fn access_nodes(&self, after: NodeId, limit: u32) -> Result<NodeSummaryPage, Fault> {
		self.request("node_list", rpc_params![after, limit]).await
	}

	/// The access nodes that serve a participant, at most 100.
	pub async fn nodes_of(&self, participant: ParticipantId) -> Result<Vec<NodeId>, Fault> {
		self.request("node_byParticipant", rpc_params![participant]).await
	}

	/// A page of the routing table: nodes in service numbered above `after`, at most `limit` of them
	/// (1 to 100).
	pub async fn node_routes(&self, after: NodeId, limit: u32) -> Result<RoutesPage, Fault> {
		self.request("node_routes", rpc_params![after, limit]).await
	}

	/// An application for admission.
	pub async fn admission(&self, id: AdmissionId) -> Result<Option<AdmissionAnswer>, Fault> {
		self.request("node_admission", rpc_params![id]).await
	}

	/// Applications numbered above `after`, of an applicant and in a state where those are given, at
	/// most `limit` of them (1 to 100).
	pub async fn admissions(
		&self,
		after: AdmissionId,
		limit: u32,
		applicant: Option<ParticipantId>,
		status: Option<AdmissionStatus>,
	) -> Result<AdmissionPage, Fault> {
		self.request("node_admissions", rpc_params![after, limit, applicant, status]).await
	}

	/// An activation code of a node by its digest.
	pub async fn activation_code(
		&self,
		node: NodeId,
		digest: Digest,
	) -> Result<Option<CodeAnswer>, Fault> {
		self.request("node_code", rpc_params![node, digest]).await
	}

	/// Activation codes of a node above the digest `after`, at most `limit` of them (1 to 100).
	pub async fn activation_codes(
		&self,
		node: NodeId,
		after: Option<Digest>,
		limit: u32,
	) -> Result<CodePage, Fault> {
		self.request("node_codes", rpc_params![node, after, limit]).await
	}

	/// The devices of a node.
	pub async fn node_devices(&self, node: NodeId) -> Result<Vec<DeviceAnswer>, Fault> {
		self.request("node_devices", rpc_params![node]).await
	}
}
