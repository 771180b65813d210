//! SM2 public keys and the accounts they stand for.

use crate::{hash::sm3_256, text::impl_hex_text, KeyFault};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{traits::IdentifyAccount, AccountId32};

/// An SM2 public key: a compressed SEC 1 point of sm2p256v1, 33 bytes, `02` or `03` and the
/// x coordinate (big endian).
///
/// Decoding and the runtime's constructor check the prefix alone; on the host [`Public::from_bytes`]
/// also checks the curve. A key off the curve verifies nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, MaxEncodedLen, TypeInfo)]
pub struct Public([u8; 33]);

impl Public {
	/// Length of the compressed form in bytes.
	pub const LEN: usize = 33;

	/// Takes a compressed point.
	///
	/// # Errors
	/// [`KeyFault::Prefix`], and on the host [`KeyFault::NotOnCurve`].
	pub fn from_bytes(bytes: [u8; 33]) -> Result<Self, KeyFault> {
		let public = Self::from_prefixed(bytes)?;
		#[cfg(not(substrate_runtime))]
		public.to_point()?;
		Ok(public)
	}

	/// Takes a compressed point from a slice.
	///
	/// # Errors
	/// [`KeyFault::Length`] unless there are 33 bytes, else as [`Public::from_bytes`].
	pub fn from_slice(bytes: &[u8]) -> Result<Self, KeyFault> {
		let bytes = <[u8; 33]>::try_from(bytes)
			.map_err(|_| KeyFault::Length { expected: Self::LEN, found: bytes.len() })?;
		Self::from_bytes(bytes)
	}

	/// The compressed point.
	pub fn as_bytes(&self) -> &[u8; 33] {
		&self.0
	}

	/// The account of this key: SM3 of its 33 bytes.
	pub fn account_id(&self) -> AccountId32 {
		AccountId32::new(sm3_256(&self.0))
	}

	fn from_prefixed(bytes: [u8; 33]) -> Result<Self, KeyFault> {
		match bytes {
			[0x02 | 0x03, ..] => Ok(Self(bytes)),
			[prefix, ..] => Err(KeyFault::Prefix(prefix)),
		}
	}

	#[cfg(not(substrate_runtime))]
	fn to_point(self) -> Result<sm2::PublicKey, KeyFault> {
		sm2::PublicKey::from_sec1_bytes(&self.0).map_err(|_| KeyFault::NotOnCurve)
	}
}

#[cfg(feature = "std")]
impl Public {
	/// Takes a point in either SEC 1 form: 33 bytes compressed or 65 bytes uncompressed.
	///
	/// # Errors
	/// [`KeyFault::Length`], [`KeyFault::Prefix`] or [`KeyFault::NotOnCurve`].
	pub fn from_sec1(bytes: &[u8]) -> Result<Self, KeyFault> {
		match bytes {
			[0x04, ..] if bytes.len() == 65 => sm2::PublicKey::from_sec1_bytes(bytes)
				.map_err(|_| KeyFault::NotOnCurve)
				.and_then(|point| Self::from_affine(point.as_affine())),
			[prefix, ..] if bytes.len() == 65 => Err(KeyFault::Prefix(*prefix)),
			_ => Self::from_slice(bytes),
		}
	}

	/// The uncompressed SEC 1 form: `04`, x and y, 65 bytes.
	///
	/// # Errors
	/// [`KeyFault::NotOnCurve`] if a key that was only decoded is off the curve.
	pub fn to_uncompressed(&self) -> Result<[u8; 65], KeyFault> {
		use sm2::elliptic_curve::sec1::ToSec1Point;
		self.to_point()?
			.to_sec1_point(false)
			.as_bytes()
			.try_into()
			.map_err(|_| KeyFault::NotOnCurve)
	}

	/// DER of the X.509 `SubjectPublicKeyInfo` (id-ecPublicKey, sm2p256v1).
	///
	/// # Errors
	/// [`KeyFault::NotOnCurve`] if a key that was only decoded is off the curve.
	pub fn to_spki_der(&self) -> Result<Vec<u8>, KeyFault> {
		use pkcs8::EncodePublicKey;
		let document = self.to_point()?.to_public_key_der().map_err(|_| KeyFault::Structure)?;
		Ok(document.into_vec())
	}

	/// PEM (`PUBLIC KEY`) of the X.509 `SubjectPublicKeyInfo`.
	///
	/// # Errors
	/// As [`Public::to_spki_der`].
	pub fn to_pem(&self) -> Result<String, KeyFault> {
		use pkcs8::EncodePublicKey;
		self.to_point()?.to_public_key_pem(pkcs8::LineEnding::LF).map_err(|_| KeyFault::Structure)
	}

	/// Reads DER of an X.509 `SubjectPublicKeyInfo`.
	///
	/// # Errors
	/// [`KeyFault::Structure`] for anything but one SM2 key.
	pub fn from_spki_der(der: &[u8]) -> Result<Self, KeyFault> {
		use pkcs8::DecodePublicKey;
		let point = sm2::PublicKey::from_public_key_der(der).map_err(|_| KeyFault::Structure)?;
		Self::from_affine(point.as_affine())
	}

	/// Reads PEM (`PUBLIC KEY`) of an X.509 `SubjectPublicKeyInfo`.
	///
	/// # Errors
	/// [`KeyFault::Structure`] for anything but one SM2 key.
	pub fn from_pem(pem: &str) -> Result<Self, KeyFault> {
		use pkcs8::DecodePublicKey;
		let point = sm2::PublicKey::from_public_key_pem(pem).map_err(|_| KeyFault::Structure)?;
		Self::from_affine(point.as_affine())
	}

	/// The identity, which has no compressed form of 33 bytes, is refused.
	pub(crate) fn from_affine(point: &sm2::AffinePoint) -> Result<Self, KeyFault> {
		use sm2::elliptic_curve::sec1::ToSec1Point;
		let encoded = point.to_sec1_point(true);
		let bytes = <[u8; 33]>::try_from(encoded.as_bytes()).map_err(|_| KeyFault::NotOnCurve)?;
		Self::from_prefixed(bytes)
	}
}

impl Decode for Public {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		Self::from_prefixed(Decode::decode(input)?)
			.map_err(|_| codec::Error::from("not a compressed SM2 point"))
	}
}

impl DecodeWithMemTracking for Public {}

impl AsRef<[u8]> for Public {
	fn as_ref(&self) -> &[u8] {
		&self.0
	}
}

impl TryFrom<&[u8]> for Public {
	type Error = KeyFault;

	fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
		Self::from_slice(bytes)
	}
}

impl IdentifyAccount for Public {
	type AccountId = AccountId32;

	fn into_account(self) -> Self::AccountId {
		self.account_id()
	}
}

impl_hex_text!(Public, 33, Public::from_bytes);
