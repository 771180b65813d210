//! Whatever is written between two pages: each row is visited once.

use crate::fixture::{options, served, HEIGHT};
use proptest::{
	prelude::*,
	strategy::ValueTree,
	test_runner::{Config, TestRunner},
};

#[tokio::test(flavor = "multi_thread")]
async fn each_row_is_visited_once_while_others_arrive() {
	let served = served(options()).await;
	let mut height = HEIGHT;
	let mut runner = TestRunner::new(Config::default());
	let lists = prop::sample::select(vec![
		("bills", ""),
		("bills", "issuer=1"),
		("bills", "minFen=20000"),
		("bills", "status=reimbursed"),
		("transactions", ""),
		("transactions", "pallet=Bills"),
		("events", "pallet=System"),
		("locks", "state=settled"),
		("authorizations", "status=active"),
		("blocks", ""),
	]);
	let walk = (lists, prop::collection::vec((1u32..40, 0u32..3), 1..12));
	for _ in 0..24 {
		let ((list, query), steps) = walk.new_tree(&mut runner).expect("a case").current();
		let expected = served.all(list, query, 200).await;
		let mut seen = Vec::new();
		let mut cursor = String::new();
		let mut steps = steps.into_iter().cycle();
		loop {
			let (limit, grown) = steps.next().expect("a cycle");
			let page = served.json(&format!("/{list}?limit={limit}&{query}{cursor}")).await;
			seen.extend(page["items"].as_array().expect("items").iter().cloned());
			let Some(next) = page["next"].as_str() else { break };
			cursor = format!("&cursor={next}");
			if grown > 0 && height < HEIGHT + 200 {
				served.grow(height + 1, height + grown).await;
				height += grown;
			}
		}
		let id = |item: &serde_json::Value| item.to_string();
		// Authorizations that ran out meanwhile are left out of later pages: the time of the chain went on.
		if list == "authorizations" {
			let mut ids: Vec<String> = seen.iter().map(|one| one["digest"].to_string()).collect();
			let all = ids.len();
			ids.sort();
			ids.dedup();
			assert_eq!(ids.len(), all, "none comes twice");
			continue;
		}
		assert_eq!(
			seen.iter().map(id).collect::<Vec<_>>(),
			expected.iter().map(id).collect::<Vec<_>>(),
			"{list}?{query}"
		);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_is_taken_by_its_list_alone() {
	let served = served(options()).await;
	let next = served.json("/bills?limit=5").await["next"].as_str().expect("more").to_owned();
	for path in [
		format!("/api/v1/locks?cursor={next}"),
		"/api/v1/bills?cursor=AAAA".to_owned(),
		format!("/api/v1/bills?cursor={next}."),
		format!("/api/v1/bills?cursor={}", "A".repeat(100)),
	] {
		let answer = served.get(&path).await;
		assert_eq!(answer.status, 400, "{path}");
		assert_eq!(answer.json()["error"]["field"], "cursor");
	}
}
