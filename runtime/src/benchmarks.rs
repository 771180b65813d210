//! Benchmarks of the runtime: which pallets are measured, and what their benchmarks find on the chain.
//! `benches/weights` runs them and writes what it measured.

#[cfg(feature = "runtime-benchmarks")]
mod fixtures;
mod vectors;

#[cfg(feature = "runtime-benchmarks")]
pub use fixtures::Fixtures;

#[cfg(feature = "runtime-benchmarks")]
frame_benchmarking::define_benchmarks!(
	[pallet_access_nodes, AccessNodes]
	[pallet_approvals, Approvals]
	[pallet_bft_validators, BftValidators]
	[pallet_bill_locks, BillLocks]
	[pallet_bill_permissions, BillPermissions]
	[pallet_bills, Bills]
	[pallet_collective, Council]
	[pallet_consortium, Consortium]
	[pallet_cross_region, CrossRegion]
	[pallet_observations, Observations]
	[pallet_outbox, Outbox]
	[pallet_participants, Participants]
	[pallet_policies, Policies]
	[pallet_quotas, Quotas]
	[pallet_scenes, Scenes]
	[pallet_timestamp, Timestamp]
	[pallet_vc_authorization, VcAuthorization]
);
