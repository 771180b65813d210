//! A consensus log on a slow disk.

use fiscal_bft_core::Journal;
use std::{io, thread, time::Duration};

/// A log whose every flush takes longer. What is flushed there stands before everything that a
/// validator says, so this is what a slow disk does to it.
#[derive(Debug)]
pub struct SlowJournal<J> {
	inner: J,
	delay: Duration,
}

impl<J> SlowJournal<J> {
	/// Adds `delay` to every flush of `inner`.
	pub fn new(inner: J, delay: Duration) -> Self {
		Self { inner, delay }
	}
}

impl<J: Journal> Journal for SlowJournal<J> {
	fn height(&self) -> u64 {
		self.inner.height()
	}

	fn restart(&mut self, height: u64) -> io::Result<()> {
		self.inner.restart(height)
	}

	fn append(&mut self, entry: &[u8]) -> io::Result<()> {
		self.inner.append(entry)
	}

	fn flush(&mut self) -> io::Result<()> {
		thread::sleep(self.delay);
		self.inner.flush()
	}

	fn entries(&mut self) -> io::Result<Vec<Vec<u8>>> {
		self.inner.entries()
	}
}
