//! What the calls of `pallet_vc_authorization` cost, measured.
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

/// Measured weights of `pallet_vc_authorization`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_vc_authorization::WeightInfo for WeightInfo<T> {
	/// Took 494_150 ns at least. Reads: 33 + 2b. Writes: 4.
	/// `b`: 1 to 64.
	fn register(b: u32) -> Weight {
		Weight::from_parts(480_928_695, 0)
			// Standard error: 119_833
			.saturating_add(Weight::from_parts(6_169_286, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(33_u64))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(b.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}

	/// Took 829_742 ns at least. Reads: 139 + 2n. Writes: 0 + 4n.
	/// `n`: 1 to 20.
	fn register_batch(n: u32) -> Weight {
		Weight::from_parts(305_562_741, 0)
			// Standard error: 11_127_302
			.saturating_add(Weight::from_parts(557_914_228, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(139_u64))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}

	/// Took 514_318 ns at least. Reads: 35 + 2b. Writes: 5.
	/// `b`: 1 to 64.
	fn grant_for(b: u32) -> Weight {
		Weight::from_parts(496_878_294, 0)
			// Standard error: 119_058
			.saturating_add(Weight::from_parts(6_328_092, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(35_u64))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(b.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}

	/// Took 266_070 ns at least. Reads: 6. Writes: 1.
	fn set_status() -> Weight {
		Weight::from_parts(274_335_000, 0)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 79_888 ns at least. Reads: 9. Writes: 1.
	fn record_use() -> Weight {
		Weight::from_parts(83_455_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 82_486 ns at least. Reads: 10. Writes: 5.
	fn issue_code() -> Weight {
		Weight::from_parts(89_028_000, 0)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}

	/// Took 74_935 ns at least. Reads: 9. Writes: 3.
	fn redeem_code() -> Weight {
		Weight::from_parts(78_567_000, 0)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}

	/// Took 32_344 ns at least. Reads: 3. Writes: 2.
	fn put_template() -> Weight {
		Weight::from_parts(37_418_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}

	/// Took 17_571 ns at least. Reads: 1. Writes: 1.
	fn withdraw_template() -> Weight {
		Weight::from_parts(21_114_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 35_664 ns at least. Reads: 3. Writes: 1.
	fn set_delegate() -> Weight {
		Weight::from_parts(40_957_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 38_537 ns at least. Reads: 4. Writes: 1.
	fn set_white_list() -> Weight {
		Weight::from_parts(43_711_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 19_898 ns at least. Reads: 2. Writes: 1.
	fn remove_white_list() -> Weight {
		Weight::from_parts(21_376_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}

	/// Took 6_024 ns at least. Reads: 2 + 2n. Writes: 0 + 3n.
	/// `n`: 0 to 256.
	fn sweep(n: u32) -> Weight {
		Weight::from_parts(6_266_000, 0)
			// Standard error: 48_340
			.saturating_add(Weight::from_parts(8_563_435, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
}
