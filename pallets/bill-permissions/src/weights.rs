//! Weights of `pallet-bill-permissions`.
//!
//! Each is the sum of its database reads and writes and of an allowance for computing: 25 µs a call
//! for decoding, hashing and the event. 1 µs is 1,000,000 of ref time. A transition that is judged for
//! another pallet costs one read of its rule and one of the participant.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

/// What each call costs at most.
pub trait WeightInfo {
	/// [`crate::Pallet::set_rule`].
	fn set_rule() -> Weight;
}

// Reads: signer twice, demand of an approval, rule, time. Writes: rule, record.
fn set_rule(db: RuntimeDbWeight) -> Weight {
	Weight::from_parts(25_000_000, 6_000).saturating_add(db.reads_writes(5, 2))
}

/// Weights with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn set_rule() -> Weight {
		set_rule(T::DbWeight::get())
	}
}

impl WeightInfo for () {
	fn set_rule() -> Weight {
		set_rule(RocksDbWeight::get())
	}
}
