//! Where and when something was measured.

/// The processor, as the text of `/proc/cpuinfo` names it first; none where it does not.
pub fn processor(cpuinfo: &str) -> Option<&str> {
	cpuinfo.lines().find_map(|line| {
		let (key, value) = line.split_once(':')?;
		(key.trim() == "model name").then(|| value.trim())
	})
}

/// The day (UTC) of a moment, in seconds since 1970, as `yyyy-mm-dd`.
pub fn day(seconds: u64) -> String {
	// Years that begin in March: the day that may be missing is the last one.
	const DAYS_TO_1970: u64 = 719_468;
	const DAYS_OF_400_YEARS: u64 = 146_097;
	let days = seconds / 86_400 + DAYS_TO_1970;
	let (era, day) = (days / DAYS_OF_400_YEARS, days % DAYS_OF_400_YEARS);
	let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
	let day_of_year = day - (365 * year + year / 4 - year / 100);
	let month = (5 * day_of_year + 2) / 153;
	let day_of_month = day_of_year - (153 * month + 2) / 5 + 1;
	let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
	format!("{:04}-{month:02}-{day_of_month:02}", era * 400 + year + next)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_processor_is_named_by_its_model() {
		let text =
			"processor\t: 0\nmodel\t\t: 85\nmodel name\t: Some CPU @ 2.50GHz\nflags\t: fpu\n";
		assert_eq!(processor(text), Some("Some CPU @ 2.50GHz"));
		assert_eq!(processor("processor\t: 0\nBogoMIPS\t: 48.00\n"), None);
	}

	#[test]
	fn days_are_those_of_the_calendar() {
		for (seconds, text) in [
			(0, "1970-01-01"),
			(951_782_399, "2000-02-28"),
			(951_782_400, "2000-02-29"),
			(951_868_800, "2000-03-01"),
			(1_709_164_800, "2024-02-29"),
			(1_735_689_599, "2024-12-31"),
			(1_735_689_600, "2025-01-01"),
			(4_107_542_400, "2100-03-01"),
		] {
			assert_eq!(day(seconds), text);
		}
	}
}
