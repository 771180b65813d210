#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod crowd;
mod listener;

pub use crowd::{ClientId, Crowd, Place};
pub use listener::{Bounded, Connection, Peer};
