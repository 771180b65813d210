//! What the calls of this pallet and its extension cost.
//!
//! A runtime has it measured: `make weights` runs the benchmarks of this pallet and writes the
//! [`WeightInfo`] of the runtime. The one here is for mocks.

use frame_support::weights::Weight;

/// Any call in a mock: 25 µs.
const CALL: Weight = Weight::from_parts(25_000_000, 0);
/// The extension in a mock, a bucket: 5 µs. A test tells one bucket from two.
const BUCKET: Weight = Weight::from_parts(5_000_000, 0);

/// What each call and the extension cost at most.
pub trait WeightInfo {
	/// [`crate::Pallet::set_quota`].
	fn set_quota() -> Weight;
	/// [`crate::Pallet::set_default_quota`].
	fn set_default_quota() -> Weight;
	/// [`crate::ChargeQuota`] where an organisation or a citizen signs.
	fn charge_quota() -> Weight;
	/// [`crate::ChargeQuota`] where the account of an operator or a scene signs: two buckets.
	fn charge_account_quota() -> Weight;
}

/// Figures for mocks, not measured; a runtime measures its own.
impl WeightInfo for () {
	fn set_quota() -> Weight {
		CALL
	}
	fn set_default_quota() -> Weight {
		CALL
	}
	fn charge_quota() -> Weight {
		BUCKET
	}
	fn charge_account_quota() -> Weight {
		BUCKET.saturating_mul(2)
	}
}
