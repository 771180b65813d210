//! What the calls of this pallet and its sweep of codes cost.
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
	/// [`crate::Pallet::register`] of a credential that names `b` bills.
	fn register(b: u32) -> Weight;
	/// [`crate::Pallet::register_batch`] of `n` credentials, each with 64 bills.
	fn register_batch(n: u32) -> Weight;
	/// [`crate::Pallet::grant_for`] of a credential that names `b` bills.
	fn grant_for(b: u32) -> Weight;
	/// [`crate::Pallet::set_status`], with the holder's proof.
	fn set_status() -> Weight;
	/// [`crate::Pallet::record_use`].
	fn record_use() -> Weight;
	/// [`crate::Pallet::issue_code`].
	fn issue_code() -> Weight;
	/// [`crate::Pallet::redeem_code`].
	fn redeem_code() -> Weight;
	/// [`crate::Pallet::put_template`].
	fn put_template() -> Weight;
	/// [`crate::Pallet::withdraw_template`].
	fn withdraw_template() -> Weight;
	/// [`crate::Pallet::set_delegate`].
	fn set_delegate() -> Weight;
	/// [`crate::Pallet::set_white_list`].
	fn set_white_list() -> Weight;
	/// [`crate::Pallet::remove_white_list`].
	fn remove_white_list() -> Weight;
	/// Removing `n` codes that have run out.
	fn sweep(n: u32) -> Weight;
}

/// Figures for mocks, not measured; a runtime measures its own.
impl WeightInfo for () {
	fn register(b: u32) -> Weight {
		CALL.saturating_add(EACH.saturating_mul(b.into()))
	}
	fn register_batch(n: u32) -> Weight {
		CALL.saturating_add(Self::register(64).saturating_mul(n.into()))
	}
	fn grant_for(b: u32) -> Weight {
		CALL.saturating_add(EACH.saturating_mul(b.into()))
	}
	fn set_status() -> Weight {
		CALL
	}
	fn record_use() -> Weight {
		CALL
	}
	fn issue_code() -> Weight {
		CALL
	}
	fn redeem_code() -> Weight {
		CALL
	}
	fn put_template() -> Weight {
		CALL
	}
	fn withdraw_template() -> Weight {
		CALL
	}
	fn set_delegate() -> Weight {
		CALL
	}
	fn set_white_list() -> Weight {
		CALL
	}
	fn remove_white_list() -> Weight {
		CALL
	}
	fn sweep(n: u32) -> Weight {
		EACH.saturating_add(EACH.saturating_mul(n.into()))
	}
}
