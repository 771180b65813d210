//! What the validators and this process use: CPU and memory from `/proc`, disk from the file system.

use crate::devnet::Validator;
use nix::unistd::{sysconf, SysconfVar};
use serde::Serialize;
use std::{
	fs,
	path::Path,
	sync::{Arc, Mutex, PoisonError},
	time::Duration,
};
use tokio::task::JoinHandle;

/// How often memory is looked at.
const EVERY: Duration = Duration::from_millis(500);

/// What a validator used while the meter ran. A value is missing where the validator is not a process
/// of this machine, or was not the same process throughout.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
	/// Its name.
	pub name: String,
	/// CPU time of all its threads, user and system, in milliseconds.
	pub cpu_ms: Option<f64>,
	/// Resident memory when the meter started, in bytes.
	pub memory_start: Option<u64>,
	/// The most resident memory that was seen, in bytes.
	pub memory_most: Option<u64>,
	/// What its files grew by, in bytes; negative where the database was compacted.
	pub disk: Option<i64>,
}

/// What all used.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
	/// Each validator.
	pub validators: Vec<Usage>,
	/// CPU time of this process.
	pub generator: Option<Duration>,
}

/// Runs from [`Meter::start`] to [`Meter::finish`].
pub struct Meter {
	validators: Vec<Validator>,
	before: Vec<Snapshot>,
	generator: Option<Duration>,
	most: Arc<Mutex<Vec<Option<u64>>>>,
	watcher: JoinHandle<()>,
}

#[derive(Clone, Copy, Debug)]
struct Snapshot {
	cpu: Option<Duration>,
	memory: Option<u64>,
	disk: Option<u64>,
}

impl Snapshot {
	fn of(validator: &Validator) -> Self {
		Self {
			cpu: validator.pid.and_then(cpu_of),
			memory: validator.pid.and_then(memory_of),
			disk: disk_of(&validator.data()),
		}
	}
}

impl Meter {
	/// Notes where everything stands and watches memory from now on. Needs a tokio runtime.
	pub fn start(validators: Vec<Validator>) -> Self {
		let before: Vec<Snapshot> = validators.iter().map(Snapshot::of).collect();
		let most = Arc::new(Mutex::new(before.iter().map(|one| one.memory).collect::<Vec<_>>()));
		let (seen, watched) = (most.clone(), validators.clone());
		let watcher = tokio::spawn(async move {
			loop {
				tokio::time::sleep(EVERY).await;
				note_memory(&seen, &watched);
			}
		});
		let generator = cpu_of(std::process::id());
		Self { validators, before, generator, most, watcher }
	}

	/// What was used since the start.
	pub fn finish(self) -> Reading {
		self.watcher.abort();
		note_memory(&self.most, &self.validators);
		let most = self.most.lock().unwrap_or_else(PoisonError::into_inner).clone();
		let validators = self
			.validators
			.iter()
			.zip(&self.before)
			.zip(most)
			.map(|((validator, before), memory_most)| {
				let after = Snapshot::of(validator);
				let cpu = after.cpu.zip(before.cpu).and_then(|(now, then)| now.checked_sub(then));
				let disk = after.disk.zip(before.disk).and_then(|(now, then)| {
					i64::try_from(now).ok()?.checked_sub(i64::try_from(then).ok()?)
				});
				Usage {
					name: validator.name.clone(),
					cpu_ms: cpu.map(|cpu| cpu.as_secs_f64() * 1_000.0),
					memory_start: before.memory,
					memory_most,
					disk,
				}
			})
			.collect();
		let now = cpu_of(std::process::id());
		let generator = now.zip(self.generator).and_then(|(now, then)| now.checked_sub(then));
		Reading { validators, generator }
	}
}

fn note_memory(most: &Mutex<Vec<Option<u64>>>, validators: &[Validator]) {
	let now: Vec<Option<u64>> =
		validators.iter().map(|validator| validator.pid.and_then(memory_of)).collect();
	let mut most = most.lock().unwrap_or_else(PoisonError::into_inner);
	most.iter_mut().zip(now).for_each(|(most, now)| *most = (*most).max(now));
}

/// CPU time of a process, user and system, all its threads.
pub fn cpu_of(pid: u32) -> Option<Duration> {
	let second = sysconf(SysconfVar::CLK_TCK).ok().flatten().and_then(|n| u64::try_from(n).ok())?;
	parse_cpu(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?, second)
}

/// Resident memory of a process in bytes.
fn memory_of(pid: u32) -> Option<u64> {
	parse_memory(&fs::read_to_string(format!("/proc/{pid}/status")).ok()?)
}

/// Reads `/proc/<pid>/stat`: the 14th and 15th field, in ticks of which a second has `second`.
fn parse_cpu(stat: &str, second: u64) -> Option<Duration> {
	// The second field, the name in brackets, may hold blanks and brackets; the third follows it.
	let (_, behind) = stat.rsplit_once(')')?;
	let mut fields = behind.split_whitespace().skip(11);
	let user: u64 = fields.next()?.parse().ok()?;
	let system: u64 = fields.next()?.parse().ok()?;
	let ticks = user.checked_add(system)?;
	Some(Duration::from_secs_f64(ticks as f64 / second.max(1) as f64))
}

/// Reads the line `VmRSS` of `/proc/<pid>/status`.
fn parse_memory(status: &str) -> Option<u64> {
	let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
	let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
	kilobytes.checked_mul(1_024)
}

/// Length of all files below a folder. A database removes files at any time: what is gone is nothing.
fn disk_of(folder: &Path) -> Option<u64> {
	let mut sum = 0u64;
	for entry in fs::read_dir(folder).ok()?.flatten() {
		let Ok(kind) = entry.file_type() else { continue };
		let length = if kind.is_dir() {
			disk_of(&entry.path()).unwrap_or_default()
		} else {
			entry.metadata().map_or(0, |data| data.len())
		};
		sum = sum.saturating_add(length);
	}
	Some(sum)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn cpu_time_is_read_behind_a_name_with_brackets() {
		let stat = "4711 (fiscal) (node) S 1 4711 4711 0 -1 4194304 9 0 0 0 1234 66 0 0 20 0 31 0 \
		            9 1 2 3";
		assert_eq!(parse_cpu(stat, 100), Some(Duration::from_secs(13)));
		assert_eq!(parse_cpu("4711 (x) S 1", 100), None);
	}

	#[test]
	fn memory_is_read_in_bytes() {
		let status = "Name:\tfiscal-node\nVmHWM:\t  900 kB\nVmRSS:\t  512 kB\nThreads:\t4\n";
		assert_eq!(parse_memory(status), Some(512 * 1_024));
		assert_eq!(parse_memory("Name:\tkthreadd\n"), None);
	}

	#[test]
	fn this_process_uses_cpu_and_memory() {
		assert!(cpu_of(std::process::id()).is_some());
		assert!(memory_of(std::process::id()).is_some_and(|bytes| bytes > 100_000));
	}

	#[tokio::test]
	async fn a_meter_tells_what_files_grew_by_and_omits_what_it_cannot_see() {
		let folder = tempfile::tempdir().unwrap();
		fs::create_dir_all(folder.path().join("data/db")).unwrap();
		fs::write(folder.path().join("data/db/000001.sst"), [0u8; 100]).unwrap();
		let validator = Validator {
			name: "alice".into(),
			pid: None,
			url: "ws://127.0.0.1:1".into(),
			directory: folder.path().into(),
		};
		let meter = Meter::start(vec![validator]);
		fs::write(folder.path().join("data/db/000002.sst"), [0u8; 50]).unwrap();
		let reading = meter.finish();
		let usage = &reading.validators[0];
		assert_eq!((usage.disk, usage.cpu_ms, usage.memory_most), (Some(50), None, None));
		assert!(reading.generator.is_some());
	}
}
