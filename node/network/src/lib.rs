#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod bucket;
mod peering;
#[cfg(any(test, feature = "played"))]
pub mod played;
pub mod transactions;

pub use bucket::Bucket;
pub use peering::{closed_set, listen, Listening, NetworkPeering, Peering};
pub use sc_network::PeerId;

/// Where this crate logs.
pub const LOG_TARGET: &str = "fiscal-network";
