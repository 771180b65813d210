//! What the gateway remembers across restarts: small journals of JSON lines in one folder.
//!
//! * [`Journal`]: lines that are flushed before they count
//! * [`Register`]: a bounded map by key, such as the files that were asked for
//! * [`Spool`]: a bounded queue, such as the evidence that is still to be handed over
//! * [`Stock`]: a set, such as the files that the gateway put into the file store

mod journal;
mod register;
mod spool;
mod stock;

pub use journal::{Journal, JournalFault};
pub use register::{Limits, Record, Register};
pub use spool::Spool;
pub use stock::Stock;

/// Why something is not remembered.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
	/// So many are remembered already, and no more may be.
	#[error("{0} are remembered already")]
	Full(usize),
	/// So many of one holder are remembered already: the rest of the room is for others.
	#[error("{share} of one {field} are remembered already")]
	Share {
		/// The field of a request that names the holder.
		field: &'static str,
		/// The most of one holder.
		share: usize,
	},
	/// It could not be written.
	#[error(transparent)]
	Journal(#[from] JournalFault),
}
