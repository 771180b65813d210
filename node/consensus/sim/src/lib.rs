#![doc = include_str!("../README.md")]

mod block;
mod byzantine;
mod checker;
mod disk;
mod draw;
mod node;
mod packet;
mod rng;
mod runner;
mod setup;
mod stats;
mod trace;
mod world;

pub use block::{hash_of, Block, Chain, Refusal, Sealed};
pub use checker::{Checker, Violation};
pub use runner::{run_all, run_one, Failure, Plan, Report};
pub use setup::{
	Behaviour, Link, Member, NodeId, NodeSetup, Outage, Partition, Scenario, Setup, Time,
	ASK_AGAIN, HEALED, MOST_DRIFT, PACE, SYNC_EVERY,
};
pub use stats::Stats;
pub use trace::Lines;
pub use world::{run, Outcome};
