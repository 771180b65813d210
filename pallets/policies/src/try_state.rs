//! What must always hold of the storage.

use crate::{
	types::MAX_LIST, Acknowledgements, Active, ChangeCount, Changes, Config, DistributionCount,
	Distributions, Heads, History, InForce, Index, LabelMembers, LabelRecords, LabelsOf, NodeHits,
	NodeTotals, Pallet, PolicyCount, PrimitiveCount, PrimitiveHeads, Primitives, Running,
	SetChanges, Versions,
};
use alloc::collections::{BTreeMap, BTreeSet};
use fiscal_policy::chain::{set_digest, DistributionState, Member, NodeCounters, PolicyState};
use frame_support::{ensure, traits::Get};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// * Primitives, policies and their versions are numbered from 1 without a gap; changes from 0.
	/// * A policy is in force exactly when it has a version in force, which is the effective one.
	/// * The set, its digest and its revisions are those of the policies in force.
	/// * The index has each policy in force in each of its lists, in order, and nothing else.
	/// * Labels and members agree; counters agree with what they count.
	/// * The counts of a distribution are those of its acknowledgements; at most one runs.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_primitives()?;
		Self::try_policies()?;
		Self::try_force()?;
		Self::try_labels()?;
		Self::try_distributions()?;
		let mut totals: BTreeMap<_, u64> = BTreeMap::new();
		for (policy, _, counters) in NodeHits::<T>::iter() {
			let sum = totals.entry(policy).or_default();
			*sum = sum.saturating_add(counters.requests());
		}
		for (policy, total) in NodeTotals::<T>::iter() {
			let known = totals.remove(&policy).unwrap_or(0);
			ensure!(NodeCounters::requests(&total) == known, "totals: not the sum of the nodes");
		}
		ensure!(totals.is_empty(), "totals: missing");
		Ok(())
	}

	fn try_primitives() -> Result<(), TryRuntimeError> {
		let count = PrimitiveCount::<T>::get();
		let mut seen = 0u32;
		for (id, head) in PrimitiveHeads::<T>::iter() {
			seen = seen.saturating_add(1);
			ensure!((1..=count).contains(&id.0), "primitive: number outside of the count");
			ensure!((1..=head.latest).contains(&head.current), "primitive: no current version");
			let versions: BTreeSet<u32> = Primitives::<T>::iter_key_prefix(id).collect();
			ensure!(versions.into_iter().eq(1..=head.latest), "primitive: a version is missing");
		}
		ensure!(seen == count, "primitives: fewer than the count");
		Ok(())
	}

	fn try_policies() -> Result<(), TryRuntimeError> {
		let count = PolicyCount::<T>::get();
		let (mut seen, mut changes) = (0u32, 0u32);
		for (id, head) in Heads::<T>::iter() {
			seen = seen.saturating_add(1);
			ensure!((1..=count).contains(&id.0), "policy: number outside of the count");
			let effective = head.state == PolicyState::Effective;
			ensure!(head.effective.is_some() == effective, "policy: state without its version");
			let active = Active::<T>::get(id).map(|active| active.version);
			ensure!(active == head.effective, "policy: another version is evaluated");
			let versions: BTreeMap<_, _> = Versions::<T>::iter_prefix(id).collect();
			ensure!(versions.keys().copied().eq(1..=head.latest), "policy: a version is missing");
			for (version, record) in versions {
				ensure!(record.policy.digest() == record.digest, "version: another digest");
				let in_force = head.effective == Some(version);
				let is = record.state == PolicyState::Effective;
				ensure!(is == in_force, "version: another state");
				let was = record.state != PolicyState::Draft;
				ensure!(record.enacted.is_some() == was, "version: force without a decision");
			}
			for seq in 0..head.changes {
				let number = History::<T>::get(id, seq).ok_or("history: a change is missing")?;
				let change = Changes::<T>::get(number).ok_or("history: of no change")?;
				ensure!(change.policy == id, "history: of another policy");
			}
			changes = changes.saturating_add(head.changes);
		}
		ensure!(seen == count, "policies: fewer than the count");
		ensure!(changes == ChangeCount::<T>::get(), "changes: not the sum of the histories");
		Ok(())
	}

	fn try_force() -> Result<(), TryRuntimeError> {
		let set = InForce::<T>::get();
		ensure!(set.digest == set_digest(&set.members), "set: another digest");
		let mut last = None;
		for member in &set.members {
			ensure!(last < Some(member.policy), "set: not in order");
			last = Some(member.policy);
			let head = Heads::<T>::get(member.policy).ok_or("set: no such policy")?;
			ensure!(head.effective == Some(member.version), "set: another version");
		}
		let active = Active::<T>::iter_keys().count();
		ensure!(active == set.members.len(), "set: not the policies in force");
		if set.revision > 0 {
			let change = SetChanges::<T>::get(set.revision).ok_or("set: revision is missing")?;
			ensure!(change.digest == set.digest, "set: revision of another digest");
		}
		let mut places = 0usize;
		for ((point, scene), list) in Index::<T>::iter() {
			let limit = usize::try_from(MAX_LIST).unwrap_or(0);
			ensure!((1..=limit).contains(&list.len()), "index: an empty list");
			let costs = list.iter().map(|entry| entry.cost).fold(0u32, u32::saturating_add);
			ensure!(costs <= T::MaxListCost::get(), "index: over budget");
			for (one, next) in list.iter().zip(list.iter().skip(1)) {
				ensure!(one.rank() < next.rank(), "index: not in order");
			}
			for entry in &list {
				let active = Active::<T>::get(entry.policy).ok_or("index: not in force")?;
				let policy = active.policy;
				let belongs = policy.points.contains(point)
					&& match (&policy.scenes, scene) {
						(fiscal_policy::Scenes::All, None) => true,
						(fiscal_policy::Scenes::Only(scenes), Some(scene)) => {
							scenes.contains(&scene)
						}
						_ => false,
					};
				ensure!(belongs, "index: in another list");
				let same = (policy.priority, policy.effect) == (entry.priority, entry.effect);
				ensure!(same, "index: another rank");
				places = places.saturating_add(1);
			}
		}
		let expected = Active::<T>::iter_values().map(|active| {
			let scenes = match &active.policy.scenes {
				fiscal_policy::Scenes::All => 1,
				fiscal_policy::Scenes::Only(scenes) => scenes.len(),
			};
			active.policy.points.iter().count().saturating_mul(scenes)
		});
		ensure!(expected.fold(0, usize::saturating_add) == places, "index: a list lacks a policy");
		Ok(())
	}

	fn try_labels() -> Result<(), TryRuntimeError> {
		for (label, record) in LabelRecords::<T>::iter() {
			let (mut participants, mut nodes) = (0u32, 0u32);
			for member in LabelMembers::<T>::iter_key_prefix(&label) {
				match member {
					Member::Participant(_) => participants = participants.saturating_add(1),
					Member::Node(_) => nodes = nodes.saturating_add(1),
				}
				let has = LabelsOf::<T>::get(member).contains(&label);
				ensure!(has, "label: a member does not know it");
			}
			let counted = (record.participants, record.nodes) == (participants, nodes);
			ensure!(counted, "label: another number of members");
		}
		for (member, labels) in LabelsOf::<T>::iter() {
			ensure!(!labels.is_empty(), "labels: an empty list");
			for (one, next) in labels.iter().zip(labels.iter().skip(1)) {
				ensure!(one < next, "labels: not in order");
			}
			for label in labels {
				let known = LabelMembers::<T>::contains_key(&label, member)
					&& LabelRecords::<T>::contains_key(&label);
				ensure!(known, "labels: of no such label");
			}
		}
		Ok(())
	}

	fn try_distributions() -> Result<(), TryRuntimeError> {
		let count = DistributionCount::<T>::get();
		let mut seen = 0u32;
		for (id, distribution) in Distributions::<T>::iter() {
			seen = seen.saturating_add(1);
			ensure!((1..=count).contains(&id), "distribution: number outside of the count");
			let runs = distribution.state == DistributionState::Running;
			ensure!(runs == (Running::<T>::get() == Some(id)), "distribution: runs unknown");
			ensure!(runs == distribution.ended_at.is_none(), "distribution: end without time");
			let open = (1..=distribution.stages.count()).contains(&distribution.open);
			ensure!(open, "distribution: a stage there is not");
			let (mut acknowledged, mut failed) = (0u32, 0u32);
			for (node, answer) in Acknowledgements::<T>::iter_prefix(id) {
				let at = distribution.position(node);
				let reached = at.is_some_and(|at| at < distribution.reached());
				ensure!(reached, "distribution: an answer of a node that is not reached");
				let counter = if answer.ok { &mut acknowledged } else { &mut failed };
				*counter = counter.saturating_add(1);
			}
			let counts = (distribution.acknowledged, distribution.failed);
			ensure!(counts == (acknowledged, failed), "distribution: other counts");
			ensure!(!runs || !distribution.is_over_threshold(), "distribution: over its threshold");
			let all = u32::try_from(distribution.nodes.len()).unwrap_or(u32::MAX);
			ensure!(!runs || acknowledged < all, "distribution: complete and still runs");
		}
		ensure!(seen == count, "distributions: fewer than the count");
		Ok(())
	}
}
