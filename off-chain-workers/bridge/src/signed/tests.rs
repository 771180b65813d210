//! Both sides over a socket.

use super::*;
use crate::{
	config::Link,
	envelope::{code, Guard},
};
use axum::{extract::State, http::StatusCode, routing::post, Json, Router};
use fiscal_primitives::{outbox::DeliveryFault, Digest};
use fiscal_sm_crypto::Pair;
use serde_json::{json, Value};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// A system with one service that adds one, and refuses what is no number.
struct System {
	key: Pair,
	guard: Guard,
}

async fn answer(
	State(system): State<Arc<System>>,
	Json(request): Json<SignedRequest>,
) -> (StatusCode, Json<SignedAnswer>) {
	let client = Pair::from_dev_name("Validator-1").public();
	let outcome = signed::open_request::<Value>(
		&request,
		"SH",
		&request.service,
		&client,
		&system.guard,
		now(),
	)
	.map_err(|fault| fault.refusal())
	.and_then(|body| match body.as_u64() {
		Some(number) => Ok(json!(number + 1)),
		None if request.service == PING => Ok(json!({ "name": "evidence" })),
		None => Err(Refusal::new(code::MALFORMED, "body: not a number")),
	});
	let status = outcome.as_ref().err().map_or(200, |refusal| code::http_status(&refusal.code));
	let answer = signed::seal_answer(&system.key, &request, outcome.as_ref(), now()).unwrap();
	(StatusCode::from_u16(status).unwrap(), Json(answer))
}

async fn client(app: &str, server: &str, expected: &str) -> SignedClient {
	let system = System { key: Pair::from_dev_name(server), guard: Guard::new(100) };
	let router = Router::new()
		.route("/api/v1/evidence/{service}", post(answer))
		.with_state(Arc::new(system));
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let url = format!("http://{}", listener.local_addr().unwrap());
	tokio::spawn(async move { axum::serve(listener, router).await });
	let config = Signed {
		link: Link::to("evidence", &url).unwrap(),
		app: app.into(),
		signer: Arc::new(Pair::from_dev_name("Validator-1")),
		peer_key: Pair::from_dev_name(expected).public(),
	};
	SignedClient::new(&config, "api/v1/evidence").unwrap()
}

#[tokio::test]
async fn a_call_is_answered_and_recorded() {
	let folder = TempDir::new().unwrap();
	let ledger = Arc::new(Ledger::open(folder.path(), 100_000, 0).unwrap());
	let client = client("SH", "Evidence", "Evidence").await.with_ledger(ledger.clone());
	let answer: u64 = client.call("add", "number-1", &41).await.unwrap();
	assert_eq!(answer, 42);
	let refused = client.call::<_, u64>("add", "number-2", "forty").await.unwrap_err();
	assert!(
		matches!(&refused, CallFault::Refused(refusal) if refusal.code == code::MALFORMED),
		"{refused}"
	);
	assert_eq!(refused.into_fault("evidence").fault, DeliveryFault::BadAnswer);
	assert!(client.ping().await.unwrap().contains("evidence"));

	let entries = ledger.latest(9).unwrap();
	let outcomes: Vec<_> = entries.iter().map(|entry| entry.outcome.as_str()).collect();
	assert_eq!(outcomes, [crate::protocol::SUCCESS, code::MALFORMED, crate::protocol::SUCCESS]);
	let first = &entries[2];
	assert_eq!((first.id.as_str(), first.service.as_str()), ("number-1", "add"));
	assert_eq!(first.request, Digest::from(sm3_256(b"41")));
	assert_eq!(first.answer, Some(Digest::from(sm3_256(b"42"))));
}

#[tokio::test]
async fn a_call_that_is_cut_off_is_recorded_too() {
	let folder = TempDir::new().unwrap();
	let ledger = Arc::new(Ledger::open(folder.path(), 100_000, 0).unwrap());
	// It takes connections, and says nothing.
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let config = Signed {
		link: Link::to("evidence", &format!("http://{}", listener.local_addr().unwrap())).unwrap(),
		app: "SH".into(),
		signer: Arc::new(Pair::from_dev_name("Validator-1")),
		peer_key: Pair::from_dev_name("Evidence").public(),
	};
	let client = SignedClient::new(&config, "api/v1/evidence").unwrap();
	let client = client.with_ledger(ledger.clone());
	let call = client.call::<_, u64>("add", "number-1", &41);
	tokio::select! {
		answer = call => panic!("{answer:?}"),
		connection = listener.accept() => drop(connection),
	}
	let entries = ledger.latest(9).unwrap();
	assert_eq!(entries.len(), 1);
	assert_eq!((entries[0].id.as_str(), entries[0].outcome.as_str()), ("number-1", CUT_OFF));
	assert_eq!(entries[0].answer, None);
}

#[tokio::test]
async fn an_answer_of_another_key_does_not_count() {
	let client = client("SH", "Impostor", "Evidence").await;
	let fault = client.call::<_, u64>("add", "1", &41).await.unwrap_err();
	let CallFault::Bridge(fault) = fault else { panic!("{fault}") };
	assert_eq!(fault.fault, DeliveryFault::BadAnswer);
	assert!(fault.words.contains("signature"), "{fault}");
}

#[tokio::test]
async fn refused_credentials_are_told_as_such() {
	let client = client("ZJ", "Evidence", "Evidence").await;
	let fault = client.call::<_, u64>("add", "1", &41).await.unwrap_err().into_fault("evidence");
	assert_eq!(fault.fault, DeliveryFault::Unauthorized);
	assert_eq!(client.ping().await.unwrap_err().fault, DeliveryFault::Unauthorized);
}
