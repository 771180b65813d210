//! What the calls of `pallet_cross_region` cost, measured.
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

/// Measured weights of `pallet_cross_region`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_cross_region::WeightInfo for WeightInfo<T> {
	/// Took 30_044 ns at least. Reads: 1. Writes: 1.
	fn set_province() -> Weight {
		Weight::from_parts(35_553_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 47_589 ns at least. Reads: 3. Writes: 1.
	fn set_platform() -> Weight {
		Weight::from_parts(66_140_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 79_659 ns at least. Reads: 6. Writes: 4.
	fn apply_filing() -> Weight {
		Weight::from_parts(83_972_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	/// Took 99_213 ns at least. Reads: 10. Writes: 9.
	fn withdraw_filing() -> Weight {
		Weight::from_parts(147_691_000, 0)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}

	/// Took 114_213 ns at least. Reads: 9. Writes: 7.
	fn review_filing() -> Weight {
		Weight::from_parts(131_385_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}

	/// Took 77_267 ns at least. Reads: 11. Writes: 7.
	fn change_service() -> Weight {
		Weight::from_parts(112_037_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}

	/// Took 176_646 ns at least. Reads: 15. Writes: 10.
	fn start() -> Weight {
		Weight::from_parts(196_633_000, 0)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}

	/// Took 73_024 ns at least. Reads: 11. Writes: 7.
	fn finish() -> Weight {
		Weight::from_parts(78_501_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}

	/// Took 83_828 ns at least. Reads: 11. Writes: 7.
	fn push_authorization() -> Weight {
		Weight::from_parts(91_772_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}

	/// Took 53_191 ns at least. Reads: 7. Writes: 5.
	fn resolve_dispute() -> Weight {
		Weight::from_parts(56_372_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}

	/// Took 470_228 ns at least. Reads: 8. Writes: 5.
	fn receive() -> Weight {
		Weight::from_parts(476_077_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}

	/// Took 104_769 ns at least. Reads: 19. Writes: 7.
	fn hear_start() -> Weight {
		Weight::from_parts(109_564_000, 0)
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}

	/// Took 71_944 ns at least. Reads: 12. Writes: 8.
	fn hear_result() -> Weight {
		Weight::from_parts(77_088_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}

	/// Took 19_088 ns at least. Reads: 2. Writes: 2.
	fn hear_answer() -> Weight {
		Weight::from_parts(19_894_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 44_931 ns at least. Reads: 8. Writes: 7.
	fn decided() -> Weight {
		Weight::from_parts(47_682_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}

	/// Took 22_994 ns at least. Reads: 3. Writes: 3.
	fn delivered() -> Weight {
		Weight::from_parts(23_776_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
}
