//! One validator of a devnet at a time: its process, and what it says.

use crate::{request, runtime_cache, Devnet, DEADLINE};
use anyhow::{bail, ensure, Context, Result};
use nix::{
	sys::signal::{kill, Signal},
	unistd::Pid,
};
use serde_json::{json, Value};
use std::{
	fs::{self, File},
	io,
	path::PathBuf,
	process::{Child, Command, ExitStatus, Stdio},
	time::{Duration, Instant},
};

const POLL: Duration = Duration::from_millis(100);
/// How many hashes are asked for at once.
const HASHES: u32 = 1_000;
/// How many lines of a log a message quotes.
const LAST_LINES: usize = 12;

/// The process of validators.
impl Devnet {
	/// Starts a validator with the command line of its description; its log is appended to. Does not
	/// wait until it answers.
	///
	/// # Errors
	/// It runs already, or cannot be started.
	pub fn start_one(&self, index: usize) -> Result<()> {
		let validator = self.validator(index)?;
		let mut process = self.process(index);
		if let Some(child) = process.as_mut() {
			ensure!(child.try_wait()?.is_some(), "{} runs already", validator.name);
		}
		let log = File::options().create(true).append(true).open(self.log_file(index))?;
		let (program, arguments) =
			validator.argv.split_first().context("a validator has a command line")?;
		let child = Command::new(program)
			.args(arguments)
			// So that it ends with this process, whatever becomes of it.
			.arg("--stop-on-stdin-end")
			.env("FISCAL_RUNTIME_CACHE", runtime_cache()?)
			.stdin(Stdio::piped())
			.stdout(log.try_clone()?)
			.stderr(log)
			.spawn()
			.with_context(|| format!("cannot start {program}"))?;
		*process = Some(child);
		Ok(())
	}

	/// Kills a validator with SIGKILL, as `kill -9` does, and waits until it is gone.
	///
	/// # Errors
	/// It was not running, or had ended by itself before.
	pub fn kill(&self, index: usize) -> Result<()> {
		let mut child = self.running(index)?;
		child.kill()?;
		child.wait()?;
		Ok(())
	}

	/// Kills the validators with SIGKILL, all before the first is waited for.
	///
	/// # Errors
	/// As [`Devnet::kill`].
	pub fn kill_all(&self, indices: &[usize]) -> Result<()> {
		let mut children: Vec<Child> =
			indices.iter().map(|index| self.running(*index)).collect::<Result<_>>()?;
		for child in &mut children {
			child.kill()?;
		}
		for child in &mut children {
			child.wait()?;
		}
		Ok(())
	}

	/// Stops a validator with SIGTERM and waits until it is gone.
	///
	/// # Errors
	/// It was not running, had ended by itself before, or did not end as it should.
	pub fn stop_one(&self, index: usize) -> Result<()> {
		self.ask_to_stop(index)?;
		self.reap(index)
	}

	/// Freezes a validator with SIGSTOP: its connections stay open and it says nothing.
	///
	/// # Errors
	/// It does not run.
	pub fn freeze(&self, index: usize) -> Result<()> {
		self.signal(index, Signal::SIGSTOP)
	}

	/// Lets a frozen validator go on.
	///
	/// # Errors
	/// It does not run.
	pub fn thaw(&self, index: usize) -> Result<()> {
		self.signal(index, Signal::SIGCONT)
	}

	/// Deletes all that a validator has learned of the chain: database, index, consensus log. Its keys
	/// stay, and so does its own log.
	///
	/// # Errors
	/// It runs, or the files cannot be deleted.
	pub fn wipe(&self, index: usize) -> Result<()> {
		let validator = self.validator(index)?;
		ensure!(!self.is_running(index), "{} runs", validator.name);
		match fs::remove_dir_all(&validator.base_path) {
			Err(fault) if fault.kind() != io::ErrorKind::NotFound => {
				Err(fault).with_context(|| format!("cannot wipe {}", validator.name))
			}
			_ => Ok(()),
		}
	}

	/// Waits until a validator ends by itself, and answers how.
	///
	/// # Errors
	/// It was not started, or still runs when time is up.
	pub fn wait_end(&self, index: usize, within: Duration) -> Result<ExitStatus> {
		let deadline = Instant::now() + within;
		loop {
			{
				let mut process = self.process(index);
				let child = process.as_mut().with_context(|| format!("{index} was not started"))?;
				if let Some(status) = child.try_wait()? {
					*process = None;
					return Ok(status);
				}
			}
			ensure!(Instant::now() < deadline, "validator {index} still runs after {within:?}");
			std::thread::sleep(POLL);
		}
	}

	/// Whether the validator's process is there, frozen or not.
	pub fn is_running(&self, index: usize) -> bool {
		self.process(index).as_mut().is_some_and(|child| matches!(child.try_wait(), Ok(None)))
	}

	/// The validator's process id, if it was started.
	pub fn pid(&self, index: usize) -> Option<u32> {
		self.process(index).as_ref().map(Child::id)
	}

	/// How much memory the validator's process holds, in bytes.
	///
	/// # Errors
	/// It does not run.
	pub fn resident_memory(&self, index: usize) -> Result<u64> {
		let pid = self.pid(index).with_context(|| format!("validator {index} does not run"))?;
		let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
		let kilobytes = status
			.lines()
			.find_map(|line| line.strip_prefix("VmRSS:"))
			.and_then(|rest| rest.trim().strip_suffix("kB"))
			.with_context(|| format!("the memory of process {pid}:\n{status}"))?;
		Ok(kilobytes.trim().parse::<u64>()? * 1024)
	}

	/// Where the validator's log is.
	pub fn log_file(&self, index: usize) -> PathBuf {
		self.description.validators[index].directory.join("node.log")
	}

	/// The end of the validator's log.
	pub fn last_words(&self, index: usize) -> String {
		let path = self.log_file(index);
		let log = fs::read(&path).unwrap_or_default();
		let text = String::from_utf8_lossy(&log);
		let lines: Vec<&str> = text.lines().collect();
		let last = lines.get(lines.len().saturating_sub(LAST_LINES)..).unwrap_or_default();
		format!("the end of {}:\n{}", path.display(), last.join("\n"))
	}

	/// Takes the process of a validator that runs.
	fn running(&self, index: usize) -> Result<Child> {
		let mut child = self
			.process(index)
			.take()
			.with_context(|| format!("validator {index} does not run"))?;
		if let Some(status) = child.try_wait()? {
			bail!("validator {index} had ended with {status}; {}", self.last_words(index));
		}
		Ok(child)
	}

	fn signal(&self, index: usize, signal: Signal) -> Result<()> {
		ensure!(self.is_running(index), "validator {index} does not run");
		let pid = self.pid(index).with_context(|| format!("validator {index} does not run"))?;
		kill(Pid::from_raw(i32::try_from(pid)?), signal)?;
		Ok(())
	}

	/// Sends SIGTERM, and SIGCONT, without which a frozen process would not notice.
	pub(crate) fn ask_to_stop(&self, index: usize) -> Result<()> {
		self.signal(index, Signal::SIGTERM)?;
		// It may be gone already.
		self.signal(index, Signal::SIGCONT).ok();
		Ok(())
	}

	/// Waits until a validator that was asked to stop is gone, and kills it when it takes too long.
	pub(crate) fn reap(&self, index: usize) -> Result<()> {
		match self.wait_end(index, DEADLINE) {
			Ok(status) if status.success() => Ok(()),
			Ok(status) => {
				bail!("validator {index} ended with {status}; {}", self.last_words(index))
			}
			Err(fault) => {
				if let Some(mut child) = self.process(index).take() {
					child.kill()?;
					child.wait()?;
				}
				Err(fault)
			}
		}
	}
}

/// What validators say.
impl Devnet {
	/// Asks a validator by JSON-RPC.
	///
	/// # Errors
	/// As [`request`].
	pub fn rpc(&self, index: usize, method: &str, params: &[Value]) -> Result<Value> {
		request(&self.validator(index)?.url, method, params)
	}

	/// The height a validator has finalized; nothing while it does not answer.
	pub fn finalized(&self, index: usize) -> Option<u32> {
		let hash = self.rpc(index, "chain_getFinalizedHead", &[]).ok()?;
		let header = self.rpc(index, "chain_getHeader", &[hash]).ok()?;
		let number = header.get("number")?.as_str()?;
		u32::from_str_radix(number.trim_start_matches("0x"), 16).ok()
	}

	/// With how many peers a validator is connected; nothing while it does not answer.
	pub fn peers(&self, index: usize) -> Option<u64> {
		self.rpc(index, "system_health", &[]).ok()?.get("peers")?.as_u64()
	}

	/// Hash of a validator's block `number`, `0x…`; nothing if it has none or does not answer.
	pub fn block_hash(&self, index: usize, number: u32) -> Option<String> {
		let answer = self.rpc(index, "chain_getBlockHash", &[json!(number)]).ok()?;
		answer.as_str().map(Into::into)
	}

	/// Hashes of a validator's blocks from block 0 to `last`.
	///
	/// # Errors
	/// It does not answer, or lacks one of them.
	pub fn block_hashes(&self, index: usize, last: u32) -> Result<Vec<String>> {
		let mut hashes = Vec::new();
		for first in (0..=last).step_by(HASHES as usize) {
			let numbers: Vec<u32> = (first..=last.min(first + HASHES - 1)).collect();
			let answer = self.rpc(index, "chain_getBlockHash", &[json!(numbers)])?;
			let some: Vec<String> = serde_json::from_value(answer)
				.with_context(|| format!("validator {index} lacks a block of {numbers:?}"))?;
			hashes.extend(some);
		}
		Ok(hashes)
	}

	/// Compares the finalized blocks of the validators, from block 0 to the height that all of them
	/// have, and answers that height.
	///
	/// # Errors
	/// Two of them have different blocks at a height, or one does not answer.
	pub fn check_agreement(&self, indices: &[usize]) -> Result<u32> {
		let heights: Vec<u32> = indices
			.iter()
			.map(|index| {
				let what = format!("validator {index} answers");
				self.wait(&what, DEADLINE, || self.finalized(*index))
			})
			.collect::<Result<_>>()?;
		let last = heights.into_iter().min().context("at least one validator")?;
		let mut chains = Vec::new();
		for index in indices {
			chains.push((*index, self.block_hashes(*index, last)?));
		}
		let Some(((first, expected), others)) = chains.split_first() else { return Ok(last) };
		for (index, hashes) in others {
			let fork = expected.iter().zip(hashes).position(|(ours, theirs)| ours != theirs);
			if let Some(number) = fork {
				bail!(
					"at height {number}, validator {first} has {} and validator {index} has {}",
					expected[number],
					hashes[number]
				);
			}
		}
		Ok(last)
	}

	/// Waits until a validator has finalized `height`, and answers what it has by then.
	///
	/// # Errors
	/// Time is up, or a validator has ended by itself.
	pub fn wait_height(&self, index: usize, height: u32, within: Duration) -> Result<u32> {
		self.wait(&format!("validator {index} finalizes {height}"), within, || {
			self.finalized(index).filter(|finalized| *finalized >= height)
		})
	}

	/// Waits until each of the validators has finalized `blocks` more than any of them has now, and
	/// answers how long that took. Without work there is an empty block only from time to time.
	///
	/// # Errors
	/// Time is up, or a validator has ended by itself.
	pub fn wait_progress(
		&self,
		indices: &[usize],
		blocks: u32,
		within: Duration,
	) -> Result<Duration> {
		let start = Instant::now();
		let highest = indices.iter().filter_map(|index| self.finalized(*index)).max().unwrap_or(0);
		let target = highest + blocks;
		for index in indices {
			let left = within.saturating_sub(start.elapsed());
			self.wait_height(*index, target, left)?;
		}
		Ok(start.elapsed())
	}

	/// Waits until a validator is connected with at least `count` peers.
	///
	/// # Errors
	/// Time is up, or a validator has ended by itself.
	pub fn wait_peers(&self, index: usize, count: u64, within: Duration) -> Result<u64> {
		self.wait(&format!("validator {index} has {count} peers"), within, || {
			self.peers(index).filter(|peers| *peers >= count)
		})
	}

	/// Waits until `probe` finds something. Asks at least once.
	///
	/// # Errors
	/// Time is up, or a validator has ended by itself; the message says how all of them are.
	pub fn wait<T>(
		&self,
		what: &str,
		within: Duration,
		mut probe: impl FnMut() -> Option<T>,
	) -> Result<T> {
		let deadline = Instant::now() + within;
		loop {
			if let Some(found) = probe() {
				return Ok(found);
			}
			self.check_running()?;
			ensure!(
				Instant::now() < deadline,
				"not within {within:?}: {what}; {}\n{}",
				self.state(),
				self.log()
			);
			std::thread::sleep(POLL);
		}
	}

	/// Requires of every validator that was started, and not stopped or killed since, that it runs.
	///
	/// # Errors
	/// One has ended by itself.
	pub fn check_running(&self) -> Result<()> {
		for index in self.indices() {
			let ended = match self.process(index).as_mut() {
				Some(child) => child.try_wait()?,
				None => None,
			};
			if let Some(status) = ended {
				bail!("validator {index} ended with {status}; {}", self.last_words(index));
			}
		}
		Ok(())
	}

	/// A line on how the validators are.
	pub fn state(&self) -> String {
		let states = self.indices().map(|index| match self.finalized(index) {
			Some(height) => {
				let peers = self.peers(index).unwrap_or_default();
				format!("{index}: final {height}, {peers} peers")
			}
			None if self.is_running(index) => format!("{index}: no answer"),
			None => format!("{index}: down"),
		});
		states.collect::<Vec<_>>().join("; ")
	}
}
