//! What the calls of `pallet_bft_validators` cost, measured.
//!
//! `fiscal-weights` wrote this file (`make weights`); changes by hand do not last.
//!
//! * Command: `fiscal-weights --steps 30 --repeat 15`
//! * Steps: 30, repeats: 15
//! * Date: 2026-11-21
//! * Processor: `Intel(R) Xeon(R) Processor`
//!
//! Times are those of the runtime in compiled WASM with its state in memory; reads and writes are
//! priced by `DbWeight`. Proof sizes are 0: nobody carries proofs of the state in blocks.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Measured weights of `pallet_bft_validators`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_bft_validators::WeightInfo for WeightInfo<T> {
	/// Took 266_425 ns at least. Reads: 7. Writes: 5.
	fn add_validator() -> Weight {
		Weight::from_parts(272_740_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}

	/// Took 51_674 ns at least. Reads: 4. Writes: 6.
	fn remove_validator() -> Weight {
		Weight::from_parts(54_341_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}

	/// Took 42_232 ns at least. Reads: 3. Writes: 4.
	fn set_weight() -> Weight {
		Weight::from_parts(43_611_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	/// Took 279_414 ns at least. Reads: 9. Writes: 7.
	fn rotate_key() -> Weight {
		Weight::from_parts(284_993_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}

	/// Took 9_866 ns at least. Reads: 1. Writes: 1.
	fn set_pace() -> Weight {
		Weight::from_parts(10_641_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 853_272 ns at least. Reads: 6. Writes: 4.
	fn report_equivocation() -> Weight {
		Weight::from_parts(860_442_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	/// Took 4_607 ns at least. Reads: 1. Writes: 0.
	fn on_initialize() -> Weight {
		Weight::from_parts(5_084_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}

	/// Took 25_083 ns at least. Reads: 1. Writes: 2.
	fn on_initialize_with_set() -> Weight {
		Weight::from_parts(25_591_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}
