//! A proof altered anywhere is refused, or proves the very same.

use crate::common::*;
use codec::Encode;
use fiscal_proof::{bill_key, lock_key, time_key, ProofFault, ProofFile, StateProof, TrustedSet};
use proptest::prelude::*;
use serde_json::{json, Value};
use std::sync::LazyLock;

static TRUSTED: LazyLock<TrustedSet> = LazyLock::new(trusted);

/// A file of each kind.
static FILES: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
	[ProofFile::Bill(bill_proof(1)), ProofFile::Lock(lock_proof(1))]
		.map(|file| serde_json::to_vec(&file).unwrap())
});

/// The portable form of the proof of a lock.
static BYTES: LazyLock<Vec<u8>> =
	LazyLock::new(|| proof(&[lock_key(&key(1)), time_key()]).encode());

/// What a file proves, as JSON.
fn proven(text: &[u8]) -> Option<Value> {
	match serde_json::from_slice::<ProofFile>(text).ok()? {
		ProofFile::Bill(proof) => Some(json!([proof.key, proof.verify(&TRUSTED).ok()?])),
		ProofFile::Lock(proof) => Some(json!([proof.key, proof.verify(&TRUSTED).ok()?])),
	}
}

/// What the portable form proves under a key.
fn verify(bytes: &[u8], key: &[u8]) -> Result<[Option<Vec<u8>>; 2], ProofFault> {
	StateProof::from_bytes(bytes)?.verify(&TRUSTED, [key, &time_key()])
}

#[test]
fn every_altered_byte_of_the_portable_form_is_refused() {
	for number in [1, BILLS + 1] {
		let key = bill_key(&key(number));
		let mut bytes = proof(&[key.clone(), time_key()]).encode();
		for at in 0..bytes.len() {
			for bit in [0x01, 0x80] {
				bytes[at] ^= bit;
				assert!(verify(&bytes, &key).is_err(), "bill {number}, byte {at}, bit {bit:#x}");
				bytes[at] ^= bit;
			}
		}
		assert!(verify(&bytes, &key).is_ok());
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(1_000))]

	#[test]
	fn an_altered_file_never_proves_anything_else(
		which in 0usize..2,
		at in any::<prop::sample::Index>(),
		mask in 1u8..=255,
	) {
		let genuine = proven(&FILES[which]).unwrap();
		let mut altered = FILES[which].clone();
		let at = at.index(altered.len());
		altered[at] ^= mask;
		if let Some(other) = proven(&altered) {
			prop_assert_eq!(other, genuine);
		}
	}

	#[test]
	fn several_altered_bytes_are_refused(
		alterations in prop::collection::vec((any::<prop::sample::Index>(), 1u8..=255), 1..8),
	) {
		let mut altered = BYTES.clone();
		for (at, mask) in alterations {
			let at = at.index(altered.len());
			altered[at] ^= mask;
		}
		prop_assume!(altered != *BYTES);
		prop_assert!(verify(&altered, &lock_key(&key(1))).is_err());
	}

	#[test]
	fn arbitrary_bytes_prove_nothing(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
		prop_assert!(verify(&bytes, &bill_key(&key(1))).is_err());
	}
}
