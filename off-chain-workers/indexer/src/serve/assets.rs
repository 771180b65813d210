//! The files of the pages, built into the program.

use rust_embed::Embed;
use std::borrow::Cow;

#[derive(Embed)]
#[folder = "../../explorer/app/dist"]
struct Files;

/// A file.
#[derive(Clone, Debug)]
pub struct Asset {
	/// What is in it.
	pub data: Cow<'static, [u8]>,
	/// Digest of it, for tags.
	pub digest: [u8; 32],
}

/// The file at a path, without a slash before it.
pub fn get(path: &str) -> Option<Asset> {
	let file = Files::get(path)?;
	Some(Asset { data: file.data, digest: file.metadata.sha256_hash() })
}
