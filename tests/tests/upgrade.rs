//! The consortium council upgrades the runtime of a chain at work: bills are registered before,
//! meanwhile and after. No bill is lost, the chain does not stop, and the migration of the new version
//! runs once.

use anyhow::{bail, ensure, Context, Result};
use fiscal_tests::{
	binary,
	scenario::{acquire, by_council, generate_numbered, path, register, settle, INDEX_KEY},
	Devnet, Output, Setup, DEADLINE,
};
use serde_json::{json, Value};
use sp_crypto_hashing::twox_128;
use std::{
	fs,
	path::{Path, PathBuf},
	process::{Command, Stdio},
	sync::{
		atomic::{AtomicBool, Ordering},
		Mutex, MutexGuard, PoisonError,
	},
	thread,
	time::Duration,
};

/// Bills that are handed in together, each in a transaction of its own.
const PARCEL: u32 = 40;
/// How often a parcel that was interrupted is handed in again when all is well.
const ATTEMPTS: usize = 5;
/// The longest time between two blocks of a chain that goes on: there is an empty one every ten
/// seconds, and a validator that is slow with a new runtime makes a round or two fail.
const LONGEST_PAUSE: Duration = Duration::from_secs(120);

/// Who registers. Nonces of an account follow each other, so each clerk has an account of its own, with
/// which nobody else signs meanwhile.
struct Clerk {
	number: usize,
	dev: &'static str,
	issuer: &'static str,
	node: &'static str,
	scene: &'static str,
	first_bill: u32,
}

static CLERKS: [Clerk; 2] = [
	Clerk {
		number: 0,
		dev: "Hospital",
		issuer: "6",
		node: "1",
		scene: "1",
		first_bill: 10_000_000,
	},
	Clerk {
		number: 1,
		dev: "BigData",
		issuer: "7",
		node: "2",
		scene: "4",
		first_bill: 4_010_000_000,
	},
];

/// A bill of which the client said that it is final.
struct Accepted {
	clerk: usize,
	key: String,
	block: u32,
}

/// What the clerks were told.
#[derive(Default)]
struct Journal {
	accepted: Vec<Accepted>,
	/// Parcels of which some bills may not be registered.
	open: Vec<(usize, PathBuf)>,
	/// Why a clerk gave up.
	faults: Vec<String>,
}

fn read(journal: &Mutex<Journal>) -> MutexGuard<'_, Journal> {
	journal.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends the work of the clerks when it is dropped, by a panic too: they are waited for.
struct EndOfWork<'a>(&'a AtomicBool);

impl Drop for EndOfWork<'_> {
	fn drop(&mut self) {
		self.0.store(true, Ordering::Relaxed);
	}
}

impl Clerk {
	/// Registers parcel after parcel until told to stop, through each validator in turn.
	fn work(&self, devnet: &Devnet, journal: &Mutex<Journal>, stop: &AtomicBool) {
		let numbers = (self.first_bill..).step_by(PARCEL as usize);
		for (turn, number) in numbers.enumerate() {
			if stop.load(Ordering::Relaxed) {
				return;
			}
			let parcel = generate_numbered(devnet, number, number, PARCEL);
			let outcome = parcel.and_then(|(folder, _)| {
				let accepted = self.register(devnet, turn + self.number, &folder)?;
				Ok((folder, accepted))
			});
			let mut journal = read(journal);
			match outcome {
				Ok((folder, accepted)) => {
					if accepted.len() < PARCEL as usize {
						journal.open.push((self.number, folder));
					}
					journal.accepted.extend(accepted);
				}
				Err(fault) => {
					journal.faults.push(format!("{}: {fault:#}", self.dev));
					return;
				}
			}
		}
	}

	/// Hands a parcel in and answers the bills that are final, by the client's word.
	///
	/// # Errors
	/// A bill is refused, or the client does not say what became of each.
	fn register(&self, devnet: &Devnet, index: usize, folder: &Path) -> Result<Vec<Accepted>> {
		let command = [
			"bill",
			"register",
			path(folder)?,
			"--dev",
			self.dev,
			"--issuer",
			self.issuer,
			"--node",
			self.node,
			"--scene",
			self.scene,
			"--index-key",
			INDEX_KEY,
			"--batch",
			"1",
			"--output",
			"json",
		];
		// Less patience than the test has: what is stuck is handed in again.
		let output = Command::new(binary("fiscal")?)
			.args(["--url", devnet.url(index), "--timeout", "60"])
			.args(command)
			.stdin(Stdio::null())
			.output()?;
		let output = Output::of(output)?;
		let report = output.json()?;
		let Some(files) = report["files"].as_array() else {
			// The client did not come as far as to send anything.
			let kind = report["error"]["kind"].as_str().unwrap_or_default();
			ensure!(matches!(kind, "connection" | "rpc" | "unknown"), "{output:?}");
			return Ok(Vec::new());
		};
		ensure!(files.len() == PARCEL as usize, "a word on every bill: {report}");
		let mut accepted = Vec::new();
		for file in files {
			match file["state"].as_str() {
				Some("registered" | "alreadyRegistered") => accepted.push(Accepted {
					clerk: self.number,
					key: file["key"].as_str().context("a bill has a key")?.to_owned(),
					// A bill that was registered before says no block.
					block: u32::try_from(file["block"].as_u64().unwrap_or_default())?,
				}),
				Some("failed") => (),
				_ => bail!("a good bill is registered sooner or later: {file}"),
			}
		}
		Ok(accepted)
	}
}

/// Waits until every clerk has registered a bill in a later block than the present one.
fn work_goes_on(devnet: &Devnet, journal: &Mutex<Journal>) -> Result<()> {
	let now = height(devnet)?;
	devnet.wait(&format!("every clerk registers bills after block {now}"), DEADLINE, || {
		let journal = read(journal);
		let later = |clerk: &Clerk, bill: &Accepted| bill.clerk == clerk.number && bill.block > now;
		let goes_on =
			CLERKS.iter().all(|clerk| journal.accepted.iter().any(|bill| later(clerk, bill)));
		(goes_on || !journal.faults.is_empty()).then_some(())
	})?;
	let journal = read(journal);
	ensure!(journal.faults.is_empty(), "{}", journal.faults.join("\n"));
	Ok(())
}

fn height(devnet: &Devnet) -> Result<u32> {
	devnet.wait("validator 0 answers", DEADLINE, || devnet.finalized(0))
}

fn spec_version(devnet: &Devnet, index: usize) -> Option<u64> {
	devnet.rpc(index, "state_getRuntimeVersion", &[]).ok()?["specVersion"].as_u64()
}

/// The value of a storage item in the state after a block, as hexadecimal digits.
fn stored(
	devnet: &Devnet,
	index: usize,
	pallet: &str,
	item: &str,
	block: &str,
) -> Result<Option<String>> {
	let key = [twox_128(pallet.as_bytes()), twox_128(item.as_bytes())].concat();
	let digits: Vec<String> = key.iter().map(|byte| format!("{byte:02x}")).collect();
	let key = format!("0x{}", digits.concat());
	let value = devnet.rpc(index, "state_getStorage", &[json!(key), json!(block)])?;
	Ok(value.as_str().map(|value| value.trim_start_matches("0x").to_owned()))
}

/// The number whose little-endian bytes begin at byte `at` of a value.
fn number(value: &str, at: usize) -> Result<u64> {
	let digits = value.get(2 * at..2 * at + 16).context("eight bytes more")?;
	Ok(u64::from_str_radix(digits, 16)?.swap_bytes())
}

/// The layout of the quotas in the state after a block, and how many units a citizen may spend at once.
fn quotas(devnet: &Devnet, index: usize, block: &str) -> Result<(String, u64)> {
	let version = stored(devnet, index, "Quotas", ":__STORAGE_VERSION__:", block)?;
	let defaults = stored(devnet, index, "Quotas", "DefaultQuotas", block)?;
	// Four tiers, citizens last; of each the burst and the rate, eight bytes each.
	let burst = number(&defaults.context("the chain has default quotas")?, 48)?;
	Ok((version.context("the layout of the quotas has a version")?, burst))
}

/// Consensus time of a block, Unix ms.
fn time(devnet: &Devnet, block: &str) -> Result<u64> {
	let value = stored(devnet, 0, "Timestamp", "Now", block)?;
	number(&value.context("a block has a time")?, 0)
}

/// Puts the next runtime on the chain while the clerks work, and answers the last block of the old one.
fn upgrade(devnet: &Devnet, journal: &Mutex<Journal>) -> Result<u32> {
	let wasm = fiscal_next_runtime::WASM_BINARY.context("built with the WASM runtime")?;
	let file = devnet.folder("next")?.join("runtime.wasm");
	fs::write(&file, wasm)?;
	work_goes_on(devnet, journal)?;

	let apply = ["upgrade", "apply", path(&file)?, "--dev", "Finance", "--output", "json"];
	ensure!(devnet.fiscal(&apply)?.code != 0, "nothing is authorized yet");
	let authorize = ["upgrade", "authorize", path(&file)?];
	// Three of the four members, none of whom is a clerk.
	by_council(devnet, &authorize, &["Finance", "Medicare", "Health"])?.expect(0)?;
	work_goes_on(devnet, journal)?;

	let applied = devnet.fiscal(&apply)?.expect(0)?.json()?;
	let last = u32::try_from(applied["block"].as_u64().context("a transaction has a block")?)?;
	for index in devnet.indices() {
		let what = format!("validator {index} runs the new runtime");
		devnet.wait(&what, DEADLINE, || {
			spec_version(devnet, index).filter(|version| *version == 2)
		})?;
	}
	// Twice: bills of the first round may have been signed for the old runtime and in its last block.
	work_goes_on(devnet, journal)?;
	work_goes_on(devnet, journal)?;
	Ok(last)
}

/// Demands everything back that was registered, and registers what was interrupted.
fn nothing_is_lost(devnet: &Devnet, journal: Journal) -> Result<()> {
	let Journal { mut accepted, open, faults } = journal;
	ensure!(faults.is_empty(), "{}", faults.join("\n"));
	for (clerk, folder) in open {
		let again = (0..ATTEMPTS).find_map(|attempt| {
			let answer = CLERKS[clerk].register(devnet, attempt, &folder);
			match answer {
				Ok(bills) if bills.len() < PARCEL as usize => None,
				answer => Some(answer),
			}
		});
		let what = || format!("{} is not registered in {ATTEMPTS} attempts", folder.display());
		accepted.extend(again.with_context(what)??);
	}
	let top = devnet.indices().filter_map(|index| devnet.finalized(index)).max().unwrap_or(0);
	for index in devnet.indices() {
		devnet.wait_height(index, top, DEADLINE)?;
	}
	for (bill, index) in accepted.iter().zip(devnet.indices().cycle()) {
		let (code, number) = bill.key.split_once('-').context("CODE-NUMBER")?;
		let answer = devnet.rpc(index, "bill_get", &[json!(code), json!(number)])?;
		ensure!(answer != Value::Null, "validator {index} has no bill {} at {top}", bill.key);
	}
	println!("{} bills are all on the chain", accepted.len());
	Ok(())
}

/// Requires that blocks followed each other without a long pause.
fn never_stopped(devnet: &Devnet, from: u32, until: u32) -> Result<()> {
	let hashes = devnet.block_hashes(0, until)?;
	let mut before: Option<u64> = None;
	for (block, hash) in hashes.iter().enumerate().skip(from as usize) {
		let now = time(devnet, hash)?;
		let pause = before.map_or(0, |before| now.saturating_sub(before));
		ensure!(
			Duration::from_millis(pause) <= LONGEST_PAUSE,
			"block {block} comes {pause} ms after the one before it"
		);
		before = Some(now);
	}
	Ok(())
}

/// Requires of every validator that the block after `last` migrated the quotas, and no other one did.
fn migrated_once(devnet: &Devnet, last: u32, until: u32) -> Result<()> {
	for index in devnet.indices() {
		devnet.wait_height(index, until, DEADLINE)?;
		let hashes = devnet.block_hashes(index, until)?;
		let at = |block: u32| -> Result<(String, u64)> {
			quotas(devnet, index, hashes.get(block as usize).context("a block of that height")?)
		};
		let (version, burst) = at(last)?;
		ensure!(version == "0100", "the old runtime has layout {version}");
		let after = ("0200".to_owned(), burst + 1);
		for block in [last + 1, until] {
			ensure!(at(block)? == after, "validator {index}, block {block}: {:?}", at(block)?);
		}
	}
	Ok(())
}

#[test]
fn the_council_upgrades_the_runtime_under_load() -> Result<()> {
	// The states of all blocks are kept, to be looked at afterwards.
	let node_args =
		["--state-pruning", "archive", "--blocks-pruning", "archive"].map(String::from).to_vec();
	let setup = Setup { node_args, ..Setup::default() };
	let devnet = Devnet::start_with(env!("CARGO_TARGET_TMPDIR"), "upgrade", &setup)?;
	for index in devnet.indices() {
		let what = format!("validator {index} answers");
		let version = devnet.wait(&what, DEADLINE, || spec_version(&devnet, index))?;
		ensure!(version == 1, "validator {index} begins with runtime {version}");
	}
	let bills = register(&devnet, 1, 2)?;
	let one = &bills[0];
	acquire(&devnet, &one.key, &one.total, "before", "Medicare")?.expect(0)?;
	let from = height(&devnet)?;

	let (stop, journal) = (AtomicBool::new(false), Mutex::<Journal>::default());
	let last = thread::scope(|scope| {
		let (devnet, stop, journal) = (&devnet, &stop, &journal);
		for clerk in &CLERKS {
			scope.spawn(move || clerk.work(devnet, journal, stop));
		}
		let _end = EndOfWork(stop);
		upgrade(devnet, journal)
	})?;
	let journal = journal.into_inner().unwrap_or_else(PoisonError::into_inner);
	let of_old = journal.accepted.iter().filter(|bill| bill.block <= last).count();
	let of_new = journal.accepted.iter().filter(|bill| bill.block > last).count();
	println!("{of_old} bills under the old runtime, {of_new} under the new one");
	ensure!(of_old > 0 && of_new > 0, "{of_old} and {of_new} bills");
	nothing_is_lost(&devnet, journal)?;

	let until = height(&devnet)?;
	never_stopped(&devnet, from, until)?;
	migrated_once(&devnet, last, until)?;
	devnet.check_agreement(&devnet.indices().collect::<Vec<_>>())?;

	settle(&devnet, &one.key, &one.total, "before", "Medicare")?.expect(0)?;
	let after = register(&devnet, 2, 2)?;
	acquire(&devnet, &after[0].key, &after[0].total, "after", "Medicare")?.expect(0)?;
	// The lock is held.
	acquire(&devnet, &after[0].key, "0.01", "late", "Insurer-01")?.expect(4)?;
	settle(&devnet, &after[0].key, &after[0].total, "after", "Medicare")?.expect(0)?;
	devnet.stop()
}
