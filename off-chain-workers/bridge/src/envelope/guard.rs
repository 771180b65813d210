//! Remembers requests, so that one that comes a second time is refused.

use super::{EnvelopeFault, WINDOW_MS};
use fiscal_primitives::Moment;
use fiscal_sm_crypto::sm3_256;
use std::{
	collections::{HashSet, VecDeque},
	sync::{Mutex, PoisonError},
};

/// How long a request is remembered, ms: one that is stamped as far in the future as clocks may
/// differ stays acceptable for twice the window.
const MEMORY_MS: u64 = 2 * WINDOW_MS;

/// A bounded memory of the nonces of the last ten minutes. While it is full, further requests are
/// refused rather than older ones forgotten, since a forgotten nonce could be used again.
#[derive(Debug)]
pub struct Guard {
	capacity: usize,
	seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
	nonces: HashSet<[u8; 16]>,
	order: VecDeque<(Moment, [u8; 16])>,
}

impl Guard {
	/// A memory of at most `capacity` nonces, each of about 100 bytes.
	pub fn new(capacity: usize) -> Self {
		Self { capacity, seen: Mutex::default() }
	}

	/// Takes the nonce of an application for used.
	///
	/// # Errors
	/// [`EnvelopeFault::Replayed`] if it was used in the last ten minutes, [`EnvelopeFault::Busy`]
	/// while the memory is full.
	pub fn once(&self, app: &str, nonce: &str, now: Moment) -> Result<(), EnvelopeFault> {
		// A digest takes the same room for every text; neither part has a line feed.
		let digest = sm3_256(format!("{app}\n{nonce}").as_bytes());
		let (short, _) = digest.split_at(16);
		let mut name = [0u8; 16];
		name.copy_from_slice(short);
		let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
		let Seen { nonces, order } = &mut *seen;
		while let Some((at, oldest)) = order.front() {
			if at.saturating_add(MEMORY_MS) >= now {
				break;
			}
			nonces.remove(oldest);
			order.pop_front();
		}
		if nonces.contains(&name) {
			return Err(EnvelopeFault::Replayed);
		}
		if nonces.len() >= self.capacity {
			return Err(EnvelopeFault::Busy);
		}
		nonces.insert(name);
		order.push_back((now, name));
		Ok(())
	}
}
