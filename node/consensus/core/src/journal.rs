//! The write-ahead log of one height.

use malachitebft_wal::Log;
use std::{io, path::Path};

/// Where the log is kept. It holds the entries of one height at a time.
pub trait Journal: Send {
	/// The height the entries belong to.
	fn height(&self) -> u64;

	/// Drops all entries and begins the log of `height`.
	///
	/// # Errors
	/// What the medium says.
	fn restart(&mut self, height: u64) -> io::Result<()>;

	/// Adds an entry.
	///
	/// # Errors
	/// What the medium says; the entry is then not part of the log.
	fn append(&mut self, entry: &[u8]) -> io::Result<()>;

	/// Returns once everything appended would survive a loss of power.
	///
	/// # Errors
	/// What the medium says.
	fn flush(&mut self) -> io::Result<()>;

	/// All entries, oldest first.
	///
	/// # Errors
	/// What the medium says, and a checksum that does not agree.
	fn entries(&mut self) -> io::Result<Vec<Vec<u8>>>;
}

impl<J: Journal + ?Sized> Journal for Box<J> {
	fn height(&self) -> u64 {
		(**self).height()
	}

	fn restart(&mut self, height: u64) -> io::Result<()> {
		(**self).restart(height)
	}

	fn append(&mut self, entry: &[u8]) -> io::Result<()> {
		(**self).append(entry)
	}

	fn flush(&mut self) -> io::Result<()> {
		(**self).flush()
	}

	fn entries(&mut self) -> io::Result<Vec<Vec<u8>>> {
		(**self).entries()
	}
}

/// A log in a file with a checksum for each entry; an entry cut off by a crash is dropped when the
/// file is opened. The file is locked, so that two processes never sign for one validator from it.
#[derive(Debug)]
pub struct FileJournal(Log);

impl FileJournal {
	/// Opens the log, making the file if there is none. Its folder must exist.
	///
	/// # Errors
	/// What the file system says; a file that is no log; a log another process holds.
	pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
		Log::open(path).map(Self)
	}
}

impl Journal for FileJournal {
	fn height(&self) -> u64 {
		self.0.sequence()
	}

	fn restart(&mut self, height: u64) -> io::Result<()> {
		self.0.reset(height)
	}

	fn append(&mut self, entry: &[u8]) -> io::Result<()> {
		self.0.append(entry)
	}

	fn flush(&mut self) -> io::Result<()> {
		self.0.flush()
	}

	fn entries(&mut self) -> io::Result<Vec<Vec<u8>>> {
		self.0.iter()?.collect()
	}
}

/// A log in memory that behaves as a disk does, for simulations and tests.
#[derive(Clone, Debug, Default)]
pub struct MemoryJournal {
	height: u64,
	durable: Vec<Vec<u8>>,
	pending: Vec<Vec<u8>>,
	broken: bool,
}

impl MemoryJournal {
	/// Loses what was not flushed, as a loss of power does.
	pub fn crash(&mut self) {
		self.pending.clear();
	}

	/// From now on nothing can be written, or again everything.
	pub fn fail_appends(&mut self, fail: bool) {
		self.broken = fail;
	}

	fn check(&self) -> io::Result<()> {
		match self.broken {
			true => Err(io::Error::other("the disk is full")),
			false => Ok(()),
		}
	}
}

impl Journal for MemoryJournal {
	fn height(&self) -> u64 {
		self.height
	}

	fn restart(&mut self, height: u64) -> io::Result<()> {
		self.check()?;
		*self = Self { height, ..Self::default() };
		Ok(())
	}

	fn append(&mut self, entry: &[u8]) -> io::Result<()> {
		self.check()?;
		self.pending.push(entry.to_vec());
		Ok(())
	}

	fn flush(&mut self) -> io::Result<()> {
		self.check()?;
		self.durable.append(&mut self.pending);
		Ok(())
	}

	fn entries(&mut self) -> io::Result<Vec<Vec<u8>>> {
		Ok(self.durable.iter().chain(&self.pending).cloned().collect())
	}
}
