#![doc = include_str!("../README.md")]
pub mod machine;
pub mod plan;
pub mod template;

#[cfg(feature = "run")]
pub mod chain;
#[cfg(feature = "run")]
pub mod cli;
#[cfg(feature = "run")]
pub mod genesis;
#[cfg(feature = "run")]
pub mod host;
#[cfg(feature = "run")]
pub mod measure;
