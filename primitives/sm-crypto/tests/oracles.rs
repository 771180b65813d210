//! Agreement with three other implementations of SM2, RustCrypto, libsm and efficient-sm2, on random
//! cases.

mod common;

use common::rustcrypto;
use efficient_sm2::KeyPair;
use fiscal_sm_crypto::{
	known_keys_stats, sm3_256, verify_uncached, KnownKeys, Pair, Public, Signature,
};
use libsm::sm2::signature::{Pubkey, Seckey, SigCtx, Signature as LibsmSignature};
use rand::{rngs::StdRng, Rng, SeedableRng};
use std::thread;

const CASES: u64 = 10_000;
const MAX_MESSAGE_BYTES: usize = 300;

/// Keys that sign every other case, and so are verified by their tables.
const SHARED_KEYS: u64 = 16;

/// One random key in the forms of all implementations, and one random message.
struct Case {
	ours: Pair,
	efficient: KeyPair,
	libsm: (Pubkey, Seckey),
	message: Vec<u8>,
}

impl Case {
	fn new(number: u64, random: &mut StdRng, context: &SigCtx) -> Self {
		if number.is_multiple_of(2) {
			let shared = u64::MAX - number / 2 % SHARED_KEYS;
			return Self::random(&mut StdRng::seed_from_u64(shared), random, context);
		}
		let seeds = &mut StdRng::seed_from_u64(random.gen());
		Self::random(seeds, random, context)
	}

	fn random(seeds: &mut StdRng, random: &mut StdRng, context: &SigCtx) -> Self {
		let seed: [u8; 32] = seeds.gen();
		let Ok(ours) = Pair::from_seed_bytes(&seed) else {
			return Self::random(seeds, random, context);
		};
		let mut message = vec![0; random.gen_range(0..=MAX_MESSAGE_BYTES)];
		random.fill(&mut message[..]);
		let secret = context.load_seckey(&seed).unwrap();
		let public = context.load_pubkey(ours.public().as_bytes()).unwrap();
		Self { efficient: KeyPair::new(&seed).unwrap(), libsm: (public, secret), ours, message }
	}

	/// What each implementation says of a signature: ours, with what it knows of the key and as if
	/// the key were new, RustCrypto, efficient-sm2, libsm.
	fn verdicts(&self, context: &SigCtx, message: &[u8], signature: &Signature) -> [bool; 5] {
		let (r, s) = signature.0.split_at(32);
		let public = self.ours.public();
		[
			verify_uncached(&public, message, signature),
			KnownKeys::new(0, 0).verify(public.as_bytes(), message, &signature.0),
			rustcrypto(public.as_bytes(), message, &signature.0),
			efficient_sm2::Signature::new(r, s)
				.and_then(|signature| signature.verify(&self.efficient.public_key(), message))
				.is_ok(),
			context
				.verify(message, &self.libsm.0, &LibsmSignature::new(r, s))
				.is_ok_and(|valid| valid),
		]
	}
}

fn fixed(number: Vec<u8>) -> [u8; 32] {
	let mut bytes = [0; 32];
	bytes[32 - number.len()..].copy_from_slice(&number);
	bytes
}

fn join(r: [u8; 32], s: [u8; 32]) -> Signature {
	Signature::from_slice(&[r, s].concat()).unwrap()
}

fn check(number: u64, context: &SigCtx) {
	// The number of a case is its seed, so that a failing one is run again by itself.
	let random = &mut StdRng::seed_from_u64(number);
	let case = Case::new(number, random, context);

	let uncompressed = case.ours.public().to_uncompressed().unwrap();
	assert_eq!(case.efficient.public_key().bytes_less_safe(), uncompressed, "case {number}");
	assert_eq!(context.serialize_pubkey(&case.libsm.0, false).unwrap(), uncompressed);
	assert_eq!(
		context.serialize_pubkey(&context.pk_from_sk(&case.libsm.1).unwrap(), true).unwrap(),
		case.ours.public().as_bytes(),
		"case {number}"
	);
	assert_eq!(Public::from_sec1(&uncompressed), Ok(case.ours.public()));

	let ours = case.ours.sign(&case.message);
	let theirs = context.sign(&case.message, &case.libsm.1, &case.libsm.0).unwrap();
	let libsm = join(fixed(theirs.get_r().to_bytes_be()), fixed(theirs.get_s().to_bytes_be()));
	assert_eq!(libsm.to_der().unwrap(), theirs.der_encode(), "case {number}");
	let efficient = case.efficient.sign(&case.message).unwrap();
	let efficient = join(efficient.r(), efficient.s());
	for signature in [ours, libsm, efficient] {
		assert_eq!(
			case.verdicts(context, &case.message, &signature),
			[true; 5],
			"case {number}: {signature}"
		);
	}

	let mut tampered = ours;
	let bit = random.gen_range(0..512);
	tampered.0[bit / 8] ^= 1 << (bit % 8);
	assert_eq!(
		case.verdicts(context, &case.message, &tampered),
		[false; 5],
		"case {number}: bit {bit}"
	);
	let mut message = case.message.clone();
	match random.gen_range(0..=message.len()) {
		end if end == message.len() => message.push(0),
		index => message[index] ^= 1 << random.gen_range(0..8),
	}
	assert_eq!(case.verdicts(context, &message, &ours), [false; 5], "case {number}: message");

	let digest = libsm::sm3::hash::Sm3Hash::new(&case.message).get_hash();
	assert_eq!(sm3_256(&case.message), digest, "case {number}");
}

#[test]
fn ten_thousand_random_cases() {
	let threads = thread::available_parallelism().map_or(1, usize::from) as u64;
	thread::scope(|scope| {
		for first in 0..threads {
			scope.spawn(move || {
				let context = SigCtx::new();
				(first..CASES).step_by(threads as usize).for_each(|number| check(number, &context));
			});
		}
	});
	// The others have three valid signatures each, one too few for a table.
	let known = known_keys_stats();
	assert_eq!((known.tables, known.tables_built), (SHARED_KEYS, SHARED_KEYS));
}
