//! What the calls of `pallet_access_nodes` cost, measured.
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

/// Measured weights of `pallet_access_nodes`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_access_nodes::WeightInfo for WeightInfo<T> {
	/// Took 98_773 ns at least. Reads: 19. Writes: 5.
	fn register() -> Weight {
		Weight::from_parts(103_896_000, 0)
			.saturating_add(T::DbWeight::get().reads(19_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}

	/// Took 29_783 ns at least. Reads: 3. Writes: 5.
	fn set_status() -> Weight {
		Weight::from_parts(31_750_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}

	/// Took 50_230 ns at least. Reads: 4. Writes: 3.
	fn link() -> Weight {
		Weight::from_parts(51_421_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 25_684 ns at least. Reads: 2. Writes: 3.
	fn unlink() -> Weight {
		Weight::from_parts(27_085_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 99_112 ns at least. Reads: 22. Writes: 3.
	fn request_admission() -> Weight {
		Weight::from_parts(101_982_000, 0)
			.saturating_add(T::DbWeight::get().reads(22_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 92_539 ns at least. Reads: 20. Writes: 1.
	fn amend() -> Weight {
		Weight::from_parts(96_820_000, 0)
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 40_810 ns at least. Reads: 5. Writes: 2.
	fn withdraw() -> Weight {
		Weight::from_parts(43_719_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 104_480 ns at least. Reads: 22. Writes: 2.
	fn resubmit() -> Weight {
		Weight::from_parts(152_192_000, 0)
			.saturating_add(T::DbWeight::get().reads(22_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 200_463 ns at least. Reads: 23. Writes: 10.
	fn review() -> Weight {
		Weight::from_parts(207_927_000, 0)
			.saturating_add(T::DbWeight::get().reads(23_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}

	/// Took 30_526 ns at least. Reads: 3. Writes: 4.
	fn renew_credential() -> Weight {
		Weight::from_parts(32_832_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	/// Took 28_150 ns at least. Reads: 3. Writes: 4.
	fn revoke_credential() -> Weight {
		Weight::from_parts(31_881_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	/// Took 56_274 ns at least. Reads: 2. Writes: 1.
	fn redeliver_credential() -> Weight {
		Weight::from_parts(62_502_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 80_731 ns at least. Reads: 5. Writes: 1.
	fn acknowledge_credential() -> Weight {
		Weight::from_parts(87_445_000, 0)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 33_048 ns at least. Reads: 3 + 1n. Writes: 1 + 2n.
	/// `n`: 1 to 100.
	fn issue_codes(n: u32) -> Weight {
		Weight::from_parts(5_964_180, 0)
			// Standard error: 165_189
			.saturating_add(Weight::from_parts(7_591_925, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}

	/// Took 27_460 ns at least. Reads: 1 + 1n. Writes: 0 + 3n.
	/// `n`: 1 to 100.
	fn void_codes(n: u32) -> Weight {
		Weight::from_parts(28_199_000, 0)
			// Standard error: 311_425
			.saturating_add(Weight::from_parts(15_516_851, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}

	/// Took 22_146 ns at least. Reads: 2. Writes: 1.
	fn freeze_codes() -> Weight {
		Weight::from_parts(24_411_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 20_770 ns at least. Reads: 2. Writes: 1.
	fn thaw_codes() -> Weight {
		Weight::from_parts(21_661_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 33_596 ns at least. Reads: 3. Writes: 3.
	fn reinstate_code() -> Weight {
		Weight::from_parts(35_232_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 348_247 ns at least. Reads: 11. Writes: 11.
	fn activate() -> Weight {
		Weight::from_parts(372_975_000, 0)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}

	/// Took 78_959 ns at least. Reads: 6. Writes: 2.
	fn update_device() -> Weight {
		Weight::from_parts(84_326_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 55_258 ns at least. Reads: 3. Writes: 2.
	fn set_device_status() -> Weight {
		Weight::from_parts(58_402_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 77_161 ns at least. Reads: 4. Writes: 5.
	fn unbind_device() -> Weight {
		Weight::from_parts(87_096_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}

	/// Took 5_327 ns at least. Reads: 1 + 2n. Writes: 0 + 3n.
	/// `n`: 0 to 256.
	fn on_initialize(n: u32) -> Weight {
		Weight::from_parts(666_601_723, 0)
			// Standard error: 999_653
			.saturating_add(Weight::from_parts(15_053_148, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
}
