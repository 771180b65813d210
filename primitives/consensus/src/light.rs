//! Following the chain with headers and certificates alone.
//!
//! [`LightChain`] starts from a validator set one trusts (the genesis set, or a later one published
//! by the consortium) and accepts headers with their commit certificates. Changes of the set are
//! accepted in order, each proven by the header that announces it. Nothing here needs a connection
//! or the standard library.
//!
//! A light client cannot see that validators which have since been removed sign a second history
//! later on. Whoever starts from an old set must learn a fresh one from the consortium.

use crate::{
	BlockHash, BlockNumber, CertificateFault, CommitCertificate, ConsensusLog, Header,
	ValidatorSet, SET_CHANGE_DELAY,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use sp_runtime::traits::Header as _;

/// A block's header with the certificate that makes it final.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct FinalHeader {
	/// The header.
	pub header: Header,
	/// Its certificate.
	pub certificate: CommitCertificate,
}

/// A change of the validator set with its proof.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SetTransition {
	/// The block that decided the change.
	pub announced: FinalHeader,
	/// The new set.
	pub set: ValidatorSet,
}

/// Why a header is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LightFault {
	/// The block is older than the trusted set.
	TooOld,
	/// The certificate is for another block.
	OtherBlock,
	/// The certificate does not hold.
	Certificate(CertificateFault),
	/// The header announces no change of the set.
	NoChange,
	/// The header announces another set, or another block at which it begins.
	OtherSet,
	/// The change is not later than the last one accepted.
	Order,
}

impl core::fmt::Display for LightFault {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::TooOld => f.write_str("header: older than the trusted validator set"),
			Self::OtherBlock => f.write_str("certificate: it is for another block"),
			Self::Certificate(fault) => fault.fmt(f),
			Self::NoChange => f.write_str("transition: the header announces no change"),
			Self::OtherSet => f.write_str("transition: the header announces another set"),
			Self::Order => f.write_str("transition: not later than the one before"),
		}
	}
}

impl core::error::Error for LightFault {}

impl From<CertificateFault> for LightFault {
	fn from(fault: CertificateFault) -> Self {
		Self::Certificate(fault)
	}
}

/// A chain as seen through headers and certificates.
#[derive(Clone, Debug)]
pub struct LightChain {
	genesis: BlockHash,
	trusted: (BlockNumber, ValidatorSet),
	/// Sets accepted since, with the first block each decides, ascending.
	later: Vec<(BlockNumber, ValidatorSet)>,
	last_change: Option<BlockNumber>,
}

impl LightChain {
	/// Trusts `set` for the blocks of the chain of `genesis` from number `from` on.
	pub fn new(genesis: BlockHash, from: BlockNumber, set: ValidatorSet) -> Self {
		Self { genesis, trusted: (from, set), later: Vec::new(), last_change: None }
	}

	/// The set that decides a height, as far as changes have been accepted.
	pub fn set_at(&self, height: BlockNumber) -> Option<&ValidatorSet> {
		let later = self.later.iter().rev().find(|(from, _)| *from <= height).map(|(_, set)| set);
		later.or_else(|| (self.trusted.0 <= height).then_some(&self.trusted.1))
	}

	/// Checks that a block is final.
	///
	/// # Errors
	/// [`LightFault`].
	pub fn verify(&self, block: &FinalHeader) -> Result<(), LightFault> {
		let FinalHeader { header, certificate } = block;
		let set = self.set_at(*header.number()).ok_or(LightFault::TooOld)?;
		if certificate.height != *header.number() || certificate.block != header.hash() {
			return Err(LightFault::OtherBlock);
		}
		Ok(certificate.verify(&self.genesis, set)?)
	}

	/// Accepts a change of the set.
	///
	/// # Errors
	/// [`LightFault`]; the chain then stands as before.
	pub fn advance(&mut self, transition: &SetTransition) -> Result<(), LightFault> {
		let SetTransition { announced, set } = transition;
		let height = *announced.header.number();
		if self.last_change.is_some_and(|last| height <= last) {
			return Err(LightFault::Order);
		}
		self.verify(announced)?;
		let (hash, effective) =
			ConsensusLog::set_change(&announced.header).ok_or(LightFault::NoChange)?;
		if hash != set.hash() || effective != height.saturating_add(SET_CHANGE_DELAY) {
			return Err(LightFault::OtherSet);
		}
		self.later.push((effective, set.clone()));
		self.last_change = Some(height);
		Ok(())
	}
}
