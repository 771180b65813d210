//! Whatever is written is read back, and whatever is read does not panic.

use codec::{Decode, DecodeAll, Encode, MaxEncodedLen};
use fiscal_sm_crypto::{
	keyfile, verify_der, verify_uncached, FiscalSignature, Pair, Public, Signature,
};
use proptest::prelude::*;
use sp_runtime::traits::{IdentifyAccount, Verify};

fn pair() -> impl Strategy<Value = Pair> {
	any::<[u8; 32]>().prop_filter_map("out of range", |seed| Pair::from_seed_bytes(&seed).ok())
}

fn message() -> impl Strategy<Value = Vec<u8>> {
	proptest::collection::vec(any::<u8>(), 0..200)
}

fn raw_signature() -> impl Strategy<Value = Signature> {
	(any::<[u8; 32]>(), any::<[u8; 32]>())
		.prop_map(|(r, s)| Signature::from_slice(&[r, s].concat()).unwrap())
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn what_is_signed_verifies(pair in pair(), message in message()) {
		let signature = pair.sign(&message);
		prop_assert!(verify_uncached(&pair.public(), &message, &signature));
		prop_assert!(verify_der(&pair.public(), &message, &pair.sign_der(&message)));
		let carried = pair.sign_with_public(&message);
		prop_assert_eq!(carried.signature, signature);
		prop_assert!(carried.verify(&message[..], &pair.account_id()));
		prop_assert_eq!(pair.account_id(), carried.public.into_account());
	}

	#[test]
	fn scale(pair in pair(), signature in raw_signature()) {
		let carried = FiscalSignature { public: pair.public(), signature };
		let bytes = carried.encode();
		prop_assert_eq!(bytes.len(), FiscalSignature::max_encoded_len());
		prop_assert_eq!(&bytes, &[&pair.public().as_bytes()[..], &signature.0].concat());
		prop_assert_eq!(FiscalSignature::decode_all(&mut &bytes[..]), Ok(carried));
		prop_assert_eq!(Public::decode_all(&mut &bytes[..33]), Ok(pair.public()));
	}

	#[test]
	fn text_and_json(pair in pair(), signature in raw_signature()) {
		prop_assert_eq!(pair.public().to_string().parse(), Ok(pair.public()));
		prop_assert_eq!(signature.to_string().parse(), Ok(signature));
		let carried = FiscalSignature { public: pair.public(), signature };
		let json = serde_json::to_string(&carried).unwrap();
		prop_assert_eq!(
			&json,
			&format!(r#"{{"public":"{}","signature":"{}"}}"#, pair.public(), signature)
		);
		prop_assert_eq!(serde_json::from_str::<FiscalSignature>(&json).unwrap(), carried);
	}

	#[test]
	fn signature_der(signature in raw_signature()) {
		// Random numbers are below n but for one in 2^32.
		let der = signature.to_der().unwrap();
		prop_assert!(der.len() <= 72);
		prop_assert_eq!(Signature::from_der(&der), Ok(signature));
	}

	#[test]
	fn signature_der_with_leading_zeros(zeros in 0usize..32, signature in raw_signature()) {
		let mut signature = signature;
		signature.0[..zeros].fill(0);
		signature.0[31] |= 1;
		signature.0[32..32 + zeros].fill(0);
		signature.0[63] |= 1;
		prop_assert_eq!(Signature::from_der(&signature.to_der().unwrap()), Ok(signature));
	}

	#[test]
	fn public_forms(pair in pair()) {
		let public = pair.public();
		prop_assert_eq!(Public::from_bytes(*public.as_bytes()), Ok(public));
		prop_assert_eq!(Public::from_sec1(public.as_bytes()), Ok(public));
		prop_assert_eq!(Public::from_sec1(&public.to_uncompressed().unwrap()), Ok(public));
		prop_assert_eq!(Public::from_spki_der(&public.to_spki_der().unwrap()), Ok(public));
		prop_assert_eq!(Public::from_pem(&public.to_pem().unwrap()), Ok(public));
	}

	#[test]
	fn private_forms(pair in pair()) {
		let der = pair.to_pkcs8_der().unwrap();
		prop_assert_eq!(Pair::from_pkcs8_der(&der).unwrap().public(), pair.public());
		let pem = pair.to_pkcs8_pem().unwrap();
		prop_assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
		prop_assert_eq!(Pair::from_pkcs8_pem(&pem).unwrap().public(), pair.public());
	}

	#[test]
	fn key_files(pair in pair(), password in ".{0,40}", iterations in 1u32..50) {
		let text = keyfile::to_pem(&pair, &password, iterations).unwrap();
		prop_assert_eq!(keyfile::from_pem(&text, &password).unwrap().public(), pair.public());
		prop_assert!(keyfile::from_pem(&text, password + "!").is_err());
	}

	#[test]
	fn damaged_key_files(position in 0usize..500, byte in any::<u8>()) {
		let pair = Pair::from_dev_name("damaged");
		let text = keyfile::to_pem(&pair, "password", 1).unwrap();
		let mut bytes = text.clone().into_bytes();
		let position = position % bytes.len();
		bytes[position] = byte;
		// In white space or letter case a reader may still find the key, but never another.
		if let Some(read) = String::from_utf8(bytes)
			.ok()
			.and_then(|text| keyfile::from_pem(&text, "password").ok())
		{
			prop_assert_eq!(read.public(), pair.public());
		}
	}

	#[test]
	fn arbitrary_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
		let _ = Public::from_slice(&bytes);
		let _ = Public::from_sec1(&bytes);
		let _ = Public::from_spki_der(&bytes);
		let _ = Public::decode(&mut &bytes[..]);
		let _ = FiscalSignature::decode(&mut &bytes[..]);
		let _ = Pair::from_pkcs8_der(&bytes);
		let public = Pair::from_dev_name("arbitrary").public();
		prop_assert!(!verify_der(&public, b"message", &bytes));
		let text = String::from_utf8_lossy(&bytes);
		let _ = text.parse::<Public>();
		let _ = text.parse::<Signature>();
		let _ = Public::from_pem(&text);
		prop_assert!(Pair::from_pkcs8_pem(&text).is_err());
		prop_assert!(keyfile::from_pem(&text, "password").is_err());
	}

	#[test]
	fn arbitrary_keys_and_signatures_do_not_verify(
		x in any::<[u8; 32]>(),
		odd in any::<bool>(),
		signature in raw_signature(),
	) {
		let bytes = [&[2 + u8::from(odd)][..], &x].concat();
		let public = Public::decode_all(&mut &bytes[..]).unwrap();
		prop_assert!(!verify_uncached(&public, b"message", &signature));
	}
}

#[test]
fn development_keys_are_what_they_were() {
	// Genesis presets hold these accounts: a change here is a change of every development chain.
	// The values were computed apart from this crate, in affine coordinates with OpenSSL's SM3.
	for (name, public, account) in [
		(
			"alice",
			"0x03221daf7bfb6341b1a1d6bc7969dfcfb51cf5785341305c9d5fbbdac517fa0279",
			"2c3d972edb4ce41045b49f2a6f88bb10e3ef1cb2a83d736bda74f10a81eb5d22",
		),
		(
			"bob",
			"0x0360dabaae3ac15ea6bbc4c388d71ed80646baf8e72fbc365e4eea4d81869c6423",
			"6e568a26ce3382ea0a2bde30efd94ca0f7a0ac4488794e244b9559408e8c2236",
		),
	] {
		let pair = Pair::from_dev_name(name);
		assert_eq!(pair.public().to_string(), public);
		assert_eq!(hex::encode::<[u8; 32]>(pair.account_id().into()), account);
	}
	assert_ne!(Pair::from_dev_name("alice").public(), Pair::from_dev_name("bob").public());
}

#[test]
fn generated_keys_differ() {
	assert_ne!(Pair::generate().public(), Pair::generate().public());
}

#[test]
fn debug_does_not_print_the_secret() {
	let pair = Pair::from_dev_name("secret");
	let secret = hex::encode(fiscal_sm_crypto::sm3_256(b"fiscalchain-dev//secret"));
	let printed = format!("{pair:?}");
	assert!(printed.contains(&pair.public().to_string()), "{printed}");
	assert!(!printed.to_lowercase().contains(&secret[..16]), "{printed}");
}
