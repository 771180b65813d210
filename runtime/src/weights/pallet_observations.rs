//! What the calls of `pallet_observations` cost, measured.
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

/// Measured weights of `pallet_observations`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_observations::WeightInfo for WeightInfo<T> {
	/// Took 45_566 ns at least. Reads: 8. Writes: 6.
	fn request() -> Weight {
		Weight::from_parts(47_355_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}

	/// Took 1_160_060 ns at least. Reads: 102 + 1n. Writes: 1 + 4n.
	/// `n`: 1 to 16.
	fn testify(n: u32) -> Weight {
		Weight::from_parts(734_868_587, 0)
			// Standard error: 7_735_396
			.saturating_add(Weight::from_parts(352_115_532, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(102_u64))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}

	/// Took 42_914 ns at least. Reads: 7. Writes: 3.
	fn adopt() -> Weight {
		Weight::from_parts(49_774_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 228 ns at least. Reads: 2 + 3n. Writes: 0.
	/// `n`: 0 to 16.
	fn compare(n: u32) -> Weight {
		Weight::from_parts(6_726_068, 0)
			// Standard error: 133_305
			.saturating_add(Weight::from_parts(11_733_151, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(n.into())))
	}

	/// Took 3_964 ns at least. Reads: 84 + 4n. Writes: 1 + 5n.
	/// `n`: 0 to 256.
	fn sweep(n: u32) -> Weight {
		Weight::from_parts(385_216_561, 0)
			// Standard error: 251_066
			.saturating_add(Weight::from_parts(33_599_661, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(84_u64))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
}
