//! Figures are the sums of what the lists say.

use crate::{
	fill::time,
	fixture::{on_each, HEIGHT},
};
use serde_json::Value;

fn sum<'a>(items: impl Iterator<Item = &'a Value>, field: &str) -> u64 {
	items.map(|item| item[field].as_u64().expect("a number")).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_sums_of_bills() {
	for served in on_each().await {
		let bills = served.all("bills", "", 200).await;
		let is_red = |bill: &&Value| bill["document"] == "red";
		let plain: Vec<&Value> = bills.iter().filter(|bill| !is_red(bill)).collect();
		let red: Vec<&Value> = bills.iter().filter(is_red).collect();
		for by in ["hour", "day", "month", "quarter", "year"] {
			for on in ["registered", "issued"] {
				if (by, on) == ("hour", "issued") {
					continue;
				}
				for group in ["none", "area", "kind", "issuer", "scene"] {
					let path = format!("/statistics/bills?by={by}&on={on}&group={group}");
					let answer = served.json(&path).await;
					let rows = answer["rows"].as_array().expect("rows");
					assert_eq!(sum(rows.iter(), "count"), plain.len() as u64, "{path}");
					assert_eq!(
						sum(rows.iter(), "totalFen"),
						sum(plain.iter().copied(), "amountFen"),
						"{path}"
					);
					assert_eq!(sum(rows.iter(), "redCount"), red.len() as u64, "{path}");
					assert!(rows.iter().all(|row| row["group"].is_null() == (group == "none")));
				}
			}
		}
		let issuer = bills[0]["issuer"].as_u64().expect("an issuer");
		let answer = served
			.json(&format!("/statistics/bills?by=month&issuer={issuer}&scene=1&group=kind"))
			.await;
		for row in answer["rows"].as_array().expect("rows") {
			let meant = plain.iter().filter(|bill| {
				bill["issuer"] == issuer && bill["scene"] == 1 && bill["kind"] == row["group"]
			});
			assert_eq!(row["count"], meant.count() as u64);
		}
		let days = served.json("/statistics/bills?by=day&on=issued").await;
		for row in days["rows"].as_array().expect("rows") {
			let meant = plain.iter().filter(|bill| bill["issuedOn"] == row["period"]);
			assert_eq!(row["count"], meant.count() as u64);
		}
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_chain_did_is_counted_by_period() {
	for served in on_each().await {
		for by in ["minute", "hour", "day"] {
			let answer = served.json(&format!("/statistics/activity?by={by}")).await;
			let rows = answer["rows"].as_array().expect("rows");
			assert_eq!(sum(rows.iter(), "blocks"), u64::from(HEIGHT));
			assert_eq!(sum(rows.iter(), "bills"), u64::from(HEIGHT) * 7);
			let periods: Vec<&str> =
				rows.iter().map(|row| row["period"].as_str().expect("a period")).collect();
			assert!(periods.windows(2).all(|pair| pair[0] < pair[1]));
		}
		let (from, until) = (time(1), time(1) + 60_000);
		let path = format!("/statistics/activity?by=minute&from={from}&until={until}");
		let some = served.json(&path).await;
		assert!((1..=2).contains(&some["rows"].as_array().expect("rows").len()));
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn the_summary_is_of_everything() {
	for served in on_each().await {
		let bills = served.all("bills", "", 200).await;
		let locks = served.all("locks", "", 200).await;
		let summary = served.json("/statistics/summary").await;
		let amounts = || bills.iter().map(|bill| bill["amountFen"].as_u64().expect("an amount"));
		assert_eq!(summary["maxFen"], amounts().max().expect("one"));
		assert_eq!(summary["minFen"], amounts().min().expect("one"));
		assert_eq!(summary["reimbursedFen"], sum(bills.iter(), "reimbursedFen"));
		assert_eq!(summary["locksTotal"], locks.len() as u64);
		let total = summary["totalFen"].as_u64().expect("a sum");
		let count = summary["bills"].as_u64().expect("a count");
		let average = summary["averageFen"].as_u64().expect("an amount");
		assert!(2 * total.abs_diff(average * count) <= count, "the nearest fen: {summary}");

		let board = served.json("/locks/board").await;
		let active: Vec<&Value> = locks.iter().filter(|lock| lock["state"] == "active").collect();
		assert!(!active.is_empty());
		for (part, field) in [("ageing", "bucket"), ("byScene", "scene"), ("byHolder", "holder")] {
			let rows = board[part].as_array().expect("rows");
			assert!(rows.iter().all(|row| !row[field].is_null()));
			assert_eq!(sum(rows.iter(), "count"), active.len() as u64, "{part}");
			assert_eq!(
				sum(rows.iter(), "claimedFen"),
				sum(active.iter().copied(), "claimedFen"),
				"{part}"
			);
		}
		assert_eq!(board["expiringSoon"].as_array().expect("locks").len(), active.len().min(20));
		assert_eq!(board["ageing"][0]["count"], active.len() as u64, "all are young");
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn the_health_of_nodes_is_a_series() {
	for served in on_each().await {
		let nodes = served.all("nodes", "", 100).await;
		let series = served.json("/nodes/health?by=kind&points=2").await;
		let now = time(HEIGHT);
		for kind in ["issuer", "user"] {
			let last = series["rows"]
				.as_array()
				.expect("rows")
				.iter()
				.find(|row| row["time"] == now && row["group"] == kind)
				.expect("the last moment");
			let of_kind = nodes.iter().filter(|node| {
				node["kinds"].as_array().expect("kinds").iter().any(|found| found == kind)
			});
			let of_kind: Vec<&Value> = of_kind.collect();
			assert_eq!(last["total"], of_kind.len() as u64);
			let online = of_kind.iter().filter(|node| node["online"] == true).count();
			assert_eq!(last["online"], online as u64);
		}
		let graph = served.json("/nodes/graph").await;
		assert_eq!(graph["nodes"].as_array().expect("nodes").len(), nodes.len());
		assert_eq!(graph["isCut"], false);
		for link in graph["links"].as_array().expect("links") {
			let served_by = |list: &str, id: &Value| {
				graph[list].as_array().expect("a list").iter().any(|one| one["id"] == *id)
			};
			assert!(served_by("nodes", &link["node"]));
			assert!(served_by("participants", &link["participant"]));
		}
	}
}
