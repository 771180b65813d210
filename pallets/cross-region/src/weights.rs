//! What the calls of this pallet cost, and what it costs to tell it something.
//!
//! A runtime has it measured: `make weights` runs the benchmarks of this pallet and writes the
//! [`WeightInfo`] of the runtime. The one here is for mocks. Messages that a call writes come on top, and
//! so do the locks: they say themselves what they cost.

use frame_support::weights::Weight;

/// Any call in a mock: 25 µs.
const CALL: Weight = Weight::from_parts(25_000_000, 0);
/// A message with its signature in a mock: 150 µs.
const MESSAGE: Weight = Weight::from_parts(150_000_000, 0);

/// What each call costs at most.
pub trait WeightInfo {
	/// `set_province`.
	fn set_province() -> Weight;
	/// `set_platform`.
	fn set_platform() -> Weight;
	/// `apply_filing`.
	fn apply_filing() -> Weight;
	/// `withdraw_filing`.
	fn withdraw_filing() -> Weight;
	/// `review_filing`.
	fn review_filing() -> Weight;
	/// `change_service`.
	fn change_service() -> Weight;
	/// `start`.
	fn start() -> Weight;
	/// `finish`.
	fn finish() -> Weight;
	/// `push_authorization`.
	fn push_authorization() -> Weight;
	/// `resolve_dispute`.
	fn resolve_dispute() -> Weight;
	/// `receive` of what is only told, with its validation before it enters the block.
	fn receive() -> Weight;
	/// What a start adds to `receive`.
	fn hear_start() -> Weight;
	/// What a result adds to `receive`.
	fn hear_result() -> Weight;
	/// What an answer adds to `receive`.
	fn hear_answer() -> Weight;
	/// To be told what became of a lock.
	fn decided() -> Weight;
	/// To be told what became of a message.
	fn delivered() -> Weight;
}

/// Figures for mocks, not measured; a runtime measures its own.
impl WeightInfo for () {
	fn set_province() -> Weight {
		CALL
	}
	fn set_platform() -> Weight {
		CALL
	}
	fn apply_filing() -> Weight {
		CALL
	}
	fn withdraw_filing() -> Weight {
		CALL
	}
	fn review_filing() -> Weight {
		CALL
	}
	fn change_service() -> Weight {
		CALL
	}
	fn start() -> Weight {
		CALL
	}
	fn finish() -> Weight {
		CALL
	}
	fn push_authorization() -> Weight {
		CALL
	}
	fn resolve_dispute() -> Weight {
		CALL
	}
	fn receive() -> Weight {
		MESSAGE
	}
	fn hear_start() -> Weight {
		CALL
	}
	fn hear_result() -> Weight {
		CALL
	}
	fn hear_answer() -> Weight {
		CALL
	}
	fn decided() -> Weight {
		CALL
	}
	fn delivered() -> Weight {
		CALL
	}
}
