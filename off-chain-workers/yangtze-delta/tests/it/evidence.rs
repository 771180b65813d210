//! Every call leaves its record here and evidence on the evidence chain.

use crate::{
	chain::{bill, check, key},
	system::value,
	world::{authorization, did, insurer, until, World, PLATFORM},
};
use fiscal_bridge::{
	convert,
	envelope::{code, Refusal},
	ledger::Direction,
	protocol::evidence::{HashEvidence, HASH},
	receipt,
};
use fiscal_primitives::outbox::{Code, Receipt};
use fiscal_yangtze_delta::local::{HistoryRequest, HISTORY};
use serde_json::{json, Value};
use std::sync::{
	atomic::{AtomicBool, Ordering},
	Arc,
};

fn codes() -> HistoryRequest {
	HistoryRequest {
		code: key(1).code.to_string(),
		number: key(1).number.to_string(),
		check_code: check().to_string(),
		authorization: Some(convert::hex(&authorization())),
	}
}

/// The evidence chain takes digests once it is told to.
fn keeping(world: &World) -> Arc<AtomicBool> {
	let up = Arc::new(AtomicBool::new(false));
	let (is_up, pair) = (up.clone(), world.evidence.key.clone());
	world.evidence.answers(move |service, body| {
		if service != HASH || !is_up.load(Ordering::SeqCst) {
			return Err(Refusal::new(code::UNAVAILABLE, "not now"));
		}
		let hash: HashEvidence = serde_json::from_value(body.clone()).unwrap();
		let key = convert::digest("messageId", &hash.message_id).unwrap();
		let digest = convert::digest("digest", &hash.digest).unwrap();
		let code = Code::new("S0000").unwrap();
		let reference = Some(Code::new("E-1").unwrap());
		let given = Receipt { accepted: true, code, reference };
		value(&receipt::sign(Some(&pair), &given, &key, &digest).unwrap())
	});
	up
}

#[tokio::test]
async fn calls_are_recorded_and_evidence_waits_for_the_evidence_chain_across_a_restart() {
	let mut world = World::start().await;
	let up = keeping(&world);
	world.chain.known().bills.insert(key(1), bill(&key(1), 20_261_120));
	world.local::<Value>(HISTORY, &codes()).await.unwrap();
	world
		.local::<Value>(HISTORY, &HistoryRequest { code: "1".into(), ..codes() })
		.await
		.unwrap_err();
	world.ask::<Value>("poems", &json!({})).await.unwrap_err();
	// Whether somebody is there is nothing to keep.
	world.ask::<Value>("ping", &json!({})).await.unwrap();
	let entries = world.ledger.latest(10).unwrap();
	let lines: Vec<_> =
		entries.iter().map(|entry| (entry.service.as_str(), entry.outcome.as_str())).collect();
	assert_eq!(
		lines,
		[("api/v2/poems", "E0404"), ("local/v1/history", "E0400"), ("local/v1/history", "S0000")]
	);
	assert!(entries.iter().all(|entry| entry.direction == Direction::In && entry.answer.is_some()));
	assert_eq!(entries[0].reference.as_deref(), Some(PLATFORM));
	assert_eq!(entries[2].reference, Some(did(&insurer())));
	assert_eq!(world.waiting(), 2);
	world.restart().await;
	assert_eq!(world.waiting(), 2);
	up.store(true, Ordering::SeqCst);
	until(|| world.waiting() == 0).await;
	let mut kept: Vec<String> = world
		.evidence
		.bodies(HASH)
		.into_iter()
		.map(|body| serde_json::from_value::<HashEvidence>(body).unwrap().evidence)
		.collect();
	kept.dedup();
	assert_eq!(kept.len(), 2);
	assert_eq!(world.ledger.verify().unwrap(), 3);
}

#[tokio::test]
async fn prometheus_sees_answers_and_the_evidence_that_waits() {
	use substrate_prometheus_endpoint::prometheus::TextEncoder;
	let world = World::start().await;
	let up = keeping(&world);
	world.chain.known().bills.insert(key(1), bill(&key(1), 20_261_120));
	world.local::<Value>(HISTORY, &codes()).await.unwrap();
	world.ask::<Value>("poems", &json!({})).await.unwrap_err();
	let shows = |line: &str| {
		let text = TextEncoder::new().encode_to_string(&world.registry.gather()).unwrap();
		text.lines().any(|shown| shown == line)
	};
	assert!(shows(r#"fiscal_gateway_answers_total{door="local",status="200"} 1"#));
	assert!(shows(r#"fiscal_gateway_answers_total{door="platform",status="404"} 1"#));
	assert!(shows(r#"fiscal_gateway_answer_seconds_count{door="local"} 1"#));
	until(|| shows("fiscal_gateway_evidence_waiting 1")).await;
	until(|| shows("fiscal_gateway_evidence_postponed 1")).await;
	up.store(true, Ordering::SeqCst);
	until(|| shows("fiscal_gateway_evidence_waiting 0")).await;
}

#[tokio::test]
async fn what_is_not_authenticated_is_not_recorded() {
	let world = World::start().await;
	let forged = crate::world::sealed(&insurer(), PLATFORM, "summary", &json!({}));
	assert_eq!(world.post("api/v2/summary", &forged).await.0, 401);
	assert!(world.ledger.latest(10).unwrap().is_empty());
	assert_eq!(world.waiting(), 0);
}
