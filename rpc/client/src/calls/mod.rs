//! The calls of the chain, one file a pallet. Who may make a call, what must hold and what it emits
//! is said by the pallet.

pub mod access_nodes;
pub mod approvals;
pub mod bft_validators;
pub mod bill_locks;
pub mod bill_permissions;
pub mod bills;
pub mod consortium;
pub mod council;
pub mod cross_region;
pub mod observations;
pub mod outbox;
pub mod participants;
pub mod policies;
pub mod quotas;
pub mod scenes;
pub mod system;
pub mod vc_authorization;
