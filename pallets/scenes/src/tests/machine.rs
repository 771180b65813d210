//! Random calls by random actors against a model of what a scene is.

use crate::{mock::*, Proposals, Scenes as Store};
use fiscal_primitives::{
	scene::{LockTerm, SceneKind, SceneStatus, Subject},
	Approval, Digest, ParticipantId, SceneId,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
	Council,
	Finance,
	Treasury,
	Approved,
	Stranger,
}

impl Who {
	fn origin(self) -> RuntimeOrigin {
		Approved::set((self == Who::Approved).then_some(Approval {
			id: 1,
			head: Digest::zero(),
			mandated: true,
		}));
		match self {
			Who::Council => RuntimeOrigin::root(),
			Who::Finance | Who::Approved => signed(FINANCE),
			Who::Treasury => signed(TREASURY),
			Who::Stranger => signed(STRANGER),
		}
	}

	fn signer(self) -> Option<ParticipantId> {
		match self {
			Who::Finance | Who::Approved => Some(FINANCE),
			Who::Treasury => Some(TREASURY),
			Who::Council | Who::Stranger => None,
		}
	}

	fn decides_alone(self) -> bool {
		matches!(self, Who::Council | Who::Approved)
	}
}

#[derive(Clone, Debug)]
enum Step {
	Register(u32),
	Update(u32, u32),
	SetRules(u32, bool),
	SetStatus(u32, SceneStatus),
	Confirm(u32, Subject),
	Withdraw(u32, Subject),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
	Registration,
	Weight(u32),
	Rules(bool),
	Retirement,
}

#[derive(Clone, Debug, Default)]
struct Model {
	scenes: BTreeMap<u32, (SceneStatus, u32, Option<bool>, u32)>,
	waiting: BTreeMap<(u32, Subject), (Change, Option<ParticipantId>)>,
}

impl Model {
	/// Whether the scene may take the change, which then makes a difference.
	fn fits(&self, scene: u32, change: &Change) -> bool {
		self.scenes.get(&scene).is_some_and(|(_, weight, rules, _)| match change {
			Change::Registration | Change::Retirement => true,
			Change::Weight(new) => new != weight,
			Change::Rules(new) => Some(*new) != *rules,
		})
	}

	fn apply(&mut self, scene: u32, change: &Change) {
		let stored = self.scenes.get_mut(&scene).unwrap();
		match change {
			Change::Registration => stored.0 = SceneStatus::Active,
			Change::Weight(new) => stored.1 = *new,
			Change::Rules(new) => {
				stored.2 = Some(*new);
				stored.3 += 1;
			}
			Change::Retirement => {
				stored.0 = SceneStatus::Retired;
				self.waiting.retain(|(of, _), _| *of != scene);
			}
		}
	}

	fn propose(&mut self, who: Who, scene: u32, subject: Subject, change: Change) -> bool {
		let status = self.scenes.get(&scene).map(|stored| stored.0);
		if !matches!(status, Some(SceneStatus::Active | SceneStatus::Suspended))
			|| !self.fits(scene, &change)
		{
			return false;
		}
		if who.decides_alone() {
			self.waiting.remove(&(scene, subject));
			self.apply(scene, &change);
			return true;
		}
		if self.waiting.contains_key(&(scene, subject)) {
			return false;
		}
		self.waiting.insert((scene, subject), (change, who.signer()));
		true
	}

	/// Performs the step and tells whether it is admitted.
	fn perform(&mut self, who: Who, step: &Step) -> bool {
		if who == Who::Stranger {
			return false;
		}
		match *step {
			Step::Register(weight) => {
				let scene = u32::try_from(self.scenes.len()).unwrap() + 1;
				let status =
					if who.decides_alone() { SceneStatus::Active } else { SceneStatus::Draft };
				self.scenes.insert(scene, (status, weight, None, 0));
				if status == SceneStatus::Draft {
					let draft = (Change::Registration, who.signer());
					self.waiting.insert((scene, Subject::Registration), draft);
				}
				true
			}
			Step::Update(scene, weight) => {
				self.propose(who, scene, Subject::Terms, Change::Weight(weight))
			}
			Step::SetRules(scene, which) => {
				self.propose(who, scene, Subject::FieldRules, Change::Rules(which))
			}
			Step::SetStatus(scene, to) => {
				let Some((from, ..)) = self.scenes.get_mut(&scene) else { return false };
				let open = *from != SceneStatus::Retired
					&& *from != to && to != SceneStatus::Draft
					&& (*from != SceneStatus::Draft || to == SceneStatus::Retired);
				let at_once = who.decides_alone() || *from == SceneStatus::Draft;
				if open && to == SceneStatus::Retired && !at_once {
					let subject = Subject::Retirement;
					if self.waiting.contains_key(&(scene, subject)) {
						return false;
					}
					self.waiting.insert((scene, subject), (Change::Retirement, who.signer()));
				} else if open {
					*from = to;
					if to == SceneStatus::Retired {
						self.waiting.retain(|(of, _), _| *of != scene);
					}
				}
				open
			}
			Step::Confirm(scene, subject) => {
				let Some((change, by)) = self.waiting.get(&(scene, subject)).cloned() else {
					return false;
				};
				let second = who.decides_alone() || by != who.signer();
				if !second || !self.fits(scene, &change) {
					return false;
				}
				self.waiting.remove(&(scene, subject));
				self.apply(scene, &change);
				true
			}
			Step::Withdraw(scene, subject) => {
				let found = self.waiting.remove(&(scene, subject)).is_some();
				if found && subject == Subject::Registration {
					self.scenes.get_mut(&scene).unwrap().0 = SceneStatus::Retired;
				}
				found
			}
		}
	}
}

fn send(who: Who, step: &Step) -> bool {
	let origin = who.origin();
	let of = |which: bool| Box::new(rules(if which { "a" } else { "b" }));
	let digest = |scene, subject| {
		Proposals::<Test>::get(SceneId(scene), subject)
			.map_or_else(Digest::zero, |proposal| proposal.change.digest())
	};
	let result = match *step {
		Step::Register(weight) => {
			Scenes::register(origin, name(), SceneKind::Other, weight, LockTerm::DEFAULT, None)
		}
		Step::Update(scene, weight) => {
			Scenes::update(origin, SceneId(scene), Some(weight), None, None)
		}
		Step::SetRules(scene, which) => Scenes::set_rules(origin, SceneId(scene), of(which)),
		Step::SetStatus(scene, to) => Scenes::set_status(origin, SceneId(scene), to, reason()),
		Step::Confirm(scene, subject) => {
			Scenes::confirm(origin, SceneId(scene), subject, digest(scene, subject))
		}
		Step::Withdraw(scene, subject) => {
			Scenes::withdraw(origin, SceneId(scene), subject, reason())
		}
	};
	result.is_ok()
}

fn steps() -> impl Strategy<Value = Vec<(Who, Step)>> {
	let who = prop::sample::select(vec![
		Who::Council,
		Who::Finance,
		Who::Treasury,
		Who::Finance,
		Who::Treasury,
		Who::Approved,
		Who::Stranger,
	]);
	let subject = || prop::sample::select(Subject::ALL.to_vec());
	let status = prop::sample::select(vec![
		SceneStatus::Draft,
		SceneStatus::Active,
		SceneStatus::Suspended,
		SceneStatus::Retired,
	]);
	let step = prop_oneof![
		2 => (0u32..3).prop_map(Step::Register),
		4 => (1u32..4, 0u32..3).prop_map(|(scene, weight)| Step::Update(scene, weight)),
		4 => (1u32..4, any::<bool>()).prop_map(|(scene, which)| Step::SetRules(scene, which)),
		1 => (1u32..4, status).prop_map(|(scene, to)| Step::SetStatus(scene, to)),
		6 => (1u32..4, subject()).prop_map(|(scene, subject)| Step::Confirm(scene, subject)),
		2 => (1u32..4, subject()).prop_map(|(scene, subject)| Step::Withdraw(scene, subject)),
	];
	prop::collection::vec((who, step), 1..40)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]

	#[test]
	fn scenes_do_what_the_model_does(steps in steps()) {
		ExtBuilder::default().build_and_execute(|| {
			let mut model = Model::default();
			for (who, step) in steps {
				let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
				let admitted = model.perform(who, &step);
				assert_eq!(send(who, &step), admitted, "{who:?} {step:?}");
				if !admitted {
					assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
				}
				for (scene, (status, weight, rule, version)) in &model.scenes {
					let stored = Store::<Test>::get(SceneId(*scene)).unwrap();
					assert_eq!((stored.status, stored.weight), (*status, *weight));
					assert_eq!(stored.rules_version, *version);
					let expected = rule.map(|which| rules(if which { "a" } else { "b" }).digest());
					assert_eq!(stored.rules_digest, expected);
				}
				let waiting = Proposals::<Test>::iter_keys().count();
				assert_eq!(waiting, model.waiting.len());
				Scenes::do_try_state().unwrap();
			}
		});
	}
}
