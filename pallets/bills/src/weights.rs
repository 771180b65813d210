//! What the calls of this pallet cost.
//!
//! A runtime has it measured: `make weights` runs the benchmarks of this pallet and writes the
//! [`WeightInfo`] of the runtime. The one here is for mocks.

use frame_support::weights::Weight;

/// Any call in a mock: 25 µs.
const CALL: Weight = Weight::from_parts(25_000_000, 0);
/// One more of what a call takes several of, in a mock: 5 µs.
const EACH: Weight = Weight::from_parts(5_000_000, 0);
/// One bill code more in a batch, in a mock: 3 µs.
const CODE: Weight = Weight::from_parts(3_000_000, 0);

/// Weights of the calls.
pub trait WeightInfo {
	/// `register_batch` with `n` entries of `c` codes. What the policies in force cost comes on top:
	/// they say it themselves.
	fn register_batch(n: u32, c: u32) -> Weight;
	/// `update`.
	fn update() -> Weight;
	/// `red_flush`, with a difference bill.
	fn red_flush() -> Weight;
	/// `consent_red_flush`.
	fn consent_red_flush() -> Weight;
	/// `void_bill`.
	fn void_bill() -> Weight;
	/// `exchange_for_paper`.
	fn exchange_for_paper() -> Weight;
	/// `restore_electronic`.
	fn restore_electronic() -> Weight;
	/// `set_circulation`.
	fn set_circulation() -> Weight;
	/// `propose_correction`.
	fn propose_correction() -> Weight;
	/// `confirm_correction`.
	fn confirm_correction() -> Weight;
	/// `withdraw_correction`.
	fn withdraw_correction() -> Weight;
	/// `allocate_numbers`.
	fn allocate_numbers() -> Weight;
	/// `return_numbers`.
	fn return_numbers() -> Weight;
	/// `set_relations` of `n` bills.
	fn set_relations(n: u32) -> Weight;
	/// `transfer_holder`.
	fn transfer_holder() -> Weight;
	/// `end_outside_lock`.
	fn end_outside_lock() -> Weight;
}

/// Figures for mocks, not measured; a runtime measures its own.
impl WeightInfo for () {
	fn register_batch(n: u32, c: u32) -> Weight {
		CALL.saturating_add(EACH.saturating_mul(n.into()))
			.saturating_add(CODE.saturating_mul(c.into()))
	}
	fn update() -> Weight {
		CALL
	}
	fn red_flush() -> Weight {
		CALL
	}
	fn consent_red_flush() -> Weight {
		CALL
	}
	fn void_bill() -> Weight {
		CALL
	}
	fn exchange_for_paper() -> Weight {
		CALL
	}
	fn restore_electronic() -> Weight {
		CALL
	}
	fn set_circulation() -> Weight {
		CALL
	}
	fn propose_correction() -> Weight {
		CALL
	}
	fn confirm_correction() -> Weight {
		CALL
	}
	fn withdraw_correction() -> Weight {
		CALL
	}
	fn allocate_numbers() -> Weight {
		CALL
	}
	fn return_numbers() -> Weight {
		CALL
	}
	fn set_relations(n: u32) -> Weight {
		CALL.saturating_add(EACH.saturating_mul(n.into()))
	}
	fn transfer_holder() -> Weight {
		CALL
	}
	fn end_outside_lock() -> Weight {
		CALL
	}
}
