#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod chain;
pub mod client;
pub mod gateway;
pub mod local;
mod read;
pub mod refused;
mod sources;
pub mod store;
pub mod templates;
pub mod trail;

pub use chain::{Party, RegionChain, Subject, SubmitFault};
pub use client::Platform;
pub use gateway::{Gateway, Parts};
