//! Spares a destination that cannot be reached.

/// Counts failures in a row for want of a connection. After so many of them the destination is tried
/// with one message at a time, until it answers, whatever it answers.
#[derive(Debug)]
pub(crate) struct Breaker {
	limit: u32,
	failures: u32,
}

impl Breaker {
	pub(crate) fn new(limit: u32) -> Self {
		Self { limit, failures: 0 }
	}

	/// Notes whether the destination was reached. True if that changed whether the breaker is open.
	pub(crate) fn record(&mut self, reached: bool) -> bool {
		let before = self.is_open();
		self.failures = if reached { 0 } else { self.failures.saturating_add(1) };
		before != self.is_open()
	}

	/// Is the destination tried with one message at a time?
	pub(crate) fn is_open(&self) -> bool {
		self.failures >= self.limit
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn failures_in_a_row_open_it_and_any_answer_closes_it() {
		let mut breaker = Breaker::new(3);
		let changes: Vec<_> = [false, false, true, false, false, false, false, true]
			.into_iter()
			.map(|reached| (breaker.record(reached), breaker.is_open()))
			.collect();
		let quiet = (false, false);
		assert_eq!(
			changes,
			[quiet, quiet, quiet, quiet, quiet, (true, true), (false, true), (true, false)]
		);
	}
}
