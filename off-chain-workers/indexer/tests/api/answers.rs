//! Forms of answers: tags, faults, headers, pages.

use crate::{
	fill,
	fixture::{options, served, until, HEIGHT},
	lists::LISTS,
};
use fiscal_indexer::serve::ServeOptions;

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_known_until_the_next_block() {
	let served = served(options()).await;
	for list in LISTS {
		for path in [format!("/api/v1/{list}"), format!("/api/v1/{list}.csv")] {
			let first = served.get(&path).await;
			let tag = first.header("etag").to_owned();
			assert!(tag.starts_with("W/\""), "{path}: {tag:?}");
			let again = served.get_with(&path, &[("if-none-match", &tag)]).await;
			assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""), "{path}");
			assert_eq!(again.header("etag"), tag);
		}
	}
	let tag = served.get("/api/v1/bills").await.header("etag").to_owned();
	served.grow(HEIGHT + 1, HEIGHT + 1).await;
	let later = served.get_with("/api/v1/bills", &[("if-none-match", &tag)]).await;
	assert_eq!(later.status, 200);
	assert_ne!(later.header("etag"), tag);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_final_is_kept_for_ever() {
	let served = served(options()).await;
	let by_hash = served.get(&format!("/api/v1/blocks/{}", fill::hash(7))).await;
	assert!(by_hash.header("cache-control").contains("immutable"));
	let by_height = served.get("/api/v1/blocks/7").await;
	assert_eq!(by_hash.json(), by_height.json());
	assert_eq!(by_height.json()["height"], 7);
	assert_eq!(by_height.header("cache-control"), "no-cache");
	let tag = by_height.header("etag").to_owned();
	served.grow(HEIGHT + 1, HEIGHT + 2).await;
	let later = served.get_with("/api/v1/blocks/7", &[("if-none-match", &tag)]).await;
	assert_eq!(later.status, 304);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_names_the_field() {
	let served = served(options()).await;
	let long = format!("bills?payer={}", "a".repeat(4_000));
	for (path, status, code, field) in [
		("bills?limit=0", 400, "invalid_parameter", "limit"),
		("bills?limit=201", 400, "invalid_parameter", "limit"),
		("bills?limit=x", 400, "invalid_parameter", "limit"),
		("bills?issuer=-1", 400, "invalid_parameter", "issuer"),
		("bills?issuer=1&issuer=2", 400, "invalid_parameter", "issuer"),
		("bills?status=lost", 400, "invalid_parameter", "status"),
		("bills?code=123", 400, "invalid_parameter", "code"),
		("bills?payer=0x12", 400, "invalid_parameter", "payer"),
		("bills?other=1", 400, "invalid_parameter", "other"),
		("bills.csv?limit=5", 400, "invalid_parameter", "limit"),
		("bills?issuedFrom=2026-13-01", 400, "invalid_parameter", "issuedFrom"),
		("transactions?call=set", 400, "invalid_parameter", "call"),
		("transactions?account=nobody", 400, "invalid_parameter", "account"),
		("locks?number=0000000001", 400, "invalid_parameter", "code"),
		("locks?code=31060126", 400, "invalid_parameter", "number"),
		("participants?q=%00", 400, "invalid_parameter", "q"),
		("participants?q=%ff%fe", 200, "", ""),
		("search", 400, "invalid_parameter", "q"),
		("live?topics=gossip", 400, "invalid_parameter", "topics"),
		("live?since=x", 400, "invalid_parameter", "since"),
		("blocks/x", 400, "invalid_parameter", "id"),
		("blocks/%ff", 400, "invalid_parameter", "path"),
		("bills/3106/1", 400, "invalid_parameter", "code"),
		("blocks/4294967296", 400, "invalid_parameter", "id"),
		("statistics/bills?by=hour&on=issued", 400, "invalid_parameter", "by"),
		("nodes/health?from=2&until=1", 400, "invalid_parameter", "from"),
		("blocks/9999", 404, "not_found", ""),
		("bills/31060126/9999999999", 404, "not_found", ""),
		("participants/4294967295", 404, "not_found", ""),
		("nothing", 404, "not_found", ""),
		("approvals?waitingFor=1", 503, "unavailable", ""),
		(long.as_str(), 414, "too_large", ""),
	] {
		let answer = served.get(&format!("/api/v1/{path}")).await;
		assert_eq!(answer.status, status, "{path}: {}", answer.text);
		if status == 200 {
			continue;
		}
		let error = &answer.json()["error"];
		assert_eq!(error["code"], code, "{path}");
		assert_eq!(error["field"].as_str().unwrap_or_default(), field, "{path}");
		assert!(!error["message"].as_str().unwrap_or_default().is_empty());
		assert_eq!(answer.header("content-type"), "application/json");
	}
	for path in ["/api/v1/bills", "/api/v1/status", "/rpc/x", "/"] {
		let url = format!("{}{path}", served.base);
		let answer = served.http.delete(url).send().await.expect("an answer");
		assert!([404, 405].contains(&answer.status().as_u16()), "{path}");
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_what_a_browser_may_do_with_it() {
	let served = served(options()).await;
	for path in ["/api/v1/bills", "/api/v1/bills.csv", "/api/v1/nothing", "/rpc", "/", "/x.js"] {
		let answer = served.get(path).await;
		let policy = answer.header("content-security-policy");
		assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
		assert!(policy.contains("frame-ancestors 'none'"), "{path}");
		assert!(!policy.contains("unsafe-inline") && !policy.contains("http"), "{path}");
		assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
		assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
		assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
		assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
		assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_given_a_nonce_of_its_own() {
	let served = served(options()).await;
	let (one, two) = (served.get("/bills/31060126/0000000001").await, served.get("/").await);
	if one.status == 503 {
		assert_eq!(one.json()["error"]["code"], "unavailable");
		eprintln!("the pages were not built: they are not tested");
		return;
	}
	assert_eq!(one.header("content-type"), "text/html; charset=utf-8");
	assert_eq!(one.header("cache-control"), "no-store");
	assert!(!one.text.contains("__CSP_NONCE__"));
	let nonce = |answer: &crate::fixture::Answer| {
		let policy = answer.header("content-security-policy").to_owned();
		assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
		assert!(policy.contains("connect-src 'self';"), "{policy}");
		let (_, rest) = policy.split_once("style-src 'self' 'nonce-").expect("a nonce");
		rest.split_once('\'').expect("its end").0.to_owned()
	};
	assert!(one.text.contains(&nonce(&one)));
	assert_ne!(nonce(&one), nonce(&two));
	let asset = one.text.split('"').find(|part| part.starts_with("/assets/")).expect("a script");
	let file = served.get(asset).await;
	assert_eq!(file.status, 200);
	assert!(file.header("cache-control").contains("immutable"));
	let tag = file.header("etag").to_owned();
	assert_eq!(served.get_with(asset, &[("if-none-match", &tag)]).await.status, 304);
	assert_eq!(served.get("/assets/none-00000000.js").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_origins_are_let_in_where_they_are_listed() {
	const LISTED: &str = "https://board.example.org";
	let options = ServeOptions { origins: vec![LISTED.into()], ..options() };
	let served = served(options).await;
	let answer = served.get_with("/api/v1/bills", &[("origin", LISTED)]).await;
	assert_eq!(answer.header("access-control-allow-origin"), LISTED);
	assert!(answer.header("access-control-expose-headers").contains("etag"));
	let answer = served.get_with("/api/v1/bills", &[("origin", "https://other.example.org")]).await;
	assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn long_answers_are_compressed_where_that_is_wanted() {
	let served = served(options()).await;
	let path = "/api/v1/bills?limit=200";
	let plain = served.get(path).await;
	assert_eq!(plain.header("content-encoding"), "");
	let response = served
		.http
		.get(format!("{}{path}", served.base))
		.header("accept-encoding", "gzip")
		.send()
		.await
		.expect("an answer");
	assert_eq!(response.headers()["content-encoding"], "gzip");
	let bytes = response.bytes().await.expect("bytes");
	assert!(bytes.len() * 3 < plain.text.len());
	assert_eq!(bytes.get(..2), Some(&[0x1f, 0x8b][..]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_says_how_far_it_is_and_that_it_is_well() {
	let served = served(options()).await;
	let status = served.json("/status").await;
	assert_eq!(status["indexed"]["height"], HEIGHT);
	assert_eq!(status["indexed"]["hash"], fill::hash(HEIGHT));
	assert_eq!(status["genesis"], fill::hash(0));
	assert_eq!(status["chain"], "Synthetic");
	assert_eq!(status["backend"], "sqlite");
	assert_eq!(status["counts"]["blocks"], HEIGHT + 1);
	assert_eq!(status["counts"]["bills"], HEIGHT * 7);
	assert_eq!(served.json("/health").await["ready"], true);
	let address = served.running.metrics_address().expect("metrics");
	let text = served.http.get(format!("http://{address}/metrics"));
	let text = text.send().await.expect("an answer").text().await.expect("text");
	for line in ["fiscal_indexer_stopped 0", "fiscal_indexer_http_answers_total{class=\"2xx\"} 2"] {
		assert!(text.lines().any(|found| found == line), "{line}: {text}");
	}
	assert!(!served.get("/metrics").await.header("content-type").contains("text/plain"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_answered_before_anything_is_indexed() {
	let (store, _folder) = crate::fixture::sqlite().await;
	let config = fiscal_indexer::config::ServeConfig {
		store: store.clone(),
		progress: fiscal_indexer::progress::Progress::new(false),
		options: options(),
	};
	let running = fiscal_indexer::serve::start(config).await.expect("the server starts");
	let http = reqwest::Client::builder().no_proxy().build().expect("a client");
	let status = |path: &'static str| {
		let url = format!("http://{}{path}", running.address());
		let http = &http;
		async move { http.get(url).send().await.expect("an answer").status().as_u16() }
	};
	assert_eq!(status("/api/v1/bills").await, 503);
	assert_eq!(status("/api/v1/health").await, 503);
	fill::base(&store, &crate::fixture::SIZE, &fill::Records::default()).await;
	// Nobody tells this server: it looks by itself.
	until("the server finds the first block", || async {
		(status("/api/v1/health").await == 200).then_some(())
	})
	.await;
	assert_eq!(status("/api/v1/bills").await, 200);
	running.stop().await;
}
