//! Scenes and types of resources. R066–R069, R219.

use alloc::vec::Vec;
use fiscal_primitives::{
	scene::{
		ResourceAnswer, ResourceTypeAnswer, RulesAnswer, RulesRecord, SceneAnswer, SceneDetail,
	},
	ResourceId, ResourceTypeId, SceneId,
};

sp_api::decl_runtime_apis! {
	/// Scenes 场景.
	#[api_version(1)]
	pub trait ScenesApi {
		/// A scene by number, with the changes of it that wait for a second administrator.
		fn scene(id: SceneId) -> Option<SceneDetail>;
		/// Scenes numbered above `after`, in order, at most `limit` and 500.
		fn scenes(after: SceneId, limit: u32) -> Vec<SceneAnswer>;
		/// The field rules in force of a scene; none where every bill is admitted.
		fn scene_rules(id: SceneId) -> Option<RulesAnswer>;
		/// Digest, time and decision of a version of the field rules of a scene.
		fn scene_rules_record(id: SceneId, version: u32) -> Option<RulesRecord>;
		/// Types of resources numbered above `after`, in order, at most `limit` and 500.
		fn resource_types(after: ResourceTypeId, limit: u32) -> Vec<ResourceTypeAnswer>;
		/// A resource and its certificate.
		fn resource(id: ResourceId) -> Option<ResourceAnswer>;
	}
}
