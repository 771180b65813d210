//! Faults of processes, of the network, of machines and of validators, on four real validator
//! processes, and what must hold after each of them.
//!
//! * [`under_load`] registers bills while a test does its worst; its [`Ledger`] holds every bill of
//!   which a client was told that it is final, and demands it back.
//! * [`Network`] is a devnet whose validators reach each other through proxies alone: [`Links`] cuts,
//!   holds and slows them.
//! * [`deviate`] starts the test build of the node, `byzantine-node`, in the place of a validator: it
//!   lies as [`Misconduct`] says, its clock is wrong, or its disk is slow.
//! * [`check`] is asked after every fault: no two blocks at one height, no validator that has stopped
//!   voting, memory within bounds.
//!
//! As in `fiscal-tests`, nothing here is asynchronous, and validators are counted from 0.
#![forbid(unsafe_code)]

mod client;
mod deviant;
mod links;
mod load;
mod misconduct;
mod network;
mod slow_journal;
mod state;

pub use client::{fiscal, UNKNOWN};
pub use deviant::{deviate, unreserve, CLOCK, CONDUCT, FLUSH};
pub use links::{Link, Links, INSIDE};
pub use load::{under_load, Ledger};
pub use misconduct::Misconduct;
pub use network::Network;
pub use slow_journal::SlowJournal;
pub use state::{metric, offences};

use anyhow::{ensure, Result};
use fiscal_tests::{Devnet, DEADLINE};
use std::time::{Duration, Instant};

/// The validators of a devnet.
pub const ALL: [usize; 4] = [0, 1, 2, 3];

/// Most memory a validator may hold, in bytes: several times what one holds that is left in peace.
pub const MOST_MEMORY: u64 = 1_536 * 1_024 * 1_024;

/// All validators but one.
pub fn others(than: usize) -> Vec<usize> {
	ALL.into_iter().filter(|index| *index != than).collect()
}

/// The greatest height that one of the validators has finalized; 0 if none of them answers.
pub fn highest(devnet: &Devnet, indices: &[usize]) -> u32 {
	indices.iter().filter_map(|index| devnet.finalized(*index)).max().unwrap_or_default()
}

/// Waits until a validator has finalized what `others` have now, and answers how long that took.
///
/// # Errors
/// Time is up, or a validator has ended by itself.
pub fn catch_up(devnet: &Devnet, index: usize, others: &[usize]) -> Result<Duration> {
	let start = Instant::now();
	devnet.wait_height(index, highest(devnet, others), DEADLINE)?;
	Ok(start.elapsed())
}

/// Requires what no fault may change: the validators have one block at each height, all of them
/// still vote, and none holds more than [`MOST_MEMORY`].
///
/// # Errors
/// One of it does not hold, or a validator does not answer.
pub fn check(devnet: &Devnet, indices: &[usize]) -> Result<()> {
	devnet.check_agreement(indices)?;
	for index in indices {
		let halted = metric(devnet, *index, "fiscal_bft_halted")?;
		ensure!(halted == 0.0, "validator {index} votes no more; {}", devnet.last_words(*index));
		let memory = devnet.resident_memory(*index)?;
		ensure!(memory <= MOST_MEMORY, "validator {index} holds {memory} bytes of memory");
	}
	Ok(())
}

/// Prints how long something took: a figure to look at, and no condition.
pub fn say(what: &str, took: Duration) {
	println!("{what}: {:.1} s", took.as_secs_f64());
}
