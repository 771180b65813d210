//! Envelopes 报文封装: how requests and answers are signed and checked, for both sides. R176.
//!
//! * [`nontax`]: the non-tax system's, in two profiles
//! * [`signed`]: everybody else's, with SM2
//! * [`code`]: the codes of answers
//! * [`Guard`]: against requests that come twice

pub mod code;
mod guard;
pub mod nontax;
pub mod signed;

#[cfg(test)]
mod tests;

pub use guard::Guard;

use crate::worker::BridgeFault;
use fiscal_primitives::outbox::DeliveryFault;

/// How far the clocks of both sides may be apart, ms.
pub const WINDOW_MS: u64 = 300_000;

/// The most characters of the words of an answer.
pub const MAX_WORDS: usize = 512;

/// An answer other than success 异常响应: what the other side says is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {words}")]
pub struct Refusal {
	/// The code, one of [`code`]'s or the other side's own.
	pub code: String,
	/// What is wrong, in words of at most [`MAX_WORDS`] characters without control characters.
	pub words: String,
}

impl Refusal {
	/// A refusal; words are cut to [`MAX_WORDS`] characters, and control characters become spaces.
	pub fn new(code: impl Into<String>, words: impl AsRef<str>) -> Self {
		Self { code: code.into(), words: tidy(words.as_ref()) }
	}

	/// What is reported of it, for the system called `name`.
	pub fn fault(&self, name: &str) -> BridgeFault {
		BridgeFault { fault: code::fault(&self.code), words: format!("{name} answered {self}") }
	}
}

/// Why an envelope was not made or not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeFault {
	/// The signature is not the other side's over this content.
	#[error("the signature does not hold")]
	Signature,
	/// The other side calls itself by another name than the one it is known by.
	#[error("the application is not known")]
	App,
	/// Its clock is too far off.
	#[error("sent at {at}, more than {} s from now", WINDOW_MS / 1000)]
	Clock {
		/// What it says, Unix ms.
		at: u64,
	},
	/// The very request came before.
	#[error("the request came before")]
	Replayed,
	/// More requests than can be remembered came within the window.
	#[error("too many requests at once")]
	Busy,
	/// It is about another service or another request.
	#[error("{0} is another than expected")]
	Mismatch(&'static str),
	/// A field does not have the form it should have.
	#[error("{field}: {words}")]
	Malformed {
		/// The field.
		field: &'static str,
		/// What is wrong with it.
		words: String,
	},
	/// The node's own key did not sign.
	#[error("not signed: {0}")]
	NotSigned(String),
}

impl EnvelopeFault {
	pub(crate) fn malformed(field: &'static str, words: impl ToString) -> Self {
		Self::Malformed { field, words: words.to_string() }
	}

	/// What a server answers. It does not say which check of the credentials failed.
	pub fn refusal(&self) -> Refusal {
		match self {
			Self::Signature | Self::App => {
				Refusal::new(code::UNAUTHORIZED, "application or signature is not accepted")
			}
			Self::Clock { .. } | Self::Replayed => {
				Refusal::new(code::UNAUTHORIZED, self.to_string())
			}
			Self::Busy => Refusal::new(code::BUSY, self.to_string()),
			Self::Mismatch(_) | Self::Malformed { .. } => {
				Refusal::new(code::MALFORMED, self.to_string())
			}
			Self::NotSigned(_) => Refusal::new(code::INTERNAL, "the answer could not be signed"),
		}
	}

	/// What a client reports of an answer that it could not open, for the system called `name`.
	pub fn fault(&self, name: &str) -> BridgeFault {
		let fault = match self {
			// Nothing was sent: the key is out of reach, so the node has no connection.
			Self::NotSigned(_) => DeliveryFault::NotConfigured,
			_ => DeliveryFault::BadAnswer,
		};
		BridgeFault { fault, words: format!("{name}: {self}") }
	}
}

/// Text without control characters, cut to [`MAX_WORDS`] characters.
pub(crate) fn tidy(text: &str) -> String {
	text.chars()
		.take(MAX_WORDS)
		.map(|character| if character.is_control() { ' ' } else { character })
		.collect()
}

/// Refuses anything but 1 to `longest` visible ASCII characters.
fn visible(field: &'static str, text: &str, longest: usize) -> Result<(), EnvelopeFault> {
	if (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
		Ok(())
	} else {
		Err(EnvelopeFault::malformed(field, format!("not 1 to {longest} visible ASCII characters")))
	}
}
