//! What the call of this pallet costs.
//!
//! A runtime has it measured: `make weights` runs the benchmarks of this pallet and writes the
//! [`WeightInfo`] of the runtime. The one here is for mocks.

use frame_support::weights::Weight;

/// Any call in a mock: 25 µs.
const CALL: Weight = Weight::from_parts(25_000_000, 0);

/// What each call costs at most.
pub trait WeightInfo {
	/// [`crate::Pallet::set_rule`].
	fn set_rule() -> Weight;
}

/// Figures for mocks, not measured; a runtime measures its own.
impl WeightInfo for () {
	fn set_rule() -> Weight {
		CALL
	}
}
