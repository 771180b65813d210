//! SM3 (GB/T 32905) as the chain's hash, and HMAC-SM3.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{storage::StateVersion, H256};

#[cfg(substrate_runtime)]
use crate::host::sm;
#[cfg(not(substrate_runtime))]
use sp_trie::{LayoutV0, LayoutV1, TrieConfiguration};

/// SM3 as the hashing of a runtime: block hash, extrinsics root and state trie.
///
/// Output: 32 bytes. Stands where a Substrate runtime usually has `BlakeTwo256`.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Sm3;

impl hash_db::Hasher for Sm3 {
	type Out = H256;
	type StdHasher = hash256_std_hasher::Hash256StdHasher;
	const LENGTH: usize = 32;

	fn hash(data: &[u8]) -> Self::Out {
		sm3_256(data).into()
	}
}

impl sp_runtime::traits::Hash for Sm3 {
	type Output = H256;

	fn ordered_trie_root(input: Vec<Vec<u8>>, state_version: StateVersion) -> Self::Output {
		ordered_root(input, state_version)
	}

	fn trie_root(input: Vec<(Vec<u8>, Vec<u8>)>, state_version: StateVersion) -> Self::Output {
		root(input, state_version)
	}
}

/// The SM3 digest of `data`.
///
/// In a runtime this is one call to the host.
#[cfg(not(substrate_runtime))]
pub fn sm3_256(data: &[u8]) -> [u8; 32] {
	use sm3::Digest;
	sm3::Sm3::digest(data).into()
}

/// The SM3 digest of `data`, computed by the host.
#[cfg(substrate_runtime)]
pub fn sm3_256(data: &[u8]) -> [u8; 32] {
	let mut digest = [0u8; 32];
	sm::sm3_256(data, &mut digest);
	digest
}

/// Root of the trie that maps the compact-encoded index of each entry to the entry.
#[cfg(not(substrate_runtime))]
pub(crate) fn ordered_root(input: Vec<Vec<u8>>, version: StateVersion) -> H256 {
	match version {
		StateVersion::V0 => LayoutV0::<Sm3>::ordered_trie_root(input),
		StateVersion::V1 => LayoutV1::<Sm3>::ordered_trie_root(input),
	}
}

#[cfg(substrate_runtime)]
fn ordered_root(input: Vec<Vec<u8>>, version: StateVersion) -> H256 {
	let mut root = H256::zero();
	sm::sm3_ordered_root(input, version, &mut root);
	root
}

/// Root of the trie over the given keys and values.
#[cfg(not(substrate_runtime))]
pub(crate) fn root(input: Vec<(Vec<u8>, Vec<u8>)>, version: StateVersion) -> H256 {
	match version {
		StateVersion::V0 => LayoutV0::<Sm3>::trie_root(input),
		StateVersion::V1 => LayoutV1::<Sm3>::trie_root(input),
	}
}

#[cfg(substrate_runtime)]
fn root(input: Vec<(Vec<u8>, Vec<u8>)>, version: StateVersion) -> H256 {
	let mut root = H256::zero();
	sm::sm3_root(input, version, &mut root);
	root
}

/// HMAC (RFC 2104) over SM3; 32 bytes, key of any length.
///
/// The payer reference of a bill is `hmac_sm3(index key, identity)`.
#[cfg(feature = "std")]
pub fn hmac_sm3(key: &[u8], message: &[u8]) -> [u8; 32] {
	use hmac::{KeyInit, Mac};
	let mut mac = match hmac::Hmac::<sm3::Sm3>::new_from_slice(key) {
		Ok(mac) => mac,
		Err(_) => unreachable!("HMAC takes keys of every length"),
	};
	mac.update(message);
	mac.finalize().into_bytes().into()
}
