//! What makes a block final.

use crate::{BlockHash, ValidatorSet, Vote, VoteKind, MAX_VALIDATORS};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::BlockNumber;
use fiscal_sm_crypto::Signature;
use scale_info::TypeInfo;
use sp_core::ConstU32;
use sp_runtime::BoundedVec;

/// One precommit of a [`CommitCertificate`].
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
)]
pub struct CommitSignature {
	/// Where the signer stands in the validator set.
	pub index: u16,
	/// Its signature of the precommit, r‖s, 64 bytes.
	pub signature: Signature,
}

/// A commit certificate 提交证书: precommits of more than two thirds of the weight for one block in
/// one round. It is the justification of the block; four validators' is 241 bytes.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CommitCertificate {
	/// The block's number.
	pub height: BlockNumber,
	/// The round it was decided in.
	pub round: u32,
	/// The block.
	pub block: BlockHash,
	/// The precommits, ascending by index, each signer once.
	pub signatures: BoundedVec<CommitSignature, ConstU32<MAX_VALIDATORS>>,
}

/// Why a certificate does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateFault {
	/// The signers are not in ascending order, or one stands twice.
	Order,
	/// A signer is not in the set.
	UnknownValidator,
	/// A signature does not verify.
	Signature,
	/// The signers weigh two thirds or less.
	NoQuorum,
}

impl core::fmt::Display for CertificateFault {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::Order => "certificate: signers are out of order or stand twice",
			Self::UnknownValidator => "certificate: a signer is not in the validator set",
			Self::Signature => "certificate: a signature does not verify",
			Self::NoQuorum => "certificate: the signers weigh two thirds or less",
		})
	}
}

impl core::error::Error for CertificateFault {}

impl CommitCertificate {
	/// The precommit every signer signed.
	pub fn vote(&self) -> Vote {
		Vote {
			height: self.height,
			round: self.round,
			kind: VoteKind::Precommit,
			block: Some(self.block),
		}
	}

	/// Checks the certificate against the set that decides its height on the chain of `genesis`.
	/// The weight is checked before any curve is touched.
	///
	/// # Errors
	/// [`CertificateFault`].
	pub fn verify(&self, genesis: &BlockHash, set: &ValidatorSet) -> Result<(), CertificateFault> {
		let ascends = self
			.signatures
			.iter()
			.zip(self.signatures.iter().skip(1))
			.all(|(first, second)| first.index < second.index);
		if !ascends {
			return Err(CertificateFault::Order);
		}
		let mut weight = 0u64;
		for entry in &self.signatures {
			let validator = set.get(entry.index).ok_or(CertificateFault::UnknownValidator)?;
			weight = weight.saturating_add(validator.weight.into());
		}
		if !set.is_quorum(weight) {
			return Err(CertificateFault::NoQuorum);
		}
		let payload = self.vote().payload(genesis);
		for entry in &self.signatures {
			let validator = set.get(entry.index).ok_or(CertificateFault::UnknownValidator)?;
			if !fiscal_sm_crypto::verify(&validator.public, &payload, &entry.signature) {
				return Err(CertificateFault::Signature);
			}
		}
		Ok(())
	}
}
