//! Published vectors of GB/T 32905 (SM3), GB/T 32907 and RFC 8998 (SM4), GB/T 32918.5 (SM2) and
//! GM/T 0042 (HMAC-SM3).

use fiscal_sm_crypto::{
	hmac_sm3, sm3_256, verify, verify_der, verify_uncached, Pair, Public, Signature,
	DISTINGUISHING_ID,
};
use sm4::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use sp_runtime::traits::{Hash, IdentifyAccount};

fn bytes<const N: usize>(digits: &str) -> [u8; N] {
	hex::decode(digits).unwrap().try_into().unwrap()
}

#[test]
fn sm3_of_three_bytes() {
	assert_eq!(
		sm3_256(b"abc"),
		bytes("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")
	);
}

#[test]
fn sm3_of_sixty_four_bytes() {
	let digest = bytes("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
	let message = b"abcd".repeat(16);
	assert_eq!(sm3_256(&message), digest);
	assert_eq!(<fiscal_sm_crypto::Sm3 as Hash>::hash(&message).0, digest);
}

#[test]
fn hmac_sm3_of_gmt_0042() {
	let counting = |last: u8| (1..=last).collect::<Vec<u8>>();
	let alphabet = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".repeat(2);
	for (key, message, mac) in [
		(
			counting(0x20),
			alphabet,
			"ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a",
		),
		(
			counting(0x25),
			vec![0xcd; 50],
			"220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae",
		),
		(
			vec![0x0b; 32],
			b"Hi There".to_vec(),
			"c0ba18c68b90c88bc07de794bfc7d2c8d19ec31ed8773bc2b390c9604e0be11e",
		),
		(
			b"Jefe".to_vec(),
			b"what do ya want for nothing?".to_vec(),
			"2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882",
		),
	] {
		assert_eq!(hex::encode(hmac_sm3(&key, &message)), mac);
	}
}

#[test]
fn hmac_sm3_hashes_keys_longer_than_a_block() {
	let long = [0x5a; 65];
	assert_eq!(hmac_sm3(&long, b"message"), hmac_sm3(&sm3_256(&long), b"message"));
	assert_ne!(hmac_sm3(&long[..64], b"message"), hmac_sm3(&sm3_256(&long[..64]), b"message"));
}

const SM4_KEY: &str = "0123456789abcdeffedcba9876543210";

#[test]
fn sm4_block() {
	let cipher = sm4::Sm4::new(&Array(bytes(SM4_KEY)));
	let mut block = Array(bytes(SM4_KEY));
	cipher.encrypt_block(&mut block);
	assert_eq!(block.0, bytes("681edf34d206965e86b3e94f536e4246"));
	cipher.decrypt_block(&mut block);
	assert_eq!(block.0, bytes(SM4_KEY));
}

#[test]
fn sm4_million_rounds() {
	let cipher = sm4::Sm4::new(&Array(bytes(SM4_KEY)));
	let mut block = Array(bytes(SM4_KEY));
	for _ in 0..1_000_000 {
		cipher.encrypt_block(&mut block);
	}
	assert_eq!(block.0, bytes("595298c7c6fd271f0402f804c33d3f66"));
}

/// RFC 8998, A.1: the counter mode inside SM4-GCM, whose first block of text has counter 2.
#[test]
fn sm4_of_rfc_8998() {
	let cipher = sm4::Sm4::new(&Array(bytes(SM4_KEY)));
	let initial: [u8; 12] = bytes("00001234567800000000abcd");
	let plain: [u8; 64] = bytes(concat!(
		"aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb",
		"ccccccccccccccccdddddddddddddddd",
		"eeeeeeeeeeeeeeeeffffffffffffffff",
		"eeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
	));
	let mut text = plain;
	for (counter, chunk) in (2u32..).zip(text.chunks_mut(16)) {
		let mut block = [0u8; 16];
		block[..12].copy_from_slice(&initial);
		block[12..].copy_from_slice(&counter.to_be_bytes());
		let mut block = Array(block);
		cipher.encrypt_block(&mut block);
		chunk.iter_mut().zip(block.0).for_each(|(byte, pad)| *byte ^= pad);
	}
	assert_eq!(
		text,
		bytes(concat!(
			"17f399f08c67d5ee19d0dc9969c4bb7d",
			"5fd46fd3756489069157b282bb200735",
			"d82710ca5c22f0ccfa7cbf93d496ac15",
			"a56834cbcf98c397b4024a2691233b8d"
		))
	);
}

// GB/T 32918.5, A.2.
const SM2_SECRET: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
const SM2_X: &str = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020";
const SM2_Y: &str = "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
const SM2_Z: &str = "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3";
const SM2_E: &str = "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640";
const SM2_R: &str = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3";
const SM2_S: &str = "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
const SM2_MESSAGE: &[u8] = b"message digest";

fn standard_pair() -> Pair {
	Pair::from_seed_bytes(&bytes(SM2_SECRET)).unwrap()
}

fn standard_signature() -> Signature {
	Signature(bytes(&format!("{SM2_R}{SM2_S}")))
}

#[test]
fn sm2_public_key_of_the_standard() {
	let public = standard_pair().public();
	assert_eq!(hex::encode(public.to_uncompressed().unwrap()), format!("04{SM2_X}{SM2_Y}"));
	// y is odd.
	assert_eq!(hex::encode(public.as_bytes()), format!("03{SM2_X}"));
	assert_eq!(public.into_account(), sm3_256(public.as_bytes()).into());
}

/// Z and e of the standard, from the curve's published parameters: what `verify` hashes.
#[test]
fn sm2_digests_of_the_standard() {
	let mut z = vec![0x00, 0x80];
	z.extend_from_slice(DISTINGUISHING_ID);
	for parameter in [
		"fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc",
		"28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93",
		"32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7",
		"bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0",
		SM2_X,
		SM2_Y,
	] {
		z.extend_from_slice(&bytes::<32>(parameter));
	}
	let z = sm3_256(&z);
	assert_eq!(z, bytes(SM2_Z));
	assert_eq!(sm3_256(&[&z, SM2_MESSAGE].concat()), bytes(SM2_E));
}

#[test]
fn sm2_signature_of_the_standard() {
	let public = standard_pair().public();
	assert!(verify_uncached(&public, SM2_MESSAGE, &standard_signature()));
	assert!(verify(&public, SM2_MESSAGE, &standard_signature()));
	assert!(verify_der(&public, SM2_MESSAGE, &standard_signature().to_der().unwrap()));
	assert!(!verify(&public, b"message digesT", &standard_signature()));
}

#[test]
fn signing_is_deterministic() {
	let pair = standard_pair();
	let signature = pair.sign(SM2_MESSAGE);
	assert_eq!(signature, pair.sign(SM2_MESSAGE));
	assert_ne!(signature, pair.sign(b"another message"));
	assert_ne!(signature, standard_signature());
	assert!(verify_uncached(&pair.public(), SM2_MESSAGE, &signature));
}

/// The self-signed root certificate of the National Radio Certificate Authority (NRCAC), 2012: the
/// to-be-signed part, the key in it and the signature over it, made by software that is none of
/// ours.
#[test]
fn sm2_root_certificate() {
	let signed = hex::decode(include_str!("data/nrcac-root-tbs.hex").trim()).unwrap();
	let public = Public::from_sec1(
		&hex::decode(concat!(
			"0430f09c6baa6681c721b137f652705e2fdaeda789f0fa2b64d4aceb99b9eaa34e",
			"655309309562bee0e22bb45740aa745357b43dbf586d92fe364ec22eb73775db"
		))
		.unwrap(),
	)
	.unwrap();
	let signature = hex::decode(concat!(
		"304502201b56d22de397a77a01f07edbe775be08a38f9763e49e6584abf94c86d9f6e479",
		"022100da1c3816c5616d9c2ac18c7d7afd6dc4ce7eff53f563a39c48a43a22561b0bc2"
	))
	.unwrap();
	assert!(verify_der(&public, &signed, &signature));
}
