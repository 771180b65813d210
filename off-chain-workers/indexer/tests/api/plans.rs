//! Whatever is asked for, however it is combined: the database goes along an index, and sorts nothing but
//! the little that is left.

use crate::{
	fill::{self, Records, Size, CITIZENS},
	fixture::sqlite,
};
use axum::http::Uri;
use fiscal_indexer::{
	serve::query::{
		bills::{AUTHORIZATIONS, BILLS, LOCKS},
		bridges::{OBSERVATIONS, OUTBOX, PROVINCES},
		chain::{ALERTS, BLOCKS, EVENTS, TRANSACTIONS},
		decisions::{APPROVALS, POLICIES, SCENES},
		list::{Ask, Filter, List, Rule},
		param::{Given, Param, Takes},
		parties::{NODES, PARTICIPANTS},
		select::Select,
	},
	store::Store,
};
use sqlx::Row as _;

/// More bills than are sorted for a page, so that wide ranges are gone along.
const SIZE: Size = Size { bills: 120, organisations: 12, citizens: 30, others: 30 };
const HEIGHT: u32 = 60;
/// How many combinations of many filters are tried of each list.
const MANY: u64 = 300;

/// What a filter may be given: values of many rows and of few.
fn values(filter: &Filter) -> Vec<String> {
	let time = fill::time(HEIGHT / 2).to_string();
	let some = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
	match (filter.param.name, filter.param.takes) {
		("from" | "until", _) => vec![time],
		("olderThanMs", _) => some(&["30000"]),
		("minFen" | "maxFen", _) => some(&["300", "20000", "330000"]),
		("issuedFrom" | "issuedUntil", _) => some(&["2020-01-01", "2026-09-21", "2030-01-01"]),
		("holder", _) => vec![(CITIZENS + 1).to_string()],
		("payer", _) => vec![fill::payer(CITIZENS + 1)],
		("code", _) => some(&["31060126"]),
		("kind", Takes::Digits(_)) => some(&["0601"]),
		("number", _) => some(&["0000000121"]),
		("account", _) => vec![format!("0x{}", "07".repeat(32))],
		("pallet", _) => some(&["Bills"]),
		("call", _) => some(&["register_batch"]),
		("name", _) => some(&["BatchRegistered"]),
		("transaction", _) => some(&["3-1"]),
		("q", _) => some(&["did:cpl:0000", "%E5%8D%95"]),
		(_, Takes::OneOf(words)) => some(words),
		(_, Takes::Flag) => some(&["true", "false"]),
		(_, Takes::Number(..)) => some(&["3"]),
		_ => some(&["abc"]),
	}
}

/// Every query that is tried of a list: each filter with each value, each two filters with all of theirs,
/// and some of many filters.
fn queries<R>(list: &List<R>) -> Vec<String> {
	let filters: Vec<(&str, Vec<String>)> = list
		.filters
		.iter()
		.filter(|filter| !matches!(filter.rule, Rule::Asked(_)))
		.map(|filter| (filter.param.name, values(filter)))
		.collect();
	let pair = |name: &str, value: &str| format!("{name}={value}");
	let mut queries = vec![String::new()];
	for (place, (name, values)) in filters.iter().enumerate() {
		for value in values {
			queries.push(pair(name, value));
			for (other, others) in filters.iter().skip(place + 1) {
				queries.extend(
					others.iter().map(|one| format!("{}&{}", pair(name, value), pair(other, one))),
				);
			}
		}
	}
	for number in 0..MANY {
		let chosen = filters.iter().enumerate().filter_map(|(place, (name, values))| {
			let dice = fill::mix(number, 100 + place as u64);
			let value = &values[(dice >> 8) as usize % values.len()];
			dice.is_multiple_of(3).then(|| pair(name, value))
		});
		queries.push(chosen.collect::<Vec<_>>().join("&"));
	}
	queries
}

/// How SQLite goes about a statement, line by line.
async fn plan(store: &Store, select: &Select) -> Vec<String> {
	let rows = select.plan().rows(store.readers()).await.expect("a plan");
	rows.iter().map(|row| row.get::<String, _>("detail")).collect()
}

/// What is so narrow that what it leaves may be sorted.
const NARROW: [&str; 4] = ["(number=?", "(digest=?", "(name>", "(did>"];

/// Judges the plans of a list; how many statements there were.
async fn judge<R>(store: &Store, list: &List<R>) -> usize {
	let params: Vec<Param> = list.params();
	let mut judged = 0;
	for query in queries(list) {
		let uri: Uri = format!("/{}?{query}", list.name).parse().expect("a path");
		let given = Given::of(&uri, &[&params]).unwrap_or_else(|fault| panic!("{uri}: {fault:?}"));
		let now = i64::try_from(fill::time(HEIGHT)).expect("a time");
		let ask = Ask { dialect: store.dialect(), now, given: &given, asked: &[] };
		for after in [None, Some(1i64 << 24)] {
			// What cannot be asked together is refused, and nothing may fit.
			let Ok(Some(select)) = list.select(store.readers(), &ask, after, 51).await else {
				continue;
			};
			let lines = plan(store, &select).await;
			let words = || format!("{uri}\n{}\n{}", select.sql(), lines.join("\n"));
			judged += 1;
			for line in lines.iter().filter(|line| line.starts_with("SCAN ")) {
				let is_along = line.contains(" USING ") || line.starts_with("SCAN arm");
				assert!(is_along, "a whole table is read: {}", words());
			}
			let is_little = select.sql().contains(" + 0 ")
				|| select.has_arms()
				|| lines.iter().any(|line| NARROW.iter().any(|narrow| line.contains(narrow)));
			let sorts = lines.iter().any(|line| line.contains("TEMP B-TREE"));
			assert!(is_little || !sorts, "much is sorted: {}", words());
			if select.sql().contains(" + 0 ") {
				let search = format!("SEARCH {}", list.table);
				assert!(lines.iter().any(|line| line.starts_with(&search)), "{}", words());
			}
			let closest = match (list.closest)(&given) {
				Some("medium") => "bills_on_paper".to_owned(),
				Some("circulation") => "bills_blocked".to_owned(),
				Some("roles") => "participants_with_roles".to_owned(),
				Some("name" | "did") | None => continue,
				Some(column) => format!("({column}=?"),
			};
			let goes = lines.iter().any(|line| line.contains(&closest));
			// Nothing of a holder without references, and of blocks of a time, is another narrow way.
			let is_other = select.sql().contains("1 = 0") || select.sql().contains("seq >= ");
			assert!(goes || is_other, "not along {closest}: {}", words());
		}
	}
	judged
}

#[tokio::test(flavor = "multi_thread")]
async fn every_combination_goes_along_an_index() {
	let (store, _folder) = sqlite().await;
	let records = Records::default();
	fill::base(&store, &SIZE, &records).await;
	fill::blocks(&store, &SIZE, &records, 1..HEIGHT + 1).await;
	let mut judged = judge(&store, &BILLS).await;
	assert!(judged > 1_000, "{judged}");
	judged += judge(&store, &BLOCKS).await;
	judged += judge(&store, &TRANSACTIONS).await;
	judged += judge(&store, &EVENTS).await;
	judged += judge(&store, &ALERTS).await;
	judged += judge(&store, &LOCKS).await;
	judged += judge(&store, &AUTHORIZATIONS).await;
	judged += judge(&store, &APPROVALS).await;
	judged += judge(&store, &SCENES).await;
	judged += judge(&store, &POLICIES).await;
	judged += judge(&store, &PARTICIPANTS).await;
	judged += judge(&store, &NODES).await;
	judged += judge(&store, &OUTBOX).await;
	judged += judge(&store, &OBSERVATIONS).await;
	judged += judge(&store, &PROVINCES).await;
	eprintln!("{judged} statements");
	store.close().await;
}

/// What the details, the search and the live updates ask for.
#[tokio::test(flavor = "multi_thread")]
async fn everything_else_goes_along_an_index() {
	let (store, _folder) = sqlite().await;
	for text in [
		"SELECT record FROM bills WHERE key = $1",
		"SELECT data FROM timeline WHERE bill = $1 ORDER BY seq DESC LIMIT $2",
		"SELECT DISTINCT bill FROM timeline WHERE seq >= $1 AND seq < $2 AND kind = 'bill' \
		 ORDER BY bill LIMIT $3",
		"SELECT data FROM events WHERE seq >= $1 AND seq < $2 AND extrinsic = $3 ORDER BY seq",
		"SELECT raw FROM transaction_bodies WHERE seq = $1",
		"SELECT seq FROM transactions WHERE hash = $1 ORDER BY seq DESC LIMIT $2",
		"SELECT seq FROM locks WHERE flow = $1 ORDER BY seq DESC LIMIT $2",
		"SELECT seq FROM locks WHERE state = 'active' ORDER BY expires, seq LIMIT $1",
		"SELECT scene, COUNT(*) FROM locks WHERE state = 'active' GROUP BY scene",
		"SELECT amount_fen FROM bills ORDER BY amount_fen DESC LIMIT 1",
		"SELECT amount_fen FROM bills ORDER BY amount_fen LIMIT 1",
		"SELECT bill FROM authorization_bills WHERE digest = $1 ORDER BY bill LIMIT $2",
		"SELECT data FROM authorization_log WHERE digest = $1 ORDER BY seq DESC LIMIT $2",
		"SELECT COUNT(*) FROM approvals WHERE state = 'pending' AND deadline > $1",
		"SELECT period FROM activity WHERE unit = $1 AND period >= $2 ORDER BY period LIMIT $3",
		"SELECT SUM(count) FROM bill_statistics WHERE axis = $1 AND unit = $2 AND issuer = 0 \
		 AND period >= $3 GROUP BY period",
		"SELECT SUM(count) FROM bill_statistics WHERE axis = $1 AND unit = $2 AND issuer <> 0 \
		 AND period >= $3 GROUP BY period, issuer",
	] {
		let mut select = Select::default();
		select.head(text);
		let lines = plan(&store, &select).await;
		assert!(!lines.is_empty(), "{text}");
		let is_along = |line: &String| !line.starts_with("SCAN ") || line.contains(" USING ");
		assert!(lines.iter().all(is_along), "{text}\n{}", lines.join("\n"));
	}
	store.close().await;
}
