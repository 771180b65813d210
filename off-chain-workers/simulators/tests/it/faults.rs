//! Switched faults: reproducible, and without effect on what is applied.

use crate::common::{self, bill, control, items, key, nontax, notice, plant, Nontax};
use fiscal_bridge::{
	convert,
	protocol::{
		nontax::{BillInfo, ByCodes, StatusUpdate, BY_CODES, UPDATE_STATUS},
		ReceiptBody,
	},
	receipt,
};
use fiscal_primitives::{
	bill::Use,
	outbox::{Body, DeliveryFault},
	Digest,
};
use fiscal_sim::{FaultSettings, Options, Simulators, System};
use fiscal_sm_crypto::Pair;
use serde_json::json;
use std::collections::BTreeMap;

const SYSTEM: System = System::Nontax;
const MESSAGES: u64 = 30;

fn storm(seed: u64) -> FaultSettings {
	FaultSettings {
		seed,
		jitter: 3,
		unavailable: 250,
		dropped: 250,
		wrong_signature: 150,
		wrong_receipt: 150,
		..FaultSettings::default()
	}
}

fn update(message: u64) -> (Digest, StatusUpdate) {
	let bill = bill(&format!("31060126-{:010}", message % 3));
	let version = u32::try_from(message).unwrap();
	let notice = notice(&bill, version, Use::PartlyReimbursed, message);
	let digest = Body::Status(notice).digest();
	(digest, convert::status_update(&key(message), message, &digest, &notice))
}

/// Sends a message until a receipt comes that counts: how every attempt ended.
async fn deliver(client: &Nontax, message: u64) -> Vec<String> {
	let peer = Pair::from_dev_name("NonTax").public();
	let (digest, update) = update(message);
	let mut attempts = Vec::new();
	for _ in 0..200 {
		let answer = client.call::<_, ReceiptBody>(UPDATE_STATUS, &update).await;
		let read = answer.and_then(|answer| {
			receipt::read(&answer.expect("it is admitted"), Some(&peer), &key(message), &digest)
		});
		match read {
			Ok(delivered) => {
				assert!(delivered.receipt.accepted);
				attempts.push("delivered".into());
				return attempts;
			}
			Err(fault) => attempts.push(format!("{:?}", fault.fault)),
		}
	}
	panic!("message {message} never arrived: {attempts:?}");
}

/// How the attempts at each message ended under the faults of that seed.
async fn weather(seed: u64) -> BTreeMap<u64, Vec<String>> {
	let faults = BTreeMap::from([(SYSTEM, storm(seed))]);
	let running = Simulators::start(Options { faults, ..Options::dev() }).await.unwrap();
	let client = nontax(&running);
	let mut all = BTreeMap::new();
	for message in 1..=MESSAGES {
		all.insert(message, deliver(&client, message).await);
	}
	let applied = items(&running, SYSTEM, "applied?limit=1000").await;
	let sequences: Vec<u64> =
		applied.iter().map(|item| item["sequence"].as_u64().unwrap()).collect();
	assert_eq!(sequences, (1..=MESSAGES).collect::<Vec<_>>(), "lost, twice or out of order");
	assert!(items(&running, SYSTEM, "violations").await.is_empty());
	all
}

#[tokio::test]
async fn the_same_seed_brings_the_same_faults_and_every_message_arrives_once() {
	let (one, two, other) = (weather(7).await, weather(7).await, weather(8).await);
	assert_eq!(one, two);
	assert_ne!(one, other);
	let ended: Vec<&String> = one.values().flatten().collect();
	for outcome in ["delivered", "Unavailable", "Unreachable", "BadAnswer"] {
		assert!(ended.iter().any(|ending| *ending == outcome), "no attempt was {outcome}");
	}
}

#[tokio::test]
async fn an_answer_that_is_dropped_says_nothing_and_the_change_stands() {
	let running = common::start().await;
	let client = nontax(&running);
	let dropping = FaultSettings { dropped: 1000, ..FaultSettings::default() };
	running.set_faults(SYSTEM, dropping).unwrap();
	let (_, update) = update(1);
	for _ in 0..2 {
		let fault = client.call::<_, ReceiptBody>(UPDATE_STATUS, &update).await.unwrap_err();
		assert_eq!(fault.fault, DeliveryFault::Unreachable, "{fault}");
	}
	assert_eq!(items(&running, SYSTEM, "applied").await.len(), 1);
	running.set_faults(SYSTEM, FaultSettings::default()).unwrap();
	let receipt: ReceiptBody = client.call(UPDATE_STATUS, &update).await.unwrap().unwrap();
	assert!(receipt.accepted);
	assert_eq!(items(&running, SYSTEM, "applied").await.len(), 1);
}

#[tokio::test]
async fn stale_and_lying_answers_show_another_bill_than_the_true_one() {
	let running = common::start().await;
	let client = nontax(&running);
	let bill = bill("31060126-0000000001");
	plant(&running, SYSTEM, &bill).await;
	let ask = ByCodes {
		bill_batch_code: bill.code.to_string(),
		bill_no: bill.number.to_string(),
		random: None,
	};
	let (_, update) = update(1);
	let _: ReceiptBody = client.call(UPDATE_STATUS, &update).await.unwrap().unwrap();
	let look = || async {
		let info: BillInfo = client.call(BY_CODES, &ask).await.unwrap().unwrap();
		(info.total_amt, info.state.reimbursed_amt)
	};
	let truth = look().await;
	assert_eq!(truth, ("100.00".into(), "0.01".into()));
	running.set_faults(SYSTEM, FaultSettings { stale: 1000, ..Default::default() }).unwrap();
	assert_eq!(look().await, ("100.00".into(), "0.00".into()));
	running.set_faults(SYSTEM, FaultSettings { lying: 1000, ..Default::default() }).unwrap();
	assert_eq!(look().await, ("101.00".into(), "0.00".into()));
	running.set_faults(SYSTEM, FaultSettings::default()).unwrap();
	assert_eq!(look().await, truth);
}

#[tokio::test]
async fn faults_are_switched_by_the_control_endpoint_and_checked() {
	let running = common::start().await;
	let put = |body| control(&running, SYSTEM, reqwest::Method::PUT, "faults", Some(body));
	let (status, answer) = put(json!({ "unavailable": 1000, "seed": 3 })).await;
	assert_eq!((status, &answer["unavailable"]), (200, &json!(1000)));
	let (_, update) = update(1);
	let fault = nontax(&running).call::<_, ReceiptBody>(UPDATE_STATUS, &update).await.unwrap_err();
	assert_eq!(fault.fault, DeliveryFault::Unavailable);
	let (status, answer) = put(json!({ "lying": 1001 })).await;
	assert_eq!(status, 400);
	assert!(answer["message"].as_str().unwrap().contains("lying"), "{answer}");
	let (status, _) = put(json!({ "rain": 1 })).await;
	assert_eq!(status, 400);
	let reset = |body| control(&running, SYSTEM, reqwest::Method::POST, "reset", Some(body));
	assert_eq!(reset(json!([])).await.0, 400, "not an object");
	assert_eq!(reset(json!({})).await.0, 200);
	let (_, answer) = control(&running, SYSTEM, reqwest::Method::GET, "faults", None).await;
	assert_eq!(answer["unavailable"], json!(0));
}
