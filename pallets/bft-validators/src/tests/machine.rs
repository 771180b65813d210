//! Random histories against a model of who decides which block.

use crate::{mock::*, OffenceKey};
use fiscal_bft_primitives::{
	BlockNumber, ConsensusLog, Validator, ValidatorSet, VoteKind, SET_CHANGE_DELAY,
};
use frame_support::assert_storage_noop;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Names of keys; the first four are of the genesis.
const NAMES: [&str; 10] = ["v-1", "v-2", "v-3", "v-4", "v-5", "v-6", "v-7", "v-8", "v-9", "v-10"];

#[derive(Clone, Debug)]
enum Step {
	Add { participant: u32, key: usize, weight: u32 },
	Remove { key: usize },
	SetWeight { key: usize, weight: u32 },
	Rotate { participant: u32, old: usize, new: usize },
	Report { key: usize, back: u32, round: u32 },
	NextBlock,
}

fn step() -> impl Strategy<Value = Step> {
	let key = 0..NAMES.len();
	prop_oneof![
		3 => (1u32..5, key.clone(), 0u32..4)
			.prop_map(|(participant, key, weight)| Step::Add { participant, key, weight }),
		2 => key.clone().prop_map(|key| Step::Remove { key }),
		2 => (key.clone(), 0u32..4).prop_map(|(key, weight)| Step::SetWeight { key, weight }),
		2 => (1u32..5, key.clone(), key.clone())
			.prop_map(|(participant, old, new)| Step::Rotate { participant, old, new }),
		2 => (key, 0u32..8, 0u32..2)
			.prop_map(|(key, back, round)| Step::Report { key, back, round }),
		4 => Just(Step::NextBlock),
	]
}

#[derive(Clone)]
struct Held {
	participant: u32,
	weight: u32,
	/// Until which block it may not be rotated.
	rests: BlockNumber,
}

/// What has to be, kept without the pallet.
struct Model {
	number: BlockNumber,
	/// The latest set.
	latest: BTreeMap<usize, Held>,
	/// Which keys decide a block, up to the next one.
	decides: BTreeMap<BlockNumber, BTreeMap<usize, Held>>,
	used: BTreeSet<usize>,
	offences: BTreeSet<OffenceKey>,
	changed: bool,
	changes: Vec<BlockNumber>,
}

fn sound(set: &BTreeMap<usize, Held>) -> bool {
	let total: u32 = set.values().map(|held| held.weight).sum();
	let weighs = set.values().all(|held| held.weight > 0);
	let bears = set.len() < 4 || set.values().all(|held| 3 * held.weight < total);
	!set.is_empty() && weighs && bears
}

fn set_of(held: &BTreeMap<usize, Held>) -> ValidatorSet {
	let validators = held
		.iter()
		.map(|(name, held)| Validator { public: key(NAMES[*name]), weight: held.weight })
		.collect();
	ValidatorSet::new(validators).unwrap()
}

impl Model {
	fn new() -> Self {
		let genesis: BTreeMap<_, _> = (0usize..4)
			.zip(1u32..)
			.map(|(key, participant)| (key, Held { participant, weight: 1, rests: 0 }))
			.collect();
		Self {
			number: 1,
			used: genesis.keys().copied().collect(),
			decides: BTreeMap::from([(1, genesis.clone()), (2, genesis.clone())]),
			latest: genesis,
			offences: BTreeSet::new(),
			changed: false,
			changes: Vec::new(),
		}
	}

	/// The latest set after the step, if the step is possible.
	fn after(&self, step: &Step) -> Option<BTreeMap<usize, Held>> {
		let mut set = self.latest.clone();
		match step {
			Step::Add { participant, key, weight } => {
				let held = Held { participant: *participant, weight: *weight, rests: 0 };
				(!self.used.contains(key)).then(|| set.insert(*key, held))?;
			}
			Step::Remove { key } => {
				set.remove(key)?;
			}
			Step::SetWeight { key, weight } => {
				let before = core::mem::replace(&mut set.get_mut(key)?.weight, *weight);
				(before != *weight).then_some(())?;
			}
			Step::Rotate { participant, old, new } => {
				let held = set.remove(old)?;
				let may = held.participant == *participant
					&& !self.used.contains(new)
					&& self.number >= held.rests;
				let rests = self.number + SET_CHANGE_DELAY + ROTATION_INTERVAL;
				may.then(|| set.insert(*new, Held { rests, ..held }))?;
			}
			Step::Report { .. } | Step::NextBlock => return None,
		}
		sound(&set).then_some(set)
	}

	fn take(&mut self, set: BTreeMap<usize, Held>) {
		self.used.extend(set.keys());
		self.latest = set;
		self.changed = true;
	}

	/// Whether evidence of the height is news.
	fn takes(&self, name: usize, offence: &OffenceKey) -> bool {
		let of_key = self.offences.iter().filter(|known| known.offender == offence.offender);
		self.decides.get(&offence.height).is_some_and(|set| set.contains_key(&name))
			&& offence.height + WINDOW >= self.number
			&& !self.offences.contains(offence)
			&& self.offences.len() < MAX_OFFENCES as usize
			&& of_key.count() < MAX_OFFENCES_OF_KEY as usize
	}

	fn close(&mut self) {
		let header = next_block();
		let effective = self.number + SET_CHANGE_DELAY;
		let announced = self.changed.then(|| (set_of(&self.latest).hash(), effective));
		assert_eq!(ConsensusLog::set_change(&header), announced);
		assert_eq!(header.digest.logs.len(), usize::from(self.changed));
		if core::mem::take(&mut self.changed) {
			self.changes.push(self.number);
		}
		self.decides.insert(effective, self.latest.clone());
		self.number += 1;
	}

	/// The pallet says the same.
	fn compare(&self) {
		assert_eq!(System::block_number(), self.number);
		let schedule = Validators::schedule().unwrap();
		assert_eq!(schedule.next, set_of(&self.decides[&(self.number + 1)]));
		assert_eq!(schedule.after_next, set_of(&self.latest));
		assert_eq!(Validators::set_changes(0), self.changes);
		let offences: BTreeSet<_> = crate::Equivocations::<Test>::iter_keys().collect();
		assert_eq!(offences, self.offences);
		Validators::do_try_state().expect("the storage holds together");
	}
}

fn perform(step: &Step) -> bool {
	let name = |key: &usize| NAMES[*key];
	let answer = match step {
		Step::Add { participant, key, weight } => add(*participant, name(key), *weight),
		Step::Remove { key } => remove(name(key)),
		Step::SetWeight { key: of, weight } => {
			Validators::set_weight(RuntimeOrigin::root(), key(name(of)), *weight)
		}
		Step::Rotate { participant, old, new } => rotate(*participant, name(old), name(new)),
		Step::Report { .. } | Step::NextBlock => unreachable!("performed elsewhere"),
	};
	answer.is_ok()
}

fn run(steps: &[Step]) {
	ExtBuilder::four().build_and_execute(|| {
		let mut model = Model::new();
		for step in steps {
			match step {
				Step::NextBlock => model.close(),
				Step::Report { key: name, back, round } => {
					// From the block after this one backwards.
					let height = (model.number + 1).saturating_sub(*back);
					let evidence = double_vote(NAMES[*name], VoteKind::Prevote, height, *round);
					let offence = OffenceKey::of(&evidence).unwrap();
					let takes = model.takes(*name, &offence);
					assert_eq!(report(evidence).is_ok(), takes, "{offence:?}");
					if takes {
						model.offences.insert(offence);
					}
				}
				change => match model.after(change) {
					Some(set) => {
						assert!(perform(change), "{change:?} is refused");
						model.take(set);
					}
					None => {
						assert_storage_noop!(assert!(!perform(change), "{change:?} is taken"));
					}
				},
			}
			model.compare();
		}
		// Whatever was decided last takes effect.
		model.close();
		model.close();
		model.compare();
	});
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

	#[test]
	fn every_change_takes_effect_two_blocks_later_and_nothing_else_does(
		steps in prop::collection::vec(step(), 1..80)
	) {
		run(&steps);
	}
}
