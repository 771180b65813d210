//! What the calls of `pallet_bills` cost, measured.
//!
//! `fiscal-weights` wrote this file (`make weights`); changes by hand do not last.
//!
//! * Command: `fiscal-weights --steps 20 --repeat 10 --pallet pallet_outbox --pallet pallet_observations --pallet pallet_cross_region --pallet pallet_bills --pallet pallet_bill_locks`
//! * Steps: 20, repeats: 10
//! * Date: 2026-11-21
//! * Processor: `Intel(R) Xeon(R) Processor`
//!
//! Times are those of the runtime in compiled WASM with its state in memory; reads and writes are
//! priced by `DbWeight`. Proof sizes are 0: nobody carries proofs of the state in blocks.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Measured weights of `pallet_bills`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_bills::WeightInfo for WeightInfo<T> {
	/// Took 399_333 ns at least. Reads: 13 + 1n + 1c. Writes: 3 + 1n + 1c.
	/// `n`: 1 to 500.
	/// `c`: 1 to 50.
	fn register_batch(n: u32, c: u32) -> Weight {
		Weight::from_parts(43_100_087, 0)
			// Standard error: 40_225
			.saturating_add(Weight::from_parts(6_203_232, 0).saturating_mul(n.into()))
			// Standard error: 405_838
			.saturating_add(Weight::from_parts(13_566_127, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(c.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(c.into())))
	}

	/// Took 67_917 ns at least. Reads: 7. Writes: 1.
	fn update() -> Weight {
		Weight::from_parts(75_036_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 112_096 ns at least. Reads: 13. Writes: 8.
	fn red_flush() -> Weight {
		Weight::from_parts(120_854_000, 0)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}

	/// Took 18_159 ns at least. Reads: 2. Writes: 1.
	fn consent_red_flush() -> Weight {
		Weight::from_parts(21_279_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 62_127 ns at least. Reads: 6. Writes: 3.
	fn void_bill() -> Weight {
		Weight::from_parts(63_320_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 55_781 ns at least. Reads: 6. Writes: 1.
	fn exchange_for_paper() -> Weight {
		Weight::from_parts(62_048_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 55_932 ns at least. Reads: 6. Writes: 1.
	fn restore_electronic() -> Weight {
		Weight::from_parts(58_466_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 54_911 ns at least. Reads: 6. Writes: 1.
	fn set_circulation() -> Weight {
		Weight::from_parts(59_773_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 40_293 ns at least. Reads: 4. Writes: 1.
	fn propose_correction() -> Weight {
		Weight::from_parts(44_410_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 49_882 ns at least. Reads: 5. Writes: 3.
	fn confirm_correction() -> Weight {
		Weight::from_parts(55_616_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 32_055 ns at least. Reads: 3. Writes: 1.
	fn withdraw_correction() -> Weight {
		Weight::from_parts(34_703_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 153_347 ns at least. Reads: 3. Writes: 2.
	fn allocate_numbers() -> Weight {
		Weight::from_parts(166_299_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 139_021 ns at least. Reads: 2. Writes: 2.
	fn return_numbers() -> Weight {
		Weight::from_parts(142_177_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 55_681 ns at least. Reads: 3 + 2n. Writes: 0 + 1n.
	/// `n`: 1 to 100.
	fn set_relations(n: u32) -> Weight {
		Weight::from_parts(44_168_170, 0)
			// Standard error: 74_205
			.saturating_add(Weight::from_parts(23_480_723, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}

	/// Took 284_853 ns at least. Reads: 9. Writes: 1.
	fn transfer_holder() -> Weight {
		Weight::from_parts(291_127_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 57_564 ns at least. Reads: 7. Writes: 6.
	fn end_outside_lock() -> Weight {
		Weight::from_parts(65_663_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
}
