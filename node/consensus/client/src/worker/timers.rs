//! Waits of the current round.

use fiscal_bft_core::Timer;
use std::collections::BTreeMap;
use tokio::time::Instant;

/// Running waits: a handful at a time.
#[derive(Default)]
pub struct Timers(BTreeMap<Timer, Instant>);

impl Timers {
	/// Begins a wait, in place of a running one of the same kind and round.
	pub fn schedule(&mut self, timer: Timer, due: Instant) {
		self.0.insert(timer, due);
	}

	/// Ends a wait.
	pub fn cancel(&mut self, timer: Timer) {
		self.0.remove(&timer);
	}

	/// Ends all.
	pub fn clear(&mut self) {
		self.0.clear();
	}

	/// When the next one is over.
	pub fn next_due(&self) -> Option<Instant> {
		self.0.values().min().copied()
	}

	/// Takes the one that is over, the longest over first.
	pub fn pop_due(&mut self, now: Instant) -> Option<Timer> {
		let (timer, _) =
			self.0.iter().filter(|(_, due)| **due <= now).min_by_key(|(_, due)| **due)?;
		let timer = *timer;
		self.0.remove(&timer);
		Some(timer)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_bft_core::TimerKind;
	use std::time::Duration;

	fn timer(kind: TimerKind) -> Timer {
		Timer { kind, round: 0 }
	}

	#[test]
	fn waits_end_in_order_and_once() {
		let mut timers = Timers::default();
		let now = Instant::now();
		timers.schedule(timer(TimerKind::Prevote), now + Duration::from_secs(2));
		timers.schedule(timer(TimerKind::Propose), now + Duration::from_secs(1));
		timers.schedule(timer(TimerKind::Precommit), now + Duration::from_secs(9));
		assert_eq!(timers.next_due(), Some(now + Duration::from_secs(1)));
		assert_eq!(timers.pop_due(now), None);
		let later = now + Duration::from_secs(3);
		assert_eq!(timers.pop_due(later), Some(timer(TimerKind::Propose)));
		assert_eq!(timers.pop_due(later), Some(timer(TimerKind::Prevote)));
		assert_eq!(timers.pop_due(later), None);
	}

	#[test]
	fn a_wait_begun_again_ends_once_and_later() {
		let mut timers = Timers::default();
		let now = Instant::now();
		timers.schedule(timer(TimerKind::Rebroadcast), now);
		timers.schedule(timer(TimerKind::Rebroadcast), now + Duration::from_secs(5));
		assert_eq!(timers.pop_due(now), None);
		timers.cancel(timer(TimerKind::Rebroadcast));
		assert_eq!(timers.next_due(), None);
	}
}
