//! What the calls of this pallet cost, and what policies in force cost the calls that ask them.
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
	/// [`crate::Pallet::define_primitive`].
	fn define_primitive() -> Weight;
	/// [`crate::Pallet::revise_primitive`].
	fn revise_primitive() -> Weight;
	/// [`crate::Pallet::roll_back_primitive`].
	fn roll_back_primitive() -> Weight;
	/// [`crate::Pallet::draft`].
	fn draft() -> Weight;
	/// [`crate::Pallet::revise`].
	fn revise() -> Weight;
	/// [`crate::Pallet::enact`].
	fn enact() -> Weight;
	/// [`crate::Pallet::repeal`].
	fn repeal() -> Weight;
	/// [`crate::Pallet::roll_back`].
	fn roll_back() -> Weight;
	/// [`crate::Pallet::define_label`].
	fn define_label() -> Weight;
	/// [`crate::Pallet::remove_label`].
	fn remove_label() -> Weight;
	/// [`crate::Pallet::set_label`].
	fn set_label() -> Weight;
	/// [`crate::Pallet::distribute`].
	fn distribute() -> Weight;
	/// [`crate::Pallet::advance`].
	fn advance() -> Weight;
	/// [`crate::Pallet::abort_distribution`].
	fn abort_distribution() -> Weight;
	/// [`crate::Pallet::acknowledge`].
	fn acknowledge() -> Weight;
	/// [`crate::Pallet::report_digest`].
	fn report_digest() -> Weight;
	/// [`crate::Pallet::report_hits`] of so many reports.
	fn report_hits(reports: u32) -> Weight;
	/// A session over two full lists of policies, opened and closed.
	fn session() -> Weight;
	/// Judging one request by so many policies of 256 units.
	fn judge(policies: u32) -> Weight;
}

/// Figures for mocks, not measured; a runtime measures its own.
impl WeightInfo for () {
	fn define_primitive() -> Weight {
		CALL
	}
	fn revise_primitive() -> Weight {
		CALL
	}
	fn roll_back_primitive() -> Weight {
		CALL
	}
	fn draft() -> Weight {
		CALL
	}
	fn revise() -> Weight {
		CALL
	}
	fn enact() -> Weight {
		CALL
	}
	fn repeal() -> Weight {
		CALL
	}
	fn roll_back() -> Weight {
		CALL
	}
	fn define_label() -> Weight {
		CALL
	}
	fn remove_label() -> Weight {
		CALL
	}
	fn set_label() -> Weight {
		CALL
	}
	fn distribute() -> Weight {
		CALL
	}
	fn advance() -> Weight {
		CALL
	}
	fn abort_distribution() -> Weight {
		CALL
	}
	fn acknowledge() -> Weight {
		CALL
	}
	fn report_digest() -> Weight {
		CALL
	}
	fn report_hits(reports: u32) -> Weight {
		CALL.saturating_add(EACH.saturating_mul(reports.into()))
	}
	fn session() -> Weight {
		CALL
	}
	fn judge(policies: u32) -> Weight {
		EACH.saturating_mul(policies.into())
	}
}
