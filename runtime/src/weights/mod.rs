//! Measured weights, one file a pallet: what calls cost on the machine that each file names.
//!
//! `fiscal-weights` wrote these files (`make weights`); changes by hand do not last.

pub mod pallet_access_nodes;
pub mod pallet_approvals;
pub mod pallet_bft_validators;
pub mod pallet_bill_locks;
pub mod pallet_bill_permissions;
pub mod pallet_bills;
pub mod pallet_collective;
pub mod pallet_consortium;
pub mod pallet_cross_region;
pub mod pallet_observations;
pub mod pallet_outbox;
pub mod pallet_participants;
pub mod pallet_policies;
pub mod pallet_quotas;
pub mod pallet_scenes;
pub mod pallet_timestamp;
pub mod pallet_vc_authorization;
