//! The node behind `/rpc`: JSON-RPC over HTTP and WebSocket, as far as [`methods`] allows.
//!
//! What a client sends is read, judged and passed on as it came; what the node answers is not read. A
//! batch in which one request is not allowed is refused whole, so that nothing of it is done by surprise.

mod http;
mod message;
pub mod methods;
mod socket;
mod upstream;

pub use upstream::Upstream;

use super::{
	context::Context,
	describe::{problem, Shape},
	fault::{ApiFault, Problem},
};
use axum::{
	extract::{
		ws::{rejection::WebSocketUpgradeRejection, WebSocketUpgrade},
		State,
	},
	http::{header, Extensions, HeaderMap, HeaderValue, Method},
	response::{IntoResponse, Response},
	routing::{get, MethodRouter},
};
use utoipa::openapi::{
	path::OperationBuilder, request_body::RequestBodyBuilder, schema::SchemaType, Content,
	HttpMethod, ObjectBuilder, Paths, Required, ResponseBuilder,
};
use utoipa_axum::router::UtoipaMethodRouter;

/// Where the node is.
pub const PATH: &str = "/rpc";

/// `POST /rpc`, and `GET /rpc` as a WebSocket.
pub fn route() -> UtoipaMethodRouter<Context> {
	// Requests, batches, and what is neither, are answered alike: with 200, as JSON-RPC says.
	let json = || ObjectBuilder::new().schema_type(SchemaType::AnyValue);
	let operation = OperationBuilder::new()
		.operation_id(Some("post-rpc"))
		.tag("server")
		.summary(Some("JSON-RPC of the node: reads and submissions. As a WebSocket under the same path."))
		.description(Some(
			"`rpc_discover` answers the OpenRPC document of the node. What is not allowed, and what is \
			 no JSON-RPC, is answered as JSON-RPC says.",
		))
		.request_body(Some(
			RequestBodyBuilder::new()
				.required(Some(Required::True))
				.content("application/json", Content::new(Some(json())))
				.build(),
		))
		.response(
			"200",
			ResponseBuilder::new()
				.description("What the node answers, or why it is not asked.")
				.content("application/json", Content::new(Some(json()))),
		)
		.response("400", problem("The body ends before its end."))
		.response("403", problem("A page of another origin."))
		.response("405", problem("Not `POST`, and no WebSocket: `Allow` says so."))
		.response("413", problem("The body is too large."))
		.response("415", problem("The body is not application/json."))
		.response("421", problem("The request is for a name under which this server does not answer."))
		.response("429", problem("This client asks too often."))
		.response("500", problem("The server failed: its log says how."))
		.response("503", problem("No node is connected, or too much is asked at the moment."));
	let mut paths = Paths::new();
	paths.add_path_operation(PATH, vec![HttpMethod::Post], operation.build());
	let routes: MethodRouter<Context> = get(open).post(http::answer);
	(Shape::of::<Problem>().into_schemas(), paths, routes)
}

/// A browser says which page asks: one of another origin may not, unless it is listed. Whoever is no
/// browser says nothing.
fn is_own_page(context: &Context, headers: &HeaderMap) -> bool {
	let Some(origin) = headers.get(header::ORIGIN) else { return true };
	let Ok(origin) = origin.to_str() else { return false };
	if context.options().origins.iter().any(|listed| listed == origin) {
		return true;
	}
	let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
	let from = origin.split_once("://").map(|(_, authority)| authority);
	from.is_some() && from == host
}

async fn open(
	State(context): State<Context>,
	method: Method,
	headers: HeaderMap,
	extensions: Extensions,
	upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiFault> {
	let upgrade = match upgrade {
		Ok(upgrade) if method == Method::GET => upgrade,
		_ => {
			let mut refused = ApiFault::method().into_response();
			refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
			return Ok(refused);
		}
	};
	if !is_own_page(&context, &headers) {
		return Err(ApiFault::origin());
	}
	socket::open(context, &headers, &extensions, upgrade)
}

/// The numbers of the approvals that wait for a signature of a participant, which only the chain knows.
///
/// # Errors
/// 503 where the node does not answer.
pub(super) async fn approvals_waiting_for(
	context: &Context,
	participant: i64,
) -> Result<Vec<i64>, ApiFault> {
	context.upstream()?.approvals_waiting_for(participant).await
}
