//! What must hold, whatever happens.

use crate::{
	postgres,
	rows::{assert_same, rows},
	scenario::{Dice, Scenario},
};
use fiscal_indexer::{
	check::{check, Difference},
	config::IndexOptions,
	decode::Library,
	ingest::{ingest, Cursor, Halt},
	progress::Progress,
	source::{Source, SourceFault},
	store::Store,
};
use std::{sync::Arc, time::Duration};
use tempfile::TempDir;

/// How long anything may take before a test gives up: far longer than a slow, busy machine needs.
const DEADLINE: Duration = Duration::from_secs(300);

/// A database of its own.
struct Database {
	url: String,
	_folder: Option<TempDir>,
}

/// A fresh database of each kind there is.
async fn databases() -> Vec<Database> {
	let folder = tempfile::tempdir().expect("a folder");
	let url = format!("sqlite://{}", folder.path().join("index.sqlite").display());
	let mut databases = vec![Database { url, _folder: Some(folder) }];
	match postgres::database().await {
		Some(url) => databases.push(Database { url, _folder: None }),
		None => eprintln!("there is no PostgreSQL: only SQLite is tested"),
	}
	databases
}

impl Database {
	async fn open(&self) -> Store {
		Store::open(&self.url, 4).await.expect("a database")
	}
}

fn options(batch_blocks: usize) -> IndexOptions {
	IndexOptions { batch_blocks, poll: Duration::from_millis(5), ..IndexOptions::default() }
}

/// Indexes up to a height.
async fn index(store: &Store, source: &Arc<dyn Source>, height: u32, options: IndexOptions) {
	let progress = Progress::new(true);
	let mut heights = progress.heights();
	let there = async {
		loop {
			if heights.borrow_and_update().is_some_and(|now| now >= height) {
				return;
			}
			heights.changed().await.expect("the sender lives");
		}
	};
	tokio::select! {
		halt = ingest(store, source.clone(), &options, &progress) => panic!("{halt}"),
		() = there => {}
		() = tokio::time::sleep(DEADLINE) => panic!("not at {height}: {:?}", progress.waiting()),
	}
}

/// What the index says when it cannot go on.
async fn halt(store: &Store, source: &Arc<dyn Source>) -> String {
	let progress = Progress::new(true);
	let options = options(8);
	let end = tokio::time::timeout(DEADLINE, ingest(store, source.clone(), &options, &progress));
	let Ok(Halt::Final(words)) = end.await else { panic!("it goes on: {:?}", progress.waiting()) };
	assert_eq!(progress.stopped().as_deref(), Some(words.as_str()));
	words
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_killed_at_any_point_ends_with_the_same_rows() {
	let scenario = Scenario::grown(0, 90);
	let height = scenario.chain.height();
	let chain: Arc<dyn Source> = Arc::new(scenario.chain);
	let mut kinds = Vec::new();
	for database in databases().await {
		let store = database.open().await;
		let mut dice = Dice::new(42);
		// Killed again and again, after more and more time, with batches of other sizes.
		for attempt in 0..200u64 {
			let size = usize::try_from(1 + dice.roll(20)).expect("small");
			let time = Duration::from_micros(dice.roll(2_000 + attempt * 500));
			let (progress, options) = (Progress::new(true), options(size));
			tokio::select! {
				halt = ingest(&store, chain.clone(), &options, &progress) => panic!("{halt}"),
				() = tokio::time::sleep(time) => {}
			}
			let cursor = Cursor::read(&store).await.expect("a cursor");
			if cursor.is_some_and(|cursor| cursor.point.height == height) {
				break;
			}
		}
		index(&store, &chain, height, options(7)).await;
		let killed = rows(&store).await;
		assert!(killed["bills"].len() > 100 && killed["locks"].len() > 10, "too little happens");
		kinds.push(killed);
		store.close().await;
	}
	for database in databases().await {
		let store = database.open().await;
		index(&store, &chain, height, options(1_000)).await;
		kinds.push(rows(&store).await);
		store.close().await;
	}
	let (first, others) = kinds.split_first().expect("a database");
	others.iter().for_each(|other| assert_same(first, other));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_is_not_written_again() {
	let scenario = Scenario::grown(0, 20);
	let height = scenario.chain.height();
	let chain: Arc<dyn Source> = Arc::new(scenario.chain);
	for database in databases().await {
		let store = database.open().await;
		index(&store, &chain, height, options(3)).await;
		let once = rows(&store).await;
		store.close().await;
		// Opened again, by a new process as it were.
		let store = database.open().await;
		index(&store, &chain, height, options(8)).await;
		tokio::time::sleep(Duration::from_millis(50)).await;
		assert_same(&once, &rows(&store).await);
		store.close().await;
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_often_does_not_answer_is_asked_again() {
	let scenario = Scenario::grown(0, 12);
	let height = scenario.chain.height();
	let plain: Arc<dyn Source> = Arc::new(scenario.chain.fork(height));
	scenario.chain.fail_one_of(30);
	let flaky: Arc<dyn Source> = Arc::new(scenario.chain);
	for (database, twin) in databases().await.iter().zip(&databases().await) {
		let (store, other) = (database.open().await, twin.open().await);
		index(&store, &flaky, height, options(2)).await;
		index(&other, &plain, height, options(64)).await;
		assert_same(&rows(&store).await, &rows(&other).await);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn another_chain_is_refused() {
	let own: Arc<dyn Source> = Arc::new(Scenario::grown(0, 5).chain);
	let other: Arc<dyn Source> = Arc::new(Scenario::grown(1, 5).chain);
	for database in databases().await {
		let store = database.open().await;
		index(&store, &own, 5, options(8)).await;
		let before = rows(&store).await;
		let words = halt(&store, &other).await;
		assert!(words.contains("another chain"), "{words}");
		assert_same(&before, &rows(&store).await);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_that_contradicts_one_that_was_final_is_refused() {
	let mut scenario = Scenario::grown(0, 5);
	let own: Arc<dyn Source> = Arc::new(scenario.chain.fork(5));
	// The same chain up to block 4, and another block 5.
	scenario.chain = scenario.chain.fork(4);
	scenario.stray();
	scenario.grow(3);
	let other: Arc<dyn Source> = Arc::new(scenario.chain);
	for database in databases().await {
		let store = database.open().await;
		index(&store, &own, 5, options(8)).await;
		let before = rows(&store).await;
		let words = halt(&store, &other).await;
		assert!(words.contains("contradicts"), "{words}");
		assert_same(&before, &rows(&store).await);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_that_is_not_proven_final_is_refused() {
	let mut scenario = Scenario::grown(0, 6);
	scenario.chain.forge(4);
	let chain: Arc<dyn Source> = Arc::new(scenario.chain);
	for database in databases().await {
		let store = database.open().await;
		let words = halt(&store, &chain).await;
		assert!(words.contains("block 4") && words.contains("not proven final"), "{words}");
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_threw_states_away_is_told_so() {
	let scenario = Scenario::grown(0, 3);
	let words = "the state of block 0 is gone; run it with --state-pruning archive";
	scenario.chain.refuse(Some(SourceFault::Final(words.into())));
	let chain: Arc<dyn Source> = Arc::new(scenario.chain);
	for database in databases().await {
		let store = database.open().await;
		assert_eq!(halt(&store, &chain).await, words);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_do_not_write_into_one_database() {
	let scenario = Scenario::grown(0, 40);
	let chain = Arc::new(scenario.chain);
	chain.finalize(5);
	let source: Arc<dyn Source> = chain.clone();
	for database in databases().await {
		chain.finalize(5);
		let (one, two) = (database.open().await, database.open().await);
		index(&one, &source, 5, options(8)).await;
		let (progress, options) = (Progress::new(true), options(8));
		let mut heights = progress.heights();
		let first = ingest(&one, source.clone(), &options, &progress);
		tokio::pin!(first);
		// The first one stands at block 5 and waits; the second goes on behind its back.
		tokio::select! {
			halt = &mut first => panic!("{halt}"),
			changed = heights.changed() => changed.expect("the sender lives"),
		}
		// Once may be the last word of one that was killed.
		for (theirs, own) in [(20, 30), (35, 40)] {
			chain.finalize(theirs);
			index(&two, &source, theirs, self::options(8)).await;
			chain.finalize(own);
			if own < 40 {
				tokio::select! {
					halt = &mut first => panic!("{halt}"),
					_ = heights.wait_for(|height| *height >= Some(own)) => (),
				}
			}
		}
		let end = tokio::time::timeout(DEADLINE, first).await.expect("it ends");
		assert!(end.to_string().contains("another process"), "{end}");
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_before_an_upgrade_is_read_after_it() {
	let mut scenario = Scenario::grown(0, 10);
	scenario.upgrade();
	scenario.grow(10);
	let height = scenario.chain.height();
	let chain: Arc<dyn Source> = Arc::new(scenario.chain);
	for database in databases().await {
		let store = database.open().await;
		index(&store, &chain, 10, options(4)).await;
		index(&store, &chain, height, options(64)).await;
		let versions: Vec<(i64, i64)> =
			sqlx::query_as("SELECT spec_version, first_block FROM runtimes ORDER BY spec_version")
				.fetch_all(store.readers())
				.await
				.expect("runtimes");
		assert_eq!(versions, [(1, 0), (2, 12)], "block 11 brought it and was executed before it");
		let library = Library::new(store.clone());
		let bodies: Vec<(i64, String)> =
			sqlx::query_as("SELECT spec_version, raw FROM transaction_bodies ORDER BY seq")
				.fetch_all(store.readers())
				.await
				.expect("transactions");
		for (spec, raw) in bodies {
			use base64::{engine::general_purpose::STANDARD, Engine};
			let spec = u32::try_from(spec).expect("a version");
			let runtime =
				library.runtime(spec).await.expect("a runtime").expect("one that was met");
			let raw = STANDARD.decode(raw).expect("base64");
			let detail = runtime.transaction(&raw).expect("a transaction");
			assert!(["Timestamp", "System"].contains(&detail.envelope.pallet.as_str()));
		}
		let records: Vec<(String, i64, String)> =
			sqlx::query_as("SELECT key, amount_fen, record FROM bills")
				.fetch_all(store.readers())
				.await
				.expect("bills");
		let runtime = library.runtime(2).await.expect("a runtime").expect("one that was met");
		for (key, amount, record) in records {
			use base64::{engine::general_purpose::STANDARD, Engine};
			let raw = STANDARD.decode(record).expect("base64");
			let bill = runtime.bill(&raw).expect("a bill");
			assert_eq!(bill["total"].as_i64(), Some(amount), "{key}");
		}
		let report = check(&store, chain.clone(), 10).await.expect("a comparison");
		assert!(report.is_equal(), "{:?}", report.differences);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn the_comparison_finds_every_row_that_differs() {
	let scenario = Scenario::grown(0, 60);
	let height = scenario.chain.height();
	let chain: Arc<dyn Source> = Arc::new(scenario.chain);
	for database in databases().await {
		let store = database.open().await;
		index(&store, &chain, height, options(16)).await;
		let report = check(&store, chain.clone(), 10).await.expect("a comparison");
		assert!(report.is_equal(), "{:?}", report.differences);
		assert_eq!(report.height, height);
		// One harm comes after the other, so that each has to be told beside those before it. The counter
		// is moved by another sum than the bill was: it would agree with it again.
		let mut known = Vec::new();
		for (table, harm) in [
			("bills", "UPDATE bills SET amount_fen = amount_fen + 1 WHERE seq = (SELECT MAX(seq) FROM bills)"),
			("bills", "UPDATE bills SET usage = 'free' WHERE usage = 'locked'"),
			("locks", "UPDATE locks SET flow = 'other' WHERE state = 'active'"),
			("participants", "UPDATE participants SET status = 'frozen' WHERE id = 3"),
			("accounts", "DELETE FROM accounts WHERE participant = 3"),
			("scenes", "DELETE FROM scenes WHERE id = 2"),
			("node_links", "UPDATE node_links SET app_user = 1"),
			("counters", "UPDATE counters SET value = value + 7 WHERE name = 'bill_fen'"),
			("bill_statistics", "UPDATE bill_statistics SET total_fen = total_fen + 1 WHERE issuer = 0"),
			("activity", "UPDATE activity SET locks = locks + 1 WHERE unit = 'hour'"),
			("events", "DELETE FROM events WHERE seq = (SELECT MAX(seq) FROM events)"),
			("blocks", "UPDATE blocks SET parent_hash = '0x00' WHERE height = 7"),
			("validator_sets", "UPDATE validator_sets SET hash = '0x00'"),
		] {
			let mut transaction = store.begin().await.expect("a transaction");
			sqlx::raw_sql(harm).execute(&mut *transaction).await.expect(harm);
			transaction.commit().await.expect("committed");
			let report = check(&store, chain.clone(), 1_000).await.expect("a comparison");
			let is_new =
				|found: &Difference| found.table == table && !known.contains(found);
			assert!(report.differences.iter().any(is_new), "{harm}: {report:?}");
			known = report.differences;
		}
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_that_grows_is_followed() {
	let scenario = Scenario::grown(0, 30);
	let chain = Arc::new(scenario.chain);
	let source: Arc<dyn Source> = chain.clone();
	for database in databases().await {
		let store = database.open().await;
		for height in [0, 1, 5, 30] {
			chain.finalize(height);
			index(&store, &source, height, options(64)).await;
			let cursor = Cursor::read(&store).await.expect("a cursor").expect("one");
			assert_eq!(cursor.point.height, height);
			let report = check(&store, source.clone(), 10).await.expect("a comparison");
			assert!(report.is_equal(), "{height}: {:?}", report.differences);
		}
		// A node that lost its last blocks is waited for.
		chain.finalize(3);
		let (progress, options) = (Progress::new(true), options(8));
		tokio::select! {
			halt = ingest(&store, source.clone(), &options, &progress) => panic!("{halt}"),
			() = tokio::time::sleep(Duration::from_millis(200)) => {}
		}
		assert_eq!(progress.indexed().expect("a block").height, 30);
		assert_eq!(progress.stopped(), None);
	}
}
