//! Codes of answers, and what each means for whoever asked. `docs/bridges.md` lists them.

use fiscal_primitives::outbox::DeliveryFault;

pub use crate::protocol::SUCCESS;

/// The request cannot be read, or a field of it is not as it should be.
pub const MALFORMED: &str = "E0400";
/// Application, signature, clock or nonce is not accepted.
pub const UNAUTHORIZED: &str = "E0401";
/// What was asked for is not there.
pub const NOT_FOUND: &str = "E0404";
/// The same number came before with other content.
pub const CONFLICT: &str = "E0409";
/// The request is too large.
pub const TOO_LARGE: &str = "E0413";
/// The content is refused for good.
pub const REFUSED: &str = "E0422";
/// Too many requests at once: later.
pub const BUSY: &str = "E0429";
/// A fault of the other side.
pub const INTERNAL: &str = "E0500";
/// The other side is out of order for the time being.
pub const UNAVAILABLE: &str = "E0503";

/// What is reported of an answer with that code.
pub fn fault(code: &str) -> DeliveryFault {
	match code {
		UNAUTHORIZED => DeliveryFault::Unauthorized,
		BUSY => DeliveryFault::Unavailable,
		_ if code.starts_with("E05") => DeliveryFault::Unavailable,
		_ => DeliveryFault::BadAnswer,
	}
}

/// The HTTP status that goes with a code. Clients read the code; the status is for whatever stands
/// between.
pub fn http_status(code: &str) -> u16 {
	match code {
		SUCCESS => 200,
		MALFORMED => 400,
		UNAUTHORIZED => 401,
		NOT_FOUND => 404,
		CONFLICT => 409,
		TOO_LARGE => 413,
		REFUSED => 422,
		BUSY => 429,
		UNAVAILABLE => 503,
		_ => 500,
	}
}
