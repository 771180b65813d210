//! Chinese commercial cryptography (国密) for FiscalChain: SM2 signatures, the SM3 hash and SM4 key
//! files, in the forms the chain, its nodes and its clients share.
//!
//! # What is here
//!
//! | item | purpose | standard |
//! | --- | --- | --- |
//! | [`Sm3`], [`sm3_256`] | hash of blocks, extrinsics and the state trie | GB/T 32905 |
//! | [`Public`], [`Signature`], [`FiscalSignature`] | keys and signatures on chain | GB/T 32918.2, .5 |
//! | [`verify`] | the one way a signature is checked | GB/T 32918.2, GM/T 0009 |
//! | `HostFunctions` | what a WASM runtime imports from the node | |
//! | `Pair`, `Signer` | signing, in process or behind a device | GB/T 32918.2, RFC 6979 |
//! | `keyfile` | SM4-encrypted PKCS#8 files | GB/T 32907, RFC 5958, RFC 8018 |
//!
//! # How data flows
//!
//! In a WASM runtime (`cfg(substrate_runtime)`) every call crosses to the host once: a hash, a trie
//! root over all its entries, a verification. On the host the same functions run on the RustCrypto
//! implementations, and successful verifications are remembered in a bounded cache (`cache`), so
//! that a transaction checked in the pool is not checked again in the block. Keys whose signatures
//! were valid are remembered too (`KnownKeys`), the busy ones with a table of their multiples.
//!
//! An account is `AccountId32 = SM3(33-byte compressed public key)`. A signature on chain carries
//! its public key; the key is compared with the account before the curve is touched. Messages are
//! signed with the distinguishing identifier [`DISTINGUISHING_ID`].
//!
//! # Features
//!
//! Without `std` the crate is `no_std` and holds what a runtime needs. `std` adds `Pair`, `Signer`,
//! `keyfile`, DER and PEM forms, HMAC-SM3, the cache and the known keys.
//!
//! # Errors
//!
//! [`KeyFault`] for bytes that are not a key or a signature, `SignFault` for a signer that cannot
//! sign, `KeyFileFault` for key files. Verification answers yes or no and never panics.
//!
//! Requirement rows: R012, R216 (in part).

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "std")]
pub mod cache;
mod fault;
pub mod hash;
pub mod host;
mod key;
#[cfg(feature = "std")]
pub mod keyfile;
#[cfg(feature = "std")]
mod pair;
mod signature;
#[cfg(feature = "std")]
mod signer;
mod text;
#[cfg(not(substrate_runtime))]
mod verifier;

pub use fault::KeyFault;
pub use hash::{sm3_256, Sm3};
#[cfg(not(substrate_runtime))]
pub use host::HostFunctions;
pub use key::Public;
#[cfg(not(substrate_runtime))]
pub use signature::verify_uncached;
pub use signature::{verify, FiscalSignature, Signature, DISTINGUISHING_ID};

#[cfg(feature = "std")]
pub use cache::{verify_cache_stats, CacheStats};
#[cfg(feature = "std")]
pub use hash::hmac_sm3;
#[cfg(feature = "std")]
pub use keyfile::{KeyFile, KeyFileFault};
#[cfg(feature = "std")]
pub use pair::Pair;
#[cfg(feature = "std")]
pub use signature::verify_der;
#[cfg(feature = "std")]
pub use signer::{SignFault, Signer};
#[cfg(feature = "std")]
pub use verifier::keys::{
	known_keys_stats, KnownKeys, KnownKeysStats, DEFAULT_KEYS, DEFAULT_TABLES, REPLACE_AFTER,
	TABLE_AFTER,
};
