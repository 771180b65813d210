//! What arrives, once, in order, whoever dies.

use super::{system::Mood, *};
use fiscal_primitives::outbox::{DeathCause, DeliveryFault, Destination};
use rand::{rngs::StdRng, Rng, SeedableRng};
use std::collections::{BTreeMap, BTreeSet};

const SOON: Duration = Duration::from_millis(1);

fn good(destination: Destination) -> Arc<System> {
	System::new(destination, Mood::Good, SOON)
}

fn nontax(mood: Mood) -> Arc<System> {
	System::new(Destination::NonTax, mood, SOON)
}

/// Every message was taken once, none is left, and those of a lane came in order.
fn assert_each_once(chain: &Mock, system: &System, sent: &BTreeMap<u64, u64>) {
	let taken = system.inside().taken.clone();
	assert_eq!(taken.iter().copied().collect::<BTreeSet<_>>(), sent.keys().copied().collect());
	assert_eq!(taken.len(), sent.len());
	let mut latest = BTreeMap::<u64, u64>::new();
	for id in taken {
		let before = latest.insert(sent[&id], id);
		assert!(before.is_none_or(|before| before < id), "{id} came after {before:?}");
	}
	let state = chain.state();
	assert!(state.dead.is_empty(), "{:?}", state.dead);
	assert_eq!(state.delivered.len(), sent.len());
	assert!(state.wrong.is_empty(), "{:?}", state.wrong);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_message_has_its_effect_once_and_in_order_under_faults() {
	let chain = Mock::new(4, settings());
	let system = nontax(Mood::Bad);
	let sent: BTreeMap<_, _> = (0..300u32)
		.map(|number| {
			let lane = u64::from(number % 30);
			(chain.send(status(lane, number)), lane)
		})
		.collect();
	let workers: Vec<_> =
		(0..4).map(|number| worker(&chain, number, &[&system], options())).collect();
	let blocks = chain.produce(BLOCK);
	until("all are delivered", || chain.state().messages.is_empty()).await;
	assert_each_once(&chain, &system, &sent);
	let by: BTreeSet<_> = chain.state().delivered.iter().map(|(_, validator)| *validator).collect();
	assert_eq!(by.len(), 4, "everybody has turns");
	assert!(workers.iter().all(|worker| !worker.is_finished()));
	blocks.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn validators_that_die_and_come_back_lose_and_double_nothing() {
	let chain = Mock::new(4, settings());
	let system = System::new(Destination::NonTax, Mood::Bad, Duration::from_millis(10));
	let mut sent = BTreeMap::new();
	let mut workers: Vec<_> =
		(0..4).map(|number| worker(&chain, number, &[&system], options())).collect();
	let blocks = chain.produce(BLOCK);
	let mut random = StdRng::seed_from_u64(11);
	for round in 0..40u32 {
		for number in 0..5u32 {
			let lane = u64::from(random.gen_range(0..12u32));
			sent.insert(chain.send(status(lane, round * 5 + number)), lane);
		}
		let dies = random.gen_range(0..4usize);
		workers[dies].abort();
		tokio::time::sleep(Duration::from_millis(15)).await;
		workers[dies] = worker(&chain, dies, &[&system], options());
	}
	until("all are delivered", || chain.state().messages.is_empty()).await;
	assert_each_once(&chain, &system, &sent);
	blocks.abort();
}

#[tokio::test]
async fn whoever_is_dead_is_taken_over() {
	let chain = Mock::new(4, settings());
	let system = good(Destination::Evidence);
	let ids: Vec<_> = (0..20).map(|number| chain.send(evidence(number))).collect();
	let _workers: Vec<_> =
		[0, 2].map(|number| worker(&chain, number, &[&system], options())).into();
	let blocks = chain.produce(BLOCK);
	until("all are delivered", || chain.state().messages.is_empty()).await;
	let state = chain.state();
	let alive = [0, 2].map(|number| Mock::validator(number).public());
	assert!(state.delivered.iter().all(|(_, validator)| alive.contains(validator)));
	assert_eq!(state.delivered.len(), ids.len());
	assert!(state.wrong.is_empty(), "{:?}", state.wrong);
	blocks.abort();
}

#[tokio::test]
async fn while_reports_are_lost_they_are_repeated_sparingly_and_nothing_is_delivered_again() {
	let chain = Mock::new(1, Settings { takeover: 1_000_000_000, ..settings() });
	let system = good(Destination::Evidence);
	let ids: Vec<_> = (0..100).map(|number| chain.send(evidence(number))).collect();
	chain.state().deaf = true;
	let options = Outbox { repeat_blocks: 10, ..Outbox::default() };
	let _worker = worker(&chain, 0, &[&system], options);
	until("all are reported", || chain.state().reported.len() == ids.len()).await;
	let most = || chain.state().reported.values().max().copied().unwrap_or(0);
	assert_eq!(most(), 1);
	for _ in 0..35 {
		chain.block(250);
		tokio::time::sleep(Duration::from_millis(10)).await;
	}
	until("they are repeated", || most() > 1).await;
	assert!(most() <= 1 + 35 / 10, "{} reports of one message", most());
	assert!(chain.state().wrong.is_empty(), "{:?}", chain.state().wrong);
	chain.state().deaf = false;
	let blocks = chain.produce(BLOCK);
	until("all are delivered", || chain.state().messages.is_empty()).await;
	assert!(system.inside().calls.values().all(|calls| *calls == 1));
	blocks.abort();
}

#[tokio::test]
async fn a_message_whose_time_is_over_is_not_sent() {
	let chain = Mock::new(2, settings());
	chain.state().set_term(1_000);
	let system = good(Destination::Evidence);
	let late = chain.send(evidence(1));
	chain.block(1_001);
	chain.state().set_term(86_400_000);
	let fresh = chain.send(evidence(2));
	let _workers: Vec<_> =
		[0, 1].map(|number| worker(&chain, number, &[&system], options())).into();
	let blocks = chain.produce(BLOCK);
	until("both are gone", || chain.state().messages.is_empty()).await;
	assert_eq!(system.inside().taken, [fresh]);
	assert_eq!(system.inside().calls.get(&late), None);
	let state = chain.state();
	assert_eq!(state.dead[&late].1, DeathCause::Overdue);
	assert!(state.failures.iter().all(|(_, _, fault)| *fault == DeliveryFault::Overdue));
	assert!(state.wrong.is_empty(), "{:?}", state.wrong);
	blocks.abort();
}

#[tokio::test]
async fn a_node_without_the_connection_says_so_in_its_turn_alone() {
	let chain = Mock::new(2, settings());
	let system = good(Destination::Evidence);
	let _workers = [worker(&chain, 0, &[&system], options()), worker(&chain, 1, &[], options())];
	for number in 0..10 {
		chain.send(evidence(number));
	}
	let blocks = chain.produce(BLOCK);
	until("all are delivered", || chain.state().messages.is_empty()).await;
	let state = chain.state();
	let without = Mock::validator(1).public();
	assert!(!state.failures.is_empty());
	for (id, validator, fault) in &state.failures {
		assert_eq!((validator, fault), (&without, &DeliveryFault::NotConfigured), "{id}");
	}
	assert!(state.wrong.is_empty(), "{:?}", state.wrong);
	blocks.abort();
}

#[tokio::test]
async fn a_destination_that_is_away_is_asked_one_message_at_a_time_until_it_is_back() {
	let long = Settings { takeover: 1_000_000_000, max_backoff: 500, ..settings() };
	let chain = Mock::new(1, long);
	let system = System::new(Destination::Evidence, Mood::Away, Duration::from_millis(3));
	for number in 0..200 {
		chain.send(evidence(number));
	}
	let options = Outbox { breaker: 5, concurrency: 16, ..options() };
	let _worker = worker(&chain, 0, &[&system], options);
	let blocks = chain.produce(BLOCK);
	let calls = || system.inside().calls.values().sum::<u32>();
	until("the breaker is open", || calls() > 40).await;
	system.inside().most = 0;
	let before = calls();
	until("it is still asked", || calls() > before + 20).await;
	assert_eq!(system.inside().most, 1);
	system.inside().mood = Mood::Good;
	until("all are delivered", || chain.state().messages.is_empty()).await;
	assert!(system.inside().most > 1, "it never recovered");
	blocks.abort();
}

#[tokio::test]
async fn what_is_refused_for_good_is_dead_and_can_be_taken_up_again() {
	let chain = Mock::new(1, settings());
	let system = nontax(Mood::Refusing);
	let (first, second) = (chain.send(status(1, 1)), chain.send(status(1, 2)));
	let _worker = worker(&chain, 0, &[&system], options());
	let blocks = chain.produce(BLOCK);
	until("it is dead", || chain.state().dead.contains_key(&first)).await;
	assert_eq!(chain.state().dead[&first].1, DeathCause::Refused);
	// It holds its lane.
	let reached = chain.state().number + 20;
	until("some blocks later", || chain.state().number > reached).await;
	assert_eq!(system.inside().calls.get(&second), None);
	system.inside().mood = Mood::Good;
	chain.state().revive(first);
	until("both are delivered", || chain.state().messages.is_empty()).await;
	assert_eq!(system.inside().taken, [first, second]);
	assert!(chain.state().wrong.is_empty());
	blocks.abort();
}

#[tokio::test]
async fn a_refusal_that_nothing_proves_is_an_attempt_that_failed() {
	let chain = Mock::new(2, Settings { attempts: 3, receipts: None, ..settings() });
	let system = nontax(Mood::Refusing);
	let id = chain.send(status(1, 1));
	let _workers: Vec<_> =
		[0, 1].map(|number| worker(&chain, number, &[&system], options())).into();
	let blocks = chain.produce(BLOCK);
	until("it is dead", || !chain.state().dead.is_empty()).await;
	let state = chain.state();
	assert_eq!(state.dead[&id].1, DeathCause::Attempts(DeliveryFault::Refused));
	assert_eq!(state.failures.len(), 3);
	assert!(state.wrong.is_empty(), "{:?}", state.wrong);
	blocks.abort();
}

#[tokio::test]
async fn what_was_held_beyond_its_term_is_delivered_all_the_same() {
	let chain = Mock::new(2, settings());
	chain.state().set_term(1_000);
	let system = nontax(Mood::Good);
	let (first, second) = (chain.send(status(1, 1)), chain.send(status(1, 2)));
	chain.block(1_001);
	chain.state().set_term(86_400_000);
	let _workers: Vec<_> =
		[0, 1].map(|number| worker(&chain, number, &[&system], options())).into();
	let blocks = chain.produce(BLOCK);
	until("the first is dead", || chain.state().dead.contains_key(&first)).await;
	chain.state().revive(first);
	until("both are delivered", || chain.state().messages.is_empty()).await;
	assert_eq!(system.inside().taken, [first, second]);
	let state = chain.state();
	assert!(state.dead.is_empty(), "{:?}", state.dead);
	assert!(state.wrong.is_empty(), "{:?}", state.wrong);
	blocks.abort();
}

#[tokio::test]
async fn a_receipt_of_another_key_is_no_receipt() {
	let chain = Mock::new(2, Settings { attempts: 3, ..settings() });
	let system = nontax(Mood::Forged);
	let id = chain.send(status(1, 1));
	let _workers: Vec<_> =
		[0, 1].map(|number| worker(&chain, number, &[&system], options())).into();
	let blocks = chain.produce(BLOCK);
	until("it is dead", || !chain.state().dead.is_empty()).await;
	let state = chain.state();
	assert_eq!(state.dead[&id].1, DeathCause::Attempts(DeliveryFault::BadAnswer));
	assert!(state.wrong.is_empty(), "{:?}", state.wrong);
	assert_eq!(system.inside().taken, [id], "under one key it has one effect");
	blocks.abort();
}

#[tokio::test]
async fn a_bridge_that_never_comes_back_counts_as_out_of_reach() {
	let chain = Mock::new(1, Settings { attempts: 1, ..settings() });
	let system = nontax(Mood::Silent);
	let id = chain.send(status(1, 1));
	let options = Outbox { longest: Duration::from_millis(50), ..options() };
	let _worker = worker(&chain, 0, &[&system], options);
	let blocks = chain.produce(BLOCK);
	until("it is dead", || !chain.state().dead.is_empty()).await;
	let cause = chain.state().dead[&id].1;
	assert_eq!(cause, DeathCause::Attempts(DeliveryFault::Unreachable));
	until("the call is given up", || system.inside().now == 0).await;
	blocks.abort();
}

#[tokio::test]
async fn a_backlog_is_gone_through_to_its_end() {
	let chain = Mock::new(2, settings());
	let system = good(Destination::Evidence);
	for number in 0..1_500 {
		chain.send(evidence(number));
	}
	let narrow = Outbox { look: 100, ..options() };
	let _workers: Vec<_> =
		[0, 1].map(|number| worker(&chain, number, &[&system], narrow.clone())).into();
	let blocks = chain.produce(BLOCK);
	until("all are delivered", || chain.state().messages.is_empty()).await;
	assert_eq!(system.inside().taken.len(), 1_500);
	assert!(chain.state().wrong.is_empty());
	blocks.abort();
}

#[tokio::test]
async fn prometheus_sees_what_arrived_what_failed_and_what_waits() {
	use substrate_prometheus_endpoint::{prometheus::TextEncoder, Registry};
	let chain = Mock::new(1, Settings { max_backoff: 500, ..settings() });
	let system = System::new(Destination::Evidence, Mood::Away, SOON);
	chain.send(evidence(1));
	chain.block(3_000);
	let registry = Registry::new();
	let signer = Arc::new(Mock::validator(0));
	tokio::spawn(crate::run(
		chain.clone(),
		signer,
		bridges(&[&system]),
		options(),
		Some(&registry),
	));
	let shows = |line: &str| {
		let text = TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
		text.lines().any(|shown| shown == line)
	};
	until("a failure is counted", || {
		shows("fiscal_outbox_failed_total{destination=\"evidence\",fault=\"unreachable\"} 1")
	})
	.await;
	assert!(shows("fiscal_outbox_waiting{destination=\"evidence\"} 1"));
	assert!(shows("fiscal_outbox_lag_ms{destination=\"evidence\"} 3000"));
	system.inside().mood = Mood::Good;
	let blocks = chain.produce(BLOCK);
	until("the delivery is counted", || {
		shows("fiscal_outbox_delivered_total{destination=\"evidence\",verdict=\"accepted\"} 1")
			&& shows("fiscal_outbox_waiting{destination=\"evidence\"} 0")
			&& shows("fiscal_outbox_in_flight{destination=\"evidence\"} 0")
	})
	.await;
	blocks.abort();
}

#[tokio::test]
async fn a_node_that_is_no_validator_or_is_told_not_to_delivers_nothing() {
	let chain = Mock::new(1, settings());
	let system = good(Destination::Evidence);
	chain.send(evidence(1));
	let _other = worker(&chain, 3, &[&system], options());
	let disabled = worker(&chain, 0, &[&system], Outbox { enabled: false, ..options() });
	disabled.await.unwrap();
	let blocks = chain.produce(BLOCK);
	until("some blocks later", || chain.state().number > 40).await;
	assert!(system.inside().calls.is_empty());
	assert!(chain.state().reported.is_empty());
	blocks.abort();
}
