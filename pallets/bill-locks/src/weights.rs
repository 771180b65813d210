//! What the calls and hooks of this pallet cost.
//!
//! A runtime has it measured: `make weights` runs the benchmarks of this pallet and writes the
//! [`WeightInfo`] of the runtime. The one here is for mocks.

use frame_support::weights::Weight;

/// Any call in a mock: 25 µs.
const CALL: Weight = Weight::from_parts(25_000_000, 0);
/// One more of what a call takes several of, in a mock: 5 µs.
const EACH: Weight = Weight::from_parts(5_000_000, 0);

/// Weights of the calls and hooks.
pub trait WeightInfo {
	/// `acquire`, with its share of the close of the block. What the policies in force cost comes on
	/// top: they say it themselves.
	fn acquire() -> Weight;
	/// `settle`.
	fn settle() -> Weight;
	/// `release`.
	fn release() -> Weight;
	/// `force_release`.
	fn force_release() -> Weight;
	/// `request_reversal`.
	fn request_reversal() -> Weight;
	/// `confirm_reversal`.
	fn confirm_reversal() -> Weight;
	/// `withdraw_reversal`.
	fn withdraw_reversal() -> Weight;
	/// The close of a block that handles `n` deadlines, reserved when the block opens.
	fn sweep(n: u32) -> Weight;
}

/// Figures for mocks, not measured; a runtime measures its own.
impl WeightInfo for () {
	fn acquire() -> Weight {
		CALL
	}
	fn settle() -> Weight {
		CALL
	}
	fn release() -> Weight {
		CALL
	}
	fn force_release() -> Weight {
		CALL
	}
	fn request_reversal() -> Weight {
		CALL
	}
	fn confirm_reversal() -> Weight {
		CALL
	}
	fn withdraw_reversal() -> Weight {
		CALL
	}
	fn sweep(n: u32) -> Weight {
		CALL.saturating_add(EACH.saturating_mul(n.into()))
	}
}
