//! The host's memory of public keys whose signatures were valid.
//!
//! A key seen for the first time is decompressed and hashed with its identifier. After its first
//! valid signature both results are kept, and after [`TABLE_AFTER`] of them a table of its
//! multiples, with which a verification takes about a third of the time. Two bounded maps hold them,
//! the least recently used going first; a key moves from one to the other, and one that loses its
//! table begins anew.
//!
//! A signature that is not valid leaves nothing behind, so nobody pushes out the keys of others
//! without holding as many keys. No lock is held during a computation.

use super::{combine_tables, tables::KeyTable, Key, Scalars};
use parking_lot::Mutex;
use schnellru::{ByLength, LruMap};
use sm2::ProjectivePoint;
use std::{
	collections::hash_map::RandomState,
	hash::BuildHasher,
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc, LazyLock,
	},
};

/// Keys without a table the process remembers at most: about 200 bytes each, 1 MB together.
pub const DEFAULT_KEYS: u32 = 4_096;

/// Keys with a table the process remembers at most: about 60 kB each, 31 MB together.
pub const DEFAULT_TABLES: u32 = 512;

/// Valid signatures after which a key gets a table.
///
/// A table takes as long to compute as about four verifications without one.
pub const TABLE_AFTER: u32 = 4;

/// Valid signatures after which a key gets a table that pushes out the table of another.
///
/// More than [`TABLE_AFTER`], so that more active keys than there is room for do not spend their
/// time on tables that are gone before they have paid.
pub const REPLACE_AFTER: u32 = 32;

const SHARDS: u32 = 8;

/// What is held of known keys, and what tables have cost, since the process started.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct KnownKeysStats {
	/// Keys held now without a table.
	pub keys: u64,
	/// Keys held now with a table.
	pub tables: u64,
	/// Tables ever computed.
	pub tables_built: u64,
}

/// A bounded, thread-safe memory of public keys, which verifies signatures.
///
/// Verdicts are not remembered; [`crate::cache::VerifyCache`] does that.
pub struct KnownKeys {
	shards: Vec<Mutex<Shard>>,
	hasher: RandomState,
	tables_built: AtomicU64,
}

type Map<V> = LruMap<[u8; 33], V, ByLength, RandomState>;

struct Shard {
	plain: Map<Plain>,
	tabled: Map<(Key, Arc<KeyTable>)>,
}

/// A key without a table.
struct Plain {
	key: Key,
	/// Valid signatures so far.
	valid: u32,
	/// Whether some thread is at its table.
	claimed: bool,
}

impl Shard {
	fn new(keys: u32, tables: u32) -> Self {
		let hasher = RandomState::new;
		Self {
			plain: LruMap::with_hasher(ByLength::new(keys), hasher()),
			tabled: LruMap::with_hasher(ByLength::new(tables), hasher()),
		}
	}

	fn find(&mut self, public: &[u8; 33]) -> Option<(Key, Option<Arc<KeyTable>>)> {
		if let Some((key, table)) = self.tabled.get(public) {
			return Some((*key, Some(table.clone())));
		}
		self.plain.get(public).map(|plain| (plain.key, None))
	}

	/// Counts a valid signature of a key without a table; true if the caller is to compute one.
	fn count(&mut self, public: &[u8; 33], key: Key) -> bool {
		if self.tabled.peek(public).is_some() {
			return false;
		}
		let room = self.tabled.limiter().max_length() as usize;
		let needed = if self.tabled.len() < room { TABLE_AFTER } else { REPLACE_AFTER };
		let fresh = || Plain { key, valid: 0, claimed: false };
		let Some(plain) = self.plain.get_or_insert(*public, fresh) else { return false };
		plain.valid = plain.valid.saturating_add(1);
		let claim = room > 0 && plain.valid >= needed && !plain.claimed;
		plain.claimed |= claim;
		claim
	}

	fn keep(&mut self, public: &[u8; 33], key: Key, table: Arc<KeyTable>) {
		self.plain.remove(public);
		self.tabled.insert(*public, (key, table));
	}
}

impl KnownKeys {
	/// A memory of at most `keys` keys without and `tables` keys with a table. With no room for
	/// keys there are no tables either, because nothing is counted.
	pub fn new(keys: u32, tables: u32) -> Self {
		// No more shards than entries, so that small bounds are kept to the entry.
		let smallest = if tables == 0 { keys } else { keys.min(tables) };
		let count = SHARDS.min(smallest).max(1);
		let shards =
			(0..count).map(|_| Mutex::new(Shard::new(keys / count, tables / count))).collect();
		Self { shards, hasher: RandomState::new(), tables_built: AtomicU64::new(0) }
	}

	/// Whether `signature` of `message` was made by the holder of `public`.
	pub fn verify(&self, public: &[u8; 33], message: &[u8], signature: &[u8; 64]) -> bool {
		let Some(scalars) = Scalars::parse(signature) else { return false };
		let Some(shard) = self.shard(public) else { return false };
		let found = shard.lock().find(public);
		if let Some((key, Some(table))) = found {
			return key.accepts(message, &scalars, &combine_tables(&table, &scalars));
		}
		let known = found.map(|(key, _)| key);
		let Some(key) = known.or_else(|| Key::parse(public)) else { return false };
		let valid = key.accepts(message, &scalars, &key.combine(&scalars));
		if valid && shard.lock().count(public, key) {
			let table = Arc::new(KeyTable::new(&ProjectivePoint::from(key.point)));
			self.tables_built.fetch_add(1, Ordering::Relaxed);
			shard.lock().keep(public, key, table);
		}
		valid
	}

	/// The counters as they stand.
	pub fn stats(&self) -> KnownKeysStats {
		let mut stats = KnownKeysStats {
			tables_built: self.tables_built.load(Ordering::Relaxed),
			..Default::default()
		};
		for shard in &self.shards {
			let shard = shard.lock();
			stats.keys += shard.plain.len() as u64;
			stats.tables += shard.tabled.len() as u64;
		}
		stats
	}

	/// Chosen by a hash with a secret of this process, so that nobody can make keys that meet in
	/// one shard.
	fn shard(&self, public: &[u8; 33]) -> Option<&Mutex<Shard>> {
		let hash = self.hasher.hash_one(public) as usize;
		self.shards.get(hash.checked_rem(self.shards.len())?)
	}
}

static GLOBAL: LazyLock<KnownKeys> = LazyLock::new(|| KnownKeys::new(DEFAULT_KEYS, DEFAULT_TABLES));

/// The memory behind every verification of this process.
pub(crate) fn global() -> &'static KnownKeys {
	&GLOBAL
}

/// Counters of the memory behind [`crate::verify`] and [`crate::verify_uncached`], for metrics.
pub fn known_keys_stats() -> KnownKeysStats {
	global().stats()
}
