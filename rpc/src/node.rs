//! Access nodes 业务接入节点: `node_*`. R217, R027–R035.

use crate::{error, parse, source::State};
use fiscal_primitives::{
	node::{
		AdmissionAnswer, AdmissionId, AdmissionPage, AdmissionStatus, CodeAnswer, CodePage,
		DeviceAnswer, NodeSummaryPage, RoutesPage, MAX_NODE_PAGE,
	},
	rpc::NodeAnswer,
	NodeId, ParticipantId,
};
use fiscal_runtime_api::NodesApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc, types::ErrorObjectOwned};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// Reads of access nodes, from the state. Pages hold 1 to 100 items, 50 when `limit` is left out.
#[rpc(server)]
pub trait Node {
	/// A node by number, with at most 100 of the participants it serves. Null when there is none.
	#[method(name = "node_get", blocking)]
	fn get(&self, id: u32) -> RpcResult<Option<NodeAnswer>>;

	/// Nodes numbered above `after` (0 when left out), in whatever state.
	#[method(name = "node_list", blocking)]
	fn list(&self, after: Option<u32>, limit: Option<u32>) -> RpcResult<NodeSummaryPage>;

	/// The numbers of the nodes that serve a participant, at most 100.
	#[method(name = "node_byParticipant", blocking)]
	fn by_participant(&self, participant: u32) -> RpcResult<Vec<NodeId>>;

	/// The routing table: nodes in service numbered above `after` (0 when left out), with their
	/// devices in service.
	#[method(name = "node_routes", blocking)]
	fn routes(&self, after: Option<u32>, limit: Option<u32>) -> RpcResult<RoutesPage>;

	/// An application for admission by number. Null when there is none.
	#[method(name = "node_admission", blocking)]
	fn admission(&self, id: u32) -> RpcResult<Option<AdmissionAnswer>>;

	/// Applications numbered above `after` (0 when left out), of an applicant and in a state where
	/// those are given.
	#[method(name = "node_admissions", blocking)]
	fn admissions(
		&self,
		after: Option<u32>,
		limit: Option<u32>,
		applicant: Option<u32>,
		status: Option<AdmissionStatus>,
	) -> RpcResult<AdmissionPage>;

	/// An activation code of a node by its digest. Null when the chain does not keep it.
	#[method(name = "node_code", blocking)]
	fn code(&self, node: u32, digest: String) -> RpcResult<Option<CodeAnswer>>;

	/// Activation codes of a node in the order of their digests, above the digest `after`.
	#[method(name = "node_codes", blocking)]
	fn codes(&self, node: u32, after: Option<String>, limit: Option<u32>) -> RpcResult<CodePage>;

	/// The devices of a node, at most 16, in the order they were bound.
	#[method(name = "node_devices", blocking)]
	fn devices(&self, node: u32) -> RpcResult<Vec<DeviceAnswer>>;
}

/// Items of a page of nodes: 1 to [`MAX_NODE_PAGE`].
fn page(limit: Option<u32>) -> Result<u32, ErrorObjectOwned> {
	let limit = parse::limit(limit)?;
	if limit > MAX_NODE_PAGE {
		return Err(error::limit_exceeded(limit, MAX_NODE_PAGE));
	}
	Ok(limit)
}

impl<C, Block> NodeServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: NodesApi<Block>,
{
	fn get(&self, id: u32) -> RpcResult<Option<NodeAnswer>> {
		let api = self.client.runtime_api();
		api.node(self.best(), NodeId(id)).map_err(error::runtime)
	}

	fn list(&self, after: Option<u32>, limit: Option<u32>) -> RpcResult<NodeSummaryPage> {
		let (after, limit) = (NodeId(after.unwrap_or_default()), page(limit)?);
		let api = self.client.runtime_api();
		api.nodes(self.best(), after, limit).map_err(error::runtime)
	}

	fn by_participant(&self, participant: u32) -> RpcResult<Vec<NodeId>> {
		let api = self.client.runtime_api();
		let mut nodes =
			api.nodes_of(self.best(), ParticipantId(participant)).map_err(error::runtime)?;
		nodes.sort();
		Ok(nodes)
	}

	fn routes(&self, after: Option<u32>, limit: Option<u32>) -> RpcResult<RoutesPage> {
		let (after, limit) = (NodeId(after.unwrap_or_default()), page(limit)?);
		let api = self.client.runtime_api();
		api.node_routes(self.best(), after, limit).map_err(error::runtime)
	}

	fn admission(&self, id: u32) -> RpcResult<Option<AdmissionAnswer>> {
		let api = self.client.runtime_api();
		api.node_admission(self.best(), AdmissionId(id)).map_err(error::runtime)
	}

	fn admissions(
		&self,
		after: Option<u32>,
		limit: Option<u32>,
		applicant: Option<u32>,
		status: Option<AdmissionStatus>,
	) -> RpcResult<AdmissionPage> {
		let (after, limit) = (AdmissionId(after.unwrap_or_default()), page(limit)?);
		let applicant = applicant.map(ParticipantId);
		let api = self.client.runtime_api();
		api.node_admissions(self.best(), after, limit, applicant, status).map_err(error::runtime)
	}

	fn code(&self, node: u32, digest: String) -> RpcResult<Option<CodeAnswer>> {
		let digest = parse::digest("digest", &digest)?;
		let api = self.client.runtime_api();
		api.node_code(self.best(), NodeId(node), digest).map_err(error::runtime)
	}

	fn codes(&self, node: u32, after: Option<String>, limit: Option<u32>) -> RpcResult<CodePage> {
		let after = after.map(|after| parse::digest("after", &after)).transpose()?;
		let limit = page(limit)?;
		let api = self.client.runtime_api();
		api.node_codes(self.best(), NodeId(node), after, limit).map_err(error::runtime)
	}

	fn devices(&self, node: u32) -> RpcResult<Vec<DeviceAnswer>> {
		let api = self.client.runtime_api();
		api.node_devices(self.best(), NodeId(node)).map_err(error::runtime)
	}
}
