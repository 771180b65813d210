//! The pages: files under their names, and the one page of the application under every other path.
//!
//! Files of the build have a digest in their names and are kept by browsers for ever. The page itself is
//! given a nonce with every answer, which is the only way for it to add styles.

use super::{
	assets::{self, Asset},
	context::Context,
	fault::ApiFault,
	headers::Nonce,
	proxy, routes,
};
use axum::{
	body::{Body, Bytes},
	extract::State,
	http::{header, HeaderMap, HeaderValue, Method, StatusCode, Uri},
	response::{IntoResponse, Response},
};
use std::borrow::Cow;

/// What stands in the page where the nonce goes.
const PLACE: &str = "__CSP_NONCE__";
const PAGE: &str = "index.html";
/// Where the build puts the files that have a digest in their names.
const HASHED: &str = "assets/";

/// Everything that is no path of the API.
pub async fn answer(
	State(_): State<Context>,
	method: Method,
	uri: Uri,
	headers: HeaderMap,
) -> Result<Response, ApiFault> {
	let path = uri.path();
	if path.starts_with("/api/") || path == "/api" || path.starts_with(proxy::PATH) {
		return Err(ApiFault::not_found("nothing is at this path"));
	}
	if method != Method::GET && method != Method::HEAD {
		return Err(ApiFault::method());
	}
	debug_assert!(routes::PREFIX.starts_with("/api/"));
	let name = path.trim_start_matches('/');
	match assets::get(name).filter(|_| !name.is_empty() && name != PAGE) {
		Some(asset) => Ok(file(name, asset, &headers)),
		// A file that is asked for by its name and is not there: the page would be no answer to that.
		None if name.starts_with(HASHED) => Err(ApiFault::not_found("nothing is at this path")),
		None => page(),
	}
}

fn file(name: &str, asset: Asset, headers: &HeaderMap) -> Response {
	let tag = format!("W/\"{}\"", hex::encode(asset.digest.get(..16).unwrap_or_default()));
	let is_known = headers
		.get_all(header::IF_NONE_MATCH)
		.iter()
		.filter_map(|value| value.to_str().ok())
		.flat_map(|value| value.split(','))
		.any(|known| known.trim() == tag);
	let mut response = match is_known {
		true => StatusCode::NOT_MODIFIED.into_response(),
		false => match asset.data {
			Cow::Borrowed(data) => Bytes::from_static(data).into_response(),
			Cow::Owned(data) => data.into_response(),
		},
	};
	let cache = match name.starts_with(HASHED) {
		true => "public, max-age=31536000, immutable",
		false => "no-cache",
	};
	let headers = response.headers_mut();
	headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media(name)));
	headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
	if let Ok(tag) = HeaderValue::from_str(&tag) {
		headers.insert(header::ETAG, tag);
	}
	response
}

fn page() -> Result<Response, ApiFault> {
	let page = assets::get(PAGE)
		.ok_or_else(|| ApiFault::unavailable("the pages were not built into this program"))?;
	let nonce = Nonce::new();
	let text = String::from_utf8_lossy(&page.data).replace(PLACE, nonce.text());
	let mut response = Body::from(text).into_response();
	let headers = response.headers_mut();
	headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
	headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
	response.extensions_mut().insert(nonce);
	Ok(response)
}

/// The type of a file, by the end of its name: those that builds of the pages have.
fn media(name: &str) -> &'static str {
	match name.rsplit_once('.').map(|(_, end)| end) {
		Some("js" | "mjs") => "text/javascript; charset=utf-8",
		Some("css") => "text/css; charset=utf-8",
		Some("html") => "text/html; charset=utf-8",
		Some("json" | "map") => "application/json",
		Some("wasm") => "application/wasm",
		Some("svg") => "image/svg+xml",
		Some("png") => "image/png",
		Some("jpg" | "jpeg") => "image/jpeg",
		Some("webp") => "image/webp",
		Some("ico") => "image/x-icon",
		Some("woff2") => "font/woff2",
		Some("woff") => "font/woff",
		Some("txt") => "text/plain; charset=utf-8",
		Some("webmanifest") => "application/manifest+json",
		_ => "application/octet-stream",
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn files_have_the_type_of_their_names() {
		assert_eq!(media("assets/index-abc.js"), "text/javascript; charset=utf-8");
		assert_eq!(media("favicon.svg"), "image/svg+xml");
		assert_eq!(media("assets/x.wasm"), "application/wasm");
		assert_eq!(media("LICENSE"), "application/octet-stream");
	}
}
