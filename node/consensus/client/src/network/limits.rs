//! What was told, within bounds, so that it is told once.

use crate::PeerId;
use schnellru::{ByLength, LruMap};
use std::{
	collections::hash_map::RandomState,
	time::{Duration, Instant},
};

/// What is known of a message that was told.
struct Told {
	/// Who gave it first; `None` if it is our own.
	source: Option<PeerId>,
	/// When it was told last.
	at: Instant,
}

/// Remembers, within bounds, which messages were told, so that each is forwarded once.
///
/// A message that its author repeats must go all the way again, since somebody on it may have lost
/// the first one. It comes again from the peer that gave it first, so that alone lets it pass: the
/// ways of first arrival are a tree, and nothing runs in circles, however slow the network is.
pub struct Forwarded {
	told: LruMap<[u8; 32], Told, ByLength, RandomState>,
	again: Duration,
}

impl Forwarded {
	/// A memory of the last `capacity` messages. A repeated one passes `again` after the last time
	/// at the earliest.
	pub fn new(capacity: u32, again: Duration) -> Self {
		Self { told: LruMap::with_hasher(ByLength::new(capacity), RandomState::new()), again }
	}

	/// Notes a message of our own: it never needs forwarding.
	pub fn note_own(&mut self, digest: [u8; 32], now: Instant) {
		self.told.insert(digest, Told { source: None, at: now });
	}

	/// Whether the message of that digest, given by `from` at `now`, is to be forwarded. If its
	/// first giver is no longer connected, the next one takes its place.
	pub fn admit(
		&mut self,
		digest: [u8; 32],
		from: PeerId,
		now: Instant,
		is_connected: impl Fn(&PeerId) -> bool,
	) -> bool {
		if let Some(told) = self.told.get(&digest) {
			let Some(source) = told.source else { return false };
			let is_source = source == from || !is_connected(&source);
			let passes = is_source && now.duration_since(told.at) >= self.again;
			if passes {
				*told = Told { source: Some(from), at: now };
			}
			return passes;
		}
		self.told.insert(digest, Told { source: Some(from), at: now });
		true
	}
}
