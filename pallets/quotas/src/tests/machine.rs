//! Random calls and charges by random actors, against a model: a map of quotas, and buckets that are
//! written down after each charge.

use crate::{mock::*, Quota};
use fiscal_primitives::{participant::Tier, Operation, ParticipantId};
use proptest::prelude::*;
use std::collections::BTreeMap;

const TIERS: [Tier; 4] = [Tier::Member, Tier::Organisation, Tier::Account, Tier::Holder];
const EVERYBODY: [ParticipantId; 6] = [ALICE, BOB, CAROL, CLERK, CITIZEN, NOBODY];

#[derive(Clone, Debug)]
enum Step {
	Wait(u64),
	Spend(ParticipantId, u64, u64),
	Set(Who, ParticipantId, Option<Quota>),
	SetDefault(Who, Tier, Quota),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
	Council,
	/// Through the flow that the operation demands.
	UnderApproval,
	/// Through a flow of the proposer's choice.
	Advised,
	Alone(ParticipantId),
	Nobody,
}

fn anybody() -> impl Strategy<Value = ParticipantId> {
	prop::sample::select(EVERYBODY.to_vec())
}

fn quotas() -> impl Strategy<Value = Quota> {
	// Few values, so that some of them change nothing.
	let burst = prop::sample::select(vec![0, 100, 500, 1_000]);
	let per_second = prop::sample::select(vec![0, 10, 100]);
	(burst, per_second).prop_map(|(burst, per_second)| Quota { burst, per_second })
}

fn actors() -> impl Strategy<Value = Who> {
	prop_oneof![
		4 => Just(Who::Council),
		2 => Just(Who::UnderApproval),
		1 => Just(Who::Advised),
		1 => anybody().prop_map(Who::Alone),
		1 => Just(Who::Nobody),
	]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
	let spend = (anybody(), 0u64..600, 0u64..=100)
		.prop_map(|(who, units, share)| Step::Spend(who, units, units * share / 100));
	let set = (actors(), anybody(), prop::option::of(quotas()))
		.prop_map(|(by, id, quota)| Step::Set(by, id, quota));
	let tiers = prop::sample::select(TIERS.to_vec());
	let default =
		(actors(), tiers, quotas()).prop_map(|(by, tier, quota)| Step::SetDefault(by, tier, quota));
	let step = prop_oneof![
		2 => (0u64..3_000).prop_map(Step::Wait),
		5 => spend,
		2 => set,
		1 => default,
	];
	prop::collection::vec(step, 1..80)
}

fn tier(id: ParticipantId) -> Option<usize> {
	match id {
		ALICE | CAROL => Some(0),
		BOB => Some(1),
		CLERK => Some(2),
		CITIZEN => Some(3),
		_ => None,
	}
}

/// Quotas by tier and by participant; what is in each bucket, in thousandths, and since when.
struct Model {
	defaults: [Quota; 4],
	own: BTreeMap<u32, Quota>,
	buckets: BTreeMap<u32, (u64, u64)>,
}

impl Model {
	fn quota(&self, id: ParticipantId) -> Quota {
		let default = tier(id).map_or(Quota { burst: 0, per_second: 0 }, |at| self.defaults[at]);
		self.own.get(&id.0).copied().unwrap_or(default)
	}

	fn level(&self, id: ParticipantId) -> u64 {
		let (level, since) = self.buckets.get(&id.0).copied().unwrap_or_default();
		level.saturating_sub(self.quota(id).per_second * (Now::get() - since))
	}

	fn holds(&self, id: ParticipantId, units: u64) -> bool {
		self.level(id) + units * 1_000 <= self.quota(id).burst * 1_000
	}

	fn write(&mut self, id: ParticipantId, level: u64) {
		self.buckets.insert(id.0, (level, Now::get()));
	}
}

/// The participants that pay when this one signs.
fn payers(who: ParticipantId) -> Vec<ParticipantId> {
	match who {
		CLERK => vec![CLERK, ALICE],
		NOBODY => Vec::new(),
		who => vec![who],
	}
}

fn origin(who: Who) -> RuntimeOrigin {
	Approved::set(matches!(who, Who::UnderApproval | Who::Advised).then_some(ALICE));
	let demanded = if who == Who::UnderApproval { vec![Operation::ChangeQuota] } else { vec![] };
	HighRisk::set(demanded);
	match who {
		Who::Council | Who::UnderApproval | Who::Advised => RuntimeOrigin::root(),
		Who::Alone(id) => signed(id),
		Who::Nobody => RuntimeOrigin::none(),
	}
}

fn may(who: Who) -> bool {
	matches!(who, Who::Council | Who::UnderApproval)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]

	#[test]
	fn quotas_and_buckets_are_those_of_the_model(steps in steps()) {
		ExtBuilder::default().build_and_execute(|| {
			let root = || sp_io::storage::root(sp_runtime::StateVersion::V1);
			let mut model = Model {
				defaults: TIERS.map(|tier| DEFAULTS.of(tier)),
				own: BTreeMap::new(),
				buckets: BTreeMap::new(),
			};
			for step in steps {
				let before = root();
				match step {
					Step::Wait(ms) => Now::mutate(|now| *now += ms),
					Step::Spend(who, units, unused) => {
						let charge = Quotas::charge_of(&account(who), units);
						assert_eq!(charge.is_some(), who != NOBODY);
						let payers = payers(who);
						let admitted = payers.iter().all(|id| model.holds(*id, units));
						let Some(charge) = charge else { continue };
						assert_eq!(Quotas::charge_all(&charge).is_ok(), admitted);
						if !admitted {
							assert_eq!(root(), before);
							continue;
						}
						Quotas::refund_all(&charge, unused);
						for id in payers {
							let level = model.level(id) + (units - unused) * 1_000;
							model.write(id, level);
						}
					}
					Step::Set(by, id, quota) => {
						let changes = model.own.get(&id.0).copied() != quota;
						let admitted = may(by) && tier(id).is_some() && changes;
						assert_eq!(Quotas::set_quota(origin(by), id, quota).is_ok(), admitted);
						if !admitted {
							assert_eq!(root(), before);
							continue;
						}
						if model.buckets.contains_key(&id.0) {
							let level = model.level(id);
							model.write(id, level);
						}
						match quota {
							Some(quota) => model.own.insert(id.0, quota),
							None => model.own.remove(&id.0),
						};
					}
					Step::SetDefault(by, tier, quota) => {
						let at = TIERS.iter().position(|known| *known == tier).unwrap();
						let admitted = may(by) && model.defaults[at] != quota;
						let result = Quotas::set_default_quota(origin(by), tier, quota);
						assert_eq!(result.is_ok(), admitted);
						if !admitted {
							assert_eq!(root(), before);
							continue;
						}
						model.defaults[at] = quota;
					}
				}
				for id in EVERYBODY {
					let expected = (model.level(id).div_ceil(1_000), model.quota(id));
					assert_eq!(Quotas::remaining(id), expected, "{id}");
				}
				Quotas::do_try_state().unwrap();
			}
		});
	}
}
