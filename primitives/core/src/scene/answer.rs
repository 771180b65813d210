//! Answers about scenes, as runtime, node and clients share them.

use super::{Proposal, Resource, ResourceType, RuleSet, RulesRecord, Scene};
use crate::{Digest, ResourceId, ResourceTypeId, SceneId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;

macro_rules! answer {
	($($item:item)*) => {
		$(
			#[derive(
				Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo,
				serde::Serialize, serde::Deserialize,
			)]
			#[serde(rename_all = "camelCase")]
			$item
		)*
	};
}

answer! {
	/// A scene with its number: an item of the answer of `scene_list`.
	pub struct SceneAnswer {
		/// Its number.
		pub id: SceneId,
		/// What the chain keeps of it.
		#[serde(flatten)]
		pub scene: Scene,
	}

	/// A scene and what waits for its review: the answer of `scene_get`.
	pub struct SceneDetail {
		/// Its number.
		pub id: SceneId,
		/// What the chain keeps of it.
		#[serde(flatten)]
		pub scene: Scene,
		/// Changes that wait for a second administrator, at most one a subject.
		pub pending: Vec<Proposal>,
	}

	/// The field rules in force of a scene: the answer of `scene_rules`.
	pub struct RulesAnswer {
		/// Their version, from 1.
		pub version: u32,
		/// Their digest, when they took effect and who decided.
		#[serde(flatten)]
		pub record: RulesRecord,
		/// The rules.
		pub rules: RuleSet,
	}

	/// A type of resources with its number: an item of the answer of `scene_resourceTypes`.
	pub struct ResourceTypeAnswer {
		/// Its number.
		pub id: ResourceTypeId,
		/// What the chain keeps of it.
		#[serde(flatten)]
		pub resource: ResourceType,
	}

	/// A resource with its certificate: the answer of `scene_resource`.
	pub struct ResourceAnswer {
		/// Its number.
		pub id: ResourceId,
		/// What the chain keeps of it.
		#[serde(flatten)]
		pub resource: Resource,
		/// SM3 over the SCALE encoding of the record.
		pub certificate: Digest,
	}
}
