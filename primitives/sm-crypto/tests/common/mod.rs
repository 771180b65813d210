//! What several tests share.

use sm2::dsa::{signature::Verifier, Signature, VerifyingKey};

/// The verdict of RustCrypto, whose verification knows no tables and remembers no keys.
pub fn rustcrypto(public: &[u8; 33], message: &[u8], signature: &[u8; 64]) -> bool {
	let Ok(signature) = Signature::from_slice(signature) else { return false };
	VerifyingKey::from_sec1_bytes("1234567812345678", public)
		.and_then(|key| key.verify(message, &signature))
		.is_ok()
}
