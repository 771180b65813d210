//! A bound on what one peer can make this node do.

use std::time::{Duration, Instant};

/// A token bucket: so much at once, and so much in the long run.
#[derive(Clone, Debug)]
pub struct Bucket {
	/// When it is full again; `None` if nothing was taken yet.
	full_at: Option<Instant>,
	/// Until one token is back.
	every: Duration,
	/// Until a bucket that is empty is full.
	depth: Duration,
}

impl Bucket {
	/// A full bucket of `burst` tokens, one of which comes back in each interval of `every`.
	pub fn new(burst: u32, every: Duration) -> Self {
		Self { full_at: None, every, depth: every * burst }
	}

	/// Takes so many tokens at `now`; false, and none is taken, if there are fewer.
	pub fn take(&mut self, tokens: u32, now: Instant) -> bool {
		let full_at = self.full_at.map_or(now, |at| at.max(now)) + self.every * tokens;
		let there = full_at.duration_since(now) <= self.depth;
		if there {
			self.full_at = Some(full_at);
		}
		there
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const SECOND: Duration = Duration::from_secs(1);

	#[test]
	fn a_bucket_gives_its_burst_and_then_its_rate() {
		let now = Instant::now();
		let mut bucket = Bucket::new(3, SECOND);
		assert_eq!([(); 4].map(|()| bucket.take(1, now)), [true, true, true, false]);
		assert_eq!([(); 2].map(|()| bucket.take(1, now + SECOND)), [true, false]);
		// However long it rests, it holds no more than its burst.
		assert_eq!([(); 4].map(|()| bucket.take(1, now + 100 * SECOND)), [true, true, true, false]);
	}

	#[test]
	fn a_bucket_is_not_drained_by_what_it_refuses() {
		let now = Instant::now();
		let mut bucket = Bucket::new(3, SECOND);
		assert!(!bucket.take(4, now));
		assert!(bucket.take(3, now));
		assert!(!bucket.take(1, now));
	}
}
