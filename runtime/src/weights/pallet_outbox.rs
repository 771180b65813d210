//! What the calls of `pallet_outbox` cost, measured.
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

/// Measured weights of `pallet_outbox`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_outbox::WeightInfo for WeightInfo<T> {
	/// Took 11_518 ns at least. Reads: 1. Writes: 1.
	fn set_destination() -> Weight {
		Weight::from_parts(14_926_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 452_868 ns at least. Reads: 7 + 4n. Writes: 1 + 2n.
	/// `n`: 1 to 64.
	fn report(n: u32) -> Weight {
		Weight::from_parts(441_934_657, 0)
			// Standard error: 101_979
			.saturating_add(Weight::from_parts(30_450_751, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}

	/// Took 391_777 ns at least. Reads: 0. Writes: 0.
	fn receipt() -> Weight {
		Weight::from_parts(395_041_000, 0)
	}

	/// Took 27_632 ns at least. Reads: 5. Writes: 4.
	fn revive() -> Weight {
		Weight::from_parts(30_043_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	/// Took 23_556 ns at least. Reads: 3. Writes: 3.
	fn discard() -> Weight {
		Weight::from_parts(24_041_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 23_138 ns at least. Reads: 5. Writes: 4.
	fn send() -> Weight {
		Weight::from_parts(23_885_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
}
