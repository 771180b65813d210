//! Which ranges a node compares with the non-tax system by itself. R091, R110.

use super::{section::Section, ConfigFault};
use fiscal_primitives::{BillKey, BillNumber};
use std::time::Duration;

/// The most ranges that may be named.
const MAX_RANGES: usize = 256;

/// Periodic comparison 周期性比对 of both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compare {
	/// The ranges: first and last bill, of one code each.
	pub ranges: Vec<(BillKey, BillKey)>,
	/// How many numbers one comparison looks at, at most.
	pub width: u64,
	/// Time from one comparison to the next.
	pub interval: Duration,
	/// Time between the two looks at what differs: long enough for a change that is on its way to
	/// arrive.
	pub rest: Duration,
}

impl Default for Compare {
	fn default() -> Self {
		Self {
			ranges: Vec::new(),
			width: 100_000,
			interval: Duration::from_secs(60),
			rest: Duration::from_secs(3),
		}
	}
}

impl Compare {
	pub(super) fn read(mut section: Section) -> Result<Self, ConfigFault> {
		let ranges = match section.text("ranges")? {
			None => Vec::new(),
			Some(text) => ranges(&text).map_err(|words| section.fault("ranges", words))?,
		};
		let compare = Self {
			ranges,
			width: section.number("width", 100_000, 1..=1_000_000)?,
			interval: section.duration("interval_ms", 60_000, 1_000..=86_400_000)?,
			rest: section.duration("rest_ms", 3_000, 0..=60_000)?,
		};
		section.finish()?;
		Ok(compare)
	}
}

/// Reads `31060126-0000000001..0000999999`, several of them with commas between.
fn ranges(text: &str) -> Result<Vec<(BillKey, BillKey)>, String> {
	let ranges = text
		.split(',')
		.map(str::trim)
		.filter(|text| !text.is_empty())
		.map(range)
		.collect::<Result<Vec<_>, String>>()?;
	if ranges.len() > MAX_RANGES {
		return Err(format!("{} ranges, more than {MAX_RANGES}", ranges.len()));
	}
	Ok(ranges)
}

fn range(text: &str) -> Result<(BillKey, BillKey), String> {
	let fault = || format!("{text:?} is not written such as 31060126-0000000001..0000999999");
	let (first, last) = text.split_once("..").ok_or_else(fault)?;
	let first: BillKey = first.parse().map_err(|_| fault())?;
	let last: BillNumber = last.parse().map_err(|_| fault())?;
	if last < first.number {
		return Err(format!("{text:?} ends before it begins"));
	}
	Ok((first, BillKey::new(first.code, last)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::Config;
	use std::path::Path;

	fn compare(text: &str) -> Result<Compare, ConfigFault> {
		Config::parse(text, &[], Path::new(""), false).map(|config| config.compare)
	}

	#[test]
	fn ranges_are_of_one_code_each() {
		let text = "[compare]\nranges = \"31060126-0000000001..0000999999, \
			32060123-0000000005..0000000005\"\nwidth = 5000\ninterval_ms = 2000\nrest_ms = 0\n";
		let compare = compare(text).unwrap();
		let key = |text: &str| text.parse::<BillKey>().unwrap();
		assert_eq!(
			compare.ranges,
			[
				(key("31060126-0000000001"), key("31060126-0000999999")),
				(key("32060123-0000000005"), key("32060123-0000000005")),
			]
		);
		assert_eq!(compare.width, 5_000);
		assert_eq!(compare.interval, Duration::from_secs(2));
		assert_eq!(compare.rest, Duration::ZERO);
	}

	#[test]
	fn without_the_section_nothing_is_compared() {
		assert_eq!(compare("").unwrap(), Compare::default());
		assert!(compare("").unwrap().ranges.is_empty());
	}

	#[test]
	fn what_is_no_range_is_refused_with_its_field() {
		let bad = [
			"31060126-0000000001",
			"31060126-1..2",
			"31060126-0000000002..0000000001",
			"0000000001..0000000002",
		];
		for range in bad {
			let fault = compare(&format!("[compare]\nranges = \"{range}\"\n")).unwrap_err();
			assert_eq!(fault.field, "compare.ranges", "{range}");
		}
		for (field, value) in [("width", "0"), ("width", "1000001"), ("interval_ms", "999")] {
			let fault = compare(&format!("[compare]\n{field} = {value}\n")).unwrap_err();
			assert_eq!(fault.field, format!("compare.{field}"));
		}
	}
}
