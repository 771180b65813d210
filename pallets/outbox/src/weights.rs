//! What the calls of this pallet cost, and what writing a message costs others.
//!
//! A runtime has it measured: `make weights` runs the benchmarks of this pallet and writes the
//! [`WeightInfo`] of the runtime. The one here is for mocks.

use frame_support::weights::Weight;

/// Any call in a mock: 25 µs.
const CALL: Weight = Weight::from_parts(25_000_000, 0);
/// One report more in a mock: 50 µs.
const EACH: Weight = Weight::from_parts(50_000_000, 0);
/// One signature in a mock: 200 µs.
const VERIFY: Weight = Weight::from_parts(200_000_000, 0);

/// What each call costs at most.
pub trait WeightInfo {
	/// [`crate::Pallet::set_destination`].
	fn set_destination() -> Weight;
	/// [`crate::Pallet::report`] of `n` messages with its validation in the block, but for the
	/// signatures of destinations and for whoever is told.
	fn report(n: u32) -> Weight;
	/// The signature of a destination under one receipt.
	fn receipt() -> Weight;
	/// [`crate::Pallet::revive`].
	fn revive() -> Weight;
	/// [`crate::Pallet::discard`].
	fn discard() -> Weight;
	/// Looking whether there is room, and writing a message.
	fn send() -> Weight;
}

/// Figures for mocks, not measured; a runtime measures its own.
impl WeightInfo for () {
	fn set_destination() -> Weight {
		CALL
	}
	fn report(n: u32) -> Weight {
		CALL.saturating_add(VERIFY).saturating_add(EACH.saturating_mul(n.into()))
	}
	fn receipt() -> Weight {
		VERIFY
	}
	fn revive() -> Weight {
		CALL
	}
	fn discard() -> Weight {
		CALL
	}
	fn send() -> Weight {
		CALL
	}
}
