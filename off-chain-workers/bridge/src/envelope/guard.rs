//! Remembers requests, so that one that comes a second time is refused.

use super::{EnvelopeFault, WINDOW_MS};
use fiscal_primitives::Moment;
use fiscal_sm_crypto::sm3_256;
use std::{
	collections::{HashMap, HashSet, VecDeque},
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
	share: usize,
	seen: Mutex<Seen>,
}

/// Half a digest: the name of a nonce or of an application.
type Name = [u8; 16];

#[derive(Debug, Default)]
struct Seen {
	nonces: HashSet<Name>,
	/// When each came, of which application.
	order: VecDeque<(Moment, Name, Name)>,
	/// How many of them each application has.
	counts: HashMap<Name, usize>,
}

impl Seen {
	/// Forgets what cannot be used again.
	fn expire(&mut self, now: Moment) {
		while let Some((at, nonce, app)) = self.order.front() {
			if at.saturating_add(MEMORY_MS) >= now {
				break;
			}
			self.nonces.remove(nonce);
			if let Some(count) = self.counts.get_mut(app) {
				*count = count.saturating_sub(1);
				if *count == 0 {
					self.counts.remove(app);
				}
			}
			self.order.pop_front();
		}
	}
}

impl Guard {
	/// A memory of at most `capacity` nonces, each of about 150 bytes.
	pub fn new(capacity: usize) -> Self {
		Self::shared(capacity, capacity)
	}

	/// The same, of which one application may take at most `share`.
	pub fn shared(capacity: usize, share: usize) -> Self {
		Self { capacity, share, seen: Mutex::default() }
	}

	/// Takes the nonce of an application for used.
	///
	/// # Errors
	/// [`EnvelopeFault::Replayed`] if it was used in the last ten minutes, [`EnvelopeFault::Busy`]
	/// while the memory, or the application's share of it, is full.
	pub fn once(&self, app: &str, nonce: &str, now: Moment) -> Result<(), EnvelopeFault> {
		// A digest takes the same room for every text; neither part has a line feed.
		let (nonce, app) = (name(&format!("{app}\n{nonce}")), name(app));
		let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
		seen.expire(now);
		if seen.nonces.contains(&nonce) {
			return Err(EnvelopeFault::Replayed);
		}
		let taken = seen.counts.get(&app).copied().unwrap_or_default();
		if seen.nonces.len() >= self.capacity || taken >= self.share {
			return Err(EnvelopeFault::Busy);
		}
		seen.nonces.insert(nonce);
		seen.counts.insert(app, taken.saturating_add(1));
		seen.order.push_back((now, nonce, app));
		Ok(())
	}
}

fn name(text: &str) -> Name {
	let digest = sm3_256(text.as_bytes());
	let (half, _) = digest.split_at(16);
	let mut name = [0u8; 16];
	name.copy_from_slice(half);
	name
}
