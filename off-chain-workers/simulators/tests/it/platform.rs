//! The Yangtze-Delta platform towards Shanghai: registrations, locks, results, summaries, files.

use crate::common::{
	self, bill, done, fen, items, plant, refused, signed, tell, CHECK_CODE, ISSUED_ON, TOTAL,
};
use fiscal_bridge::{
	convert,
	envelope::code,
	protocol::region::{
		AuthorizationRequest, FileBody, Summaries, Summary, SummaryListRequest, SummaryRequest,
	},
	SignedClient,
};
use fiscal_primitives::{
	outbox::Body,
	region::{
		elements_digest, Ending, FilingNotice, OrgCode, OrgName, RegionFlow, ResultNotice,
		ServiceChange, ServiceNotice, StartNotice,
	},
	BillKey, CheckCode, Date, Digest, FlowNumber, Region,
};
use fiscal_sim::{Running, System, OUT_OF_ORDER};
use futures::future::join_all;
use serde_json::{json, Value};

const SYSTEM: System = System::Platform;
const BILL: &str = "33060126-0000000001";

fn org() -> OrgCode {
	OrgCode::new("91310000MA1XXXXX0A").unwrap()
}

fn flow(number: u64) -> RegionFlow {
	let flow = FlowNumber::new(&format!("SH-{number}")).unwrap();
	RegionFlow { region: Region::SHANGHAI, org: org(), flow }
}

fn start(number: u64, bill: &BillKey, claimed: u64) -> StartNotice {
	let check: CheckCode = CHECK_CODE.parse().unwrap();
	let issued_on: Date = ISSUED_ON.parse().unwrap();
	StartNotice {
		issuer: Region::new(33).unwrap(),
		flow: flow(number),
		bill: *bill,
		elements: elements_digest(bill, &check.digest(bill), &issued_on, fen(TOTAL)),
		claimed: fen(claimed),
		authorization: Digest::repeat_byte(3),
		at: 1,
	}
}

fn result(number: u64, bill: &BillKey, ending: Ending) -> Body {
	let issuer = Region::new(33).unwrap();
	Body::Result(ResultNotice { issuer, flow: flow(number), bill: *bill, ending, at: 2 })
}

/// A platform that knows a bill of Zhejiang and an organisation of Shanghai with an open service.
async fn prepared() -> (Running, SignedClient) {
	let running = common::start().await;
	let platform = signed(&running, SYSTEM);
	plant(&running, SYSTEM, &bill(BILL)).await;
	let name = OrgName::new("示范保险公司").unwrap();
	let filing = Body::Filing(FilingNotice { org: org(), name, active: true, at: 1 });
	assert!(tell(&platform, 1, filing).await.unwrap().accepted);
	let until = fiscal_bridge::now() + 86_400_000;
	let change = ServiceChange::Open;
	let opening = Body::Service(ServiceNotice { org: org(), change, until, at: 1 });
	assert!(tell(&platform, 2, opening).await.unwrap().accepted);
	(running, platform)
}

async fn outcome_of(running: &Running, flow: &str) -> Value {
	let flows = items(running, SYSTEM, "flows?limit=1000").await;
	let found = flows.into_iter().find(|item| item["flow"] == flow);
	found.map(|item| item["outcome"].clone()).unwrap_or_default()
}

#[tokio::test]
async fn of_fifty_starts_at_the_same_moment_one_locks_the_bill() {
	let (running, _) = prepared().await;
	let bill = bill(BILL);
	let starts = (10..60).map(|number| {
		let platform = signed(&running, SYSTEM);
		async move { tell(&platform, number, Body::Start(start(number, &bill, 1_000))).await }
	});
	let receipts = join_all(starts).await;
	// Messages about one bill have an order: what came after a later one was refused.
	let mut accepted = 0;
	for receipt in receipts {
		let receipt = receipt.unwrap();
		assert!(receipt.accepted || receipt.code == OUT_OF_ORDER, "{receipt:?}");
		accepted += usize::from(receipt.accepted);
	}
	assert!(accepted > 0);
	let flows = items(&running, SYSTEM, "flows?limit=1000").await;
	assert_eq!(flows.len(), accepted);
	let locked = flows.iter().filter(|flow| flow["outcome"] == "locked").count();
	let taken = flows.iter().filter(|flow| flow["outcome"] == "taken").count();
	assert_eq!((locked, locked + taken), (1, accepted), "{flows:?}");
	let locks = items(&running, SYSTEM, "locks").await;
	assert_eq!(locks.iter().filter(|lock| lock["ended"].is_null()).count(), 1, "{locks:?}");
	let answers = items(&running, SYSTEM, "inbound?limit=1000").await;
	assert_eq!(answers.iter().filter(|answer| answer["kind"] == "answer").count(), accepted);
}

#[tokio::test]
async fn fifty_insurers_of_the_province_race_and_one_gets_the_bill() {
	let (running, _) = prepared().await;
	let ask = |number: u64| {
		let seed = json!({
			"code": "33060126", "number": "0000000001", "flow": format!("ZJ-{number}"), "claimed": 1,
		});
		done(&running, SYSTEM, "locks", seed)
	};
	let outcomes = join_all((0..50).map(ask)).await;
	let locked = outcomes.iter().filter(|answer| answer["outcome"] == "locked").count();
	let taken = outcomes.iter().filter(|answer| answer["outcome"] == "taken").count();
	assert_eq!((locked, taken), (1, 49));
}

#[tokio::test]
async fn a_reimbursement_is_locked_settled_in_part_and_closed() {
	let (running, platform) = prepared().await;
	let bill = bill(BILL);
	assert!(tell(&platform, 10, Body::Start(start(1, &bill, 6_000))).await.unwrap().accepted);
	assert_eq!(outcome_of(&running, "SH-1").await, "locked");
	// The same flow under another number of the chain gets the first answer; another content does not.
	assert!(tell(&platform, 11, Body::Start(start(1, &bill, 6_000))).await.unwrap().accepted);
	assert!(tell(&platform, 12, Body::Start(start(1, &bill, 7_000))).await.unwrap().accepted);
	let said: Vec<Value> = items(&running, SYSTEM, "inbound").await;
	assert_eq!(said.len(), 3);
	assert_eq!(items(&running, SYSTEM, "flows").await.len(), 1);

	let part = Ending::Settled { amount: fen(4_000), close: false };
	tell(&platform, 13, result(1, &bill, part)).await.unwrap();
	let flows = items(&running, SYSTEM, "flows").await;
	assert_eq!(flows[0]["ended"], "settled");
	// What remains is less than what is claimed next.
	tell(&platform, 14, Body::Start(start(2, &bill, 6_001))).await.unwrap();
	assert_eq!(outcome_of(&running, "SH-2").await, "notUsable");
	tell(&platform, 15, Body::Start(start(3, &bill, 6_000))).await.unwrap();
	assert_eq!(outcome_of(&running, "SH-3").await, "locked");
	tell(&platform, 16, result(3, &bill, Ending::Released)).await.unwrap();
	// A second result for a lock that is gone is another content of the same flow.
	tell(&platform, 17, Body::Start(start(4, &bill, 6_000))).await.unwrap();
	let rest = Ending::Settled { amount: fen(6_000), close: false };
	tell(&platform, 18, result(4, &bill, rest)).await.unwrap();
	tell(&platform, 19, Body::Start(start(5, &bill, 1))).await.unwrap();
	assert_eq!(outcome_of(&running, "SH-5").await, "notUsable");
	let bills = items(&running, SYSTEM, "bills").await;
	assert_eq!(bills[0]["state"]["usage"], "reimbursed");
	assert_eq!(bills[0]["state"]["reimbursed"], TOTAL);
	assert!(items(&running, SYSTEM, "violations").await.is_empty());
}

#[tokio::test]
async fn a_province_admits_nobody_whose_service_is_not_open_and_no_wrong_elements() {
	let (running, platform) = prepared().await;
	let bill = bill(BILL);
	let wrong = StartNotice { elements: Digest::repeat_byte(9), ..start(1, &bill, 1) };
	tell(&platform, 10, Body::Start(wrong)).await.unwrap();
	assert_eq!(outcome_of(&running, "SH-1").await, "unknown");
	let change = ServiceChange::Suspend;
	let suspended = Body::Service(ServiceNotice { org: org(), change, until: 0, at: 2 });
	tell(&platform, 11, suspended).await.unwrap();
	tell(&platform, 12, Body::Start(start(2, &bill, 1))).await.unwrap();
	assert_eq!(outcome_of(&running, "SH-2").await, "notAdmitted");
	assert!(items(&running, SYSTEM, "locks").await.is_empty());
}

#[tokio::test]
async fn a_message_whose_digest_is_not_its_own_is_refused() {
	let (running, platform) = prepared().await;
	let body = Body::Start(start(1, &bill(BILL), 1));
	let other = convert::hex(&Digest::repeat_byte(1));
	let message = json!({
		"messageId": other, "digest": other, "sequence": 10,
		"body": serde_json::to_value(&body).unwrap(),
	});
	assert_eq!(refused(platform.call::<_, Value>("message", "1", &message).await), code::MALFORMED);
	assert_eq!(items(&running, SYSTEM, "applied").await.len(), 2);
}

#[tokio::test]
async fn summaries_show_bills_and_their_locks() {
	let (running, platform) = prepared().await;
	let bill = bill(BILL);
	let request = SummaryRequest {
		to: 33,
		from: 31,
		org: org().to_string(),
		flow: "SH-1".into(),
		code: bill.code.to_string(),
		number: bill.number.to_string(),
		check_code: CHECK_CODE.into(),
		issued_on: ISSUED_ON.into(),
		total: TOTAL,
		authorization: "cd".repeat(32),
	};
	let summary: Summary = platform.call("summary", "1", &request).await.unwrap();
	assert_eq!((summary.region, summary.usage.as_str(), summary.total), (33, "free", TOTAL));
	tell(&platform, 10, Body::Start(start(1, &bill, 6_000))).await.unwrap();
	let summary: Summary = platform.call("summary", "2", &request).await.unwrap();
	assert_eq!(summary.usage, "locked");
	let other = SummaryRequest { total: TOTAL + 1, ..request };
	let answer = platform.call::<_, Summary>("summary", "3", &other).await;
	assert_eq!(refused(answer), code::NOT_FOUND);

	let list = SummaryListRequest {
		to: 33,
		from: 31,
		org: org().to_string(),
		flow: "SH-1".into(),
		payer: "ab".repeat(32),
		authorization: "cd".repeat(32),
		first_day: ISSUED_ON.into(),
		last_day: ISSUED_ON.into(),
	};
	let found: Summaries = platform.call("summary-list", "4", &list).await.unwrap();
	assert_eq!(found.summaries, [summary]);
	let nobody = SummaryListRequest { payer: "00".repeat(32), ..list.clone() };
	let found: Summaries = platform.call("summary-list", "5", &nobody).await.unwrap();
	assert!(found.summaries.is_empty());
	let elsewhere = SummaryListRequest { to: 35, ..list };
	let answer = platform.call::<_, Summaries>("summary-list", "6", &elsewhere).await;
	assert_eq!(refused(answer), code::MALFORMED);
	drop(running);
}

#[tokio::test]
async fn agreements_are_fetched_and_files_of_shanghai_are_taken_once() {
	let (running, platform) = prepared().await;
	let (authorization, content) = ("ef".repeat(32), convert::file_text("同意".as_bytes()));
	let agreement = json!({
		"authorization": authorization, "region": 33,
		"mediaType": "text/plain; charset=utf-8", "content": content,
	});
	done(&running, SYSTEM, "agreements", agreement).await;
	let request = AuthorizationRequest {
		to: 33,
		from: 31,
		org: org().to_string(),
		flow: "SH-1".into(),
		authorization: authorization.clone(),
	};
	let file: FileBody = platform.call("authorization", "1", &request).await.unwrap();
	assert_eq!((file.from, file.to, &file.subject), (33, 31, &authorization));
	convert::file(&file.content, &file.hash, convert::MAX_FILE_BYTES).unwrap();
	let other = AuthorizationRequest { to: 32, ..request };
	let answer = platform.call::<_, FileBody>("authorization", "2", &other).await;
	assert_eq!(refused(answer), code::NOT_FOUND);

	let pushed = FileBody { to: 33, from: 31, subject: BILL.into(), ..file };
	for id in ["3", "4"] {
		platform.call::<_, Value>("file", id, &pushed).await.unwrap();
	}
	let received = items(&running, SYSTEM, "received").await;
	assert_eq!(received.len(), 1, "{received:?}");
	assert_eq!(received[0]["hash"], pushed.hash);
	let damaged = FileBody { hash: "00".repeat(32), ..pushed };
	let answer = platform.call::<_, Value>("file", "5", &damaged).await;
	assert_eq!(refused(answer), code::MALFORMED);
}
