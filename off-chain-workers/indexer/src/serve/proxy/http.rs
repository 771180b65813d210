//! JSON-RPC over HTTP.

use super::{
	is_own_page,
	message::{judge, Judged, MAX_PARAMS},
};
use crate::serve::{client::client_of, context::Context, fault::ApiFault};
use axum::{
	body::{Body, Bytes},
	extract::State,
	http::{header, Extensions, HeaderMap, HeaderValue},
	response::{IntoResponse, Response},
};
use fiscal_listen::ClientId;
use futures::StreamExt;
use std::{
	sync::atomic::Ordering,
	time::{Duration, Instant},
};
use tokio::sync::OwnedSemaphorePermit;

/// How long a body may take to arrive.
const READ: Duration = Duration::from_secs(30);

/// `POST /rpc`
pub async fn answer(
	State(context): State<Context>,
	headers: HeaderMap,
	extensions: Extensions,
	body: Body,
) -> Result<Response, ApiFault> {
	if !is_own_page(&context, &headers) {
		return Err(ApiFault::origin());
	}
	if !is_json(&headers) {
		return Err(ApiFault::media_type());
	}
	let upstream = context.upstream()?;
	let limits = &context.options().limits;
	let client = client_of(&headers, &extensions, &context.options().proxies);
	let (body, _held) = tokio::time::timeout(READ, read(&context, &headers, body))
		.await
		.map_err(|_| ApiFault::busy("the body did not arrive in time"))??;
	let text = std::str::from_utf8(&body).unwrap_or_default();
	let metrics = context.metrics();
	match judge(text, limits.rpc_batch) {
		Judged::Refuse { answer, refused } => {
			metrics.rpc_refused.fetch_add(refused, Ordering::Relaxed);
			// Judging costs little, and yet not nothing.
			take(&context, client, 1)?;
			Ok(json(answer.into()))
		}
		Judged::Pass { text, cost, requests, ids } => {
			take(&context, client, cost)?;
			let _call = context.call().await?;
			metrics.rpc_passed.fetch_add(requests, Ordering::Relaxed);
			match upstream.ask(text).await {
				Ok(answer) => Ok(json(answer)),
				Err(fault) => {
					log::warn!(target: "serve", "{fault}");
					Ok(json(ids.silent().into()))
				}
			}
		}
	}
}

fn take(context: &Context, client: ClientId, cost: u32) -> Result<(), ApiFault> {
	context.rpc_rate().take(client, cost, Instant::now()).map_err(|seconds| {
		context.metrics().rate_refused.fetch_add(1, Ordering::Relaxed);
		ApiFault::rate(seconds)
	})
}

fn is_json(headers: &HeaderMap) -> bool {
	headers
		.get(header::CONTENT_TYPE)
		.and_then(|value| value.to_str().ok())
		.and_then(|value| value.split(';').next())
		.is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
}

/// Reads a body. Of long ones there are few at one time: whoever sends one holds a place until it is
/// answered.
async fn read(
	context: &Context,
	headers: &HeaderMap,
	body: Body,
) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>), ApiFault> {
	let most = context.options().limits.rpc_request;
	let announced = headers
		.get(header::CONTENT_LENGTH)
		.and_then(|value| value.to_str().ok())
		.and_then(|value| value.parse::<usize>().ok());
	if announced.is_some_and(|length| length > most) {
		return Err(ApiFault::body_too_large(most));
	}
	let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(64 * 1024));
	let mut held = None;
	let mut stream = body.into_data_stream();
	while let Some(chunk) = stream.next().await {
		let chunk = chunk.map_err(|_| ApiFault::invalid("body", "ends before its end"))?;
		if bytes.len().saturating_add(chunk.len()) > most {
			return Err(ApiFault::body_too_large(most));
		}
		if held.is_none() && bytes.len().saturating_add(chunk.len()) > MAX_PARAMS {
			held = Some(context.long_body()?);
		}
		bytes.extend_from_slice(&chunk);
	}
	Ok((bytes, held))
}

fn json(answer: Bytes) -> Response {
	let mut response = answer.into_response();
	let headers = response.headers_mut();
	headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
	headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
	response
}
