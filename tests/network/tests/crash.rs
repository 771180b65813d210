//! Validators that die under load: one after the other, all at once, with their disk; and validators
//! that stand still. Whatever a client was told to be final is there afterwards.

use anyhow::Result;
use fiscal_network_tests::{catch_up, check, others, say, under_load, ALL};
use fiscal_tests::{lively, Devnet, DEADLINE};
use std::{
	sync::{LazyLock, Mutex, MutexGuard, PoisonError},
	time::{Duration, Instant},
};

/// One devnet for every test of this file. It ends with this process, whose end closes the pipe that
/// its validators listen to.
static DEVNET: LazyLock<Devnet> = LazyLock::new(|| {
	let folder = env!("CARGO_TARGET_TMPDIR");
	let setup = lively(folder, "crash").expect("the specification is written");
	Devnet::start_with(folder, "crash", &setup).expect("the devnet starts")
});
static TURN: Mutex<()> = Mutex::new(());

/// The devnet with all its validators running and connected, for one test at a time.
fn devnet() -> Result<(&'static Devnet, MutexGuard<'static, ()>)> {
	let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
	let devnet: &Devnet = &DEVNET;
	for index in ALL {
		if devnet.is_running(index) {
			devnet.thaw(index)?;
		} else {
			devnet.start_one(index)?;
		}
	}
	for index in ALL {
		devnet.wait_peers(index, 3, DEADLINE)?;
	}
	Ok((devnet, turn))
}

/// Starts validators that are down, and answers how long it takes until all four decide again. While
/// the quorum is down there are no blocks, so a block more is one of the new quorum.
fn quorum_returns(devnet: &Devnet, down: &[usize]) -> Result<Duration> {
	let start = Instant::now();
	for index in down {
		devnet.start_one(*index)?;
	}
	for index in ALL {
		// As soon as it answers.
		devnet.wait_height(index, 0, DEADLINE)?;
	}
	devnet.wait_progress(&ALL, 1, DEADLINE)?;
	Ok(start.elapsed())
}

#[test]
fn each_validator_is_killed_in_turn() -> Result<()> {
	let (devnet, _turn) = devnet()?;
	let ((), ledger) = under_load(devnet, 1, &ALL, || {
		for victim in ALL {
			devnet.kill(victim)?;
			let took = devnet.wait_progress(&others(victim), 2, DEADLINE)?;
			say(&format!("two blocks without validator {victim}"), took);
			devnet.start_one(victim)?;
			let took = catch_up(devnet, victim, &others(victim))?;
			say(&format!("validator {victim} is back"), took);
		}
		Ok(())
	})?;
	ledger.settle(devnet, &ALL)?;
	check(devnet, &ALL)
}

#[test]
fn all_validators_are_killed_at_once() -> Result<()> {
	let (devnet, _turn) = devnet()?;
	let ((), ledger) = under_load(devnet, 2, &ALL, || {
		devnet.wait_progress(&ALL, 2, DEADLINE)?;
		devnet.kill_all(&ALL)?;
		say("from the start of all validators to their next block", quorum_returns(devnet, &ALL)?);
		Ok(())
	})?;
	ledger.settle(devnet, &ALL)?;
	check(devnet, &ALL)
}

#[test]
fn a_validator_with_an_empty_disk_comes_back_and_votes() -> Result<()> {
	const WIPED: usize = 2;
	let (devnet, _turn) = devnet()?;
	let ((), ledger) = under_load(devnet, 3, &ALL, || {
		devnet.kill(WIPED)?;
		devnet.wipe(WIPED)?;
		// It must not vote again where it may have voted, and has forgotten how.
		devnet.wait_progress(&others(WIPED), 3, DEADLINE)?;
		devnet.start_one(WIPED)?;
		let took = catch_up(devnet, WIPED, &others(WIPED))?;
		say("the whole chain is fetched anew", took);
		devnet.wait_peers(WIPED, 3, DEADLINE)?;

		// Of three that are left, all must vote.
		devnet.kill(0)?;
		let took = devnet.wait_progress(&others(0), 3, DEADLINE)?;
		say("three blocks that its vote decides", took);
		devnet.start_one(0)?;
		catch_up(devnet, 0, &others(0))?;
		Ok(())
	})?;
	ledger.settle(devnet, &ALL)?;
	check(devnet, &ALL)
}

#[test]
#[ignore = "long: make chaos"]
fn all_validators_are_killed_again_and_again() -> Result<()> {
	let (devnet, _turn) = devnet()?;
	let ((), ledger) = under_load(devnet, 4, &ALL, || {
		for _ in 0..5 {
			devnet.wait_progress(&ALL, 1, DEADLINE)?;
			devnet.kill_all(&ALL)?;
			let took = quorum_returns(devnet, &ALL)?;
			say("from the start of all validators to their next block", took);
		}
		Ok(())
	})?;
	ledger.settle(devnet, &ALL)?;
	check(devnet, &ALL)
}

#[test]
#[ignore = "long: make chaos"]
fn every_two_validators_are_killed_together() -> Result<()> {
	let (devnet, _turn) = devnet()?;
	let ((), ledger) = under_load(devnet, 5, &ALL, || {
		for one in ALL {
			for other in one + 1..ALL.len() {
				devnet.kill_all(&[one, other])?;
				let took = quorum_returns(devnet, &[one, other])?;
				say(&format!("from the start of {one} and {other} to the next block"), took);
			}
		}
		Ok(())
	})?;
	ledger.settle(devnet, &ALL)?;
	check(devnet, &ALL)
}

#[test]
#[ignore = "long: make chaos"]
fn validators_stand_still_and_go_on() -> Result<()> {
	let (devnet, _turn) = devnet()?;
	let ((), ledger) = under_load(devnet, 6, &ALL, || {
		for victim in ALL {
			devnet.freeze(victim)?;
			let took = devnet.wait_progress(&others(victim), 5, DEADLINE)?;
			say(&format!("five blocks while validator {victim} stands still"), took);
			devnet.thaw(victim)?;
			let took = catch_up(devnet, victim, &others(victim))?;
			say(&format!("validator {victim} is back"), took);
		}
		Ok(())
	})?;
	ledger.settle(devnet, &ALL)?;
	check(devnet, &ALL)
}
