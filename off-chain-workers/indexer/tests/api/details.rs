//! One thing with all that is known of it, and the search for it.

use crate::{
	fill::{self, Records, CITIZENS},
	fixture::{options, sqlite, Served},
	postgres,
};
use base64::{engine::general_purpose::STANDARD, Engine};
use codec::Encode;
use fiscal_indexer::store::Store;
use fiscal_primitives::{
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
	Bill, CheckDigest, Date, Digest, Fen, NodeId, ParticipantId, PayerRef, SceneId,
};
use fiscal_runtime::{Runtime, RuntimeCall, UncheckedExtrinsic};

/// Records of the real runtime.
fn records() -> Records {
	let metadata = Runtime::metadata_at_version(15).expect("metadata 15");
	let remark = RuntimeCall::System(frame_system::Call::remark { remark: b"fiscal".to_vec() });
	let bill = Bill {
		check: CheckDigest([7; 16]),
		total: Fen::new(41_700).expect("an amount"),
		issued_on: Date::at(fill::START),
		issuer: ParticipantId(6),
		node: NodeId(1),
		scene: SceneId(1),
		payer: PayerRef(Digest::repeat_byte(5)),
		xml: Digest::repeat_byte(1),
		pdf: None,
		summary: Digest::repeat_byte(2),
		version: 1,
		history: None,
		related: None,
		registered: TxPosition { block: 1, index: 1 },
		kind: BillKind::Ordinary,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Free,
		circulation: Circulation::Circulable,
		reimbursed: Fen::ZERO,
	};
	let encode = |bytes: Vec<u8>| STANDARD.encode(bytes);
	Records {
		metadata: encode((*metadata).clone()),
		transaction: encode(UncheckedExtrinsic::new_bare(remark.clone()).encode()),
		bill: encode(bill.encode()),
		call: encode(remark.encode()),
	}
}

async fn on_each() -> Vec<Served> {
	let mut all = vec![Served::start(sqlite().await, options(), records()).await];
	if let Some(url) = postgres::database().await {
		let store = Store::open(&url, 4).await.expect("a database");
		all.push(Served::start((store, None), options(), records()).await);
	}
	all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bill_comes_with_its_record_and_its_life() {
	for served in on_each().await {
		let bill = served.json("/bills?limit=1").await["items"][0].clone();
		let path = format!(
			"/bills/{}/{}",
			bill["code"].as_str().expect("a code"),
			bill["number"].as_str().expect("a number")
		);
		let detail = served.json(&path).await;
		assert_eq!(detail["row"], bill);
		assert_eq!(detail["record"]["total"], 41_700);
		assert_eq!(detail["record"]["usage"], "free");
		let timeline = detail["timeline"].as_array().expect("steps");
		assert_eq!(timeline.len(), 1);
		assert_eq!(timeline[0]["action"], "registered");
		assert_eq!(timeline[0]["transaction"], bill["transaction"]);
		assert_eq!(timeline[0]["record"]["total"], 41_700);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_comes_with_its_arguments_and_events() {
	for served in on_each().await {
		let one = served.json("/transactions/19-2").await;
		assert_eq!(one["success"], false);
		assert_eq!(one["error"], "BillLocks.NotFound");
		assert!(one["args"]["remark"].is_string(), "{}", one["args"]);
		assert_eq!(one["signature"], serde_json::Value::Null);
		assert!(one["raw"].as_str().expect("bytes").starts_with("0x"));
		assert_eq!(one["events"].as_array().expect("events").len(), 1);
		assert_eq!(one["events"][0]["name"], "ExtrinsicFailed");
		let hash = one["hash"].as_str().expect("a hash");
		assert_eq!(served.json(&format!("/transactions/{hash}")).await, one);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_else_comes_whole() {
	for served in on_each().await {
		let block = served.json("/blocks/5").await;
		assert_eq!(block["hash"], fill::hash(5));
		assert_eq!(block["certificate"], serde_json::Value::Null);
		assert!(block["digestLogs"].is_array());

		let row = served.json("/authorizations?limit=1").await["items"][0].clone();
		let digest = row["digest"].as_str().expect("a digest");
		let detail = served.json(&format!("/authorizations/{digest}")).await;
		assert_eq!(detail["row"], row);
		assert_eq!(detail["bills"].as_array().expect("bills").len(), 1);
		assert_eq!(detail["log"][0]["action"], "registered");

		let detail = served.json("/approvals/3").await;
		assert_eq!(detail["row"]["id"], 3);
		assert_eq!(detail["entries"].as_array().expect("entries").len(), 2);
		assert!(detail["call"].to_string().contains("remark"), "{}", detail["call"]);

		let detail = served.json("/policies/2").await;
		assert_eq!(detail["versions"][0]["version"], 2);
		assert_eq!(detail["versions"][1]["version"], 1);

		let detail = served.json("/participants/9").await;
		assert_eq!(detail["row"]["parent"], 2);
		assert_eq!(detail["path"][0]["id"], 2);
		assert_eq!(served.json("/participants/2").await["children"], 2);

		let detail = served.json("/nodes/1").await;
		assert_eq!(detail["row"]["id"], 1);
		assert_eq!(detail["links"].as_array().expect("links").len(), 3);
		assert_eq!(detail["history"].as_array().expect("changes").len(), 1);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn one_box_finds_everything() {
	for served in on_each().await {
		let bill = served.json("/bills?limit=1").await["items"][0].clone();
		let (code, number) =
			(bill["code"].as_str().expect("a code"), bill["number"].as_str().expect("a number"));
		let lock = served.json("/locks?limit=1").await["items"][0].clone();
		let transaction = served.json("/transactions/19-1").await;
		let grant = served.json("/authorizations?limit=1").await["items"][0].clone();
		let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
		let cases = [
			("7".to_owned(), "block", "/blocks/7".to_owned()),
			("7".into(), "participant", "/participants/7".into()),
			(fill::hash(7), "block", "/blocks/7".into()),
			(fill::hash(7)[2..].to_uppercase(), "block", "/blocks/7".into()),
			("19-1".into(), "transaction", "/transactions/19-1".into()),
			("19-1".into(), "event", "/events?block=19".into()),
			(text(&transaction["hash"]), "transaction", "/transactions/19-1".into()),
			(format!("{code}{number}"), "bill", format!("/bills/{code}/{number}")),
			(format!("{code}-{number}"), "bill", format!("/bills/{code}/{number}")),
			(number.to_owned(), "bill", format!("/bills/{code}/{number}")),
			(text(&bill["payer"]), "bill", format!("/bills/{code}/{number}")),
			("did:cpl:00000003".into(), "participant", "/participants/3".into()),
			("单位00003".into(), "participant", "/participants/3".into()),
			(
				text(&lock["flow"]),
				"lock",
				format!("/bills/{}/{}", text(&lock["code"]), text(&lock["number"])),
			),
			(
				text(&grant["digest"]),
				"authorization",
				format!("/authorizations/{}", text(&grant["digest"])),
			),
		];
		for (query, kind, path) in cases {
			let url = reqwest::Url::parse_with_params(
				&format!("{}/api/v1/search", served.base),
				[("q", query.as_str())],
			)
			.expect("a URL");
			let answer = served.http.get(url).send().await.expect("an answer");
			let answer: serde_json::Value =
				serde_json::from_str(&answer.text().await.expect("text")).expect("JSON");
			let items = answer["items"].as_array().expect("items");
			assert!(
				items.iter().any(|item| item["kind"] == kind && item["path"] == path.as_str()),
				"{query}: {answer}"
			);
		}
		let none = served.json("/search?q=nobody").await;
		assert!(none["items"].as_array().expect("items").is_empty());
		let citizens = served.json("/search?q=%E6%8C%81%E7%A5%A8").await;
		let citizens = citizens["items"].as_array().expect("items");
		assert!((1..=20).contains(&citizens.len()), "bounded, however many have the name");
		assert_eq!(citizens[0]["id"], CITIZENS.to_string());
	}
}
