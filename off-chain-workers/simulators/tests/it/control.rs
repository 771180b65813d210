//! Who may use what, and how everything else is refused.

use crate::common::{self, bill, items, plant, raw, shown};
use fiscal_bridge::Secret;
use fiscal_sim::{Options, Simulators, StartFault, System};
use reqwest::{Method, StatusCode};
use serde_json::{json, Value};
use std::net::SocketAddr;

#[tokio::test]
async fn beyond_the_loopback_nothing_starts_without_a_control_token() {
	let everywhere: SocketAddr = "0.0.0.0:0".parse().unwrap();
	let mut options = Options::dev();
	options.listen.insert(System::Nontax, everywhere);
	let fault = Simulators::start(options.clone()).await.map(drop).unwrap_err();
	assert!(matches!(fault, StartFault::OpenToAll(System::Nontax, _)), "{fault}");

	options.control_token = Some(Secret::new("a token"));
	let running = Simulators::start(options).await.unwrap();
	let port = running.addresses()[&System::Nontax].port();
	let url = format!("http://127.0.0.1:{port}/control/faults");
	let statuses = [None, Some("another"), Some("a token")].map(|token| {
		let request = raw().get(&url);
		match token {
			Some(token) => request.header("x-control-token", token),
			None => request,
		}
	});
	let mut seen = Vec::new();
	for request in statuses {
		seen.push(request.send().await.unwrap().status().as_u16());
	}
	assert_eq!(seen, [401, 401, 200]);
}

/// Status, code and content type of an answer.
async fn refusal(request: reqwest::RequestBuilder) -> (u16, String) {
	let response = request.send().await.unwrap();
	let status = response.status();
	let media = response.headers()["content-type"].to_str().unwrap().to_owned();
	assert_eq!(media, "application/json", "{status}");
	if status == StatusCode::METHOD_NOT_ALLOWED {
		assert!(response.headers().contains_key("allow"));
	}
	let problem: Value = response.json().await.unwrap();
	let fields: Vec<&String> = problem.as_object().unwrap().keys().collect();
	assert_eq!(fields, ["code", "message"], "{problem}");
	(status.as_u16(), problem["code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn whatever_is_not_admitted_is_answered_in_one_form() {
	let running = common::start().await;
	for system in System::ALL {
		let (base, service) = match system {
			System::Nontax => ("api/medical", "getEBillByCodes"),
			System::Platform => ("api/v2", "message"),
			System::Evidence => ("api/v1/evidence", "hash"),
			System::Signing => ("api/v1/signing", "start"),
		};
		let url = format!("{}/{base}/{service}", running.url(system));
		let json = |request: reqwest::RequestBuilder, body: &str| {
			request.header("content-type", "application/json").body(body.to_owned())
		};
		assert_eq!(refusal(json(raw().post(&url), "{")).await.0, 400);
		assert_eq!(refusal(json(raw().post(&url), "{}")).await.0, 400);
		assert_eq!(refusal(json(raw().post(&url), "[1]")).await.0, 400);
		assert_eq!(refusal(raw().post(&url).body("{}")).await.0, 415);
		let large = "x".repeat(17 * 1024 * 1024);
		let sent = json(raw().post(&url), &large).send().await;
		// The server may close before it has read all of it.
		assert!(sent.is_err() || sent.is_ok_and(|answer| answer.status().as_u16() == 413));
		assert_eq!(refusal(raw().get(&url)).await, (405, "E0405".into()));
		assert_eq!(refusal(raw().post(format!("{url}/more"))).await, (404, "E0404".into()));
		let list = format!("{}/control/applied", running.url(system));
		assert_eq!(refusal(raw().get(format!("{list}?limit=many"))).await.0, 400);
		assert_eq!(refusal(raw().get(format!("{list}?other=1"))).await.0, 400);
		assert_eq!(refusal(raw().request(Method::DELETE, &list)).await.0, 405);
	}
}

#[tokio::test]
async fn a_request_without_a_valid_signature_is_not_authenticated() {
	let running = common::start().await;
	let request = json!({
		"app": "shanghai", "id": "1", "at": fiscal_bridge::now(), "nonce": "0".repeat(32),
		"service": "hash", "body": "{}", "signature": "0".repeat(128),
	});
	let url = format!("{}/api/v1/evidence/hash", running.url(System::Evidence));
	assert_eq!(refusal(raw().post(&url).json(&request)).await, (401, "E0401".into()));
	let mut old = request;
	old["at"] = json!(1);
	assert_eq!(refusal(raw().post(&url).json(&old)).await, (401, "E0401".into()));
}

#[tokio::test]
async fn whole_numbers_above_those_of_the_description_are_refused() {
	let running = common::start().await;
	let mut request = json!({
		"app": "shanghai", "id": "1", "at": i64::MAX as u64 + 1, "nonce": "0".repeat(32),
		"service": "hash", "body": "{}", "signature": "0".repeat(128),
	});
	let url = format!("{}/api/v1/evidence/hash", running.url(System::Evidence));
	assert_eq!(refusal(raw().post(&url).json(&request)).await, (400, "E0400".into()));
	request["at"] = json!(i64::MAX);
	assert_eq!(refusal(raw().post(&url).json(&request)).await, (401, "E0401".into()));
	let faults = format!("{}/control/faults", running.url(System::Evidence));
	let mut settings = shown(&running, System::Evidence, "faults").await;
	settings["seed"] = json!(u64::MAX);
	assert_eq!(refusal(raw().put(&faults).json(&settings)).await, (400, "E0400".into()));
}

#[tokio::test]
async fn data_outlive_the_process_in_a_file_and_end_with_a_reset() {
	let folder = tempfile::tempdir().unwrap();
	let database = format!("sqlite://{}", folder.path().join("sim.db").display());
	let start = || async {
		let options = Options { database: database.clone(), ..Options::dev() };
		Simulators::start(options).await.unwrap()
	};
	let running = start().await;
	plant(&running, System::Nontax, &bill("31060126-0000000001")).await;
	plant(&running, System::Platform, &bill("33060126-0000000001")).await;
	running.stop().await;

	let running = start().await;
	assert_eq!(items(&running, System::Nontax, "bills").await.len(), 1);
	let removed = common::done(&running, System::Nontax, "reset", json!({})).await;
	assert!(removed["count"].as_u64().unwrap() >= 1);
	assert!(items(&running, System::Nontax, "bills").await.is_empty());
	assert_eq!(items(&running, System::Platform, "bills").await.len(), 1);
	assert_eq!(shown(&running, System::Platform, "faults").await["seed"], 0);
}
