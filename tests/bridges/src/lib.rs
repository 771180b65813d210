#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod bills;
pub mod config;
pub mod control;
pub mod events;
pub mod holder;
pub mod http;
pub mod insurer;
pub mod office;
pub mod region;
mod simulator;
mod world;

pub use control::Control;
pub use fiscal_network_tests::ALL;
pub use simulator::Simulator;
pub use world::{Plan, World};

use fiscal_sim::FaultSettings;
use fiscal_sm_crypto::Pair;
use std::{thread, time::Duration};

/// The development key with which every gateway signs: the platform finds one of them at a time, and
/// to it they are all the same.
pub const GATEWAY: &str = "Gateway";

/// How often a condition is looked at.
const POLL: Duration = Duration::from_millis(200);

/// Waits a moment until a condition is looked at again.
pub fn breathe() {
	thread::sleep(POLL);
}

/// The public half of a development key, in hexadecimal.
pub fn dev_key(name: &str) -> String {
	Pair::from_dev_name(name).public().to_string()
}

/// Everything that may befall an honest system: answers late or not at all, refused requests, answers
/// that break off after what was asked for was done, wrong signatures, and messages that come twice.
/// Two of five attempts come to nothing.
pub fn every_fault(seed: u64) -> FaultSettings {
	FaultSettings {
		seed,
		latency: 5,
		jitter: 60,
		unavailable: 120,
		dropped: 120,
		wrong_signature: 80,
		wrong_receipt: 80,
		duplicate: 200,
		stale: 0,
		lying: 0,
	}
}

/// A number of rounds, messages or the like that an environment variable may set.
///
/// # Panics
/// It is set and is no number: what was asked for would not be tested.
pub fn count(variable: &str, default: u32) -> u32 {
	match std::env::var(variable) {
		Ok(text) => text.parse().unwrap_or_else(|_| panic!("{variable}={text} is no number")),
		Err(_) => default,
	}
}
