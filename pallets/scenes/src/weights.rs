//! Weights of `pallet-scenes`.
//!
//! Each is the sum of its database reads and writes and of an allowance for computing: 25 µs a call
//! for decoding, hashing and the event, and 100 µs more where field rules (at most 30 KB) are decoded
//! and hashed. 1 µs is 1,000,000 of ref time. The reads of the signer (its account and its entry, or
//! the members of the council) and of the demand of an approval are part of each.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

const CALL: u64 = 25_000_000;
const RULES: u64 = 100_000_000;

/// What each call costs at most.
pub trait WeightInfo {
	/// [`crate::Pallet::register`].
	fn register() -> Weight;
	/// [`crate::Pallet::update`].
	fn update() -> Weight;
	/// [`crate::Pallet::set_status`].
	fn set_status() -> Weight;
	/// [`crate::Pallet::set_rules`].
	fn set_rules() -> Weight;
	/// [`crate::Pallet::confirm`].
	fn confirm() -> Weight;
	/// [`crate::Pallet::withdraw`].
	fn withdraw() -> Weight;
	/// [`crate::Pallet::register_resource_type`].
	fn register_resource_type() -> Weight;
	/// [`crate::Pallet::change_resource_type`].
	fn change_resource_type() -> Weight;
	/// [`crate::Pallet::register_resource`].
	fn register_resource() -> Weight;
	/// [`crate::Pallet::change_resource`].
	fn change_resource() -> Weight;
}

fn sum(db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(CALL, 6_000).saturating_add(db.reads_writes(reads, writes))
}

fn with_rules(db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
	sum(db, reads, writes).saturating_add(Weight::from_parts(RULES, 60_000))
}

// Reads: signer twice, demand, count, time. Writes: count, scene, proposal.
fn register(db: RuntimeDbWeight) -> Weight {
	sum(db, 5, 3)
}
// Reads: signer twice, demand, scene, time, proposal, proposer. Writes: scene, proposal.
fn update(db: RuntimeDbWeight) -> Weight {
	sum(db, 7, 2)
}
// Reads: signer twice, demand, scene, time, four proposals and their proposers. Writes: scene, four
// proposals.
fn set_status(db: RuntimeDbWeight) -> Weight {
	with_rules(db, 13, 5)
}
// Reads: as `update`. Writes: scene, rules, record, proposal.
fn set_rules(db: RuntimeDbWeight) -> Weight {
	with_rules(db, 7, 4)
}
// Reads: as `update`, the proposal twice, three others, signer and proposer with what stands above
// them. Writes: as `set_rules`, or scene and four proposals.
fn confirm(db: RuntimeDbWeight) -> Weight {
	with_rules(db, 16, 5)
}
// Reads: as `update`, the proposal twice. Writes: scene, proposal.
fn withdraw(db: RuntimeDbWeight) -> Weight {
	with_rules(db, 8, 2)
}
// Reads: signer twice, demand, count, time. Writes: count, type.
fn resource_type(db: RuntimeDbWeight) -> Weight {
	sum(db, 5, 2)
}

// Reads: signer twice, type, scene, count, time. Writes: count, resource.
fn register_resource(db: RuntimeDbWeight) -> Weight {
	sum(db, 6, 2)
}
// Reads: signer twice, resource, time. Writes: resource.
fn change_resource(db: RuntimeDbWeight) -> Weight {
	sum(db, 4, 1)
}

macro_rules! weights {
	($name:ty, $db:expr $(, $param:ident: $bound:path)?) => {
		impl$(<$param: $bound>)? WeightInfo for $name {
			fn register() -> Weight {
				register($db)
			}
			fn update() -> Weight {
				update($db)
			}
			fn set_status() -> Weight {
				set_status($db)
			}
			fn set_rules() -> Weight {
				set_rules($db)
			}
			fn confirm() -> Weight {
				confirm($db)
			}
			fn withdraw() -> Weight {
				withdraw($db)
			}
			fn register_resource_type() -> Weight {
				resource_type($db)
			}
			fn change_resource_type() -> Weight {
				resource_type($db)
			}
			fn register_resource() -> Weight {
				register_resource($db)
			}
			fn change_resource() -> Weight {
				change_resource($db)
			}
		}
	};
}

/// Weights with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

weights!(SubstrateWeight<T>, T::DbWeight::get(), T: frame_system::Config);
weights!((), RocksDbWeight::get());
