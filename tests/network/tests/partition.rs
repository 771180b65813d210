//! Validators that do not reach each other: in halves, one apart from three, with links that are
//! held or slow; and back.

use anyhow::{ensure, Context, Result};
use fiscal_network_tests::{
	catch_up, check, fiscal, highest, others, say, under_load, Link, Network, ALL, UNKNOWN,
};
use fiscal_tests::{
	scenario::{acquire, authorize, register, RegisteredBill},
	Devnet, DEADLINE,
};
use std::{
	sync::{LazyLock, Mutex, MutexGuard, PoisonError},
	thread,
	time::{Duration, Instant},
};

const HALVES: [&[usize]; 2] = [&[0, 1], &[2, 3]];
/// The two who want the same bill, each through a validator of its own half.
const RIVALS: [(&str, usize); 2] = [("Insurer-01", 0), ("Insurer-02", 2)];
/// How long a client waits for a block that cannot come, in seconds.
const PATIENCE: u32 = 5;
/// Exit code: another participant holds the lock.
const LOCKED: i32 = 4;

/// One network for every test of this file. It ends with this process.
static NETWORK: LazyLock<Network> = LazyLock::new(|| {
	Network::start(env!("CARGO_TARGET_TMPDIR"), "partition").expect("the network starts")
});
static TURN: Mutex<()> = Mutex::new(());

/// The network with all its links open, for one test at a time.
fn network() -> Result<(&'static Network, MutexGuard<'static, ()>)> {
	let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
	let network: &Network = &NETWORK;
	network.mend()?;
	Ok((network, turn))
}

/// A bill that every validator has.
fn one_bill(devnet: &Devnet, series: u32) -> Result<RegisteredBill> {
	let bill = register(devnet, series, 1)?.into_iter().next().context("one was asked for")?;
	for (dev, _) in RIVALS {
		authorize(devnet, &bill.key, "2", dev)?;
	}
	for index in ALL {
		catch_up(devnet, index, &ALL)?;
	}
	Ok(bill)
}

/// Both rivals ask for the lock over a bill while neither half can decide anything. Their clients
/// know nothing for certain, and say so.
fn ask_in_vain(devnet: &Devnet, bill: &RegisteredBill) -> Result<()> {
	thread::scope(|scope| {
		let asking: Vec<_> = RIVALS
			.into_iter()
			.map(|(dev, index)| {
				scope.spawn(move || {
					let (key, total) = (bill.key.as_str(), bill.total.as_str());
					let flow = format!("{dev}-{key}");
					let flow = flow.as_str();
					let authorization = authorize(devnet, key, "2", dev)?;
					let command = [
						"lock",
						"acquire",
						key,
						"--scene",
						"2",
						"--claim",
						total,
						"--flow",
						flow,
						"--authorization",
						&authorization,
						"--dev",
						dev,
					];
					fiscal(devnet, index, PATIENCE, &command)?.expect(UNKNOWN).map(|_| ())
				})
			})
			.collect();
		asking.into_iter().try_for_each(|asked| asked.join().expect("no panic"))
	})
}

/// The same requests once more, when all is well: exactly one rival holds the lock, and the other is
/// told so.
fn one_holds_it(devnet: &Devnet, bill: &RegisteredBill) -> Result<()> {
	let mut codes = Vec::new();
	for (dev, _) in RIVALS {
		let flow = format!("{dev}-{}", bill.key);
		codes.push(acquire(devnet, &bill.key, &bill.total, &flow, dev)?.code);
	}
	codes.sort_unstable();
	ensure!(codes == [0, LOCKED], "one holds the lock over {}: {codes:?}", bill.key);
	Ok(())
}

/// How long it takes from the mending of the network until all four have a block more.
fn quorum_returns(network: &Network) -> Result<Duration> {
	let start = Instant::now();
	network.links.all(Link::Open);
	network.devnet.wait_progress(&ALL, 1, DEADLINE)?;
	Ok(start.elapsed())
}

#[test]
fn two_halves_decide_nothing_and_no_bill_is_locked_twice() -> Result<()> {
	let (network, _turn) = network()?;
	let devnet = &network.devnet;
	let bill = one_bill(devnet, 1)?;
	network.part(&HALVES)?;
	let before = highest(devnet, &ALL);
	ask_in_vain(devnet, &bill)?;
	let after = highest(devnet, &ALL);
	// What was all but decided when the links were cut may still be.
	ensure!(after <= before + 1, "half of the validators decided #{after}, after #{before}");
	say("from the mending of the network to the next block", quorum_returns(network)?);
	one_holds_it(devnet, &bill)?;
	check(devnet, &ALL)
}

#[test]
#[ignore = "long: make chaos"]
fn two_halves_whose_connections_stay_open_decide_nothing() -> Result<()> {
	let (network, _turn) = network()?;
	let devnet = &network.devnet;
	let bill = one_bill(devnet, 2)?;
	network.links.divide(&HALVES, Link::Held);
	let before = highest(devnet, &ALL);
	ask_in_vain(devnet, &bill)?;
	let after = highest(devnet, &ALL);
	ensure!(after <= before + 1, "half of the validators decided #{after}, after #{before}");
	say("from the mending of the network to the next block", quorum_returns(network)?);
	one_holds_it(devnet, &bill)?;
	check(devnet, &ALL)
}

#[test]
#[ignore = "long: make chaos"]
fn three_go_on_without_the_fourth_and_it_follows_again() -> Result<()> {
	let (network, _turn) = network()?;
	let devnet = &network.devnet;
	let ((), ledger) = under_load(devnet, 1, &ALL, || {
		for lonely in ALL {
			let rest = others(lonely);
			network.part(&[&[lonely], &rest])?;
			let before = highest(devnet, &[lonely]);
			let took = devnet.wait_progress(&rest, 5, DEADLINE)?;
			say(&format!("five blocks without validator {lonely}"), took);
			let after = highest(devnet, &[lonely]);
			ensure!(after <= before + 1, "alone, validator {lonely} decided #{after}");
			network.links.all(Link::Open);
			let took = catch_up(devnet, lonely, &rest)?;
			say(&format!("validator {lonely} follows again"), took);
			network.mend()?;
		}
		Ok(())
	})?;
	ledger.settle(devnet, &ALL)?;
	check(devnet, &ALL)
}

#[test]
#[ignore = "long: make chaos"]
fn the_network_falls_apart_in_every_way_and_mends() -> Result<()> {
	let (network, _turn) = network()?;
	let devnet = &network.devnet;
	let ways: [&[&[usize]]; 4] = [
		&HALVES,
		&[&[0, 2], &[1, 3]],
		&[&[0, 3], &[1, 2]],
		// No two reach each other.
		&[&[0], &[1], &[2], &[3]],
	];
	let ((), ledger) = under_load(devnet, 2, &ALL, || {
		for groups in ways {
			network.part(groups)?;
			let took = quorum_returns(network)?;
			say(&format!("from the mending of {groups:?} to the next block"), took);
			network.mend()?;
		}
		Ok(())
	})?;
	ledger.settle(devnet, &ALL)?;
	check(devnet, &ALL)
}

/// 0 and 3 do not reach each other, 1 and 2 reach both: votes are told on.
#[test]
#[ignore = "long: make chaos"]
fn a_link_is_missing_and_another_is_slow() -> Result<()> {
	let (network, _turn) = network()?;
	let devnet = &network.devnet;
	let ((), ledger) = under_load(devnet, 3, &ALL, || {
		network.links.set(0, 3, Link::Cut);
		say("ten blocks without a link", devnet.wait_progress(&ALL, 10, DEADLINE)?);
		network.links.all(Link::Slow(Duration::from_millis(100)));
		say("ten blocks over slow links", devnet.wait_progress(&ALL, 10, DEADLINE)?);
		network.mend()
	})?;
	ledger.settle(devnet, &ALL)?;
	check(devnet, &ALL)
}
