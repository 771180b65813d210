//! Random histories against a model: no message is lost, each is applied once, and those of a lane in
//! their order, whatever validators say, say again or say late.

mod model;

use crate::{mock::*, Event};
use fiscal_primitives::outbox::{DeathCause, Destination};
use model::Model;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub enum Step {
	/// A message about bill `lane`; evidence, which is of no lane and of a destination that signs its
	/// receipts, for 0.
	Send { lane: u64 },
	/// Somebody says that a message arrived or was refused, as it would have at `revived` less than now.
	Answer { nth: usize, any: bool, by: usize, accepted: bool, earlier: u8 },
	/// Somebody says that two messages arrived.
	AnswerTwo { nth: usize, other: usize, by: usize },
	/// Somebody says that an attempt failed: whose turn it is, or who stands `off` behind.
	Fail { nth: usize, any: bool, off: usize, earlier: u8 },
	/// Somebody says once more what it said before.
	Repeat { nth: usize },
	/// Time passes.
	Pass { ms: u64 },
	/// A dead letter is taken up again.
	Revive { nth: usize, any: bool },
	/// A dead letter is given up.
	Discard { nth: usize, any: bool },
}

fn earlier() -> impl Strategy<Value = u8> {
	prop_oneof![6 => Just(0u8), 1 => 1u8..3]
}

fn step() -> impl Strategy<Value = Step> {
	let nth = 0usize..64;
	let any = prop::bool::weighted(0.2);
	prop_oneof![
		5 => (0u64..4).prop_map(|lane| Step::Send { lane }),
		4 => (nth.clone(), any, 0usize..4, prop::bool::weighted(0.7), earlier()).prop_map(
			|(nth, any, by, accepted, earlier)| Step::Answer { nth, any, by, accepted, earlier }
		),
		1 => (nth.clone(), nth.clone(), 0usize..4)
			.prop_map(|(nth, other, by)| Step::AnswerTwo { nth, other, by }),
		6 => (nth.clone(), any, prop_oneof![4 => Just(0usize), 1 => 1usize..4], earlier())
			.prop_map(|(nth, any, off, earlier)| Step::Fail { nth, any, off, earlier }),
		2 => nth.clone().prop_map(|nth| Step::Repeat { nth }),
		4 => prop_oneof![8 => 0u64..15_000, 1 => Just(SETTINGS.term)]
			.prop_map(|ms| Step::Pass { ms }),
		2 => (nth.clone(), any).prop_map(|(nth, any)| Step::Revive { nth, any }),
		1 => (nth, any).prop_map(|(nth, any)| Step::Discard { nth, any }),
	]
}

fn run(steps: &[Step]) {
	ExtBuilder::default().signing(Destination::Evidence).build_and_execute(|| {
		let mut model = Model::default();
		for step in steps {
			model.perform(step);
			model.compare();
		}
		model.drain();
	});
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

	#[test]
	fn nothing_is_lost_and_everything_is_applied_once_and_in_order(
		steps in prop::collection::vec(step(), 1..100)
	) {
		run(&steps);
	}
}

/// The histories above would prove nothing if their steps never had an effect.
#[test]
fn the_histories_reach_every_part() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	let mut reached = BTreeMap::<&str, u32>::new();
	for _ in 0..48 {
		let steps = prop::collection::vec(step(), 100).new_tree(&mut runner).unwrap().current();
		ExtBuilder::default().signing(Destination::Evidence).build_and_execute(|| {
			let mut model = Model::default();
			for step in &steps {
				model.perform(step);
				for event in events() {
					let name = match event {
						Event::Queued { .. } => "queued",
						Event::Delivered { .. } => "delivered",
						Event::Refused { .. } => "refused",
						Event::AttemptFailed { attempt: 0, .. } => "begun",
						Event::AttemptFailed { .. } => "failed",
						Event::DeadLettered { cause: DeathCause::Attempts(_), .. } => "given up",
						Event::DeadLettered { cause: DeathCause::Overdue, .. } => "overdue",
						Event::Revived { .. } => "revived",
						Event::Discarded { .. } => "discarded",
						_ => continue,
					};
					*reached.entry(name).or_default() += 1;
				}
			}
		});
	}
	assert_eq!(reached.len(), 9, "{reached:?}");
	assert!(reached.values().all(|count| *count >= 5), "{reached:?}");
}
