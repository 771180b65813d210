#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod check;
pub mod clock;
pub mod config;
pub mod convert;
pub mod envelope;
mod exclusive;
pub mod files;
pub mod http;
pub mod ledger;
pub mod protocol;
pub mod receipt;
pub mod secret;
pub mod signed;
pub mod worker;

pub use check::Check;
pub use clock::now;
pub use config::{Config, ConfigFault};
pub use files::FileStore;
pub use http::Http;
pub use ledger::Ledger;
pub use secret::Secret;
pub use signed::{CallFault, SignedClient};
pub use worker::{At, BridgeFault, Chain, ChainFault, Deliver, Delivered, Observe};
