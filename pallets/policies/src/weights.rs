//! Weights of `pallet-policies`.
//!
//! Each is the sum of its database reads and writes and of an allowance for computing: 25 µs a call
//! for decoding, hashing and the event; 10 ms where a condition is validated, which takes it apart
//! into at most 256 alternatives; 100 ms where a policy is compared with the 63 others in force, each
//! at most 1,024 pairs of alternatives. 1 µs is 1,000,000 of ref time. The reads of the signer (its
//! account and its entry, or the members of the council) and of the demand of an approval are part of
//! each.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

const CALL: u64 = 25_000_000;
const CHECK: u64 = 10_000_000_000;
const COMPARE: u64 = 100_000_000_000;
/// Loading and writing back a session: 200 µs for 32 policies of 4 KB.
const SESSION: u64 = 200_000_000;
/// A request beside its policies: 2 µs.
const REQUEST: u64 = 2_000_000;
/// A policy of 256 units: 20 ns a unit.
const JUDGED: u64 = 5_120_000;
/// The most primitives a condition names.
const REFERENCES: u64 = 64;
/// The most reads that writing references out takes: four levels of them.
const RESOLVE: u64 = 256;
/// The most lists of a policy: three points and 32 scenes.
const LISTS: u64 = 96;
const SCENES: u64 = 32;
const IN_FORCE: u64 = 64;
const TARGETS: u64 = 256;

/// What each call costs at most.
pub trait WeightInfo {
	/// [`crate::Pallet::define_primitive`].
	fn define_primitive() -> Weight;
	/// [`crate::Pallet::revise_primitive`].
	fn revise_primitive() -> Weight;
	/// [`crate::Pallet::roll_back_primitive`].
	fn roll_back_primitive() -> Weight;
	/// [`crate::Pallet::draft`].
	fn draft() -> Weight;
	/// [`crate::Pallet::revise`].
	fn revise() -> Weight;
	/// [`crate::Pallet::enact`].
	fn enact() -> Weight;
	/// [`crate::Pallet::repeal`].
	fn repeal() -> Weight;
	/// [`crate::Pallet::roll_back`].
	fn roll_back() -> Weight;
	/// [`crate::Pallet::define_label`].
	fn define_label() -> Weight;
	/// [`crate::Pallet::remove_label`].
	fn remove_label() -> Weight;
	/// [`crate::Pallet::set_label`].
	fn set_label() -> Weight;
	/// [`crate::Pallet::distribute`].
	fn distribute() -> Weight;
	/// [`crate::Pallet::advance`].
	fn advance() -> Weight;
	/// [`crate::Pallet::abort_distribution`].
	fn abort_distribution() -> Weight;
	/// [`crate::Pallet::acknowledge`].
	fn acknowledge() -> Weight;
	/// [`crate::Pallet::report_digest`].
	fn report_digest() -> Weight;
	/// [`crate::Pallet::report_hits`] of so many reports.
	fn report_hits(reports: u32) -> Weight;
	/// A session over two full lists of policies, opened and closed.
	fn session() -> Weight;
	/// Judging one request by so many policies of 256 units.
	fn judge(policies: u32) -> Weight;
}

fn sum(db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(CALL, 6_000).saturating_add(db.reads_writes(reads, writes))
}
fn checked(db: RuntimeDbWeight, reads: u64, writes: u64) -> Weight {
	sum(db, reads, writes).saturating_add(Weight::from_parts(CHECK, 600_000))
}

// Reads: signer twice, signing key, count, time, references. Writes: count, head, version, users.
fn define_primitive(db: RuntimeDbWeight) -> Weight {
	checked(db, 5 + RESOLVE, 3 + REFERENCES)
}
// Reads: as above, head and version for the count. Writes: head, version, users.
fn revise_primitive(db: RuntimeDbWeight) -> Weight {
	checked(db, 6 + RESOLVE, 2 + REFERENCES)
}
// Reads: signer twice, signing key, head, time. Writes: head.
fn roll_back_primitive(db: RuntimeDbWeight) -> Weight {
	sum(db, 5, 1)
}
// Reads: signer twice, signing key, count, changes twice, time, references, scenes. Writes: count,
// head, version, changes, change, history, users.
fn draft(db: RuntimeDbWeight) -> Weight {
	checked(db, 7 + RESOLVE + SCENES, 6 + REFERENCES)
}
// Reads: as above, head and version for the count. Writes: as above, without the count.
fn revise(db: RuntimeDbWeight) -> Weight {
	checked(db, 8 + RESOLVE + SCENES, 5 + REFERENCES)
}
// Reads: signer twice, demand, head, version twice, set twice, active, changes twice, time, scenes,
// policies in force, references, the lists it leaves and enters. Writes: head, two versions, set,
// revision, active, changes, change, history, lists.
fn enact(db: RuntimeDbWeight) -> Weight {
	checked(db, 12 + SCENES + IN_FORCE + RESOLVE + 2 * LISTS, 9 + 2 * LISTS)
		.saturating_add(Weight::from_parts(COMPARE, 0))
}
// Reads: signer twice, demand, head, version twice, set, active, changes twice, time, lists. Writes:
// head, version, set, revision, active, changes, change, history, lists.
fn repeal(db: RuntimeDbWeight) -> Weight {
	sum(db, 11 + LISTS, 8 + LISTS)
}
// Reads and writes as `enact`, without scenes and policies in force.
fn roll_back(db: RuntimeDbWeight) -> Weight {
	sum(db, 12 + RESOLVE + 2 * LISTS, 9 + 2 * LISTS)
}
// Reads: signer twice, demand, label. Writes: label.
fn label(db: RuntimeDbWeight) -> Weight {
	sum(db, 4, 1)
}
// Reads: signer twice, demand, label, labels, participant or node, time. Writes: label, labels,
// member.
fn set_label(db: RuntimeDbWeight) -> Weight {
	sum(db, 7, 3)
}
// Reads: signer twice, demand, running, set, label, count, time, distributed, nodes and their labels.
// Writes: count, running, distribution.
fn distribute(db: RuntimeDbWeight) -> Weight {
	sum(db, 9 + 2 * TARGETS, 3)
}
// Reads: signer twice, demand, distribution, time. Writes: distribution, running, distributed.
fn close(db: RuntimeDbWeight) -> Weight {
	sum(db, 5, 3)
}
// Reads: signer twice, node, distribution, acknowledgement, time. Writes: as above, acknowledgement.
fn acknowledge(db: RuntimeDbWeight) -> Weight {
	sum(db, 6, 4)
}
// Reads: signer twice, node, set, running, distribution, acknowledgement, time. Writes: report.
fn report_digest(db: RuntimeDbWeight) -> Weight {
	sum(db, 8, 1)
}
// Reads: signer twice, node, time; of each report the policy and two counters. Writes: the counters.
fn report_hits(db: RuntimeDbWeight, reports: u32) -> Weight {
	let reports = u64::from(reports);
	sum(db, reports.saturating_mul(3).saturating_add(4), reports.saturating_mul(2))
}

// Reads: two lists, 32 policies, labels, roles, time, frequency twice, 32 counters. Writes: 32
// counters, frequency.
fn session(db: RuntimeDbWeight) -> Weight {
	Weight::from_parts(SESSION, 300_000).saturating_add(db.reads_writes(71, 33))
}
fn judge(policies: u32) -> Weight {
	Weight::from_parts(JUDGED.saturating_mul(policies.into()).saturating_add(REQUEST), 0)
}

macro_rules! weights {
	($name:ty, $db:expr $(, $param:ident: $bound:path)?) => {
		impl$(<$param: $bound>)? WeightInfo for $name {
			fn define_primitive() -> Weight {
				define_primitive($db)
			}
			fn revise_primitive() -> Weight {
				revise_primitive($db)
			}
			fn roll_back_primitive() -> Weight {
				roll_back_primitive($db)
			}
			fn draft() -> Weight {
				draft($db)
			}
			fn revise() -> Weight {
				revise($db)
			}
			fn enact() -> Weight {
				enact($db)
			}
			fn repeal() -> Weight {
				repeal($db)
			}
			fn roll_back() -> Weight {
				roll_back($db)
			}
			fn define_label() -> Weight {
				label($db)
			}
			fn remove_label() -> Weight {
				label($db)
			}
			fn set_label() -> Weight {
				set_label($db)
			}
			fn distribute() -> Weight {
				distribute($db)
			}
			fn advance() -> Weight {
				close($db)
			}
			fn abort_distribution() -> Weight {
				close($db)
			}
			fn acknowledge() -> Weight {
				acknowledge($db)
			}
			fn report_digest() -> Weight {
				report_digest($db)
			}
			fn report_hits(reports: u32) -> Weight {
				report_hits($db, reports)
			}
			fn session() -> Weight {
				session($db)
			}
			fn judge(policies: u32) -> Weight {
				judge(policies)
			}
		}
	};
}

/// Weights with the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

weights!(SubstrateWeight<T>, T::DbWeight::get(), T: frame_system::Config);
weights!((), RocksDbWeight::get());
