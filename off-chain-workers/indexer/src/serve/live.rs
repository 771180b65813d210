//! What happens, as it happens: server-sent events, resumed where they broke off. R213.
//!
//! Everything a block brought is a [`Told`]: its row, its events, the bills it changed and its alerts,
//! numbered in that order. A follower goes along blocks one by one, those of the past and those that come
//! alike, so that there is no seam between what is caught up and what is new. Blocks that many follow are
//! read once.

mod hub;
mod told;

pub use hub::Hub;

use super::{
	client::client_of,
	context::{has_stopped, Context},
	describe::About,
	fault::ApiFault,
	query::param::{Given, Param, Takes, ID},
	routes::PREFIX,
};
use crate::model;
use axum::{
	extract::State,
	http::{Extensions, HeaderMap, Uri},
	response::{
		sse::{Event, KeepAlive, Sse},
		IntoResponse, Response,
	},
	routing::get,
};
use fiscal_listen::Place;
use futures::{Stream, StreamExt};
use serde_json::json;
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::sync::OwnedSemaphorePermit;
use told::{Filter, Told, TOPICS};
use utoipa::openapi::{ObjectBuilder, Type};
use utoipa_axum::router::UtoipaMethodRouter;

/// How often something is sent where nothing happens.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// After how long a follower whose connection broke should come back.
const RETRY: Duration = Duration::from_secs(2);
/// How long a follower waits after a fault of the database.
const PAUSE: Duration = Duration::from_secs(1);
/// The header with which browsers say what they were told last.
const LAST: &str = "last-event-id";

const PARAMS: [Param; 6] = [
	Param::new(
		"topics",
		Takes::AnyOf(&TOPICS),
		"What is told: `blocks` unless given. Events have the type `block`, `event`, `bill` or `alert`.",
	),
	Param::new("pallet", Takes::Name, "Of events and alerts, those of this pallet alone."),
	Param::new("name", Takes::Name, "Of events and alerts, those of this name alone."),
	Param::new("issuer", ID, "Of bills, those of this issuer alone."),
	Param::new("scene", ID, "Of bills, those of this scene alone."),
	Param::new(
		"since",
		Takes::Since,
		"The height of the first block that is told, whole; or the `id` of the last event that was told \
		 before. The header `Last-Event-ID` goes before it. Without either only what is new is told.",
	),
];

/// `GET /live`
pub fn route() -> UtoipaMethodRouter<Context> {
	let path = format!("{PREFIX}/live");
	let about = About {
		path: &path,
		tag: "live",
		summary: "What happens, as it happens, as server-sent events.",
		parts: &[],
		params: &PARAMS,
	};
	let words =
		"Events: the type, the data as the lists have it in JSON, and the id `height-number`. \
		A follower who stayed away for too long is told `lagging`: `{lagBlocks, from, until}` says which \
		blocks are left out.";
	let text = || ObjectBuilder::new().schema_type(Type::String);
	let event = ObjectBuilder::new()
		.schema_type(Type::Object)
		.property("event", text())
		.required("event")
		.property("data", text())
		.required("data")
		.property("id", text());
	let (schemas, paths) = about.media("text/event-stream", event.into(), words, false);
	(schemas, paths, get(answer))
}

async fn answer(
	State(context): State<Context>,
	uri: Uri,
	headers: HeaderMap,
	extensions: Extensions,
) -> Result<Response, ApiFault> {
	let given = Given::of(&uri, &[&PARAMS])?;
	let head = context.head()?;
	let start = match (last(&headers), given.int("since")) {
		(Some(position), _) => position.saturating_add(1),
		(None, Some(position)) => position,
		(None, None) => first_of(head.height.saturating_add(1)),
	};
	let client = client_of(&headers, &extensions, &context.options().proxies);
	let place = context.streams().enter(client).ok_or_else(ApiFault::too_many_streams)?;
	let permit = context.follower()?;
	let filter = Filter::of(&given);
	let follower =
		Follower { context, filter, next: start, waiting: Vec::new(), _held: (place, permit) };
	let retry = futures::stream::once(async { Ok(Event::default().retry(RETRY)) });
	let stream = retry.chain(follower.stream());
	let keep_alive = KeepAlive::new().interval(HEARTBEAT);
	let mut response = Sse::new(stream).keep_alive(keep_alive).into_response();
	// Reverse proxies that would gather the stream until it ends are told not to.
	response.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
	Ok(response)
}

/// What a browser was told last.
fn last(headers: &HeaderMap) -> Option<i64> {
	model::position_of(headers.get(LAST)?.to_str().ok()?)
}

fn first_of(height: u32) -> i64 {
	model::position(height, 0)
}

/// Somebody who follows the chain.
struct Follower {
	context: Context,
	filter: Filter,
	/// The position of what is told next.
	next: i64,
	/// What is to be told now, the last first.
	waiting: Vec<Event>,
	_held: (Place, OwnedSemaphorePermit),
}

impl Follower {
	fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
		futures::stream::unfold(self, |mut follower| async move {
			let event = follower.next().await?;
			Some((Ok(event), follower))
		})
	}

	/// The next event; none when the server stops.
	async fn next(&mut self) -> Option<Event> {
		let mut stopped = self.context.stopped();
		loop {
			if let Some(event) = self.waiting.pop() {
				return Some(event);
			}
			tokio::select! {
				() = has_stopped(&mut stopped) => return None,
				() = self.advance() => {}
			}
		}
	}

	/// Waits for the block that is next, and takes from it what is to be told.
	async fn advance(&mut self) {
		let mut heads = self.context.heads();
		let height = model::height_of(self.next);
		let reached =
			heads.wait_for(|head| head.as_ref().is_some_and(|head| head.height >= height));
		let head = match reached.await {
			Ok(head) => head.clone(),
			Err(_) => None,
		};
		// Nobody tells any more: the server stops.
		let Some(head) = head else { return std::future::pending().await };
		let most = self.context.options().limits.resume;
		let behind = u64::from(head.height).saturating_sub(u64::from(height));
		if behind > most {
			let first = head.height.saturating_sub(u32::try_from(most).unwrap_or(u32::MAX));
			let data = json!({
				"lagBlocks": first.saturating_sub(height),
				"from": height,
				"until": first.saturating_sub(1),
			});
			self.next = first_of(first);
			let before = model::id_of(self.next.saturating_sub(1));
			self.waiting.push(Event::default().event("lagging").id(before).data(data.to_string()));
			return;
		}
		match self.context.hub().block(&self.context, height).await {
			Ok(told) => self.take(&told, height),
			Err(fault) => {
				log::warn!(target: "serve", "a follower waits: {}", fault.detail().message);
				tokio::time::sleep(PAUSE).await;
			}
		}
	}

	fn take(&mut self, told: &Arc<Vec<Told>>, height: u32) {
		self.waiting = told
			.iter()
			.filter(|one| one.position >= self.next && self.filter.admits(one))
			.rev()
			.map(|one| {
				Event::default()
					.event(one.topic.event())
					.id(model::id_of(one.position))
					.data(&*one.data)
			})
			.collect();
		self.next = first_of(height.saturating_add(1));
	}
}
