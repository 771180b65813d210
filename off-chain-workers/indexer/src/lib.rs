#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod alerts;
pub mod certificate;
pub mod check;
pub mod config;
pub mod decode;
pub mod ingest;
pub mod metrics;
pub mod model;
pub mod period;
pub mod progress;
pub mod project;
pub mod serve;
pub mod source;
pub mod statistics;
pub mod store;
