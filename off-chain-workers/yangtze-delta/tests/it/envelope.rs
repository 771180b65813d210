//! Who gets in, with what, and what everybody else is answered.

use crate::{
	chain::party,
	world::{did, insurer, platform, sealed, World, PLATFORM},
};
use fiscal_bridge::{
	envelope::signed,
	now,
	protocol::{region::SUMMARY, SignedAnswer, SignedRequest},
};
use fiscal_primitives::participant::Role;
use fiscal_sm_crypto::Pair;
use fiscal_yangtze_delta::local;
use serde_json::{json, Value};
use std::time::Duration;
use tokio::{io::AsyncWriteExt, net::TcpStream};

const PING: &str = "api/v2/ping";

fn ping() -> SignedRequest {
	sealed(&platform(), PLATFORM, "ping", &json!({}))
}

/// As `request`, changed, and signed again by the platform.
fn resealed(mut request: SignedRequest, change: impl FnOnce(&mut SignedRequest)) -> SignedRequest {
	change(&mut request);
	let signature = platform().sign(&signed::request_payload(&request));
	request.signature = fiscal_bridge::convert::signature_hex(&signature);
	request
}

fn words(answer: &SignedAnswer) -> (&str, &str) {
	(&answer.code, &answer.message)
}

#[tokio::test]
async fn both_doors_open_to_those_who_are_known_and_answers_are_signed() {
	let world = World::start().await;
	world.ask::<Value>("ping", &json!({})).await.unwrap();
	world.local::<Value>("ping", &json!({})).await.unwrap();
	// The answer is to this very request.
	let (sent, other) = (ping(), ping());
	let (_, answer) = world.post(PING, &sent).await;
	let key = world.options.signer.public();
	assert!(signed::open_answer::<Value>(&answer, &sent, &key, now()).is_ok());
	assert!(signed::open_answer::<Value>(&answer, &other, &key, now()).is_err());
}

#[tokio::test]
async fn a_wrong_key_a_wrong_name_and_a_changed_body_open_nothing() {
	let world = World::start().await;
	let forged = sealed(&Pair::from_dev_name("Mallory"), PLATFORM, "ping", &json!({}));
	let named = sealed(&platform(), "somebody", "ping", &json!({}));
	let mut tampered = ping();
	tampered.body = r#"{"more":1}"#.into();
	for request in [forged, named, tampered] {
		let (status, answer) = world.post(PING, &request).await;
		assert_eq!((status, answer.code.as_str()), (401, "E0401"), "{}", answer.message);
		assert_eq!(answer.body, "null");
	}
}

#[tokio::test]
async fn organisations_are_known_by_the_chain_alone() {
	let world = World::start().await;
	let path = "local/v1/ping";
	let stranger = Pair::from_dev_name("Stranger");
	let frozen = Pair::from_dev_name("Frozen");
	let (name, mut record) = party(8, &frozen, &[Role::BillUser]);
	record.active = false;
	world.chain.known().parties.insert(name, record);
	let requests = [
		sealed(&stranger, &did(&stranger), "ping", &json!({})),
		sealed(&frozen, &did(&frozen), "ping", &json!({})),
		sealed(&stranger, &did(&insurer()), "ping", &json!({})),
		sealed(&platform(), PLATFORM, "ping", &json!({})),
	];
	for request in requests {
		let (status, answer) = world.post(path, &request).await;
		assert_eq!((status, answer.code.as_str()), (401, "E0401"), "{}", answer.message);
	}
	// And an organisation is not the platform.
	let request = sealed(&insurer(), &did(&insurer()), "ping", &json!({}));
	assert_eq!(world.post(PING, &request).await.0, 401);
}

#[tokio::test]
async fn a_request_counts_once() {
	let world = World::start().await;
	let request = ping();
	assert_eq!(world.post(PING, &request).await.0, 200);
	let (status, answer) = world.post(PING, &request).await;
	assert_eq!((status, answer.code.as_str()), (401, "E0401"));
	assert!(answer.message.contains("came before"), "{}", answer.message);
}

#[tokio::test]
async fn clocks_may_not_be_far_apart() {
	let world = World::start().await;
	let far = 6 * 60_000;
	let late = resealed(ping(), |request| request.at -= far);
	let early = resealed(ping(), |request| request.at += far);
	for request in [late, early] {
		let (status, answer) = world.post(PING, &request).await;
		assert_eq!((status, answer.code.as_str()), (401, "E0401"), "{}", answer.message);
	}
}

#[tokio::test]
async fn what_was_sent_before_a_restart_does_not_count_after_it() {
	let mut world = World::start().await;
	let request = ping();
	assert_eq!(world.post(PING, &request).await.0, 200);
	let again = ping();
	tokio::time::sleep(Duration::from_millis(5)).await;
	world.restart().await;
	for request in [request, again] {
		let (status, answer) = world.post(PING, &request).await;
		assert_eq!((status, answer.code.as_str()), (401, "E0401"));
		assert!(answer.message.contains("at: "), "{}", answer.message);
	}
	assert_eq!(world.post(PING, &ping()).await.0, 200);
}

#[tokio::test]
async fn a_request_for_another_service_is_none_for_this_one() {
	let world = World::start().await;
	let (status, answer) = world.post("api/v2/summary", &ping()).await;
	assert_eq!((status, answer.code.as_str()), (400, "E0400"));
	assert!(answer.message.contains("service"), "{}", answer.message);
}

#[tokio::test]
async fn requests_are_bounded() {
	let world = World::start().await;
	let large = json!({ "text": "x".repeat(70_000) });
	let request = sealed(&platform(), PLATFORM, SUMMARY, &large);
	let (status, answer) = world.post("api/v2/summary", &request).await;
	assert_eq!((status, answer.code.as_str()), (413, "E0413"), "{}", answer.message);
	// Where files are handed over there is room for one.
	let request = sealed(&platform(), PLATFORM, "file", &large);
	assert_eq!(world.post("api/v2/file", &request).await.1.code, "E0400");
	let larger = json!({ "text": "x".repeat(16 << 20) });
	let request = sealed(&platform(), PLATFORM, "file", &larger);
	let (status, answer) = world.post("api/v2/file", &request).await;
	assert_eq!((status, answer.code.as_str()), (413, "E0413"), "{}", answer.message);
}

#[tokio::test]
async fn unknown_fields_are_refused_and_named() {
	let world = World::start().await;
	let mut envelope = serde_json::to_value(ping()).unwrap();
	envelope["colour"] = json!("red");
	let (status, answer) = world.post(PING, &envelope).await;
	assert_eq!((status, answer.code.as_str()), (400, "E0400"));
	assert!(answer.message.contains("colour"), "{}", answer.message);
	let body = json!({ "flow": "F-1", "colour": "red" });
	let refusal = world.local::<Value>(local::REMOTE_FILE_STATUS, &body).await.unwrap_err();
	assert_eq!(refusal.code, "E0400");
	assert!(refusal.words.contains("colour"), "{refusal}");
}

#[tokio::test]
async fn text_that_is_no_envelope_has_an_answer_too() {
	let world = World::start().await;
	for body in [json!(null), json!([]), json!({ "app": 1 }), json!("x")] {
		let (status, answer) = world.post(PING, &body).await;
		assert_eq!((status, words(&answer).0), (400, "E0400"));
		assert!(words(&answer).1.contains("envelope"), "{}", answer.message);
	}
}

#[tokio::test]
async fn nothing_is_signed_that_could_be_taken_for_another_answer() {
	let world = World::start().await;
	let (mut long, mut two_lines) = (ping(), ping());
	long.id = "x".repeat(65);
	two_lines.nonce.push_str("\nS0000\n\n{}");
	for request in [long, two_lines] {
		let (status, answer) = world.post(PING, &request).await;
		assert_eq!((status, answer.code.as_str()), (400, "E0400"));
		assert!(answer.id.is_empty(), "{}", answer.id);
	}
}

#[tokio::test]
async fn other_paths_and_methods_have_one_clear_answer() {
	let world = World::start().await;
	assert_eq!(world.post("api/v3/ping", &ping()).await.0, 404);
	let unknown = sealed(&platform(), PLATFORM, "poems", &json!({}));
	let (status, answer) = world.post("api/v2/poems", &unknown).await;
	assert_eq!((status, answer.code.as_str()), (404, "E0404"));
	assert_eq!(world.local_refused("poems", &json!({})).await, "E0404");
	let client = reqwest::Client::builder().no_proxy().build().unwrap();
	let answer = client.get(format!("{}/{PING}", world.url)).send().await.unwrap();
	assert_eq!(answer.status().as_u16(), 405);
	assert_eq!(answer.json::<SignedAnswer>().await.unwrap().code, "E0405");
}

#[tokio::test]
async fn only_so_many_requests_are_worked_on_at_once() {
	let world = World::with(|options| options.concurrency = 1).await;
	// A message of which the chain makes nothing takes the only place.
	let (message, signature) = crate::messages::registration("M-1");
	let body = crate::messages::inbound(&message, &signature);
	let waiting = world.ask::<Value>("message", &body);
	let others = async {
		world.chain.pooled(1).await;
		let (status, answer) = world.post(PING, &ping()).await;
		assert_eq!((status, answer.code.as_str()), (429, "E0429"));
		world.chain.block(fiscal_primitives::region::RegionOutcome::Pending);
	};
	let (answer, ()) = tokio::join!(waiting, others);
	answer.unwrap();
	assert_eq!(world.post(PING, &ping()).await.0, 200);
}

#[tokio::test]
async fn what_one_door_uses_up_is_there_at_the_other() {
	let world = World::with(|options| {
		options.concurrency = 1;
		options.nonces = 8;
	})
	.await;
	// A message of which the chain makes nothing takes the only place of the platform.
	let (message, signature) = crate::messages::registration("M-1");
	let body = crate::messages::inbound(&message, &signature);
	let waiting = world.ask::<Value>("message", &body);
	let others = async {
		world.chain.pooled(1).await;
		assert_eq!(world.post(PING, &ping()).await.0, 429);
		world.local::<Value>("ping", &json!({})).await.unwrap();
		world.chain.block(fiscal_primitives::region::RegionOutcome::Pending);
	};
	let (answer, ()) = tokio::join!(waiting, others);
	answer.unwrap();
	// One organisation uses up its part of the nonces, and neither those of another nor the platform's.
	world.local::<Value>("ping", &json!({})).await.unwrap();
	assert_eq!(world.local_refused("ping", &json!({})).await, "E0429");
	let other = Pair::from_dev_name("Other insurer");
	let (name, record) = party(8, &other, &[Role::BillUser]);
	world.chain.known().parties.insert(name, record);
	world.local_as::<Value>(&other, "ping", &json!({})).await.unwrap();
	world.ask::<Value>("ping", &json!({})).await.unwrap();
}

#[tokio::test]
async fn one_organisation_does_not_take_every_place() {
	let world = World::with(|options| options.share = 1).await;
	let other = Pair::from_dev_name("Other insurer");
	let (name, record) = party(8, &other, &[Role::BillUser]);
	world.chain.known().parties.insert(name, record);
	// The evidence chain says nothing, until it is told to.
	world.evidence.hangs(|_| true);
	let question = json!({ "digest": "00".repeat(32) });
	let request = sealed(&insurer(), &did(&insurer()), "evidence-query", &question);
	let waiting = world.post("local/v1/evidence-query", &request);
	let others = async {
		crate::world::until(|| world.evidence.count("query") > 0).await;
		assert_eq!(world.local_refused("ping", &json!({})).await, "E0429");
		world.local_as::<Value>(&other, "ping", &json!({})).await.unwrap();
	};
	let ((status, _), ()) = tokio::join!(waiting, others);
	assert_eq!(status, 502);
	// The share came back.
	world.local::<Value>("ping", &json!({})).await.unwrap();
}

#[tokio::test]
async fn who_sends_slowly_takes_no_place() {
	let world = World::with(|options| options.concurrency = 1).await;
	let address = world.url.strip_prefix("http://").unwrap().to_owned();
	let mut slow = Vec::new();
	for path in ["api/v2/ping", "api/v2/file", "local/v1/ping", "local/v1/evidence-file"] {
		let mut stream = TcpStream::connect(&address).await.unwrap();
		let head = format!("POST /{path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{{");
		stream.write_all(head.as_bytes()).await.unwrap();
		slow.push(stream);
	}
	// Long enough for the gateway to have read what there is.
	tokio::time::sleep(Duration::from_millis(200)).await;
	assert_eq!(world.post(PING, &ping()).await.0, 200);
	assert_eq!(world.refused("file", &json!({})).await, "E0400");
	world.local::<Value>("ping", &json!({})).await.unwrap();
}

#[tokio::test]
async fn the_chain_is_not_asked_about_a_request_of_another_time() {
	let world = World::start().await;
	let asked = || world.chain.known().looked_up;
	let mut late = sealed(&insurer(), &did(&insurer()), "ping", &json!({}));
	late.at -= 6 * 60_000;
	let other = sealed(&insurer(), &did(&insurer()), "history", &json!({}));
	assert_eq!(world.post("local/v1/ping", &late).await.0, 401);
	assert_eq!(world.post("local/v1/ping", &other).await.0, 400);
	assert_eq!(asked(), 0);
	world.local::<Value>("ping", &json!({})).await.unwrap();
	assert_eq!(asked(), 1);
}
