//! Random histories across the pallets of the real runtime: a fen is never reimbursed twice, whatever
//! is registered, granted, frozen, passed on, corrected, locked and cancelled in between.

#[path = "../common/mod.rs"]
mod common;
mod model;
mod steps;
mod world;

use common::chain;
use fiscal_runtime::genesis_presets::DEVNET;
use model::Model;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use steps::{step, Step};
use world::{World, BILLS, CITIZENS, USERS};

/// A history that begins with every bill, and with a grant of each citizen to each user.
fn run(steps: &[Step]) -> Model {
	let mut model = Model::default();
	let bills = (1..=BILLS).map(|number| Step::Register { number });
	let grants = (0..CITIZENS.len()).flat_map(|citizen| {
		(0..USERS.len()).map(move |user| Step::Grant { citizen, user, form: 0 })
	});
	let prelude: Vec<Step> = bills.chain(grants).collect();
	chain(DEVNET).execute_with(|| {
		let mut world = World::begin();
		model.read(world.now);
		for step in prelude.iter().chain(steps).chain(&[Step::Close { after: 1 }]) {
			model.run(&mut world, step);
		}
	});
	model
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

	#[test]
	fn no_fen_is_reimbursed_twice(steps in prop::collection::vec(step(), 1..160)) {
		run(&steps);
	}
}

/// The histories above would prove nothing if their steps were always refused.
#[test]
fn the_histories_reach_every_change() {
	const CHANGES: [&str; 20] = [
		"Acquired",
		"AnsweredAgain",
		"Corrected",
		"Expired",
		"ForceReleased",
		"GrantActivated",
		"GrantFrozen",
		"GrantRevoked",
		"Granted",
		"HolderChanged",
		"LockLost",
		"LockRefused",
		"ParticipantFrozen",
		"ParticipantThawed",
		"RedFlushed",
		"Registered",
		"Released",
		"Replaced",
		"Reversed",
		"Settled",
	];
	let mut runner = TestRunner::deterministic();
	let mut reached = std::collections::BTreeMap::<&str, u32>::new();
	for _ in 0..24 {
		let steps = prop::collection::vec(step(), 160..161).new_tree(&mut runner).unwrap();
		for (change, count) in run(&steps.current()).reached {
			*reached.entry(change).or_default() += count;
		}
	}
	assert_eq!(reached.keys().copied().collect::<Vec<_>>(), CHANGES, "{reached:?}");
}
