//! `fiscal-indexer` beside a real chain: killed again and again while bills arrive, left without its node,
//! taken through a runtime upgrade. Afterwards it is compared with the chain, row for row.

use anyhow::{bail, ensure, Context, Result};
use fiscal_tests::{
	binary, lively,
	scenario::{acquire, by_council, path, register, settle},
	Devnet, Output, Setup, DEADLINE,
};
use std::{
	fs::{self, File},
	io::{Read, Write},
	net::{SocketAddr, TcpListener, TcpStream},
	path::PathBuf,
	process::{Child, Command, Stdio},
	thread,
	time::{Duration, Instant},
};

/// How often the index is killed.
const KILLS: u32 = 20;
/// A PostgreSQL database that may be emptied: the tests are run on it as well.
const POSTGRES: &str = "FISCAL_TEST_POSTGRES";
/// How long load is offered, in seconds: twice as long as it takes to kill the index so often.
const LOAD: u64 = 60;

/// An index of its own, which may run.
struct Index {
	database: String,
	node: String,
	metrics: SocketAddr,
	log: PathBuf,
	process: Option<Child>,
}

impl Index {
	/// An index of a validator of the devnet, in a database of its own, empty.
	fn new(
		devnet: &Devnet,
		validator: usize,
		name: &str,
		database: Option<String>,
	) -> Result<Self> {
		let folder = devnet.folder(&format!("index-{name}"))?;
		let file = folder.join("index.sqlite");
		let database = match database {
			Some(url) => url,
			None => format!("sqlite://{}", path(&file)?),
		};
		let metrics = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
		let node = devnet.url(validator).to_owned();
		Ok(Self { database, node, metrics, log: folder.join("index.log"), process: None })
	}

	fn command(&self, name: &str) -> Result<Command> {
		let mut command = Command::new(binary("fiscal-indexer")?);
		command.arg(name).args(["--node", &self.node]).env("FISCAL_INDEX_DATABASE", &self.database);
		Ok(command)
	}

	/// Starts it; `rebuild` empties it first.
	fn start(&mut self, name: &str) -> Result<()> {
		let log = File::options().create(true).append(true).open(&self.log)?;
		let mut command = self.command(name)?;
		if name == "rebuild" {
			command.arg("--yes");
		}
		command.args(["--metrics", &self.metrics.to_string(), "--stop-on-stdin-end"]);
		let child = command.stdin(Stdio::piped()).stdout(log.try_clone()?).stderr(log).spawn()?;
		self.process = Some(child);
		Ok(())
	}

	/// Kills it with SIGKILL.
	fn kill(&mut self) -> Result<()> {
		let mut child = self.process.take().context("the index runs")?;
		ensure!(child.try_wait()?.is_none(), "the index ended by itself: {}", self.words());
		child.kill()?;
		child.wait()?;
		Ok(())
	}

	/// A figure of its metrics; nothing while it does not answer.
	fn metric(&self, name: &str) -> Option<u64> {
		let mut stream = TcpStream::connect_timeout(&self.metrics, Duration::from_secs(1)).ok()?;
		stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
		stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").ok()?;
		let mut text = String::new();
		stream.read_to_string(&mut text).ok()?;
		let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
		line.trim().parse().ok()
	}

	/// Waits until it has written a block.
	fn reach(&mut self, height: u32) -> Result<()> {
		let deadline = Instant::now() + DEADLINE;
		loop {
			let now = self.metric("fiscal_indexer_height");
			if now.is_some_and(|now| now >= u64::from(height)) {
				return Ok(());
			}
			if let Some(child) = &mut self.process {
				let ended = child.try_wait()?;
				ensure!(ended.is_none(), "the index ended by itself: {}", self.words());
			}
			ensure!(Instant::now() < deadline, "at {now:?}, not at {height}: {}", self.words());
			thread::sleep(Duration::from_millis(200));
		}
	}

	/// Compares it with the chain.
	fn check(&self) -> Result<String> {
		let output = Output::of(self.command("check")?.stdin(Stdio::null()).output()?)?;
		Ok(output.expect(0)?.stdout)
	}

	fn words(&self) -> String {
		let log = fs::read_to_string(&self.log).unwrap_or_default();
		let lines: Vec<&str> = log.lines().collect();
		lines[lines.len().saturating_sub(12)..].join("\n")
	}
}

impl Drop for Index {
	fn drop(&mut self) {
		if let Some(mut child) = self.process.take() {
			// It keeps nothing that would have to be written.
			let _ = child.kill();
			let _ = child.wait();
		}
	}
}

/// A devnet whose nodes keep every state.
fn devnet(name: &str) -> Result<Devnet> {
	let node_args =
		["--state-pruning", "archive", "--blocks-pruning", "archive"].map(String::from).to_vec();
	let setup = Setup { node_args, ..Setup::default() };
	Devnet::start_with(env!("CARGO_TARGET_TMPDIR"), name, &setup)
}

/// How many rows of a table were compared.
fn compared(report: &str, table: &str) -> Result<u64> {
	let line = report.lines().find_map(|line| line.strip_prefix(&format!("{table}: ")));
	let rows =
		line.and_then(|line| line.strip_suffix(" rows")).context("the table was compared")?;
	Ok(rows.parse()?)
}

fn height(devnet: &Devnet) -> Result<u32> {
	devnet.wait("a validator answers", DEADLINE, || devnet.finalized(0))
}

/// Numbers that look random.
fn roll(seed: &mut u64, below: u64) -> u64 {
	*seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
	(*seed >> 33) % below
}

#[test]
fn an_index_that_is_killed_twenty_times_under_load_equals_the_chain() -> Result<()> {
	let devnet = devnet("index-killed")?;
	let mut indices = vec![Index::new(&devnet, 0, "sqlite", None)?];
	if let Ok(url) = std::env::var(POSTGRES) {
		indices.push(Index::new(&devnet, 1, "postgres", Some(url))?);
	}
	// What is locked, reimbursed and authorized, too.
	let bills = register(&devnet, 1, 6)?;
	for (bill, number) in bills.iter().zip(0..) {
		let flow = format!("before-{number}");
		acquire(&devnet, &bill.key, &bill.total, &flow, "Medicare")?.expect(0)?;
		if number % 2 == 0 {
			settle(&devnet, &bill.key, &bill.total, &flow, "Medicare")?.expect(0)?;
		}
	}
	// Two batches of 500 a second.
	let urls = devnet.indices().map(|index| devnet.url(index).to_owned()).collect::<Vec<_>>();
	let mut load = Command::new(binary("fiscal-load")?)
		.args(["write", "--prepare", "--urls", &urls.join(","), "--payload", "batch500"])
		.args(["--rate", "2", "--seconds", &LOAD.to_string(), "--grace", "600"])
		.stdin(Stdio::null())
		.stdout(Stdio::null())
		.spawn()?;
	let mut seed = 7u64;
	for index in &mut indices {
		index.start("rebuild")?;
		index.reach(1)?;
	}
	for kill in 0..KILLS {
		thread::sleep(Duration::from_millis(roll(&mut seed, 2_500)));
		for index in &mut indices {
			index.kill()?;
			index.start("run")?;
		}
		println!("killed {} times", kill + 1);
	}
	let loaded = load.wait()?;
	ensure!(loaded.success(), "the load ended with {loaded}");
	let top = height(&devnet)?;
	for index in &mut indices {
		index.reach(top)?;
		index.kill()?;
		let report = index.check()?;
		println!("{report}");
		let rows = compared(&report, "bills")?;
		ensure!(rows > 5_000, "only {rows} bills");
		ensure!(compared(&report, "authorizations")? >= 6, "the authorizations are compared");
	}
	devnet.stop()
}

#[test]
fn an_index_goes_on_after_its_node_and_through_an_upgrade() -> Result<()> {
	let devnet = devnet("index-upgrade")?;
	let mut index = Index::new(&devnet, 3, "upgrade", None)?;
	index.start("run")?;
	let bills = register(&devnet, 1, 5)?;
	acquire(&devnet, &bills[0].key, &bills[0].total, "old", "Medicare")?.expect(0)?;
	index.reach(height(&devnet)?)?;

	// Its node goes away and comes back; the chain goes on meanwhile.
	devnet.stop_one(3)?;
	register(&devnet, 2, 5)?;
	thread::sleep(Duration::from_secs(3));
	devnet.start_one(3)?;
	index.reach(height(&devnet)?)?;
	ensure!(index.metric("fiscal_indexer_interruptions_total").unwrap_or(0) > 0, "it noticed");

	let wasm = fiscal_next_runtime::WASM_BINARY.context("built with the WASM runtime")?;
	let file = devnet.folder("next")?.join("runtime.wasm");
	fs::write(&file, wasm)?;
	let authorize = ["upgrade", "authorize", path(&file)?];
	by_council(&devnet, &authorize, &["Finance", "Medicare", "Health"])?.expect(0)?;
	let apply = ["upgrade", "apply", path(&file)?, "--dev", "Finance", "--output", "json"];
	devnet.fiscal(&apply)?.expect(0)?;
	for validator in devnet.indices() {
		devnet.wait("the new runtime runs", DEADLINE, || {
			let version = devnet.rpc(validator, "state_getRuntimeVersion", &[]).ok()?;
			version["specVersion"].as_u64().filter(|version| *version == 2)
		})?;
	}
	settle(&devnet, &bills[0].key, &bills[0].total, "old", "Medicare")?.expect(0)?;
	let after = register(&devnet, 3, 5)?;
	acquire(&devnet, &after[0].key, &after[0].total, "new", "Medicare")?.expect(0)?;
	index.reach(height(&devnet)?)?;
	index.kill()?;
	let followed = index.check()?;
	ensure!(compared(&followed, "bills")? == 15, "{followed}");

	// An index that begins only now ends with the same rows.
	let mut late = Index::new(&devnet, 2, "late", None)?;
	late.start("run")?;
	late.reach(height(&devnet)?)?;
	late.kill()?;
	let built = late.check()?;
	ensure!(compared(&built, "bills")? == 15, "{built}");
	ensure!(compared(&built, "participants")? == compared(&followed, "participants")?, "{built}");
	devnet.stop()
}

#[test]
fn an_index_of_another_chain_is_not_written() -> Result<()> {
	let one = devnet("index-one")?;
	let mut index = Index::new(&one, 0, "one", None)?;
	index.start("run")?;
	index.reach(1)?;
	index.kill()?;
	one.stop()?;
	// Another pace of blocks is another first block.
	let setup = lively(env!("CARGO_TARGET_TMPDIR"), "index-two")?;
	let two = Devnet::start_with(env!("CARGO_TARGET_TMPDIR"), "index-two", &setup)?;
	index.node = two.url(0).to_owned();
	index.start("run")?;
	let deadline = Instant::now() + DEADLINE;
	let status = loop {
		if let Some(child) = &mut index.process {
			if let Some(status) = child.try_wait()? {
				break status;
			}
		}
		if Instant::now() > deadline {
			bail!("it goes on: {}", index.words());
		}
		thread::sleep(Duration::from_millis(200));
	};
	ensure!(!status.success(), "it ends with a fault");
	ensure!(index.words().contains("another chain"), "{}", index.words());
	two.stop()
}
