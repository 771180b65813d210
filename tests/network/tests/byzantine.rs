//! One validator of four that breaks the protocol, on the test build of the node. The other three go
//! on, have one block at each height, and stay within their memory; who signs twice is named on
//! chain, and who sends garbage loses its connections.

use anyhow::{ensure, Result};
use fiscal_network_tests::{
	check, deviate, metric, offences, say, under_load, unreserve, Misconduct, ALL, CONDUCT,
};
use fiscal_tests::{lively, Devnet, DEADLINE};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Where the devnets of these tests stand.
const FOLDER: &str = env!("CARGO_TARGET_TMPDIR");

/// Who breaks the protocol.
const LIAR: usize = 3;
/// Who does not.
const HONEST: [usize; 3] = [0, 1, 2];
/// Peers of an honest validator without the liar.
const HONEST_PEERS: u64 = 2;
/// How many peers a validator has banned just now.
const BANNED: &str = "substrate_sub_libp2p_peerset_num_banned_peers";

/// One devnet at a time.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
	TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A devnet with a liar, not yet started.
fn prepare(misconduct: Misconduct, folder: &str) -> Result<Devnet> {
	let mut devnet = Devnet::prepare(FOLDER, folder, &lively(FOLDER, folder)?)?;
	deviate(&mut devnet, LIAR, &[(CONDUCT, misconduct.name())])?;
	Ok(devnet)
}

/// Starts all validators, and waits until the honest ones decide.
fn start(devnet: &Devnet) -> Result<()> {
	for index in ALL {
		devnet.start_one(index)?;
	}
	for index in HONEST {
		devnet.wait_height(index, 1, DEADLINE)?;
	}
	Ok(())
}

/// The liar signs twice until it is named on chain; nobody else is.
fn signs_twice(misconduct: Misconduct) -> Result<()> {
	let _turn = turn();
	let devnet = prepare(misconduct, misconduct.name())?;
	devnet.resume()?;
	let keys: Vec<String> =
		devnet.description.validators.iter().map(|v| v.public_key.clone()).collect();
	let ((), ledger) = under_load(&devnet, 1, &ALL, || {
		for index in HONEST {
			devnet.wait("the liar is named on chain", DEADLINE, || {
				offences(&devnet, index, &keys[LIAR]).ok().filter(|count| *count > 0)
			})?;
		}
		say("five blocks with a liar", devnet.wait_progress(&HONEST, 5, DEADLINE)?);
		Ok(())
	})?;
	ledger.settle(&devnet, &ALL)?;
	for index in HONEST {
		ensure!(offences(&devnet, 0, &keys[index])? == 0, "validator {index} is honest");
	}
	check(&devnet, &ALL)
}

/// The others go on, whatever the liar sends; `until` says when it has sent enough.
fn go_on(devnet: &Devnet, until: impl FnOnce() -> Result<()>) -> Result<()> {
	start(devnet)?;
	let ((), ledger) = under_load(devnet, 1, &HONEST, || {
		until()?;
		say("ten blocks without the liar", devnet.wait_progress(&HONEST, 10, DEADLINE)?);
		Ok(())
	})?;
	ledger.settle(devnet, &HONEST)?;
	check(devnet, &HONEST)
}

#[test]
fn whoever_votes_twice_is_named_on_chain() -> Result<()> {
	signs_twice(Misconduct::DoubleVote)
}

#[test]
#[ignore = "long: make chaos"]
fn whoever_proposes_twice_is_named_on_chain() -> Result<()> {
	signs_twice(Misconduct::DoublePropose)
}

#[test]
fn whoever_sends_garbage_loses_its_connections() -> Result<()> {
	let _turn = turn();
	let mut devnet = prepare(Misconduct::Garbage, "garbage")?;
	unreserve(&mut devnet, LIAR)?;
	go_on(&devnet, || {
		for index in HONEST {
			let what = format!("validator {index} has parted with the liar");
			devnet.wait(&what, DEADLINE, || {
				let banned = metric(&devnet, index, BANNED).ok()?;
				let peers = devnet.peers(index)?;
				(banned >= 1.0 && peers == HONEST_PEERS).then_some(())
			})?;
		}
		Ok(())
	})
}

/// A reserved peer keeps its connections, but no more than that.
#[test]
#[ignore = "long: make chaos"]
fn garbage_of_a_reserved_peer_stops_nobody() -> Result<()> {
	let _turn = turn();
	let devnet = prepare(Misconduct::Garbage, "garbage-reserved")?;
	go_on(&devnet, || {
		for index in HONEST {
			devnet.wait("the liar is found out", DEADLINE, || {
				metric(&devnet, index, BANNED).ok().filter(|banned| *banned >= 1.0)
			})?;
		}
		Ok(())
	})
}

#[test]
#[ignore = "long: make chaos"]
fn messages_that_are_too_long_stop_nobody() -> Result<()> {
	let _turn = turn();
	let devnet = prepare(Misconduct::Oversized, "oversized")?;
	go_on(&devnet, || Ok(()))
}
