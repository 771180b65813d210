//! The list of the benchmarks, and the one that is asked for.

use crate::{
	AccessNodes, AllPalletsWithSystem, Approvals, BftValidators, BillLocks, BillPermissions, Bills,
	Consortium, Council, CrossRegion, Observations, Outbox, Participants, Policies, Quotas, Scenes,
	Timestamp, VcAuthorization,
};
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{
	StorageInfo, StorageInfoTrait, TrackedStorageKey, WhitelistedStorageKeys,
};

/// Which benchmarks there are, and what the pallets store.
pub(super) type Listed = (Vec<BenchmarkList>, Vec<StorageInfo>);
/// Which one to run, and how.
pub(super) type Wanted = BenchmarkConfig;
/// What came of it.
pub(super) type Measured = Result<Vec<BenchmarkBatch>, String>;

/// Which benchmarks there are, and what the pallets store.
pub(super) fn list(extra: bool) -> Listed {
	let mut list = Vec::<BenchmarkList>::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Runs one.
///
/// # Errors
/// What the benchmark answers.
pub(super) fn dispatch(config: Wanted) -> Measured {
	// What every block reads and writes once, such as its number and its events, is no call's cost.
	let whitelist: Vec<TrackedStorageKey> = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::<BenchmarkBatch>::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}
