//! What the calls of this pallet and its extension cost.
//!
//! A runtime has it measured: `make weights` runs the benchmarks of this pallet and writes the
//! [`WeightInfo`] of the runtime. The one here is for mocks.

use frame_support::weights::Weight;

/// Any call in a mock: 25 µs.
const CALL: Weight = Weight::from_parts(25_000_000, 0);
/// The extension in a mock: 5 µs.
const EXTENSION: Weight = Weight::from_parts(5_000_000, 0);

/// What each call and the extension cost at most.
pub trait WeightInfo {
	/// [`crate::Pallet::admit`].
	fn admit() -> Weight;
	/// [`crate::Pallet::set_status`]. What listeners weigh
	/// ([`fiscal_primitives::traits::OnParticipantStatus`]) comes on top, here and where keys change.
	fn set_status() -> Weight;
	/// [`crate::Pallet::set_roles`].
	fn set_roles() -> Weight;
	/// [`crate::Pallet::admit_child`].
	fn admit_child() -> Weight;
	/// [`crate::Pallet::register_holder`].
	fn register_holder() -> Weight;
	/// [`crate::Pallet::bind_payer`].
	fn bind_payer() -> Weight;
	/// [`crate::Pallet::rotate_key`].
	fn rotate_key() -> Weight;
	/// [`crate::Pallet::replace_key`].
	fn replace_key() -> Weight;
	/// [`crate::Pallet::set_services`].
	fn set_services() -> Weight;
	/// [`crate::Pallet::update`].
	fn update() -> Weight;
	/// [`crate::CheckParticipant`].
	fn check_participant() -> Weight;
}

/// Figures for mocks, not measured; a runtime measures its own.
impl WeightInfo for () {
	fn admit() -> Weight {
		CALL
	}
	fn set_status() -> Weight {
		CALL
	}
	fn set_roles() -> Weight {
		CALL
	}
	fn admit_child() -> Weight {
		CALL
	}
	fn register_holder() -> Weight {
		CALL
	}
	fn bind_payer() -> Weight {
		CALL
	}
	fn rotate_key() -> Weight {
		CALL
	}
	fn replace_key() -> Weight {
		CALL
	}
	fn set_services() -> Weight {
		CALL
	}
	fn update() -> Weight {
		CALL
	}
	fn check_participant() -> Weight {
		EXTENSION
	}
}
