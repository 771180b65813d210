#![doc = include_str!("../README.md")]

pub mod announce;
pub mod block_import;
pub mod chain;
pub mod durable;
pub mod executed;
pub mod importer;
pub mod metrics;
pub mod network;
pub mod proposer;
pub mod validator;
pub mod verifier;
pub mod worker;

use fiscal_bft_primitives::Header;
use sp_runtime::{generic, OpaqueExtrinsic};

pub use sc_network::PeerId;

/// A block of the chain, its extrinsics unread.
pub type Block = generic::Block<Header, OpaqueExtrinsic>;

/// What a node logs about consensus stands under this target.
pub const LOG_TARGET: &str = "bft";
