//! SM2 and SM3 of `fiscal-sm-crypto` beside efficient-sm2 and libsm.
//!
//! Messages are 200 bytes, the size of a small extrinsic. Every iteration takes another signature
//! of a set, and keys and signatures in the bytes they arrive in, so that parsing and point
//! decompression count.

use criterion::{criterion_group, criterion_main, BatchSize, Criterion, Throughput};
use efficient_sm2::KeyPair;
use fiscal_sm_crypto::{
	cache::VerifyCache, sm3_256, KnownKeys, Pair, Public, Signature, DEFAULT_KEYS, DEFAULT_TABLES,
	TABLE_AFTER,
};
use libsm::{
	sm2::signature::{SigCtx, Signature as LibsmSignature},
	sm3::hash::Sm3Hash,
};
use rand::{rngs::StdRng, Rng, RngCore, SeedableRng};
use std::hint::black_box;

const MESSAGE_BYTES: usize = 200;
const SET: usize = 256;

struct Signed {
	seed: [u8; 32],
	pair: Pair,
	public: Public,
	uncompressed: [u8; 65],
	message: Vec<u8>,
	signature: Signature,
}

fn signed_set() -> Vec<Signed> {
	let mut random = StdRng::seed_from_u64(1);
	std::iter::from_fn(|| Some(random.gen::<[u8; 32]>()))
		.filter_map(|seed| Pair::from_seed_bytes(&seed).ok().map(|pair| (seed, pair)))
		.map(|(seed, pair)| {
			let message = seed.iter().cycle().take(MESSAGE_BYTES).copied().collect::<Vec<_>>();
			Signed {
				seed,
				public: pair.public(),
				uncompressed: pair.public().to_uncompressed().expect("a fresh key is on the curve"),
				signature: pair.sign(&message),
				message,
				pair,
			}
		})
		.take(SET)
		.collect()
}

fn verification(criterion: &mut Criterion) {
	let set = signed_set();
	let context = SigCtx::new();
	let mut group = criterion.benchmark_group("sm2/verify");
	group.throughput(Throughput::Elements(1));

	let mut next = set.iter().cycle();
	let nothing = KnownKeys::new(0, 0);
	group.bench_function("fiscal-sm-crypto, key first seen", |bencher| {
		bencher.iter_batched(
			|| next.next().expect("cycles"),
			|s| assert!(nothing.verify(s.public.as_bytes(), &s.message, &s.signature.0)),
			BatchSize::SmallInput,
		)
	});

	let tables = KnownKeys::new(DEFAULT_KEYS, DEFAULT_TABLES);
	let tabled = |s: &Signed| tables.verify(s.public.as_bytes(), &s.message, &s.signature.0);
	(0..TABLE_AFTER).for_each(|_| set.iter().for_each(|s| assert!(tabled(s))));
	group.bench_function("fiscal-sm-crypto, key known (table)", |bencher| {
		bencher.iter_batched(
			|| next.next().expect("cycles"),
			|s| assert!(tabled(s)),
			BatchSize::SmallInput,
		)
	});

	let cache = VerifyCache::new(4096);
	let known = |s: &Signed| cache.verify(s.public.as_bytes(), &s.message, &s.signature.0);
	set.iter().for_each(|s| assert!(known(s)));
	group.bench_function("fiscal-sm-crypto, known to the cache", |bencher| {
		bencher.iter_batched(
			|| next.next().expect("cycles"),
			|s| assert!(known(s)),
			BatchSize::SmallInput,
		)
	});

	group.bench_function("efficient-sm2", |bencher| {
		bencher.iter_batched(
			|| next.next().expect("cycles"),
			|s| {
				let public = efficient_sm2::PublicKey::from_slice(&s.uncompressed[1..]);
				let signature = efficient_sm2::Signature::from_slice(&s.signature.0);
				assert!(signature.is_ok_and(|valid| valid.verify(&public, &s.message).is_ok()));
			},
			BatchSize::SmallInput,
		)
	});

	group.bench_function("libsm", |bencher| {
		bencher.iter_batched(
			|| next.next().expect("cycles"),
			|s| {
				let public = context.load_pubkey(s.public.as_bytes()).expect("a valid key");
				let (r, sum) = s.signature.0.split_at(32);
				let signature = LibsmSignature::new(r, sum);
				assert!(context.verify(&s.message, &public, &signature).is_ok_and(|valid| valid));
			},
			BatchSize::SmallInput,
		)
	});
	group.finish();
}

fn signing(criterion: &mut Criterion) {
	let set = signed_set();
	let context = SigCtx::new();
	let mut group = criterion.benchmark_group("sm2/sign");
	group.throughput(Throughput::Elements(1));

	let mut next = set.iter().cycle();
	group.bench_function("fiscal-sm-crypto", |bencher| {
		bencher.iter_batched(
			|| next.next().expect("cycles"),
			|s| black_box(s.pair.sign(&s.message)),
			BatchSize::SmallInput,
		)
	});

	let keys: Vec<_> =
		set.iter().map(|s| (KeyPair::new(&s.seed).expect("a valid key"), &s.message)).collect();
	let mut next_key = keys.iter().cycle();
	group.bench_function("efficient-sm2", |bencher| {
		bencher.iter_batched(
			|| next_key.next().expect("cycles"),
			|(key, message)| black_box(key.sign(message).expect("signs").s()),
			BatchSize::SmallInput,
		)
	});

	let keys: Vec<_> = set
		.iter()
		.map(|s| {
			let secret = context.load_seckey(&s.seed).expect("a valid key");
			(context.pk_from_sk(&secret).expect("a valid key"), secret, &s.message)
		})
		.collect();
	let mut next_key = keys.iter().cycle();
	group.bench_function("libsm", |bencher| {
		bencher.iter_batched(
			|| next_key.next().expect("cycles"),
			|(public, secret, message)| {
				black_box(context.sign(message, secret, public).expect("signs").der_encode())
			},
			BatchSize::SmallInput,
		)
	});
	group.finish();
}

fn hashing(criterion: &mut Criterion) {
	let mut data = vec![0; 1 << 20];
	StdRng::seed_from_u64(2).fill_bytes(&mut data);
	let mut group = criterion.benchmark_group("sm3");
	for size in [33, 256, 4096, 1 << 20] {
		let data = &data[..size];
		group.throughput(Throughput::Bytes(size as u64));
		group.bench_function(format!("fiscal-sm-crypto/{size}"), |bencher| {
			bencher.iter(|| sm3_256(black_box(data)))
		});
		group.bench_function(format!("libsm/{size}"), |bencher| {
			bencher.iter(|| Sm3Hash::new(black_box(data)).get_hash())
		});
	}
	group.finish();
}

criterion_group!(benches, verification, signing, hashing);
criterion_main!(benches);
