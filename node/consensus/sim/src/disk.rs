//! The disk a simulated validator keeps its log on.

use fiscal_bft_core::{Journal, MemoryJournal};
use std::io;

/// A log that can stop being writable in the middle of anything, and that loses what was not
/// flushed with the power: all of it, or all but the first entries, as disks do.
#[derive(Clone, Debug, Default)]
pub struct Disk {
	log: MemoryJournal,
	/// What is not flushed.
	pending: Vec<Vec<u8>>,
	/// Writes that still go well.
	left: Option<u32>,
}

impl Disk {
	/// Lets `writes` more writes go well and none after them.
	pub fn fail_after(&mut self, writes: u32) {
		self.left = Some(writes);
	}

	/// Whether it fails now or is going to.
	pub fn is_doomed(&self) -> bool {
		self.left.is_some()
	}

	/// The power goes and comes back: unflushed entries are lost but for the first `kept`. Writing
	/// works again.
	pub fn lose_power(&mut self, kept: usize) {
		self.left = None;
		self.log.fail_appends(false);
		self.log.crash();
		let survivors = std::mem::take(&mut self.pending);
		let written = survivors
			.iter()
			.take(kept)
			.try_for_each(|entry| self.log.append(entry))
			.and_then(|()| self.log.flush());
		debug_assert!(written.is_ok(), "a log in memory can be written");
	}

	fn count_write(&mut self) {
		match self.left {
			Some(0) => self.log.fail_appends(true),
			Some(left) => self.left = Some(left - 1),
			None => (),
		}
	}
}

impl Journal for Disk {
	fn height(&self) -> u64 {
		self.log.height()
	}

	fn restart(&mut self, height: u64) -> io::Result<()> {
		self.count_write();
		self.log.restart(height)?;
		self.pending.clear();
		Ok(())
	}

	fn append(&mut self, entry: &[u8]) -> io::Result<()> {
		self.count_write();
		self.log.append(entry)?;
		self.pending.push(entry.to_vec());
		Ok(())
	}

	fn flush(&mut self) -> io::Result<()> {
		self.count_write();
		self.log.flush()?;
		self.pending.clear();
		Ok(())
	}

	fn entries(&mut self) -> io::Result<Vec<Vec<u8>>> {
		self.log.entries()
	}
}
