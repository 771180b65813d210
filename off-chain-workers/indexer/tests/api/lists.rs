//! Filters leave out what they should and nothing else.

use crate::{
	fill::{self, CITIZENS},
	fixture::{on_each, options, served, Served, HEIGHT, SIZE},
};
use serde_json::Value;

/// Every list.
pub const LISTS: [&str; 15] = [
	"blocks",
	"transactions",
	"events",
	"alerts",
	"bills",
	"locks",
	"authorizations",
	"approvals",
	"scenes",
	"policies",
	"participants",
	"nodes",
	"outbox",
	"observations",
	"provinces",
];

/// Requires that a filter leaves exactly those items of a list for which `is_meant` holds, in the order of
/// the list.
async fn filters(
	served: &Served,
	list: &str,
	query: &str,
	all: &[Value],
	is_meant: impl Fn(&Value) -> bool,
) {
	let found = served.all(list, query, 10).await;
	let meant: Vec<&Value> = all.iter().filter(|item| is_meant(item)).collect();
	assert!(!meant.is_empty(), "{list}?{query}: the test says nothing");
	assert!(meant.len() < all.len(), "{list}?{query}: the test says nothing");
	assert_eq!(found.iter().collect::<Vec<_>>(), meant, "{list}?{query}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bills_are_filtered() {
	for served in on_each().await {
		let all = served.all("bills", "", 200).await;
		assert_eq!(all.len(), (HEIGHT * SIZE.bills) as usize);
		let first = &all[30];
		let issuer = first["issuer"].as_u64().unwrap();
		let on = |query: String, is_meant: Box<dyn Fn(&Value) -> bool>| {
			let (served, all) = (&served, &all);
			async move { filters(served, "bills", &query, all, is_meant).await }
		};
		on(format!("issuer={issuer}"), Box::new(move |bill: &Value| bill["issuer"] == issuer))
			.await;
		on("scene=2".into(), Box::new(|bill: &Value| bill["scene"] == 2)).await;
		on("kind=0602".into(), Box::new(|bill: &Value| bill["kind"] == "0602")).await;
		on("red=true".into(), Box::new(|bill: &Value| bill["document"] == "red")).await;
		on("red=false".into(), Box::new(|bill: &Value| bill["document"] != "red")).await;
		on("status=normal".into(), Box::new(|bill: &Value| bill["status"]["validity"] == "normal"))
			.await;
		on(
			"status=redFlushed".into(),
			Box::new(|bill: &Value| bill["status"]["validity"] == "redFlushed"),
		)
		.await;
		on("status=paper".into(), Box::new(|bill: &Value| bill["status"]["medium"] == "paper"))
			.await;
		on(
			"status=blocked".into(),
			Box::new(|bill: &Value| bill["status"]["circulation"] == "blocked"),
		)
		.await;
		on(
			"status=reimbursed".into(),
			Box::new(|bill: &Value| bill["status"]["usage"] == "reimbursed"),
		)
		.await;
		on("action=settled".into(), Box::new(|bill: &Value| bill["reimbursedFen"] != 0)).await;
		let amount = |bill: &Value| bill["amountFen"].as_u64().unwrap();
		on("minFen=50000".into(), Box::new(move |bill: &Value| amount(bill) >= 50_000)).await;
		on(
			"minFen=20000&maxFen=50000".into(),
			Box::new(move |bill: &Value| (20_000..=50_000).contains(&amount(bill))),
		)
		.await;
		on(
			format!("issuer={issuer}&maxFen=50000&scene=1"),
			Box::new(move |bill: &Value| {
				bill["issuer"] == issuer && bill["scene"] == 1 && amount(bill) <= 50_000
			}),
		)
		.await;
		let day = first["issuedOn"].as_str().unwrap().to_owned();
		let query = format!("issuedFrom={day}&issuedUntil={day}");
		let same = day.clone();
		on(query, Box::new(move |bill: &Value| bill["issuedOn"] == same)).await;
		let same = day.clone();
		on(
			format!("issuedUntil={day}&minFen=20000"),
			Box::new(move |bill: &Value| {
				bill["issuedOn"].as_str().unwrap() <= same.as_str() && amount(bill) >= 20_000
			}),
		)
		.await;
		let (from, until) = (fill::time(10), fill::time(20));
		on(
			format!("from={from}&until={until}"),
			Box::new(move |bill: &Value| {
				(from..until).contains(&bill["registeredAt"].as_u64().unwrap())
			}),
		)
		.await;
		let code = first["code"].as_str().unwrap().to_owned();
		on(format!("code={code}"), Box::new(move |bill: &Value| bill["code"] == code)).await;
		let number = first["number"].as_str().unwrap().to_owned();
		on(format!("number={number}"), Box::new(move |bill: &Value| bill["number"] == number))
			.await;
		let citizen = first["holder"].as_u64().unwrap();
		assert!(citizen >= u64::from(CITIZENS));
		on(format!("holder={citizen}"), Box::new(move |bill: &Value| bill["holder"] == citizen))
			.await;
		let payer = first["payer"].as_str().unwrap().to_owned();
		on(format!("payer={payer}"), Box::new(move |bill: &Value| bill["payer"] == payer)).await;
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holder_has_all_bills_of_all_its_references() {
	for served in on_each().await {
		let moved = CITIZENS + 1;
		let text =
			served.store.statement("UPDATE payers SET participant = ? WHERE participant < ?");
		let mut transaction = served.store.begin().await.unwrap();
		sqlx::query(&text)
			.bind(i64::from(moved))
			.bind(i64::from(moved + 3))
			.execute(&mut *transaction)
			.await
			.unwrap();
		transaction.commit().await.unwrap();
		let all = served.all("bills", "", 200).await;
		filters(&served, "bills", &format!("holder={moved}"), &all, |bill| bill["holder"] == moved)
			.await;
		let query = format!("holder={moved}&minFen=20000");
		filters(&served, "bills", &query, &all, |bill| {
			bill["holder"] == moved && bill["amountFen"].as_u64().unwrap() >= 20_000
		})
		.await;
		assert!(served.json("/bills?holder=99").await["items"].as_array().unwrap().is_empty());
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chain_is_filtered() {
	for served in on_each().await {
		let all = served.all("blocks", "", 20).await;
		assert_eq!(all.len(), HEIGHT as usize + 1);
		let (from, until) = (fill::time(5), fill::time(9));
		filters(&served, "blocks", &format!("from={from}&until={until}"), &all, |block| {
			(5..9).contains(&block["height"].as_u64().unwrap())
		})
		.await;

		let all = served.all("transactions", "", 50).await;
		filters(&served, "transactions", "block=19", &all, |one| one["block"] == 19).await;
		filters(&served, "transactions", "success=false", &all, |one| one["success"] == false)
			.await;
		filters(&served, "transactions", "success=true", &all, |one| one["success"] == true).await;
		filters(&served, "transactions", "signer=3", &all, |one| one["signer"] == 3).await;
		filters(&served, "transactions", "pallet=Bills&call=register_batch", &all, |one| {
			one["call"] == "register_batch"
		})
		.await;

		let all = served.all("events", "", 50).await;
		filters(&served, "events", "pallet=System&name=ExtrinsicFailed", &all, |one| {
			one["name"] == "ExtrinsicFailed"
		})
		.await;
		filters(&served, "events", "transaction=19-1", &all, |one| one["transaction"] == "19-1")
			.await;
		filters(&served, "events", &format!("until={from}"), &all, |one| {
			one["time"].as_u64().unwrap() < from
		})
		.await;

		let all = served.all("alerts", "", 2).await;
		filters(&served, "alerts", "severity=critical", &all, |one| one["severity"] == "critical")
			.await;
		filters(&served, "alerts", "kind=lockExpiring", &all, |one| one["kind"] == "lockExpiring")
			.await;
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn locks_and_authorizations_are_filtered() {
	for served in on_each().await {
		let all = served.all("locks", "", 20).await;
		let lock = &all[5];
		let holder = lock["holder"].as_u64().unwrap();
		filters(&served, "locks", &format!("holder={holder}"), &all, |one| one["holder"] == holder)
			.await;
		filters(&served, "locks", "state=settled", &all, |one| one["state"] == "settled").await;
		let region = lock["region"].as_u64().unwrap();
		filters(&served, "locks", &format!("region={region}"), &all, |one| one["region"] == region)
			.await;
		let (code, number) = (lock["code"].as_str().unwrap(), lock["number"].as_str().unwrap());
		filters(&served, "locks", &format!("code={code}&number={number}"), &all, |one| {
			one["number"] == number
		})
		.await;
		let now = fill::time(HEIGHT);
		filters(&served, "locks", "olderThanMs=60000", &all, |one| {
			now - one["at"].as_u64().unwrap() >= 60_000
		})
		.await;

		let all = served.all("authorizations", "", 20).await;
		let grantee = all[0]["grantee"].as_u64().unwrap();
		filters(&served, "authorizations", &format!("grantee={grantee}"), &all, |one| {
			one["grantee"] == grantee
		})
		.await;
		filters(&served, "authorizations", "scope=pdf", &all, |one| {
			one["scopes"].as_array().unwrap().iter().any(|scope| scope == "pdf")
		})
		.await;
		for status in ["active", "usedUp"] {
			filters(&served, "authorizations", &format!("status={status}"), &all, |one| {
				one["status"] == status
			})
			.await;
		}
		for status in ["expired", "frozen", "revoked", "notYetValid"] {
			let found = served.all("authorizations", &format!("status={status}"), 3).await;
			let meant = all.iter().filter(|one| one["status"] == status);
			assert_eq!(found.iter().collect::<Vec<_>>(), meant.collect::<Vec<_>>(), "{status}");
		}
		let named = format!("code={code}&number={number}");
		filters(&served, "authorizations", &named, &all, |one| {
			one["block"] == lock["block"] && one["registeredAt"] == lock["at"]
		})
		.await;
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_is_filtered() {
	for served in on_each().await {
		let all = served.all("participants", "", 20).await;
		filters(&served, "participants", "tier=holder", &all, |one| one["tier"] == "holder").await;
		filters(&served, "participants", "role=billUser", &all, |one| {
			one["roles"].as_array().unwrap().iter().any(|role| role == "billUser")
		})
		.await;
		filters(&served, "participants", "parent=2", &all, |one| one["parent"] == 2).await;
		filters(&served, "participants", "q=%E5%8D%95%E4%BD%8D0000", &all, |one| {
			one["name"].as_str().unwrap().starts_with("单位0000")
		})
		.await;
		filters(&served, "participants", "q=did:cpl:0000000", &all, |one| {
			one["did"].as_str().unwrap().starts_with("did:cpl:0000000")
		})
		.await;

		let all = served.all("nodes", "", 20).await;
		filters(&served, "nodes", "kind=user", &all, |one| {
			one["kinds"].as_array().unwrap().iter().any(|kind| kind == "user")
		})
		.await;
		filters(&served, "nodes", "online=true", &all, |one| one["online"] == true).await;
		filters(&served, "nodes", "online=false", &all, |one| one["online"] == false).await;
		filters(&served, "nodes", "status=suspended", &all, |one| one["status"] == "suspended")
			.await;

		let all = served.all("approvals", "", 20).await;
		for state in ["pending", "executed", "rejected"] {
			let found = served.all("approvals", &format!("state={state}"), 4).await;
			let meant = all.iter().filter(|one| one["state"] == state);
			assert_eq!(found.iter().collect::<Vec<_>>(), meant.collect::<Vec<_>>(), "{state}");
		}
		filters(&served, "approvals", "operation=enactPolicy", &all, |one| {
			one["operation"] == "enactPolicy"
		})
		.await;

		let all = served.all("policies", "", 20).await;
		filters(&served, "policies", "state=effective", &all, |one| one["state"] == "effective")
			.await;
		filters(&served, "policies", "keyword=policy%201", &all, |one| {
			one["name"].as_str().unwrap().contains("Policy 1")
		})
		.await;
		let none = served.json("/policies?keyword=%25").await;
		assert!(none["items"].as_array().unwrap().is_empty(), "a sign stands for itself");

		let all = served.all("outbox", "", 20).await;
		filters(&served, "outbox", "state=delivered", &all, |one| one["state"] == "delivered")
			.await;
		filters(&served, "outbox", "destination=evidence", &all, |one| {
			one["destination"] == "evidence"
		})
		.await;
		let all = served.all("observations", "", 20).await;
		filters(&served, "observations", "status=applied", &all, |one| one["status"] == "applied")
			.await;
		assert_eq!(served.all("provinces", "", 2).await.len(), 3);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn names_come_with_a_page_where_they_are_asked_for() {
	let served = served(options()).await;
	let page = served.json("/bills?limit=20&names=true").await;
	for bill in page["items"].as_array().unwrap() {
		let issuer = bill["issuer"].as_u64().unwrap();
		assert_eq!(page["names"][issuer.to_string()], format!("单位{issuer:05}"));
		let holder = bill["holder"].as_u64().unwrap();
		assert_eq!(page["names"][holder.to_string()], "持票人");
	}
	assert!(served.json("/bills").await.get("names").is_none());
}

/// A page that would be longer than it may be, or a list that ends with a full page.
#[tokio::test(flavor = "multi_thread")]
async fn pages_end_where_the_list_ends() {
	let served = served(options()).await;
	let page = served.json("/scenes?limit=20").await;
	assert_eq!(page["items"].as_array().unwrap().len(), 20);
	assert_eq!(page["next"], Value::Null);
	assert_eq!(page["items"][0]["id"], 1);
	let page = served.json("/participants?limit=1").await;
	assert_eq!(page["items"][0]["id"], CITIZENS + SIZE.citizens - 1);
	assert_eq!(served.json("/bills").await["items"].as_array().unwrap().len(), 50);
}
