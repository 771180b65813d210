//! Answers to requests that were not admitted: one form for all of them.

use axum::{
	http::StatusCode,
	response::{IntoResponse, Response},
	Json,
};
use fiscal_bridge::envelope::{code, EnvelopeFault, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What was wrong with a request that was not admitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Problem {
	/// `E` and four digits.
	#[schema(pattern = "^E[0-9]{4}$")]
	pub code: String,
	/// What is wrong, in words; names the field.
	pub message: String,
}

/// An answer other than 200.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
	status: StatusCode,
	problem: Problem,
}

/// The answers other than 200 that every service can give, with what they mean.
pub const FAULTS: [(u16, &str); 9] = [
	(400, "The request is malformed: the message names the field."),
	(401, "Unknown caller, wrong signature, a clock more than five minutes off, or a replay."),
	(408, "The body of the request did not arrive in time."),
	(409, "The request contradicts what is there."),
	(413, "The body of the request is too large."),
	(415, "The body of the request is not application/json."),
	(429, "Too many requests within five minutes."),
	(500, "The simulator failed: its log says how."),
	(503, "The fault `unavailable` is switched on; nothing was applied."),
];

impl Fault {
	fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
		Self { status, problem: Problem { code: code.into(), message: message.into() } }
	}

	/// 400.
	pub fn malformed(message: impl Into<String>) -> Self {
		Self::new(StatusCode::BAD_REQUEST, code::MALFORMED, message)
	}

	/// 401.
	pub fn unauthorized(message: impl Into<String>) -> Self {
		Self::new(StatusCode::UNAUTHORIZED, code::UNAUTHORIZED, message)
	}

	/// 404.
	pub fn not_found(message: impl Into<String>) -> Self {
		Self::new(StatusCode::NOT_FOUND, code::NOT_FOUND, message)
	}

	/// 405.
	pub fn method() -> Self {
		Self::new(StatusCode::METHOD_NOT_ALLOWED, "E0405", "this path has other methods")
	}

	/// 408.
	pub fn slow() -> Self {
		Self::new(StatusCode::REQUEST_TIMEOUT, "E0408", "the body did not arrive in time")
	}

	/// 413.
	pub fn too_large(most: usize) -> Self {
		let message = format!("the body has more than {most} bytes");
		Self::new(StatusCode::PAYLOAD_TOO_LARGE, code::TOO_LARGE, message)
	}

	/// 415.
	pub fn media_type() -> Self {
		let message = "content-type: not application/json";
		Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "E0415", message)
	}

	/// 500; the words go to the log alone.
	pub fn internal(words: impl std::fmt::Display) -> Self {
		log::error!("a request failed: {words}");
		Self::new(StatusCode::INTERNAL_SERVER_ERROR, code::INTERNAL, "internal fault")
	}

	/// 503.
	pub fn unavailable() -> Self {
		let message = "the fault `unavailable` is switched on";
		Self::new(StatusCode::SERVICE_UNAVAILABLE, code::UNAVAILABLE, message)
	}

	/// What is told.
	pub fn problem(&self) -> &Problem {
		&self.problem
	}
}

impl IntoResponse for Fault {
	fn into_response(self) -> Response {
		(self.status, Json(self.problem)).into_response()
	}
}

impl From<sqlx::Error> for Fault {
	fn from(fault: sqlx::Error) -> Self {
		Self::internal(fault)
	}
}

impl From<EnvelopeFault> for Fault {
	fn from(fault: EnvelopeFault) -> Self {
		let Refusal { code, words } = fault.refusal();
		let status = match code::http_status(&code) {
			200 => StatusCode::BAD_REQUEST,
			status => StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
		};
		Self::new(status, &code, words)
	}
}

/// Why a service does not answer what it was asked.
#[derive(Clone, Debug)]
pub enum Stop {
	/// It says so in its envelope.
	Said(Refusal),
	/// It does not come so far.
	Fault(Fault),
}

impl Stop {
	/// Says so, with a code of [`fiscal_bridge::envelope::code`].
	pub fn said(code: &str, words: impl Into<String>) -> Self {
		Self::Said(Refusal::new(code, words.into()))
	}

	/// Says that something in the request is malformed.
	pub fn malformed(words: impl std::fmt::Display) -> Self {
		Self::said(code::MALFORMED, words.to_string())
	}

	/// Says that there is no such thing.
	pub fn unknown(words: impl Into<String>) -> Self {
		Self::said(code::NOT_FOUND, words)
	}
}

impl From<sqlx::Error> for Stop {
	fn from(fault: sqlx::Error) -> Self {
		Self::Fault(fault.into())
	}
}

impl From<Fault> for Stop {
	fn from(fault: Fault) -> Self {
		Self::Fault(fault)
	}
}

impl From<fiscal_bridge::convert::Mistake> for Stop {
	fn from(mistake: fiscal_bridge::convert::Mistake) -> Self {
		Self::malformed(mistake)
	}
}

impl From<Stop> for Fault {
	/// For control endpoints, which have no envelope.
	fn from(stop: Stop) -> Self {
		match stop {
			Stop::Fault(fault) => fault,
			Stop::Said(Refusal { code, words }) if code == code::NOT_FOUND => {
				Self::new(StatusCode::NOT_FOUND, &code, words)
			}
			Stop::Said(Refusal { code, words }) if code == code::CONFLICT => {
				Self::new(StatusCode::CONFLICT, &code, words)
			}
			Stop::Said(Refusal { code, words }) => Self::new(StatusCode::BAD_REQUEST, &code, words),
		}
	}
}
