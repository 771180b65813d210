//! Who asks is answered, once by each, by those who can.

use super::{system::Mood, *};
use fiscal_primitives::{observation::ObservationStatus, BillKey};

const DAY: u64 = 86_400_000;

fn key(number: usize) -> fiscal_sm_crypto::Public {
	Mock::validator(number).public()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_validator_says_once_what_it_saw() {
	let chain = Mock::new(4);
	let systems: Vec<_> = (0..4).map(|_| System::new(Mood::Good)).collect();
	let ids: Vec<_> = (0..60).map(|number| chain.ask(question(number), DAY)).collect();
	let _workers: Vec<_> =
		(0..4).map(|number| worker(&chain, number, &systems[number], options())).collect();
	let blocks = chain.produce(BLOCK);
	until("everybody spoke", || chain.all_spoke(4)).await;
	let later = chain.state().number + 60;
	until("some blocks later", || chain.state().number > later).await;
	let state = chain.state();
	for (number, id) in ids.iter().enumerate() {
		let answer = &state.open[id];
		assert_eq!(answer.request.status, ObservationStatus::Applied);
		assert_eq!(state.agreed(*id), Some(&truth(&question(number as u64))));
		assert!((0..4).all(|validator| state.handed_in[&(*id, key(validator))].len() == 1));
	}
	assert!(systems.iter().all(|system| system.calls().len() == ids.len()));
	assert!(state.wrong.is_empty() && state.contradicted.is_empty(), "{:?}", state.wrong);
	blocks.abort();
}

#[tokio::test]
async fn a_contradiction_is_the_chains_business_and_changes_nothing_here() {
	let chain = Mock::new(4);
	let ids: Vec<_> = (0..20).map(|number| chain.ask(question(number), DAY)).collect();
	let liar = System::new(Mood::Lying);
	let honest = System::new(Mood::Good);
	let blocks = chain.produce(BLOCK);
	let _first = worker(&chain, 0, &liar, options());
	until("the liar spoke", || chain.all_spoke(1)).await;
	let _others: Vec<_> = (1..4).map(|number| worker(&chain, number, &honest, options())).collect();
	until("everybody spoke", || chain.all_spoke(4)).await;
	let state = chain.state();
	for (number, id) in ids.iter().enumerate() {
		assert_eq!(state.agreed(*id), Some(&truth(&question(number as u64))));
		assert_eq!(state.handed_in[&(*id, key(0))], [lie().digest()]);
	}
	let mut named = state.contradicted.clone();
	named.sort();
	assert_eq!(named, ids.iter().map(|id| (*id, key(0))).collect::<Vec<_>>());
	blocks.abort();
}

#[tokio::test]
async fn after_a_restart_it_sees_what_it_said() {
	let chain = Mock::new(4);
	let system = System::new(Mood::Good);
	let old = chain.ask(question(1), DAY);
	let blocks = chain.produce(BLOCK);
	let first = worker(&chain, 0, &system, options());
	until("it spoke", || chain.all_spoke(1)).await;
	first.abort();
	// It would say something else now.
	system.set(Mood::Lying);
	let _again = worker(&chain, 0, &system, options());
	let new = chain.ask(question(2), DAY);
	until("it spoke to the new one", || chain.all_spoke(1)).await;
	let state = chain.state();
	assert_eq!(state.handed_in[&(old, key(0))], [truth(&question(1)).digest()]);
	assert_eq!(state.handed_in[&(new, key(0))], [lie().digest()]);
	assert_eq!(system.calls().len(), 2);
	blocks.abort();
}

#[tokio::test]
async fn what_fails_is_tried_again_with_growing_pauses() {
	let chain = Mock::new(1);
	let system = System::new(Mood::Failing(4));
	chain.ask(question(1), DAY);
	// No block comes: the pauses are the node's own.
	let slow = Observations {
		backoff: Duration::from_millis(20),
		max_backoff: Duration::from_millis(80),
		..options()
	};
	let _worker = worker(&chain, 0, &system, slow);
	until("it is observed", || !chain.state().handed_in.is_empty()).await;
	let times: Vec<_> = system.calls().iter().map(|(_, at)| *at).collect();
	assert_eq!(times.len(), 5);
	for (pair, least) in times.windows(2).zip([20, 40, 80, 80]) {
		assert!(pair[1] - pair[0] >= Duration::from_millis(least), "{times:?}");
	}
	chain.block();
	assert!(chain.all_spoke(1));
}

#[tokio::test]
async fn after_the_deadline_it_gives_up() {
	let chain = Mock::new(1);
	let system = System::new(Mood::Failing(usize::MAX));
	let id = chain.ask(question(1), 2_000);
	let _worker = worker(&chain, 0, &system, options());
	until("it is asked", || !system.calls().is_empty()).await;
	let blocks = chain.produce(BLOCK);
	until("its time is over", || chain.state().closed.contains_key(&id)).await;
	// What was under way may end.
	let later = chain.state().number + 20;
	until("some blocks later", || chain.state().number > later).await;
	let calls = system.calls().len();
	let later = chain.state().number + 40;
	until("some more blocks later", || chain.state().number > later).await;
	assert_eq!(system.calls().len(), calls);
	assert!(chain.state().handed_in.is_empty());
	blocks.abort();
}

#[tokio::test]
async fn an_answer_to_another_question_is_none() {
	let chain = Mock::new(1);
	let system = System::new(Mood::Confused);
	chain.ask(question(1), DAY);
	let _worker = worker(&chain, 0, &system, options());
	let blocks = chain.produce(BLOCK);
	until("it is asked again", || system.calls().len() > 3).await;
	assert!(chain.state().handed_in.is_empty());
	system.set(Mood::Good);
	until("it spoke", || chain.all_spoke(1)).await;
	assert!(chain.state().wrong.is_empty());
	blocks.abort();
}

#[tokio::test]
async fn what_nobody_here_serves_holds_up_nothing() {
	let chain = Mock::new(1);
	let system = System::new(Mood::Good);
	let bill: BillKey = "31060126-0000000001".parse().unwrap();
	let unserved = chain.ask(Question::Compare { from: bill, to: bill }, DAY);
	let served = chain.ask(question(1), DAY);
	let _worker = worker(&chain, 0, &system, options());
	let blocks = chain.produce(BLOCK);
	until("it spoke", || !chain.state().open[&served].said.is_empty()).await;
	assert!(chain.state().open[&unserved].said.is_empty());
	assert_eq!(system.calls().len(), 1);
	blocks.abort();
}

#[tokio::test]
async fn while_testimonies_are_lost_they_are_repeated_sparingly_and_nothing_is_observed_again() {
	let chain = Mock::new(1);
	let system = System::new(Mood::Good);
	let ids: Vec<_> = (0..40).map(|number| chain.ask(question(number), DAY)).collect();
	chain.state().deaf = true;
	let _worker = worker(&chain, 0, &system, Observations { repeat_blocks: 10, ..options() });
	until("all are handed in", || chain.state().handed_in.len() == ids.len()).await;
	let most = || chain.state().handed_in.values().map(Vec::len).max().unwrap_or(0);
	assert_eq!(most(), 1);
	for _ in 0..35 {
		chain.block();
		tokio::time::sleep(Duration::from_millis(10)).await;
	}
	until("they are repeated", || most() > 1).await;
	assert!(most() <= 1 + 35 / 10, "{}", most());
	chain.state().deaf = false;
	let blocks = chain.produce(BLOCK);
	until("all are heard", || chain.all_spoke(1)).await;
	assert_eq!(system.calls().len(), ids.len());
	blocks.abort();
}

#[tokio::test]
async fn a_system_that_hangs_holds_up_others_no_longer_than_it_may() {
	let chain = Mock::new(1);
	let system = System::new(Mood::HalfSilent);
	let ids: Vec<_> = (0..20).map(|number| chain.ask(question(number), DAY)).collect();
	let narrow = Observations { concurrency: 2, longest: Duration::from_millis(20), ..options() };
	let _worker = worker(&chain, 0, &system, narrow);
	let blocks = chain.produce(BLOCK);
	let spoke = |even: usize| {
		let state = chain.state();
		ids.iter().skip(even).step_by(2).filter(|id| !state.open[*id].said.is_empty()).count()
	};
	until("the even ones are answered", || spoke(0) == 10).await;
	assert_eq!(spoke(1), 0);
	system.set(Mood::Good);
	until("the odd ones are answered", || spoke(1) == 10).await;
	blocks.abort();
}

#[tokio::test]
async fn many_requests_are_gone_through_to_their_end() {
	let chain = Mock::new(1);
	let system = System::new(Mood::Good);
	for number in 0..700 {
		chain.ask(question(number), DAY);
	}
	let narrow = Observations { look: 50, ..options() };
	let _worker = worker(&chain, 0, &system, narrow);
	let blocks = chain.produce(BLOCK);
	until("all are answered", || chain.all_spoke(1)).await;
	assert_eq!(system.calls().len(), 700);
	blocks.abort();
}

#[tokio::test]
async fn a_node_that_is_no_validator_or_is_told_not_to_observes_nothing() {
	let chain = Mock::new(1);
	let system = System::new(Mood::Good);
	chain.ask(question(1), DAY);
	let _other = worker(&chain, 3, &system, options());
	let disabled = worker(&chain, 0, &system, Observations { enabled: false, ..options() });
	disabled.await.unwrap();
	let blocks = chain.produce(BLOCK);
	until("some blocks later", || chain.state().number > 40).await;
	assert!(system.calls().is_empty());
	assert!(chain.state().handed_in.is_empty());
	blocks.abort();
}
