//! Policies enter into force, give way to others and leave.

use crate::{
	drafting::Stored, types::PointIndex, Active, ActivePolicy, Config, Error, Event, Heads,
	InForce, Index, IndexEntry, Pallet, SetChanges, Versions,
};
use alloc::{collections::BTreeMap, vec::Vec};
use fiscal_policy::{
	chain::{
		set_digest, ChangeAction, Enactment, PolicyChange, PolicyHead, PolicySet, PolicyState,
		SetChange, SetMember, VersionRecord,
	},
	conflicts, Cost, Overlap, Policy, Scenes,
};
use fiscal_primitives::{
	policy::PolicyPoint, text::Reason, traits::ParticipantRegistry, Actor, Moment, PolicyId,
	SceneId,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
};
use sp_runtime::DispatchResult;

/// The lists a policy stands in.
fn places(policy: &Policy) -> Vec<(PolicyPoint, Option<SceneId>)> {
	let scenes: Vec<Option<SceneId>> = match &policy.scenes {
		Scenes::All => Vec::from([None]),
		Scenes::Only(scenes) => scenes.iter().copied().map(Some).collect(),
	};
	policy.points.iter().flat_map(|point| scenes.iter().map(move |scene| (point, *scene))).collect()
}

/// What a change of force writes, once nothing can refuse it.
struct Plan {
	lists: BTreeMap<(PolicyPoint, Option<SceneId>), PointIndex>,
	set: PolicySet,
	change: SetChange,
}

/// What is in force where: by point, and by scene or for all scenes.
type Lists = BTreeMap<(PolicyPoint, Option<SceneId>), PointIndex>;

impl<T: Config> Pallet<T> {
	/// The lists after `id` left them and, with a policy, entered those of it.
	fn lists(
		id: PolicyId,
		leaves: Option<&Policy>,
		enters: Option<(&Policy, Cost)>,
	) -> Result<Lists, Error<T>> {
		let mut lists = BTreeMap::new();
		for place in leaves.map(places).unwrap_or_default() {
			let mut list = Index::<T>::get(place);
			list.retain(|entry| entry.policy != id);
			lists.insert(place, list);
		}
		let Some((policy, cost)) = enters else { return Ok(lists) };
		let (priority, effect) = (policy.priority, policy.effect);
		let entry = IndexEntry { policy: id, priority, effect, cost };
		for place in places(policy) {
			let list = lists.entry(place).or_insert_with(|| Index::<T>::get(place));
			let costs = list.iter().map(|other| other.cost).fold(cost, Cost::saturating_add);
			ensure!(costs <= T::MaxListCost::get(), Error::<T>::MaxCostExceeded);
			let at = list.iter().take_while(|other| other.rank() < entry.rank()).count();
			list.try_insert(at, entry).map_err(|_| Error::<T>::MaxListExceeded)?;
		}
		Ok(lists)
	}

	/// What has to be written for the version to be in force, or for none to be. Reads alone.
	fn plan(
		id: PolicyId,
		enters: Option<(u32, &VersionRecord, &Policy)>,
		at: Moment,
	) -> Result<Plan, Error<T>> {
		let leaves = Active::<T>::get(id);
		let entering = enters.map(|(_, record, resolved)| (resolved, record.cost));
		let lists = Self::lists(id, leaves.as_ref().map(|active| &active.policy), entering)?;
		let mut set = InForce::<T>::get();
		set.members.retain(|member| member.policy != id);
		if let Some((version, record, _)) = enters {
			let place = set.members.iter().take_while(|member| member.policy < id).count();
			let member = SetMember { policy: id, version, digest: record.digest };
			set.members.try_insert(place, member).map_err(|_| Error::<T>::MaxInForceExceeded)?;
		}
		set.digest = set_digest(&set.members);
		set.revision = set.revision.checked_add(1).ok_or(Error::<T>::MaxCountExceeded)?;
		let version = enters.map(|(version, ..)| version);
		let change = SetChange { digest: set.digest, policy: id, version, at };
		Self::ensure_countable()?;
		Ok(Plan { lists, set, change })
	}

	fn carry_out(id: PolicyId, plan: Plan, active: Option<ActivePolicy>) {
		for (place, list) in plan.lists {
			if list.is_empty() {
				Index::<T>::remove(place);
			} else {
				Index::<T>::insert(place, list);
			}
		}
		SetChanges::<T>::insert(plan.set.revision, plan.change);
		InForce::<T>::put(plan.set);
		Active::<T>::set(id, active);
	}

	/// Puts a version into force. Changes nothing when it refuses.
	fn put_into_force(
		id: PolicyId,
		head: PolicyHead,
		version: u32,
		mut record: VersionRecord,
		resolved: Policy,
		by: Actor,
	) -> Result<(), Error<T>> {
		let at = T::Time::now();
		let ended = record.policy.valid.until().is_some_and(|until| until <= at);
		ensure!(!ended, Error::<T>::Expired);
		let plan = Self::plan(id, Some((version, &record, &resolved)), at)?;
		Self::carry_out(id, plan, Some(ActivePolicy { version, policy: resolved }));
		Self::retire(id, head.effective);
		record.state = PolicyState::Effective;
		record.enacted = Some(Enactment { by, at });
		Versions::<T>::insert(id, version, record);
		Ok(())
	}

	/// The policy with its references written out.
	fn resolved(policy: &Policy) -> Result<Policy, Error<T>> {
		policy.resolved(&Stored::<T>::new()).map_err(|_| Error::<T>::Invalid)
	}

	/// A version that was in force is so no longer.
	fn retire(id: PolicyId, version: Option<u32>) {
		if let Some(version) = version {
			Versions::<T>::mutate(id, version, |record| {
				if let Some(record) = record {
					record.state = PolicyState::Repealed;
				}
			});
		}
	}

	/// Policies in force that decide against the policy with the same priority for some of the same
	/// requests, or may. Its references are written out, as are those of what is in force.
	fn opponents(id: PolicyId, policy: &Policy) -> Vec<PolicyId> {
		let set = InForce::<T>::get();
		let others = set.members.iter().filter(|member| member.policy != id);
		others
			.filter_map(|member| {
				let other = Active::<T>::get(member.policy)?.policy;
				let opposed = other.priority == policy.priority && other.effect != policy.effect;
				let overlap = || conflicts(policy, &other, &());
				let clash = opposed && matches!(overlap(), Overlap::Conflict | Overlap::Undecided);
				clash.then_some(member.policy)
			})
			.collect()
	}

	pub(crate) fn do_enact(
		id: PolicyId,
		version: u32,
		acknowledge: bool,
		reason: Reason,
		by: Actor,
	) -> DispatchResult {
		let head = Heads::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(head.state != PolicyState::Repealed, Error::<T>::Terminal);
		let record = Versions::<T>::get(id, version).ok_or(Error::<T>::NotFound)?;
		ensure!(record.state == PolicyState::Draft, Error::<T>::NotDraft);
		Self::ensure_scenes(&record.policy)?;
		let resolved = Self::resolved(&record.policy)?;
		let opponents = Self::opponents(id, &resolved);
		ensure!(opponents.is_empty() || acknowledge, Error::<T>::Conflict);
		let digest = record.digest;
		Self::put_into_force(id, head, version, record, resolved, by)?;
		let (at, replaced) = (T::Time::now(), head.effective);
		let change = PolicyChange {
			policy: id,
			action: ChangeAction::Enacted,
			version,
			replaced,
			digest,
			conflicts: u32::try_from(opponents.len()).unwrap_or(u32::MAX),
			by,
			at,
			reason: Some(reason.clone()),
		};
		let (state, effective) = (PolicyState::Effective, Some(version));
		Self::put_change(PolicyHead { state, effective, ..head }, change);
		let did = T::Participants::did_of_signer(&by);
		let event = Event::Enacted { policy: id, version, replaced, digest, by, did, at, reason };
		Self::deposit_event(event);
		for other in opponents {
			Self::deposit_event(Event::ConflictAcknowledged { policy: id, other, by });
		}
		Ok(())
	}

	pub(crate) fn do_roll_back(
		id: PolicyId,
		version: u32,
		reason: Reason,
		by: Actor,
	) -> DispatchResult {
		let head = Heads::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(head.state != PolicyState::Repealed, Error::<T>::Terminal);
		let replaced = head.effective.ok_or(Error::<T>::NotEffective)?;
		let record = Versions::<T>::get(id, version).ok_or(Error::<T>::NotFound)?;
		ensure!(version != replaced, Error::<T>::NothingChanged);
		ensure!(record.state == PolicyState::Repealed, Error::<T>::NotEffective);
		let (digest, resolved) = (record.digest, Self::resolved(&record.policy)?);
		Self::put_into_force(id, head, version, record, resolved, by)?;
		let at = T::Time::now();
		let change = PolicyChange {
			policy: id,
			action: ChangeAction::RolledBack,
			version,
			replaced: Some(replaced),
			digest,
			conflicts: 0,
			by,
			at,
			reason: Some(reason.clone()),
		};
		Self::put_change(PolicyHead { effective: Some(version), ..head }, change);
		let did = T::Participants::did_of_signer(&by);
		let event =
			Event::RolledBack { policy: id, version, replaced, digest, by, did, at, reason };
		Self::deposit_event(event);
		Ok(())
	}

	pub(crate) fn do_repeal(id: PolicyId, reason: Reason, by: Actor) -> DispatchResult {
		let head = Heads::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(head.state != PolicyState::Repealed, Error::<T>::Terminal);
		let (at, replaced) = (T::Time::now(), head.effective);
		let version = replaced.unwrap_or(head.latest);
		let record = Versions::<T>::get(id, version).ok_or(Error::<T>::NotFound)?;
		Self::ensure_countable()?;
		if replaced.is_some() {
			let plan = Self::plan(id, None, at)?;
			Self::carry_out(id, plan, None);
			Self::retire(id, replaced);
		}
		let change = PolicyChange {
			policy: id,
			action: ChangeAction::Repealed,
			version,
			replaced,
			digest: record.digest,
			conflicts: 0,
			by,
			at,
			reason: Some(reason.clone()),
		};
		let state = PolicyState::Repealed;
		Self::put_change(PolicyHead { state, effective: None, ..head }, change);
		let did = T::Participants::did_of_signer(&by);
		Self::deposit_event(Event::Repealed { policy: id, replaced, by, did, at, reason });
		Ok(())
	}

	/// Puts a policy of the genesis into force.
	pub(crate) fn insert_genesis_policy(policy: Policy) -> Result<(), Error<T>> {
		let resolved = Self::resolved(&policy)?;
		let opponents = Self::opponents(PolicyId(0), &resolved);
		ensure!(opponents.is_empty(), Error::<T>::Conflict);
		let by = Actor::System;
		let id = Self::do_draft(policy, by)?;
		let head = Heads::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let record = Versions::<T>::get(id, 1).ok_or(Error::<T>::NotFound)?;
		let digest = record.digest;
		Self::put_into_force(id, head, 1, record, resolved, by)?;
		let change = PolicyChange {
			policy: id,
			action: ChangeAction::Enacted,
			version: 1,
			replaced: None,
			digest,
			conflicts: 0,
			by,
			at: T::Time::now(),
			reason: None,
		};
		let (state, effective) = (PolicyState::Effective, Some(1));
		Self::put_change(PolicyHead { state, effective, ..head }, change);
		Ok(())
	}
}
