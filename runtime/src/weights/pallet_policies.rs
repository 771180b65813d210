//! What the calls of `pallet_policies` cost, measured.
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

/// Measured weights of `pallet_policies`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_policies::WeightInfo for WeightInfo<T> {
	/// Took 1_532_884 ns at least. Reads: 228. Writes: 59.
	fn define_primitive() -> Weight {
		Weight::from_parts(1_596_868_000, 0)
			.saturating_add(T::DbWeight::get().reads(228_u64))
			.saturating_add(T::DbWeight::get().writes(59_u64))
	}

	/// Took 1_697_598 ns at least. Reads: 229. Writes: 58.
	fn revise_primitive() -> Weight {
		Weight::from_parts(1_765_460_000, 0)
			.saturating_add(T::DbWeight::get().reads(229_u64))
			.saturating_add(T::DbWeight::get().writes(58_u64))
	}

	/// Took 32_259 ns at least. Reads: 4. Writes: 1.
	fn roll_back_primitive() -> Weight {
		Weight::from_parts(36_117_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 1_386_636 ns at least. Reads: 70. Writes: 33.
	fn session() -> Weight {
		Weight::from_parts(1_450_217_000, 0)
			.saturating_add(T::DbWeight::get().reads(70_u64))
			.saturating_add(T::DbWeight::get().writes(33_u64))
	}

	/// Took 12_464 ns at least. Reads: 0. Writes: 0.
	/// `n`: 1 to 32.
	fn judge(n: u32) -> Weight {
		Weight::from_parts(9_214_492, 0)
			// Standard error: 61_171
			.saturating_add(Weight::from_parts(4_312_001, 0).saturating_mul(n.into()))
	}

	/// Took 2_530_966 ns at least. Reads: 261. Writes: 62.
	fn draft() -> Weight {
		Weight::from_parts(2_612_076_000, 0)
			.saturating_add(T::DbWeight::get().reads(261_u64))
			.saturating_add(T::DbWeight::get().writes(62_u64))
	}

	/// Took 2_653_595 ns at least. Reads: 262. Writes: 61.
	fn revise() -> Weight {
		Weight::from_parts(2_744_315_000, 0)
			.saturating_add(T::DbWeight::get().reads(262_u64))
			.saturating_add(T::DbWeight::get().writes(61_u64))
	}

	/// Took 6_752_584 ns at least. Reads: 517. Writes: 201.
	fn enact() -> Weight {
		Weight::from_parts(6_964_329_000, 0)
			.saturating_add(T::DbWeight::get().reads(517_u64))
			.saturating_add(T::DbWeight::get().writes(201_u64))
	}

	/// Took 792_064 ns at least. Reads: 102. Writes: 104.
	fn repeal() -> Weight {
		Weight::from_parts(805_554_000, 0)
			.saturating_add(T::DbWeight::get().reads(102_u64))
			.saturating_add(T::DbWeight::get().writes(104_u64))
	}

	/// Took 2_596_305 ns at least. Reads: 423. Writes: 201.
	fn roll_back() -> Weight {
		Weight::from_parts(2_653_028_000, 0)
			.saturating_add(T::DbWeight::get().reads(423_u64))
			.saturating_add(T::DbWeight::get().writes(201_u64))
	}

	/// Took 12_063 ns at least. Reads: 1. Writes: 1.
	fn define_label() -> Weight {
		Weight::from_parts(12_746_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 13_801 ns at least. Reads: 1. Writes: 1.
	fn remove_label() -> Weight {
		Weight::from_parts(14_443_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 39_908 ns at least. Reads: 3. Writes: 3.
	fn set_label() -> Weight {
		Weight::from_parts(41_560_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 2_059_613 ns at least. Reads: 518. Writes: 3.
	fn distribute() -> Weight {
		Weight::from_parts(2_135_480_000, 0)
			.saturating_add(T::DbWeight::get().reads(518_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 36_500 ns at least. Reads: 2. Writes: 3.
	fn advance() -> Weight {
		Weight::from_parts(39_080_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 31_985 ns at least. Reads: 2. Writes: 2.
	fn abort_distribution() -> Weight {
		Weight::from_parts(37_405_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 78_045 ns at least. Reads: 6. Writes: 4.
	fn acknowledge() -> Weight {
		Weight::from_parts(98_285_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	/// Took 69_291 ns at least. Reads: 8. Writes: 1.
	fn report_digest() -> Weight {
		Weight::from_parts(77_629_000, 0)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 30_313 ns at least. Reads: 4 + 3r. Writes: 0 + 2r.
	/// `r`: 0 to 32.
	fn report_hits(r: u32) -> Weight {
		Weight::from_parts(34_880_892, 0)
			// Standard error: 163_958
			.saturating_add(Weight::from_parts(16_646_098, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(r.into())))
	}
}
