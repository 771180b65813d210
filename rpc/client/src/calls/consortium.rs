//! Calls of the pallet `Consortium`.

use crate::call::Call;
use fiscal_primitives::Digest;

/// Authorizes the upgrade of the runtime to the code with this SM3.
pub fn authorize_upgrade(code_hash: Digest) -> Call {
	Call::new("Consortium", "authorize_upgrade", &["code_hash"], &(code_hash,))
}
