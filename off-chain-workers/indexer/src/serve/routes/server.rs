//! How far the index is, and whether the server is well.

use super::{
	chain::counter,
	item::{Item, Question},
	statistics::count,
};
use crate::serve::{
	answer::Tag,
	context::Context,
	describe::{About, Shape},
	fault::ApiFault,
	query::param::Given,
	routes::PREFIX,
};
use axum::{
	extract::State,
	http::{header, HeaderMap, HeaderValue, Uri},
	response::{IntoResponse, Response},
	routing::get,
	Json,
};
use serde::{Deserialize, Serialize};
use utoipa::{
	openapi::{ObjectBuilder, Type},
	ToSchema,
};
use utoipa_axum::router::UtoipaMethodRouter;

/// How far the index is, and how much it has.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Status {
	/// Hash of the first block.
	genesis: String,
	/// Name of the chain.
	chain: String,
	/// Version of the runtime at the indexed height.
	spec_version: u32,
	/// `sqlite` or `postgres`.
	backend: &'static str,
	/// The last block that is indexed.
	indexed: IndexedPoint,
	/// The last finalized block that the node named, where this process follows one.
	finalized: Option<FinalizedPoint>,
	/// How many finalized blocks are not indexed yet.
	lag_blocks: u32,
	/// Why nothing is written any more, if so: an operator has to act.
	stopped: Option<String>,
	/// How much there is.
	counts: Counts,
}

/// A block that is indexed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IndexedPoint {
	/// Its height.
	height: u32,
	/// Its hash.
	hash: String,
	/// Its consensus time, Unix ms.
	time: u64,
}

/// A block that is finalized.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FinalizedPoint {
	/// Its height.
	height: u32,
	/// Its hash.
	hash: String,
}

/// How much the index has.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
	/// Blocks.
	blocks: u64,
	/// Transactions.
	transactions: u64,
	/// Events.
	events: u64,
	/// Bills of every kind.
	bills: u64,
	/// Locks that somebody holds.
	locks_active: u64,
	/// Authorizations.
	authorizations: u64,
	/// Participants, citizens included.
	participants: u64,
	/// Access nodes.
	nodes: u64,
	/// Approvals that wait.
	approvals_open: u64,
}

/// `GET /status`
pub fn status() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/status",
		tag: "server",
		summary: "How far the index is, and how much it has.",
		parts: &[],
		params: &[],
		// What the node says changes without the index: no answer is like the one before.
		lasts: |_, head| {
			let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
			Tag::with(head, now.map_or(0, |passed| passed.as_millis()))
		},
	}
	.route(answer_status)
}

async fn answer_status(question: Question) -> Result<Status, ApiFault> {
	let Question { context, head, .. } = question;
	let counts = context.keep("counts", &head, async {
		let counted = count(&context, &head).await?;
		let red = counter(&context, "red_bills").await?;
		let counts = Counts {
			blocks: counter(&context, "blocks").await?,
			transactions: counter(&context, "transactions").await?,
			events: counter(&context, "events").await?,
			bills: counter(&context, "bills").await?.saturating_add(red),
			locks_active: counter(&context, "locks_active").await?,
			authorizations: counter(&context, "authorizations").await?,
			participants: counted.participants,
			nodes: counted.nodes,
			approvals_open: counted.approvals_open,
		};
		serde_json::to_value(counts).map_err(ApiFault::internal)
	});
	let counts = Counts::deserialize(counts.await?.as_ref()).map_err(ApiFault::internal)?;
	let progress = context.progress();
	let finalized = progress.finalized();
	Ok(Status {
		genesis: head.genesis.clone(),
		chain: head.chain.clone(),
		spec_version: head.spec_version,
		backend: context.store().dialect().name(),
		indexed: IndexedPoint { height: head.height, hash: head.hash.clone(), time: head.time },
		lag_blocks: finalized.as_ref().map_or(0, |point| point.height.saturating_sub(head.height)),
		finalized: finalized.map(|point| FinalizedPoint { height: point.height, hash: point.hash }),
		stopped: progress.stopped(),
		counts,
	})
}

/// Whether the server is well.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Health {
	/// Can questions be answered? Where they cannot, the answer is 503.
	ready: bool,
	/// What keeps the index from going on, if something does.
	reason: Option<String>,
}

/// `GET /health`: 200 where questions can be answered, 503 otherwise.
pub fn health() -> UtoipaMethodRouter<Context> {
	let path = format!("{PREFIX}/health");
	let about = About {
		path: &path,
		tag: "server",
		summary: "Whether questions can be answered: 200, or 503.",
		parts: &[],
		params: &[],
	};
	let (schemas, paths) = about.json(Shape::of::<Health>());
	(schemas, paths, get(answer_health))
}

async fn answer_health(State(context): State<Context>, uri: Uri) -> Result<Response, ApiFault> {
	Given::of(&uri, &[])?;
	let progress = context.progress();
	let reason = progress.stopped().or_else(|| progress.waiting());
	let health = match context.head() {
		Ok(_) => Health { ready: true, reason },
		Err(fault) => {
			// In the form of every other fault.
			return Err(reason.map_or(fault, ApiFault::busy));
		}
	};
	let mut response = Json(health).into_response();
	let headers = response.headers_mut();
	headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
	Ok(response)
}

/// `GET /openapi.json`
pub fn openapi() -> UtoipaMethodRouter<Context> {
	let path = format!("{PREFIX}/openapi.json");
	let about =
		About { path: &path, tag: "server", summary: "This document.", parts: &[], params: &[] };
	let schema = ObjectBuilder::new().schema_type(Type::Object).into();
	let words = "An OpenAPI 3.1 document.";
	let (schemas, paths) = about.media("application/json", schema, words, true);
	(schemas, paths, get(answer_openapi))
}

async fn answer_openapi(uri: Uri, headers: HeaderMap) -> Result<Response, ApiFault> {
	Given::of(&uri, &[])?;
	let tag = Tag::Chain("openapi".into());
	match tag.is_known(&headers) {
		true => Ok(tag.unchanged()),
		false => tag.json(super::document()),
	}
}
