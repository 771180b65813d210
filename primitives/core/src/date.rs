//! Calendar dates of bills.

use crate::{Invalid, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;

/// A day of the Gregorian calendar between 1970-01-01 and 9999-12-31, kept as the number
/// `yyyymmdd`, as e-bills write it (开票日期 `IssueDate`).
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, MaxEncodedLen, TypeInfo,
)]
pub struct Date(u32);

/// Fiscal bills are dated in China Standard Time, UTC+8.
const CHINA_STANDARD_TIME_MS: u64 = 8 * 3_600_000;
const DAY_MS: u64 = 86_400_000;

impl Date {
	/// The day written `yyyymmdd`; refused when no calendar has it.
	pub fn new(yyyymmdd: u32) -> Result<Self, Invalid> {
		let year = yyyymmdd.div_euclid(10_000);
		let month = yyyymmdd.div_euclid(100).rem_euclid(100);
		let day = yyyymmdd.rem_euclid(100);
		if (1970..=9999).contains(&year) && day >= 1 && day <= days_in_month(year, month) {
			Ok(Self(yyyymmdd))
		} else {
			Err(Invalid("date: not a day written yyyymmdd between 1970 and 9999"))
		}
	}

	/// The number `yyyymmdd`.
	pub const fn get(self) -> u32 {
		self.0
	}

	/// The day in China Standard Time at the moment `at` (Unix ms). Moments past year 9999 give its
	/// last day.
	pub fn at(at: Moment) -> Self {
		let days = at.saturating_add(CHINA_STANDARD_TIME_MS).div_euclid(DAY_MS);
		// Howard Hinnant's `civil_from_days`, for days after the epoch.
		let shifted = days.min(2_932_896).saturating_add(719_468);
		let era = shifted.div_euclid(146_097);
		let day_of_era = shifted.rem_euclid(146_097);
		let year_of_era = day_of_era
			.saturating_sub(day_of_era.div_euclid(1_460))
			.saturating_add(day_of_era.div_euclid(36_524))
			.saturating_sub(day_of_era.div_euclid(146_096))
			.div_euclid(365);
		let day_of_year = day_of_era.saturating_sub(
			year_of_era
				.saturating_mul(365)
				.saturating_add(year_of_era.div_euclid(4))
				.saturating_sub(year_of_era.div_euclid(100)),
		);
		let month_from_march = day_of_year.saturating_mul(5).saturating_add(2).div_euclid(153);
		let day = day_of_year
			.saturating_sub(month_from_march.saturating_mul(153).saturating_add(2).div_euclid(5))
			.saturating_add(1);
		let month = if month_from_march < 10 {
			month_from_march.saturating_add(3)
		} else {
			month_from_march.saturating_sub(9)
		};
		let year = year_of_era
			.saturating_add(era.saturating_mul(400))
			.saturating_add(u64::from(month <= 2));
		let number = year
			.saturating_mul(10_000)
			.saturating_add(month.saturating_mul(100))
			.saturating_add(day);
		Self(u32::try_from(number).unwrap_or(99_991_231))
	}
}

fn days_in_month(year: u32, month: u32) -> u32 {
	match month {
		1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
		4 | 6 | 9 | 11 => 30,
		2 if year.rem_euclid(4) == 0
			&& (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0) =>
		{
			29
		}
		2 => 28,
		_ => 0,
	}
}

impl Decode for Date {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		Ok(Self::new(u32::decode(input)?)?)
	}
}
impl DecodeWithMemTracking for Date {}

/// `yyyy-mm-dd`.
impl core::fmt::Display for Date {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		let (year, rest) = (self.0.div_euclid(10_000), self.0.rem_euclid(10_000));
		write!(f, "{:04}-{:02}-{:02}", year, rest.div_euclid(100), rest.rem_euclid(100))
	}
}

/// Reads `yyyy-mm-dd` or `yyyymmdd`.
impl core::str::FromStr for Date {
	type Err = Invalid;

	fn from_str(text: &str) -> Result<Self, Invalid> {
		const FAULT: Invalid = Invalid("date: not written yyyy-mm-dd or yyyymmdd");
		let bytes = text.as_bytes();
		let dashed =
			bytes.len() == 10 && bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
		if !dashed && bytes.len() != 8 {
			return Err(FAULT);
		}
		let mut number = 0u32;
		for (position, byte) in bytes.iter().enumerate() {
			if dashed && (position == 4 || position == 7) {
				continue;
			}
			if !byte.is_ascii_digit() {
				return Err(FAULT);
			}
			number = number.saturating_mul(10).saturating_add(u32::from(byte.saturating_sub(b'0')));
		}
		Self::new(number)
	}
}

crate::serde_as_text!(Date);

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn only_days_of_the_calendar_exist() {
		assert!(Date::new(20240229).is_ok());
		assert!(Date::new(20000229).is_ok());
		for number in
			[20230229, 21000229, 20231301, 20230001, 20230100, 20230431, 19691231, 0, u32::MAX]
		{
			assert!(Date::new(number).is_err(), "{number}");
		}
	}

	#[test]
	fn moments_fall_on_days_of_china_standard_time() {
		assert_eq!(Date::at(0).to_string(), "1970-01-01");
		// 2026-11-20T15:59:59.999Z is the last millisecond of that day in Shanghai.
		assert_eq!(Date::at(1_795_190_399_999).to_string(), "2026-11-20");
		assert_eq!(Date::at(1_795_190_400_000).to_string(), "2026-11-21");
		assert_eq!(Date::at(951_782_400_000).to_string(), "2000-02-29");
		assert_eq!(Date::at(u64::MAX).to_string(), "9999-12-31");
	}

	proptest! {
		#[test]
		fn the_decoder_refuses_what_the_constructor_refuses(raw in any::<u32>()) {
			prop_assert_eq!(Date::decode(&mut &raw.encode()[..]).is_ok(), Date::new(raw).is_ok());
		}

		#[test]
		fn every_moment_has_a_valid_day_and_days_never_run_backwards(at in 0u64..253_402_000_000_000) {
			let day = Date::at(at);
			prop_assert!(Date::new(day.get()).is_ok());
			prop_assert!(Date::at(at + DAY_MS) > day);
			prop_assert_eq!(day.to_string().parse::<Date>().unwrap(), day);
		}
	}
}
