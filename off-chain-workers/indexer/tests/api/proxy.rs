//! The node behind `/rpc`: what is allowed comes to it as it was sent, and nothing else comes.

use crate::fixture::{options, served, until, Served, DEADLINE};
use axum::{
	extract::{
		ws::{Message, WebSocketUpgrade},
		State,
	},
	routing::get,
	Json, Router,
};
use fiscal_indexer::serve::{Limits, Rate, ServeOptions};
use futures::{SinkExt, StreamExt};
use parking_lot::Mutex;
use serde_json::{json, Value};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_tungstenite::{
	connect_async,
	tungstenite::{client::IntoClientRequest, Message as Frame},
};

/// What came to the node.
type Came = Arc<Mutex<Vec<Value>>>;

/// What the node says to a message.
fn reply(came: &Came, message: Value) -> Value {
	came.lock().push(message.clone());
	let one = |request: &Value| match request["method"].as_str() {
		Some("approval_waitingFor") => {
			json!({ "jsonrpc": "2.0", "id": request["id"], "result": [{ "id": 3 }, { "id": 5 }] })
		}
		_ => json!({ "jsonrpc": "2.0", "id": request["id"], "result": request["params"] }),
	};
	match message.as_array() {
		Some(batch) => batch.iter().map(one).collect(),
		None => one(&message),
	}
}

/// A node: it answers with the parameters, and notes what came.
async fn node() -> (String, Came) {
	let came = Came::default();
	let post = |State(came): State<Came>, Json(message): Json<Value>| async move {
		Json(reply(&came, message))
	};
	let open = |State(came): State<Came>, upgrade: WebSocketUpgrade| async move {
		upgrade.on_upgrade(move |mut socket| async move {
			while let Some(Ok(message)) = socket.recv().await {
				let Message::Text(text) = message else { continue };
				let message: Value = serde_json::from_str(text.as_str()).expect("JSON");
				let answer = reply(&came, message).to_string();
				let told = json!({ "jsonrpc": "2.0", "method": "told", "params": {} }).to_string();
				for text in [answer, told] {
					if socket.send(Message::text(text)).await.is_err() {
						return;
					}
				}
			}
		})
	};
	let router = Router::new().route("/", get(open).post(post)).with_state(came.clone());
	let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
	let url = format!("ws://{}", listener.local_addr().expect("an address"));
	tokio::spawn(async move { axum::serve(listener, router).await });
	(url, came)
}

async fn with_node(change: impl FnOnce(&mut ServeOptions)) -> (Served, Came) {
	let (url, came) = node().await;
	let mut options = ServeOptions { node: Some(url), ..options() };
	change(&mut options);
	(served(options).await, came)
}

async fn post(served: &Served, body: &str) -> (u16, Value) {
	let request = served
		.http
		.post(format!("{}/rpc", served.base))
		.header("content-type", "application/json")
		.body(body.to_owned());
	let response = request.send().await.expect("an answer");
	let status = response.status().as_u16();
	(status, serde_json::from_str(&response.text().await.expect("text")).expect("JSON"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_allowed_is_passed_on() {
	let (served, came) = with_node(|_| {}).await;
	let body = r#"{"id":7,"jsonrpc":"2.0","method":"bill_get","params":["31060126","0000000001"]}"#;
	let (status, answer) = post(&served, body).await;
	assert_eq!(status, 200);
	assert_eq!(answer["id"], 7);
	assert_eq!(answer["result"], json!(["31060126", "0000000001"]));
	assert_eq!(came.lock()[0]["method"], "bill_get");
	let batch = r#"[{"id":"a","jsonrpc":"2.0","method":"system_chain"},
		{"id":"b","jsonrpc":"2.0","method":"author_submitExtrinsic","params":["0x00"]}]"#;
	let (_, answer) = post(&served, batch).await;
	assert_eq!((&answer[0]["id"], &answer[1]["id"]), (&json!("a"), &json!("b")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_allowed_never_comes_to_the_node() {
	let (served, came) = with_node(|_| {}).await;
	for method in [
		"author_insertKey",
		"author_rotateKeys",
		"author_removeExtrinsic",
		"system_addReservedPeer",
		"system_addLogFilter",
		"offchain_localStorageSet",
		"state_getPairs",
		"state_traceBlock",
		"unknown_method",
	] {
		let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": [] });
		let (status, answer) = post(&served, &request.to_string()).await;
		assert_eq!(status, 200);
		assert_eq!(answer["error"]["code"], -32_601, "{method}");
		assert!(answer["error"]["message"].as_str().expect("words").contains(method));
		let allowed = json!({ "jsonrpc": "2.0", "id": 2, "method": "bill_get", "params": [] });
		let (_, answer) = post(&served, &json!([allowed, request]).to_string()).await;
		assert!(answer[0]["error"]["code"].is_number() && answer[1]["error"]["code"].is_number());
	}
	assert!(came.lock().is_empty(), "{:?}", came.lock());
}

#[tokio::test(flavor = "multi_thread")]
async fn sizes_and_types_are_checked() {
	let limits = Limits { rpc_request: 1_000, rpc_batch: 3, ..options().limits };
	let (served, came) = with_node(|options| options.limits = limits).await;
	let long =
		json!({ "jsonrpc": "2.0", "id": 1, "method": "bill_get", "params": ["x".repeat(2_000)] });
	assert_eq!(post(&served, &long.to_string()).await.0, 413);
	let one = json!({ "jsonrpc": "2.0", "id": 1, "method": "bill_get", "params": [] });
	let (_, answer) = post(&served, &Value::from(vec![one.clone(); 4]).to_string()).await;
	assert_eq!(answer["error"]["code"], -32_600);
	let url = format!("{}/rpc", served.base);
	let plain = served.http.post(&url).body(one.to_string()).send().await.expect("an answer");
	assert_eq!(plain.status(), 415, "a form of another page could send that");
	let other = served
		.http
		.post(&url)
		.header("content-type", "application/json")
		.header("origin", "https://other.example.org")
		.body(one.to_string())
		.send()
		.await
		.expect("an answer");
	assert_eq!(other.status(), 403);
	assert!(came.lock().is_empty());
	let own = served
		.http
		.post(&url)
		.header("content-type", "application/json")
		.header("origin", &served.base)
		.body(one.to_string())
		.send()
		.await
		.expect("an answer");
	assert_eq!(own.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_the_node_too_often_is_refused() {
	let limits = Limits { rpc: Rate { burst: 5, per_second: 1 }, ..options().limits };
	let (served, _) = with_node(|options| options.limits = limits).await;
	let body = r#"{"id":7,"jsonrpc":"2.0","method":"system_chain"}"#;
	let mut refused = 0;
	for _ in 0..30 {
		let (status, _) = post(&served, body).await;
		refused += u32::from(status == 429);
	}
	assert!(refused > 10, "{refused}");
	assert_eq!(served.get("/api/v1/bills").await.status, 200, "the API is counted apart");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_does_not_answer_is_said_so() {
	let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
	let url = format!("ws://{}", listener.local_addr().expect("an address"));
	drop(listener);
	let served = served(ServeOptions { node: Some(url), ..options() }).await;
	let (status, answer) =
		post(&served, r#"{"id":7,"jsonrpc":"2.0","method":"system_chain"}"#).await;
	assert_eq!((status, &answer["id"]), (200, &json!(7)));
	assert_eq!(answer["error"]["code"], -32_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_passes_on_what_is_allowed() {
	let (served, came) = with_node(|_| {}).await;
	let url = served.base.replace("http://", "ws://") + "/rpc";
	let (mut socket, _) = connect_async(&url).await.expect("a socket");
	let send = |value: Value| Frame::text(value.to_string());
	let request = json!({ "jsonrpc": "2.0", "id": 1, "method": "chain_subscribeNewHeads" });
	socket.send(send(request)).await.expect("sent");
	assert_eq!(read(&mut socket).await["id"], 1);
	assert_eq!(read(&mut socket).await["method"], "told", "what the node tells by itself");
	let request = json!({ "jsonrpc": "2.0", "id": 2, "method": "author_insertKey", "params": [] });
	socket.send(send(request)).await.expect("sent");
	let answer = read(&mut socket).await;
	assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(2), &json!(-32_601)));
	let request =
		json!({ "jsonrpc": "2.0", "id": 3, "method": "state_getStorage", "params": ["0x"] });
	socket.send(send(request)).await.expect("sent");
	assert_eq!(read(&mut socket).await["result"], json!(["0x"]));
	let methods: Vec<String> =
		came.lock().iter().map(|one| one["method"].as_str().expect("one").to_owned()).collect();
	assert_eq!(methods, ["chain_subscribeNewHeads", "state_getStorage"]);

	let mut request = url.as_str().into_client_request().expect("a request");
	let other = "https://other.example.org".parse().expect("a header");
	request.headers_mut().insert("origin", other);
	assert!(connect_async(request).await.is_err(), "a page of another origin");
}

type Socket =
	tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// The next text of a socket.
async fn read(socket: &mut Socket) -> Value {
	loop {
		let message = tokio::time::timeout(DEADLINE, socket.next()).await.expect("in time");
		if let Frame::Text(text) = message.expect("no end").expect("a message") {
			return serde_json::from_str(text.as_str()).expect("JSON");
		}
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_are_bounded_and_given_back() {
	let limits = Limits { sockets: 1, ..options().limits };
	let (served, _) = with_node(|options| options.limits = limits).await;
	let url = served.base.replace("http://", "ws://") + "/rpc";
	let (first, _) = connect_async(&url).await.expect("a socket");
	assert!(connect_async(&url).await.is_err());
	drop(first);
	until("the place is free again", || async { connect_async(&url).await.ok().map(drop) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn approvals_that_wait_are_asked_of_the_node() {
	let (served, came) = with_node(|_| {}).await;
	let page = served.json("/approvals?waitingFor=4").await;
	let ids: Vec<u64> = page["items"]
		.as_array()
		.expect("items")
		.iter()
		.map(|one| one["id"].as_u64().expect("a number"))
		.collect();
	assert_eq!(ids, [5, 3]);
	assert_eq!(came.lock()[0]["params"], json!([4]));
	let file = served.get("/api/v1/approvals.csv?waitingFor=4").await;
	assert_eq!(file.text.lines().count(), 3);
}
