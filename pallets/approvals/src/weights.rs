//! Weights of `pallet-approvals`.
//!
//! Each is the sum of its database reads and writes and of an allowance for computing: 25 µs a call
//! for decoding, hashing and the event, and 300 µs where a call of 32 KiB is hashed or decoded. 1 µs
//! is 1,000,000 of ref time. The reads of the gate and of the signer (its account, its entry and what
//! stands above it) are part of each. `approve` and `execute` come on top of the call they dispatch.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

const CALL: u64 = 25_000_000;
const LONG: u64 = 325_000_000;

/// What the signer costs to look up: its account, its entry, its organisation's, the tiers above.
const SIGNER: u64 = 6;

/// What it costs to compare members: the tree above the signer, the proposer and 15 who signed.
const MEMBERS: u64 = 51;

/// What the gate costs: the signer or the council, and whether the operation is of high risk.
const GATE: u64 = 7;

/// What each call costs at most.
pub trait WeightInfo {
	/// [`crate::Pallet::create_role`].
	fn create_role() -> Weight;
	/// [`crate::Pallet::rename_role`].
	fn rename_role() -> Weight;
	/// [`crate::Pallet::set_role_scope`].
	fn set_role_scope() -> Weight;
	/// [`crate::Pallet::add_member`].
	fn add_member() -> Weight;
	/// [`crate::Pallet::remove_member`].
	fn remove_member() -> Weight;
	/// [`crate::Pallet::delete_role`].
	fn delete_role() -> Weight;
	/// [`crate::Pallet::create_flow`].
	fn create_flow() -> Weight;
	/// [`crate::Pallet::retire_flow`].
	fn retire_flow() -> Weight;
	/// [`crate::Pallet::set_high_risk`].
	fn set_high_risk() -> Weight;
	/// [`crate::Pallet::propose`].
	fn propose() -> Weight;
	/// [`crate::Pallet::approve`], without the call it may dispatch.
	fn approve() -> Weight;
	/// [`crate::Pallet::reject`].
	fn reject() -> Weight;
	/// [`crate::Pallet::withdraw`].
	fn withdraw() -> Weight;
	/// [`crate::Pallet::resubmit`].
	fn resubmit() -> Weight;
	/// [`crate::Pallet::execute`], without the call it dispatches.
	fn execute() -> Weight;
	/// The start of a block in which `count` approvals expire.
	fn sweep(count: u32) -> Weight;
}

fn sum(db: RuntimeDbWeight, compute: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(compute, 24_000).saturating_add(db.reads_writes(reads, writes))
}

macro_rules! weights {
	($($(#[$count:meta])* $name:ident: $compute:expr, $reads:expr, $writes:expr;)+) => {
		/// Weights with the database of the runtime.
		pub struct SubstrateWeight<T>(PhantomData<T>);

		impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
			$($(#[$count])* fn $name() -> Weight {
				sum(T::DbWeight::get(), $compute, $reads, $writes)
			})+
			fn sweep(count: u32) -> Weight {
				sweep(T::DbWeight::get(), count)
			}
		}

		impl WeightInfo for () {
			$(fn $name() -> Weight {
				sum(RocksDbWeight::get(), $compute, $reads, $writes)
			})+
			fn sweep(count: u32) -> Weight {
				sweep(RocksDbWeight::get(), count)
			}
		}
	};
}

weights! {
	/// Reads: gate, scope, both counts. Writes: both counts, role.
	create_role: CALL, GATE + 3, 3;
	/// Reads: gate, role. Writes: role.
	rename_role: CALL, GATE + 1, 1;
	/// Reads: gate, role, scope. Writes: role.
	set_role_scope: CALL, GATE + 2, 1;
	/// Reads: gate, role, member and what stands above it. Writes: role.
	add_member: CALL, GATE + 5, 1;
	/// Reads: gate, role. Writes: role.
	remove_member: CALL, GATE + 1, 1;
	/// Reads: gate, role, count. Writes: role, count.
	delete_role: CALL, GATE + 2, 2;
	/// Reads: gate, both counts, five roles. Writes: both counts, five roles, flow.
	create_flow: CALL, GATE + 7, 8;
	/// Reads: gate, flow, every operation of high risk, five roles, count. Writes: five roles, count,
	/// flow.
	retire_flow: CALL, GATE + 37, 7;
	/// Reads: gate, flow, operation. Writes: operation.
	set_high_risk: CALL, GATE + 2, 1;
	/// Reads: signer, operation, its role, flow, three counts, last approval, time, version, DID.
	/// Writes: call, approval, entry, three counts, last approval, deadline.
	propose: LONG, SIGNER + 13, 8;
	/// Reads: signer, approval, role, scope or members, time, version, DID, call, two counts. Writes:
	/// approval, two entries, deadline, two counts.
	approve: LONG, SIGNER + MEMBERS + 10, 6;
	/// Reads: signer, approval, role, scope or members, time, DID, two counts. Writes: approval, entry,
	/// deadline, two counts.
	reject: CALL, SIGNER + MEMBERS + 7, 5;
	/// Reads and writes: as `reject`, without role and scope, with call and last approval.
	withdraw: CALL, SIGNER + 6, 7;
	/// Reads: those of `withdraw` and `propose`, call, role. Writes: those of both, one entry more.
	resubmit: LONG, SIGNER + 20, 14;
	/// Reads: signer, approval, time, version, call, two counts. Writes: approval, entry, deadline, two
	/// counts.
	execute: LONG, SIGNER + 6, 5;
}

// Reads: time and the first deadline; of each: deadline, approval, two counts. Writes of each:
// approval, entry, deadline, two counts.
fn sweep(db: RuntimeDbWeight, count: u32) -> Weight {
	let each = sum(db, CALL, 4, 5);
	db.reads(2).saturating_add(each.saturating_mul(u64::from(count)))
}
