//! The runtime with its `spec_version` raised by one and a migration of its storage, as a blob for tests
//! of runtime upgrades.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(missing_docs)]

#[cfg(target_arch = "wasm32")]
pub use fiscal_runtime::*;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));
