//! Headers of every answer: what a browser may do with it, which is as little as can be.

use axum::{
	extract::Request,
	http::{header, HeaderName, HeaderValue},
	middleware::Next,
	response::Response,
};
use base64::{engine::general_purpose::STANDARD_NO_PAD, Engine};
use rand::RngCore;

/// Of an answer that is no page: it may be and do nothing.
const CLOSED: &str =
	"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Headers that say the same of every answer.
const ALWAYS: [(&str, &str); 7] = [
	("x-content-type-options", "nosniff"),
	("x-frame-options", "DENY"),
	("referrer-policy", "no-referrer"),
	("cross-origin-opener-policy", "same-origin"),
	("x-permitted-cross-domain-policies", "none"),
	("x-dns-prefetch-control", "off"),
	(
		"permissions-policy",
		"accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
		 magnetometer=(), microphone=(), midi=(), payment=(), usb=(), fullscreen=(self)",
	),
];

/// A text at random that lets one answer add styles.
#[derive(Clone, Debug)]
pub struct Nonce(String);

impl Nonce {
	/// A new one, of 128 bits.
	pub fn new() -> Self {
		let mut bytes = [0u8; 16];
		rand::thread_rng().fill_bytes(&mut bytes);
		Self(STANDARD_NO_PAD.encode(bytes))
	}

	/// Its text.
	pub fn text(&self) -> &str {
		&self.0
	}
}

/// What a page may do: its own scripts, WebAssembly, styles with the nonce, and requests to where it came
/// from. Attributes of styles are set by scripts alone, which no policy forbids.
fn policy(nonce: &Nonce) -> String {
	format!(
		"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{}'; \
		 connect-src 'self'; img-src 'self' data: blob:; font-src 'self'; worker-src 'self'; \
		 manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; \
		 object-src 'none'",
		nonce.text()
	)
}

/// Puts the headers onto an answer.
pub async fn put(request: Request, next: Next) -> Response {
	let mut response = next.run(request).await;
	let nonce = response.extensions_mut().remove::<Nonce>();
	let headers = response.headers_mut();
	for (name, value) in ALWAYS {
		headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
	}
	let policy = match &nonce {
		Some(nonce) => HeaderValue::from_str(&policy(nonce)).ok(),
		None => None,
	};
	headers.insert(
		header::CONTENT_SECURITY_POLICY,
		policy.unwrap_or_else(|| HeaderValue::from_static(CLOSED)),
	);
	response
}

/// Says that pages of other origins may read an answer only where cross-origin requests are allowed.
pub async fn keep_in(request: Request, next: Next) -> Response {
	let mut response = next.run(request).await;
	response.headers_mut().insert(
		HeaderName::from_static("cross-origin-resource-policy"),
		HeaderValue::from_static("same-origin"),
	);
	response
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn no_two_nonces_are_alike() {
		let (one, two) = (Nonce::new(), Nonce::new());
		assert_ne!(one.text(), two.text());
		assert_eq!(one.text().len(), 22);
		let policy = policy(&one);
		assert!(policy.contains(&format!("style-src 'self' 'nonce-{}'", one.text())));
		assert!(!policy.contains("unsafe-inline"));
	}
}
