//! All four validators stop and start again on their databases: nothing is lost.

use anyhow::{ensure, Result};
use fiscal_tests::{
	scenario::{acquire, register, settle},
	Devnet,
};

#[test]
fn nothing_is_lost_when_every_validator_restarts() -> Result<()> {
	let devnet = Devnet::start(env!("CARGO_TARGET_TMPDIR"), "restart")?;
	let bills = register(&devnet, 1, 20)?;
	let (held, done) = (&bills[0], &bills[1]);
	acquire(&devnet, &held.key, &held.total, "held", "Medicare")?.expect(0)?;
	acquire(&devnet, &done.key, &done.total, "done", "Medicare")?.expect(0)?;
	settle(&devnet, &done.key, &done.total, "done", "Medicare")?.expect(0)?;
	let read = |devnet: &Devnet| -> Result<Vec<serde_json::Value>> {
		bills
			.iter()
			.flat_map(|bill| {
				[["bill", "get"], ["bill", "history"], ["lock", "show"]].map(|c| (c, bill))
			})
			.map(|([group, verb], bill)| {
				devnet.fiscal(&[group, verb, &bill.key, "--output", "json"])?.expect(0)?.json()
			})
			.collect()
	};
	let before = read(&devnet)?;

	devnet.stop()?;
	devnet.resume()?;

	ensure!(read(&devnet)? == before, "the answers are the same after the restart");
	let second = acquire(&devnet, &held.key, "0.01", "late", "Insurer-01")?.expect(4)?;
	ensure!(second.said().contains("#2"), "the lock is still held: {second:?}");
	settle(&devnet, &held.key, &held.total, "held", "Medicare")?.expect(0)?;
	register(&devnet, 2, 5)?;
	devnet.stop()
}
