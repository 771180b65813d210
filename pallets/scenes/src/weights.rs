//! Weights of `pallet-scenes`.
//!
//! Each is the sum of its database reads and writes and of an allowance for computing: 25 µs a call
//! for decoding, hashing and the event. 1 µs is 1,000,000 of ref time. The reads of the signer (its
//! account and its entry, or the members of the council) are part of each.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

const CALL: u64 = 25_000_000;

/// What each call costs at most.
pub trait WeightInfo {
	/// [`crate::Pallet::register`].
	fn register() -> Weight;
	/// [`crate::Pallet::update`].
	fn update() -> Weight;
	/// [`crate::Pallet::set_status`].
	fn set_status() -> Weight;
}

fn sum(db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(CALL, 6_000).saturating_add(db.reads_writes(reads, writes))
}

// Reads: signer twice, count, time. Writes: count, scene.
fn register(db: RuntimeDbWeight) -> Weight {
	sum(db, 4, 2)
}
// Reads: signer twice, scene, time. Writes: scene.
fn update(db: RuntimeDbWeight) -> Weight {
	sum(db, 4, 1)
}

/// Weights with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn register() -> Weight {
		register(T::DbWeight::get())
	}
	fn update() -> Weight {
		update(T::DbWeight::get())
	}
	fn set_status() -> Weight {
		update(T::DbWeight::get())
	}
}

impl WeightInfo for () {
	fn register() -> Weight {
		register(RocksDbWeight::get())
	}
	fn update() -> Weight {
		update(RocksDbWeight::get())
	}
	fn set_status() -> Weight {
		update(RocksDbWeight::get())
	}
}
