//! The consortium council upgrades the runtime, and the chain goes on.

use anyhow::{ensure, Context, Result};
use fiscal_tests::{
	scenario::{acquire, by_council, path, register, settle},
	Devnet, DEADLINE,
};
use std::{fs, thread, time::Duration};

fn runtime_version(devnet: &Devnet) -> Result<u64> {
	let status = devnet.fiscal(&["chain", "status", "--output", "json"])?.expect(0)?.json()?;
	status["runtime"]
		.as_u64()
		.or_else(|| status["specVersion"].as_u64())
		.or_else(|| status["runtimeVersion"].as_u64())
		.with_context(|| format!("the status names the runtime's version: {status}"))
}

#[test]
fn the_council_upgrades_the_runtime() -> Result<()> {
	let devnet = Devnet::start(env!("CARGO_TARGET_TMPDIR"), "upgrade")?;
	ensure!(runtime_version(&devnet)? == 1);
	let bills = register(&devnet, 1, 2)?;
	let one = &bills[0];
	acquire(&devnet, &one.key, &one.total, "before", "Medicare")?.expect(0)?;

	let wasm = fiscal_next_runtime::WASM_BINARY.context("built with the WASM runtime")?;
	let file = devnet.folder("next")?.join("runtime.wasm");
	fs::write(&file, wasm)?;

	// Two of four members do not suffice.
	let apply = ["upgrade", "apply", path(&file)?, "--dev", "Finance"];
	ensure!(devnet.fiscal(&apply)?.code != 0, "nothing is authorized yet");
	let authorize = ["upgrade", "authorize", path(&file)?];
	by_council(&devnet, &authorize, &["Finance", "Medicare", "BigData"])?.expect(0)?;
	devnet.fiscal(&apply)?.expect(0)?;

	let deadline = std::time::Instant::now() + DEADLINE;
	while runtime_version(&devnet)? != 2 {
		ensure!(std::time::Instant::now() < deadline, "the new runtime takes over");
		thread::sleep(Duration::from_millis(500));
	}
	settle(&devnet, &one.key, &one.total, "before", "Medicare")?.expect(0)?;
	register(&devnet, 2, 2)?;
	devnet.stop()
}
