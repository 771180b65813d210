//! JSON-RPC over WebSocket: one connection of a client is one connection to the node, so that the node
//! bounds its subscriptions and ends them with it.

use super::{
	message::{judge, Judged},
	upstream::{Socket, Upstream},
};
use crate::serve::{
	client::client_of,
	context::{has_stopped, Context},
	fault::ApiFault,
};
use axum::{
	body::Bytes,
	extract::ws::{close_code, CloseFrame, Message, WebSocket, WebSocketUpgrade},
	http::{Extensions, HeaderMap},
	response::Response,
};
use fiscal_listen::{ClientId, Place};
use futures::{
	stream::{SplitSink, SplitStream},
	SinkExt, StreamExt,
};
use std::{
	sync::atomic::Ordering,
	time::{Duration, Instant},
};
use tokio::{
	sync::OwnedSemaphorePermit,
	time::{interval_at, timeout},
};
use tokio_tungstenite::tungstenite::Message as NodeMessage;

/// How often a client is asked whether it is there.
const PING: Duration = Duration::from_secs(20);
/// How long a client may say nothing, not even that it is there.
const SILENCE: Duration = Duration::from_secs(60);
/// How long a message may take to be taken.
const SEND: Duration = Duration::from_secs(20);
/// How many requests a client may send faster than it may before it is hung up on.
const PATIENCE: u32 = 50;

/// Takes a connection.
///
/// # Errors
/// 429 and 503 where there is no place, 503 without a node.
pub fn open(
	context: Context,
	headers: &HeaderMap,
	extensions: &Extensions,
	upgrade: WebSocketUpgrade,
) -> Result<Response, ApiFault> {
	let upstream = context.upstream()?.clone();
	let client = client_of(headers, extensions, &context.options().proxies);
	let place = context.streams().enter(client).ok_or_else(ApiFault::too_many_streams)?;
	let permit = context.socket()?;
	let most = context.options().limits.rpc_request;
	Ok(upgrade.max_message_size(most).max_frame_size(most).on_upgrade(move |socket| async move {
		let held: (Place, OwnedSemaphorePermit) = (place, permit);
		relay(&context, client, &upstream, socket).await;
		drop(held);
	}))
}

/// Why a connection ends.
struct End(u16, &'static str);

async fn relay(context: &Context, client: ClientId, upstream: &Upstream, socket: WebSocket) {
	let (mut to_client, from_client) = socket.split();
	let end = match upstream.open().await {
		Ok(node) => {
			let mut relay = Relay { context, client, impatience: 0, heard: Instant::now() };
			relay.run(&mut to_client, from_client, node).await
		}
		Err(fault) => {
			log::warn!(target: "serve", "{fault}");
			End(close_code::AGAIN, "the node does not answer")
		}
	};
	let frame = CloseFrame { code: end.0, reason: end.1.into() };
	// It may be gone already.
	let _ = timeout(SEND, to_client.send(Message::Close(Some(frame)))).await;
}

struct Relay<'a> {
	context: &'a Context,
	client: ClientId,
	impatience: u32,
	heard: Instant,
}

type ToClient = SplitSink<WebSocket, Message>;

impl Relay<'_> {
	async fn run(
		&mut self,
		to_client: &mut ToClient,
		mut from_client: SplitStream<WebSocket>,
		node: Socket,
	) -> End {
		let (mut to_node, mut from_node) = node.split();
		let mut stopped = self.context.stopped();
		let start = tokio::time::Instant::now();
		let mut ping = interval_at(start.checked_add(PING).unwrap_or(start), PING);
		loop {
			tokio::select! {
				() = has_stopped(&mut stopped) => {
					return End(close_code::AWAY, "the server stops");
				}
				_ = ping.tick() => {
					if self.heard.elapsed() > SILENCE {
						return End(close_code::POLICY, "nothing was heard for too long");
					}
					if let Err(end) = send(to_client, Message::Ping(Bytes::new())).await {
						return end;
					}
				}
				message = from_client.next() => {
					self.heard = Instant::now();
					let Some(Ok(message)) = message else { return gone() };
					match self.read(message) {
						Ok(Some(Step::Node(text))) => {
							let sending = to_node.send(NodeMessage::text(text));
							if !matches!(timeout(SEND, sending).await, Ok(Ok(()))) {
								return End(close_code::AGAIN, "the node does not answer");
							}
						}
						Ok(Some(Step::Client(text))) => {
							if let Err(end) = send(to_client, Message::text(text)).await {
								return end;
							}
						}
						Ok(None) => {}
						Err(end) => return end,
					}
				}
				message = from_node.next() => {
					let message = match message {
						Some(Ok(NodeMessage::Text(text))) => Message::text(text.as_str()),
						Some(Ok(NodeMessage::Binary(bytes))) => Message::Binary(bytes),
						Some(Ok(NodeMessage::Ping(_) | NodeMessage::Pong(_) | NodeMessage::Frame(_))) => {
							continue;
						}
						_ => return End(close_code::AGAIN, "the node hung up"),
					};
					if let Err(end) = send(to_client, message).await {
						return end;
					}
				}
			}
		}
	}

	/// What becomes of a message of the client.
	fn read(&mut self, message: Message) -> Result<Option<Step>, End> {
		let text = match message {
			Message::Text(text) => text,
			Message::Binary(_) => return Err(End(close_code::UNSUPPORTED, "text alone is read")),
			Message::Close(_) => return Err(gone()),
			Message::Ping(_) | Message::Pong(_) => return Ok(None),
		};
		let metrics = self.context.metrics();
		let most = self.context.options().limits.rpc_batch;
		match judge(text.as_str(), most) {
			Judged::Refuse { answer, refused } => {
				metrics.rpc_refused.fetch_add(refused, Ordering::Relaxed);
				if self.take(1).is_err() {
					return Err(End(close_code::POLICY, "too many requests"));
				}
				Ok(Some(Step::Client(answer)))
			}
			Judged::Pass { text, cost, requests, ids } => match self.take(cost) {
				Ok(()) => {
					self.impatience = 0;
					metrics.rpc_passed.fetch_add(requests, Ordering::Relaxed);
					Ok(Some(Step::Node(text)))
				}
				Err(seconds) => {
					self.impatience = self.impatience.saturating_add(1);
					if self.impatience > PATIENCE {
						return Err(End(close_code::POLICY, "too many requests"));
					}
					Ok(Some(Step::Client(ids.too_often(seconds))))
				}
			},
		}
	}

	fn take(&self, cost: u32) -> Result<(), u64> {
		let taken = self.context.rpc_rate().take(self.client, cost, Instant::now());
		if taken.is_err() {
			self.context.metrics().rate_refused.fetch_add(1, Ordering::Relaxed);
		}
		taken
	}
}

/// Where a text goes.
enum Step {
	Node(String),
	Client(String),
}

/// A client that takes nothing is let go.
async fn send(to_client: &mut ToClient, message: Message) -> Result<(), End> {
	match timeout(SEND, to_client.send(message)).await {
		Ok(Ok(())) => Ok(()),
		_ => Err(gone()),
	}
}

fn gone() -> End {
	End(close_code::NORMAL, "")
}
