//! One line through random looks and outcomes.

use super::{system::Mood, *};
use crate::line::{Line, Rules};
use fiscal_bridge::{worker::Delivered, At, BridgeFault};
use fiscal_primitives::outbox::{
	Code, DeliveryFault, DeliveryOutcome, Destination, DueMessage, Message, MessageId, Receipt,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const RULES: Rules = Rules { concurrency: 3, repeat_blocks: 4, breaker: 2 };
const MESSAGES: MessageId = 8;
const ME: u16 = 1;

#[derive(Clone, Debug)]
enum Step {
	/// A block shows these messages, each with the turn and whether its attempt was counted.
	Look(Vec<(MessageId, u16, bool)>),
	/// As many deliveries start as may.
	Start,
	/// One of those on their way ends.
	End(usize, Option<DeliveryFault>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
	let shown = prop::collection::vec((1..=MESSAGES, 0u16..3, prop::bool::weighted(0.2)), 0..6);
	let fault = prop_oneof![
		Just(None),
		Just(Some(DeliveryFault::Unreachable)),
		Just(Some(DeliveryFault::Unavailable)),
		Just(Some(DeliveryFault::BadAnswer)),
	];
	let step = prop_oneof![
		3 => shown.prop_map(Step::Look),
		2 => Just(Step::Start),
		3 => (any::<usize>(), fault).prop_map(|(which, fault)| Step::End(which, fault)),
	];
	prop::collection::vec(step, 1..80)
}

fn message(id: MessageId, attempt: u8) -> Message {
	Message {
		body: evidence(id),
		previous: None,
		queued: 0,
		deadline: u64::MAX,
		attempt,
		due: 0,
		revived: 0,
	}
}

fn delivered() -> Delivered {
	let code = Code::new("S0000").unwrap();
	Delivered { receipt: Receipt { accepted: true, code, reference: None }, signature: None }
}

proptest! {
	#[test]
	fn nothing_is_on_its_way_twice_nor_said_more_often_than_it_may(steps in steps()) {
		let system: Arc<dyn Deliver> =
			System::new(Destination::Evidence, Mood::Good, Duration::ZERO);
		let mut line = Line::new(Destination::Evidence, Some(system), Digest::zero(), RULES);
		let mut attempts = BTreeMap::<MessageId, u8>::new();
		let mut flying: Vec<DueMessage> = Vec::new();
		let mut turns = BTreeMap::<MessageId, u16>::new();
		// When each message was reported last, and how many failures in a row there were.
		let mut said = BTreeMap::<MessageId, u32>::new();
		let (mut block, mut failures) = (0u32, 0u32);
		for step in steps {
			match step {
				Step::Look(shown) => {
					block += 1;
					let shown: BTreeMap<_, _> =
						shown.into_iter().map(|(id, turn, counted)| (id, (turn, counted))).collect();
					turns.clear();
					let mut messages = Vec::new();
					for (id, (turn, counted)) in shown {
						let attempt = attempts.entry(id).or_default();
						if counted {
							*attempt += 1;
							said.remove(&id);
						}
						turns.insert(id, turn);
						messages.push(DueMessage { id, message: message(id, *attempt), turn });
					}
					let at = At { hash: Digest::zero(), number: block, time: 1 };
					let sayings = line.look(&at, ME, messages, None);
					prop_assert!(sayings.fresh.is_empty(), "nothing is overdue");
					for report in sayings.again {
						let before = said.insert(report.id, block);
						prop_assert!(before.is_none_or(|before| block >= before + RULES.repeat_blocks));
						if let DeliveryOutcome::Failed { attempt, .. } = report.outcome {
							prop_assert_eq!(turns[&report.id], ME);
							prop_assert_eq!(attempt, attempts[&report.id]);
						}
					}
				}
				Step::Start => {
					while let Some((_, due)) = line.start() {
						prop_assert_eq!(due.turn, ME);
						prop_assert!(flying.iter().all(|other| other.id != due.id), "twice");
						flying.push(due);
						let allowed = if failures >= RULES.breaker { 1 } else { RULES.concurrency };
						prop_assert!(flying.len() <= allowed.max(1));
					}
				}
				Step::End(which, fault) if !flying.is_empty() => {
					let due = flying.swap_remove(which % flying.len());
					let result = match fault {
						None => Ok(delivered()),
						Some(fault) => Err(BridgeFault { fault, words: String::new() }),
					};
					failures = match fault {
						Some(DeliveryFault::Unreachable | DeliveryFault::Unavailable) => failures + 1,
						_ => 0,
					};
					let (report, told) = line.finish(&due, result, block);
					prop_assert_eq!(report.id, due.id);
					prop_assert_eq!(told.map(|told| told.fault), fault);
					said.insert(due.id, block);
				}
				Step::End(..) => {}
			}
			prop_assert_eq!(line.in_flight(), flying.len());
			prop_assert_eq!(line.is_broken(), failures >= RULES.breaker);
		}
	}
}
