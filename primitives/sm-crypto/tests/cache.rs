//! The verify-once cache: bounded, exact, and blind to failures.

use fiscal_sm_crypto::{
	cache::{VerifyCache, DEFAULT_CAPACITY},
	verify, verify_cache_stats, CacheStats, Pair, Signature,
};
use std::{sync::Barrier, thread};

struct Signed {
	public: [u8; 33],
	message: Vec<u8>,
	signature: [u8; 64],
}

impl Signed {
	fn new(pair: &Pair, number: u32) -> Self {
		let message = number.to_be_bytes().to_vec();
		let signature = pair.sign(&message).0;
		Self { public: *pair.public().as_bytes(), message, signature }
	}

	fn check(&self, cache: &VerifyCache) -> bool {
		cache.verify(&self.public, &self.message, &self.signature)
	}
}

fn stats(hits: u64, misses: u64, entries: u64) -> CacheStats {
	CacheStats { hits, misses, entries }
}

#[test]
fn second_time_is_a_hit() {
	let cache = VerifyCache::new(16);
	let signed = Signed::new(&Pair::from_dev_name("cache"), 1);
	assert!(signed.check(&cache));
	assert_eq!(cache.stats(), stats(0, 1, 1));
	assert!(signed.check(&cache));
	assert!(signed.check(&cache));
	assert_eq!(cache.stats(), stats(2, 1, 1));
}

#[test]
fn failures_are_never_kept() {
	let cache = VerifyCache::new(16);
	let mut signed = Signed::new(&Pair::from_dev_name("cache"), 1);
	signed.signature[5] ^= 1;
	for misses in 1..=3 {
		assert!(!signed.check(&cache));
		assert_eq!(cache.stats(), stats(0, misses, 0));
	}
	signed.signature[5] ^= 1;
	assert!(signed.check(&cache));
	assert_eq!(cache.stats(), stats(0, 4, 1));
}

#[test]
fn an_entry_answers_for_its_bytes_alone() {
	let cache = VerifyCache::new(64);
	let pair = Pair::from_dev_name("cache");
	let signed = Signed::new(&pair, 1);
	assert!(signed.check(&cache));
	let other_key = *Pair::from_dev_name("other").public().as_bytes();
	assert!(!cache.verify(&signed.public, b"", &signed.signature));
	assert!(!cache.verify(
		&signed.public,
		&[signed.message.clone(), vec![0]].concat(),
		&signed.signature
	));
	assert!(!cache.verify(&other_key, &signed.message, &signed.signature));
	let mut signature = signed.signature;
	signature[63] ^= 0x80;
	assert!(!cache.verify(&signed.public, &signed.message, &signature));
	assert_eq!(cache.stats(), stats(0, 5, 1));
}

#[test]
fn stays_bounded() {
	for capacity in [0u32, 1, 3, 16, 40] {
		let cache = VerifyCache::new(capacity);
		let pair = Pair::from_dev_name("cache");
		for number in 0..200 {
			assert!(Signed::new(&pair, number).check(&cache));
			assert!(cache.stats().entries <= u64::from(capacity));
		}
		assert_eq!(cache.stats().misses, 200);
		// 200 signatures fill every shard of so small a cache.
		let full = capacity - capacity % 16.min(capacity.max(1));
		assert_eq!(cache.stats().entries, u64::from(full));
	}
}

#[test]
fn least_recently_used_goes_first() {
	// Below 16 each shard holds one signature; look at the ones that share a shard.
	let cache = VerifyCache::new(1);
	let pair = Pair::from_dev_name("cache");
	let (first, second) = (Signed::new(&pair, 1), Signed::new(&pair, 2));
	assert!(first.check(&cache));
	assert!(second.check(&cache));
	assert!(second.check(&cache));
	assert_eq!(cache.stats(), stats(1, 2, 1));
	assert!(first.check(&cache));
	assert_eq!(cache.stats(), stats(1, 3, 1));
}

#[test]
fn many_threads() {
	const THREADS: usize = 8;
	let cache = VerifyCache::new(1024);
	let pair = Pair::from_dev_name("cache");
	let good: Vec<Signed> = (0..20).map(|number| Signed::new(&pair, number)).collect();
	let mut bad = Signed::new(&pair, 20);
	bad.message.push(0);
	let barrier = Barrier::new(THREADS);
	thread::scope(|scope| {
		for _ in 0..THREADS {
			scope.spawn(|| {
				barrier.wait();
				for signed in &good {
					assert!(signed.check(&cache));
					assert!(!bad.check(&cache));
				}
			});
		}
	});
	let stats = cache.stats();
	assert_eq!(stats.hits + stats.misses, (THREADS * good.len() * 2) as u64);
	assert_eq!(stats.entries, good.len() as u64);
}

/// The only test of this file that uses the process-wide cache, so its counters are exact.
#[test]
fn the_process_wide_cache_counts() {
	let pair = Pair::from_dev_name("process");
	let signature = pair.sign(b"once");
	let before = verify_cache_stats();
	assert!(verify(&pair.public(), b"once", &signature));
	assert!(verify(&pair.public(), b"once", &signature));
	assert!(!verify(&pair.public(), b"twice", &signature));
	assert!(!verify(&pair.public(), b"once", &Signature([0; 64])));
	let after = verify_cache_stats();
	assert_eq!(after.hits - before.hits, 1);
	assert_eq!(after.misses - before.misses, 3);
	assert_eq!(after.entries - before.entries, 1);
	assert!(after.entries <= u64::from(DEFAULT_CAPACITY));
}
