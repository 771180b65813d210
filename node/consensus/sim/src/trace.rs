//! What happened, line by line, and a digest of it.

use crate::setup::Time;
use std::{
	fmt::{self, Write},
	sync::{Arc, Mutex, PoisonError},
};

/// Lines of a trace that outlive a run that panics.
#[derive(Clone, Debug, Default)]
pub struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
	/// Takes the lines out.
	pub fn take(&self) -> Vec<String> {
		std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
	}

	fn push(&self, line: &str) {
		self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned());
	}
}

/// Bytes in, 64 bits out: FNV-1a, the same on every machine.
#[derive(Clone, Copy, Debug)]
pub struct Digest(u64);

impl Default for Digest {
	fn default() -> Self {
		Self(0xcbf2_9ce4_8422_2325)
	}
}

impl Digest {
	/// Takes in bytes.
	pub fn add(&mut self, bytes: &[u8]) {
		for byte in bytes {
			self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
		}
	}

	/// The digest so far.
	pub fn value(&self) -> u64 {
		self.0
	}
}

/// The trace of a run. Lines are kept only where somebody wants to read them.
#[derive(Debug, Default)]
pub struct Trace {
	digest: Digest,
	line: String,
	lines: Option<Lines>,
}

impl Trace {
	/// A trace that keeps its lines where given.
	pub fn new(lines: Option<Lines>) -> Self {
		Self { lines, ..Self::default() }
	}

	/// Something happened.
	pub fn add(&mut self, now: Time, what: fmt::Arguments<'_>) {
		self.line.clear();
		// Writing into a string does not fail.
		let _ = write!(self.line, "{now:>6} {what}");
		self.digest.add(self.line.as_bytes());
		self.digest.add(b"\n");
		if let Some(lines) = &self.lines {
			lines.push(&self.line);
		}
	}

	/// The digest of all lines.
	pub fn digest(&self) -> u64 {
		self.digest.value()
	}
}
