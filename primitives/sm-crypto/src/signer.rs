//! Signing as a trait, so that a key may live in this process, in a file or in a device.

use crate::{Public, Signature};

/// Holds one SM2 key and signs with it.
///
/// Object safe: nodes and clients keep an `Arc<dyn Signer>`. A hardware module (GM/T 0018 or
/// PKCS#11) is another implementation of this trait.
pub trait Signer: Send + Sync {
	/// The public half of the key.
	fn public(&self) -> Public;

	/// Signs `message` under [`crate::DISTINGUISHING_ID`].
	///
	/// # Errors
	/// [`SignFault`] if the holder of the key cannot or will not sign.
	fn sign(&self, message: &[u8]) -> Result<Signature, SignFault>;
}

/// Why a signer did not sign.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignFault {
	/// The key is out of reach: the device is gone or locked.
	#[error("the signing key is unavailable: {0}")]
	Unavailable(String),
	/// The holder of the key refused this message.
	#[error("the signer refused: {0}")]
	Refused(String),
}

impl Signer for crate::Pair {
	fn public(&self) -> Public {
		crate::Pair::public(self)
	}

	fn sign(&self, message: &[u8]) -> Result<Signature, SignFault> {
		Ok(crate::Pair::sign(self, message))
	}
}

impl<T: Signer + ?Sized> Signer for std::sync::Arc<T> {
	fn public(&self) -> Public {
		(**self).public()
	}

	fn sign(&self, message: &[u8]) -> Result<Signature, SignFault> {
		(**self).sign(message)
	}
}
