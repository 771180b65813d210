//! What the calls of this pallet and the beginning of a block cost.
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
	/// [`crate::Pallet::register`].
	fn register() -> Weight;
	/// [`crate::Pallet::set_status`].
	fn set_status() -> Weight;
	/// [`crate::Pallet::link`].
	fn link() -> Weight;
	/// [`crate::Pallet::unlink`].
	fn unlink() -> Weight;
	/// [`crate::Pallet::request_admission`].
	fn request_admission() -> Weight;
	/// [`crate::Pallet::amend`].
	fn amend() -> Weight;
	/// [`crate::Pallet::withdraw`].
	fn withdraw() -> Weight;
	/// [`crate::Pallet::resubmit`].
	fn resubmit() -> Weight;
	/// [`crate::Pallet::review`].
	fn review() -> Weight;
	/// [`crate::Pallet::renew_credential`].
	fn renew_credential() -> Weight;
	/// [`crate::Pallet::revoke_credential`].
	fn revoke_credential() -> Weight;
	/// [`crate::Pallet::redeliver_credential`].
	fn redeliver_credential() -> Weight;
	/// [`crate::Pallet::acknowledge_credential`].
	fn acknowledge_credential() -> Weight;
	/// [`crate::Pallet::freeze_codes`].
	fn freeze_codes() -> Weight;
	/// [`crate::Pallet::thaw_codes`].
	fn thaw_codes() -> Weight;
	/// [`crate::Pallet::reinstate_code`].
	fn reinstate_code() -> Weight;
	/// [`crate::Pallet::activate`].
	fn activate() -> Weight;
	/// [`crate::Pallet::update_device`].
	fn update_device() -> Weight;
	/// [`crate::Pallet::set_device_status`].
	fn set_device_status() -> Weight;
	/// [`crate::Pallet::unbind_device`].
	fn unbind_device() -> Weight;
	/// [`crate::Pallet::issue_codes`] of so many.
	fn issue_codes(codes: u32) -> Weight;
	/// [`crate::Pallet::void_codes`] of so many.
	fn void_codes(codes: u32) -> Weight;
	/// The beginning of a block in which so many deadlines are handled.
	fn on_initialize(due: u32) -> Weight;
}

/// Figures for mocks, not measured; a runtime measures its own.
impl WeightInfo for () {
	fn register() -> Weight {
		CALL
	}
	fn set_status() -> Weight {
		CALL
	}
	fn link() -> Weight {
		CALL
	}
	fn unlink() -> Weight {
		CALL
	}
	fn request_admission() -> Weight {
		CALL
	}
	fn amend() -> Weight {
		CALL
	}
	fn withdraw() -> Weight {
		CALL
	}
	fn resubmit() -> Weight {
		CALL
	}
	fn review() -> Weight {
		CALL
	}
	fn renew_credential() -> Weight {
		CALL
	}
	fn revoke_credential() -> Weight {
		CALL
	}
	fn redeliver_credential() -> Weight {
		CALL
	}
	fn acknowledge_credential() -> Weight {
		CALL
	}
	fn freeze_codes() -> Weight {
		CALL
	}
	fn thaw_codes() -> Weight {
		CALL
	}
	fn reinstate_code() -> Weight {
		CALL
	}
	fn activate() -> Weight {
		CALL
	}
	fn update_device() -> Weight {
		CALL
	}
	fn set_device_status() -> Weight {
		CALL
	}
	fn unbind_device() -> Weight {
		CALL
	}
	fn issue_codes(codes: u32) -> Weight {
		CALL.saturating_add(EACH.saturating_mul(codes.into()))
	}
	fn void_codes(codes: u32) -> Weight {
		CALL.saturating_add(EACH.saturating_mul(codes.into()))
	}
	fn on_initialize(due: u32) -> Weight {
		CALL.saturating_add(EACH.saturating_mul(due.into()))
	}
}
