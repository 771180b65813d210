//! Forms of answers: JSON with a tag by which it can be asked for again.

use super::{context::Head, fault::ApiFault};
use axum::{
	http::{header, HeaderMap, HeaderValue, StatusCode},
	response::{IntoResponse, Response},
};
use serde::Serialize;

/// How long an answer stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag {
	/// Until the next block.
	Indexed(String),
	/// As long as the chain is the same one.
	Chain(String),
	/// For ever: the path names it by its hash.
	Ever(String),
}

impl Tag {
	/// Until the next block.
	pub fn of(head: &Head) -> Self {
		Self::Indexed(format!("{}-{}", short(&head.genesis), short(&head.hash)))
	}

	/// Until the next block, and until something else changes.
	pub fn with(head: &Head, more: impl std::fmt::Display) -> Self {
		Self::Indexed(format!("{}-{}-{more}", short(&head.genesis), short(&head.hash)))
	}

	/// As long as the chain is the same one.
	pub fn chain(head: &Head, name: impl std::fmt::Display) -> Self {
		Self::Chain(format!("{}-{name}", short(&head.genesis)))
	}

	fn text(&self) -> String {
		let (Self::Indexed(tag) | Self::Chain(tag) | Self::Ever(tag)) = self;
		format!("W/\"{}-{tag}\"", env!("CARGO_PKG_VERSION"))
	}

	const fn cache(&self) -> &'static str {
		match self {
			Self::Indexed(_) | Self::Chain(_) => "no-cache",
			Self::Ever(_) => "public, max-age=31536000, immutable",
		}
	}

	/// Does who asks have it already?
	pub fn is_known(&self, headers: &HeaderMap) -> bool {
		let own = self.text();
		let own = own.trim_start_matches("W/");
		headers
			.get_all(header::IF_NONE_MATCH)
			.iter()
			.filter_map(|value| value.to_str().ok())
			.flat_map(|value| value.split(','))
			.any(|tag| matches!(tag.trim(), "*") || tag.trim().trim_start_matches("W/") == own)
	}

	/// Puts the tag onto an answer.
	pub fn put(&self, headers: &mut HeaderMap) {
		if let Ok(value) = HeaderValue::from_str(&self.text()) {
			headers.insert(header::ETAG, value);
		}
		headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.cache()));
	}

	/// 304.
	pub fn unchanged(&self) -> Response {
		let mut response = StatusCode::NOT_MODIFIED.into_response();
		self.put(response.headers_mut());
		response
	}

	/// 200 with JSON.
	///
	/// # Errors
	/// 500 for what is no JSON.
	pub fn json<A: Serialize>(&self, answer: &A) -> Result<Response, ApiFault> {
		let body = serde_json::to_vec(answer).map_err(ApiFault::internal)?;
		let mut response = body.into_response();
		let headers = response.headers_mut();
		headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
		self.put(headers);
		Ok(response)
	}
}

/// Enough of a hash to tell it from others.
fn short(hash: &str) -> &str {
	hash.get(2..18).unwrap_or(hash)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_tag_is_known_in_every_form() {
		let tag = Tag::Chain("abc".into());
		let text = tag.text();
		let is_known = |value: &str| {
			let mut headers = HeaderMap::new();
			headers.insert(header::IF_NONE_MATCH, value.parse().unwrap());
			tag.is_known(&headers)
		};
		assert!(is_known(&text));
		assert!(is_known(text.trim_start_matches("W/")));
		assert!(is_known(&format!("\"x\", {text}")));
		assert!(is_known("*"));
		assert!(!is_known("\"x\""));
		assert!(!tag.is_known(&HeaderMap::new()));
	}
}
