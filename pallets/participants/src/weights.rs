//! Weights of `pallet-participants`.
//!
//! Each is the sum of its database reads and writes and of an allowance for computing: 25 µs a call
//! for decoding, hashing and the event, 5 µs for the extension. 1 µs is 1,000,000 of ref time.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

const CALL: u64 = 25_000_000;
const EXTENSION: u64 = 5_000_000;

/// What each call and the extension cost at most.
pub trait WeightInfo {
	/// [`crate::Pallet::admit`].
	fn admit() -> Weight;
	/// [`crate::Pallet::set_status`].
	fn set_status() -> Weight;
	/// [`crate::Pallet::set_roles`].
	fn set_roles() -> Weight;
	/// [`crate::CheckParticipant`].
	fn check_participant() -> Weight;
}

fn sum(db: RuntimeDbWeight, computing: u64, proof: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(computing, proof).saturating_add(db.reads_writes(reads, writes))
}

// Reads: count, account, DID, identity, time, account info. Writes: participant and all but time.
fn admit(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, 8_000, 6, 6)
}
// Reads: signer's account, signer, participant, time, and the members of the council.
fn set_status(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, 6_000, 5, 1)
}
// Reads: participant, time.
fn set_roles(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, 4_000, 2, 1)
}
// Reads: account, participant.
fn check_participant(db: RuntimeDbWeight) -> Weight {
	sum(db, EXTENSION, 4_000, 2, 0)
}

/// Weights with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn admit() -> Weight {
		admit(T::DbWeight::get())
	}
	fn set_status() -> Weight {
		set_status(T::DbWeight::get())
	}
	fn set_roles() -> Weight {
		set_roles(T::DbWeight::get())
	}
	fn check_participant() -> Weight {
		check_participant(T::DbWeight::get())
	}
}

impl WeightInfo for () {
	fn admit() -> Weight {
		admit(RocksDbWeight::get())
	}
	fn set_status() -> Weight {
		set_status(RocksDbWeight::get())
	}
	fn set_roles() -> Weight {
		set_roles(RocksDbWeight::get())
	}
	fn check_participant() -> Weight {
		check_participant(RocksDbWeight::get())
	}
}
