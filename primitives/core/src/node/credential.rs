//! The credential 身份凭证 of an access node. R028, R033.

use crate::{bill::axis, Digest, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

axis!(
	/// What a credential is worth at a moment.
	CredentialStatus {
		/// Valid 有效.
		#[default]
		Valid,
		/// Valid, and near its end 即将过期.
		Expiring,
		/// Its validity is over 过期.
		Expired,
		/// Revoked 吊销, until another is issued.
		Revoked,
	}
);

/// What is issued with a new credential; its validity begins with the block.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct CredentialTerms {
	/// SM3 of the credential document, 32 bytes.
	pub digest: Digest,
	/// The first moment at which it is not valid any more, Unix ms.
	pub valid_until: Moment,
}

/// What the chain keeps of the credential in use of a node.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Credential {
	/// SM3 of the credential document, 32 bytes.
	pub digest: Digest,
	/// Its version, from 1: it rises with every renewal.
	pub version: u32,
	/// Consensus time from which it is valid, Unix ms; 0 for genesis.
	pub valid_from: Moment,
	/// The first moment at which it is not valid any more, Unix ms.
	pub valid_until: Moment,
	/// Consensus time it was revoked, Unix ms.
	pub revoked_at: Option<Moment>,
}

impl Credential {
	/// The last millisecond of the year 9999: no end that anybody will see.
	pub const NO_END: Moment = 253_402_300_799_999;

	/// Is it valid at `now`, Unix ms?
	pub const fn is_valid(&self, now: Moment) -> bool {
		self.revoked_at.is_none() && self.valid_from <= now && now < self.valid_until
	}

	/// The moment of the reminder: `reminder` ms before the end, and not before it is valid.
	pub const fn reminder(&self, reminder: Moment) -> Moment {
		let moment = self.valid_until.saturating_sub(reminder);
		if moment > self.valid_from {
			moment
		} else {
			self.valid_from
		}
	}

	/// What it is worth at `now`; it is expiring for the last `reminder` ms.
	pub const fn status(&self, now: Moment, reminder: Moment) -> CredentialStatus {
		if self.revoked_at.is_some() {
			CredentialStatus::Revoked
		} else if now >= self.valid_until {
			CredentialStatus::Expired
		} else if now >= self.reminder(reminder) {
			CredentialStatus::Expiring
		} else {
			CredentialStatus::Valid
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_credential_passes_through_its_states() {
		let mut credential = Credential {
			digest: Digest::zero(),
			version: 1,
			valid_from: 100,
			valid_until: 200,
			revoked_at: None,
		};
		for (now, status, valid) in [
			(100, CredentialStatus::Valid, true),
			(169, CredentialStatus::Valid, true),
			(170, CredentialStatus::Expiring, true),
			(199, CredentialStatus::Expiring, true),
			(200, CredentialStatus::Expired, false),
		] {
			assert_eq!((credential.status(now, 30), credential.is_valid(now)), (status, valid));
		}
		// A reminder longer than the validity is due at once.
		assert_eq!(credential.status(100, 1_000), CredentialStatus::Expiring);
		assert!(!credential.is_valid(99));
		credential.revoked_at = Some(120);
		assert_eq!(credential.status(120, 30), CredentialStatus::Revoked);
		assert!(!credential.is_valid(120));
	}
}
