//! Weights of `pallet-consortium`.
//!
//! Each is the sum of its database reads and writes and of an allowance for computing: 25 µs for
//! decoding, hashing and the events. 1 µs is 1,000,000 of ref time.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

const CALL: u64 = 25_000_000;

/// What each call costs at most.
pub trait WeightInfo {
	/// [`crate::Pallet::authorize_upgrade`].
	fn authorize_upgrade() -> Weight;
}

// Reads: members of the council. Writes: authorization.
fn authorize_upgrade(db: RuntimeDbWeight) -> Weight {
	Weight::from_parts(CALL, 2_000).saturating_add(db.reads_writes(1, 1))
}

/// Weights with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn authorize_upgrade() -> Weight {
		authorize_upgrade(T::DbWeight::get())
	}
}

impl WeightInfo for () {
	fn authorize_upgrade() -> Weight {
		authorize_upgrade(RocksDbWeight::get())
	}
}
