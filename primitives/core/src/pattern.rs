//! Patterns 格式 of text: what the rules of scenes and policies demand of a value. R046, R069, R219.
//!
//! | written | matches |
//! | --- | --- |
//! | a character | itself; `\ . [ ] ( ) { } ? * + ^ $` and the bar are written after a `\` |
//! | `\d` `\l` `\u` | an ASCII digit, small letter, capital letter |
//! | `\a` `\w` | an ASCII letter, an ASCII letter or digit |
//! | `.` | any character |
//! | `[A-Z0-9_\-]` | a character of the set: characters, classes and ascending ranges |
//! | `?` `*` `+` | what stands before at most once, any number of times, at least once |
//! | `{n}` `{n,m}` | what stands before `n` times, `n` to `m` times; `n <= m <= 64`, `m >= 1` |
//!
//! A pattern matches the whole text or not at all. There are no groups, alternatives or anchors, so
//! matching takes time proportional to items × characters, whatever the pattern and the text.

use crate::Invalid;
use alloc::{string::String, vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// The longest source of a pattern, in ASCII characters.
pub const MAX_SOURCE: u32 = 64;

/// The largest number in a repetition `{n,m}`.
pub const MAX_REPEAT: u32 = 64;

/// A pattern: 1 to [`MAX_SOURCE`] printable ASCII characters of the syntax above.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Encode, MaxEncodedLen, TypeInfo)]
pub struct Pattern(BoundedVec<u8, ConstU32<MAX_SOURCE>>);

impl Pattern {
	/// From its source.
	///
	/// Errors: what of the syntax it breaks, in words.
	pub fn new(source: &str) -> Result<Self, Invalid> {
		if source.is_empty() {
			return Err(Invalid("pattern: empty"));
		}
		let bytes = BoundedVec::try_from(Vec::from(source.as_bytes()))
			.map_err(|_| Invalid("pattern: longer than 64 characters"))?;
		Items(&bytes).try_for_each(|item| item.map(drop))?;
		Ok(Self(bytes))
	}

	/// Its source.
	pub fn as_str(&self) -> &str {
		core::str::from_utf8(&self.0).unwrap_or_default()
	}

	/// Does the whole text match?
	pub fn matches(&self, text: &str) -> bool {
		let text: Vec<char> = text.chars().collect();
		// `reached[p]`: the items so far can match exactly the first `p` characters.
		let mut reached = vec![false; text.len().saturating_add(1)];
		if let Some(start) = reached.first_mut() {
			*start = true;
		}
		for item in Items(&self.0) {
			match item {
				Ok(item) => reached = item.advance(&text, &reached),
				Err(_) => return false,
			}
		}
		reached.last() == Some(&true)
	}
}

impl Decode for Pattern {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let bytes = BoundedVec::<u8, ConstU32<MAX_SOURCE>>::decode(input)?;
		let source = String::from_utf8(bytes.into_inner())
			.map_err(|_| Invalid("pattern: not printable ASCII"))?;
		Ok(Self::new(&source)?)
	}
}
impl DecodeWithMemTracking for Pattern {}

impl core::fmt::Display for Pattern {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.as_str())
	}
}
impl core::fmt::Debug for Pattern {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Debug::fmt(self.as_str(), f)
	}
}
impl core::str::FromStr for Pattern {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		Self::new(text)
	}
}
crate::serde_as_text!(Pattern);

/// A set of characters: a bit for each of ASCII, and one for all others.
#[derive(Clone, Copy)]
struct Set {
	ascii: u128,
	others: bool,
}

impl Set {
	const EMPTY: Set = Set { ascii: 0, others: false };
	const ANY: Set = Set { ascii: u128::MAX, others: true };

	/// The characters from `low` to `high`, both of ASCII.
	fn range(low: u8, high: u8) -> Self {
		let ascii = (low..=high)
			.filter_map(|byte| 1u128.checked_shl(u32::from(byte)))
			.fold(0, |bits, bit| bits | bit);
		Set { ascii, others: false }
	}

	const fn union(self, other: Self) -> Self {
		Set { ascii: self.ascii | other.ascii, others: self.others || other.others }
	}

	fn contains(self, character: char) -> bool {
		match 1u128.checked_shl(u32::from(character)) {
			Some(bit) => self.ascii & bit != 0,
			None => self.others,
		}
	}

	/// The class behind an escape, if it is one.
	fn class(letter: u8) -> Option<Self> {
		let digits = || Self::range(b'0', b'9');
		let small = || Self::range(b'a', b'z');
		let capital = || Self::range(b'A', b'Z');
		match letter {
			b'd' => Some(digits()),
			b'l' => Some(small()),
			b'u' => Some(capital()),
			b'a' => Some(small().union(capital())),
			b'w' => Some(small().union(capital()).union(digits())),
			_ => None,
		}
	}
}

/// A set, and how often a character of it stands in a row.
struct Item {
	set: Set,
	least: usize,
	most: usize,
}

impl Item {
	/// Which positions this item reaches from those that the items before it reached.
	fn advance(&self, text: &[char], reached: &[bool]) -> Vec<bool> {
		// Characters of the set in a row up to `position`, and the last position this item may have
		// begun at and still have matched its least number of characters.
		let mut run = 0usize;
		let mut begun = None;
		core::iter::once(None)
			.chain(text.iter().map(Some))
			.enumerate()
			.map(|(position, before)| {
				run = match before {
					Some(character) if self.set.contains(*character) => run.saturating_add(1),
					_ => 0,
				};
				if let Some(beginning) = position.checked_sub(self.least) {
					if reached.get(beginning) == Some(&true) {
						begun = Some(beginning);
					}
				}
				let earliest = position.saturating_sub(run.min(self.most));
				begun.is_some_and(|beginning| beginning >= earliest)
			})
			.collect()
	}
}

/// Reads the items of a source, one after the other.
struct Items<'a>(&'a [u8]);

impl Items<'_> {
	fn take(&mut self) -> Option<u8> {
		let (first, rest) = self.0.split_first()?;
		self.0 = rest;
		Some(*first)
	}

	fn take_if(&mut self, wanted: u8) -> bool {
		let next = self.0.first() == Some(&wanted);
		if next {
			self.take();
		}
		next
	}

	/// What stands after a `\`: a class, or a character that is not a letter or digit, for itself.
	fn escape(&mut self) -> Result<Result<Set, u8>, Invalid> {
		match self.take() {
			Some(letter) if Set::class(letter).is_some() => Ok(Set::class(letter).ok_or(letter)),
			Some(sign) if sign.is_ascii_punctuation() => Ok(Err(sign)),
			Some(_) => Err(Invalid("pattern: no such class; there are \\d \\l \\u \\a \\w")),
			None => Err(Invalid("pattern: ends with a backslash")),
		}
	}

	/// The rest of a bracket, after the `[`.
	fn bracket(&mut self) -> Result<Set, Invalid> {
		const OPEN: Invalid = Invalid("pattern: a bracket is not closed");
		let mut set = Set::EMPTY;
		if self.0.first() == Some(&b']') {
			return Err(Invalid("pattern: an empty bracket"));
		}
		loop {
			let low = match self.take().ok_or(OPEN)? {
				b']' => return Ok(set),
				b'\\' => match self.escape()? {
					Ok(class) => {
						set = set.union(class);
						continue;
					}
					Err(sign) => sign,
				},
				byte => Self::of_bracket(byte)?,
			};
			let high = if self.take_if(b'-') {
				match self.take().ok_or(OPEN)? {
					b'\\' => match self.escape()? {
						Ok(_) => return Err(Invalid("pattern: a range ends with a class")),
						Err(sign) => sign,
					},
					byte => Self::of_bracket(byte)?,
				}
			} else {
				low
			};
			if low > high {
				return Err(Invalid("pattern: a range descends"));
			}
			set = set.union(Set::range(low, high));
		}
	}

	/// A character that needs no `\` inside of a bracket.
	fn of_bracket(byte: u8) -> Result<u8, Invalid> {
		match byte {
			b'[' | b']' | b'^' | b'-' | b'&' | b'~' => {
				Err(Invalid("pattern: [ ] ^ - & ~ inside of a bracket need a backslash"))
			}
			b' '..=b'~' => Ok(byte),
			_ => Err(Invalid("pattern: not printable ASCII")),
		}
	}

	fn number(&mut self) -> Result<usize, Invalid> {
		const FAULT: Invalid =
			Invalid("pattern: a repetition is not {n} or {n,m} with 0 <= n <= m, 1 <= m <= 64");
		let mut number = 0usize;
		let mut digits = 0u32;
		while let Some(digit) = self.0.first().filter(|byte| byte.is_ascii_digit()) {
			number =
				number.saturating_mul(10).saturating_add(usize::from(digit.saturating_sub(b'0')));
			digits = digits.saturating_add(1);
			self.take();
		}
		let bound = usize::try_from(MAX_REPEAT).map_err(|_| FAULT)?;
		if digits == 0 || digits > 2 || number > bound {
			return Err(FAULT);
		}
		Ok(number)
	}

	/// The least and most times an item stands, read behind it.
	fn repetition(&mut self) -> Result<(usize, usize), Invalid> {
		if self.take_if(b'?') {
			return Ok((0, 1));
		}
		if self.take_if(b'*') {
			return Ok((0, usize::MAX));
		}
		if self.take_if(b'+') {
			return Ok((1, usize::MAX));
		}
		if !self.take_if(b'{') {
			return Ok((1, 1));
		}
		let least = self.number()?;
		let most = if self.take_if(b',') { self.number()? } else { least };
		if !self.take_if(b'}') || least > most || most == 0 {
			return Err(Invalid(
				"pattern: a repetition is not {n} or {n,m} with 0 <= n <= m, 1 <= m <= 64",
			));
		}
		Ok((least, most))
	}

	fn item(&mut self, first: u8) -> Result<Item, Invalid> {
		let set = match first {
			b'\\' => match self.escape()? {
				Ok(class) => class,
				Err(sign) => Set::range(sign, sign),
			},
			b'.' => Set::ANY,
			b'[' => self.bracket()?,
			b'?' | b'*' | b'+' | b'{' => {
				return Err(Invalid("pattern: a repetition of nothing"));
			}
			b'(' | b')' | b'|' | b'^' | b'$' | b']' | b'}' => {
				return Err(Invalid("pattern: ( ) | ^ $ ] } need a backslash"));
			}
			b' '..=b'~' => Set::range(first, first),
			_ => return Err(Invalid("pattern: not printable ASCII")),
		};
		let (least, most) = self.repetition()?;
		Ok(Item { set, least, most })
	}
}

impl Iterator for Items<'_> {
	type Item = Result<Item, Invalid>;

	fn next(&mut self) -> Option<Self::Item> {
		let first = self.take()?;
		Some(self.item(first))
	}
}

#[cfg(test)]
mod tests;
