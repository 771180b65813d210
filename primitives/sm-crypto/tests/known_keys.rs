//! The memory of public keys: bounded, blind to failures, and of no influence on any verdict.

mod common;

use common::rustcrypto;
use fiscal_sm_crypto::{
	known_keys_stats, verify_uncached, KnownKeys, KnownKeysStats, Pair, DEFAULT_KEYS,
	DEFAULT_TABLES, REPLACE_AFTER, TABLE_AFTER,
};
use rand::{rngs::StdRng, Rng, SeedableRng};
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

	fn check(&self, known: &KnownKeys) -> bool {
		known.verify(&self.public, &self.message, &self.signature)
	}
}

fn pair(number: u32) -> Pair {
	Pair::from_dev_name(&format!("known-{number}"))
}

fn stats(keys: u64, tables: u64, tables_built: u64) -> KnownKeysStats {
	KnownKeysStats { keys, tables, tables_built }
}

fn promote(known: &KnownKeys, pair: &Pair) {
	for number in 0..TABLE_AFTER {
		assert!(Signed::new(pair, number).check(known));
	}
}

#[test]
fn a_key_gets_a_table_after_a_few_valid_signatures() {
	let known = KnownKeys::new(16, 16);
	for number in 1..TABLE_AFTER {
		assert!(Signed::new(&pair(0), number).check(&known));
		assert_eq!(known.stats(), stats(1, 0, 0));
	}
	for number in 0..5 {
		// The same signature counts again: what it shows of the key stays true.
		assert!(Signed::new(&pair(0), number).check(&known));
		assert_eq!(known.stats(), stats(0, 1, 1));
	}
	assert!(Signed::new(&pair(1), 0).check(&known));
	assert_eq!(known.stats(), stats(1, 1, 1));
}

#[test]
fn failures_leave_nothing_behind() {
	let known = KnownKeys::new(16, 16);
	let mut signed = Signed::new(&pair(0), 1);
	signed.signature[40] ^= 1;
	for _ in 0..2 * TABLE_AFTER {
		assert!(!signed.check(&known));
	}
	assert!(!known.verify(&[0xff; 33], b"", &signed.signature));
	assert!(!known.verify(&signed.public, b"", &[0; 64]));
	assert_eq!(known.stats(), stats(0, 0, 0));

	// Nor do they count for a key that is known.
	assert!(Signed::new(&pair(0), 2).check(&known));
	for _ in 0..2 * TABLE_AFTER {
		assert!(!signed.check(&known));
	}
	assert_eq!(known.stats(), stats(1, 0, 0));
	promote(&known, &pair(0));
	assert!(!signed.check(&known));
	signed.signature[40] ^= 1;
	assert!(signed.check(&known));
	assert_eq!(known.stats(), stats(0, 1, 1));
}

#[test]
fn stays_bounded() {
	for (keys, tables) in [(0, 0), (0, 4), (1, 0), (1, 1), (3, 2), (2, 3), (20, 9)] {
		let known = KnownKeys::new(keys, tables);
		for number in 0..40 {
			promote(&known, &pair(number));
			let now = known.stats();
			assert!(now.keys <= u64::from(keys), "{keys}, {tables}: {now:?}");
			assert!(now.tables <= u64::from(tables), "{keys}, {tables}: {now:?}");
		}
		let now = known.stats();
		assert_eq!(now.tables > 0, keys > 0 && tables > 0, "{keys}, {tables}: {now:?}");
		assert_eq!(now.keys > 0, keys > 0, "{keys}, {tables}: {now:?}");
	}
}

#[test]
fn a_table_is_replaced_after_many_valid_signatures_only() {
	let known = KnownKeys::new(4, 1);
	promote(&known, &pair(0));
	assert_eq!(known.stats(), stats(0, 1, 1));
	for number in 1..REPLACE_AFTER {
		assert!(Signed::new(&pair(1), number).check(&known));
		assert_eq!(known.stats(), stats(1, 1, 1));
	}
	assert!(Signed::new(&pair(1), 0).check(&known));
	assert_eq!(known.stats(), stats(0, 1, 2));
	// The first key lost its table, is as good as new, and verifies as before.
	for number in 1..REPLACE_AFTER {
		assert!(Signed::new(&pair(0), number).check(&known));
		assert_eq!(known.stats(), stats(1, 1, 2));
	}
}

#[test]
fn no_room_for_keys_or_tables_changes_no_verdict() {
	for known in [KnownKeys::new(0, 0), KnownKeys::new(16, 0), KnownKeys::new(0, 16)] {
		for number in 0..REPLACE_AFTER + 2 {
			let mut signed = Signed::new(&pair(0), number);
			assert!(signed.check(&known));
			signed.message.push(0);
			assert!(!signed.check(&known));
		}
		assert_eq!(known.stats().tables_built, 0);
	}
}

/// Keys, messages and single bits changed at random, on keys in all three states.
#[test]
fn verdicts_are_those_of_rustcrypto() {
	let random = &mut StdRng::seed_from_u64(7);
	let known = KnownKeys::new(64, 64);
	let pairs: Vec<Pair> = (0..3).map(pair).collect();
	let (mut valid, mut invalid) = (0, 0);
	for number in 0..1_500 {
		let Signed { mut public, mut message, mut signature } =
			Signed::new(&pairs[random.gen_range(0..pairs.len())], number);
		match random.gen_range(0..6) {
			0 => public[random.gen_range(0..33)] ^= 1 << random.gen_range(0..8),
			1 => message[random.gen_range(0..4)] ^= 1 << random.gen_range(0..8),
			2 => signature[random.gen_range(0..64)] ^= 1 << random.gen_range(0..8),
			_ => (),
		}
		let expected = rustcrypto(&public, &message, &signature);
		assert_eq!(known.verify(&public, &message, &signature), expected, "case {number}");
		assert_eq!(KnownKeys::new(0, 0).verify(&public, &message, &signature), expected);
		*(if expected { &mut valid } else { &mut invalid }) += 1;
	}
	assert!(valid > 500 && invalid > 500, "{valid} valid, {invalid} not");
	assert_eq!(known.stats(), stats(0, 3, 3));
}

/// The host function takes 33 bytes of any prefix. RustCrypto knows one more form of that length,
/// compact points (05), and the verdicts on those are part of the chain's history like the others.
#[test]
fn every_prefix_is_judged_as_by_rustcrypto() {
	let known = KnownKeys::new(16, 16);
	let (mut compact, pairs) = (0, (0..8).map(pair));
	for pair in pairs {
		let signed = Signed::new(&pair, 1);
		for prefix in 0..=u8::MAX {
			let mut public = signed.public;
			public[0] = prefix;
			let expected = rustcrypto(&public, &signed.message, &signed.signature);
			compact += usize::from(prefix == 5 && expected);
			for _ in 0..=TABLE_AFTER {
				let verdict = known.verify(&public, &signed.message, &signed.signature);
				assert_eq!(verdict, expected, "prefix {prefix:02x}");
			}
		}
	}
	assert!(compact > 0);
}

#[test]
fn threads_share_keys() {
	const THREADS: usize = 8;
	let known = KnownKeys::new(64, 64);
	let pairs: Vec<Pair> = (0..6).map(pair).collect();
	let barrier = Barrier::new(THREADS);
	thread::scope(|scope| {
		for thread in 0..THREADS {
			let (known, barrier, pairs) = (&known, &barrier, &pairs);
			scope.spawn(move || {
				barrier.wait();
				for number in 0..40 {
					let mut signed = Signed::new(&pairs[(thread + number) % pairs.len()], 9);
					assert!(signed.check(known));
					signed.signature[number] ^= 0x10;
					assert!(!signed.check(known));
				}
			});
		}
	});
	// However many threads met at a key, one of them computed its table.
	assert_eq!(known.stats(), stats(0, 6, 6));
}

#[test]
fn threads_contend_for_little_room() {
	const THREADS: u32 = 4;
	let known = KnownKeys::new(2, 1);
	thread::scope(|scope| {
		for thread in 0..THREADS {
			let known = &known;
			scope.spawn(move || {
				for number in 0..60 {
					let mut signed = Signed::new(&pair((thread + number / 9) % 5), number);
					assert!(signed.check(known));
					signed.message.push(1);
					assert!(!signed.check(known));
				}
			});
		}
	});
	let now = known.stats();
	assert!(now.keys <= 2 && now.tables <= 1, "{now:?}");
}

/// The only test of this file that uses the process-wide memory.
#[test]
fn the_process_wide_memory_counts() {
	let pair = pair(100);
	let before = known_keys_stats();
	let signature = pair.sign(b"again");
	for _ in 0..TABLE_AFTER {
		assert!(verify_uncached(&pair.public(), b"again", &signature));
	}
	let after = known_keys_stats();
	assert_eq!(after.tables_built - before.tables_built, 1);
	assert_eq!(after.tables - before.tables, 1);
	assert!(after.keys <= u64::from(DEFAULT_KEYS));
	assert!(after.tables <= u64::from(DEFAULT_TABLES));
}
