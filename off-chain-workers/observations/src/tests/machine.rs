//! The book through random looks and outcomes.

use super::*;
use crate::book::{Book, Rules};
use fiscal_bridge::{At, BridgeFault};
use fiscal_primitives::{
	observation::{ObservationAnswer, ObservationId, ObservationStatus, Request},
	outbox::DeliveryFault,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const RULES: Rules = Rules {
	concurrency: 3,
	repeat_blocks: 4,
	backoff: Duration::from_secs(1),
	max_backoff: Duration::from_secs(8),
};
const REQUESTS: ObservationId = 8;

#[derive(Clone, Debug)]
enum Step {
	/// A block shows all requests that are open; one closes, or shows what was said to it.
	Look { closes: Option<ObservationId>, shows: bool },
	/// So many seconds pass, and as many observations start as may.
	Start(u64),
	/// One of those under way ends; it failed, or saw this.
	End(usize, Option<bool>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
	let step = prop_oneof![
		3 => (prop::option::weighted(0.2, 1..=REQUESTS), prop::bool::weighted(0.3))
			.prop_map(|(closes, shows)| Step::Look { closes, shows }),
		2 => (0u64..6).prop_map(Step::Start),
		3 => (any::<usize>(), any::<Option<bool>>())
			.prop_map(|(which, seen)| Step::End(which, seen)),
	];
	prop::collection::vec(step, 1..80)
}

proptest! {
	#[test]
	fn of_one_request_one_thing_is_said(steps in steps()) {
		let me = Mock::validator(0).public();
		let mut book = Book::new(RULES);
		let mut open: BTreeSet<_> = (1..=REQUESTS).collect();
		let mut shown = BTreeMap::<ObservationId, Digest>::new();
		let mut said = BTreeMap::<ObservationId, (Digest, u32)>::new();
		let mut failed = BTreeMap::<ObservationId, (u32, Instant)>::new();
		let mut flying: Vec<ObservationId> = Vec::new();
		let (mut block, mut now) = (0u32, Instant::now());
		for step in steps {
			match step {
				Step::Look { closes, shows } => {
					block += 1;
					if let Some(id) = closes {
						open.remove(&id);
					}
					if shows {
						shown.extend(said.iter().map(|(id, (digest, _))| (*id, *digest)));
					}
					let answers = open
						.iter()
						.map(|id| ObservationAnswer {
							id: *id,
							request: Request {
								question: question(*id),
								requester: None,
								at: 0,
								deadline: 1_000,
								status: ObservationStatus::Open,
								agreed: None,
							},
							said: shown.get(id).map(|digest| (me, *digest)).into_iter().collect(),
							observed: None,
						})
						.collect();
					let at = At { hash: Digest::zero(), number: block, time: 1 };
					let (again, unserved) = book.look(&at, &me, answers, None, now, |question| {
						*question != super::question(1)
					});
					prop_assert_eq!(unserved, usize::from(open.contains(&1)));
					for testimony in again {
						prop_assert!(!shown.contains_key(&testimony.id), "the chain has it");
						let (digest, before) = said[&testimony.id];
						prop_assert_eq!(testimony.observed.digest(), digest, "another testimony");
						prop_assert!(block >= before + RULES.repeat_blocks);
						said.insert(testimony.id, (digest, block));
					}
				}
				Step::Start(seconds) => {
					now += Duration::from_secs(seconds);
					while let Some((id, _)) = book.start(now) {
						prop_assert!(open.contains(&id) && id != 1, "not wanted");
						prop_assert!(!said.contains_key(&id), "said already");
						prop_assert!(!flying.contains(&id), "under way already");
						if let Some((times, at)) = failed.get(&id) {
							let pause = RULES.backoff * 2u32.pow((*times - 1).min(3));
							prop_assert!(now >= *at + pause.min(RULES.max_backoff), "too early");
						}
						flying.push(id);
					}
					prop_assert!(flying.len() <= RULES.concurrency);
					prop_assert!(book.wake().is_none_or(|wake| wake > now), "it would spin");
				}
				Step::End(which, seen) if !flying.is_empty() => {
					let id = flying.swap_remove(which % flying.len());
					let result = match seen {
						Some(true) => Ok(truth(&question(id))),
						Some(false) => Ok(lie()),
						None => Err(BridgeFault {
							fault: DeliveryFault::Unreachable,
							words: String::new(),
						}),
					};
					match book.finish(id, result, block, now) {
						Some(Ok(testimony)) => {
							let digest = testimony.observed.digest();
							prop_assert_eq!(said.insert(id, (digest, block)), None, "twice");
						}
						Some(Err(_)) => {
							prop_assert_eq!(seen, None);
							let times = failed.get(&id).map_or(0, |(times, _)| *times);
							failed.insert(id, (times + 1, now));
						}
						None => prop_assert!(!open.contains(&id), "it was still wanted"),
					}
				}
				Step::End(..) => {}
			}
			prop_assert_eq!(book.in_flight(), flying.len());
		}
	}
}
