//! Periods of China Standard Time 北京时间, as numbers: `yyyymm`, `yyyymmdd`, `yyyymmddhh`,
//! `yyyymmddhhmm`.

use fiscal_primitives::Date;

const CHINA_STANDARD_TIME: u64 = 8 * 3_600_000;
const HOUR: u64 = 3_600_000;
const MINUTE: u64 = 60_000;

/// The day of a moment (Unix ms), `yyyymmdd`.
pub fn day(at: u64) -> i64 {
	Date::at(at).get().into()
}

/// The month of a day `yyyymmdd`, `yyyymm`.
pub const fn month_of(day: i64) -> i64 {
	day.div_euclid(100)
}

/// The hour of a moment, `yyyymmddhh`.
pub fn hour(at: u64) -> i64 {
	let hour = at.saturating_add(CHINA_STANDARD_TIME).div_euclid(HOUR).rem_euclid(24);
	day(at).saturating_mul(100).saturating_add(i64::try_from(hour).unwrap_or(0))
}

/// The minute of a moment, `yyyymmddhhmm`.
pub fn minute(at: u64) -> i64 {
	let minute = at.div_euclid(MINUTE).rem_euclid(60);
	hour(at).saturating_mul(100).saturating_add(i64::try_from(minute).unwrap_or(0))
}

/// A date `yyyy-mm-dd` as `yyyymmdd`; none for other text.
pub fn day_of(text: &str) -> Option<i64> {
	text.parse::<Date>().ok().map(|date| date.get().into())
}

/// A day `yyyymmdd` as `yyyy-mm-dd`.
pub fn day_text(day: i64) -> String {
	let (year, rest) = (day.div_euclid(10_000), day.rem_euclid(10_000));
	format!("{year:04}-{:02}-{:02}", rest.div_euclid(100), rest.rem_euclid(100))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn moments_fall_into_periods_of_china_standard_time() {
		// 2026-11-20T15:59:59.999Z is the last millisecond of that day in Shanghai.
		let last = 1_795_190_399_999;
		assert_eq!((day(last), hour(last), minute(last)), (20261120, 2026112023, 202611202359));
		assert_eq!(month_of(day(last)), 202611);
		let next = last + 1;
		assert_eq!((day(next), hour(next), minute(next)), (20261121, 2026112100, 202611210000));
	}

	proptest! {
		#[test]
		fn periods_never_run_backwards(at in 0u64..4_000_000_000_000, later in 0u64..100_000_000) {
			prop_assert!(minute(at + later) >= minute(at));
			prop_assert_eq!(minute(at).div_euclid(100), hour(at));
			prop_assert_eq!(hour(at).div_euclid(100), day(at));
			prop_assert_eq!(day_of(&day_text(day(at))), Some(day(at)));
		}
	}
}
