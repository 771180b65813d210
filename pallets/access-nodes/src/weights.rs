//! Weights of `pallet-access-nodes`.
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
	/// [`crate::Pallet::set_status`].
	fn set_status() -> Weight;
	/// [`crate::Pallet::link`].
	fn link() -> Weight;
	/// [`crate::Pallet::unlink`].
	fn unlink() -> Weight;
}

fn sum(db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(CALL, 8_000).saturating_add(db.reads_writes(reads, writes))
}

// Reads: signer twice, operator, count, time. Writes: count, node.
fn register(db: RuntimeDbWeight) -> Weight {
	sum(db, 5, 2)
}
// Reads: signer twice, node, time. Writes: node.
fn set_status(db: RuntimeDbWeight) -> Weight {
	sum(db, 4, 1)
}
// Reads: signer twice, node, participant, relation, count. Writes: relation, reverse, count.
fn link(db: RuntimeDbWeight) -> Weight {
	sum(db, 6, 3)
}
// Reads: signer twice, relation, count. Writes: relation, reverse, count.
fn unlink(db: RuntimeDbWeight) -> Weight {
	sum(db, 4, 3)
}

/// Weights with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn register() -> Weight {
		register(T::DbWeight::get())
	}
	fn set_status() -> Weight {
		set_status(T::DbWeight::get())
	}
	fn link() -> Weight {
		link(T::DbWeight::get())
	}
	fn unlink() -> Weight {
		unlink(T::DbWeight::get())
	}
}

impl WeightInfo for () {
	fn register() -> Weight {
		register(RocksDbWeight::get())
	}
	fn set_status() -> Weight {
		set_status(RocksDbWeight::get())
	}
	fn link() -> Weight {
		link(RocksDbWeight::get())
	}
	fn unlink() -> Weight {
		unlink(RocksDbWeight::get())
	}
}
