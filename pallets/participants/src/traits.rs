//! What this pallet asks of the runtime.

use fiscal_primitives::participant::Roles;

/// Which roles may send which call as a transaction, and which calls need no signer.
///
/// An implementation is an allow-list over the runtime's own call enum: one `match` without
/// deny-list and without call names, so that a new call is closed until somebody opens it.
pub trait CallPolicy<Call> {
	/// The roles of which a signer must have one, or `None` when nobody may send the call.
	fn roles_for(call: &Call) -> Option<Roles>;

	/// Whether the call may come as a bare transaction, without a signer. Whoever answers yes has
	/// to validate the call itself (`ValidateUnsigned`), as nobody answers for it.
	fn admits_bare(_call: &Call) -> bool {
		false
	}
}
