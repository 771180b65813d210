//! Scenes 场景: `scene_*`. R219.

use crate::{error, source::State};
use fiscal_primitives::{rpc::SceneAnswer, SceneId};
use fiscal_runtime_api::ScenesApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// Reads of one scene, from the state.
#[rpc(server)]
pub trait Scene {
	/// A scene by number. Null when there is none.
	#[method(name = "scene_get", blocking)]
	fn get(&self, id: u32) -> RpcResult<Option<SceneAnswer>>;
}

impl<C, Block> SceneServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: ScenesApi<Block>,
{
	fn get(&self, id: u32) -> RpcResult<Option<SceneAnswer>> {
		let id = SceneId(id);
		let found = self.client.runtime_api().scene(self.best(), id).map_err(error::runtime)?;
		Ok(found.map(|scene| SceneAnswer { id, scene }))
	}
}
