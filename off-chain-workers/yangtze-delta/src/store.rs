//! What the gateway remembers across restarts: small journals of JSON lines in one folder.
//!
//! * [`Journal`]: lines that are flushed before they count
//! * [`Register`]: a bounded map by key, such as the files that were asked for
//! * [`Spool`]: a bounded queue, such as the evidence that is still to be handed over

mod journal;
mod register;
mod spool;

pub use journal::{Journal, JournalFault};
pub use register::{Record, Register};
pub use spool::Spool;

/// Why something is not remembered.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
	/// So many are remembered already, and no more may be.
	#[error("{0} are remembered already")]
	Full(usize),
	/// It could not be written.
	#[error(transparent)]
	Journal(#[from] JournalFault),
}
