//! Scenes 场景: `scene_*`. R066–R069, R219.

use crate::{error, parse, source::State};
use fiscal_primitives::{
	rpc::{ResourceAnswer, ResourceTypeAnswer, RulesAnswer, SceneAnswer, SceneDetail},
	ResourceId, ResourceTypeId, SceneId,
};
use fiscal_runtime_api::ScenesApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// Reads of scenes and types of resources, from the state.
#[rpc(server)]
pub trait Scene {
	/// A scene by number, with the changes of it that wait for their review. Null when there is none.
	#[method(name = "scene_get", blocking)]
	fn get(&self, id: u32) -> RpcResult<Option<SceneDetail>>;

	/// Scenes numbered above `after` (0 when left out), in order; `limit` of them (1 to 500, 50 when
	/// left out).
	#[method(name = "scene_list", blocking)]
	fn list(&self, after: Option<u32>, limit: Option<u32>) -> RpcResult<Vec<SceneAnswer>>;

	/// The field rules in force of a scene. Null when it has none, and admits every bill.
	#[method(name = "scene_rules", blocking)]
	fn rules(&self, id: u32) -> RpcResult<Option<RulesAnswer>>;

	/// Types of resources numbered above `after` (0 when left out), in order; `limit` of them (1 to
	/// 500, 50 when left out).
	#[method(name = "scene_resourceTypes", blocking)]
	fn resource_types(
		&self,
		after: Option<u32>,
		limit: Option<u32>,
	) -> RpcResult<Vec<ResourceTypeAnswer>>;

	/// A resource that an issuer registered, and its certificate. Null when there is none.
	#[method(name = "scene_resource", blocking)]
	fn resource(&self, id: u32) -> RpcResult<Option<ResourceAnswer>>;
}

impl<C, Block> SceneServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: ScenesApi<Block>,
{
	fn get(&self, id: u32) -> RpcResult<Option<SceneDetail>> {
		let api = self.client.runtime_api();
		api.scene(self.best(), SceneId(id)).map_err(error::runtime)
	}

	fn list(&self, after: Option<u32>, limit: Option<u32>) -> RpcResult<Vec<SceneAnswer>> {
		let (after, limit) = (SceneId(after.unwrap_or_default()), parse::limit(limit)?);
		let api = self.client.runtime_api();
		api.scenes(self.best(), after, limit).map_err(error::runtime)
	}

	fn rules(&self, id: u32) -> RpcResult<Option<RulesAnswer>> {
		let api = self.client.runtime_api();
		api.scene_rules(self.best(), SceneId(id)).map_err(error::runtime)
	}

	fn resource_types(
		&self,
		after: Option<u32>,
		limit: Option<u32>,
	) -> RpcResult<Vec<ResourceTypeAnswer>> {
		let (after, limit) = (ResourceTypeId(after.unwrap_or_default()), parse::limit(limit)?);
		let api = self.client.runtime_api();
		api.resource_types(self.best(), after, limit).map_err(error::runtime)
	}

	fn resource(&self, id: u32) -> RpcResult<Option<ResourceAnswer>> {
		let api = self.client.runtime_api();
		api.resource(self.best(), ResourceId(id)).map_err(error::runtime)
	}
}
