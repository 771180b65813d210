//! Which database answers where PostgreSQL has a second one for what reaches further back. R108, R109.

use crate::{
	fill::{self, Records},
	fixture::{options, until, Served, HEIGHT, SIZE},
	postgres,
};
use fiscal_indexer::store::Store;
use std::time::Duration;

/// What is younger is hot.
const HOT: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn what_reaches_further_back_is_answered_by_the_query_database() {
	let (Some(main), Some(copy)) = (postgres::database().await, postgres::database().await) else {
		eprintln!("there is no PostgreSQL: only it has replicas");
		return;
	};
	let replica = Store::open(&copy, 2).await.expect("a database");
	fill::base(&replica, &SIZE, &Records::default()).await;
	fill::blocks(&replica, &SIZE, &Records::default(), 1..HEIGHT + 1).await;
	// Its answers are told from those of the other one by what they lack.
	let mut transaction = replica.begin().await.expect("a transaction");
	sqlx::query("DELETE FROM bills").execute(&mut *transaction).await.expect("deleted");
	transaction.commit().await.expect("committed");

	let store = Store::open(&main, 4).await.expect("a database");
	let store = store.with_query_database(&copy, 4, HOT).expect("both are PostgreSQL");
	let served = Served::start((store, None), options(), Records::default()).await;
	let hot = fill::time(HEIGHT) - 30_000;
	let bills = |query: String| {
		let served = &served;
		async move { served.all("bills", &query, 100).await.len() }
	};
	let old = || bills(format!("from={}", fill::START));
	until("the server knows how far the query database is", || async {
		(old().await == 0).then_some(())
	})
	.await;
	let young = bills(format!("from={hot}")).await;
	assert!(young > 0);
	assert_eq!(served.json("/bills?limit=5").await["items"].as_array().map(Vec::len), Some(5));
	assert_eq!(bills("kind=0601".into()).await, 0, "a filter reaches back as far as there is");
	assert_eq!(served.get("/api/v1/bills.csv").await.text.lines().count(), 1, "an export is whole");
	let exported = served.get(&format!("/api/v1/bills.csv?from={hot}")).await.text.lines().count();
	assert_eq!(exported, young + 1);

	// Behind, it would leave out what the answer says is there.
	served.grow(HEIGHT + 1, HEIGHT + 1).await;
	assert_eq!(old().await, usize::try_from((HEIGHT + 1) * SIZE.bills).expect("a count"));
	fill::blocks(&replica, &SIZE, &Records::default(), HEIGHT + 1..HEIGHT + 2).await;
	until("the query database answers again", || async {
		(old().await == usize::try_from(SIZE.bills).expect("a count")).then_some(())
	})
	.await;
}
