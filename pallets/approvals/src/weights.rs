//! What the calls of this pallet and the start of a block cost.
//!
//! A runtime has it measured: `make weights` runs the benchmarks of this pallet and writes the
//! [`WeightInfo`] of the runtime. The one here is for mocks.

use frame_support::weights::Weight;

/// Any call in a mock: 25 µs.
const CALL: Weight = Weight::from_parts(25_000_000, 0);
/// One more of what a call takes several of, in a mock: 5 µs.
const EACH: Weight = Weight::from_parts(5_000_000, 0);

/// What each call costs at most.
pub trait WeightInfo {
	/// [`crate::Pallet::create_role`].
	fn create_role() -> Weight;
	/// [`crate::Pallet::rename_role`].
	fn rename_role() -> Weight;
	/// [`crate::Pallet::set_role_scope`].
	fn set_role_scope() -> Weight;
	/// [`crate::Pallet::add_member`].
	fn add_member() -> Weight;
	/// [`crate::Pallet::remove_member`].
	fn remove_member() -> Weight;
	/// [`crate::Pallet::delete_role`].
	fn delete_role() -> Weight;
	/// [`crate::Pallet::create_flow`].
	fn create_flow() -> Weight;
	/// [`crate::Pallet::retire_flow`].
	fn retire_flow() -> Weight;
	/// [`crate::Pallet::set_high_risk`].
	fn set_high_risk() -> Weight;
	/// [`crate::Pallet::propose`].
	fn propose() -> Weight;
	/// [`crate::Pallet::approve`]. Where it dispatches a call, that call's weight comes on top.
	fn approve() -> Weight;
	/// [`crate::Pallet::reject`].
	fn reject() -> Weight;
	/// [`crate::Pallet::withdraw`].
	fn withdraw() -> Weight;
	/// [`crate::Pallet::resubmit`].
	fn resubmit() -> Weight;
	/// [`crate::Pallet::execute`]. The weight of the call that it dispatches comes on top.
	fn execute() -> Weight;
	/// The start of a block in which `count` approvals expire.
	fn sweep(count: u32) -> Weight;
}

/// Figures for mocks, not measured; a runtime measures its own.
impl WeightInfo for () {
	fn create_role() -> Weight {
		CALL
	}
	fn rename_role() -> Weight {
		CALL
	}
	fn set_role_scope() -> Weight {
		CALL
	}
	fn add_member() -> Weight {
		CALL
	}
	fn remove_member() -> Weight {
		CALL
	}
	fn delete_role() -> Weight {
		CALL
	}
	fn create_flow() -> Weight {
		CALL
	}
	fn retire_flow() -> Weight {
		CALL
	}
	fn set_high_risk() -> Weight {
		CALL
	}
	fn propose() -> Weight {
		CALL
	}
	fn approve() -> Weight {
		CALL
	}
	fn reject() -> Weight {
		CALL
	}
	fn withdraw() -> Weight {
		CALL
	}
	fn resubmit() -> Weight {
		CALL
	}
	fn execute() -> Weight {
		CALL
	}
	fn sweep(count: u32) -> Weight {
		CALL.saturating_add(EACH.saturating_mul(count.into()))
	}
}
