//! Machines that are not what they should be: clocks that are wrong by two seconds, disks that are
//! slow. The validators on them are honest, and run the test build of the node.

use anyhow::{ensure, Result};
use fiscal_network_tests::{check, deviate, metric, say, under_load, ALL, CLOCK, FLUSH};
use fiscal_tests::{lively, Devnet, DEADLINE};
use std::sync::{Mutex, PoisonError};

/// Where the devnets of these tests stand.
const FOLDER: &str = env!("CARGO_TARGET_TMPDIR");

/// One devnet at a time.
static TURN: Mutex<()> = Mutex::new(());

/// Twenty blocks under load on a devnet some of whose machines have faults.
fn go_on(name: &str, faults: &[(usize, &str, &str)]) -> Result<()> {
	let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
	let mut devnet = Devnet::prepare(FOLDER, name, &lively(FOLDER, name)?)?;
	for (index, setting, value) in faults {
		deviate(&mut devnet, *index, &[(*setting, *value)])?;
	}
	devnet.resume()?;
	let ((), ledger) = under_load(&devnet, 1, &ALL, || {
		say(&format!("twenty blocks, {name}"), devnet.wait_progress(&ALL, 20, DEADLINE)?);
		Ok(())
	})?;
	ledger.settle(&devnet, &ALL)?;
	for index in ALL {
		let refused = metric(&devnet, index, "fiscal_bft_refused_blocks_total")?;
		ensure!(refused == 0.0, "validator {index} refused {refused} blocks of honest proposers");
	}
	check(&devnet, &ALL)
}

#[test]
#[ignore = "long: make chaos"]
fn clocks_may_be_off_by_two_seconds_either_way() -> Result<()> {
	go_on("clocks", &[(0, CLOCK, "-2000"), (1, CLOCK, "2000")])
}

#[test]
#[ignore = "long: make chaos"]
fn one_disk_may_be_slow() -> Result<()> {
	go_on("slow-disk", &[(1, FLUSH, "500")])
}

#[test]
#[ignore = "long: make chaos"]
fn all_disks_may_be_slow() -> Result<()> {
	go_on("slow-disks", &ALL.map(|index| (index, FLUSH, "100")))
}
