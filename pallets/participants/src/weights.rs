//! Weights of `pallet-participants`.
//!
//! Each is the sum of its database reads and writes and of an allowance for computing: 25 µs a call
//! for decoding, hashing and the event, 250 µs for each signature verified, 5 µs for the extension.
//! 1 µs is 1,000,000 of ref time. What listeners of states and keys weigh
//! ([`fiscal_primitives::traits::OnParticipantStatus`]) is added by the calls.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

const CALL: u64 = 25_000_000;
const VERIFY: u64 = 250_000_000;
const EXTENSION: u64 = 5_000_000;

/// What each call and the extension cost at most.
pub trait WeightInfo {
	/// [`crate::Pallet::admit`].
	fn admit() -> Weight;
	/// [`crate::Pallet::set_status`].
	fn set_status() -> Weight;
	/// [`crate::Pallet::set_roles`].
	fn set_roles() -> Weight;
	/// [`crate::Pallet::admit_child`].
	fn admit_child() -> Weight;
	/// [`crate::Pallet::register_holder`].
	fn register_holder() -> Weight;
	/// [`crate::Pallet::bind_payer`].
	fn bind_payer() -> Weight;
	/// [`crate::Pallet::rotate_key`].
	fn rotate_key() -> Weight;
	/// [`crate::Pallet::replace_key`].
	fn replace_key() -> Weight;
	/// [`crate::Pallet::set_services`].
	fn set_services() -> Weight;
	/// [`crate::Pallet::update`].
	fn update() -> Weight;
	/// [`crate::CheckParticipant`].
	fn check_participant() -> Weight;
}

fn sum(db: RuntimeDbWeight, computing: u64, proof: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(computing, proof).saturating_add(db.reads_writes(reads, writes))
}

// Reads: gate 5, count, child count, account, past account, DID, identity, genesis hash, account info.
// Writes: all of count, child count, child, account, DID, identity, participant, decision, account info.
fn admit(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL.saturating_add(VERIFY), 14_000, 13, 9)
}
// Reads: participant, gate 5, signer and two above it, target and two above it, organisation, time.
// Writes: participant, decision.
fn set_status(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, 14_000, 14, 2)
}
// As set_status; the parent's standing instead of the organisation's tier.
fn set_roles(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, 14_000, 14, 2)
}
// As admit, and the parent with one above it twice, the endorser with two above it.
fn admit_child(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL.saturating_add(VERIFY).saturating_add(VERIFY), 18_000, 21, 9)
}
// Reads: signer's account, signer and two above it, payer, DID, account, past account, count, genesis
// hash, account info. Writes: payer, DID, account, count, participant, account info.
fn register_holder(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL.saturating_add(VERIFY), 10_000, 11, 6)
}
// Reads: signer's account, signer and two above it, holder, payer, payers, genesis hash, time.
fn bind_payer(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL.saturating_add(VERIFY), 10_000, 9, 2)
}
// Reads: account, participant with two above it twice, new account, past account, DID, genesis hash,
// both account infos. Writes: participant, past key, past account, both accounts, both account infos.
fn rotate_key(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL.saturating_add(VERIFY), 10_000, 13, 7)
}
// As set_status and rotate_key together.
fn replace_key(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL.saturating_add(VERIFY), 16_000, 22, 8)
}
// Reads: account, signer and two above it, participant, services, time.
fn set_services(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, 9_000, 7, 2)
}
// As set_status, with the number of the signer once more; writes the past details too.
fn update(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, 14_000, 15, 3)
}
// Reads: account, signer, and two above it.
fn check_participant(db: RuntimeDbWeight) -> Weight {
	sum(db, EXTENSION, 5_000, 4, 0)
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
	fn admit_child() -> Weight {
		admit_child(T::DbWeight::get())
	}
	fn register_holder() -> Weight {
		register_holder(T::DbWeight::get())
	}
	fn bind_payer() -> Weight {
		bind_payer(T::DbWeight::get())
	}
	fn rotate_key() -> Weight {
		rotate_key(T::DbWeight::get())
	}
	fn replace_key() -> Weight {
		replace_key(T::DbWeight::get())
	}
	fn set_services() -> Weight {
		set_services(T::DbWeight::get())
	}
	fn update() -> Weight {
		update(T::DbWeight::get())
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
	fn admit_child() -> Weight {
		admit_child(RocksDbWeight::get())
	}
	fn register_holder() -> Weight {
		register_holder(RocksDbWeight::get())
	}
	fn bind_payer() -> Weight {
		bind_payer(RocksDbWeight::get())
	}
	fn rotate_key() -> Weight {
		rotate_key(RocksDbWeight::get())
	}
	fn replace_key() -> Weight {
		replace_key(RocksDbWeight::get())
	}
	fn set_services() -> Weight {
		set_services(RocksDbWeight::get())
	}
	fn update() -> Weight {
		update(RocksDbWeight::get())
	}
	fn check_participant() -> Weight {
		check_participant(RocksDbWeight::get())
	}
}
