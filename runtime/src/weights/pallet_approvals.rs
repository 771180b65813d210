//! What the calls of `pallet_approvals` cost, measured.
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

/// Measured weights of `pallet_approvals`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_approvals::WeightInfo for WeightInfo<T> {
	/// Took 22_262 ns at least. Reads: 3. Writes: 3.
	fn create_role() -> Weight {
		Weight::from_parts(24_092_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 18_710 ns at least. Reads: 1. Writes: 1.
	fn rename_role() -> Weight {
		Weight::from_parts(19_767_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 27_061 ns at least. Reads: 2. Writes: 1.
	fn set_role_scope() -> Weight {
		Weight::from_parts(29_153_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 31_368 ns at least. Reads: 2. Writes: 1.
	fn add_member() -> Weight {
		Weight::from_parts(32_992_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 17_692 ns at least. Reads: 1. Writes: 1.
	fn remove_member() -> Weight {
		Weight::from_parts(18_569_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 15_246 ns at least. Reads: 2. Writes: 2.
	fn delete_role() -> Weight {
		Weight::from_parts(16_062_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 53_610 ns at least. Reads: 7. Writes: 8.
	fn create_flow() -> Weight {
		Weight::from_parts(55_861_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}

	/// Took 150_679 ns at least. Reads: 38. Writes: 7.
	fn retire_flow() -> Weight {
		Weight::from_parts(154_168_000, 0)
			.saturating_add(T::DbWeight::get().reads(38_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}

	/// Took 18_378 ns at least. Reads: 2. Writes: 1.
	fn set_high_risk() -> Weight {
		Weight::from_parts(19_645_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 177_517 ns at least. Reads: 9. Writes: 9.
	fn propose() -> Weight {
		Weight::from_parts(181_800_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}

	/// Took 123_795 ns at least. Reads: 13. Writes: 7.
	fn approve() -> Weight {
		Weight::from_parts(132_496_000, 0)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}

	/// Took 64_747 ns at least. Reads: 7. Writes: 5.
	fn reject() -> Weight {
		Weight::from_parts(66_950_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}

	/// Took 64_825 ns at least. Reads: 7. Writes: 7.
	fn withdraw() -> Weight {
		Weight::from_parts(67_367_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}

	/// Took 91_873 ns at least. Reads: 10. Writes: 9.
	fn resubmit() -> Weight {
		Weight::from_parts(94_882_000, 0)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}

	/// Took 84_452 ns at least. Reads: 8. Writes: 2.
	fn execute() -> Weight {
		Weight::from_parts(88_047_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 4_288 ns at least. Reads: 3 + 2n. Writes: 2 + 3n.
	/// `n`: 0 to 64.
	fn sweep(n: u32) -> Weight {
		Weight::from_parts(34_062_622, 0)
			// Standard error: 86_530
			.saturating_add(Weight::from_parts(16_792_147, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
}
