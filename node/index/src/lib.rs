#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod authorizations;
mod fault;
mod follow;
mod index;
mod metrics;
mod rows;
mod store;

pub use fault::IndexFault;
pub use follow::follow;
pub use index::{BlockRef, Index, MAX_LIMIT};
