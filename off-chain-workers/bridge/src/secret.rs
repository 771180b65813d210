//! Bytes that are never shown.

use std::{fmt, sync::Arc};
use zeroize::Zeroizing;

/// A secret: overwritten in memory when its last copy is dropped, and not printed.
#[derive(Clone)]
pub struct Secret(Arc<Zeroizing<Vec<u8>>>);

impl Secret {
	/// Keeps the bytes.
	pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
		Self(Arc::new(Zeroizing::new(bytes.into())))
	}

	/// The bytes: for the computation that needs them and nothing else.
	pub fn expose(&self) -> &[u8] {
		&self.0
	}
}

impl fmt::Debug for Secret {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("Secret(..)")
	}
}
