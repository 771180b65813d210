//! SM2 key pairs held in memory.

use crate::{
	hash::sm3_256, signature::DISTINGUISHING_ID_TEXT, FiscalSignature, KeyFault, Public, Signature,
};
use pkcs8::{
	der::{
		asn1::{AnyRef, OctetStringRef},
		pem::PemLabel,
		SecretDocument,
	},
	spki::AlgorithmIdentifierRef,
	AssociatedOid, DecodePrivateKey, LineEnding, PrivateKeyInfoRef,
};
use sm2::{
	dsa::{
		signature::{
			rand_core::{TryCryptoRng, TryRng},
			RandomizedSigner,
		},
		SigningKey,
	},
	elliptic_curve::ALGORITHM_OID,
	Scalar, SecretKey, Sm2,
};
use sp_runtime::AccountId32;
use std::{
	convert::Infallible,
	fmt,
	hint::black_box,
	sync::{
		atomic::{compiler_fence, Ordering},
		LazyLock,
	},
};
use zeroize::Zeroizing;

/// An SM2 key pair.
///
/// The secret scalar is in `[1, n-2]`, is overwritten in memory on drop and is not printed. Signing is
/// deterministic (RFC 6979 over SM3): the same key and message give the same signature.
#[derive(Clone)]
pub struct Pair {
	// Boxed, so that moving a pair leaves no copy of the scalar behind.
	key: Box<SigningKey>,
	public: Public,
}

impl Pair {
	/// A new random pair from the operating system's generator.
	///
	/// # Panics
	/// If the operating system gives no random bytes.
	pub fn generate() -> Self {
		loop {
			let mut seed = Zeroizing::new([0u8; 32]);
			if let Err(fault) = getrandom::fill(&mut *seed) {
				panic!("the operating system gives no random bytes: {fault}");
			}
			if let Ok(pair) = Self::from_seed_bytes(&seed) {
				return pair;
			}
		}
	}

	/// The pair of a secret scalar: 32 bytes, big endian.
	///
	/// # Errors
	/// [`KeyFault::ScalarOutOfRange`] unless it is in `[1, n-2]`.
	pub fn from_seed_bytes(seed: &[u8; 32]) -> Result<Self, KeyFault> {
		let secret = SecretKey::from_slice(seed).map_err(|_| KeyFault::ScalarOutOfRange)?;
		Self::from_secret(secret)
	}

	/// The development key called `name`: public knowledge, the same everywhere, for development
	/// and tests alone.
	///
	/// The scalar is `SM3("fiscalchain-dev//" + name)`; while it is out of range it is hashed again
	/// with a counter behind it (4 bytes, big endian, from 1).
	pub fn from_dev_name(name: &str) -> Self {
		let mut seed = Zeroizing::new(sm3_256(format!("fiscalchain-dev//{name}").as_bytes()));
		let mut counter = 0u32;
		loop {
			if let Ok(pair) = Self::from_seed_bytes(&seed) {
				return pair;
			}
			counter = counter.wrapping_add(1);
			*seed = sm3_256(&[seed.as_slice(), &counter.to_be_bytes()].concat());
		}
	}

	/// Reads an unencrypted PKCS#8 `PrivateKeyInfo` in DER.
	///
	/// # Errors
	/// [`KeyFault::Structure`] for anything but one SM2 key, or [`KeyFault::ScalarOutOfRange`].
	pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyFault> {
		SecretKey::from_pkcs8_der(der).map_err(|_| KeyFault::Structure).and_then(Self::from_secret)
	}

	/// Reads an unencrypted PKCS#8 `PrivateKeyInfo` in PEM (`PRIVATE KEY`).
	///
	/// # Errors
	/// As [`Pair::from_pkcs8_der`].
	pub fn from_pkcs8_pem(pem: &str) -> Result<Self, KeyFault> {
		SecretKey::from_pkcs8_pem(pem).map_err(|_| KeyFault::Structure).and_then(Self::from_secret)
	}

	/// The unencrypted PKCS#8 `PrivateKeyInfo` in DER; wiped on drop.
	///
	/// The `ECPrivateKey` in it names the curve and carries the public key, as RFC 5915 asks and
	/// GmSSL demands.
	///
	/// # Errors
	/// [`KeyFault::Structure`] if the encoder refuses, which it has no reason to.
	pub fn to_pkcs8_der(&self) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
		self.to_document().map(|document| document.to_bytes())
	}

	/// The unencrypted PKCS#8 `PrivateKeyInfo` in PEM (`PRIVATE KEY`); wiped on drop.
	///
	/// # Errors
	/// As [`Pair::to_pkcs8_der`].
	pub fn to_pkcs8_pem(&self) -> Result<Zeroizing<String>, KeyFault> {
		self.to_document()?
			.to_pem(PrivateKeyInfoRef::PEM_LABEL, LineEnding::LF)
			.map_err(|_| KeyFault::Structure)
	}

	/// The public half.
	pub fn public(&self) -> Public {
		self.public
	}

	/// The account of the public half.
	pub fn account_id(&self) -> AccountId32 {
		self.public.account_id()
	}

	/// Signs `message` under [`crate::DISTINGUISHING_ID`].
	pub fn sign(&self, message: &[u8]) -> Signature {
		use sm2::dsa::signature::Signer;
		let mut retries = Retries(0);
		let mut attempt = self.key.try_sign(message);
		loop {
			match attempt {
				Ok(signature) => return Signature(signature.to_bytes().into()),
				// GB/T 32918.2, A5 and A6: another k when r = 0, r + k = n or s = 0.
				Err(_) => attempt = self.key.try_sign_with_rng(&mut retries, message),
			}
		}
	}

	/// Signs `message` and puts the public key beside the signature, as extrinsics carry it.
	pub fn sign_with_public(&self, message: &[u8]) -> FiscalSignature {
		FiscalSignature { public: self.public, signature: self.sign(message) }
	}

	/// Signs `message`; the signature in DER.
	pub fn sign_der(&self, message: &[u8]) -> Vec<u8> {
		match self.sign(message).to_der() {
			Ok(der) => der,
			Err(_) => unreachable!("r and s of a fresh signature are in range"),
		}
	}

	fn to_document(&self) -> Result<SecretDocument, KeyFault> {
		let secret = SecretKey::from(self.key.as_nonzero_scalar());
		let key = secret.to_sec1_der().map_err(|_| KeyFault::Structure)?;
		let algorithm = AlgorithmIdentifierRef {
			oid: ALGORITHM_OID,
			parameters: Some(AnyRef::from(&Sm2::OID)),
		};
		OctetStringRef::new(&key)
			.and_then(|key| SecretDocument::encode_msg(&PrivateKeyInfoRef::new(algorithm, key)))
			.map_err(|_| KeyFault::Structure)
	}

	fn from_secret(secret: SecretKey) -> Result<Self, KeyFault> {
		// d = n - 1 has no inverse of 1 + d, so it cannot sign.
		if bool::from((*secret.to_nonzero_scalar() + Scalar::ONE).is_zero()) {
			return Err(KeyFault::ScalarOutOfRange);
		}
		let key = SigningKey::new(DISTINGUISHING_ID_TEXT, &secret)
			.map(Box::new)
			.map_err(|_| KeyFault::ScalarOutOfRange)?;
		let public = Public::from_affine(key.verifying_key().as_affine())?;
		Ok(Self { key, public })
	}
}

impl Drop for Pair {
	/// Overwrites the scalar with 1, the way `NonZeroScalar` is zeroized: the key type itself offers
	/// no wiping.
	fn drop(&mut self) {
		static BLANK: LazyLock<Option<SigningKey>> = LazyLock::new(|| {
			let mut one = [0; 32];
			one[31] = 1;
			SigningKey::from_slice(DISTINGUISHING_ID_TEXT, &one).ok()
		});
		if let Some(blank) = &*BLANK {
			*self.key = blank.clone();
		}
		// Without a reader the compiler may leave out a write to memory that is freed next.
		compiler_fence(Ordering::SeqCst);
		black_box(&*self.key);
	}
}

impl fmt::Debug for Pair {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Pair").field("public", &self.public).finish_non_exhaustive()
	}
}

/// Additional data of RFC 6979, section 3.6: a number of the attempt, so that each attempt has
/// another k. It carries no secrecy, which the key already gives.
struct Retries(u64);

impl TryRng for Retries {
	type Error = Infallible;

	fn try_next_u32(&mut self) -> Result<u32, Infallible> {
		let mut bytes = [0u8; 4];
		self.try_fill_bytes(&mut bytes)?;
		Ok(u32::from_be_bytes(bytes))
	}

	fn try_next_u64(&mut self) -> Result<u64, Infallible> {
		self.0 = self.0.wrapping_add(1);
		Ok(self.0)
	}

	fn try_fill_bytes(&mut self, destination: &mut [u8]) -> Result<(), Infallible> {
		let number = self.try_next_u64()?.to_be_bytes();
		destination.fill(0);
		let shared = destination.len().min(number.len());
		let start = destination.len() - shared;
		destination[start..].copy_from_slice(&number[number.len() - shared..]);
		Ok(())
	}
}

impl TryCryptoRng for Retries {}
