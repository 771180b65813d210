//! Answers to requests that cannot be answered: one form for all of them.

use axum::{
	http::{header, HeaderValue, StatusCode},
	response::{IntoResponse, Response},
	Json,
};
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use utoipa::ToSchema;

/// What every answer other than 2xx and 304 holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
	/// What is wrong.
	pub error: ProblemDetail,
}

/// What is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemDetail {
	/// What is wrong, for programs.
	pub code: ProblemCode,
	/// The parameter that is wrong, where it is one.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	#[schema(nullable = false)]
	pub field: Option<String>,
	/// What is wrong, for people.
	pub message: String,
}

/// What can be wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
	/// A parameter is missing, unknown or not as it should be: `field` names it.
	InvalidParameter,
	/// There is no such thing, or nothing at this path.
	NotFound,
	/// This path has other methods.
	MethodNotAllowed,
	/// The request is larger than it may be.
	TooLarge,
	/// The body is of another type than this path takes.
	UnsupportedMediaType,
	/// A browser asks for a page of another origin.
	ForbiddenOrigin,
	/// The server is not the one of that name: it answers to addresses, `localhost`, and the names it was
	/// started with.
	Misdirected,
	/// This client asks too often.
	RateLimited,
	/// Too much is asked at the moment, or an answer takes too long.
	Busy,
	/// What is asked for is not here: no node is connected, or no pages were built in.
	Unavailable,
	/// The server failed: its log says how.
	Internal,
}

/// An answer other than 2xx and 304.
#[derive(Clone, Debug)]
pub struct ApiFault {
	status: StatusCode,
	detail: ProblemDetail,
	retry: Option<u64>,
}

impl ApiFault {
	fn new(status: StatusCode, code: ProblemCode, message: impl Into<String>) -> Self {
		let detail = ProblemDetail { code, field: None, message: message.into() };
		Self { status, detail, retry: None }
	}

	/// 400: a parameter is not as it should be.
	pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
		let mut fault = Self::new(StatusCode::BAD_REQUEST, ProblemCode::InvalidParameter, message);
		fault.detail.field = Some(field.into());
		fault
	}

	/// 403: a browser on a page of another origin.
	pub fn origin() -> Self {
		let message = "pages of this origin may not use this path";
		Self::new(StatusCode::FORBIDDEN, ProblemCode::ForbiddenOrigin, message)
	}

	/// 404.
	pub fn not_found(message: impl Into<String>) -> Self {
		Self::new(StatusCode::NOT_FOUND, ProblemCode::NotFound, message)
	}

	/// 405.
	pub fn method() -> Self {
		let message = "this path has other methods";
		Self::new(StatusCode::METHOD_NOT_ALLOWED, ProblemCode::MethodNotAllowed, message)
	}

	/// 413.
	pub fn body_too_large(most: usize) -> Self {
		let message = format!("the body has more than {most} bytes");
		Self::new(StatusCode::PAYLOAD_TOO_LARGE, ProblemCode::TooLarge, message)
	}

	/// 414.
	pub fn query_too_long(most: usize) -> Self {
		let message = format!("the query has more than {most} bytes");
		Self::new(StatusCode::URI_TOO_LONG, ProblemCode::TooLarge, message)
	}

	/// 415.
	pub fn media_type() -> Self {
		let message = "content-type: not application/json";
		Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, ProblemCode::UnsupportedMediaType, message)
	}

	/// 421: a name that is not this server's.
	pub fn misdirected() -> Self {
		let message = "host: this server does not answer under that name (--host-name)";
		Self::new(StatusCode::MISDIRECTED_REQUEST, ProblemCode::Misdirected, message)
	}

	/// 429, and after how many seconds to come back.
	pub fn rate(seconds: u64) -> Self {
		let message = format!("too many requests: come back in {seconds} s");
		let mut fault = Self::new(StatusCode::TOO_MANY_REQUESTS, ProblemCode::RateLimited, message);
		fault.retry = Some(seconds.max(1));
		fault
	}

	/// 429: too many streams of one client at one time.
	pub fn too_many_streams() -> Self {
		let message = "too many connections of this client that stay open";
		Self::new(StatusCode::TOO_MANY_REQUESTS, ProblemCode::RateLimited, message)
	}

	/// 503: later.
	pub fn busy(message: impl Into<String>) -> Self {
		let mut fault = Self::new(StatusCode::SERVICE_UNAVAILABLE, ProblemCode::Busy, message);
		fault.retry = Some(1);
		fault
	}

	/// 503: not here.
	pub fn unavailable(message: impl Into<String>) -> Self {
		Self::new(StatusCode::SERVICE_UNAVAILABLE, ProblemCode::Unavailable, message)
	}

	/// 500; the words go to the log alone.
	pub fn internal(words: impl Display) -> Self {
		log::error!(target: "serve", "a request failed: {words}");
		Self::new(StatusCode::INTERNAL_SERVER_ERROR, ProblemCode::Internal, "internal fault")
	}

	/// What is told.
	pub fn detail(&self) -> &ProblemDetail {
		&self.detail
	}

	/// The HTTP status.
	pub fn status(&self) -> StatusCode {
		self.status
	}
}

impl IntoResponse for ApiFault {
	fn into_response(self) -> Response {
		let mut response = (self.status, Json(Problem { error: self.detail })).into_response();
		let headers = response.headers_mut();
		headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
		if let Some(seconds) = self.retry {
			headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
		}
		response
	}
}

impl From<sqlx::Error> for ApiFault {
	fn from(fault: sqlx::Error) -> Self {
		match fault {
			sqlx::Error::PoolTimedOut => Self::busy("the database is busy"),
			other => Self::internal(other),
		}
	}
}
