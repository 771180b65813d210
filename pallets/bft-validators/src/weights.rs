//! What the calls and hooks of this pallet cost.
//!
//! A runtime has it measured: `make weights` runs the benchmarks of this pallet and writes the
//! [`WeightInfo`] of the runtime. The one here is for mocks.

use frame_support::weights::Weight;

/// Any call in a mock: 25 µs.
const CALL: Weight = Weight::from_parts(25_000_000, 0);
/// One signature in a mock: 200 µs.
const VERIFY: Weight = Weight::from_parts(200_000_000, 0);

/// Weights of the calls and hooks.
pub trait WeightInfo {
	/// `add_validator`. Here and below, a call that changes the set pays for the announcement at the
	/// end of its block too.
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

/// Figures for mocks, not measured; a runtime measures its own.
impl WeightInfo for () {
	fn add_validator() -> Weight {
		CALL.saturating_add(VERIFY)
	}
	fn remove_validator() -> Weight {
		CALL
	}
	fn set_weight() -> Weight {
		CALL
	}
	fn rotate_key() -> Weight {
		CALL.saturating_add(VERIFY)
	}
	fn set_pace() -> Weight {
		CALL
	}
	fn report_equivocation() -> Weight {
		CALL.saturating_add(VERIFY.saturating_mul(2))
	}
	fn on_initialize() -> Weight {
		CALL
	}
	fn on_initialize_with_set() -> Weight {
		CALL
	}
}
