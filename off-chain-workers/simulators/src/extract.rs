//! What handlers take out of requests; whatever they refuse is a [`Fault`].

use crate::{context::Context, fault::Fault};
use axum::{
	extract::{FromRequest, FromRequestParts, Query, Request},
	http::{header, request::Parts, HeaderMap},
};
use futures::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;

/// The largest body of a request, in bytes: a file of 8 MiB in base64 with what is around it.
pub const MAX_BODY: usize = 16 * 1024 * 1024;
/// How long a body may take to arrive.
const READ: Duration = Duration::from_secs(30);
/// The header that carries the control token.
pub const TOKEN_HEADER: &str = "x-control-token";

/// The JSON of a body, an object.
pub struct Payload<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Payload<T> {
	type Rejection = Fault;

	async fn from_request(request: Request, _: &S) -> Result<Self, Fault> {
		if !is_json(request.headers()) {
			return Err(Fault::media_type());
		}
		let body = tokio::time::timeout(READ, read(request)).await.map_err(|_| Fault::slow())??;
		serde_json::from_slice(&body)
			.map_err(|fault| fault.to_string())
			.and_then(object)
			.map(Self)
			.map_err(|fault| Fault::malformed(format!("body: {fault}")))
	}
}

/// What a JSON object says, as every description of a service has it; what is wrong otherwise, in words.
///
/// Out of an array the fields would be read in their order, and out of an empty one none. Whole numbers
/// are those of `int64` everywhere: most languages read no greater ones.
pub fn object<T: DeserializeOwned>(value: Value) -> Result<T, String> {
	if !value.is_object() {
		return Err("not a JSON object".into());
	}
	if let Some(path) = beyond_int64(&value) {
		return Err(format!("{path}: above {}", i64::MAX));
	}
	serde_json::from_value(value).map_err(|fault| fault.to_string())
}

/// Where in `value` the first whole number above those of `int64` stands.
fn beyond_int64(value: &Value) -> Option<String> {
	let at = |step: String, rest: String| match rest.is_empty() {
		true => step,
		false => format!("{step}.{rest}"),
	};
	match value {
		Value::Number(number) => (number.is_u64() && !number.is_i64()).then(String::new),
		Value::Array(items) => items
			.iter()
			.enumerate()
			.find_map(|(index, item)| Some(at(index.to_string(), beyond_int64(item)?))),
		Value::Object(fields) => {
			fields.iter().find_map(|(name, field)| Some(at(name.clone(), beyond_int64(field)?)))
		}
		_ => None,
	}
}

fn is_json(headers: &HeaderMap) -> bool {
	headers
		.get(header::CONTENT_TYPE)
		.and_then(|value| value.to_str().ok())
		.and_then(|value| value.split(';').next())
		.is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
}

async fn read(request: Request) -> Result<Vec<u8>, Fault> {
	let announced = request
		.headers()
		.get(header::CONTENT_LENGTH)
		.and_then(|value| value.to_str().ok())
		.and_then(|value| value.parse::<usize>().ok());
	if announced.is_some_and(|length| length > MAX_BODY) {
		return Err(Fault::too_large(MAX_BODY));
	}
	let mut body = Vec::with_capacity(announced.unwrap_or(0).min(64 * 1024));
	let mut stream = request.into_body().into_data_stream();
	while let Some(chunk) = stream.next().await {
		let chunk = chunk.map_err(|_| Fault::malformed("body: ends before its end"))?;
		if body.len().saturating_add(chunk.len()) > MAX_BODY {
			return Err(Fault::too_large(MAX_BODY));
		}
		body.extend_from_slice(&chunk);
	}
	Ok(body)
}

/// The parameters of a query.
pub struct Parameters<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Parameters<T> {
	type Rejection = Fault;

	async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
		Query::<T>::try_from_uri(&parts.uri)
			.map(|Query(parameters)| Self(parameters))
			.map_err(|fault| Fault::malformed(format!("query: {}", fault.body_text())))
	}
}

/// Whoever may use the control endpoints.
pub struct Operator;

impl FromRequestParts<Context> for Operator {
	type Rejection = Fault;

	async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Fault> {
		let given = parts.headers.get(TOKEN_HEADER).map(|value| value.as_bytes());
		if context.admits_operator(given) {
			Ok(Self)
		} else {
			Err(Fault::unauthorized(format!("{TOKEN_HEADER}: missing or wrong")))
		}
	}
}
