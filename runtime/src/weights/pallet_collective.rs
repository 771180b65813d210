//! What the calls of `pallet_collective` cost, measured.
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

/// Measured weights of `pallet_collective`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_collective::WeightInfo for WeightInfo<T> {
	/// Took 11_320 ns at least. Reads: 2 + 1p. Writes: 2 + 1p.
	/// `m`: 0 to 32.
	/// `n`: 0 to 32.
	/// `p`: 0 to 64.
	fn set_members(m: u32, _n: u32, p: u32) -> Weight {
		Weight::from_parts(11_594_000, 0)
			// Standard error: 142_812
			.saturating_add(Weight::from_parts(1_767_845, 0).saturating_mul(m.into()))
			// Standard error: 71_653
			.saturating_add(Weight::from_parts(5_098_088, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(p.into())))
	}

	/// Took 13_705 ns at least. Reads: 1. Writes: 0.
	/// `b`: 2 to 1024.
	/// `m`: 1 to 32.
	fn execute(b: u32, m: u32) -> Weight {
		Weight::from_parts(14_562_009, 0)
			// Standard error: 96
			.saturating_add(Weight::from_parts(3_695, 0).saturating_mul(b.into()))
			// Standard error: 3_149
			.saturating_add(Weight::from_parts(12_035, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}

	/// Took 16_880 ns at least. Reads: 2. Writes: 0.
	/// `b`: 2 to 1024.
	/// `m`: 1 to 32.
	fn propose_execute(b: u32, m: u32) -> Weight {
		Weight::from_parts(17_006_237, 0)
			// Standard error: 134
			.saturating_add(Weight::from_parts(4_176, 0).saturating_mul(b.into()))
			// Standard error: 4_391
			.saturating_add(Weight::from_parts(25_588, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}

	/// Took 25_668 ns at least. Reads: 4. Writes: 4.
	/// `b`: 2 to 1024.
	/// `m`: 2 to 32.
	/// `p`: 1 to 64.
	fn propose_proposed(b: u32, m: u32, p: u32) -> Weight {
		Weight::from_parts(25_428_750, 0)
			// Standard error: 322
			.saturating_add(Weight::from_parts(5_444, 0).saturating_mul(b.into()))
			// Standard error: 10_882
			.saturating_add(Weight::from_parts(1_272, 0).saturating_mul(m.into()))
			// Standard error: 5_185
			.saturating_add(Weight::from_parts(357_859, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	/// Took 25_216 ns at least. Reads: 2. Writes: 1.
	/// `m`: 5 to 32.
	fn vote(m: u32) -> Weight {
		Weight::from_parts(28_556_773, 0)
			// Standard error: 10_161
			.saturating_add(Weight::from_parts(32_661, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 25_395 ns at least. Reads: 3. Writes: 3.
	/// `m`: 4 to 32.
	/// `p`: 1 to 64.
	fn close_early_disapproved(m: u32, p: u32) -> Weight {
		Weight::from_parts(25_529_500, 0)
			// Standard error: 9_520
			.saturating_add(Weight::from_parts(63_537, 0).saturating_mul(m.into()))
			// Standard error: 4_172
			.saturating_add(Weight::from_parts(351_820, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 36_993 ns at least. Reads: 4. Writes: 3.
	/// `b`: 2 to 1024.
	/// `m`: 4 to 32.
	/// `p`: 1 to 64.
	fn close_early_approved(_b: u32, m: u32, p: u32) -> Weight {
		Weight::from_parts(48_248_580, 0)
			// Standard error: 31_130
			.saturating_add(Weight::from_parts(34_073, 0).saturating_mul(m.into()))
			// Standard error: 13_612
			.saturating_add(Weight::from_parts(371_246, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 27_843 ns at least. Reads: 4. Writes: 3.
	/// `m`: 4 to 32.
	/// `p`: 1 to 64.
	fn close_disapproved(_m: u32, p: u32) -> Weight {
		Weight::from_parts(32_380_638, 0)
			// Standard error: 5_169
			.saturating_add(Weight::from_parts(340_989, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 39_220 ns at least. Reads: 5. Writes: 3.
	/// `b`: 2 to 1024.
	/// `m`: 4 to 32.
	/// `p`: 1 to 64.
	fn close_approved(b: u32, m: u32, p: u32) -> Weight {
		Weight::from_parts(38_610_905, 0)
			// Standard error: 506
			.saturating_add(Weight::from_parts(3_331, 0).saturating_mul(b.into()))
			// Standard error: 18_662
			.saturating_add(Weight::from_parts(88_443, 0).saturating_mul(m.into()))
			// Standard error: 8_160
			.saturating_add(Weight::from_parts(430_738, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 0 ns at least. Reads: 0. Writes: 0.
	/// `p`: 1 to 64.
	fn disapprove_proposal(_p: u32) -> Weight {
		Weight::from_parts(0, 0)
	}

	/// Took 0 ns at least. Reads: 0. Writes: 0.
	/// `d`: 0 to 1.
	/// `p`: 1 to 64.
	fn kill(_d: u32, _p: u32) -> Weight {
		Weight::from_parts(0, 0)
	}

	/// Took 16_510 ns at least. Reads: 2. Writes: 0.
	fn release_proposal_cost() -> Weight {
		Weight::from_parts(18_881_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
}
