//! Weights of `pallet-vc-authorization`.
//!
//! Each is the sum of its database reads and writes and of an allowance for computing: 25 µs a call
//! for decoding, hashing and the event, and 300 µs where a signature is verified and a credential of
//! 8 KiB is parsed. A participant is at most three tiers deep: asking whether it is active reads
//! three entries. 1 µs is 1,000,000 of ref time.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

const CALL: u64 = 25_000_000;
const SIGNED: u64 = 300_000_000;
const BILL: u64 = 2_000_000;

/// Proof size: a record of a participant, and one of an authorization with 64 bills.
const PARTY: u64 = 4_000;
const RECORD: u64 = 6_000;

/// What each call costs at most.
pub trait WeightInfo {
	/// [`crate::Pallet::register`] of a credential that names `b` bills.
	fn register(b: u32) -> Weight;
	/// [`crate::Pallet::register_batch`] of `n` credentials, each with 64 bills.
	fn register_batch(n: u32) -> Weight;
	/// [`crate::Pallet::grant_for`] of a credential that names `b` bills.
	fn grant_for(b: u32) -> Weight;
	/// [`crate::Pallet::set_status`], with the holder's proof.
	fn set_status() -> Weight;
	/// [`crate::Pallet::record_use`].
	fn record_use() -> Weight;
	/// [`crate::Pallet::issue_code`].
	fn issue_code() -> Weight;
	/// [`crate::Pallet::redeem_code`].
	fn redeem_code() -> Weight;
	/// [`crate::Pallet::put_template`].
	fn put_template() -> Weight;
	/// [`crate::Pallet::withdraw_template`].
	fn withdraw_template() -> Weight;
	/// [`crate::Pallet::set_delegate`].
	fn set_delegate() -> Weight;
	/// [`crate::Pallet::set_white_list`].
	fn set_white_list() -> Weight;
	/// [`crate::Pallet::remove_white_list`].
	fn remove_white_list() -> Weight;
	/// Removing `n` codes that have run out.
	fn sweep(n: u32) -> Weight;
}

fn sum(db: RuntimeDbWeight, computing: u64, proof: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(computing, proof).saturating_add(db.reads_writes(reads, writes))
}

// A bill and the holder of its payer reference.
fn bills(db: RuntimeDbWeight, b: u32) -> Weight {
	sum(db, BILL, PARTY, 2, 0).saturating_mul(b.into())
}
// Reads: signer (2 + 6), chain, record, issuer (1 + 3 + 1), id, grantee (1 + 3 + 1), key of the
// holder, time, template (2), scene. Writes: record, id and both indexes.
fn register(db: RuntimeDbWeight, b: u32) -> Weight {
	sum(db, SIGNED, 12 * PARTY, 25, 4).saturating_add(bills(db, b))
}
fn register_batch(db: RuntimeDbWeight, n: u32) -> Weight {
	sum(db, CALL, 2 * PARTY, 8, 0).saturating_add(register(db, 64).saturating_mul(n.into()))
}
// Beside registering, reads: delegate, holder (1 + 3). Writes: delegate.
fn grant_for(db: RuntimeDbWeight, b: u32) -> Weight {
	sum(db, 0, 2 * PARTY, 5, 1).saturating_add(register(db, b))
}
// Reads: signer (2 + 6), time, record, roles, holder (3 + 1), chain. Writes: record.
fn set_status(db: RuntimeDbWeight) -> Weight {
	sum(db, SIGNED, RECORD + 4 * PARTY, 16, 1)
}
// Reads: signer (2 + 6), bill, time, record, grantee (3 + 1), holder (3), delegate (1 + 3), payer.
// Writes: record.
fn record_use(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, RECORD + 10 * PARTY, 23, 1)
}
// Reads: signer (2 + 6), time, record, roles, grantee (3 + 1), holder (3), delegate (1 + 3), code,
// code before (2).
// Writes: three for the code, two more for the one before.
fn issue_code(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, RECORD + 10 * PARTY, 25, 5)
}
// Reads: signer (2 + 6), time, attempts, code, record, grantee (3 + 1), holder (3), delegate (1 + 3),
// code again.
// Writes: three for the code, attempts.
fn redeem_code(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, RECORD + 10 * PARTY, 24, 4)
}
// Reads: gate (10), time, count, versions, last. Writes: version, versions, count.
fn put_template(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, 4 * PARTY, 14, 3)
}
// Reads: gate (10), versions. Writes: versions.
fn withdraw_template(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, 4 * PARTY, 11, 1)
}
// Reads: gate (10), participant (3) and its roles (3), delegate, time. Writes: delegate.
fn set_delegate(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, 5 * PARTY, 18, 1)
}
// Reads: gate (10), participant (3), scene, time, entry. Writes: entry.
fn set_white_list(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, 5 * PARTY, 16, 1)
}
// Reads: gate (10), time, entry. Writes: entry.
fn remove_white_list(db: RuntimeDbWeight) -> Weight {
	sum(db, CALL, 4 * PARTY, 12, 1)
}
// Reads: time and the first place, then for each code its place and itself. Writes: three for each.
fn sweep(db: RuntimeDbWeight, n: u32) -> Weight {
	sum(db, BILL, PARTY, 2, 0).saturating_add(sum(db, BILL, PARTY, 2, 3).saturating_mul(n.into()))
}

macro_rules! implement {
	($type:ty $(where $t:ident)?, $db:expr) => {
		impl$(<$t: frame_system::Config>)? WeightInfo for $type {
			fn register(b: u32) -> Weight {
				register($db, b)
			}
			fn register_batch(n: u32) -> Weight {
				register_batch($db, n)
			}
			fn grant_for(b: u32) -> Weight {
				grant_for($db, b)
			}
			fn set_status() -> Weight {
				set_status($db)
			}
			fn record_use() -> Weight {
				record_use($db)
			}
			fn issue_code() -> Weight {
				issue_code($db)
			}
			fn redeem_code() -> Weight {
				redeem_code($db)
			}
			fn put_template() -> Weight {
				put_template($db)
			}
			fn withdraw_template() -> Weight {
				withdraw_template($db)
			}
			fn set_delegate() -> Weight {
				set_delegate($db)
			}
			fn set_white_list() -> Weight {
				set_white_list($db)
			}
			fn remove_white_list() -> Weight {
				remove_white_list($db)
			}
			fn sweep(n: u32) -> Weight {
				sweep($db, n)
			}
		}
	};
}

/// Weights with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

implement!(SubstrateWeight<T> where T, T::DbWeight::get());
implement!((), RocksDbWeight::get());
