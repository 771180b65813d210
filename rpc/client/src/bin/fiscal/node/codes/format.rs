//! How activation codes look, and how they are drawn: uniformly, from the system's random source.

use std::collections::BTreeSet;

/// Digits and capital letters without those that look alike.
pub const DEFAULT_CHARSET: &str = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The least randomness of a code, in bits: five guesses a time come to nothing.
const MIN_BITS: f64 = 60.0;

/// The rules of codes.
#[derive(Debug)]
pub struct Format {
	charset: Vec<u8>,
	length: usize,
	group: usize,
	separator: char,
}

impl Format {
	/// Codes of `length` characters of `charset`, in groups of `group` (0 for none).
	///
	/// # Errors
	/// What is wrong with the rules.
	pub fn new(
		charset: &str,
		length: usize,
		group: usize,
		separator: char,
	) -> Result<Self, String> {
		let charset = charset.as_bytes().to_vec();
		if !charset.iter().all(u8::is_ascii_alphanumeric) {
			return Err("charset: not ASCII letters and digits alone".into());
		}
		if charset.iter().collect::<BTreeSet<_>>().len() != charset.len() {
			return Err("charset: a character stands twice".into());
		}
		if !(12..=64).contains(&length) {
			return Err("length: not 12 to 64".into());
		}
		if !matches!(separator, '-' | '.' | '_') {
			return Err("separator: not one of - . _".into());
		}
		let bits = (charset.len().max(1) as f64).log2() * length as f64;
		if bits < MIN_BITS {
			return Err(format!("length: {bits:.0} bits of randomness; {MIN_BITS} are needed"));
		}
		Ok(Self { charset, length, group, separator })
	}

	/// `count` different codes.
	///
	/// # Errors
	/// The system has no randomness to give.
	pub fn generate(&self, count: usize) -> Result<Vec<String>, String> {
		let mut found = BTreeSet::new();
		let mut codes = Vec::with_capacity(count);
		while codes.len() < count {
			let code = self.draw()?;
			if found.insert(code.clone()) {
				codes.push(self.separate(&code));
			}
		}
		Ok(codes)
	}

	fn draw(&self) -> Result<String, String> {
		let size = self.charset.len();
		// Bytes from here on would make some characters likelier than others.
		let limit = 256 - 256 % size;
		let mut code = String::with_capacity(self.length);
		let mut bytes = [0u8; 64];
		while code.len() < self.length {
			getrandom::fill(&mut bytes).map_err(|fault| fault.to_string())?;
			let fair = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < limit);
			for byte in fair.take(self.length - code.len()) {
				code.extend(self.charset.get(byte % size).map(|byte| char::from(*byte)));
			}
		}
		Ok(code)
	}

	fn separate(&self, code: &str) -> String {
		let mut text = String::new();
		for (index, character) in code.chars().enumerate() {
			if self.group > 0 && index > 0 && index % self.group == 0 {
				text.push(self.separator);
			}
			text.push(character);
		}
		text
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::node::CodeText;

	#[test]
	fn codes_have_the_form_asked_for_and_differ() {
		let format = Format::new(DEFAULT_CHARSET, 20, 5, '-').unwrap();
		let codes = format.generate(100).unwrap();
		assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 100);
		for code in &codes {
			let groups: Vec<&str> = code.split('-').collect();
			assert!(groups.len() == 4 && groups.iter().all(|group| group.len() == 5), "{code}");
			let plain: CodeText = code.parse().unwrap();
			assert_eq!(plain.as_str(), groups.concat());
			assert!(plain.as_str().chars().all(|c| DEFAULT_CHARSET.contains(c)));
		}
		let plain = Format::new("0123456789", 19, 0, '-').unwrap().generate(1).unwrap();
		assert_eq!(plain[0].len(), 19);
	}

	#[test]
	fn every_character_is_drawn_about_as_often() {
		// 62 does not divide 256: without care the first eight would be a quarter likelier.
		let charset: String = ('0'..='9').chain('A'..='Z').chain('a'..='z').collect();
		let format = Format::new(&charset, 64, 0, '-').unwrap();
		let text = format.generate(500).unwrap().concat();
		let expected = text.len() as f64 / 62.0;
		let chi: f64 = charset
			.chars()
			.map(|c| text.chars().filter(|found| *found == c).count() as f64)
			.map(|count| (count - expected).powi(2) / expected)
			.sum();
		// 61 degrees of freedom: above 130 once in a million times.
		assert!(chi < 130.0, "{chi}");
	}

	#[test]
	fn weak_and_odd_rules_are_refused() {
		for (charset, length, separator) in [
			("", 20, '-'),
			("01", 59, '-'),
			("0123456789", 18, '-'),
			("AAB", 40, '-'),
			("AB-", 64, '-'),
			("ABC票", 64, '-'),
			(DEFAULT_CHARSET, 11, '-'),
			(DEFAULT_CHARSET, 65, '-'),
			(DEFAULT_CHARSET, 20, 'X'),
		] {
			assert!(Format::new(charset, length, 5, separator).is_err(), "{charset} {length}");
		}
	}
}
