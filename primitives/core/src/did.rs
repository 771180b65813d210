//! Distributed identifiers 分布式标识 of participants, and what resolving one tells. R123, R124, R216.

mod service;

pub use service::{Service, ServiceEndpoint, ServiceName, ServiceType, Services, MAX_SERVICES};

use crate::{
	participant::{KeyRecord, Status},
	Moment, ParticipantId,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_sm_crypto::{sm3_256, Public};
use scale_info::TypeInfo;

/// A DID: the first 22 bytes of SM3 over the compressed SM2 key it was made from. Written
/// `did:cpl:<base58btc>`. R216.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Did(pub [u8; 22]);

impl Did {
	/// The DID of a key: it stays the participant's when the key rotates later.
	pub fn of(key: &Public) -> Self {
		let digest = sm3_256(key.as_bytes());
		let mut bytes = [0u8; 22];
		bytes.iter_mut().zip(digest.iter()).for_each(|(slot, byte)| *slot = *byte);
		Self(bytes)
	}
}

/// What the chain says of a DID: the substance of its DID document and of the metadata
/// (W3C DID Core 1.0). R124, R216.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct DidRecord {
	/// The DID: the subject.
	pub did: Did,
	/// The participant it belongs to.
	pub participant: ParticipantId,
	/// The DID of the participant above it; none for whoever answers for itself.
	pub controller: Option<Did>,
	/// The severest state of the participant and of what stands above it.
	pub status: Status,
	/// Its keys by version, oldest first, at most [`crate::participant::MAX_KEYS`]; the last one is
	/// in use.
	pub keys: Vec<KeyRecord>,
	/// Where it can be reached.
	pub services: Services,
	/// Consensus time it was admitted, Unix ms; 0 for genesis.
	pub created: Moment,
	/// Consensus time of its last change, Unix ms; 0 for genesis.
	pub updated: Moment,
}

impl core::fmt::Debug for Did {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("did:cpl:0x")?;
		self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
	}
}

mod text {
	use super::Did;
	use crate::Invalid;

	const PREFIX: &str = "did:cpl:";

	impl core::fmt::Display for Did {
		fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
			write!(f, "{PREFIX}{}", bs58::encode(self.0).into_string())
		}
	}

	impl core::str::FromStr for Did {
		type Err = Invalid;
		fn from_str(text: &str) -> Result<Self, Invalid> {
			const FAULT: Invalid = Invalid("did: not did:cpl: and 22 bytes in base58btc");
			let suffix = text.strip_prefix(PREFIX).filter(|s| s.len() <= 31).ok_or(FAULT)?;
			let mut bytes = [0u8; 22];
			match bs58::decode(suffix).onto(&mut bytes) {
				Ok(22) => Ok(Self(bytes)),
				_ => Err(FAULT),
			}
		}
	}

	crate::serde_as_text!(Did);
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn text_round_trips(bytes in any::<[u8; 22]>()) {
			let did = Did(bytes);
			prop_assert_eq!(did.to_string().parse::<Did>().unwrap(), did);
		}

		#[test]
		fn other_text_is_refused(text in "(did:cpl:)?[0-9A-Za-z]{0,40}") {
			if let Ok(did) = text.parse::<Did>() {
				prop_assert_eq!(did.to_string(), text);
			}
		}
	}
}
