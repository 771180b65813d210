//! Random calls by random actors against a model of who has to have agreed.

use crate::{
	mock::{
		target::{Broken, Done},
		*,
	},
	Cases, Event,
};
use fiscal_primitives::{
	approval::ApprovalState, operation::Operation, FlowId, Moment, ParticipantId,
};
use frame_support::{assert_storage_noop, traits::Hooks};
use proptest::prelude::*;
use sp_runtime::{DispatchError, DispatchResult};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
enum Step {
	Propose { who: u32, value: u32, flow: Option<u32> },
	Approve { who: u32, id: u32 },
	Reject { who: u32, id: u32 },
	Withdraw { who: Option<u32>, id: u32 },
	Resubmit { who: Option<u32>, id: u32 },
	Execute { who: Option<u32>, id: u32 },
	Direct { who: u32 },
	Demand { flow: Option<u32> },
	Member { who: u32, add: bool },
	Freeze { who: Option<u32> },
	Break { broken: bool },
	Wait { ms: Moment },
	NextBlock,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
	let who = || 1u32..15;
	// So many before the newest.
	let id = || 0u32..4;
	// None is whoever proposed.
	let own = || proptest::option::weighted(0.3, who());
	let step = prop_oneof![
		4 => (who(), 0u32..3, proptest::option::of(1u32..4))
			.prop_map(|(who, value, flow)| Step::Propose { who, value, flow }),
		16 => (who(), id()).prop_map(|(who, id)| Step::Approve { who, id }),
		2 => (who(), id()).prop_map(|(who, id)| Step::Reject { who, id }),
		1 => (own(), id()).prop_map(|(who, id)| Step::Withdraw { who, id }),
		4 => (own(), id()).prop_map(|(who, id)| Step::Resubmit { who, id }),
		4 => (own(), id()).prop_map(|(who, id)| Step::Execute { who, id }),
		1 => who().prop_map(|who| Step::Direct { who }),
		1 => proptest::option::of(1u32..3).prop_map(|flow| Step::Demand { flow }),
		1 => (who(), any::<bool>()).prop_map(|(who, add)| Step::Member { who, add }),
		1 => proptest::option::of(who()).prop_map(|who| Step::Freeze { who }),
		1 => any::<bool>().prop_map(|broken| Step::Break { broken }),
		2 => (0u64..20_000).prop_map(|ms| Step::Wait { ms }),
		1 => Just(Step::NextBlock),
	];
	proptest::collection::vec(step, 1..120)
}

/// A refused call changes nothing.
fn call(run: impl FnOnce() -> DispatchResult) -> DispatchResult {
	let root = || sp_io::storage::root(sp_runtime::StateVersion::V1);
	let before = root();
	let outcome = run();
	assert!(outcome.is_ok() || root() == before, "a refused call changed something");
	outcome
}

fn perform(step: &Step) -> DispatchResult {
	let root = RuntimeOrigin::root;
	let by = |who: &u32| signed(ParticipantId(*who));
	let number = |before: &u32| crate::Count::<Test>::get().saturating_sub(*before);
	let own = |who: &Option<u32>, id: u32| match who {
		Some(who) => by(who),
		None => signed(Cases::<Test>::get(id).map_or(AUTHORITY, |case| case.terms.signer)),
	};
	let subject_of = |id: u32| Cases::<Test>::get(id).map(|case| case.terms.subject);
	call(|| match step {
		Step::Propose { who, value, flow } => {
			Approvals::propose(by(who), Box::new(act(*value)), flow.map(FlowId), reason())
		}
		Step::Approve { who, id } => {
			let id = number(id);
			let subject = subject_of(id).unwrap_or_default();
			Approvals::approve(by(who), id, subject, None).map(|_| ()).map_err(|e| e.error)
		}
		Step::Reject { who, id } => Approvals::reject(by(who), number(id), reason()),
		Step::Withdraw { who, id } => {
			Approvals::withdraw(own(who, number(id)), number(id), reason())
		}
		Step::Resubmit { who, id } => {
			Approvals::resubmit(own(who, number(id)), number(id), reason())
		}
		Step::Execute { who, id } => Approvals::execute(own(who, number(id)), number(id))
			.map(|_| ())
			.map_err(|fault| fault.error),
		Step::Direct { who } => Target::act(by(who), 99),
		Step::Demand { flow } => {
			Approvals::set_high_risk(root(), Operation::RegisterScene, flow.map(FlowId))
		}
		Step::Member { who, add: true } => {
			Approvals::add_member(root(), REVIEWERS, ParticipantId(*who))
		}
		Step::Member { who, add: false } => {
			Approvals::remove_member(root(), REVIEWERS, ParticipantId(*who))
		}
		Step::Freeze { who } => {
			Frozen::set(who.iter().map(|who| ParticipantId(*who)).collect());
			Ok(())
		}
		Step::Break { broken } => {
			Broken::<Test>::put(broken);
			Ok(())
		}
		Step::Wait { ms } => {
			Now::set(Now::get() + ms);
			Ok(())
		}
		Step::NextBlock => {
			Approvals::on_initialize(2);
			Ok(())
		}
	})
}

fn is_authority(id: ParticipantId) -> bool {
	id.0 <= 6 || id.0 > 10
}

/// What is known from events alone.
#[derive(Default)]
struct Model {
	/// Proposer, flow and deadline of each approval, and who signed which step.
	open: BTreeMap<u32, (ParticipantId, FlowId, Moment)>,
	signed: BTreeMap<u32, BTreeSet<(u8, ParticipantId)>>,
	executed: BTreeSet<u32>,
}

impl Model {
	fn note(&mut self, event: Event<Test>) {
		let now = Now::get();
		match event {
			Event::Proposed { id, signer, flow, deadline, .. } => {
				assert!(self.open.insert(id, (signer, flow, deadline)).is_none());
			}
			Event::Approved { id, step, signer, .. } => {
				let (proposer, flow, deadline) = self.open[&id];
				assert!(now < deadline && signer != proposer && !self.executed.contains(&id));
				assert!(!Frozen::get().contains(&signer));
				match (flow, step) {
					(PAIR, 0) => {
						assert!(is_authority(signer));
						let before = self.signed.get(&id).into_iter().flatten();
						let mut members = before.map(|(_, other)| member(*other));
						assert!(members.all(|other| other != member(signer)));
						assert!(member(proposer) != member(signer), "one organisation alone");
					}
					(CHAIN, 0) => assert!(crate::Roles::<Test>::get(REVIEWERS)
						.unwrap()
						.members
						.contains(&signer)),
					(CHAIN, 1) => assert!([AUDITOR, OTHER_AUDITOR].contains(&signer)),
					_ => panic!("a step that is not there"),
				}
				let signatures = self.signed.entry(id).or_default();
				assert!(!signatures.iter().any(|(_, other)| *other == signer));
				signatures.insert((step, signer));
			}
			Event::Executed { id, result, .. } => {
				let (proposer, flow, deadline) = self.open[&id];
				let signed = &self.signed[&id];
				let enough = match flow {
					PAIR => signed.len() == 2,
					_ => {
						[0, 1].map(|step| signed.iter().filter(|(of, _)| *of == step).count())
							== [1, 1]
					}
				};
				assert!(enough && now < deadline, "executed without its signatures");
				assert!(!self.executed.contains(&id), "executed twice");
				if result.is_ok() {
					match crate::HighRisk::<Test>::get(Operation::RegisterScene) {
						Some(demanded) => assert_eq!(demanded, flow, "not what is demanded now"),
						None => assert!(is_authority(proposer), "without the role"),
					}
					self.executed.insert(id);
					assert!(!Broken::<Test>::get());
				}
			}
			Event::Rejected { id, .. } | Event::Withdrawn { id, .. } => {
				assert!(now < self.open[&id].2 && !self.executed.contains(&id));
			}
			Event::Expired { id, .. } => {
				assert!(now >= self.open[&id].2 && !self.executed.contains(&id));
			}
			_ => {}
		}
	}
}

fn run(steps: &[Step], mut reached: impl FnMut(&Step, &DispatchResult)) {
	ExtBuilder::default().build_and_execute(|| {
		let mut model = Model::default();
		for step in steps {
			events();
			let before = Done::<Test>::get();
			let demanded = crate::HighRisk::<Test>::contains_key(Operation::RegisterScene);
			let outcome = perform(step);
			let executed = model.executed.len();
			events().into_iter().for_each(|event| model.note(event));
			let acted = Done::<Test>::get() != before;
			match step {
				Step::Direct { .. } => assert!(!acted || !demanded, "around the approval"),
				_ => assert!(!acted || model.executed.len() > executed, "acted for no approval"),
			}
			Approvals::do_try_state().unwrap();
			reached(step, &outcome);
		}
		let stored = Cases::<Test>::iter_values();
		let executed = stored.filter(|case| case.state == ApprovalState::Executed);
		assert_eq!(executed.map(|case| case.terms.id).collect::<BTreeSet<_>>(), model.executed);
	});
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

	#[test]
	fn no_history_executes_what_was_not_approved(steps in steps()) {
		run(&steps, |_, _| ());
	}
}

/// The histories above would prove nothing if their steps were always refused.
#[test]
fn the_histories_reach_every_call() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	let mut done = BTreeMap::<String, u32>::new();
	for _ in 0..64 {
		let steps = steps().new_tree(&mut runner).unwrap().current();
		run(&steps, |step, outcome| {
			if outcome.is_ok() {
				let name = format!("{step:?}").split([' ', '{']).next().unwrap().to_owned();
				*done.entry(name).or_default() += 1;
			}
		});
	}
	assert_eq!(done.len(), 13, "{done:?}");
	assert!(done.values().all(|count| *count >= 3), "{done:?}");
}

#[test]
fn a_refusal_of_the_gate_changes_nothing() {
	ExtBuilder::default().with_high_risk(Operation::RegisterScene, PAIR).build_and_execute(|| {
		assert_storage_noop!(assert!(matches!(
			Target::act(signed(AUTHORITY), 1),
			Err(DispatchError::Module(_))
		)));
	});
}
