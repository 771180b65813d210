//! What the calls of this pallet cost.
//!
//! Basis: every storage item a call reads or writes at worst, counted by hand and priced by
//! `T::DbWeight`, and an allowance of the right order for computation: [`CALL`] for origin, decoding
//! and event, [`RECORD`] for decoding, checking and encoding one bill, [`VERSION`] for the two SM3
//! digests of a new version. The allowances are estimates, not benchmarks. Proof size is zero: the
//! chain makes no storage proofs of its blocks.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Allowance for origin checks, decoding of the call and its event: 15 µs.
pub const CALL: Weight = Weight::from_parts(15_000_000, 0);
/// Allowance for one bill record (or one entry of a batch): 6 µs.
pub const RECORD: Weight = Weight::from_parts(6_000_000, 0);
/// Allowance for the version hash and the difference root of one change: 20 µs.
pub const VERSION: Weight = Weight::from_parts(20_000_000, 0);

/// Weights of the calls.
pub trait WeightInfo {
	/// `register_batch` with `n` entries.
	fn register_batch(n: u32) -> Weight;
	/// `update`.
	fn update() -> Weight;
	/// `red_flush`, with a difference bill.
	fn red_flush() -> Weight;
	/// `consent_red_flush`.
	fn consent_red_flush() -> Weight;
	/// `void_bill`.
	fn void_bill() -> Weight;
	/// `exchange_for_paper`.
	fn exchange_for_paper() -> Weight;
	/// `restore_electronic`.
	fn restore_electronic() -> Weight;
	/// `set_circulation`.
	fn set_circulation() -> Weight;
	/// `propose_correction`.
	fn propose_correction() -> Weight;
	/// `confirm_correction`.
	fn confirm_correction() -> Weight;
	/// `withdraw_correction`.
	fn withdraw_correction() -> Weight;
}

/// Reads that find out who the signer is: account, participant.
const SIGNER: u64 = 2;
/// Reads that find out whether the signer stands on the issuer's side: node and its operator.
const SIDE: u64 = SIGNER + 2;

/// The weights of a runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn register_batch(n: u32) -> Weight {
		let entries = u64::from(n);
		// Node, operator, issuer, service, scene, time, position, policy, number of bills.
		CALL.saturating_add(RECORD.saturating_mul(entries))
			.saturating_add(T::DbWeight::get().reads_writes(SIGNER + 10, 1))
			.saturating_add(T::DbWeight::get().reads_writes(1, 1).saturating_mul(entries))
	}

	fn update() -> Weight {
		CALL.saturating_add(RECORD)
			.saturating_add(VERSION)
			.saturating_add(T::DbWeight::get().reads_writes(SIDE + 1, 1))
	}

	fn red_flush() -> Weight {
		// Three bills, consent, pending correction, number of bills, time.
		CALL.saturating_add(RECORD.saturating_mul(3))
			.saturating_add(VERSION)
			.saturating_add(T::DbWeight::get().reads_writes(SIDE + 6, 6))
	}

	fn consent_red_flush() -> Weight {
		CALL.saturating_add(RECORD).saturating_add(T::DbWeight::get().reads_writes(SIGNER + 2, 1))
	}

	fn void_bill() -> Weight {
		// The bill, its consent and its pending correction.
		CALL.saturating_add(RECORD)
			.saturating_add(VERSION)
			.saturating_add(T::DbWeight::get().reads_writes(SIDE + 1, 3))
	}

	fn exchange_for_paper() -> Weight {
		Self::update()
	}

	fn restore_electronic() -> Weight {
		Self::update()
	}

	fn set_circulation() -> Weight {
		Self::update()
	}

	fn propose_correction() -> Weight {
		CALL.saturating_add(RECORD).saturating_add(T::DbWeight::get().reads_writes(SIGNER + 2, 1))
	}

	fn confirm_correction() -> Weight {
		CALL.saturating_add(RECORD)
			.saturating_add(VERSION)
			.saturating_add(T::DbWeight::get().reads_writes(SIGNER + 2, 2))
	}

	fn withdraw_correction() -> Weight {
		CALL.saturating_add(T::DbWeight::get().reads_writes(SIGNER + 1, 1))
	}
}

/// For mocks: computation alone.
impl WeightInfo for () {
	fn register_batch(n: u32) -> Weight {
		CALL.saturating_add(RECORD.saturating_mul(u64::from(n)))
	}
	fn update() -> Weight {
		CALL
	}
	fn red_flush() -> Weight {
		CALL
	}
	fn consent_red_flush() -> Weight {
		CALL
	}
	fn void_bill() -> Weight {
		CALL
	}
	fn exchange_for_paper() -> Weight {
		CALL
	}
	fn restore_electronic() -> Weight {
		CALL
	}
	fn set_circulation() -> Weight {
		CALL
	}
	fn propose_correction() -> Weight {
		CALL
	}
	fn confirm_correction() -> Weight {
		CALL
	}
	fn withdraw_correction() -> Weight {
		CALL
	}
}
