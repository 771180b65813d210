//! What the provinces tell Shanghai, and whether it arrives.

use crate::common::{
	self, bill, control, done, items, key, plant, signed, tell, until, CHECK_CODE, ISSUED_ON, TOTAL,
};
use axum::{
	extract::{Path, State},
	routing::post,
	Json, Router,
};
use fiscal_bridge::{
	convert,
	envelope::{
		signed::{body, check_request, seal_answer},
		Guard, Refusal,
	},
	now,
	protocol::{
		region::{FileBody, FileRequest, InboundMessage},
		SignedAnswer, SignedRequest,
	},
};
use fiscal_primitives::{
	outbox::Body,
	region::{AnswerNotice, InboundBody, RegionFlow, RegionOperation, RegionOutcome},
	Digest, FlowNumber, Region,
};
use fiscal_sim::{
	FaultSettings, GatewayOptions, Options, Running, Simulators, System, PLATFORM_APP,
};
use fiscal_sm_crypto::{verify, Pair};
use serde_json::{json, Value};
use std::{
	sync::{Arc, Mutex},
	time::Duration,
};
use tokio::net::TcpListener;

const SYSTEM: System = System::Platform;
const ORG: &str = "91330000MA1XXXXX0B";
/// The chain of Shanghai.
const GENESIS: Digest = Digest::repeat_byte(0x31);

/// Stands for the gateway of Shanghai.
struct Shanghai {
	guard: Guard,
	pair: Pair,
	seen: Mutex<Vec<(String, SignedRequest)>>,
	/// How often it says that the chain has not decided yet.
	undecided: Mutex<u32>,
}

impl Shanghai {
	/// Its address.
	async fn listen(undecided: u32) -> (Arc<Self>, String) {
		let shanghai = Arc::new(Self {
			guard: Guard::new(10_000),
			pair: Pair::from_dev_name("Gateway"),
			seen: Mutex::default(),
			undecided: Mutex::new(undecided),
		});
		let router =
			Router::new().route("/api/v2/{service}", post(answer)).with_state(shanghai.clone());
		let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let url = format!("http://{}", listener.local_addr().unwrap());
		tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
		(shanghai, url)
	}

	fn judge(&self, service: &str, request: &SignedRequest) -> Result<Value, Refusal> {
		let peer = Pair::from_dev_name("Platform-YD").public();
		check_request(request, PLATFORM_APP, service, &peer, &self.guard, now())
			.map_err(|fault| fault.refusal())?;
		self.seen.lock().unwrap().push((service.into(), request.clone()));
		match service {
			"message" => {
				let InboundMessage { message, signature } = body(&request.body).unwrap();
				let province = Pair::from_dev_name(&format!("Region-{}", message.from)).public();
				let signature = convert::signature("signature", &signature).unwrap();
				if !verify(&province, &message.payload(&GENESIS), &signature) {
					return Err(Refusal::new("E0422", "not signed by the province"));
				}
				let mut undecided = self.undecided.lock().unwrap();
				if *undecided > 0 {
					*undecided -= 1;
					return Err(Refusal::new("P0202", "being worked on"));
				}
				Ok(
					json!({ "accepted": true, "code": "locked", "reference": null, "signature": null }),
				)
			}
			"file" => {
				let file: FileBody = body(&request.body).unwrap();
				Ok(json!({ "flow": file.flow }))
			}
			_ => Ok(json!({ "service": service })),
		}
	}

	/// The messages that came, with their attempts.
	fn messages(&self) -> Vec<InboundMessage> {
		let seen = self.seen.lock().unwrap();
		seen.iter()
			.filter(|(service, _)| service == "message")
			.map(|(_, request)| body(&request.body).unwrap())
			.collect()
	}
}

async fn answer(
	State(shanghai): State<Arc<Shanghai>>,
	Path(service): Path<String>,
	Json(request): Json<SignedRequest>,
) -> Json<SignedAnswer> {
	let outcome = shanghai.judge(&service, &request);
	Json(seal_answer(&shanghai.pair, &request, outcome.as_ref(), now()).unwrap())
}

async fn start(url: Option<String>) -> Running {
	let key = Some(Pair::from_dev_name("Gateway").public());
	let genesis = url.is_some().then_some(GENESIS);
	let gateway = GatewayOptions { url, key, genesis, ..GatewayOptions::default() };
	Simulators::start(Options { gateway, ..Options::dev() }).await.unwrap()
}

async fn ask_start(running: &Running, flow: &str) -> String {
	let seed = json!({
		"region": 33, "org": ORG, "flow": flow, "code": "31060126", "number": "0000000001",
		"claimed": 1_000, "authorization": "ab".repeat(32), "checkCode": CHECK_CODE,
		"issuedOn": ISSUED_ON, "total": TOTAL,
	});
	let queued = done(running, SYSTEM, "inbound/start", seed).await;
	queued["id"].as_str().unwrap().to_owned()
}

async fn concluded(running: &Running, id: &str) -> Value {
	until("the answer", || async {
		let list = items(running, SYSTEM, "inbound?limit=1000").await;
		list.into_iter().find(|item| item["id"] == id && item["status"] != "waiting")
	})
	.await
}

#[tokio::test]
async fn a_message_is_sent_until_shanghai_has_decided() {
	let (shanghai, url) = Shanghai::listen(2).await;
	let running = start(Some(url)).await;
	let id = ask_start(&running, "ZJ-1").await;
	let item = concluded(&running, &id).await;
	assert_eq!((&item["status"], &item["code"]), (&json!("answered"), &json!("locked")));
	assert_eq!(item["attempts"], 3);
	let messages = shanghai.messages();
	assert_eq!(messages.len(), 3);
	assert!(messages.iter().all(|message| message.message.id.as_str() == id));
	assert!(messages.iter().all(|message| message == &messages[0]), "another message");
	let InboundBody::Start { elements, .. } = &messages[0].message.body else {
		panic!("another body")
	};
	assert_ne!(*elements, Default::default());
}

#[tokio::test]
async fn messages_wait_for_a_gateway_and_those_of_a_flow_arrive_in_order() {
	let (shanghai, url) = Shanghai::listen(3).await;
	let running = start(None).await;
	let first = ask_start(&running, "ZJ-1").await;
	let seed = json!({
		"region": 33, "org": ORG, "flow": "ZJ-1", "code": "31060126", "number": "0000000001",
		"amount": 1_000, "close": true,
	});
	let second = done(&running, SYSTEM, "inbound/result", seed).await;
	let second = second["id"].as_str().unwrap().to_owned();
	assert!(shanghai.messages().is_empty());
	// Nobody signs for a chain that it does not know.
	let put = |body: Value| control(&running, SYSTEM, reqwest::Method::PUT, "gateway", Some(body));
	assert_eq!(put(json!({ "url": url, "genesis": "31" })).await.0, 400);
	assert_eq!(put(json!({ "url": url })).await.0, 200);
	tokio::time::sleep(Duration::from_millis(600)).await;
	assert!(shanghai.messages().is_empty());
	let known = json!({ "url": url, "genesis": convert::hex(&GENESIS) });
	assert_eq!(put(known).await.0, 200);
	concluded(&running, &second).await;
	let ids: Vec<String> =
		shanghai.messages().iter().map(|message| message.message.id.to_string()).collect();
	assert_eq!(ids.iter().filter(|id| **id == first).count(), 4);
	assert_eq!(ids.last(), Some(&second));
	assert_eq!(ids.iter().filter(|id| **id == second).count(), 1);
}

#[tokio::test]
async fn the_faults_send_twice_and_forge_and_the_message_arrives_nevertheless() {
	let (shanghai, url) = Shanghai::listen(0).await;
	let running = start(Some(url)).await;
	let twice = FaultSettings { duplicate: 1000, ..FaultSettings::default() };
	running.set_faults(SYSTEM, twice).unwrap();
	let id = ask_start(&running, "ZJ-1").await;
	concluded(&running, &id).await;
	let messages = shanghai.messages();
	assert_eq!(messages.len(), 2);
	assert_eq!(messages[0], messages[1]);

	let forging = FaultSettings { wrong_signature: 1000, ..FaultSettings::default() };
	running.set_faults(SYSTEM, forging).unwrap();
	let id = ask_start(&running, "ZJ-2").await;
	let came = || async { (shanghai.messages().len() > 3).then_some(()) };
	until("forged attempts", came).await;
	let list = items(&running, SYSTEM, "inbound").await;
	assert_eq!(list[1]["status"], "waiting", "a forged message was taken for sent");
	running.set_faults(SYSTEM, FaultSettings::default()).unwrap();
	assert_eq!(concluded(&running, &id).await["status"], "answered");
}

#[tokio::test]
async fn what_shanghai_decided_is_noted_and_an_answer_to_nothing_is_a_violation() {
	let (_shanghai, url) = Shanghai::listen(0).await;
	let running = start(Some(url)).await;
	let platform = signed(&running, SYSTEM);
	let id = ask_start(&running, "ZJ-1").await;
	let notice = |flow: &str| AnswerNotice {
		flow: RegionFlow {
			region: Region::new(33).unwrap(),
			org: ORG.parse().unwrap(),
			flow: FlowNumber::new(flow).unwrap(),
		},
		operation: RegionOperation::Start,
		bill: bill("31060126-0000000001"),
		outcome: RegionOutcome::Locked,
		expires: Some(9_000),
		at: 1,
	};
	assert!(tell(&platform, 1, Body::Answer(notice("ZJ-1"))).await.unwrap().accepted);
	assert!(tell(&platform, 2, Body::Answer(notice("ZJ-2"))).await.unwrap().accepted);
	let item = concluded(&running, &id).await;
	assert_eq!((&item["outcome"], &item["expires"]), (&json!("locked"), &json!(9_000)));
	let violations = items(&running, SYSTEM, "violations").await;
	assert_eq!(violations.len(), 1, "{violations:?}");
	assert_eq!(violations[0]["kind"], "unasked");
	assert_eq!(violations[0]["messageId"], convert::hex(&key(2)));
}

#[tokio::test]
async fn a_file_that_shanghai_asked_for_follows_under_the_same_flow_number() {
	let (shanghai, url) = Shanghai::listen(0).await;
	let running = start(Some(url)).await;
	let bill = bill("33060126-0000000001");
	plant(&running, SYSTEM, &bill).await;
	let request = FileRequest {
		to: 33,
		from: 31,
		org: "91310000MA1XXXXX0A".into(),
		flow: "SH-1".into(),
		code: bill.code.to_string(),
		number: bill.number.to_string(),
		authorization: "ab".repeat(32),
	};
	let answer: Value = signed(&running, SYSTEM).call("file-request", "1", &request).await.unwrap();
	assert_eq!(answer, json!({ "flow": "SH-1" }));
	let file: FileBody = until("the file", || async {
		let seen = shanghai.seen.lock().unwrap();
		let found = seen.iter().find(|(service, _)| service == "file");
		found.map(|(_, request)| body(&request.body).unwrap())
	})
	.await;
	assert_eq!((file.to, file.from, file.flow.as_str()), (31, 33, "SH-1"));
	assert_eq!(file.subject, bill.to_string());
	let content = convert::file(&file.content, &file.hash, convert::MAX_FILE_BYTES).unwrap();
	assert_eq!(content, format!("file of {bill}").into_bytes());
}

#[tokio::test]
async fn provinces_ask_shanghai_by_way_of_a_control_endpoint() {
	let (_shanghai, url) = Shanghai::listen(0).await;
	let running = start(Some(url)).await;
	let question = json!({ "service": "ping", "body": {} });
	let answer = done(&running, SYSTEM, "ask", question.clone()).await;
	assert_eq!((&answer["answered"], &answer["code"]), (&json!(true), &json!("S0000")));
	assert_eq!(answer["body"], json!({ "service": "ping" }));
	running.set_gateway(None, None).unwrap();
	let answer = done(&running, SYSTEM, "ask", question).await;
	assert_eq!(answer["answered"], json!(false));
	let body = Some(json!({ "service": "message", "body": {} }));
	let (status, _) = common::control(&running, SYSTEM, reqwest::Method::POST, "ask", body).await;
	assert_eq!(status, 400);
}
