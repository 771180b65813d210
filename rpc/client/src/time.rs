//! Moments as people read them.

use fiscal_primitives::{Date, Moment};

const CHINA_STANDARD_TIME_MS: u64 = 8 * 3_600_000;
const DAY_MS: u64 = 86_400_000;

/// `2026-11-21 12:03:04 CST (2026-11-21T04:03:04Z)`: China Standard Time and ISO 8601 in UTC.
/// The moment 0 is `genesis`.
pub fn display(at: Moment) -> String {
	if at == 0 {
		return "genesis".into();
	}
	let local = at.saturating_add(CHINA_STANDARD_TIME_MS);
	format!("{} {} CST ({})", Date::at(at), clock(local), iso(at))
}

/// `2026-11-21T04:03:04Z`.
pub fn iso(at: Moment) -> String {
	// `Date::at` gives the day in China; eight hours earlier it is that day in UTC.
	let day = Date::at(at.saturating_sub(CHINA_STANDARD_TIME_MS));
	format!("{day}T{}Z", clock(at))
}

/// A length of time in the largest whole units: `30d`, `2h 5m`, `1m`, `45s`.
pub fn length(ms: u64) -> String {
	let seconds = ms / 1_000;
	let units = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
	let mut rest = seconds;
	let mut parts = Vec::new();
	for (size, unit) in units {
		let count = rest / size;
		rest %= size;
		if count > 0 {
			parts.push(format!("{count}{unit}"));
		}
	}
	if parts.is_empty() {
		"0s".into()
	} else {
		parts.join(" ")
	}
}

fn clock(ms: u64) -> String {
	let seconds = ms % DAY_MS / 1_000;
	format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn moments_are_written_in_both_zones() {
		// 2026-11-20T16:00:00Z is the first second of the 21st in Shanghai.
		assert_eq!(display(1_795_190_400_000), "2026-11-21 00:00:00 CST (2026-11-20T16:00:00Z)");
		assert_eq!(display(1_795_190_399_999), "2026-11-20 23:59:59 CST (2026-11-20T15:59:59Z)");
		assert_eq!(iso(1_795_219_199_000), "2026-11-20T23:59:59Z");
		assert_eq!(iso(1_795_219_200_000), "2026-11-21T00:00:00Z");
		assert_eq!(iso(3_600_000), "1970-01-01T01:00:00Z");
		assert_eq!(display(0), "genesis");
	}

	#[test]
	fn lengths_have_whole_units() {
		assert_eq!(length(30 * DAY_MS), "30d");
		assert_eq!(length(7_500_000), "2h 5m");
		assert_eq!(length(999), "0s");
	}
}
