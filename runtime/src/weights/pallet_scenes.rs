//! What the calls of `pallet_scenes` cost, measured.
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

/// Measured weights of `pallet_scenes`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_scenes::WeightInfo for WeightInfo<T> {
	/// Took 13_847 ns at least. Reads: 2. Writes: 2.
	fn register() -> Weight {
		Weight::from_parts(14_640_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 38_368 ns at least. Reads: 4. Writes: 2.
	fn update() -> Weight {
		Weight::from_parts(41_960_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 402_144 ns at least. Reads: 7. Writes: 5.
	fn set_status() -> Weight {
		Weight::from_parts(423_618_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}

	/// Took 814_455 ns at least. Reads: 4. Writes: 4.
	fn set_rules() -> Weight {
		Weight::from_parts(853_796_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	/// Took 917_616 ns at least. Reads: 4. Writes: 4.
	fn confirm() -> Weight {
		Weight::from_parts(963_548_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	/// Took 589_575 ns at least. Reads: 3. Writes: 1.
	fn withdraw() -> Weight {
		Weight::from_parts(644_144_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 34_999 ns at least. Reads: 2. Writes: 2.
	fn register_resource_type() -> Weight {
		Weight::from_parts(36_355_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 40_413 ns at least. Reads: 2. Writes: 1.
	fn change_resource_type() -> Weight {
		Weight::from_parts(40_922_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 61_377 ns at least. Reads: 8. Writes: 2.
	fn register_resource() -> Weight {
		Weight::from_parts(68_020_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 55_259 ns at least. Reads: 6. Writes: 1.
	fn change_resource() -> Weight {
		Weight::from_parts(58_808_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}
