//! Against real servers: what comes back, and what is made of what does not.

use super::*;
use axum::{
	body::Body,
	http::{StatusCode, Uri},
	response::{IntoResponse, Redirect},
	routing::post,
	Json, Router,
};
use futures::{future::join_all, stream};
use serde::Deserialize;
use serde_json::{json, Value};
use std::{
	convert::Infallible,
	sync::atomic::{AtomicUsize, Ordering},
};
use tokio::net::{TcpListener, TcpSocket};

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Answer {
	number: u32,
}

async fn serve(router: Router) -> String {
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let url = format!("http://{}", listener.local_addr().unwrap());
	tokio::spawn(async move { axum::serve(listener, router).await });
	url
}

fn link(url: &str) -> Link {
	Link::to("evidence", url).unwrap()
}

async fn ask(link: &Link, path: &str) -> Result<Answer, BridgeFault> {
	Http::new(link).unwrap().post(path, &json!({})).await
}

async fn fault(link: &Link, path: &str) -> DeliveryFault {
	let fault = ask(link, path).await.unwrap_err();
	assert!(fault.words.starts_with("evidence: "), "{fault}");
	fault.fault
}

#[tokio::test]
async fn paths_are_appended_to_the_url() {
	let router = Router::new().fallback(|uri: Uri, Json(sent): Json<Value>| async move {
		Json(json!([uri.path(), sent]))
	});
	let url = serve(router).await;
	for base in ["/base", "/base/"] {
		let http = Http::new(&link(&format!("{url}{base}"))).unwrap();
		let answer: Value = http.post("api/v1/hash", &json!({ "a": 1 })).await.unwrap();
		assert_eq!(answer, json!(["/base/api/v1/hash", { "a": 1 }]));
	}
}

#[tokio::test]
async fn the_status_counts_where_the_answer_cannot_be_read() {
	let mut router = Router::new();
	for status in [400u16, 401, 403, 404, 407, 408, 429, 500, 503, 599] {
		let code = StatusCode::from_u16(status).unwrap();
		router = router
			.route(&format!("/text/{status}"), post(move || async move { (code, "no") }))
			.route(
				&format!("/json/{status}"),
				post(move || async move { (code, Json(json!({ "number": status }))) }),
			);
	}
	let link = link(&serve(router).await);
	for (status, expected) in [
		(400, DeliveryFault::BadAnswer),
		(401, DeliveryFault::Unauthorized),
		(403, DeliveryFault::Unauthorized),
		(404, DeliveryFault::BadAnswer),
		(407, DeliveryFault::Unauthorized),
		(408, DeliveryFault::Unavailable),
		(429, DeliveryFault::Unavailable),
		(500, DeliveryFault::Unavailable),
		(503, DeliveryFault::Unavailable),
		(599, DeliveryFault::Unavailable),
	] {
		assert_eq!(fault(&link, &format!("text/{status}")).await, expected, "{status}");
		// An envelope says itself what went wrong.
		let answer = ask(&link, &format!("json/{status}")).await.unwrap();
		assert_eq!(answer, Answer { number: status });
	}
}

#[tokio::test]
async fn what_is_not_the_expected_json_is_a_bad_answer() {
	let router = Router::new()
		.route("/text", post(|| async { "number" }))
		.route("/more", post(|| async { r#"{"number":1,"other":2}"# }))
		.route("/less", post(|| async { "{}" }))
		.route("/redirect", post(|| async { Redirect::temporary("/good") }))
		.route("/good", post(|| async { Json(json!({ "number": 1 })) }));
	let link = link(&serve(router).await);
	for path in ["text", "more", "less", "redirect"] {
		assert_eq!(fault(&link, path).await, DeliveryFault::BadAnswer, "{path}");
	}
	assert_eq!(ask(&link, "good").await.unwrap(), Answer { number: 1 });
}

#[tokio::test]
async fn an_answer_above_the_limit_is_not_read() {
	let endless = || async {
		let chunks = stream::repeat_with(|| Ok::<_, Infallible>(vec![b' '; 4_096]));
		Body::from_stream(chunks).into_response()
	};
	let router = Router::new()
		.route("/endless", post(endless))
		.route("/exact", post(|| async { format!("{:>1000}", r#"{"number":1}"#) }))
		.route("/above", post(|| async { format!("{:>1001}", r#"{"number":1}"#) }));
	let link = Link { max_body: 1_000, ..link(&serve(router).await) };
	assert_eq!(fault(&link, "endless").await, DeliveryFault::BadAnswer);
	assert_eq!(fault(&link, "above").await, DeliveryFault::BadAnswer);
	assert_eq!(ask(&link, "exact").await.unwrap(), Answer { number: 1 });
}

#[tokio::test]
async fn nobody_there_or_nobody_answering_is_unreachable() {
	let router = Router::new().route(
		"/hangs",
		post(|| async {
			tokio::time::sleep(Duration::from_secs(3_600)).await;
			"{}"
		}),
	);
	let url = serve(router).await;
	let short = Link { request: Duration::from_millis(100), ..link(&url) };
	assert_eq!(fault(&short, "hangs").await, DeliveryFault::Unreachable);
	// Nobody else gets the port, and nobody listens there.
	let taken = TcpSocket::new_v4().unwrap();
	taken.bind(([127, 0, 0, 1], 0).into()).unwrap();
	let nobody = link(&format!("http://{}", taken.local_addr().unwrap()));
	assert_eq!(fault(&nobody, "x").await, DeliveryFault::Unreachable);
}

#[tokio::test]
async fn no_more_requests_than_allowed_are_under_way() {
	let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
	let count = {
		let most = most.clone();
		move || {
			let (now, most) = (now.clone(), most.clone());
			async move {
				most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
				tokio::time::sleep(Duration::from_millis(20)).await;
				now.fetch_sub(1, Ordering::SeqCst);
				Json(json!({ "number": 1 }))
			}
		}
	};
	let url = serve(Router::new().route("/", post(count))).await;
	let http = Http::new(&Link { concurrency: 2, ..link(&url) }).unwrap();
	let asked = json!({});
	let answers = join_all((0..12).map(|_| http.post::<_, Answer>("", &asked))).await;
	assert!(answers.iter().all(Result::is_ok), "{answers:?}");
	assert!(most.load(Ordering::SeqCst) <= 2);
}

#[test]
fn certificates_that_are_none_are_named() {
	let link = link("https://evidence.example");
	let without = Link { ca: Some(b"no certificate".to_vec()), ..link.clone() };
	assert_eq!(Http::new(&without).unwrap_err().field, "evidence.ca_file");
	let half = Link { identity: Some(crate::Secret::new("no certificate")), ..link };
	assert_eq!(Http::new(&half).unwrap_err().field, "evidence.client_certificate_file");
}
