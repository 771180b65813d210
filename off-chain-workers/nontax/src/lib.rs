#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod check;
mod client;
mod compare;
mod deliver;
pub mod history;
mod leaves;
mod local;
mod metrics;
mod observe;
pub mod schedule;
mod span;
mod verify;

pub use client::Client;
pub use compare::{compare, Comparison, Ranges, MAX_REQUESTS};
pub use history::{History, HistoryAnswer, HistoryFault, HistoryFile, Source, ThreeCodes};
pub use leaves::{range_digest, Leaves};
pub use local::{compare_periodically, LocalComparison};
pub use observe::Observer;
pub use schedule::{Plan, Progress};
pub use span::{Span, MAX_WIDTH};
