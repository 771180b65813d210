//! What other pallets ask: sessions over the policies in force.

use crate::{
	types::{PointIndex, Session, MAX_LIST},
	Active, Config, Frequencies, Frequency, Hits, Index, IndexEntry, LabelsOf, Pallet, WeightInfo,
};
use alloc::vec::Vec;
use fiscal_policy::{chain::Member, decide, Cost};
use fiscal_primitives::{
	policy::{Facts, Policies, PolicyPoint, Verdict},
	traits::ParticipantRegistry,
	ParticipantId, PolicyId, SceneId,
};
use frame_support::{
	traits::{Get, Time},
	weights::Weight,
};

/// What each policy costs by which [`WeightInfo::judge`] is measured, in units of [`Cost`].
pub(crate) const MEASURED: Cost = 256;

impl<T: Config> Pallet<T> {
	/// The policies of a point and scene, those of every scene among them, in the order of their rank.
	pub(crate) fn in_question(point: PolicyPoint, scene: Option<SceneId>) -> Vec<IndexEntry> {
		let general: PointIndex = Index::<T>::get((point, None::<SceneId>));
		let special = scene.map(|scene| Index::<T>::get((point, Some(scene)))).unwrap_or_default();
		let mut entries: Vec<IndexEntry> = general.into_iter().chain(special).collect();
		entries.sort_by_key(|one| one.rank());
		entries
	}
}

impl<T: Config> Policies for Pallet<T> {
	type Session = Session;

	fn open(point: PolicyPoint, scene: SceneId, actor: ParticipantId) -> Session {
		let mut session = Session { point, scene, actor, ..Default::default() };
		let entries = Self::in_question(point, Some(scene));
		if entries.is_empty() {
			return session;
		}
		session.listed = u32::try_from(entries.len()).unwrap_or(u32::MAX);
		session.at = T::Time::now();
		session.roles = T::Participants::roles_of(actor);
		session.labels = LabelsOf::<T>::get(Member::Participant(actor));
		let known = Self::complete_facts(&session, &Facts::default());
		for entry in entries {
			let Some(active) = Active::<T>::get(entry.policy) else { continue };
			if active.policy.applies(&known) {
				session.policies.push((entry.policy, active));
				session.counted.push(Default::default());
			}
		}
		if !session.policies.is_empty() {
			let day = Frequency::day_of(session.at);
			session.today = Frequencies::<T>::get((point, scene, actor)).on(day);
		}
		session
	}

	fn judge(session: &mut Session, facts: &Facts) -> Verdict {
		if session.policies.is_empty() {
			return Verdict::UNREGULATED;
		}
		let facts = Self::complete_facts(session, facts);
		let policies = session.policies.iter().map(|(id, active)| (*id, &active.policy));
		let decision = decide(policies, &facts, &());
		for ((id, _), counters) in session.policies.iter().zip(session.counted.iter_mut()) {
			counters.asked = counters.asked.saturating_add(1);
			if decision.hits.contains(id) {
				counters.held = counters.held.saturating_add(1);
			}
			if decision.verdict.policy == Some(*id) {
				let decided = if decision.verdict.permitted {
					&mut counters.permitted
				} else {
					&mut counters.denied
				};
				*decided = decided.saturating_add(1);
				counters.last_at = session.at;
			}
		}
		session.today = session.today.saturating_add(1);
		session.used = true;
		decision.verdict
	}

	fn version(session: &Session, policy: PolicyId) -> Option<u32> {
		session.policies.iter().find(|(id, _)| *id == policy).map(|(_, active)| active.version)
	}

	fn close(session: Session) {
		if !session.used {
			return;
		}
		for ((id, _), counted) in session.policies.iter().zip(&session.counted) {
			Hits::<T>::mutate(id, |hits| {
				hits.asked = hits.asked.saturating_add(counted.asked);
				hits.held = hits.held.saturating_add(counted.held);
				hits.permitted = hits.permitted.saturating_add(counted.permitted);
				hits.denied = hits.denied.saturating_add(counted.denied);
				hits.last_at = hits.last_at.max(counted.last_at);
			});
		}
		let key = (session.point, session.scene, session.actor);
		let frequency = Frequency { day: Frequency::day_of(session.at), count: session.today };
		Frequencies::<T>::insert(key, frequency);
	}

	fn session_weight() -> Weight {
		T::WeightInfo::session()
	}

	/// Both lists at their budget.
	fn judge_weight() -> Weight {
		let units = T::MaxListCost::get().saturating_mul(2);
		T::WeightInfo::judge(units.div_ceil(MEASURED))
	}

	/// Of a session, what grows with the policies that are listed: two full lists are measured, and what
	/// each session reads besides counts as four more. Of judgements, all or nothing.
	fn unused(session: &Session, judgements: u32) -> Weight {
		let whole = Self::session_weight();
		if session.listed == 0 {
			let judged = Self::judge_weight().saturating_mul(judgements.into());
			return whole.saturating_add(judged).saturating_sub(T::DbWeight::get().reads(2));
		}
		let (fixed, most) = (4u64, 2u64.saturating_mul(MAX_LIST.into()));
		let share = u64::from(session.listed).saturating_add(fixed);
		let needed = whole.saturating_mul(share).saturating_div(most.saturating_add(fixed));
		whole.saturating_sub(needed)
	}
}

impl<T: Config> Pallet<T> {
	/// The facts with what the chain knows itself.
	fn complete_facts(session: &Session, facts: &Facts) -> Facts {
		Facts {
			point: session.point,
			at: session.at,
			actor: Some(session.actor),
			roles: Some(session.roles),
			labels: session.labels.clone(),
			scene: Some(session.scene),
			today: Some(session.today),
			..facts.clone()
		}
	}
}
