//! What is not a key or a signature is refused, without a panic, whether or not the key is known.

mod common;

use codec::{Decode, Encode};
use fiscal_sm_crypto::{
	verify, verify_der, verify_uncached, FiscalSignature, KeyFault, KnownKeys, Pair, Public,
	Signature, TABLE_AFTER,
};
use sp_runtime::traits::Verify;
use std::sync::LazyLock;

const N: &str = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";
const N_MINUS_1: &str = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122";
const N_MINUS_2: &str = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54121";
const P: &str = "fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff";
const ZERO: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const ONE: &str = "0000000000000000000000000000000000000000000000000000000000000001";
const ONES: &str = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
const MESSAGE: &[u8] = b"a bill";

fn array<const LEN: usize>(digits: &str) -> [u8; LEN] {
	hex::decode(digits).unwrap().try_into().unwrap()
}

fn pair() -> Pair {
	Pair::from_dev_name("malformed")
}

/// A memory in which the key of [`pair`] has a table.
static PROMOTED: LazyLock<KnownKeys> = LazyLock::new(|| {
	let (known, pair) = (KnownKeys::new(8, 8), pair());
	let good = pair.sign(MESSAGE);
	for _ in 0..TABLE_AFTER {
		assert!(known.verify(pair.public().as_bytes(), MESSAGE, &good.0));
	}
	assert_eq!(known.stats().tables, 1);
	known
});

fn refused(public: &Public, signature: &Signature) {
	assert!(!common::rustcrypto(public.as_bytes(), MESSAGE, &signature.0), "{signature}");
	assert!(!PROMOTED.verify(public.as_bytes(), MESSAGE, &signature.0), "{signature}");
	assert!(!KnownKeys::new(0, 0).verify(public.as_bytes(), MESSAGE, &signature.0), "{signature}");
	assert!(!verify(public, MESSAGE, signature), "{signature}");
	assert!(!verify_uncached(public, MESSAGE, signature), "{signature}");
	let carried = FiscalSignature { public: *public, signature: *signature };
	assert!(!carried.verify(MESSAGE, &public.account_id()), "{signature}");
}

#[test]
fn signature_scalars_out_of_range() {
	let pair = pair();
	let good = hex::encode(pair.sign(MESSAGE).0);
	let (r, s) = good.split_at(64);
	for bad in [ZERO, N, P, ONES] {
		for (r, s) in [(bad, s), (r, bad), (bad, bad)] {
			let signature = Signature(array(&format!("{r}{s}")));
			refused(&pair.public(), &signature);
			assert_eq!(signature.to_der(), Err(KeyFault::ScalarOutOfRange));
		}
	}
}

#[test]
fn signature_scalars_in_range_but_wrong() {
	let pair = pair();
	// The second pair of scalars adds up to n, which leaves no multiple of the public key.
	for (r, s) in [(ONE, ONE), (ONE, N_MINUS_1), (N_MINUS_1, N_MINUS_1)] {
		refused(&pair.public(), &Signature(array(&format!("{r}{s}"))));
	}
}

#[test]
fn every_flipped_bit_of_a_signature() {
	let pair = pair();
	let good = pair.sign(MESSAGE);
	assert!(verify_uncached(&pair.public(), MESSAGE, &good));
	for bit in 0..512 {
		let mut bad = good;
		bad.0[bit / 8] ^= 1 << (bit % 8);
		assert!(!verify_uncached(&pair.public(), MESSAGE, &bad), "bit {bit}");
		assert!(!PROMOTED.verify(pair.public().as_bytes(), MESSAGE, &bad.0), "bit {bit}");
	}
}

#[test]
fn swapped_halves() {
	let pair = pair();
	let mut bytes = pair.sign(MESSAGE).0;
	bytes.rotate_left(32);
	refused(&pair.public(), &Signature(bytes));
}

#[test]
fn signature_of_wrong_length() {
	for len in [0, 1, 63, 65, 128] {
		assert_eq!(
			Signature::from_slice(&vec![1; len]),
			Err(KeyFault::Length { expected: 64, found: len })
		);
	}
}

#[test]
fn signature_in_bad_der() {
	let pair = pair();
	// Both numbers of one length of 32 bytes with the high bit clear, so offsets are known.
	let (message, der) = (0u32..)
		.map(|nonce| (nonce.encode(), pair.sign_der(&nonce.encode())))
		.find(|(_, der)| der.len() == 70 && der[3] == 32)
		.unwrap();
	assert!(verify_der(&pair.public(), &message, &der));
	let (r, s) = (&der[4..36], &der[38..70]);
	let sequence = |content: &[u8]| [&[0x30, content.len() as u8], content].concat();
	let integer = |value: &[u8]| [&[0x02, value.len() as u8], value].concat();
	assert_eq!(sequence(&[integer(r), integer(s)].concat()), der);

	let bad = [
		vec![],
		der[..69].to_vec(),
		[&der[..], &[0]].concat(),
		sequence(&integer(r)),
		sequence(&[integer(r), integer(s), integer(s)].concat()),
		// Zero, empty, negative, not minimal, too long.
		sequence(&[integer(&[0]), integer(s)].concat()),
		sequence(&[integer(r), integer(&[0])].concat()),
		sequence(&[integer(&[]), integer(s)].concat()),
		sequence(&[integer(&[0x80]), integer(s)].concat()),
		sequence(&[integer(&[&[0][..], r].concat()), integer(s)].concat()),
		sequence(&[integer(&[&[1][..], r].concat()), integer(s)].concat()),
		// n itself.
		sequence(&[integer(&hex::decode(format!("00{N}")).unwrap()), integer(s)].concat()),
		// Length in the long form, of indefinite length, another tag.
		[&[0x30, 0x81, 68][..], &der[2..]].concat(),
		[&[0x30, 0x80][..], &der[2..], &[0, 0]].concat(),
		[&[0x31][..], &der[1..]].concat(),
		vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
	];
	for der in bad {
		assert!(Signature::from_der(&der).is_err(), "{}", hex::encode(&der));
		assert!(!verify_der(&pair.public(), &message, &der), "{}", hex::encode(&der));
	}
}

#[test]
fn public_key_of_wrong_length() {
	for len in [0, 1, 32, 34, 64, 66] {
		let expected = Err(KeyFault::Length { expected: 33, found: len });
		assert_eq!(Public::from_slice(&vec![2; len]), expected);
		assert_eq!(Public::from_sec1(&vec![2; len]), expected);
	}
}

#[test]
fn point_at_infinity() {
	assert_eq!(Public::from_bytes([0; 33]), Err(KeyFault::Prefix(0)));
	assert_eq!(Public::from_slice(&[0]), Err(KeyFault::Length { expected: 33, found: 1 }));
	assert!(Public::from_sec1(&[0]).is_err());
	assert!(Public::from_sec1(&[0; 65]).is_err());
}

#[test]
fn uncompressed_where_compressed_is_demanded() {
	let uncompressed = pair().public().to_uncompressed().unwrap();
	assert_eq!(
		Public::from_slice(&uncompressed),
		Err(KeyFault::Length { expected: 33, found: 65 })
	);
	assert_eq!(Public::from_bytes(array(&format!("04{ONE}"))), Err(KeyFault::Prefix(4)));
	assert!(Public::decode(&mut &uncompressed[..]).is_err());
	assert_eq!(Public::from_sec1(&uncompressed), Ok(pair().public()));
}

#[test]
fn hybrid_and_unknown_prefixes() {
	let mut uncompressed = pair().public().to_uncompressed().unwrap();
	for prefix in [0x00, 0x02, 0x03, 0x05, 0x06, 0x07, 0xff] {
		uncompressed[0] = prefix;
		assert!(Public::from_sec1(&uncompressed).is_err(), "{prefix:02x}");
	}
	let mut compressed = *pair().public().as_bytes();
	for prefix in [0x00, 0x01, 0x04, 0x05, 0x06, 0x07, 0x82, 0xff] {
		compressed[0] = prefix;
		assert_eq!(Public::from_bytes(compressed), Err(KeyFault::Prefix(prefix)));
		assert!(Public::decode(&mut &compressed[..]).is_err());
	}
}

#[test]
fn coordinates_off_the_curve() {
	let mut uncompressed = pair().public().to_uncompressed().unwrap();
	uncompressed[64] ^= 1;
	assert_eq!(Public::from_sec1(&uncompressed), Err(KeyFault::NotOnCurve));

	// About half of all x have no y; and an x of p or more is not reduced but refused.
	let small = (0u8..32).map(|x| format!("02{}{x:02x}", &ZERO[..62]));
	let off: Vec<[u8; 33]> = small
		.chain([format!("02{P}"), format!("03{ONES}")])
		.map(|digits| array(&digits))
		.filter(|bytes| Public::from_bytes(*bytes) == Err(KeyFault::NotOnCurve))
		.collect();
	assert!((8..=26).contains(&off.len()), "{}", off.len());
	assert!(off.contains(&array(&format!("02{P}"))));
	assert!(off.contains(&array(&format!("03{ONES}"))));
	for bytes in off {
		// As a transaction brings it: decoded, its account right, its curve not yet checked.
		let public = Public::decode(&mut &bytes[..]).unwrap();
		refused(&public, &pair().sign(MESSAGE));
		assert_eq!(public.to_uncompressed(), Err(KeyFault::NotOnCurve));
		assert!(public.to_pem().is_err());
	}
}

#[test]
fn secret_scalars_out_of_range() {
	for bad in [ZERO, N_MINUS_1, N, ONES] {
		assert_eq!(
			Pair::from_seed_bytes(&array(bad)).map(|pair| pair.public()),
			Err(KeyFault::ScalarOutOfRange)
		);
	}
	for good in [ONE, N_MINUS_2] {
		let pair = Pair::from_seed_bytes(&array(good)).unwrap();
		assert!(verify_uncached(&pair.public(), MESSAGE, &pair.sign(MESSAGE)));
	}
}

#[test]
fn signature_of_another_account_key_or_message() {
	let (pair, other) = (pair(), Pair::from_dev_name("other"));
	let signed = pair.sign_with_public(MESSAGE);
	assert!(signed.verify(MESSAGE, &pair.account_id()));
	assert!(!signed.verify(MESSAGE, &other.account_id()));
	assert!(!signed.verify(&b"another bill"[..], &pair.account_id()));
	let swapped = FiscalSignature { public: other.public(), ..signed };
	assert!(!swapped.verify(MESSAGE, &pair.account_id()));
	assert!(!PROMOTED.verify(other.public().as_bytes(), MESSAGE, &signed.signature.0));
	assert!(!PROMOTED.verify(pair.public().as_bytes(), b"another bill", &signed.signature.0));
	assert!(!PROMOTED.verify(pair.public().as_bytes(), MESSAGE, &other.sign(MESSAGE).0));
	assert!(!swapped.verify(MESSAGE, &other.account_id()));
}

#[test]
fn truncated_scale() {
	let encoded = pair().sign_with_public(MESSAGE).encode();
	assert_eq!(encoded.len(), 97);
	for len in 0..encoded.len() {
		assert!(FiscalSignature::decode(&mut &encoded[..len]).is_err());
	}
}

#[test]
fn text_that_is_not_hexadecimal() {
	let good = pair().public().to_string();
	assert_eq!(good.parse(), Ok(pair().public()));
	assert_eq!(good[2..].to_uppercase().parse(), Ok(pair().public()));
	for bad in ["", "0x", "0x0", "02", &good[..66], &format!("{good}00"), "国密", "0x国密"] {
		assert!(bad.parse::<Public>().is_err(), "{bad}");
		assert!(bad.parse::<Signature>().is_err(), "{bad}");
	}
	assert_eq!(good[2..].replace('0', "g").parse::<Public>(), Err(KeyFault::NotHex));
	let json = format!("\"{}\"", &good[..66]);
	assert!(serde_json::from_str::<Public>(&json).is_err());
}

#[test]
fn keys_of_another_curve() {
	// A P-256 key pair in PKCS#8 and SubjectPublicKeyInfo, made by OpenSSL.
	let secret = hex::decode(include_str!("data/p256-pkcs8.hex").trim()).unwrap();
	let public = hex::decode(include_str!("data/p256-spki.hex").trim()).unwrap();
	assert_eq!(Pair::from_pkcs8_der(&secret).map(|pair| pair.public()), Err(KeyFault::Structure));
	assert_eq!(Public::from_spki_der(&public), Err(KeyFault::Structure));
}
