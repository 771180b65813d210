//! How the runtime configures its pallets, one file a concern.

mod bills;
mod consensus;
mod governance;
mod registry;
mod system;

pub use governance::{CouncilMajority, CouncilThreeQuarters};
pub use system::RuntimeBlockWeights;
