//! Verification for the state machine. Signatures go through the process-wide verify-once cache.

use crate::{
	context::{Bft, Proposal, Vote},
	convert::{proposal_of, vote_of},
};
use async_trait::async_trait;
use fiscal_bft_primitives::BlockHash;
use fiscal_sm_crypto::{verify, Public, Signature};
use futures::FutureExt;
use malachitebft_core_types::{CertificateError, ValidatorProof, VoteExtensionScope};
use malachitebft_signing::{Error, VerificationResult, Verifier};
use std::future::Future;

/// Verifies what validators of one chain sign.
#[derive(Clone, Copy, Debug)]
pub struct ChainVerifier {
	/// Hash of the chain's first block.
	pub genesis: BlockHash,
}

#[async_trait]
impl Verifier<Bft> for ChainVerifier {
	async fn verify_signed_vote(
		&self,
		vote: &Vote,
		signature: &Signature,
		public: &Public,
	) -> Result<VerificationResult, Error> {
		let valid = vote_of(vote).is_signed_by(&self.genesis, public, signature);
		Ok(VerificationResult::from_bool(valid))
	}

	async fn verify_signed_proposal(
		&self,
		proposal: &Proposal,
		signature: &Signature,
		public: &Public,
	) -> Result<VerificationResult, Error> {
		let valid = proposal_of(proposal).is_signed_by(&self.genesis, public, signature);
		Ok(VerificationResult::from_bool(valid))
	}

	/// Votes carry no extensions on this chain.
	async fn verify_signed_vote_extension(
		&self,
		_: &VoteExtensionScope<Bft>,
		_: &(),
		_: &Signature,
		_: &Public,
	) -> Result<VerificationResult, Error> {
		Ok(VerificationResult::Invalid)
	}

	async fn verify_validator_proof(
		&self,
		proof: &ValidatorProof<Bft>,
	) -> Result<VerificationResult, Error> {
		let valid = Public::from_slice(&proof.public_key)
			.is_ok_and(|public| verify(&public, &proof.preimage(), &proof.signature));
		Ok(VerificationResult::from_bool(valid))
	}
}

/// The answer of a verification that never waits. Its fault is the library's.
#[allow(clippy::result_large_err)]
pub fn at_once(
	verification: impl Future<Output = Result<(), CertificateError<Bft>>>,
) -> Result<(), CertificateError<Bft>> {
	verification.now_or_never().unwrap_or(Err(CertificateError::VerificationError(None)))
}
