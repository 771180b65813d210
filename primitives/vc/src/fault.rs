//! Why something is not a credential of this profile.

use alloc::string::String;

/// Why something is not a credential of this profile. Each names the member, with a dot between an
/// object and its member (`credentialSubject.bills`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
	/// The compact form is longer than [`crate::MAX_COMPACT`] bytes.
	TooLong,
	/// The compact form is not three parts with a dot between them.
	NotThreeParts,
	/// A part (`header`, `payload`, `signature`) is not base64url without padding.
	NotBase64(&'static str),
	/// A part is not one JSON object.
	NotJson(&'static str),
	/// A part is nested deeper, or an object or a list in it is longer, or a text in it is longer than
	/// any credential of this profile has.
	OutOfBounds(&'static str),
	/// A member stands twice.
	Duplicate(String),
	/// A member is not of this profile.
	Unknown(String),
	/// A member is missing.
	Missing(String),
	/// A member is not what it has to be.
	Invalid {
		/// The member.
		member: String,
		/// What it has to be.
		expected: &'static str,
	},
}

impl Fault {
	pub(crate) fn invalid(member: impl Into<String>, expected: &'static str) -> Self {
		Self::Invalid { member: member.into(), expected }
	}
}

impl core::fmt::Display for Fault {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::TooLong => {
				write!(f, "credential: longer than {} bytes", crate::MAX_COMPACT)
			}
			Self::NotThreeParts => f.write_str("credential: not header.payload.signature"),
			Self::NotBase64(part) => write!(f, "{part}: not base64url without padding"),
			Self::NotJson(part) => write!(f, "{part}: not one JSON object"),
			Self::OutOfBounds(part) => {
				write!(f, "{part}: nested deeper or longer than a credential may be")
			}
			Self::Duplicate(member) => write!(f, "{member}: stands twice"),
			Self::Unknown(member) => write!(f, "{member}: not a member of this profile"),
			Self::Missing(member) => write!(f, "{member}: missing"),
			Self::Invalid { member, expected } => write!(f, "{member}: not {expected}"),
		}
	}
}

#[cfg(feature = "std")]
impl std::error::Error for Fault {}
