//! What the calls of this pallet cost.
//!
//! A runtime has it measured: `make weights` runs the benchmarks of this pallet and writes the
//! [`WeightInfo`] of the runtime. The one here is for mocks.

use frame_support::weights::Weight;

/// Any call in a mock: 25 µs.
const CALL: Weight = Weight::from_parts(25_000_000, 0);

/// What each call costs at most.
pub trait WeightInfo {
	/// [`crate::Pallet::register`].
	fn register() -> Weight;
	/// [`crate::Pallet::update`].
	fn update() -> Weight;
	/// [`crate::Pallet::set_status`].
	fn set_status() -> Weight;
	/// [`crate::Pallet::set_rules`].
	fn set_rules() -> Weight;
	/// [`crate::Pallet::confirm`].
	fn confirm() -> Weight;
	/// [`crate::Pallet::withdraw`].
	fn withdraw() -> Weight;
	/// [`crate::Pallet::register_resource_type`].
	fn register_resource_type() -> Weight;
	/// [`crate::Pallet::change_resource_type`].
	fn change_resource_type() -> Weight;
	/// [`crate::Pallet::register_resource`].
	fn register_resource() -> Weight;
	/// [`crate::Pallet::change_resource`].
	fn change_resource() -> Weight;
}

/// Figures for mocks, not measured; a runtime measures its own.
impl WeightInfo for () {
	fn register() -> Weight {
		CALL
	}
	fn update() -> Weight {
		CALL
	}
	fn set_status() -> Weight {
		CALL
	}
	fn set_rules() -> Weight {
		CALL
	}
	fn confirm() -> Weight {
		CALL
	}
	fn withdraw() -> Weight {
		CALL
	}
	fn register_resource_type() -> Weight {
		CALL
	}
	fn change_resource_type() -> Weight {
		CALL
	}
	fn register_resource() -> Weight {
		CALL
	}
	fn change_resource() -> Weight {
		CALL
	}
}
