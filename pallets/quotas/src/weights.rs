//! Weights of `pallet-quotas`.
//!
//! Each is the sum of its database reads and writes and of an allowance for computing: 25 µs a call
//! for decoding, hashing and the event, 5 µs for the extension. 1 µs is 1,000,000 of ref time. The gate
//! reads ten entries at most: the signer, its standing, its organisation's, and what operations demand.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

const CALL: u64 = 25_000_000;
const EXTENSION: u64 = 5_000_000;

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

fn sum(db: RuntimeDbWeight, computing: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(computing, 6_000).saturating_add(db.reads_writes(reads, writes))
}

// Reads: gate (10), participant, quota, default, bucket, time. Writes: quota, bucket.
fn set_quota(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, 15, 2)
}
// Reads: gate (10), default, time. Writes: default.
fn set_default_quota(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, 12, 1)
}
// Reads: account, participant, quota, default, bucket, time. Writes: bucket.
fn charge_quota(db: RuntimeDbWeight) -> Weight {
	sum(db, EXTENSION, 6, 1)
}
// As charge_quota; participant, quota and bucket twice.
fn charge_account_quota(db: RuntimeDbWeight) -> Weight {
	sum(db, EXTENSION, 9, 2)
}

/// Weights with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn set_quota() -> Weight {
		set_quota(T::DbWeight::get())
	}
	fn set_default_quota() -> Weight {
		set_default_quota(T::DbWeight::get())
	}
	fn charge_quota() -> Weight {
		charge_quota(T::DbWeight::get())
	}
	fn charge_account_quota() -> Weight {
		charge_account_quota(T::DbWeight::get())
	}
}

impl WeightInfo for () {
	fn set_quota() -> Weight {
		set_quota(RocksDbWeight::get())
	}
	fn set_default_quota() -> Weight {
		set_default_quota(RocksDbWeight::get())
	}
	fn charge_quota() -> Weight {
		charge_quota(RocksDbWeight::get())
	}
	fn charge_account_quota() -> Weight {
		charge_account_quota(RocksDbWeight::get())
	}
}
