//! The text forms of what e-bill elements hold.
//!
//! Each value has one form: what was read is written back as the same bytes.

use fiscal_primitives::{BillCode, BillNumber, CheckCode, Date, Fen, Invalid, Moment};
use std::{fmt, str::FromStr};

/// A value of an element that holds text.
pub(crate) trait Value: Sized {
	fn from_text(text: &str) -> Result<Self, String>;
	fn to_text(&self) -> String;
}

/// Text on one line; empty text is absent text.
impl Value for String {
	fn from_text(text: &str) -> Result<Self, String> {
		if text.chars().any(char::is_control) {
			return Err("holds a control character".into());
		}
		Ok(text.to_owned())
	}

	fn to_text(&self) -> String {
		self.clone()
	}
}

/// Text that may have several lines.
pub(crate) fn note(text: &str) -> Result<String, String> {
	if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
		return Err("holds a control character".into());
	}
	Ok(text.to_owned())
}

/// An empty element is an absent value.
impl<T: Value> Value for Option<T> {
	fn from_text(text: &str) -> Result<Self, String> {
		if text.is_empty() {
			return Ok(None);
		}
		T::from_text(text).map(Some)
	}

	fn to_text(&self) -> String {
		self.as_ref().map(T::to_text).unwrap_or_default()
	}
}

/// Yuan with two decimals.
impl Value for Fen {
	fn from_text(text: &str) -> Result<Self, String> {
		let amount: Fen = text.parse().map_err(|fault: Invalid| fault.to_string())?;
		if amount.to_text() != text {
			return Err("amount: not yuan with two decimals, such as 123.45".into());
		}
		Ok(amount)
	}

	fn to_text(&self) -> String {
		self.to_string()
	}
}

/// `yyyyMMdd`.
impl Value for Date {
	fn from_text(text: &str) -> Result<Self, String> {
		if text.len() != 8 {
			return Err("date: not written yyyyMMdd".into());
		}
		text.parse().map_err(|fault: Invalid| fault.to_string())
	}

	fn to_text(&self) -> String {
		format!("{:08}", self.get())
	}
}

macro_rules! through_display {
	($($type:ty),+) => {
		$(
			impl Value for $type {
				fn from_text(text: &str) -> Result<Self, String> {
					text.parse().map_err(|fault: Invalid| fault.to_string())
				}

				fn to_text(&self) -> String {
					self.to_string()
				}
			}
		)+
	};
}
through_display!(BillCode, BillNumber, CheckCode, TimeOfDay, DateTime, Decimal);

/// Serde through `Display` and `FromStr`.
macro_rules! serde_as_text {
	($($type:ty),+) => {
		$(
			impl serde::Serialize for $type {
				fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
					serializer.collect_str(self)
				}
			}
			impl<'de> serde::Deserialize<'de> for $type {
				fn deserialize<D: serde::Deserializer<'de>>(
					deserializer: D,
				) -> Result<Self, D::Error> {
					let text = <String as serde::Deserialize>::deserialize(deserializer)?;
					text.parse().map_err(serde::de::Error::custom)
				}
			}
		)+
	};
}
serde_as_text!(TimeOfDay, DateTime, Decimal);

/// Two ASCII digits as a number below `bound`.
fn pair(text: &str, bound: u8) -> Option<u8> {
	let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
	text.parse().ok().filter(|number| digits && *number < bound)
}

/// A time of day in China Standard Time, to the second: `HH:mm:ss`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
	hour: u8,
	minute: u8,
	second: u8,
}

impl TimeOfDay {
	/// The time of an hour (0 to 23), minute and second (0 to 59).
	///
	/// # Errors
	/// [`Invalid`] for any other numbers.
	pub fn new(hour: u8, minute: u8, second: u8) -> Result<Self, Invalid> {
		if hour < 24 && minute < 60 && second < 60 {
			Ok(Self { hour, minute, second })
		} else {
			Err(Invalid("time of day: not between 00:00:00 and 23:59:59"))
		}
	}

	/// The time in China Standard Time (UTC+8) at the moment `at`, Unix ms.
	pub fn at(at: Moment) -> Self {
		let seconds = (at.saturating_add(8 * 3_600_000) / 1_000) % 86_400;
		let part = |number: u64| u8::try_from(number).unwrap_or_default();
		Self {
			hour: part(seconds / 3_600),
			minute: part(seconds / 60 % 60),
			second: part(seconds % 60),
		}
	}
}

/// `HH:mm:ss`.
impl fmt::Display for TimeOfDay {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
	}
}

/// Reads `HH:mm:ss`.
impl FromStr for TimeOfDay {
	type Err = Invalid;

	fn from_str(text: &str) -> Result<Self, Invalid> {
		const FAULT: Invalid = Invalid("time of day: not written HH:mm:ss");
		let mut parts = text.split(':');
		let mut part = |bound| parts.next().and_then(|part| pair(part, bound)).ok_or(FAULT);
		let time = Self { hour: part(24)?, minute: part(60)?, second: part(60)? };
		parts.next().map_or(Ok(time), |_| Err(FAULT))
	}
}

/// A second in China Standard Time: `yyyyMMddHHmmss`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
	/// The day.
	pub date: Date,
	/// The time of that day.
	pub time: TimeOfDay,
}

impl DateTime {
	/// The second in China Standard Time (UTC+8) at the moment `at`, Unix ms.
	pub fn at(at: Moment) -> Self {
		Self { date: Date::at(at), time: TimeOfDay::at(at) }
	}
}

/// `yyyyMMddHHmmss`.
impl fmt::Display for DateTime {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let TimeOfDay { hour, minute, second } = self.time;
		write!(f, "{:08}{hour:02}{minute:02}{second:02}", self.date.get())
	}
}

/// Reads `yyyyMMddHHmmss`.
impl FromStr for DateTime {
	type Err = Invalid;

	fn from_str(text: &str) -> Result<Self, Invalid> {
		const FAULT: Invalid = Invalid("date and time: not written yyyyMMddHHmmss");
		if text.len() != 14 || !text.is_ascii() {
			return Err(FAULT);
		}
		let (day, time) = text.split_at(8);
		let (hour, rest) = time.split_at(2);
		let (minute, second) = rest.split_at(2);
		let time = TimeOfDay {
			hour: pair(hour, 24).ok_or(FAULT)?,
			minute: pair(minute, 60).ok_or(FAULT)?,
			second: pair(second, 60).ok_or(FAULT)?,
		};
		Ok(Self { date: day.parse()?, time })
	}
}

/// A decimal number as it was written: 1 to 12 digits, and 1 to 8 more behind a point; no sign.
/// Quantities and rates; nothing is computed with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal(String);

impl fmt::Display for Decimal {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.0)
	}
}

impl FromStr for Decimal {
	type Err = Invalid;

	fn from_str(text: &str) -> Result<Self, Invalid> {
		let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
		let digits = |part: &str, most: usize| {
			(1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
		};
		if digits(whole, 12) && digits(fraction, 8) {
			Ok(Self(text.to_owned()))
		} else {
			Err(Invalid("number: not up to 12 digits with at most 8 decimals"))
		}
	}
}

impl From<u32> for Decimal {
	fn from(number: u32) -> Self {
		Self(number.to_string())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn reads<T: Value>(text: &str) -> bool {
		match T::from_text(text) {
			Ok(value) => {
				assert_eq!(value.to_text(), text);
				true
			}
			Err(_) => false,
		}
	}

	#[test]
	fn every_value_has_one_form() {
		assert!(["0.00", "417.08", "10000000000000.00"].into_iter().all(reads::<Fen>));
		assert!(!["417", "417.1", "0417.00", "417.001", "-1.00", "", "４.00"]
			.into_iter()
			.any(reads::<Fen>));
		assert!(["20260101", "20240229"].into_iter().all(reads::<Date>));
		assert!(!["2026-01-01", "20260229", "2026011", ""].into_iter().any(reads::<Date>));
		assert!(["00:00:00", "23:59:59"].into_iter().all(reads::<TimeOfDay>));
		assert!(![
			"24:00:00",
			"1:02:03",
			"00:60:00",
			"00:00:60",
			"00:00",
			"00:00:00:00",
			"+1:00:00"
		]
		.into_iter()
		.any(reads::<TimeOfDay>));
		assert!(reads::<DateTime>("20260101235959"));
		assert!(!["20260101240000", "2026010123595", "20260229000000", "二〇二六〇"]
			.into_iter()
			.any(reads::<DateTime>));
		assert!(["1", "0.5", "1.0", "7.2468"].into_iter().all(reads::<Decimal>));
		assert!(!["", ".", "1.", ".5", "-1", "1e3", "1.123456789"]
			.into_iter()
			.any(reads::<Decimal>));
		assert!(reads::<String>("上海 <&>"));
		assert!(!reads::<String>("a\nb"));
		assert!(note("a\r\n\tb").is_ok() && note("a\u{85}b").is_err());
	}

	#[test]
	fn moments_are_told_in_china_standard_time() {
		assert_eq!(DateTime::at(0).to_string(), "19700101080000");
		assert_eq!(DateTime::at(1_795_190_399_999).to_string(), "20261120235959");
		assert_eq!(DateTime::at(1_795_190_400_000).to_string(), "20261121000000");
	}
}
