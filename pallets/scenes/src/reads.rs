//! What the runtime API answers.

use crate::{
	Config, Count, Pallet, Proposals, ResourceTypeCount, ResourceTypes, Resources, Rules,
	RulesHistory, Scenes,
};
use alloc::vec::Vec;
use fiscal_primitives::{
	scene::{
		ResourceAnswer, ResourceTypeAnswer, RulesAnswer, RulesRecord, SceneAnswer, SceneDetail,
		Subject,
	},
	ResourceId, ResourceTypeId, SceneId,
};

/// The most items of one answer.
pub const MAX_PAGE: u32 = 500;

/// The numbers of a page: after `after`, at most `limit` and [`MAX_PAGE`], up to `count`.
fn page(after: u32, limit: u32, count: u32) -> core::ops::RangeInclusive<u32> {
	let first = after.saturating_add(1);
	let last = after.saturating_add(limit.min(MAX_PAGE)).min(count);
	first..=last
}

impl<T: Config> Pallet<T> {
	/// A scene with what waits for its review.
	pub fn scene(id: SceneId) -> Option<SceneDetail> {
		let scene = Scenes::<T>::get(id)?;
		let pending =
			Subject::ALL.into_iter().filter_map(|subject| Proposals::<T>::get(id, subject));
		Some(SceneDetail { id, scene, pending: pending.collect() })
	}

	/// Scenes numbered above `after`, in order, at most `limit` and [`MAX_PAGE`].
	pub fn scenes(after: SceneId, limit: u32) -> Vec<SceneAnswer> {
		page(after.0, limit, Count::<T>::get())
			.map(SceneId)
			.filter_map(|id| Scenes::<T>::get(id).map(|scene| SceneAnswer { id, scene }))
			.collect()
	}

	/// The field rules in force of a scene and their version.
	pub fn scene_rules(id: SceneId) -> Option<RulesAnswer> {
		let rules = Rules::<T>::get(id)?;
		let version = Scenes::<T>::get(id)?.rules_version;
		let record = RulesHistory::<T>::get(id, version)?;
		Some(RulesAnswer { version, record, rules })
	}

	/// What is kept of a version of the field rules of a scene.
	pub fn scene_rules_record(id: SceneId, version: u32) -> Option<RulesRecord> {
		RulesHistory::<T>::get(id, version)
	}

	/// Types of resources numbered above `after`, in order, at most `limit` and [`MAX_PAGE`].
	pub fn resource_types(after: ResourceTypeId, limit: u32) -> Vec<ResourceTypeAnswer> {
		page(after.0, limit, ResourceTypeCount::<T>::get())
			.map(ResourceTypeId)
			.filter_map(|id| {
				let resource = ResourceTypes::<T>::get(id)?;
				Some(ResourceTypeAnswer { id, resource })
			})
			.collect()
	}

	/// A resource and its certificate.
	pub fn resource(id: ResourceId) -> Option<ResourceAnswer> {
		let resource = Resources::<T>::get(id)?;
		let certificate = resource.certificate();
		Some(ResourceAnswer { id, resource, certificate })
	}
}
