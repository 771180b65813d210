//! Calls of the pallet `System`.

use crate::call::Call;

/// Puts the code of an authorized upgrade on the chain.
pub fn apply_authorized_upgrade(code: &[u8]) -> Call {
	Call::new("System", "apply_authorized_upgrade", &["code"], &(code,))
}

/// Writes nothing and costs the signer its quota.
pub fn remark(remark: &[u8]) -> Call {
	Call::new("System", "remark", &["remark"], &(remark,))
}
