//! Access nodes 业务接入节点: `node_*`. R217.

use crate::{error, source::State};
use fiscal_primitives::{rpc::NodeAnswer, NodeId};
use fiscal_runtime_api::NodesApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// Reads of one access node, from the state.
#[rpc(server)]
pub trait Node {
	/// A node by number, with at most 100 of the participants it serves. Null when there is none.
	#[method(name = "node_get", blocking)]
	fn get(&self, id: u32) -> RpcResult<Option<NodeAnswer>>;
}

impl<C, Block> NodeServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: NodesApi<Block>,
{
	fn get(&self, id: u32) -> RpcResult<Option<NodeAnswer>> {
		let id = NodeId(id);
		let found = self.client.runtime_api().node(self.best(), id).map_err(error::runtime)?;
		Ok(found.map(|(node, serves)| NodeAnswer { id, node, serves }))
	}
}
