//! Random histories of both pallets against a model of the promise: a fen is never reimbursed twice.

mod steps;

use crate::{mock::*, Event};
use fiscal_primitives::{BillKey, FlowNumber, Moment, ParticipantId, PolicyId};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use steps::{history, perform, Step, FIRST_DIFFERENCE};

/// What has to be true, kept from events alone.
#[derive(Default)]
struct Model {
	/// Settled minus reversed, by bill and participant.
	net: BTreeMap<(BillKey, ParticipantId), u64>,
	/// Who holds which bill until when.
	held: BTreeMap<BillKey, (ParticipantId, Moment, u64)>,
	/// Whose flow numbers a policy denied.
	denied: BTreeSet<(ParticipantId, FlowNumber)>,
}

impl Model {
	fn net_of(&self, key: BillKey) -> u64 {
		self.net.iter().filter(|((of, _), _)| *of == key).map(|(_, amount)| amount).sum()
	}

	fn end(&mut self, key: BillKey, holder: ParticipantId) -> (Moment, u64) {
		let (held_by, expires, claimed) = self.held.remove(&key).expect("a lock ended unheld");
		assert_eq!(held_by, holder, "somebody else's lock ended");
		(expires, claimed)
	}

	fn note(&mut self, event: Event<Test>) {
		let now = Now::get();
		match event {
			Event::LockDenied { requester, flow, policy, version, .. } => {
				assert_eq!((policy, version), (Some(PolicyId(1)), Some(CEILING_VERSION)));
				assert!(self.denied.insert((requester, flow)), "denied twice");
			}
			Event::Acquired { key, holder, flow, expires, claimed, at, .. } => {
				assert_eq!(at, now);
				assert!(!self.denied.contains(&(holder, flow)), "what was denied holds a lock");
				let before = self.held.insert(key, (holder, expires, claimed.get()));
				assert_eq!(before, None, "two locks on a bill");
			}
			Event::LockLost { key, winner, expires, .. } => {
				let (holder, until, _) = self.held[&key];
				assert_eq!((holder, until), (winner, expires), "a loser was told a wrong winner");
			}
			Event::Settled { key, holder, amount, .. } => {
				let (expires, claimed) = self.end(key, holder);
				assert!(now < expires, "settled after the lock had run out");
				assert!(amount.get() <= claimed, "settled more than claimed");
				*self.net.entry((key, holder)).or_default() += amount.get();
			}
			Event::Released { key, holder, .. } => {
				assert!(now < self.end(key, holder).0);
			}
			Event::ForceReleased { key, holder, .. } => {
				self.end(key, holder);
			}
			Event::Expired { key, holder } => {
				assert!(now >= self.end(key, holder).0, "a lock ended before its time");
			}
			Event::Reversed { key, holder, amount, .. } => {
				let net = self.net.get_mut(&(key, holder)).expect("reversed, never settled");
				*net = net.checked_sub(amount.get()).expect("reversed more than settled");
			}
			_ => {}
		}
	}

	fn check(&self) {
		for (key, bill) in pallet_bills::Bills::<Test>::iter() {
			let net = self.net_of(key);
			assert!(net <= bill.total.get(), "{key:?} reimbursed beyond its total");
			// A difference bill and the bill it replaces are one expense: what the first took over
			// and what it was settled for itself stay within its total.
			assert!(net <= bill.reimbursed.get());
			assert!(bill.reimbursed <= bill.total);
		}
		let held: Vec<_> = self.held.iter().map(|(key, (holder, ..))| (*key, *holder)).collect();
		let mut locks: Vec<_> =
			crate::Locks::<Test>::iter().map(|(key, lock)| (key, lock.holder)).collect();
		locks.sort();
		assert_eq!(held, locks, "the locks are not those the events tell of");
	}
}

fn run(steps: &[Step]) {
	ExtBuilder::default().with_bills(FIRST_DIFFERENCE - 1).build_and_execute(|| {
		let mut model = Model::default();
		for step in steps {
			let closes = matches!(step, Step::NextBlock { .. });
			if closes {
				// Events of the close of a block carry its own time.
				close_block();
				events().into_iter().for_each(|event| model.note(event));
				check_state();
				model.check();
			}
			// A refusal is an outcome like another; what it must not do is checked inside.
			let _ = perform(step);
			events().into_iter().for_each(|event| model.note(event));
		}
	});
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

	#[test]
	fn no_history_reimburses_a_fen_twice(steps in history(1..150)) {
		run(&steps);
	}
}

/// The histories above would prove nothing if their steps were always refused.
#[test]
fn the_histories_reach_every_part() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	let mut reached = BTreeMap::<&str, u32>::new();
	for _ in 0..128 {
		let steps = history(150..151).new_tree(&mut runner).unwrap().current();
		ExtBuilder::default().with_bills(FIRST_DIFFERENCE - 1).build_and_execute(|| {
			for step in &steps {
				let _ = perform(step);
				for event in events() {
					let name = match event {
						Event::Acquired { .. } => "acquired",
						Event::LockLost { .. } => "lost",
						Event::LockRefused { .. } => "refused",
						Event::LockDenied { .. } => "denied",
						Event::AnsweredAgain { .. } => "answered again",
						Event::Settled { .. } => "settled",
						Event::Released { .. } => "released",
						Event::ForceReleased { .. } => "force-released",
						Event::Expired { .. } => "expired",
						Event::LockExpiring { .. } => "expiring",
						Event::ReversalRequested { .. } => "reversal requested",
						Event::Reversed { .. } => "reversed",
						_ => continue,
					};
					*reached.entry(name).or_default() += 1;
				}
			}
		});
	}
	println!("{reached:?}");
	assert_eq!(reached.len(), 12, "{reached:?}");
	assert!(reached.values().all(|count| *count >= 5), "{reached:?}");
}
