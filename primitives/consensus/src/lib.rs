#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod api;
mod certificate;
mod digest;
mod equivocation;
pub mod light;
mod message;
mod pace;
mod possession;
mod set;
#[cfg(test)]
mod tests;

#[cfg(feature = "std")]
pub use api::BftApi;
pub use certificate::{CertificateFault, CommitCertificate, CommitSignature};
pub use digest::{ConsensusLog, PreDigest};
pub use equivocation::{Equivocation, EquivocationFault, Statement};
pub use message::{Proposal, Vote, VoteKind};
pub use pace::{Pace, PaceFault};
pub use possession::possession_payload;
pub use set::{SetFault, Validator, ValidatorSet, MAX_VALIDATORS};

pub use fiscal_primitives::BlockNumber;
use fiscal_sm_crypto::Sm3;
use sp_runtime::{generic, ConsensusEngineId};

/// Under which id digests and justifications of this consensus stand in headers and beside blocks.
pub const ENGINE_ID: ConsensusEngineId = *b"FBFT";

/// A block's hash: SM3, 32 bytes.
pub type BlockHash = sp_core::H256;

/// A header of the chain.
pub type Header = generic::Header<BlockNumber, Sm3>;

/// Blocks between the one that decides a change of the validator set and the first one the new set
/// decides.
pub const SET_CHANGE_DELAY: BlockNumber = 2;
