//! Moments as credentials write them: `dateTimeStamp` of XML Schema 1.1 part 2, as the W3C data model
//! asks for.

use alloc::{format, string::String};
use fiscal_primitives::{Date, Moment};

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// `Date::at` reckons in China Standard Time.
const CHINA_STANDARD_TIME: u64 = 8 * HOUR;

/// Reads `yyyy-mm-ddThh:mm:ss`, one to three digits of a fraction if any, and `Z` or an offset of at
/// most 14 hours. From 1970 to 9999; no leap seconds and no hour 24.
pub(crate) fn parse(text: &str) -> Option<Moment> {
	let mut rest = Cursor(text.as_bytes());
	let date = rest.take(10)?;
	let date: Date = core::str::from_utf8(date).ok()?.parse().ok()?;
	rest.expect(b'T')?;
	let hour = rest.two_digits(23)?;
	rest.expect(b':')?;
	let minute = rest.two_digits(59)?;
	rest.expect(b':')?;
	let second = rest.two_digits(59)?;
	let fraction = rest.fraction()?;
	let local = days(date)
		.checked_mul(DAY)?
		.checked_add(hour.checked_mul(HOUR)?)?
		.checked_add(minute.checked_mul(MINUTE)?)?
		.checked_add(second.checked_mul(SECOND)?)?
		.checked_add(fraction)?;
	let moment = match rest.byte()? {
		b'Z' => Some(local),
		sign @ (b'+' | b'-') => {
			let hours = rest.two_digits(14)?;
			rest.expect(b':')?;
			let minutes = rest.two_digits(59)?;
			if hours == 14 && minutes > 0 {
				return None;
			}
			let offset = hours.checked_mul(HOUR)?.checked_add(minutes.checked_mul(MINUTE)?)?;
			if sign == b'+' {
				local.checked_sub(offset)
			} else {
				local.checked_add(offset)
			}
		}
		_ => None,
	}?;
	rest.0.is_empty().then_some(moment)
}

/// Writes in UTC, with milliseconds where there are any.
pub(crate) fn write(at: Moment) -> String {
	// `Date::at` gives the day in China; eight hours earlier it is that day in UTC. The first eight
	// hours of 1970 are the only ones without such a moment, and they are of the first day.
	let day = Date::at(at.saturating_sub(CHINA_STANDARD_TIME));
	let within = at.rem_euclid(DAY);
	let unit = |size: u64, most: u64| within.div_euclid(size).rem_euclid(most);
	let clock =
		format!("{day}T{:02}:{:02}:{:02}", unit(HOUR, 24), unit(MINUTE, 60), unit(SECOND, 60));
	match at.rem_euclid(SECOND) {
		0 => format!("{clock}Z"),
		ms => format!("{clock}.{ms:03}Z"),
	}
}

/// Days from 1970-01-01: Howard Hinnant's `days_from_civil`.
fn days(date: Date) -> u64 {
	let number = u64::from(date.get());
	let (year, month, day) =
		(number.div_euclid(10_000), number.div_euclid(100).rem_euclid(100), number.rem_euclid(100));
	let year = if month <= 2 { year.saturating_sub(1) } else { year };
	let month_from_march =
		if month > 2 { month.saturating_sub(3) } else { month.saturating_add(9) };
	let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
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

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
	fn take(&mut self, count: usize) -> Option<&'a [u8]> {
		let (taken, rest) = self.0.split_at_checked(count)?;
		self.0 = rest;
		Some(taken)
	}

	fn byte(&mut self) -> Option<u8> {
		self.take(1)?.first().copied()
	}

	fn expect(&mut self, byte: u8) -> Option<()> {
		(self.byte()? == byte).then_some(())
	}

	fn digit(&mut self) -> Option<u64> {
		let byte = self.byte()?;
		byte.is_ascii_digit().then(|| u64::from(byte.saturating_sub(b'0')))
	}

	fn two_digits(&mut self, most: u64) -> Option<u64> {
		let value = self.digit()?.saturating_mul(10).saturating_add(self.digit()?);
		(value <= most).then_some(value)
	}

	/// Nothing, or a point and one to three digits, in ms.
	fn fraction(&mut self) -> Option<u64> {
		if self.0.first() != Some(&b'.') {
			return Some(0);
		}
		self.byte()?;
		let mut ms = self.digit()?.saturating_mul(100);
		for weight in [10, 1] {
			if !self.0.first().is_some_and(u8::is_ascii_digit) {
				break;
			}
			ms = ms.saturating_add(self.digit()?.saturating_mul(weight));
		}
		Some(ms)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn moments_are_read_in_any_offset() {
		for (text, at) in [
			("1970-01-01T00:00:00Z", 0),
			("1970-01-01T08:00:00+08:00", 0),
			("1969-12-31T23:59:59Z", u64::MAX),
			("2026-11-20T16:00:00Z", 1_795_190_400_000),
			("2026-11-21T00:00:00+08:00", 1_795_190_400_000),
			("2026-11-20T11:30:00-04:30", 1_795_190_400_000),
			("2026-11-20T16:00:00.5Z", 1_795_190_400_500),
			("2026-11-20T16:00:00.05Z", 1_795_190_400_050),
			("2026-11-20T16:00:00.005Z", 1_795_190_400_005),
			("2000-02-29T00:00:00Z", 951_782_400_000),
			("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
		] {
			assert_eq!(parse(text), Some(at).filter(|at| *at != u64::MAX), "{text}");
		}
	}

	#[test]
	fn other_forms_are_refused() {
		for text in [
			"",
			"2026-11-20",
			"2026-11-20T16:00:00",
			"2026-11-20 16:00:00Z",
			"2026-11-20t16:00:00Z",
			"2026-11-20T16:00:00z",
			"2026-11-20T16:00Z",
			"2026-11-20T24:00:00Z",
			"2026-11-20T16:60:00Z",
			"2026-11-20T16:00:60Z",
			"2026-11-31T16:00:00Z",
			"2026-02-29T16:00:00Z",
			"20261120T160000Z",
			"2026-11-20T16:00:00.Z",
			"2026-11-20T16:00:00.1234Z",
			"2026-11-20T16:00:00+14:01",
			"2026-11-20T16:00:00+15:00",
			"2026-11-20T16:00:00+0800",
			"2026-11-20T16:00:00ZZ",
			"2026-11-20T16:00:00Z ",
			"1970-01-01T00:00:00+00:01",
			"+2026-11-20T16:00:00Z",
			"2026-11-２0T16:00:00Z",
		] {
			assert_eq!(parse(text), None, "{text:?}");
		}
	}

	proptest! {
		#[test]
		fn what_is_written_is_read(at in 0u64..253_402_300_800_000) {
			prop_assert_eq!(parse(&write(at)), Some(at));
		}

		#[test]
		fn noise_never_panics(text in ".{0,40}") {
			let _ = parse(&text);
		}
	}
}
