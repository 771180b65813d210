//! How long every list takes over an index of 1,000,000 bills, on SQLite and on PostgreSQL.
//!
//! ```text
//! cargo bench --workspace --bench lists -- \
//!     [--bills 1000000] [--rounds 40] [--minutes 60] [--sqlite FILE] [--postgres URL]
//! ```
//!
//! `FILE` is made unless it is there already; without one a file of its own is used, which ends with the
//! run. PostgreSQL is measured where `--postgres`, or `FISCAL_BENCH_POSTGRES`, names an empty database or
//! one that a run filled before. A run that ended before its database was full is gone on with; filling one
//! for longer than `--minutes` ends the run. Each list is asked for with every filter, at the beginning and
//! at places in the midst of it, through HTTP. A list whose p95 is above 200 ms is marked; the run then ends
//! with 1.

#[path = "../tests/support/fill.rs"]
mod fill;

use fill::{Records, Size};
use fiscal_indexer::{
	config::ServeConfig,
	progress::Progress,
	serve::{self, Limits, Rate, ServeOptions},
	store::{Dialect, Store},
};
use reqwest::Client;
use serde_json::Value;
use std::{
	net::{Ipv4Addr, SocketAddr},
	process::ExitCode,
	time::{Duration, Instant},
};

/// What a list may take at p95.
const MOST: Duration = Duration::from_millis(200);
/// Bills of each block.
const BILLS: u32 = 500;

struct Arguments {
	bills: u32,
	rounds: usize,
	/// How long filling a database may take.
	most: Duration,
	sqlite: Option<String>,
	postgres: Option<String>,
}

impl Arguments {
	fn read() -> Self {
		let mut arguments = Self {
			bills: 1_000_000,
			rounds: 40,
			most: Duration::from_secs(3_600),
			sqlite: None,
			postgres: std::env::var("FISCAL_BENCH_POSTGRES").ok(),
		};
		let mut given = std::env::args().skip(1);
		while let Some(name) = given.next() {
			let mut value = || given.next().unwrap_or_else(|| panic!("{name}: a value is missing"));
			match name.as_str() {
				"--bills" => arguments.bills = value().parse().expect("--bills: a number"),
				"--rounds" => arguments.rounds = value().parse().expect("--rounds: a number"),
				"--minutes" => {
					let minutes: u64 = value().parse().expect("--minutes: a number");
					arguments.most = Duration::from_secs(minutes.saturating_mul(60));
				}
				"--sqlite" => arguments.sqlite = Some(value()),
				"--postgres" => arguments.postgres = Some(value()),
				// What cargo adds.
				"--bench" => {}
				other => panic!("{other}: no such argument"),
			}
		}
		arguments
	}
}

/// What is asked for.
fn questions(blocks: u32) -> Vec<(String, String)> {
	let middle = fill::time(blocks / 2);
	let later = fill::time(blocks / 2 + blocks / 100 + 1);
	let payer = fill::payer(fill::CITIZENS + 7);
	let bill = fill::bill(&size(), blocks / 3, 20);
	let (code, number) = bill.key.split_once('-').expect("a key");
	let both = format!("code={code}&number={number}");
	let filters: [(&str, Vec<String>); 15] = [
		("blocks", vec![String::new(), format!("from={middle}&until={later}")]),
		(
			"transactions",
			vec![
				String::new(),
				"signer=3".into(),
				"pallet=Bills&call=register_batch".into(),
				"success=false".into(),
				format!("from={middle}&until={later}"),
				format!("block={}", blocks / 2),
			],
		),
		(
			"events",
			vec![
				String::new(),
				"pallet=System&name=ExtrinsicFailed".into(),
				"pallet=BillLocks".into(),
				format!("transaction={}-1", blocks / 2),
			],
		),
		("alerts", vec![String::new(), "severity=critical".into(), "kind=lockExpiring".into()]),
		(
			"bills",
			vec![
				String::new(),
				"issuer=1".into(),
				"issuer=190".into(),
				"scene=2".into(),
				"kind=0301".into(),
				"red=true".into(),
				"red=false".into(),
				"status=voided".into(),
				"status=locked".into(),
				"status=paper".into(),
				"status=normal".into(),
				"action=settled".into(),
				"minFen=330000".into(),
				"minFen=100000&maxFen=100200".into(),
				"minFen=400000".into(),
				"issuer=1&minFen=300000".into(),
				"issuer=2&scene=3&kind=0301&status=partlyReimbursed".into(),
				// What nothing fits, however far one goes.
				"kind=0301&action=holderChanged".into(),
				"action=registered&kind=9999".into(),
				"scene=99&kind=0601&status=free".into(),
				"status=paper&scene=99".into(),
				format!("kind=0601&number={number}"),
				format!("number={number}&status=free"),
				format!("holder={}&status=free&kind=0601", fill::CITIZENS + 7),
				"status=free&minFen=330000".into(),
				format!("from={middle}&until={later}&status=voided"),
				format!("code={code}"),
				format!("number={number}"),
				format!("payer={payer}"),
				format!("holder={}", fill::CITIZENS + 7),
				"issuedFrom=2026-09-20&issuedUntil=2026-09-21".into(),
				"issuedFrom=2020-01-01&issuedUntil=2020-02-01".into(),
			],
		),
		(
			"locks",
			vec![
				String::new(),
				"state=active".into(),
				"holder=3".into(),
				"scene=1&state=expired".into(),
				"region=32&state=active".into(),
				"olderThanMs=600000&state=active".into(),
				both.clone(),
			],
		),
		(
			"authorizations",
			vec![
				String::new(),
				"status=active".into(),
				"status=expired".into(),
				"status=usedUp".into(),
				"status=frozen".into(),
				"grantee=3".into(),
				format!("holder={}", fill::CITIZENS + 7),
				"scope=pdf".into(),
				"scope=structured".into(),
				format!("holder={}&status=active", fill::CITIZENS + 7),
				"grantee=3&status=usedUp&scene=99".into(),
				both,
			],
		),
		(
			"approvals",
			vec![
				String::new(),
				"state=pending".into(),
				"state=expired".into(),
				"proposer=3".into(),
			],
		),
		("scenes", vec![String::new()]),
		("policies", vec![String::new(), "keyword=policy".into()]),
		(
			"participants",
			vec![
				String::new(),
				"tier=holder".into(),
				"role=issuer".into(),
				"parent=2".into(),
				"status=frozen".into(),
				"tier=member&status=active".into(),
				"tier=holder&role=issuer".into(),
				"q=%E5%8D%95%E4%BD%8D000".into(),
				"q=%E6%8C%81".into(),
			],
		),
		("nodes", vec![String::new(), "online=true".into(), "kind=issuer".into()]),
		("outbox", vec![String::new(), "state=waiting".into(), "destination=evidence".into()]),
		("observations", vec![String::new(), "status=open".into(), "kind=compare".into()]),
		("provinces", vec![String::new()]),
	];
	let others = [
		"locks/board",
		"nodes/graph",
		"nodes/health",
		"statistics/summary",
		"statistics/bills?by=day&group=kind",
		"statistics/bills?by=month&group=issuer",
		"statistics/bills?by=day&issuer=3&on=issued",
		"statistics/activity?by=minute",
		"status",
		"search?q=0000000123",
		"search?q=did:cpl:00000001",
	];
	filters
		.into_iter()
		.flat_map(|(list, queries)| queries.into_iter().map(move |query| (list.to_owned(), query)))
		.chain(others.into_iter().map(|path| {
			let (path, query) = path.split_once('?').unwrap_or((path, ""));
			(path.to_owned(), query.to_owned())
		}))
		.collect()
}

const fn size() -> Size {
	Size { bills: BILLS, organisations: 200, citizens: 150_000, others: 20_000 }
}

/// Blocks that are written between two looks at the clock.
const STRETCH: u32 = 128;

/// Fills a database as far as it is not full.
async fn fill_up(store: &Store, blocks: u32, most: Duration) {
	let found: Option<(i64,)> = sqlx::query_as("SELECT height FROM chain")
		.fetch_optional(store.readers())
		.await
		.expect("the table chain");
	let start = Instant::now();
	let records = Records::default();
	let mut next = match found {
		Some((height,)) => u32::try_from(height).expect("a height") + 1,
		None => {
			fill::base(store, &size(), &records).await;
			1
		}
	};
	if next > blocks {
		println!("  the rows are there already, {} bills", (next - 1) * BILLS);
		return;
	}
	let first = next;
	while next <= blocks {
		let end = next.saturating_add(STRETCH).min(blocks + 1);
		fill::blocks(store, &size(), &records, next..end).await;
		next = end;
		let (bills, took) = ((next - first) * BILLS, start.elapsed());
		assert!(took < most, "{bills} bills in {took:?}: it takes longer than --minutes");
		if next % (STRETCH * 4) < STRETCH {
			println!(
				"  {} of {} bills after {:.0} s",
				(next - 1) * BILLS,
				blocks * BILLS,
				took.as_secs_f64()
			);
		}
	}
	if store.dialect() == Dialect::Postgres {
		// As its own housekeeping would do in time.
		let mut transaction = store.begin().await.expect("a transaction");
		sqlx::raw_sql("ANALYZE").execute(&mut *transaction).await.expect("analyzed");
		transaction.commit().await.expect("committed");
	}
	println!("  {} bills in {:.1} s", (next - first) * BILLS, start.elapsed().as_secs_f64());
}

/// Asks once: how long it took, and where the next page begins.
async fn ask(http: &Client, url: &str) -> (Duration, Option<String>) {
	let start = Instant::now();
	let response = http.get(url).send().await.expect("an answer");
	let status = response.status();
	let text = response.text().await.expect("text");
	let took = start.elapsed();
	assert_eq!(status, 200, "{url}: {text}");
	let answer: Value = serde_json::from_str(&text).expect("JSON");
	(took, answer["next"].as_str().map(str::to_owned))
}

/// Measures everything over one database; how many lists were too slow.
async fn measure(url: &str, arguments: &Arguments) -> usize {
	let store = Store::open(url, 8).await.expect("a database");
	println!("{}", store.dialect().name());
	let blocks = arguments.bills.div_ceil(BILLS);
	fill_up(&store, blocks, arguments.most).await;
	let rate = Rate { burst: u32::MAX, per_second: u32::MAX };
	let options = ServeOptions {
		listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
		limits: Limits { api: rate, ..Limits::default() },
		..ServeOptions::default()
	};
	let progress = Progress::new(false);
	let config = ServeConfig { store: store.clone(), progress, options };
	let running = serve::start(config).await.expect("the server starts");
	let http = Client::builder().no_proxy().build().expect("a client");
	let mut slow = 0;
	println!("  {:>8} {:>8} {:>8}  list", "p50 ms", "p95 ms", "max ms");
	for (path, query) in questions(blocks) {
		let base = format!("http://{}/api/v1/{path}?{query}", running.address());
		let mut times = Vec::with_capacity(arguments.rounds);
		let mut cursor: Option<String> = None;
		for _ in 0..arguments.rounds.max(1) {
			let url = match &cursor {
				Some(cursor) => format!("{base}&cursor={cursor}"),
				None => base.clone(),
			};
			let (took, next) = ask(&http, &url).await;
			times.push(took);
			cursor = next;
		}
		times.sort_unstable();
		let at = |part: usize| {
			let place = (times.len() * part).div_ceil(100).saturating_sub(1);
			times[place.min(times.len() - 1)]
		};
		let is_slow = at(95) > MOST;
		slow += usize::from(is_slow);
		let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
		println!(
			"  {:>8.1} {:>8.1} {:>8.1}  {path}?{query}{}",
			ms(at(50)),
			ms(at(95)),
			ms(at(100)),
			if is_slow { "  TOO SLOW" } else { "" }
		);
	}
	running.stop().await;
	store.close().await;
	slow
}

#[tokio::main]
async fn main() -> ExitCode {
	let arguments = Arguments::read();
	let folder = tempfile::tempdir().expect("a folder");
	let own = folder.path().join("lists.sqlite").display().to_string();
	let file = arguments.sqlite.clone().unwrap_or(own);
	let mut slow = measure(&format!("sqlite://{file}"), &arguments).await;
	match &arguments.postgres {
		Some(url) => slow += measure(url, &arguments).await,
		None => println!("PostgreSQL is not measured: --postgres names none"),
	}
	println!("{slow} of them too slow");
	if slow == 0 {
		ExitCode::SUCCESS
	} else {
		ExitCode::FAILURE
	}
}
