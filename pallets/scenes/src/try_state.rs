//! What must always hold of the storage.

use crate::{
	Config, Count, Pallet, Proposals, ResourceCount, ResourceTypeCount, ResourceTypes, Resources,
	Rules, RulesHistory, Scenes,
};
use fiscal_primitives::scene::{RuleSet, SceneStatus, Subject};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// * Scenes, types of resources and resources are numbered 1 to their counts without a gap.
	/// * None changed before it was registered.
	/// * The field rules of a scene are those of its version and digest, and every version has a
	///   record.
	/// * A scene is a draft exactly while its registration waits for its review; nothing waits for a
	///   retired one, and nothing else for a draft.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		let count = Count::<T>::get();
		let mut seen = 0u32;
		for (id, scene) in Scenes::<T>::iter() {
			seen = seen.saturating_add(1);
			ensure!((1..=count).contains(&id.0), "scene: number outside of the count");
			ensure!(scene.changed_at >= scene.registered_at, "scene: changed before registered");
			let rules = Rules::<T>::get(id);
			ensure!(
				rules.as_ref().map(RuleSet::digest) == scene.rules_digest,
				"scene: rules of another digest"
			);
			ensure!(rules.is_some() == (scene.rules_version > 0), "scene: version without rules");
			if scene.rules_version > 0 {
				let record = RulesHistory::<T>::get(id, scene.rules_version);
				ensure!(
					record.map(|record| record.digest) == scene.rules_digest,
					"scene: version without its record"
				);
			}
			let draft = scene.status == SceneStatus::Draft;
			let waits = |subject| Proposals::<T>::contains_key(id, subject);
			ensure!(draft == waits(Subject::Registration), "scene: draft without a proposal");
			if draft || scene.status == SceneStatus::Retired {
				let other = [Subject::Terms, Subject::FieldRules, Subject::Retirement];
				let other = other.into_iter().any(waits);
				ensure!(!other, "scene: a change of what cannot change waits");
			}
		}
		ensure!(seen == count, "scenes: fewer than the count");
		for (id, version, _) in RulesHistory::<T>::iter() {
			let current = Scenes::<T>::get(id).map(|scene| scene.rules_version);
			ensure!(
				current.is_some_and(|current| (1..=current).contains(&version)),
				"record of rules: of no version"
			);
		}
		for (id, subject, proposal) in Proposals::<T>::iter() {
			ensure!(Scenes::<T>::contains_key(id), "proposal: of no scene");
			ensure!(proposal.change.subject() == subject, "proposal: of another subject");
		}
		let types = ResourceTypeCount::<T>::get();
		let mut seen = 0u32;
		for (id, resource) in ResourceTypes::<T>::iter() {
			seen = seen.saturating_add(1);
			ensure!((1..=types).contains(&id.0), "type of resources: number outside of the count");
			ensure!(resource.version >= 1, "type of resources: version zero");
		}
		ensure!(seen == types, "types of resources: fewer than the count");
		let resources = ResourceCount::<T>::get();
		let mut seen = 0u32;
		for (id, resource) in Resources::<T>::iter() {
			seen = seen.saturating_add(1);
			ensure!((1..=resources).contains(&id.0), "resource: number outside of the count");
			ensure!(resource.version >= 1, "resource: version zero");
			ensure!(
				ResourceTypes::<T>::contains_key(resource.resource_type)
					&& Scenes::<T>::contains_key(resource.scene),
				"resource: of no type or scene"
			);
		}
		ensure!(seen == resources, "resources: fewer than the count");
		Ok(())
	}
}
