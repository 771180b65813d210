//! What the calls of `pallet_bill_locks` cost, measured.
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

/// Measured weights of `pallet_bill_locks`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_bill_locks::WeightInfo for WeightInfo<T> {
	/// Took 153_236 ns at least. Reads: 16. Writes: 10.
	fn acquire() -> Weight {
		Weight::from_parts(160_476_000, 0)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}

	/// Took 78_215 ns at least. Reads: 9. Writes: 8.
	fn settle() -> Weight {
		Weight::from_parts(81_795_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}

	/// Took 67_785 ns at least. Reads: 8. Writes: 6.
	fn release() -> Weight {
		Weight::from_parts(70_034_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}

	/// Took 37_421 ns at least. Reads: 4. Writes: 5.
	fn force_release() -> Weight {
		Weight::from_parts(38_799_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}

	/// Took 48_449 ns at least. Reads: 6. Writes: 2.
	fn request_reversal() -> Weight {
		Weight::from_parts(51_287_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 46_603 ns at least. Reads: 4. Writes: 4.
	fn confirm_reversal() -> Weight {
		Weight::from_parts(51_251_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	/// Took 33_970 ns at least. Reads: 3. Writes: 1.
	fn withdraw_reversal() -> Weight {
		Weight::from_parts(35_826_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 5_988 ns at least. Reads: 3 + 3n. Writes: 1 + 4n.
	/// `n`: 0 to 1024.
	fn sweep(n: u32) -> Weight {
		Weight::from_parts(6_407_000, 0)
			// Standard error: 281_460
			.saturating_add(Weight::from_parts(25_059_035, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}
}
