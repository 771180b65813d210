//! What the calls of `pallet_bills` cost, measured.
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

/// Measured weights of `pallet_bills`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_bills::WeightInfo for WeightInfo<T> {
	/// Took 414_477 ns at least. Reads: 13 + 1n + 1c. Writes: 3 + 1n + 1c.
	/// `n`: 1 to 500.
	/// `c`: 1 to 50.
	fn register_batch(n: u32, c: u32) -> Weight {
		Weight::from_parts(109_678_129, 0)
			// Standard error: 154_472
			.saturating_add(Weight::from_parts(6_483_254, 0).saturating_mul(n.into()))
			// Standard error: 1_557_609
			.saturating_add(Weight::from_parts(12_341_107, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(c.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(c.into())))
	}

	/// Took 60_185 ns at least. Reads: 5. Writes: 1.
	fn update() -> Weight {
		Weight::from_parts(65_004_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 105_177 ns at least. Reads: 12. Writes: 8.
	fn red_flush() -> Weight {
		Weight::from_parts(112_565_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}

	/// Took 18_621 ns at least. Reads: 2. Writes: 1.
	fn consent_red_flush() -> Weight {
		Weight::from_parts(21_038_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 50_623 ns at least. Reads: 4. Writes: 3.
	fn void_bill() -> Weight {
		Weight::from_parts(55_667_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 50_875 ns at least. Reads: 4. Writes: 1.
	fn exchange_for_paper() -> Weight {
		Weight::from_parts(58_289_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 48_950 ns at least. Reads: 4. Writes: 1.
	fn restore_electronic() -> Weight {
		Weight::from_parts(57_658_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 45_039 ns at least. Reads: 4. Writes: 1.
	fn set_circulation() -> Weight {
		Weight::from_parts(50_399_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 38_932 ns at least. Reads: 4. Writes: 1.
	fn propose_correction() -> Weight {
		Weight::from_parts(43_428_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 46_805 ns at least. Reads: 4. Writes: 3.
	fn confirm_correction() -> Weight {
		Weight::from_parts(50_180_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 32_056 ns at least. Reads: 3. Writes: 1.
	fn withdraw_correction() -> Weight {
		Weight::from_parts(34_906_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 152_652 ns at least. Reads: 3. Writes: 2.
	fn allocate_numbers() -> Weight {
		Weight::from_parts(164_100_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 134_373 ns at least. Reads: 2. Writes: 2.
	fn return_numbers() -> Weight {
		Weight::from_parts(139_349_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 55_227 ns at least. Reads: 3 + 2n. Writes: 0 + 1n.
	/// `n`: 1 to 100.
	fn set_relations(n: u32) -> Weight {
		Weight::from_parts(23_595_585, 0)
			// Standard error: 598_970
			.saturating_add(Weight::from_parts(25_274_921, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}

	/// Took 272_021 ns at least. Reads: 7. Writes: 1.
	fn transfer_holder() -> Weight {
		Weight::from_parts(278_888_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 48_117 ns at least. Reads: 4. Writes: 2.
	fn end_outside_lock() -> Weight {
		Weight::from_parts(52_904_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}
