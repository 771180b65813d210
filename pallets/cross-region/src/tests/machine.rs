//! Random histories: two provinces and insurers of here want the same bills, while messages come twice,
//! in any order, late, and with other content.

use crate::{mock::*, types::lock_number, Event, InboundFlows};
use fiscal_primitives::{
	region::{Ending, Inbound, InboundBody, RegionOperation, RegionOutcome, ServiceChange},
	BillKey, FlowNumber, ParticipantId,
};
use pallet_bill_locks::{Call as LockCall, Event as LockEvent, Locks};
use proptest::prelude::*;
use sp_runtime::{DispatchResult, StateVersion};
use std::{
	collections::{BTreeMap, BTreeSet},
	ops::Range,
};

const BILLS: u64 = 2;

#[derive(Clone, Debug)]
enum Step {
	/// A province writes that it starts.
	Start { code: u8, number: u64, flow: u8, claimed: u64 },
	/// A province writes how something ended: what it holds the lock for, if it holds one and `live`.
	End { code: u8, number: u64, flow: u8, ending: Ending, live: bool },
	/// A province writes once more what it wrote, under a new number.
	Rewrite { at: usize },
	/// A message arrives, and may arrive again.
	Deliver { at: usize, again: bool },
	/// A province tells of its organisation.
	Broadcast { code: u8, open: bool },
	/// Somebody of here asks for a lock.
	Acquire { who: u8, number: u64, flow: u8, heavy: bool, claimed: u64 },
	/// Whoever of here holds the bill reimburses.
	Settle { number: u64, flow: u8, amount: u64 },
	/// An administrator ends a lock.
	Force { number: u64 },
	/// The block closes.
	NextBlock { after: u64 },
}

fn one_of<V: Clone + core::fmt::Debug + 'static>(values: &[V]) -> impl Strategy<Value = V> {
	prop::sample::select(values.to_vec())
}

fn ending() -> impl Strategy<Value = Ending> {
	let amount = one_of(&[0, 1, 2_500, 2_500, 5_000, TOTAL]);
	let settled = (amount, prop::bool::weighted(0.1))
		.prop_map(|(amount, close)| Ending::Settled { amount: fen(amount), close });
	prop_oneof![3 => settled, 1 => Just(Ending::Released)]
}

fn step() -> impl Strategy<Value = Step> {
	use Step::*;
	let code = || one_of(&[ZHEJIANG, ANHUI]);
	let number = || 1..=BILLS;
	let flow = || 0u8..12;
	let claimed = || one_of(&[2_500, 2_500, 5_000, TOTAL, TOTAL + 1]);
	let amount = one_of(&[1, 2_500, TOTAL]);
	let after = one_of(&[0, 0, 0, 1_000, TERM / 2, TERM, SKEW + 1]);
	prop_oneof![
		14 => (code(), number(), flow(), claimed())
			.prop_map(|(code, number, flow, claimed)| Start { code, number, flow, claimed }),
		12 => (code(), number(), flow(), ending(), prop::bool::weighted(0.8))
			.prop_map(|(code, number, flow, ending, live)| End { code, number, flow, ending, live }),
		4 => any::<usize>().prop_map(|at| Rewrite { at }),
		30 => (any::<usize>(), prop::bool::weighted(0.2))
			.prop_map(|(at, again)| Deliver { at, again }),
		3 => (code(), prop::bool::weighted(0.7)).prop_map(|(code, open)| Broadcast { code, open }),
		6 => (one_of(&[ALICE, BOB]), number(), flow(), any::<bool>(), claimed()).prop_map(
			|(who, number, flow, heavy, claimed)| Acquire { who, number, flow, heavy, claimed }
		),
		5 => (number(), flow(), amount)
			.prop_map(|(number, flow, amount)| Settle { number, flow, amount }),
		1 => number().prop_map(|number| Force { number }),
		14 => after.prop_map(|after| NextBlock { after }),
	]
}

fn history(length: Range<usize>) -> impl Strategy<Value = Vec<Step>> {
	prop::collection::vec(step(), length)
}

fn flow_number(flow: u8) -> FlowNumber {
	number(&format!("F{flow}"))
}

/// What an answer is given to.
type Question = (u8, String, bool);

fn question(message: &Inbound) -> Option<Question> {
	let code = message.from.get();
	match &message.body {
		InboundBody::Start { flow, .. } => Some((code, flow.to_string(), true)),
		InboundBody::Result { flow, .. } => Some((code, flow.to_string(), false)),
		_ => None,
	}
}

/// What has to be true, kept from events alone.
#[derive(Default)]
struct Model {
	/// What the provinces wrote and has not arrived for the last time.
	queue: Vec<Inbound>,
	/// The requests that were taken.
	taken: BTreeMap<Question, u32>,
	/// The answers that were given.
	answered: BTreeMap<Question, u32>,
	/// Who holds which bill, under which number.
	held: BTreeMap<BillKey, (ParticipantId, FlowNumber)>,
	/// Reimbursed, by bill.
	reimbursed: BTreeMap<BillKey, u64>,
	/// How often each answer was given.
	reached: BTreeMap<String, u32>,
}

impl Model {
	/// The flow and the bill of a lock that the province holds.
	fn live(code: u8) -> Option<(u8, u64)> {
		let locked = InboundFlows::<Test>::iter_values().find(|entry| {
			entry.flow.region == region(code) && entry.state.outcome == RegionOutcome::Locked
		})?;
		let flow = locked.flow.flow.as_str().trim_start_matches('F').parse().ok()?;
		Some((flow, locked.state.bill.number.value()))
	}

	fn perform(&mut self, step: &Step) -> DispatchResult {
		let text = |flow: u8| format!("F{flow}");
		match *step {
			Step::Start { code, number, flow, claimed } => {
				let start = Start { claimed, ..Start::new(code, number, &text(flow)) };
				self.queue.push(message(code, start.body()));
			}
			Step::End { code, number, flow, ending, live } => {
				let known = Self::live(code).filter(|_| live);
				let (flow, bill) = known.unwrap_or((flow, number));
				let (org, flow, bill) = (org_of(code), flow_number(flow), key(bill));
				self.queue.push(message(code, InboundBody::Result { org, flow, bill, ending }));
			}
			Step::Rewrite { at } => {
				if let Some(old) = self.pick(at) {
					let body = self.queue[old].body.clone();
					self.queue.push(message(self.queue[old].from.get(), body));
				}
			}
			Step::Deliver { at, again } => {
				let Some(at) = self.pick(at) else { return Ok(()) };
				let arriving = match again {
					true => self.queue[at].clone(),
					false => self.queue.remove(at),
				};
				let asked = question(&arriving);
				receive(arriving)?;
				if let Some(asked) = asked {
					*self.taken.entry(asked).or_default() += 1;
				}
			}
			Step::Broadcast { code, open } => {
				let change = if open { ServiceChange::Reopen } else { ServiceChange::Suspend };
				return hear(code, service_of(code, change, NOON + 1_000 * SKEW));
			}
			Step::Acquire { who, number, flow, heavy, claimed } => {
				let scene = if heavy { HEAVY } else { SCENE };
				return acquire(who, number, &text(flow), scene, claimed);
			}
			Step::Settle { number, flow, amount } => {
				let holder = lock_of(number).map_or(id(ALICE), |lock| lock.holder);
				let who = if holder == id(BOB) { BOB } else { ALICE };
				let call = LockCall::settle {
					key: key(number),
					region: fiscal_primitives::Region::SHANGHAI,
					flow: flow_number(flow),
					amount: fen(amount),
					close: false,
				};
				return dispatch(signed(who), call);
			}
			Step::Force { number } => {
				let Some(lock) = lock_of(number) else { return Ok(()) };
				let (key, holder, flow) = (key(number), lock.holder, lock.flow);
				let call = LockCall::force_release { key, holder, flow, reason: reason() };
				return dispatch(RuntimeOrigin::root(), call);
			}
			Step::NextBlock { after } => next_block(after),
		}
		Ok(())
	}

	fn pick(&self, at: usize) -> Option<usize> {
		at.checked_rem(self.queue.len())
	}

	fn note(&mut self) {
		for event in System::read_events_for_pallet::<LockEvent<Test>>() {
			match event {
				LockEvent::Acquired { key, holder, flow, .. } => {
					let before = self.held.insert(key, (holder, flow));
					assert_eq!(before, None, "two locks on a bill");
				}
				LockEvent::Settled { key, holder, amount, .. } => {
					let held = self.held.remove(&key);
					assert_eq!(held.map(|(by, _)| by), Some(holder), "reimbursed without a lock");
					*self.reimbursed.entry(key).or_default() += amount.get();
				}
				LockEvent::Released { key, .. }
				| LockEvent::ForceReleased { key, .. }
				| LockEvent::Expired { key, .. } => {
					assert!(self.held.remove(&key).is_some(), "a lock ended that was not there");
				}
				_ => {}
			}
		}
		for event in System::read_events_for_pallet::<Event<Test>>() {
			if let Event::Answered { flow, operation, outcome, .. } = event {
				let starts = operation == RegionOperation::Start;
				let asked = (flow.region.get(), flow.flow.to_string(), starts);
				*self.answered.entry(asked).or_default() += 1;
				*self.reached.entry(format!("{outcome:?}")).or_default() += 1;
			}
		}
		System::reset_events();
	}

	/// What holds when a block has closed.
	fn check(&self) {
		assert_eq!(self.answered, self.taken, "not every request was answered once");
		let locks: BTreeMap<_, _> =
			Locks::<Test>::iter().map(|(key, lock)| (key, (lock.holder, lock.flow))).collect();
		assert_eq!(locks, self.held, "the locks are not those the events tell of");
		let of_provinces: BTreeSet<_> = locks
			.into_iter()
			.filter(|(_, (holder, _))| *holder == id(PLATFORM))
			.map(|(key, (_, flow))| (key, flow))
			.collect();
		let locked: BTreeSet<_> = InboundFlows::<Test>::iter()
			.filter(|(_, entry)| entry.state.outcome == RegionOutcome::Locked)
			.map(|(id, entry)| (entry.state.bill, lock_number(&id).unwrap()))
			.collect();
		assert_eq!(locked, of_provinces, "what provinces were told is not what they hold");
		for number in 1..=BILLS {
			let sum = self.reimbursed.get(&key(number)).copied().unwrap_or_default();
			assert_eq!(bill(number).reimbursed, fen(sum));
			assert!(sum <= TOTAL, "a fen was reimbursed twice");
		}
	}

	fn run(&mut self, steps: &[Step]) {
		for step in steps {
			let before = sp_io::storage::root(StateVersion::V1);
			let refused = self.perform(step).is_err();
			if refused {
				let after = sp_io::storage::root(StateVersion::V1);
				assert_eq!(after, before, "{step:?} was refused and left a trace");
			}
			self.note();
			if matches!(step, Step::NextBlock { .. }) {
				self.check();
			}
		}
	}
}

fn chain() -> ExtBuilder {
	ExtBuilder::default().with_bills(BILLS).with_provinces()
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

	#[test]
	fn no_history_locks_or_reimburses_twice(steps in history(1..70)) {
		chain().build_and_execute(|| Model::default().run(&steps));
	}
}

/// The histories above would prove nothing if their messages came to nothing.
#[test]
fn the_histories_reach_every_part() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	let mut reached = BTreeMap::<String, u32>::new();
	for _ in 0..24 {
		let steps = history(120..121).new_tree(&mut runner).unwrap().current();
		chain().build_and_execute(|| {
			let mut model = Model::default();
			model.run(&steps);
			for (outcome, count) in model.reached {
				*reached.entry(outcome).or_default() += count;
			}
		});
	}
	println!("{reached:?}");
	for outcome in
		["Locked", "Taken", "Settled", "Released", "Late", "Conflict", "Unknown", "NotAdmitted"]
	{
		assert!(reached.contains_key(outcome), "{outcome}: {reached:?}");
	}
}
