//! Lines of JSON, each flushed to the disk before it counts.

use serde::{de::DeserializeOwned, Serialize};
use std::{
	fs::{self, DirBuilder, File, OpenOptions},
	io::{self, Read, Write},
	marker::PhantomData,
	os::unix::fs::{DirBuilderExt, OpenOptionsExt},
	path::{Path, PathBuf},
};

/// The largest journal that is read, in bytes.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// What is wrong with a journal.
#[derive(Debug, thiserror::Error)]
pub enum JournalFault {
	/// The file system refused.
	#[error("{path}: {source}")]
	Io {
		/// The file.
		path: PathBuf,
		/// What the file system said.
		source: io::Error,
	},
	/// A line is none that was written here.
	#[error("{path}: line {line} cannot be read: {words}")]
	Line {
		/// The file.
		path: PathBuf,
		/// The line, from 1.
		line: usize,
		/// What is wrong with it.
		words: String,
	},
	/// It is larger than any that was written here.
	#[error("{path}: larger than {MAX_BYTES} bytes")]
	TooLarge {
		/// The file.
		path: PathBuf,
	},
}

/// A file of JSON lines, for the owner's eyes alone. What a crash left behind the last whole line, a
/// half-written one or zero bytes, is dropped when it is opened.
#[derive(Debug)]
pub struct Journal<T> {
	path: PathBuf,
	file: File,
	/// Bytes that count: what lies behind them is left of a line that could not be written.
	length: u64,
	/// Lines that count.
	lines: usize,
	items: PhantomData<fn(T) -> T>,
}

impl<T: Serialize + DeserializeOwned> Journal<T> {
	/// Opens the journal at `path`, which is made if it is missing, and gives its lines.
	///
	/// # Errors
	/// [`JournalFault`].
	pub fn open(path: &Path) -> Result<(Self, Vec<T>), JournalFault> {
		let fault = |source| JournalFault::Io { path: path.into(), source };
		if let Some(folder) = path.parent() {
			DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(fault)?;
		}
		let mut file = opened(path).map_err(fault)?;
		if let Some(folder) = path.parent() {
			// The lines last, so the file has to as well.
			File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault)?;
		}
		if file.metadata().map_err(fault)?.len() > MAX_BYTES {
			return Err(JournalFault::TooLarge { path: path.into() });
		}
		let mut bytes = Vec::new();
		file.read_to_end(&mut bytes).map_err(fault)?;
		let whole = whole_lines(&bytes);
		if whole < bytes.len() {
			log::warn!(
				target: "gateway",
				"{}: {} bytes behind the last whole line are left of a crash and are dropped",
				path.display(),
				bytes.len().saturating_sub(whole)
			);
			file.set_len(whole as u64).and_then(|()| file.sync_all()).map_err(fault)?;
		}
		bytes.truncate(whole);
		let mut items = Vec::new();
		for (position, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
			if line.is_empty() {
				continue;
			}
			items.push(serde_json::from_slice(line).map_err(|fault| JournalFault::Line {
				path: path.into(),
				line: position + 1,
				words: fault.to_string(),
			})?);
		}
		let journal = Self {
			path: path.into(),
			file,
			length: whole as u64,
			lines: items.len(),
			items: PhantomData,
		};
		Ok((journal, items))
	}

	/// How many lines it has.
	pub fn lines(&self) -> usize {
		self.lines
	}

	/// Adds a line. When this returns without an error, it is on the disk.
	///
	/// # Errors
	/// [`JournalFault::Io`]; the line does not count then.
	pub fn append(&mut self, item: &T) -> Result<(), JournalFault> {
		let line = line(item).map_err(|source| self.fault(source))?;
		let written = self
			.file
			.set_len(self.length)
			.and_then(|()| self.file.write_all(&line))
			.and_then(|()| self.file.sync_data());
		written.map_err(|source| self.fault(source))?;
		self.length = self.length.saturating_add(line.len() as u64);
		self.lines = self.lines.saturating_add(1);
		Ok(())
	}

	/// Puts these lines in the place of all others. A crash leaves the old ones or the new ones.
	///
	/// # Errors
	/// [`JournalFault::Io`]; the old lines count then.
	pub fn rewrite<'a>(&mut self, items: impl Iterator<Item = &'a T>) -> Result<(), JournalFault>
	where
		T: 'a,
	{
		let mut bytes = Vec::new();
		let mut lines = 0usize;
		for item in items {
			bytes.extend(line(item).map_err(|source| self.fault(source))?);
			lines = lines.saturating_add(1);
		}
		let beside = self.path.with_extension("partial");
		let replace = || -> io::Result<File> {
			let mut file = OpenOptions::new()
				.write(true)
				.create(true)
				.truncate(true)
				.mode(0o600)
				.open(&beside)?;
			file.write_all(&bytes)?;
			file.sync_all()?;
			fs::rename(&beside, &self.path)?;
			if let Some(folder) = self.path.parent() {
				File::open(folder)?.sync_all()?;
			}
			opened(&self.path)
		};
		self.file = replace().map_err(|source| self.fault(source))?;
		self.length = bytes.len() as u64;
		self.lines = lines;
		Ok(())
	}

	fn fault(&self, source: io::Error) -> JournalFault {
		JournalFault::Io { path: self.path.clone(), source }
	}
}

/// How many of the bytes are whole lines. One that has zero bytes in it, which no JSON has, is none: a block
/// of it never reached the disk.
fn whole_lines(bytes: &[u8]) -> usize {
	let mut rest = bytes;
	loop {
		let Some(end) = rest.iter().rposition(|byte| *byte == b'\n') else { return 0 };
		let (before, _) = rest.split_at(end);
		let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |feed| feed + 1);
		let (lines, last) = before.split_at(start);
		if !last.contains(&0) {
			return end + 1;
		}
		rest = lines;
	}
}

fn opened(path: &Path) -> io::Result<File> {
	OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)
}

fn line<T: Serialize>(item: &T) -> io::Result<Vec<u8>> {
	let mut line = serde_json::to_vec(item).map_err(io::Error::other)?;
	line.push(b'\n');
	Ok(line)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn lines_survive_and_a_half_written_one_does_not() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("deep/er/journal");
		let (mut journal, items) = Journal::<u32>::open(&path).unwrap();
		assert!(items.is_empty());
		(1..=3).for_each(|number| journal.append(&number).unwrap());
		drop(journal);
		OpenOptions::new().append(true).open(&path).unwrap().write_all(b"4").unwrap();
		let (mut journal, items) = Journal::<u32>::open(&path).unwrap();
		assert_eq!(items, [1, 2, 3]);
		journal.append(&5).unwrap();
		assert_eq!(journal.lines(), 4);
		assert_eq!(Journal::<u32>::open(&path).unwrap().1, [1, 2, 3, 5]);
	}

	#[test]
	fn zero_bytes_that_a_crash_left_are_dropped() {
		for tail in [
			&b"\0"[..],
			b"\0\0\0\0\0\0\0\0",
			b"4\0\0\0",
			b"\0\0\0\x004\n",
			b"\0\0\n\0\n4",
			b"\n\0\n",
		] {
			let folder = tempfile::tempdir().unwrap();
			let path = folder.path().join("journal");
			let (mut journal, _) = Journal::<u32>::open(&path).unwrap();
			(1..=3).for_each(|number| journal.append(&number).unwrap());
			drop(journal);
			OpenOptions::new().append(true).open(&path).unwrap().write_all(tail).unwrap();
			let (mut journal, items) = Journal::<u32>::open(&path).unwrap();
			assert_eq!(items, [1, 2, 3], "{tail:?}");
			journal.append(&5).unwrap();
			assert_eq!(Journal::<u32>::open(&path).unwrap().1, [1, 2, 3, 5], "{tail:?}");
		}
		// Nothing but what a crash left.
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("journal");
		fs::write(&path, [0u8; 100]).unwrap();
		assert!(Journal::<u32>::open(&path).unwrap().1.is_empty());
	}

	#[test]
	fn a_rewritten_journal_goes_on() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("journal");
		let (mut journal, _) = Journal::<u32>::open(&path).unwrap();
		(0..10).for_each(|number| journal.append(&number).unwrap());
		journal.rewrite([7, 8].iter()).unwrap();
		journal.append(&9).unwrap();
		assert_eq!(journal.lines(), 3);
		assert_eq!(Journal::<u32>::open(&path).unwrap().1, [7, 8, 9]);
	}

	#[test]
	fn a_line_of_somebody_else_is_named() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("journal");
		fs::write(&path, "1\nx\n2\n").unwrap();
		let words = Journal::<u32>::open(&path).unwrap_err().to_string();
		assert!(words.contains("line 2"), "{words}");
	}
}
