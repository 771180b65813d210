//! Clock and calendar of China Standard Time, UTC+8.

use fiscal_primitives::{Date, Moment};

const OFFSET_MS: u64 = 8 * 3_600_000;
const DAY_MS: u64 = 86_400_000;

/// 9999-12-31, in days since 1970-01-01.
pub(crate) const LAST_DAY: i64 = 2_932_896;

/// The day of a moment, in days since 1970-01-01.
pub(crate) fn day(at: Moment) -> i64 {
	let days = at.saturating_add(OFFSET_MS).div_euclid(DAY_MS);
	i64::try_from(days).unwrap_or(LAST_DAY).min(LAST_DAY)
}

/// Minutes since midnight.
pub(crate) fn minute_of_day(at: Moment) -> i64 {
	let ms = at.saturating_add(OFFSET_MS).rem_euclid(DAY_MS);
	i64::try_from(ms.div_euclid(60_000)).unwrap_or_default()
}

/// 1 for Monday to 7 for Sunday: the first of January 1970 was a Thursday.
pub(crate) fn weekday(at: Moment) -> i64 {
	day(at).saturating_add(3).rem_euclid(7).saturating_add(1)
}

/// Days from 1970-01-01 to a date (Howard Hinnant's `days_from_civil`).
pub(crate) fn day_number(date: Date) -> i64 {
	let number = i64::from(date.get());
	let month = number.div_euclid(100).rem_euclid(100);
	let day = number.rem_euclid(100);
	let year = number.div_euclid(10_000).saturating_sub(i64::from(month <= 2));
	let era = year.div_euclid(400);
	let year_of_era = year.rem_euclid(400);
	let month_from_march = month.saturating_add(9).rem_euclid(12);
	let day_of_year = month_from_march
		.saturating_mul(153)
		.saturating_add(2)
		.div_euclid(5)
		.saturating_add(day)
		.saturating_sub(1);
	let day_of_era = year_of_era
		.saturating_mul(365)
		.saturating_add(year_of_era.div_euclid(4))
		.saturating_sub(year_of_era.div_euclid(100))
		.saturating_add(day_of_year);
	era.saturating_mul(146_097).saturating_add(day_of_era).saturating_sub(719_468)
}

/// The first moment of a date; the epoch for 1970-01-01, whose first eight hours lie before it.
pub(crate) fn midnight(date: Date) -> Moment {
	u64::try_from(day_number(date))
		.unwrap_or_default()
		.saturating_mul(DAY_MS)
		.saturating_sub(OFFSET_MS)
}

/// Milliseconds since midnight.
pub(crate) fn ms_of_day(at: Moment) -> u64 {
	at.saturating_add(OFFSET_MS).rem_euclid(DAY_MS)
}

/// The date so many days after 1970-01-01.
pub(crate) fn date_of(day: i64) -> Date {
	let noon = u64::try_from(day).unwrap_or_default().saturating_mul(DAY_MS);
	Date::at(noon)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn days_and_dates_agree(at in 0u64..253_402_214_400_000) {
			prop_assert_eq!(day_number(Date::at(at)), day(at));
			prop_assert_eq!(date_of(day(at)), Date::at(at));
			let rest = midnight(Date::at(at)).saturating_add(ms_of_day(at));
			prop_assert!(rest == at || day(at) == 0);
		}
	}

	#[test]
	fn known_days() {
		// 2026-11-21 is a Saturday; 1_795_190_400_000 is its midnight in Shanghai.
		let midnight = 1_795_190_400_000;
		assert_eq!((weekday(midnight), minute_of_day(midnight)), (6, 0));
		assert_eq!((weekday(midnight - 1), minute_of_day(midnight - 1)), (5, 1_439));
		assert_eq!(day_number(Date::new(99_991_231).unwrap()), LAST_DAY);
		assert_eq!(day_number(Date::new(19_700_101).unwrap()), 0);
	}
}
