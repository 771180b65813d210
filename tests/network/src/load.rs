//! Bills that are registered while faults happen, and what the chain owes for them.

use crate::{client::fiscal, highest};
use anyhow::{anyhow, bail, ensure, Context, Result};
use fiscal_tests::{
	scenario::{generate_numbered, path, INDEX_KEY},
	Devnet, DEADLINE,
};
use serde_json::{json, Value};
use std::{
	collections::BTreeSet,
	path::PathBuf,
	sync::atomic::{AtomicBool, Ordering},
	thread,
	time::{Duration, Instant},
};

/// Bills that are handed to a validator one after the other, each in a transaction of its own.
const PARCEL: u32 = 40;
/// How many of them may be on their way at the same time.
const IN_FLIGHT: &str = "20";
/// How long the client waits for a transaction, in seconds; at least 120 for a registration.
const PATIENCE: u32 = 60;
/// How often a parcel that was interrupted is handed in again when all is well.
const ATTEMPTS: usize = 5;
/// Numbers of bills that belong to a test.
const SERIES: u32 = 1_000_000;
/// Numbers of a code that development chains allocate to the issuer of the first lane; those from here
/// on are the second one's.
const SHARE: u32 = 4_000_000_000;
const POLL: Duration = Duration::from_millis(100);

/// Who registers. Nonces of an account follow each other, so each lane has an account of its own.
struct Lane {
	number: u32,
	dev: &'static str,
	issuer: &'static str,
	node: &'static str,
	scene: &'static str,
}

static LANES: [Lane; 2] = [
	Lane { number: 0, dev: "Hospital", issuer: "6", node: "1", scene: "1" },
	Lane { number: 1, dev: "BigData", issuer: "7", node: "2", scene: "4" },
];

/// Bills that are handed in together.
struct Parcel {
	lane: &'static Lane,
	folder: PathBuf,
}

impl Parcel {
	/// Hands it to a validator and answers the bills of which the client says that they are final; of
	/// nothing, if it did not come as far as to send any.
	///
	/// # Errors
	/// A bill is refused, or the client does not say what became of each.
	fn register(&self, devnet: &Devnet, index: usize) -> Result<Option<Vec<String>>> {
		let lane = self.lane;
		let command = [
			"bill",
			"register",
			path(&self.folder)?,
			"--dev",
			lane.dev,
			"--issuer",
			lane.issuer,
			"--node",
			lane.node,
			"--scene",
			lane.scene,
			"--index-key",
			INDEX_KEY,
			"--batch",
			"1",
			"--in-flight",
			IN_FLIGHT,
		];
		let output = fiscal(devnet, index, PATIENCE, &command)?;
		let report = output.json()?;
		let Some(files) = report["files"].as_array() else {
			let kind = report["error"]["kind"].as_str().unwrap_or_default();
			ensure!(matches!(kind, "connection" | "rpc" | "unknown"), "{output:?}");
			return Ok(None);
		};
		ensure!(files.len() == PARCEL as usize, "a word on every bill: {report}");
		let mut accepted = Vec::new();
		for file in files {
			match file["state"].as_str() {
				Some("registered" | "alreadyRegistered") => {
					accepted.push(file["key"].as_str().context("a bill has a key")?.to_owned());
				}
				Some("failed") => (),
				_ => bail!("a good bill is registered sooner or later: {file}"),
			}
		}
		Ok(Some(accepted))
	}
}

/// What clients were told.
#[derive(Default)]
pub struct Ledger {
	/// Bills that are registered for good, by the client's word.
	accepted: BTreeSet<String>,
	/// Parcels with bills of which the client could say nothing for certain.
	open: Vec<Parcel>,
}

impl Ledger {
	/// Demands everything back, when all is well again: hands in anew what was interrupted, until
	/// every bill is registered; waits until the validators have the same height; and asks one of them
	/// for each bill.
	///
	/// # Errors
	/// A bill is lost, cannot be registered, or a validator does not get as far as the others.
	pub fn settle(mut self, devnet: &Devnet, indices: &[usize]) -> Result<()> {
		for parcel in std::mem::take(&mut self.open) {
			self.hand_in_again(&parcel, devnet, indices)?;
		}
		let height = highest(devnet, indices);
		for index in indices {
			devnet.wait_height(*index, height, DEADLINE)?;
		}
		for (bill, index) in self.accepted.iter().zip(indices.iter().cycle()) {
			let (code, number) = bill.split_once('-').context("CODE-NUMBER")?;
			let answer = devnet.rpc(*index, "bill_get", &[json!(code), json!(number)])?;
			ensure!(
				answer != Value::Null,
				"bill {bill} was final, and validator {index} does not have it at {height}"
			);
		}
		println!("{} bills that were final are all on the chain", self.accepted.len());
		Ok(())
	}

	fn hand_in_again(&mut self, parcel: &Parcel, devnet: &Devnet, indices: &[usize]) -> Result<()> {
		for index in indices.iter().cycle().take(ATTEMPTS) {
			let accepted = parcel.register(devnet, *index)?.unwrap_or_default();
			let is_whole = accepted.len() == PARCEL as usize;
			self.accepted.extend(accepted);
			if is_whole {
				return Ok(());
			}
		}
		bail!("{} is not registered after {ATTEMPTS} attempts", parcel.folder.display())
	}
}

/// Does `faults` while bills are registered, one a transaction, through those of the `clients`'
/// validators that run: some tens a second. `series` tells the bills of tests on one devnet apart.
///
/// # Errors
/// Those of `faults`; a good bill is refused; nothing at all is registered.
pub fn under_load<T>(
	devnet: &Devnet,
	series: u32,
	clients: &[usize],
	faults: impl FnOnce() -> Result<T>,
) -> Result<(T, Ledger)> {
	let stop = AtomicBool::new(false);
	let start = Instant::now();
	let (outcome, lanes) = thread::scope(|scope| {
		let stop = &stop;
		let lanes: Vec<_> = LANES
			.iter()
			.map(|lane| scope.spawn(move || lane.write(devnet, series, clients, stop)))
			.collect();
		let outcome = {
			let _end = EndOfLoad(stop);
			faults()
		};
		let lanes: Vec<Result<Ledger>> = lanes
			.into_iter()
			.map(|lane| lane.join().unwrap_or_else(|_| Err(anyhow!("a lane panicked"))))
			.collect();
		(outcome, lanes)
	});
	let outcome = outcome?;
	let mut ledger = Ledger::default();
	for lane in lanes {
		let Ledger { accepted, open } = lane?;
		ledger.accepted.extend(accepted);
		ledger.open.extend(open);
	}
	let count = ledger.accepted.len();
	ensure!(count > 0, "nothing was registered; {}", devnet.state());
	let rate = count as f64 / start.elapsed().as_secs_f64();
	println!("{count} bills became final meanwhile, {rate:.0} a second");
	Ok((outcome, ledger))
}

/// Ends the load when it is dropped, by a panic too: the lanes are waited for.
struct EndOfLoad<'a>(&'a AtomicBool);

impl Drop for EndOfLoad<'_> {
	fn drop(&mut self) {
		self.0.store(true, Ordering::Relaxed);
	}
}

impl Lane {
	/// Registers parcel after parcel until told to stop.
	fn write(
		&'static self,
		devnet: &Devnet,
		series: u32,
		clients: &[usize],
		stop: &AtomicBool,
	) -> Result<Ledger> {
		let is_over = || stop.load(Ordering::Relaxed);
		// A fault of one validator holds up one lane at most.
		let own: Vec<usize> = clients
			.iter()
			.zip(LANES.iter().cycle())
			.filter_map(|(index, lane)| (lane.number == self.number).then_some(*index))
			.collect();
		let numbers = (series * SERIES + self.number * SHARE..).step_by(PARCEL as usize);
		let mut ledger = Ledger::default();
		for (turn, number) in numbers.enumerate() {
			let (folder, _) = generate_numbered(devnet, number, number, PARCEL)?;
			let parcel = Parcel { lane: self, folder };
			let in_turn = || own.iter().cycle().skip(turn % own.len().max(1)).take(own.len());
			let accepted = loop {
				if is_over() {
					return Ok(ledger);
				}
				let running = in_turn().find(|index| devnet.is_running(**index));
				let answer = running.map(|index| parcel.register(devnet, *index)).transpose()?;
				match answer.flatten() {
					Some(accepted) => break accepted,
					// It is down, or does not answer yet.
					None => thread::sleep(POLL),
				}
			};
			if accepted.len() < PARCEL as usize {
				ledger.open.push(parcel);
			}
			ledger.accepted.extend(accepted);
		}
		Ok(ledger)
	}
}
