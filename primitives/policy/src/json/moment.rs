//! Moments as text: ISO 8601 in China Standard Time.

use crate::calendar;
use alloc::{format, string::String};
use fiscal_primitives::{Date, Invalid, Moment};

const ZONE: &str = "+08:00";

/// `2026-01-01T08:00:00+08:00`, with `.123` behind the seconds where they are not whole.
pub(super) fn write(at: Moment) -> String {
	let rest = calendar::ms_of_day(at);
	let seconds = rest.div_euclid(1_000);
	let ms = match rest.rem_euclid(1_000) {
		0 => String::new(),
		ms => format!(".{ms:03}"),
	};
	format!(
		"{}T{:02}:{:02}:{:02}{ms}{ZONE}",
		Date::at(at),
		seconds.div_euclid(3_600),
		seconds.div_euclid(60).rem_euclid(60),
		seconds.rem_euclid(60)
	)
}

/// Reads the same, and nothing else; refused before 1970-01-01T08:00:00+08:00, which is the epoch.
pub(super) fn read(text: &str) -> Result<Moment, Invalid> {
	const FAULT: Invalid = Invalid("moment: not written 2026-01-01T08:00:00+08:00");
	let (day, clock) = text.split_once('T').ok_or(FAULT)?;
	let clock = clock.strip_suffix(ZONE).ok_or(FAULT)?;
	if day.len() != 10 {
		return Err(FAULT);
	}
	let day: Date = day.parse()?;
	let (clock, ms) = clock.split_once('.').unwrap_or((clock, "000"));
	let digits = |part: Option<&str>, length: usize, below: u64| {
		let part = part.filter(|part| part.len() == length)?;
		let number: u64 =
			part.bytes().all(|byte| byte.is_ascii_digit()).then_some(part)?.parse().ok()?;
		(number < below).then_some(number)
	};
	let mut parts = clock.split(':');
	let hours = digits(parts.next(), 2, 24).ok_or(FAULT)?;
	let minutes = digits(parts.next(), 2, 60).ok_or(FAULT)?;
	let seconds = digits(parts.next(), 2, 60).ok_or(FAULT)?;
	let ms = digits(Some(ms), 3, 1_000).ok_or(FAULT)?;
	let rest = hours
		.saturating_mul(60)
		.saturating_add(minutes)
		.saturating_mul(60)
		.saturating_add(seconds)
		.saturating_mul(1_000)
		.saturating_add(ms);
	let at = match calendar::midnight(day) {
		0 => rest.checked_sub(8 * 3_600_000).ok_or(FAULT)?,
		midnight => midnight.saturating_add(rest),
	};
	if parts.next().is_some() || write(at) != text {
		return Err(FAULT);
	}
	Ok(at)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::Validity;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn moments_round_trip(at in 0..Validity::END) {
			prop_assert_eq!(read(&write(at)).unwrap(), at);
		}
	}

	#[test]
	fn other_spellings_are_refused() {
		assert_eq!(read("2026-11-21T00:00:00+08:00").unwrap(), 1_795_190_400_000);
		for text in [
			"2026-11-21",
			"2026-11-21T00:00:00Z",
			"2026-11-21 00:00:00+08:00",
			"2026-11-21T24:00:00+08:00",
			"2026-11-21T00:00+08:00",
			"2026-11-21T00:00:00.000+08:00",
			"2026-11-21T00:00:00.5+08:00",
			"20261121T00:00:00+08:00",
			"2026-02-30T00:00:00+08:00",
			"1970-01-01T07:59:59+08:00",
		] {
			assert!(read(text).is_err(), "{text}");
		}
	}
}
