#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod answer;
mod document;
mod fault;
mod keys;
mod proof;

pub use answer::{BillProof, LockProof, ProofFile, Proven, ValidatorsAnswer};
pub use document::{BlockDocument, HexBytes, ProofDocument, TransitionDocument};
pub use fault::ProofFault;
pub use keys::{bill_key, lock_key, time_key};
pub use proof::{
	StateProof, TrustedSet, MAX_HEADER_BYTES, MAX_NODES, MAX_NODE_BYTES, MAX_PROOF_BYTES,
	MAX_TRANSITIONS,
};
