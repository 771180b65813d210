//! What the calls and hooks of this pallet cost.
//!
//! A runtime has it measured: `make weights` runs the benchmarks of this pallet and writes the
//! [`WeightInfo`] of the runtime. The one here is for mocks.

use frame_support::weights::Weight;

/// Any call in a mock: 25 µs.
const CALL: Weight = Weight::from_parts(25_000_000, 0);
/// One more of what a call takes several of, in a mock: 5 µs.
const EACH: Weight = Weight::from_parts(5_000_000, 0);
/// One signature in a mock: 200 µs.
const VERIFY: Weight = Weight::from_parts(200_000_000, 0);

/// Weights of the calls and hooks.
pub trait WeightInfo {
	/// `request`.
	fn request() -> Weight;
	/// `testify` with `n` testimonies, with its validation in the block. What follows from those that
	/// decide a request comes on top.
	fn testify(n: u32) -> Weight;
	/// The adoption of a historic bill.
	fn adopt() -> Weight;
	/// What follows from a comparison with `n` differences, without the messages.
	fn compare(n: u32) -> Weight;
	/// The close of a block that handles `n` deadlines, reserved when the block opens.
	fn sweep(n: u32) -> Weight;
}

/// Figures for mocks, not measured; a runtime measures its own.
impl WeightInfo for () {
	fn request() -> Weight {
		CALL
	}
	fn testify(n: u32) -> Weight {
		CALL.saturating_add(VERIFY).saturating_add(EACH.saturating_mul(n.into()))
	}
	fn adopt() -> Weight {
		CALL
	}
	fn compare(n: u32) -> Weight {
		EACH.saturating_mul(n.into())
	}
	fn sweep(n: u32) -> Weight {
		CALL.saturating_add(EACH.saturating_mul(n.into()))
	}
}
