//! SM2 signatures and their verification.

use crate::{host::sm, text::impl_hex_text, KeyFault, Public};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{
	traits::{Lazy, Verify},
	AccountId32,
};

/// The distinguishing identifier (可辨别标识) under which every key signs: the default of
/// GM/T 0009, 16 bytes.
pub const DISTINGUISHING_ID: &[u8] = b"1234567812345678";

#[cfg(feature = "std")]
pub(crate) const DISTINGUISHING_ID_TEXT: &str = "1234567812345678";

/// A raw SM2 signature: r‖s, each 32 bytes, big endian.
///
/// Any 64 bytes are of this type; those whose `r` or `s` is outside `[1, n-1]` verify nothing.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Signature(pub [u8; 64]);

impl Signature {
	/// Length of the raw form in bytes.
	pub const LEN: usize = 64;

	/// Takes a raw signature.
	pub const fn from_bytes(bytes: [u8; 64]) -> Self {
		Self(bytes)
	}

	/// Takes a raw signature from a slice.
	///
	/// # Errors
	/// [`KeyFault::Length`] unless there are 64 bytes.
	pub fn from_slice(bytes: &[u8]) -> Result<Self, KeyFault> {
		<[u8; 64]>::try_from(bytes)
			.map(Self)
			.map_err(|_| KeyFault::Length { expected: Self::LEN, found: bytes.len() })
	}

	/// The raw signature.
	pub const fn as_bytes(&self) -> &[u8; 64] {
		&self.0
	}
}

#[cfg(feature = "std")]
impl Signature {
	/// The DER form, `SEQUENCE { r INTEGER, s INTEGER }`, at most 72 bytes.
	///
	/// # Errors
	/// [`KeyFault::ScalarOutOfRange`] if `r` or `s` is outside `[1, n-1]`.
	pub fn to_der(&self) -> Result<Vec<u8>, KeyFault> {
		let signature =
			sm2::dsa::Signature::from_slice(&self.0).map_err(|_| KeyFault::ScalarOutOfRange)?;
		Ok(signature.to_der().to_vec())
	}

	/// Reads the DER form.
	///
	/// # Errors
	/// [`KeyFault::Structure`] for anything but one canonical DER signature with both numbers in
	/// `[1, n-1]`.
	pub fn from_der(der: &[u8]) -> Result<Self, KeyFault> {
		let signature = sm2::dsa::Signature::from_der(der).map_err(|_| KeyFault::Structure)?;
		Ok(Self(signature.to_bytes().into()))
	}
}

impl From<[u8; 64]> for Signature {
	fn from(bytes: [u8; 64]) -> Self {
		Self(bytes)
	}
}

impl AsRef<[u8]> for Signature {
	fn as_ref(&self) -> &[u8] {
		&self.0
	}
}

impl TryFrom<&[u8]> for Signature {
	type Error = KeyFault;

	fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
		Self::from_slice(bytes)
	}
}

impl_hex_text!(Signature, 64, |bytes| Ok(Signature(bytes)));

/// A signature as extrinsics carry it: the public key and the raw signature, 97 bytes.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct FiscalSignature {
	/// The key that signed, 33 bytes.
	pub public: Public,
	/// r‖s, 64 bytes.
	pub signature: Signature,
}

impl Verify for FiscalSignature {
	type Signer = Public;

	/// True if the carried key belongs to `account` and made the signature.
	fn verify<L: Lazy<[u8]>>(&self, mut message: L, account: &AccountId32) -> bool {
		self.public.account_id() == *account && verify(&self.public, message.get(), &self.signature)
	}
}

/// Whether `signature` of `message` was made by the holder of `public` under
/// [`DISTINGUISHING_ID`].
///
/// In a runtime this is one call to the host; the host answers from its verify-once cache when it
/// can.
pub fn verify(public: &Public, message: &[u8], signature: &Signature) -> bool {
	sm::sm2_verify(&signature.0, message, public.as_bytes())
}

/// As [`verify`], for a signature in DER. Malformed DER is not valid.
#[cfg(feature = "std")]
pub fn verify_der(public: &Public, message: &[u8], der: &[u8]) -> bool {
	Signature::from_der(der).is_ok_and(|signature| verify(public, message, &signature))
}

/// As [`verify`], always computed: the verdict is not remembered, though the key may be.
#[cfg(not(substrate_runtime))]
pub fn verify_uncached(public: &Public, message: &[u8], signature: &Signature) -> bool {
	crate::verifier::verify_bytes(public.as_bytes(), message, &signature.0)
}
