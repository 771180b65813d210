//! What the calls of `pallet_bill_locks` cost, measured.
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

/// Measured weights of `pallet_bill_locks`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_bill_locks::WeightInfo for WeightInfo<T> {
	/// Took 173_242 ns at least. Reads: 19. Writes: 10.
	fn acquire() -> Weight {
		Weight::from_parts(186_012_000, 0)
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}

	/// Took 86_038 ns at least. Reads: 10. Writes: 8.
	fn settle() -> Weight {
		Weight::from_parts(93_301_000, 0)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}

	/// Took 71_149 ns at least. Reads: 9. Writes: 6.
	fn release() -> Weight {
		Weight::from_parts(75_391_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}

	/// Took 49_718 ns at least. Reads: 7. Writes: 5.
	fn force_release() -> Weight {
		Weight::from_parts(57_975_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}

	/// Took 51_706 ns at least. Reads: 6. Writes: 2.
	fn request_reversal() -> Weight {
		Weight::from_parts(61_311_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 52_462 ns at least. Reads: 6. Writes: 4.
	fn confirm_reversal() -> Weight {
		Weight::from_parts(57_389_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	/// Took 34_698 ns at least. Reads: 3. Writes: 1.
	fn withdraw_reversal() -> Weight {
		Weight::from_parts(37_249_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 5_946 ns at least. Reads: 5 + 3n. Writes: 1 + 4n.
	/// `n`: 0 to 256.
	fn sweep(n: u32) -> Weight {
		Weight::from_parts(37_654_538, 0)
			// Standard error: 42_102
			.saturating_add(Weight::from_parts(26_073_351, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}
}
