//! The wall clock.

use fiscal_primitives::Moment;
use std::time::{SystemTime, UNIX_EPOCH};

/// The node's clock, Unix ms; 0 before 1970.
pub fn now() -> Moment {
	SystemTime::now()
		.duration_since(UNIX_EPOCH)
		.ok()
		.and_then(|since| u64::try_from(since.as_millis()).ok())
		.unwrap_or(0)
}
