//! Random calls by random actors against a model of what policies and distributions are.

use crate::{mock::*, Distributions, Heads, Versions};
use fiscal_policy::{
	chain::{DistributionMode, DistributionState, PolicyState, Stages, Target},
	Policy,
};
use fiscal_primitives::{Digest, NodeId, ParticipantId, PolicyId};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A policy for locks in scene 1: denies more than so many yuan, or permits no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rule {
	permits: bool,
	priority: u16,
	yuan: u32,
}

impl Rule {
	fn policy(self) -> Policy {
		let Rule { permits, priority, yuan } = self;
		let (effect, operator) = if permits { ("permit", "le") } else { ("deny", "gt") };
		let condition = format!(r#"{{"claimed":{{"{operator}":"{yuan}.00"}}}}"#);
		lock_policy("[1]", priority, effect, &condition)
	}

	fn holds(self, yuan: u32) -> bool {
		if self.permits {
			yuan <= self.yuan
		} else {
			yuan > self.yuan
		}
	}

	/// Is there a request that both decide, with the same priority, in opposite ways?
	fn conflicts(self, other: Rule) -> bool {
		let (permit, deny) = if self.permits { (self, other) } else { (other, self) };
		self.priority == other.priority && self.permits != other.permits && permit.yuan > deny.yuan
	}
}

#[derive(Clone, Debug)]
enum Step {
	Draft(Rule),
	Revise(u32, Rule),
	Enact(u32, u32, bool),
	RollBack(u32, u32),
	Repeal(u32),
	Judge(u32),
	Distribute(u32, bool, u8),
	Acknowledge(u32, bool, bool),
	Advance,
	Abort,
}

#[derive(Clone, Debug, Default)]
struct Known {
	versions: Vec<(Rule, PolicyState)>,
	effective: Option<u32>,
	repealed: bool,
}

#[derive(Clone, Debug)]
struct Sent {
	nodes: u32,
	staged: bool,
	threshold: u32,
	open: u32,
	answers: BTreeMap<u32, bool>,
	state: DistributionState,
}

impl Sent {
	fn reached(&self) -> u32 {
		if self.staged && self.open == 1 {
			self.nodes.div_ceil(2)
		} else {
			self.nodes
		}
	}

	fn last(&self) -> bool {
		!self.staged || self.open == 2
	}

	fn count(&self, ok: bool) -> u32 {
		u32::try_from(self.answers.values().filter(|answer| **answer == ok).count()).unwrap()
	}
}

#[derive(Clone, Debug, Default)]
struct Model {
	policies: Vec<Known>,
	sent: Vec<Sent>,
	asked: BTreeMap<u32, u64>,
}

impl Model {
	fn policy(&mut self, id: u32) -> Option<&mut Known> {
		self.policies.get_mut(usize::try_from(id).unwrap().checked_sub(1)?)
	}

	/// The rules in force in the order of their rank.
	fn in_force(&self) -> Vec<(u32, Rule)> {
		let mut rules: Vec<(u32, Rule)> = (1u32..)
			.zip(&self.policies)
			.filter_map(|(id, known)| {
				let version = usize::try_from(known.effective?).unwrap();
				Some((id, known.versions[version - 1].0))
			})
			.collect();
		rules.sort_by_key(|(id, rule)| (std::cmp::Reverse(rule.priority), rule.permits, *id));
		rules
	}

	fn put_into_force(&mut self, id: u32, version: u32) {
		let known = self.policy(id).unwrap();
		if let Some(before) = known.effective.replace(version) {
			known.versions[usize::try_from(before).unwrap() - 1].1 = PolicyState::Repealed;
		}
		known.versions[usize::try_from(version).unwrap() - 1].1 = PolicyState::Effective;
	}

	/// Whether the version may enter into force from that state.
	fn may_enter(&mut self, id: u32, version: u32, from: PolicyState) -> Option<Rule> {
		let known = self.policy(id).filter(|known| !known.repealed)?;
		let version = usize::try_from(version).unwrap().checked_sub(1)?;
		let (rule, state) = *known.versions.get(version)?;
		(state == from).then_some(rule)
	}

	/// Performs the step and tells whether it is admitted.
	fn perform(&mut self, who: ParticipantId, step: &Step) -> bool {
		let operator = matches!(step, Step::Acknowledge(..));
		if !matches!(step, Step::Judge(_)) && who != if operator { OPERATOR } else { FINANCE } {
			return false;
		}
		match *step {
			Step::Draft(rule) => {
				let versions = vec![(rule, PolicyState::Draft)];
				self.policies.push(Known { versions, ..Default::default() });
				true
			}
			Step::Revise(id, rule) => {
				let Some(known) = self.policy(id) else { return false };
				let open = !known.repealed && known.versions.last().unwrap().0 != rule;
				if open {
					known.versions.push((rule, PolicyState::Draft));
				}
				open
			}
			Step::Enact(id, version, acknowledge) => {
				let Some(rule) = self.may_enter(id, version, PolicyState::Draft) else {
					return false;
				};
				let mut others = self.in_force().into_iter().filter(|(other, _)| *other != id);
				if !acknowledge && others.any(|(_, other)| rule.conflicts(other)) {
					return false;
				}
				self.put_into_force(id, version);
				true
			}
			Step::RollBack(id, version) => {
				let in_force = self.policy(id).is_some_and(|known| known.effective.is_some());
				let admitted =
					in_force && self.may_enter(id, version, PolicyState::Repealed).is_some();
				if admitted {
					self.put_into_force(id, version);
				}
				admitted
			}
			Step::Repeal(id) => {
				let Some(known) = self.policy(id).filter(|known| !known.repealed) else {
					return false;
				};
				known.repealed = true;
				if let Some(version) = known.effective.take() {
					known.versions[usize::try_from(version).unwrap() - 1].1 = PolicyState::Repealed;
				}
				true
			}
			Step::Judge(_) => {
				for (id, _) in self.in_force() {
					*self.asked.entry(id).or_default() += 1;
				}
				true
			}
			Step::Distribute(nodes, staged, threshold) => {
				let running = DistributionState::Running;
				if self.sent.last().is_some_and(|sent| sent.state == running) {
					return false;
				}
				let threshold = u32::from(threshold);
				let (open, answers, state) = (1, BTreeMap::new(), running);
				self.sent.push(Sent { nodes, staged, threshold, open, answers, state });
				true
			}
			Step::Acknowledge(node, right, ok) => {
				let Some(sent) = self.running() else { return false };
				if node > sent.reached() || sent.answers.get(&node) == Some(&true) {
					return false;
				}
				sent.answers.insert(node, right && ok);
				if !(right && ok) {
					if sent.count(false) * 100 > sent.threshold * sent.reached() {
						sent.state = DistributionState::RolledBack;
					}
					return true;
				}
				while sent.count(true) >= sent.reached() {
					if sent.last() {
						sent.state = DistributionState::Completed;
						break;
					}
					sent.open += 1;
				}
				true
			}
			Step::Advance => {
				let Some(sent) = self.running() else { return false };
				if sent.last() {
					sent.state = DistributionState::Completed;
				} else {
					sent.open += 1;
				}
				true
			}
			Step::Abort => {
				let Some(sent) = self.running() else { return false };
				sent.state = DistributionState::RolledBack;
				true
			}
		}
	}

	fn running(&mut self) -> Option<&mut Sent> {
		self.sent.last_mut().filter(|sent| sent.state == DistributionState::Running)
	}

	/// The verdict on a claim: permitted or not, and by whom.
	fn verdict(&self, yuan: u32) -> (bool, Option<u32>) {
		let rules = self.in_force();
		if let Some((id, rule)) = rules.iter().find(|(_, rule)| rule.holds(yuan)) {
			return (rule.permits, Some(*id));
		}
		match rules.iter().find(|(_, rule)| rule.permits) {
			Some((id, _)) => (false, Some(*id)),
			None => (true, None),
		}
	}
}

fn send(model: &Model, who: ParticipantId, step: &Step) -> bool {
	let origin = signed(who);
	let last = crate::DistributionCount::<Test>::get();
	let result = match *step {
		Step::Draft(rule) => Policies::draft(origin, Box::new(rule.policy())),
		Step::Revise(id, rule) => {
			Policies::revise(origin, PolicyId(id), Box::new(rule.policy()), reason())
		}
		Step::Enact(id, version, acknowledge) => {
			Policies::enact(origin, PolicyId(id), version, acknowledge, reason())
		}
		Step::RollBack(id, version) => Policies::roll_back(origin, PolicyId(id), version, reason()),
		Step::Repeal(id) => Policies::repeal(origin, PolicyId(id), reason()),
		Step::Judge(yuan) => {
			let verdict = judge(claim(u64::from(yuan)));
			let told = (verdict.permitted, verdict.policy.map(|id| id.0));
			assert_eq!(told, model.verdict(yuan), "{yuan}");
			Ok(())
		}
		Step::Distribute(nodes, staged, threshold) => {
			let stages = Stages::new(if staged { vec![50, 100] } else { vec![100] }).unwrap();
			let nodes: Vec<NodeId> = (1..=nodes).map(NodeId).collect();
			Policies::distribute(
				origin,
				Target::Nodes,
				nodes.try_into().unwrap(),
				DistributionMode::Full,
				in_force().digest,
				stages,
				threshold,
			)
		}
		Step::Acknowledge(node, right, ok) => {
			let digest = Distributions::<Test>::get(last).map(|sent| sent.digest);
			let digest = digest.filter(|_| right).unwrap_or(Digest::repeat_byte(9));
			Policies::acknowledge(origin, last, NodeId(node), digest, ok, None)
		}
		Step::Advance => Policies::advance(origin, last),
		Step::Abort => Policies::abort_distribution(origin, last, reason()),
	};
	result.is_ok()
}

fn compare(model: &Model) {
	for (id, known) in (1u32..).zip(&model.policies) {
		let head = Heads::<Test>::get(PolicyId(id)).unwrap();
		assert_eq!(head.effective, known.effective);
		assert_eq!(head.state == PolicyState::Repealed, known.repealed);
		for (version, (_, state)) in (1u32..).zip(&known.versions) {
			assert_eq!(Versions::<Test>::get(PolicyId(id), version).unwrap().state, *state);
		}
		let asked = crate::Hits::<Test>::get(PolicyId(id)).asked;
		assert_eq!(asked, model.asked.get(&id).copied().unwrap_or(0));
	}
	for (id, sent) in (1u32..).zip(&model.sent) {
		let stored = Distributions::<Test>::get(id).unwrap();
		assert_eq!((stored.state, u32::from(stored.open)), (sent.state, sent.open));
		assert_eq!((stored.acknowledged, stored.failed), (sent.count(true), sent.count(false)));
	}
}

fn steps() -> impl Strategy<Value = Vec<(ParticipantId, Step)>> {
	let who = prop::sample::select(vec![FINANCE, FINANCE, FINANCE, OPERATOR, OPERATOR, INSURER]);
	let rule = || {
		(any::<bool>(), 0u16..3, 1u32..4).prop_map(|(permits, priority, yuan)| Rule {
			permits,
			priority,
			yuan,
		})
	};
	let step = prop_oneof![
		3 => rule().prop_map(Step::Draft),
		3 => (1u32..5, rule()).prop_map(|(id, rule)| Step::Revise(id, rule)),
		6 => (1u32..5, 0u32..4, any::<bool>()).prop_map(|(id, at, known)| Step::Enact(id, at, known)),
		3 => (1u32..5, 0u32..4).prop_map(|(id, at)| Step::RollBack(id, at)),
		1 => (1u32..5).prop_map(Step::Repeal),
		6 => (0u32..5).prop_map(Step::Judge),
		2 => (1u32..6, any::<bool>(), 0u8..=100)
			.prop_map(|(nodes, staged, most)| Step::Distribute(nodes, staged, most)),
		6 => (1u32..7, prop::bool::weighted(0.9), prop::bool::weighted(0.8))
			.prop_map(|(node, right, ok)| Step::Acknowledge(node, right, ok)),
		1 => Just(Step::Advance),
		1 => Just(Step::Abort),
	];
	prop::collection::vec((who, step), 1..50)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]

	#[test]
	fn policies_do_what_the_model_does(steps in steps()) {
		ExtBuilder::default().build_and_execute(|| {
			let mut model = Model::default();
			for (who, step) in steps {
				let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
				let admitted = model.perform(who, &step);
				assert_eq!(send(&model, who, &step), admitted, "{who:?} {step:?}");
				if !admitted {
					assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
				}
				compare(&model);
				Policies::do_try_state().unwrap();
			}
		});
	}
}
