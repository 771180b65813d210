//! Why a file is not an e-bill, or not an authentic one.

use crate::{lexer::MAX_DEPTH, parse::MAX_FILE};
use std::fmt;

/// The party whose signature a fault is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signatory {
	/// The issuer 开票单位.
	Issuer,
	/// The fiscal authority that supervises it 财政监制.
	Supervisor,
}

impl fmt::Display for Signatory {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Issuer => "issuer",
			Self::Supervisor => "supervisor",
		})
	}
}

/// Why a file is not an e-bill, or not an authentic one.
///
/// `field` is the path of the element, from the root and with `/` between the names, such as
/// `EInvoice/EInvoiceData/Main/TotalAmount`; repeated elements carry their position from 1,
/// `EInvoice/EInvoiceData/Details/Item[3]/ItemAmount`. No fault quotes the content of a bill other
/// than amounts, so that faults may be logged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EBillFault {
	/// The file is larger than [`MAX_FILE`] bytes.
	#[error("the file is larger than {MAX_FILE} bytes")]
	TooLarge,
	/// Elements nest deeper than [`MAX_DEPTH`].
	#[error("elements nest deeper than {MAX_DEPTH}")]
	TooDeep,
	/// The bytes are not well-formed XML 1.0 in UTF-8.
	#[error("not well-formed XML at byte {position}: {reason}")]
	NotXml {
		/// Where, in bytes from the start of the file.
		position: u64,
		/// What is wrong there.
		reason: &'static str,
	},
	/// Something XML has and e-bills do not: a document type, entities, processing instructions,
	/// CDATA sections, comments, attributes, an encoding other than UTF-8.
	#[error("{0} is not admitted in an e-bill")]
	Forbidden(&'static str),
	/// An element e-bills do not have in that place.
	#[error("{field}: unknown element")]
	Unknown {
		/// Its path.
		field: String,
	},
	/// A required element is absent or empty.
	#[error("{field}: missing")]
	Missing {
		/// Its path.
		field: String,
	},
	/// An element stands twice where one is admitted.
	#[error("{field}: stands twice")]
	Duplicate {
		/// Its path.
		field: String,
	},
	/// The content of an element is not what the element admits.
	#[error("{field}: {reason}")]
	Invalid {
		/// Its path.
		field: String,
		/// What it would have to be.
		reason: String,
	},
	/// A signature is not valid, is not by the expected key, or could not be made.
	#[error("signature of the {who}: {reason}")]
	Signature {
		/// Whose signature.
		who: Signatory,
		/// What is wrong with it.
		reason: String,
	},
}

impl EBillFault {
	pub(crate) fn invalid(field: impl Into<String>, reason: impl ToString) -> Self {
		Self::Invalid { field: field.into(), reason: reason.to_string() }
	}
}
