//! Access nodes, their admission, codes, devices, and the routing table of the network. R217,
//! R027–R035.

use alloc::vec::Vec;
use fiscal_primitives::{
	node::{
		AdmissionAnswer, AdmissionId, AdmissionPage, AdmissionStatus, CodeAnswer, CodePage,
		DeviceAnswer, NodeSummaryPage, RoutesPage,
	},
	rpc::NodeAnswer,
	Digest, NodeId, ParticipantId,
};

sp_api::decl_runtime_apis! {
	/// Access nodes 业务接入节点.
	#[api_version(1)]
	pub trait NodesApi {
		/// A node by number, with at most 100 of the participants it serves.
		fn node(id: NodeId) -> Option<NodeAnswer>;
		/// Nodes numbered above `after`, in order, at most `limit` and 100.
		fn nodes(after: NodeId, limit: u32) -> NodeSummaryPage;
		/// The nodes that serve a participant, at most 100, in no order.
		fn nodes_of(participant: ParticipantId) -> Vec<NodeId>;
		/// Nodes in service numbered above `after` with their devices in service, at most `limit`
		/// and 100.
		fn node_routes(after: NodeId, limit: u32) -> RoutesPage;
		/// An application for admission by number.
		fn node_admission(id: AdmissionId) -> Option<AdmissionAnswer>;
		/// Applications numbered above `after`, of an applicant and in a state where those are
		/// given, at most `limit` and 100.
		fn node_admissions(
			after: AdmissionId,
			limit: u32,
			applicant: Option<ParticipantId>,
			status: Option<AdmissionStatus>,
		) -> AdmissionPage;
		/// An activation code of a node by its digest.
		fn node_code(node: NodeId, digest: Digest) -> Option<CodeAnswer>;
		/// Activation codes of a node with digests above `after`, at most `limit` and 100.
		fn node_codes(node: NodeId, after: Option<Digest>, limit: u32) -> CodePage;
		/// The devices of a node, at most 16.
		fn node_devices(node: NodeId) -> Vec<DeviceAnswer>;
	}
}
