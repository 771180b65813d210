//! The host's memory of signatures that were found valid.
//!
//! The key is SM3 over public key, signature and message, so an entry answers for exactly the bytes
//! that were verified. Failures are never kept: they cost their sender's share each time, and
//! cannot push out what is useful. The least recently used entry goes first.

use crate::verifier::verify_bytes;
use parking_lot::Mutex;
use schnellru::{ByLength, LruMap};
use sm3::Digest;
use std::{
	collections::hash_map::RandomState,
	sync::{
		atomic::{AtomicU64, Ordering},
		LazyLock,
	},
};

/// Signatures the process-wide cache holds at most.
pub const DEFAULT_CAPACITY: u32 = 65_536;

const SHARDS: u32 = 16;

type Shard = Mutex<LruMap<[u8; 32], (), ByLength, RandomState>>;

/// Counters of a verify-once cache, since the process started.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CacheStats {
	/// Verifications answered from the cache.
	pub hits: u64,
	/// Verifications that were computed, valid or not.
	pub misses: u64,
	/// Valid signatures held now.
	pub entries: u64,
}

/// A bounded, thread-safe memory of valid signatures.
pub struct VerifyCache {
	shards: Vec<Shard>,
	hits: AtomicU64,
	misses: AtomicU64,
}

impl VerifyCache {
	/// A cache of at most `capacity` signatures; with 0 nothing is ever remembered.
	pub fn new(capacity: u32) -> Self {
		let count = SHARDS.min(capacity).max(1);
		let shards = (0..count)
			.map(|_| {
				let limit = ByLength::new(capacity / count);
				Mutex::new(LruMap::with_hasher(limit, RandomState::new()))
			})
			.collect();
		Self { shards, hits: AtomicU64::new(0), misses: AtomicU64::new(0) }
	}

	/// Whether the signature is valid, computing it unless it is already known to be.
	pub fn verify(&self, public: &[u8; 33], message: &[u8], signature: &[u8; 64]) -> bool {
		let digest: [u8; 32] = sm3::Sm3::new()
			.chain_update(public)
			.chain_update(signature)
			.chain_update(message)
			.finalize()
			.into();
		let shard = &self.shards[usize::from(digest[0]) % self.shards.len()];
		if shard.lock().get(&digest).is_some() {
			self.hits.fetch_add(1, Ordering::Relaxed);
			return true;
		}
		self.misses.fetch_add(1, Ordering::Relaxed);
		let valid = verify_bytes(public, message, signature);
		if valid {
			shard.lock().insert(digest, ());
		}
		valid
	}

	/// The counters as they stand.
	pub fn stats(&self) -> CacheStats {
		let entries = self.shards.iter().map(|shard| shard.lock().len() as u64).sum();
		CacheStats {
			hits: self.hits.load(Ordering::Relaxed),
			misses: self.misses.load(Ordering::Relaxed),
			entries,
		}
	}
}

static GLOBAL: LazyLock<VerifyCache> = LazyLock::new(|| VerifyCache::new(DEFAULT_CAPACITY));

/// The cache behind [`crate::verify`] and the host function.
pub(crate) fn global() -> &'static VerifyCache {
	&GLOBAL
}

/// Counters of the cache behind [`crate::verify`], for metrics.
pub fn verify_cache_stats() -> CacheStats {
	global().stats()
}
