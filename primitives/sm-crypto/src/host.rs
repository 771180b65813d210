//! The functions a WASM runtime imports from its host.
//!
//! Each is versioned: a change of behaviour is a new version beside the old one, so that blocks made
//! by an older runtime replay. Results go into memory the runtime owns.

use alloc::vec::Vec;
use sp_core::{storage::StateVersion, H256};
use sp_runtime_interface::{
	pass_by::{
		PassAs, PassFatPointerAndDecode, PassFatPointerAndRead, PassPointerAndRead,
		PassPointerAndWrite,
	},
	runtime_interface,
};

#[cfg(not(substrate_runtime))]
pub use sm::HostFunctions;

/// SM2 verification and SM3 hashing on the host.
#[runtime_interface]
pub trait Sm {
	/// Whether `signature` (r‖s, 64 bytes, big endian) of `message` was made by the holder of
	/// `public` (33 bytes, compressed) under the distinguishing identifier `1234567812345678`.
	///
	/// Never panics: malformed keys and signatures are simply not valid. Successful answers come
	/// from the host's verify-once cache when it has them.
	#[version(1)]
	fn sm2_verify(
		signature: PassPointerAndRead<&[u8; 64], 64>,
		message: PassFatPointerAndRead<&[u8]>,
		public: PassPointerAndRead<&[u8; 33], 33>,
	) -> bool {
		verify_on_host(public, message, signature)
	}

	/// Writes the SM3 digest of `data` to `digest`.
	#[version(1)]
	fn sm3_256(data: PassFatPointerAndRead<&[u8]>, digest: PassPointerAndWrite<&mut [u8; 32], 32>) {
		*digest = crate::hash::sm3_256(data);
	}

	/// Writes the root of the SM3 trie over `input` (keys and values) to `root`.
	#[version(1)]
	fn sm3_root(
		input: PassFatPointerAndDecode<Vec<(Vec<u8>, Vec<u8>)>>,
		version: PassAs<StateVersion, u8>,
		root: PassPointerAndWrite<&mut H256, 32>,
	) {
		*root = crate::hash::root(input, version);
	}

	/// Writes the root of the SM3 trie over `input`, keyed by compact-encoded index, to `root`.
	#[version(1)]
	fn sm3_ordered_root(
		input: PassFatPointerAndDecode<Vec<Vec<u8>>>,
		version: PassAs<StateVersion, u8>,
		root: PassPointerAndWrite<&mut H256, 32>,
	) {
		*root = crate::hash::ordered_root(input, version);
	}
}

#[cfg(feature = "std")]
fn verify_on_host(public: &[u8; 33], message: &[u8], signature: &[u8; 64]) -> bool {
	crate::cache::global().verify(public, message, signature)
}

#[cfg(all(not(feature = "std"), not(substrate_runtime)))]
fn verify_on_host(public: &[u8; 33], message: &[u8], signature: &[u8; 64]) -> bool {
	crate::verifier::verify_bytes(public, message, signature)
}
