//! What the runtime API answers: validation, simulation, decisions with their reasons.

use crate::{
	drafting::Stored, types::Frequency, Active, Config, Frequencies, Hits, InForce, LabelsOf,
	Pallet, Versions,
};
use alloc::vec::Vec;
use fiscal_policy::{
	chain::{Checked, Decided, Explanation, Member, Opposition, Simulation, Subject, MAX_CASES},
	check, conflicts, decide, evaluate, explain, Overlap, Policy,
};
use fiscal_primitives::{policy::Facts, traits::ParticipantRegistry, PolicyId};

impl<T: Config> Pallet<T> {
	fn subject(subject: Subject) -> Option<(Option<PolicyId>, Policy)> {
		match subject {
			Subject::Policy(policy) => Some((None, policy)),
			Subject::Version { id, version } => {
				Versions::<T>::get(id, version).map(|record| (Some(id), record.policy))
			}
		}
	}

	/// Validates a policy and compares it with those in force. None if there is no such version.
	/// R045, R050, R063, R065.
	pub fn check(subject: Subject) -> Option<Checked> {
		let (id, policy) = Self::subject(subject)?;
		let (accepted, cost, findings) = match check(&policy, &Stored::<T>::new()) {
			Ok(report) => (true, report.cost, report.warnings),
			Err(findings) => (false, 0, findings),
		};
		let resolved = policy.resolved(&Stored::<T>::new()).unwrap_or(policy);
		let oppositions = InForce::<T>::get()
			.members
			.iter()
			.filter(|member| Some(member.policy) != id)
			.filter_map(|member| {
				let other = Active::<T>::get(member.policy)?.policy;
				let overlap = conflicts(&resolved, &other, &());
				let matters = !matches!(overlap, Overlap::Disjoint | Overlap::Compatible);
				let hits = Hits::<T>::get(member.policy);
				matters.then_some(Opposition { policy: member.policy, overlap, hits })
			})
			.collect();
		Some(Checked { accepted, cost, findings, oppositions })
	}

	fn explanation(policy: &Policy, facts: &Facts) -> Explanation {
		let outcome = evaluate(policy, facts, &Stored::<T>::new());
		Explanation {
			applies: outcome.applies,
			holds: outcome.holds,
			truth: outcome.truth,
			cost: outcome.cost,
			steps: explain(policy, facts, &Stored::<T>::new()),
		}
	}

	/// Judges cases by one policy, whatever is in force 仿真; the first 32 of them. None if there is no
	/// such version. R051.
	pub fn simulate(subject: Subject, cases: Vec<Facts>) -> Option<Simulation> {
		let (_, policy) = Self::subject(subject)?;
		let most = usize::try_from(MAX_CASES).unwrap_or(0);
		let explained =
			cases.iter().take(most).map(|facts| Self::explanation(&policy, facts)).collect();
		Some(Simulation { digest: policy.digest(), cases: explained })
	}

	/// What the chain knows of the actor, where the case does not say.
	fn filled_in(mut facts: Facts) -> Facts {
		let Some(actor) = facts.actor else { return facts };
		facts.roles = facts.roles.or_else(|| Some(T::Participants::roles_of(actor)));
		if facts.labels.is_empty() {
			facts.labels = LabelsOf::<T>::get(Member::Participant(actor));
		}
		if let (None, Some(scene)) = (facts.today, facts.scene) {
			let known = Frequencies::<T>::get((facts.point, scene, actor));
			facts.today = Some(known.on(Frequency::day_of(facts.at)));
		}
		facts
	}

	/// What the policies in force say of a case, and why: R049, R051. Roles, labels and the requests
	/// of the day are the chain's own where the case does not give them.
	pub fn decide(facts: Facts) -> Decided {
		let facts = Self::filled_in(facts);
		let entries = Self::in_question(facts.point, facts.scene);
		let policies: Vec<(PolicyId, Policy)> = entries
			.into_iter()
			.filter_map(|entry| {
				Active::<T>::get(entry.policy).map(|active| (entry.policy, active.policy))
			})
			.collect();
		let decision = decide(policies.iter().map(|(id, policy)| (*id, policy)), &facts, &());
		let explained =
			policies.iter().map(|(id, policy)| (*id, Self::explanation(policy, &facts))).collect();
		let (verdict, hits, cost) = (decision.verdict, decision.hits, decision.cost);
		Decided { verdict, hits, cost, policies: explained }
	}
}
