//! What goes over the wire to systems outside, and comes back: one module a system, shared by the
//! clients and by the reference simulators. What of it is public and what was assumed stands in
//! `docs/bridges.md`.
//!
//! Amounts are integers of fen except where a public format prescribes yuan; times are Unix ms;
//! digests, keys and signatures are lower-case hexadecimal without prefix; unknown fields are refused.

use serde::{Deserialize, Serialize};

pub mod evidence;
pub mod nontax;
pub mod region;
pub mod signing;

/// The code of success.
pub const SUCCESS: &str = "S0000";

/// A request signed with SM2 报文封装: the envelope of every system but the non-tax one, R176.
///
/// The signature covers `fiscal/request/1`, `app`, `id`, `at`, `nonce`, `service` and `body`, each
/// followed by a line feed, so that the body is signed as the very bytes it is sent in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedRequest {
	/// Who asks: 1 to 64 visible ASCII characters.
	pub app: String,
	/// Number of the request, 1 to 64 visible ASCII characters; the same for every attempt.
	pub id: String,
	/// When it was sent, Unix ms; at most five minutes off.
	pub at: u64,
	/// 32 hexadecimal digits at random, never used twice.
	pub nonce: String,
	/// The service asked for: the last part of the path.
	pub service: String,
	/// The request itself: JSON as text.
	pub body: String,
	/// SM2 signature r‖s, 128 hexadecimal digits.
	pub signature: String,
}

/// The answer to a [`SignedRequest`].
///
/// The signature covers `fiscal/answer/1`, `id`, `at`, `nonce` (of the request), `code`, `message` and
/// `body`, each followed by a line feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedAnswer {
	/// Number of the request.
	pub id: String,
	/// When it was answered, Unix ms.
	pub at: u64,
	/// [`SUCCESS`], or a code of `docs/bridges.md`.
	pub code: String,
	/// What went wrong, in words; empty when nothing did.
	pub message: String,
	/// The answer itself: JSON as text, `null` when something went wrong.
	pub body: String,
	/// SM2 signature r‖s, 128 hexadecimal digits.
	pub signature: String,
}

/// Receipt of a message from the chain: [`fiscal_primitives::outbox::Receipt`] with the signature over
/// its payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptBody {
	/// Was the message taken? Otherwise it was refused for good.
	pub accepted: bool,
	/// Code, 1 to 32 visible ASCII characters.
	pub code: String,
	/// The receiver's own reference, 1 to 32 visible ASCII characters.
	pub reference: Option<String>,
	/// SM2 signature r‖s over the payload of the receipt, 128 hexadecimal digits; none from a receiver
	/// that has no key.
	pub signature: Option<String>,
}
