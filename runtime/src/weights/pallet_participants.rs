//! What the calls of `pallet_participants` cost, measured.
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

/// Measured weights of `pallet_participants`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_participants::WeightInfo for WeightInfo<T> {
	/// Took 263_798 ns at least. Reads: 9. Writes: 9.
	fn admit() -> Weight {
		Weight::from_parts(269_144_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}

	/// Took 71_962 ns at least. Reads: 8. Writes: 3.
	fn set_status() -> Weight {
		Weight::from_parts(75_043_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 72_159 ns at least. Reads: 7. Writes: 2.
	fn set_roles() -> Weight {
		Weight::from_parts(75_794_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 508_841 ns at least. Reads: 14. Writes: 9.
	fn admit_child() -> Weight {
		Weight::from_parts(516_391_000, 0)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}

	/// Took 270_151 ns at least. Reads: 12. Writes: 6.
	fn register_holder() -> Weight {
		Weight::from_parts(273_750_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}

	/// Took 257_295 ns at least. Reads: 9. Writes: 2.
	fn bind_payer() -> Weight {
		Weight::from_parts(261_704_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 290_951 ns at least. Reads: 12. Writes: 7.
	fn rotate_key() -> Weight {
		Weight::from_parts(295_092_000, 0)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}

	/// Took 323_349 ns at least. Reads: 15. Writes: 8.
	fn replace_key() -> Weight {
		Weight::from_parts(329_653_000, 0)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}

	/// Took 70_580 ns at least. Reads: 6. Writes: 2.
	fn set_services() -> Weight {
		Weight::from_parts(72_743_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 68_268 ns at least. Reads: 7. Writes: 3.
	fn update() -> Weight {
		Weight::from_parts(70_189_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 22_880 ns at least. Reads: 4. Writes: 0.
	fn check_participant() -> Weight {
		Weight::from_parts(23_884_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
	}
}
