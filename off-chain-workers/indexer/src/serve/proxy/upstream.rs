//! The node itself.

use crate::serve::{fault::ApiFault, options::Limits};
use axum::body::Bytes;
use futures::future::BoxFuture;
use reqwest::{header, redirect::Policy, Client};
use serde_json::{json, Value};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::{
	connect_async_with_config, tungstenite::protocol::WebSocketConfig, MaybeTlsStream,
	WebSocketStream,
};

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(30);

/// A connection to the node.
pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A node, by the address it has for both HTTP and WebSocket.
#[derive(Clone)]
pub struct Upstream {
	socket: String,
	http: String,
	client: Client,
	most: usize,
}

/// Why the node does not answer.
#[derive(Debug, thiserror::Error)]
#[error("the node does not answer: {0}")]
pub struct Silent(String);

impl Upstream {
	/// A node at `ws://…`.
	///
	/// # Errors
	/// In words, where that is no such address.
	pub fn new(url: &str, limits: &Limits) -> Result<Self, String> {
		let rest = url.strip_prefix("ws://").ok_or(
			"node: the address that /rpc leads to does not begin with ws://; run the server beside \
			 its node, or behind something that speaks TLS with it",
		)?;
		let http = format!("http://{rest}");
		url::Url::parse(&http).map_err(|fault| format!("node: {fault}"))?;
		let client = Client::builder()
			.redirect(Policy::none())
			.no_proxy()
			.connect_timeout(CONNECT)
			.timeout(ANSWER)
			.pool_max_idle_per_host(16)
			.build()
			.map_err(|fault| format!("node: {fault}"))?;
		Ok(Self { socket: url.to_owned(), http, client, most: limits.rpc_answer })
	}

	/// Asks over HTTP.
	///
	/// # Errors
	/// [`Silent`].
	pub async fn ask(&self, text: String) -> Result<Bytes, Silent> {
		let silent = |fault: reqwest::Error| Silent(fault.without_url().to_string());
		let mut response = self
			.client
			.post(&self.http)
			.header(header::CONTENT_TYPE, "application/json")
			.body(text)
			.send()
			.await
			.map_err(silent)?;
		if !response.status().is_success() {
			return Err(Silent(format!("it answers {}", response.status())));
		}
		let mut body = Vec::new();
		while let Some(chunk) = response.chunk().await.map_err(silent)? {
			if body.len().saturating_add(chunk.len()) > self.most {
				return Err(Silent(format!("its answer has more than {} bytes", self.most)));
			}
			body.extend_from_slice(&chunk);
		}
		Ok(body.into())
	}

	/// Opens a WebSocket.
	///
	/// # Errors
	/// [`Silent`].
	pub(super) fn open(&self) -> BoxFuture<'_, Result<Socket, Silent>> {
		Box::pin(async move {
			let config = WebSocketConfig::default()
				.max_message_size(Some(self.most))
				.max_frame_size(Some(self.most));
			let connecting = connect_async_with_config(self.socket.as_str(), Some(config), true);
			let (socket, _) = tokio::time::timeout(CONNECT, connecting)
				.await
				.map_err(|_| Silent("connecting takes too long".into()))?
				.map_err(|fault| Silent(fault.to_string()))?;
			Ok(socket)
		})
	}

	/// The numbers of the approvals that wait for a signature of a participant.
	///
	/// # Errors
	/// 503.
	pub async fn approvals_waiting_for(&self, participant: i64) -> Result<Vec<i64>, ApiFault> {
		let request = json!({
			"jsonrpc": "2.0",
			"id": 1,
			"method": "approval_waitingFor",
			"params": [participant],
		});
		let silent = |words: String| {
			log::warn!(target: "serve", "approval_waitingFor: {words}");
			ApiFault::busy("the node does not answer")
		};
		let answer =
			self.ask(request.to_string()).await.map_err(|fault| silent(fault.to_string()))?;
		let answer: Value =
			serde_json::from_slice(&answer).map_err(|fault| silent(fault.to_string()))?;
		let Some(items) = answer.get("result").and_then(Value::as_array) else {
			return Err(silent("it is answered with a fault".into()));
		};
		Ok(items.iter().filter_map(|item| item.get("id")?.as_i64()).take(MOST_WAITING).collect())
	}
}

/// How many approvals that wait for one participant are looked up.
const MOST_WAITING: usize = 500;
