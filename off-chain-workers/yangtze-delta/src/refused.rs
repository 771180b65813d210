//! Why the gateway does not do what it was asked: whatever goes wrong becomes one answer.

use crate::{
	chain::SubmitFault,
	store::{JournalFault, StoreFault},
	templates::{self, refuse},
};
use fiscal_bridge::{
	convert::Mistake,
	envelope::{code, EnvelopeFault, Refusal},
	files::FileFault,
	signed::CallFault,
	worker::{BridgeFault, ChainFault},
};

/// An answer other than success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub Refusal);

impl Refused {
	/// After the template of `code`, with the field and what is wrong with it.
	pub fn new(code: &str, field: &str, words: impl std::fmt::Display) -> Self {
		Self(refuse(code, field, words))
	}

	/// What was asked for is not there.
	pub fn missing(field: &str, words: impl std::fmt::Display) -> Self {
		Self::new(code::NOT_FOUND, field, words)
	}

	/// Whoever asks may not.
	pub fn forbidden(field: &str, words: impl std::fmt::Display) -> Self {
		Self::new(templates::FORBIDDEN, field, words)
	}

	/// Something of here failed that whoever asks can do nothing about: the log says what.
	pub fn internal(what: &str, fault: &dyn std::fmt::Display) -> Self {
		log::error!(target: "gateway", "{what}: {fault}");
		Self::new(code::INTERNAL, what, "see the log of the node")
	}
}

impl From<Refusal> for Refused {
	fn from(refusal: Refusal) -> Self {
		Self(refusal)
	}
}

impl From<Mistake> for Refused {
	fn from(mistake: Mistake) -> Self {
		Self(templates::mistaken(&mistake))
	}
}

impl From<EnvelopeFault> for Refused {
	fn from(fault: EnvelopeFault) -> Self {
		Self(templates::unopened(&fault))
	}
}

impl From<ChainFault> for Refused {
	fn from(fault: ChainFault) -> Self {
		Self(templates::silent(&fault))
	}
}

impl From<SubmitFault> for Refused {
	fn from(fault: SubmitFault) -> Self {
		match fault {
			SubmitFault::Refused(words) => Self::new(code::REFUSED, "message", words),
			SubmitFault::Unavailable(fault) => fault.into(),
		}
	}
}

impl From<BridgeFault> for Refused {
	fn from(fault: BridgeFault) -> Self {
		Self(templates::outside(&fault))
	}
}

impl From<CallFault> for Refused {
	fn from(fault: CallFault) -> Self {
		Self(templates::call(fault))
	}
}

impl From<FileFault> for Refused {
	fn from(fault: FileFault) -> Self {
		match fault {
			FileFault::TooLarge { size, max } => {
				Self::new(code::TOO_LARGE, "content", format!("{size} bytes, more than {max}"))
			}
			FileFault::Mismatch { .. } => {
				Self::new(code::MALFORMED, "hash", "not the SM3 of the content")
			}
			FileFault::Full { .. } => {
				log::error!(target: "gateway", "{fault}");
				let words = "the file store of this node is full (files.max_total_bytes): later";
				Self::new(code::UNAVAILABLE, "content", words)
			}
			FileFault::Damaged(_) | FileFault::InUse(_) | FileFault::Io { .. } => {
				Self::internal("file store", &fault)
			}
		}
	}
}

impl From<JournalFault> for Refused {
	fn from(fault: JournalFault) -> Self {
		Self::internal("journal", &fault)
	}
}

impl From<StoreFault> for Refused {
	fn from(fault: StoreFault) -> Self {
		match fault {
			StoreFault::Full(capacity) => {
				let words = format!("{capacity} are kept already, and no more may be: later");
				Self::new(code::BUSY, "queue", words)
			}
			StoreFault::Share { field, share } => {
				let words = format!(
					"{share} of the same one are kept already, and no more of it may be: later"
				);
				Self::new(code::BUSY, field, words)
			}
			StoreFault::Journal(fault) => fault.into(),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_full_file_store_says_what_to_raise() {
		let Refused(refusal) = FileFault::Full { used: 9, max: 10 }.into();
		assert_eq!(refusal.code, code::UNAVAILABLE);
		assert!(refusal.words.contains("files.max_total_bytes"), "{refusal}");
	}
}
