//! What the pallet asks of its runtime.

use fiscal_primitives::{participant::Roles, Operation};

/// Which operation a call performs. The runtime's own enum is the only place where every call is
/// known.
pub trait OperationOf<Call> {
	/// The operation; none for calls that are not for approvals: those that only their signer can
	/// send, and every call that carries other calls.
	fn operation(call: &Call) -> Option<Operation>;
	/// The roles of which whoever sends the call itself needs one; none where nobody does. Who needs
	/// the approval of nobody but seeks it proposes no more than it might send.
	fn roles(call: &Call) -> Roles;
}

/// Makes the participants that benchmarks need.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId> {
	/// An account of an active participant with the role; for each number another one, from 0.
	fn participant(number: u32, role: fiscal_primitives::participant::Role) -> AccountId;
}
