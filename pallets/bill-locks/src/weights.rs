//! What the calls and hooks of this pallet cost.
//!
//! Basis: every storage item read or written at worst, counted by hand and priced by `T::DbWeight`,
//! and an allowance of the right order for computation: [`CALL`] for origin, decoding, idempotency
//! digests and event, [`LEDGER`] for a change of the bill with its version. The allowances are
//! estimates, not benchmarks. What the ledger of bills and the permission check read and write is
//! counted here, since they run inside these calls; what the policies in force cost is charged beside,
//! since they say it themselves. What a request costs when the block closes is charged with `acquire`;
//! the sweep of deadlines is reserved when the block opens. Proof size is zero: the chain makes no
//! storage proofs of its blocks.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Allowance for origin, decoding, digests and event: 25 µs.
pub const CALL: Weight = Weight::from_parts(25_000_000, 0);
/// Allowance for a change of the bill: 25 µs.
pub const LEDGER: Weight = Weight::from_parts(25_000_000, 0);
/// Allowance for sorting and deciding one request, or for one deadline: 15 µs.
pub const DECISION: Weight = Weight::from_parts(15_000_000, 0);

/// Weights of the calls and hooks.
pub trait WeightInfo {
	/// `acquire`, with its share of the close of the block, without the policies in force.
	fn acquire() -> Weight;
	/// `settle`.
	fn settle() -> Weight;
	/// `release`.
	fn release() -> Weight;
	/// `force_release`.
	fn force_release() -> Weight;
	/// `request_reversal`.
	fn request_reversal() -> Weight;
	/// `confirm_reversal`.
	fn confirm_reversal() -> Weight;
	/// `withdraw_reversal`.
	fn withdraw_reversal() -> Weight;
	/// The close of a block that handles `n` deadlines.
	fn sweep(n: u32) -> Weight;
}

/// Reads that find out who the signer is: account, participant and the two above it.
const SIGNER: u64 = 4;
/// Reads of the gate: the signer, the approval, whether the operation is of high risk.
const GATE: u64 = SIGNER + 2;

/// The weights of a runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> SubstrateWeight<T> {
	/// Lock, number of locks, two deadlines, the record of the bill, and the transition rule.
	fn end_of_lock() -> Weight {
		LEDGER.saturating_add(T::DbWeight::get().reads_writes(4, 5))
	}
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn acquire() -> Weight {
		// Time, scene, answer, the extrinsic, requests, the authorization with grantee, holder, their
		// keys, the delegate and the payer reference, all of it once more at the close, its use and
		// log; an old lock may end on the spot; at the close the bill, the rule, the lock, the number,
		// two deadlines, the answer.
		CALL.saturating_add(DECISION)
			.saturating_add(LEDGER)
			.saturating_add(Self::end_of_lock())
			.saturating_add(T::DbWeight::get().reads_writes(SIGNER + 38, 12))
	}

	fn settle() -> Weight {
		// Time, answer, settlements, consent to a red flush.
		CALL.saturating_add(Self::end_of_lock())
			.saturating_add(T::DbWeight::get().reads_writes(SIGNER + 3, 3))
	}

	fn release() -> Weight {
		CALL.saturating_add(Self::end_of_lock())
			.saturating_add(T::DbWeight::get().reads_writes(SIGNER + 2, 1))
	}

	fn force_release() -> Weight {
		CALL.saturating_add(Self::end_of_lock()).saturating_add(T::DbWeight::get().reads(GATE))
	}

	fn request_reversal() -> Weight {
		CALL.saturating_add(T::DbWeight::get().reads_writes(SIGNER + 4, 2))
	}

	fn confirm_reversal() -> Weight {
		// Reversal, settlements, bill, consent to a red flush.
		CALL.saturating_add(LEDGER).saturating_add(T::DbWeight::get().reads_writes(GATE + 4, 4))
	}

	fn withdraw_reversal() -> Weight {
		CALL.saturating_add(T::DbWeight::get().reads_writes(SIGNER + 1, 1))
	}

	fn sweep(n: u32) -> Weight {
		// Requests and time, the first deadline that is not due; each deadline and the lock it ends.
		DECISION.saturating_add(T::DbWeight::get().reads_writes(3, 1)).saturating_add(
			DECISION
				.saturating_add(Self::end_of_lock())
				.saturating_add(T::DbWeight::get().reads(1))
				.saturating_mul(u64::from(n)),
		)
	}
}

/// For mocks: computation alone.
impl WeightInfo for () {
	fn acquire() -> Weight {
		CALL
	}
	fn settle() -> Weight {
		CALL
	}
	fn release() -> Weight {
		CALL
	}
	fn force_release() -> Weight {
		CALL
	}
	fn request_reversal() -> Weight {
		CALL
	}
	fn confirm_reversal() -> Weight {
		CALL
	}
	fn withdraw_reversal() -> Weight {
		CALL
	}
	fn sweep(n: u32) -> Weight {
		DECISION.saturating_mul(u64::from(n))
	}
}
