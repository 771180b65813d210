//! What the calls of `pallet_quotas` cost, measured.
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

/// Measured weights of `pallet_quotas`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_quotas::WeightInfo for WeightInfo<T> {
	/// Took 32_025 ns at least. Reads: 5. Writes: 2.
	fn set_quota() -> Weight {
		Weight::from_parts(34_987_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 10_198 ns at least. Reads: 2. Writes: 1.
	fn set_default_quota() -> Weight {
		Weight::from_parts(11_009_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 35_218 ns at least. Reads: 6. Writes: 1.
	fn charge_quota() -> Weight {
		Weight::from_parts(37_040_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 55_304 ns at least. Reads: 9. Writes: 2.
	fn charge_account_quota() -> Weight {
		Weight::from_parts(57_667_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
}
