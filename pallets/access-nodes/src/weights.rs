//! Weights of `pallet-access-nodes`.
//!
//! Each is the sum of its database reads and writes and of an allowance for computing: 25 µs a call
//! for decoding, hashing and the event. 1 µs is 1,000,000 of ref time. What the gate reads (the
//! signer's account and entry, and the registry of operations) is part of each.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

const CALL: u64 = 25_000_000;
const MICROSECOND: u64 = 1_000_000;

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
	/// [`crate::Pallet::request_admission`].
	fn request_admission() -> Weight;
	/// [`crate::Pallet::amend`].
	fn amend() -> Weight;
	/// [`crate::Pallet::withdraw`].
	fn withdraw() -> Weight;
	/// [`crate::Pallet::resubmit`].
	fn resubmit() -> Weight;
	/// [`crate::Pallet::review`].
	fn review() -> Weight;
	/// [`crate::Pallet::renew_credential`].
	fn renew_credential() -> Weight;
	/// [`crate::Pallet::revoke_credential`].
	fn revoke_credential() -> Weight;
	/// [`crate::Pallet::redeliver_credential`].
	fn redeliver_credential() -> Weight;
	/// [`crate::Pallet::acknowledge_credential`].
	fn acknowledge_credential() -> Weight;
	/// [`crate::Pallet::freeze_codes`].
	fn freeze_codes() -> Weight;
	/// [`crate::Pallet::thaw_codes`].
	fn thaw_codes() -> Weight;
	/// [`crate::Pallet::reinstate_code`].
	fn reinstate_code() -> Weight;
	/// [`crate::Pallet::activate`].
	fn activate() -> Weight;
	/// [`crate::Pallet::update_device`].
	fn update_device() -> Weight;
	/// [`crate::Pallet::set_device_status`].
	fn set_device_status() -> Weight;
	/// [`crate::Pallet::unbind_device`].
	fn unbind_device() -> Weight;
	/// [`crate::Pallet::issue_codes`] of so many.
	fn issue_codes(codes: u32) -> Weight;
	/// [`crate::Pallet::void_codes`] of so many.
	fn void_codes(codes: u32) -> Weight;
	/// The beginning of a block in which so many deadlines are handled.
	fn on_initialize(due: u32) -> Weight;
}

fn sum(db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(CALL, 16_000).saturating_add(db.reads_writes(reads, writes))
}

fn each(db: RuntimeDbWeight, reads: u64, writes: u64, count: u32) -> Weight {
	Weight::from_parts(5 * MICROSECOND, 1_000)
		.saturating_add(db.reads_writes(reads, writes))
		.saturating_mul(count.into())
}

// Reads: gate thrice, scenes 16, signer and operator with what stands above them, count, time. Writes:
// count, node, two deadlines, decision.
fn register(db: RuntimeDbWeight) -> Weight {
	sum(db, 27, 5)
}
// Reads: gate thrice, node, time, version. Writes: node, decision, two deadlines, version.
fn set_status(db: RuntimeDbWeight) -> Weight {
	sum(db, 6, 5)
}
// Reads: gate thrice, node, signer, operator and participant with what stands above them, relation,
// count. Writes: relation, reverse, count.
fn link(db: RuntimeDbWeight) -> Weight {
	sum(db, 15, 3)
}
// Reads: gate thrice, relation, count. Writes: relation, reverse, count.
fn unlink(db: RuntimeDbWeight) -> Weight {
	sum(db, 5, 3)
}
// Reads: signer twice, node, scenes 16, roles, counts, time. Writes: counts, application.
fn request_admission(db: RuntimeDbWeight) -> Weight {
	sum(db, 23, 3)
}
// Reads: signer twice, application, scenes 16, roles, time. Writes: application.
fn amend(db: RuntimeDbWeight) -> Weight {
	sum(db, 21, 1)
}
// Reads: signer twice, application, open ones, time. Writes: application, open ones.
fn withdraw(db: RuntimeDbWeight) -> Weight {
	sum(db, 5, 2)
}
// Reads: signer twice, application, node, scenes 16, roles, open ones, time. Writes: application, open
// ones.
fn resubmit(db: RuntimeDbWeight) -> Weight {
	sum(db, 23, 2)
}
// Reads: gate thrice, application, scenes 32, signer and operator with what stands above them, node,
// counts, relations 4, time. Writes:
// application, open ones, count, node, four deadlines, decision, relations 3, version.
fn review(db: RuntimeDbWeight) -> Weight {
	sum(db, 49, 13)
}
// Reads: gate thrice, node, time, version. Writes: node, four deadlines, version.
fn renew_credential(db: RuntimeDbWeight) -> Weight {
	sum(db, 6, 6)
}
// Reads: gate thrice, node, time, version. Writes: node, two deadlines, version.
fn revoke_credential(db: RuntimeDbWeight) -> Weight {
	sum(db, 6, 4)
}
// Reads: gate thrice, node, devices. Writes: devices.
fn redeliver_credential(db: RuntimeDbWeight) -> Weight {
	sum(db, 5, 1)
}
// Reads: signer twice, node, devices, time. Writes: devices.
fn acknowledge_credential(db: RuntimeDbWeight) -> Weight {
	sum(db, 5, 1)
}
// Reads: gate thrice, node, activation. Writes: activation.
fn freeze_codes(db: RuntimeDbWeight) -> Weight {
	sum(db, 5, 1)
}
// Reads: gate thrice, node, activation. Writes: activation.
fn thaw_codes(db: RuntimeDbWeight) -> Weight {
	sum(db, 5, 1)
}
// Reads: gate thrice, code, node, time. Writes: code, two deadlines.
fn reinstate_code(db: RuntimeDbWeight) -> Weight {
	sum(db, 6, 3)
}
// Reads: signer twice, node, activation, device, devices, genesis, two codes, time, version. Writes:
// two codes, four deadlines, activation, devices, two bindings, node, version. Verifies a signature.
fn activate(db: RuntimeDbWeight) -> Weight {
	sum(db, 11, 12).saturating_add(Weight::from_parts(200 * MICROSECOND, 0))
}
// Reads: signer twice, node, devices, time, version. Writes: devices, version.
fn update_device(db: RuntimeDbWeight) -> Weight {
	sum(db, 6, 2)
}
// Reads: signer twice, gate thrice, node, devices, time, version. Writes: devices, version.
fn set_device_status(db: RuntimeDbWeight) -> Weight {
	sum(db, 9, 2)
}
// Reads: signer twice, gate thrice, node, devices, code, time, version. Writes: devices, binding, code,
// two deadlines, version.
fn unbind_device(db: RuntimeDbWeight) -> Weight {
	sum(db, 10, 6)
}
// Reads: gate thrice, node, activation, time; each code. Writes: activation; each code, its deadline.
fn issue_codes(db: RuntimeDbWeight, codes: u32) -> Weight {
	sum(db, 6, 1).saturating_add(each(db, 1, 2, codes))
}
// Reads: gate thrice, time; each code. Writes: each code, two deadlines.
fn void_codes(db: RuntimeDbWeight, codes: u32) -> Weight {
	sum(db, 4, 0).saturating_add(each(db, 1, 3, codes))
}
// Reads: time, the next deadline; each deadline, its subject, what it changes. Writes: each deadline, its
// subject, what it changes.
fn on_initialize(db: RuntimeDbWeight, due: u32) -> Weight {
	sum(db, 2, 0).saturating_add(each(db, 3, 3, due))
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
	fn request_admission() -> Weight {
		request_admission(T::DbWeight::get())
	}
	fn amend() -> Weight {
		amend(T::DbWeight::get())
	}
	fn withdraw() -> Weight {
		withdraw(T::DbWeight::get())
	}
	fn resubmit() -> Weight {
		resubmit(T::DbWeight::get())
	}
	fn review() -> Weight {
		review(T::DbWeight::get())
	}
	fn renew_credential() -> Weight {
		renew_credential(T::DbWeight::get())
	}
	fn revoke_credential() -> Weight {
		revoke_credential(T::DbWeight::get())
	}
	fn redeliver_credential() -> Weight {
		redeliver_credential(T::DbWeight::get())
	}
	fn acknowledge_credential() -> Weight {
		acknowledge_credential(T::DbWeight::get())
	}
	fn freeze_codes() -> Weight {
		freeze_codes(T::DbWeight::get())
	}
	fn thaw_codes() -> Weight {
		thaw_codes(T::DbWeight::get())
	}
	fn reinstate_code() -> Weight {
		reinstate_code(T::DbWeight::get())
	}
	fn activate() -> Weight {
		activate(T::DbWeight::get())
	}
	fn update_device() -> Weight {
		update_device(T::DbWeight::get())
	}
	fn set_device_status() -> Weight {
		set_device_status(T::DbWeight::get())
	}
	fn unbind_device() -> Weight {
		unbind_device(T::DbWeight::get())
	}
	fn issue_codes(codes: u32) -> Weight {
		issue_codes(T::DbWeight::get(), codes)
	}
	fn void_codes(codes: u32) -> Weight {
		void_codes(T::DbWeight::get(), codes)
	}
	fn on_initialize(due: u32) -> Weight {
		on_initialize(T::DbWeight::get(), due)
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
	fn request_admission() -> Weight {
		request_admission(RocksDbWeight::get())
	}
	fn amend() -> Weight {
		amend(RocksDbWeight::get())
	}
	fn withdraw() -> Weight {
		withdraw(RocksDbWeight::get())
	}
	fn resubmit() -> Weight {
		resubmit(RocksDbWeight::get())
	}
	fn review() -> Weight {
		review(RocksDbWeight::get())
	}
	fn renew_credential() -> Weight {
		renew_credential(RocksDbWeight::get())
	}
	fn revoke_credential() -> Weight {
		revoke_credential(RocksDbWeight::get())
	}
	fn redeliver_credential() -> Weight {
		redeliver_credential(RocksDbWeight::get())
	}
	fn acknowledge_credential() -> Weight {
		acknowledge_credential(RocksDbWeight::get())
	}
	fn freeze_codes() -> Weight {
		freeze_codes(RocksDbWeight::get())
	}
	fn thaw_codes() -> Weight {
		thaw_codes(RocksDbWeight::get())
	}
	fn reinstate_code() -> Weight {
		reinstate_code(RocksDbWeight::get())
	}
	fn activate() -> Weight {
		activate(RocksDbWeight::get())
	}
	fn update_device() -> Weight {
		update_device(RocksDbWeight::get())
	}
	fn set_device_status() -> Weight {
		set_device_status(RocksDbWeight::get())
	}
	fn unbind_device() -> Weight {
		unbind_device(RocksDbWeight::get())
	}
	fn issue_codes(codes: u32) -> Weight {
		issue_codes(RocksDbWeight::get(), codes)
	}
	fn void_codes(codes: u32) -> Weight {
		void_codes(RocksDbWeight::get(), codes)
	}
	fn on_initialize(due: u32) -> Weight {
		on_initialize(RocksDbWeight::get(), due)
	}
}
