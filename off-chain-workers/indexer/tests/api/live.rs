//! Followers are told everything once, wherever they broke off.

use crate::fixture::{options, served, Served, DEADLINE, HEIGHT, SIZE};
use fiscal_indexer::serve::{Limits, ServeOptions};
use reqwest::Response;
use serde_json::Value;
use std::collections::BTreeSet;

/// What one event said.
#[derive(Clone, Debug, PartialEq)]
struct Told {
	kind: String,
	id: String,
	data: Value,
}

/// A follower.
struct Follower {
	response: Response,
	text: String,
}

impl Follower {
	async fn of(served: &Served, query: &str, last: Option<&str>) -> Self {
		let mut request = served.http.get(format!("{}/api/v1/live?{query}", served.base));
		if let Some(last) = last {
			request = request.header("last-event-id", last);
		}
		let response = request.send().await.expect("an answer");
		assert_eq!(response.status(), 200);
		assert_eq!(response.headers()["content-type"], "text/event-stream");
		Self { response, text: String::new() }
	}

	/// The next event that is no heart-beat.
	async fn next(&mut self) -> Told {
		let reading = async {
			loop {
				while let Some((event, rest)) = self.text.split_once("\n\n") {
					let (event, rest) = (event.to_owned(), rest.to_owned());
					self.text = rest;
					let field = |name: &str| {
						let line = event.lines().find_map(|line| line.strip_prefix(name));
						line.map(|rest| rest.trim_start().to_owned())
					};
					if let Some(data) = field("data:") {
						return Told {
							kind: field("event:").expect("a type"),
							id: field("id:").expect("an id"),
							data: serde_json::from_str(&data).expect("JSON"),
						};
					}
				}
				let chunk = self.response.chunk().await.expect("a chunk").expect("no end");
				self.text.push_str(std::str::from_utf8(&chunk).expect("text"));
			}
		};
		tokio::time::timeout(DEADLINE, reading).await.expect("told in time")
	}

	/// The next so many.
	async fn some(&mut self, count: usize) -> Vec<Told> {
		let mut told = Vec::new();
		for _ in 0..count {
			told.push(self.next().await);
		}
		told
	}
}

const ALL: &str = "topics=blocks,events,bills,alerts";

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_is_told_what_comes() {
	let served = served(options()).await;
	let mut follower = Follower::of(&served, "", None).await;
	served.grow(HEIGHT + 1, HEIGHT + 3).await;
	for told in follower.some(3).await.iter().zip(HEIGHT + 1..) {
		assert_eq!(told.0.kind, "block");
		assert_eq!(told.0.data["height"], told.1);
		assert_eq!(
			told.0.data,
			served
				.json(&format!(
					"/blocks?limit=1&from={}&until={}",
					told.0.data["time"],
					told.0.data["time"].as_u64().unwrap() + 1
				))
				.await["items"][0]
		);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_is_told_whole_and_in_order() {
	let served = served(options()).await;
	let mut follower = Follower::of(&served, &format!("{ALL}&since=20"), None).await;
	// Block 20 has a block row, 3 events, 7 bills and an alert.
	let events = served.json("/events?block=20").await["items"].as_array().unwrap().len();
	let count = 1 + events + SIZE.bills as usize + 1;
	let told = follower.some(count).await;
	let kinds = |kind: &str| told.iter().filter(|one| one.kind == kind).count();
	assert_eq!(kinds("block"), 1);
	assert_eq!(kinds("event"), events);
	assert_eq!(kinds("bill"), SIZE.bills as usize);
	assert_eq!(kinds("alert"), 1);
	for (number, one) in told.iter().enumerate() {
		assert_eq!(one.id, format!("20-{number}"));
	}
	assert_eq!(follower.next().await.id, "21-0");
	let bills = served.all("bills", "", 200).await;
	for one in told.iter().filter(|one| one.kind == "bill") {
		assert!(bills.contains(&one.data));
	}
}

/// Wherever a connection breaks, the next one goes on exactly there, while blocks go on coming.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_or_told_twice_where_a_connection_breaks() {
	let served = served(options()).await;
	let mut whole = Follower::of(&served, &format!("{ALL}&since=50"), None).await;
	let mut last: Option<String> = None;
	let mut parts = Vec::new();
	let mut height = HEIGHT;
	let (total, mut step) = (180, 1);
	while parts.len() < total {
		// By the header, as browsers do, and by the parameter in turns.
		let by_parameter = step % 2 == 0;
		let query = match &last {
			None => format!("{ALL}&since=50"),
			Some(last) if by_parameter => format!("{ALL}&since={last}"),
			Some(_) => ALL.to_owned(),
		};
		let header = last.as_deref().filter(|_| !by_parameter);
		let mut follower = Follower::of(&served, &query, header).await;
		let some = follower.some((step * 7 % 23 + 1).min(total - parts.len())).await;
		drop(follower);
		last = some.last().map(|told| told.id.clone());
		parts.extend(some);
		step += 1;
		served.grow(height + 1, height + 1).await;
		height += 1;
	}
	assert_eq!(whole.some(total).await, parts);
	let ids: BTreeSet<&str> = parts.iter().map(|told| told.id.as_str()).collect();
	assert_eq!(ids.len(), parts.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_is_told_what_it_asked_for() {
	let served = served(options()).await;
	let issuer = served.json("/bills?until=1790000100000&limit=1").await["items"][0]["issuer"]
		.as_u64()
		.expect("an issuer");
	let query = format!("topics=bills,alerts&issuer={issuer}&since=1");
	let mut follower = Follower::of(&served, &query, None).await;
	for told in follower.some(20).await {
		match told.kind.as_str() {
			"bill" => assert_eq!(told.data["issuer"], issuer),
			kind => assert_eq!(kind, "alert"),
		}
	}
	let query = "topics=events&pallet=System&name=ExtrinsicFailed&since=1";
	let mut follower = Follower::of(&served, query, None).await;
	let told = follower.some(3).await;
	assert!(told.iter().all(|one| one.data["name"] == "ExtrinsicFailed"));
	assert_eq!(told[2].data["block"], 59);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_away_for_too_long_is_told_so() {
	let limits = Limits { resume: 10, ..options().limits };
	let served = served(ServeOptions { limits, ..options() }).await;
	let mut follower = Follower::of(&served, "since=3", None).await;
	let told = follower.next().await;
	assert_eq!(told.kind, "lagging");
	assert_eq!(told.data["from"], 3);
	assert_eq!(told.data["until"], HEIGHT - 11);
	assert_eq!(told.data["lagBlocks"], HEIGHT - 10 - 3);
	assert_eq!(follower.next().await.id, format!("{}-0", HEIGHT - 10));
	// Whoever breaks off right then goes on right there.
	let mut follower = Follower::of(&served, "", Some(&told.id)).await;
	assert_eq!(follower.next().await.id, format!("{}-0", HEIGHT - 10));
}
