//! The node's own record of calls that crossed to systems outside 过程存证, and of what the evidence
//! chain answered 存证记录留存: digests, numbers and outcomes, never content. R175, R180.
//!
//! Files of JSON lines, `calls-<number of the first line>.jsonl`. Every line has the SM3 of the line
//! before, so that a line that is changed, left out or put in shows ([`Ledger::verify`]); what
//! [`Ledger::append`] gives is the SM3 of the line, of which evidence can be kept elsewhere.

mod lines;

#[cfg(test)]
mod tests;

use crate::exclusive;
use fiscal_primitives::{Digest, Moment};
use fiscal_sm_crypto::sm3_256;
use lines::{last_line, read_lines};
use serde::{Deserialize, Serialize};
use std::{
	collections::VecDeque,
	fs::{self, File, OpenOptions},
	io::{self, Write},
	os::unix::fs::{DirBuilderExt, OpenOptionsExt},
	path::{Path, PathBuf},
	sync::{Mutex, PoisonError},
};

/// The longest line, in bytes.
const MAX_LINE: usize = 4_096;
/// The longest text of an entry, in bytes.
const MAX_TEXT: usize = 256;

/// Which way a call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
	/// This node called.
	Out,
	/// This node was called.
	In,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
	/// When, Unix ms by this node's clock.
	pub at: Moment,
	/// The system: the name of its section in the configuration.
	pub system: String,
	/// Which way.
	pub direction: Direction,
	/// The service.
	pub service: String,
	/// Number of the request.
	pub id: String,
	/// SM3 of the request's body.
	pub request: Digest,
	/// SM3 of the answer's body, where there was an answer.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub answer: Option<Digest>,
	/// Code of the answer, or the fault.
	pub outcome: String,
	/// The other side's reference, where it gave one: under which evidence is found again.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub reference: Option<String>,
}

/// Why the record was not written or read.
#[derive(Debug, thiserror::Error)]
pub enum LedgerFault {
	/// A text of the entry is longer than 256 bytes, or all of it than 4 KiB.
	#[error("{0} is too long for the record")]
	TooLong(&'static str),
	/// Another process writes the record.
	#[error("{0} is in use by another process: every node needs a folder of its own")]
	InUse(PathBuf),
	/// A line is not what was written.
	#[error("{path}, line {line}: {words}")]
	Broken {
		/// The file.
		path: PathBuf,
		/// The line in the file, from 1.
		line: u64,
		/// What is wrong.
		words: &'static str,
	},
	/// The file system refused.
	#[error("{path}: {source}")]
	Io {
		/// The file or folder.
		path: PathBuf,
		/// What the file system said.
		source: io::Error,
	},
}

/// A line as it is written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
	/// Number of the line, from 1, over all files.
	number: u64,
	/// SM3 of the line before, without its line feed; zero of the first.
	previous: Digest,
	/// What is recorded.
	entry: Entry,
}

/// The record.
#[derive(Debug)]
pub struct Ledger {
	folder: PathBuf,
	max_bytes: u64,
	max_files: usize,
	tail: Mutex<Tail>,
	/// Held as long as the record is open.
	_lock: File,
}

/// Where the next line goes.
#[derive(Debug)]
struct Tail {
	file: Option<(PathBuf, File)>,
	size: u64,
	next: u64,
	head: Digest,
	/// A write failed half way: the file is looked at again before the next.
	torn: bool,
}

impl Ledger {
	/// Opens the record below `folder`, which is made if it is missing. A file that has `max_bytes` is
	/// closed and the next begun; of closed ones the latest `max_files` are kept, all of them with 0.
	/// What a crash left behind the last whole line, a half-written one or zero bytes, is cut off.
	///
	/// # Errors
	/// [`LedgerFault::InUse`], [`LedgerFault::Broken`] of the last line, [`LedgerFault::Io`].
	pub fn open(folder: &Path, max_bytes: u64, max_files: usize) -> Result<Self, LedgerFault> {
		fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(fault(folder))?;
		let lock = exclusive::hold(folder)
			.map_err(fault(folder))?
			.ok_or_else(|| LedgerFault::InUse(folder.into()))?;
		let tail = Mutex::new(find_tail(folder)?);
		Ok(Self { folder: folder.into(), max_bytes, max_files, tail, _lock: lock })
	}

	/// Appends a line and gives its SM3. When this returns without an error, the line and all before it
	/// are on the disk: what rests on the record, such as an answer that leaves, may happen. Call it where
	/// that may block.
	///
	/// # Errors
	/// [`LedgerFault::TooLong`], [`LedgerFault::Io`]; then nothing is recorded.
	pub fn append(&self, entry: &Entry) -> Result<Digest, LedgerFault> {
		self.write(entry, true)
	}

	/// As [`Ledger::append`], of something on whose record nothing rests: the line reaches the disk with
	/// the next one that has to, or when the system sees fit, and a crash may lose it.
	///
	/// # Errors
	/// As [`Ledger::append`].
	pub fn note(&self, entry: &Entry) -> Result<Digest, LedgerFault> {
		self.write(entry, false)
	}

	fn write(&self, entry: &Entry, lasting: bool) -> Result<Digest, LedgerFault> {
		let reference = entry.reference.as_deref().unwrap_or_default();
		for (name, text) in [
			("system", entry.system.as_str()),
			("service", entry.service.as_str()),
			("id", entry.id.as_str()),
			("outcome", entry.outcome.as_str()),
			("reference", reference),
		] {
			if text.len() > MAX_TEXT {
				return Err(LedgerFault::TooLong(name));
			}
		}
		let mut guard = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
		if guard.torn {
			*guard = find_tail(&self.folder)?;
		}
		let tail = &mut *guard;
		let line = Line { number: tail.next, previous: tail.head, entry: entry.clone() };
		let mut text = serde_json::to_vec(&line).map_err(|error| LedgerFault::Io {
			path: self.folder.clone(),
			source: io::Error::other(error),
		})?;
		// Control characters take six bytes each in JSON.
		if text.len() >= MAX_LINE {
			return Err(LedgerFault::TooLong("line"));
		}
		let head = Digest::from(sm3_256(&text));
		text.push(b'\n');
		let begin = tail.file.is_none() || tail.size >= self.max_bytes;
		if begin {
			if let Some((path, file)) = &tail.file {
				// No line may last without those before it.
				file.sync_data().map_err(fault(path))?;
			}
			let path = self.folder.join(name_of(tail.next));
			let file = OpenOptions::new()
				.append(true)
				.create(true)
				.mode(0o600)
				.open(&path)
				.map_err(fault(&path))?;
			File::open(&self.folder)
				.and_then(|folder| folder.sync_all())
				.map_err(fault(&self.folder))?;
			tail.file = Some((path, file));
			tail.size = 0;
		}
		if let Some((path, file)) = &mut tail.file {
			let written = file.write_all(&text).and_then(|()| match lasting {
				true => file.sync_data(),
				false => Ok(()),
			});
			if let Err(source) = written {
				tail.torn = true;
				// What does not last does not count; if this fails too, it is found at the next look.
				let _ = file.set_len(tail.size);
				return Err(LedgerFault::Io { path: path.clone(), source });
			}
		}
		tail.size = tail.size.saturating_add(text.len() as u64);
		tail.next = tail.next.saturating_add(1);
		tail.head = head;
		if begin {
			self.prune();
		}
		Ok(head)
	}

	/// Reads the whole record and follows the chain: how many lines there are.
	///
	/// # Errors
	/// [`LedgerFault::Broken`] at the first line that does not follow from the one before,
	/// [`LedgerFault::Io`].
	pub fn verify(&self) -> Result<u64, LedgerFault> {
		let _tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
		let mut count = 0u64;
		let mut before: Option<(u64, Digest)> = None;
		for path in files(&self.folder)? {
			read_lines(&path, |at, text| {
				let broken = |words| LedgerFault::Broken { path: path.clone(), line: at, words };
				let line: Line =
					serde_json::from_slice(text).map_err(|_| broken("not a line of a record"))?;
				let (number, previous) = match before {
					Some(before) => before,
					// Files before the first one are gone, as the limit has it.
					None if line.number > 1 => (line.number, line.previous),
					None => (1, Digest::zero()),
				};
				if line.number != number {
					return Err(broken("not the number after the one before"));
				}
				if line.previous != previous {
					return Err(broken("the line before it is not the one that was written"));
				}
				count = count.saturating_add(1);
				before = Some((number.saturating_add(1), sm3_256(text).into()));
				Ok(())
			})?;
		}
		Ok(count)
	}

	/// The latest entries that match, newest first, at most `limit`. Reads file after file, and nothing
	/// is appended meanwhile.
	///
	/// # Errors
	/// [`LedgerFault::Broken`], [`LedgerFault::Io`].
	pub fn find(
		&self,
		limit: usize,
		matches: impl Fn(&Entry) -> bool,
	) -> Result<Vec<Entry>, LedgerFault> {
		let _tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
		let mut found = Vec::new();
		for path in files(&self.folder)?.iter().rev() {
			if found.len() >= limit {
				break;
			}
			let room = limit.saturating_sub(found.len());
			let mut here = VecDeque::new();
			read_lines(path, |at, text| {
				let line: Line = serde_json::from_slice(text).map_err(|_| LedgerFault::Broken {
					path: path.clone(),
					line: at,
					words: "not a line of a record",
				})?;
				if matches(&line.entry) {
					if here.len() >= room {
						here.pop_front();
					}
					here.push_back(line.entry);
				}
				Ok(())
			})?;
			found.extend(here.into_iter().rev());
		}
		Ok(found)
	}

	/// The latest entries, newest first, at most `limit`.
	///
	/// # Errors
	/// As [`Ledger::find`].
	pub fn latest(&self, limit: usize) -> Result<Vec<Entry>, LedgerFault> {
		self.find(limit, |_| true)
	}

	/// Removes closed files above the limit; one that cannot be removed stays until the next time.
	fn prune(&self) {
		if self.max_files == 0 {
			return;
		}
		let Ok(files) = files(&self.folder) else { return };
		let kept = self.max_files.saturating_add(1);
		for path in files.iter().take(files.len().saturating_sub(kept)) {
			if let Err(fault) = fs::remove_file(path) {
				log::warn!(target: "bridge", "{} is not removed: {fault}", path.display());
			}
		}
	}
}

/// Name of the file whose first line has that number; names sort as numbers do.
fn name_of(number: u64) -> String {
	format!("calls-{number:020}.jsonl")
}

/// The files of the record, oldest first.
fn files(folder: &Path) -> Result<Vec<PathBuf>, LedgerFault> {
	let mut files = Vec::new();
	for entry in fs::read_dir(folder).map_err(fault(folder))? {
		let path = entry.map_err(fault(folder))?.path();
		let is_record = path
			.file_name()
			.and_then(|name| name.to_str())
			.is_some_and(|name| name.starts_with("calls-") && name.ends_with(".jsonl"));
		if is_record {
			files.push(path);
		}
	}
	files.sort();
	Ok(files)
}

/// Finds where the next line goes, and cuts off what a crash left behind the last whole one.
fn find_tail(folder: &Path) -> Result<Tail, LedgerFault> {
	let mut tail = Tail { file: None, size: 0, next: 1, head: Digest::zero(), torn: false };
	for path in files(folder)?.into_iter().rev() {
		let mut file =
			OpenOptions::new().read(true).append(true).open(&path).map_err(fault(&path))?;
		let (whole, last) = last_line(&mut file).map_err(fault(&path))?;
		let length = file.metadata().map_err(fault(&path))?.len();
		if length > whole {
			log::warn!(
				target: "bridge",
				"{}: {} bytes behind the last whole line are left of a crash and are cut off",
				path.display(),
				length.saturating_sub(whole)
			);
			file.set_len(whole).and_then(|()| file.sync_all()).map_err(fault(&path))?;
		}
		let Some(text) = last else {
			// It was begun and nothing written to it: the number in its name may be used again.
			fs::remove_file(&path).map_err(fault(&path))?;
			continue;
		};
		let line: Line = serde_json::from_slice(&text).map_err(|_| LedgerFault::Broken {
			path: path.clone(),
			line: 0,
			words: "the last line is not a line of a record",
		})?;
		tail.next = line.number.saturating_add(1);
		tail.head = sm3_256(&text).into();
		tail.size = whole;
		tail.file = Some((path, file));
		break;
	}
	Ok(tail)
}

fn fault(path: &Path) -> impl Fn(io::Error) -> LedgerFault + '_ {
	move |source| LedgerFault::Io { path: path.into(), source }
}
