//! What the calls and hooks of this pallet cost.
//!
//! Basis: every storage item read or written at worst, counted by hand and priced by `T::DbWeight`,
//! and an allowance of the right order for computation: [`CALL`] for origin, decoding and event,
//! [`SET`] for decoding, ordering and hashing a set of 100 validators, [`VERIFY`] for one SM2
//! signature. The allowances are estimates, not benchmarks. A call that changes the set pays for
//! the announcement at the end of its block; the begin of a block pays for the look whether there
//! is one.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Allowance for origin, decoding and event: 25 µs.
pub const CALL: Weight = Weight::from_parts(25_000_000, 0);
/// Allowance for building, storing and hashing the largest set: 60 µs.
pub const SET: Weight = Weight::from_parts(60_000_000, 0);
/// Allowance for one signature: 200 µs.
pub const VERIFY: Weight = Weight::from_parts(200_000_000, 0);

/// Weights of the calls and hooks.
pub trait WeightInfo {
	/// `add_validator`.
	fn add_validator() -> Weight;
	/// `remove_validator`.
	fn remove_validator() -> Weight;
	/// `set_weight`.
	fn set_weight() -> Weight;
	/// `rotate_key`.
	fn rotate_key() -> Weight;
	/// `set_pace`.
	fn set_pace() -> Weight;
	/// `report_equivocation` with its validation in the block.
	fn report_equivocation() -> Weight;
	/// The begin of a block at which no set takes over, and the end of one that changed none.
	fn on_initialize() -> Weight;
	/// The begin of a block at which a set takes over.
	fn on_initialize_with_set() -> Weight;
}

/// The weights of a runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> SubstrateWeight<T> {
	/// The latest set, the new one, and at the end of the block the list of changes, its length and
	/// the set once more.
	fn change() -> Weight {
		CALL.saturating_add(SET).saturating_add(T::DbWeight::get().reads_writes(3, 4))
	}
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn add_validator() -> Weight {
		// Participant, key in use, key of the past, its offences, genesis hash.
		Self::change().saturating_add(VERIFY).saturating_add(T::DbWeight::get().reads_writes(5, 1))
	}

	fn remove_validator() -> Weight {
		// Operator; key of the past.
		Self::change().saturating_add(T::DbWeight::get().reads_writes(1, 2))
	}

	fn set_weight() -> Weight {
		Self::change()
	}

	fn rotate_key() -> Weight {
		// As adding and removing, and the account.
		Self::change().saturating_add(VERIFY).saturating_add(T::DbWeight::get().reads_writes(7, 3))
	}

	fn set_pace() -> Weight {
		CALL.saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}

	fn report_equivocation() -> Weight {
		// Key in use, key of the past, offence, three counts, genesis hash. The signatures are
		// checked before and in the call; the host remembers them in between.
		CALL.saturating_add(VERIFY.saturating_mul(2))
			.saturating_add(T::DbWeight::get().reads_writes(7, 4))
	}

	fn on_initialize() -> Weight {
		T::DbWeight::get().reads(2)
	}

	fn on_initialize_with_set() -> Weight {
		SET.saturating_add(T::DbWeight::get().reads_writes(2, 2))
	}
}

/// For mocks: computation alone.
impl WeightInfo for () {
	fn add_validator() -> Weight {
		CALL.saturating_add(SET).saturating_add(VERIFY)
	}
	fn remove_validator() -> Weight {
		CALL.saturating_add(SET)
	}
	fn set_weight() -> Weight {
		CALL.saturating_add(SET)
	}
	fn rotate_key() -> Weight {
		CALL.saturating_add(SET).saturating_add(VERIFY)
	}
	fn set_pace() -> Weight {
		CALL
	}
	fn report_equivocation() -> Weight {
		CALL.saturating_add(VERIFY.saturating_mul(2))
	}
	fn on_initialize() -> Weight {
		Weight::zero()
	}
	fn on_initialize_with_set() -> Weight {
		SET
	}
}
