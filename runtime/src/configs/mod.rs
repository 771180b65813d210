//! How the runtime configures its pallets, one file a concern.

mod approvals;
mod bill_permissions;
mod bills;
mod bridges;
mod consensus;
mod governance;
mod policies;
mod registry;
mod system;
mod vc_authorization;

pub use approvals::Operations;
pub use governance::{CouncilMajority, CouncilThreeQuarters, DefaultQuotas};
pub use system::RuntimeBlockWeights;
