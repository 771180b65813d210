//! Runs of bill numbers of one code, and how a comparison cuts them.

use fiscal_bridge::{
	protocol::nontax::{Range, RangePart, PARTS},
	worker::BridgeFault,
};
use fiscal_primitives::{outbox::DeliveryFault, BillCode, BillKey, BillNumber};

/// The widest range that one comparison looks at, in numbers: the chain asks for none that is wider. The
/// leaves of a full one take 40 MB.
pub const MAX_WIDTH: u64 = fiscal_primitives::observation::MAX_COMPARED;

/// Numbers of one code, from a first to a last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
	code: BillCode,
	first: u64,
	last: u64,
}

impl Span {
	/// The numbers from one bill to another of the same code.
	///
	/// Errors: the codes differ, the last comes before the first, or there are more than
	/// [`MAX_WIDTH`] numbers.
	pub fn new(from: &BillKey, to: &BillKey) -> Result<Self, BridgeFault> {
		let span = Self { code: from.code, first: from.number.value(), last: to.number.value() };
		let words = if from.code != to.code {
			format!("to: the code {} is not that of `from`, {}", to.code, from.code)
		} else if span.last < span.first {
			format!("to: the number {} comes before `from`, {}", to.number, from.number)
		} else if span.width() > MAX_WIDTH {
			format!("to: the range has {} numbers, more than {MAX_WIDTH}", span.width())
		} else {
			return Ok(span);
		};
		// Such a question is none that this node can put to the other system.
		Err(BridgeFault { fault: DeliveryFault::NotConfigured, words })
	}

	/// The same code from `first` to `last`, which lie inside of a span that exists.
	pub(crate) const fn between(&self, first: u64, last: u64) -> Self {
		Self { code: self.code, first, last }
	}

	/// The code.
	pub const fn code(&self) -> BillCode {
		self.code
	}

	/// The first number.
	pub const fn first(&self) -> u64 {
		self.first
	}

	/// The last number.
	pub const fn last(&self) -> u64 {
		self.last
	}

	/// How many numbers there are.
	pub const fn width(&self) -> u64 {
		self.last.saturating_sub(self.first).saturating_add(1)
	}

	/// The bill of a number of this span.
	pub fn key(&self, number: u64) -> Option<BillKey> {
		if number < self.first || number > self.last {
			return None;
		}
		BillNumber::from_value(number).ok().map(|number| BillKey::new(self.code, number))
	}

	/// Cut as [`RANGE_DIGEST`](fiscal_bridge::protocol::nontax::RANGE_DIGEST) cuts it: at most
	/// [`PARTS`] parts of the same width, the last one perhaps narrower.
	pub fn parts(&self) -> impl Iterator<Item = Span> + '_ {
		let width = self.width().div_ceil(PARTS).max(1);
		(0..PARTS).map_while(move |index| {
			let first = self.first.checked_add(index.checked_mul(width)?)?;
			let last = first.checked_add(width.saturating_sub(1))?.min(self.last);
			(first <= self.last).then(|| self.between(first, last))
		})
	}

	/// As it goes over the wire.
	pub fn wire(&self) -> Range {
		Range {
			bill_batch_code: self.code.to_string(),
			first: number_text(self.first),
			last: number_text(self.last),
		}
	}

	/// Is it this span that the part is about?
	pub(crate) fn is_that_of(&self, part: &RangePart) -> bool {
		part.first == number_text(self.first) && part.last == number_text(self.last)
	}
}

/// `31060126-0000000001..0000999999`, as the configuration writes it.
impl std::fmt::Display for Span {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{}-{}..{}", self.code, number_text(self.first), number_text(self.last))
	}
}

fn number_text(number: u64) -> String {
	format!("{number:010}")
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn key(number: u64) -> BillKey {
		BillKey::new("31060126".parse().unwrap(), BillNumber::from_value(number).unwrap())
	}

	proptest! {
		#[test]
		fn parts_cover_the_span_once(first in 0u64..9_999_000_000, width in 1u64..=MAX_WIDTH) {
			let span = Span::new(&key(first), &key(first + width - 1)).unwrap();
			let parts: Vec<Span> = span.parts().collect();
			prop_assert!(u64::try_from(parts.len()).unwrap() <= PARTS);
			prop_assert_eq!(parts[0].first(), span.first());
			prop_assert_eq!(parts[parts.len() - 1].last(), span.last());
			for pair in parts.windows(2) {
				prop_assert_eq!(pair[0].last() + 1, pair[1].first());
				prop_assert_eq!(pair[0].width(), parts[0].width());
			}
			prop_assert!(parts[parts.len() - 1].width() <= parts[0].width());
		}
	}

	#[test]
	fn a_span_that_cannot_be_compared_is_refused_in_words() {
		let other = BillKey::new("32060126".parse().unwrap(), key(2).number);
		for (to, word) in [(other, "code"), (key(0), "before"), (key(MAX_WIDTH + 1), "more than")] {
			let fault = Span::new(&key(1), &to).unwrap_err();
			assert!(fault.words.contains(word), "{}", fault.words);
		}
		assert_eq!(Span::new(&key(1), &key(MAX_WIDTH)).unwrap().width(), MAX_WIDTH);
	}

	#[test]
	fn a_span_is_written_with_all_its_digits() {
		let wire = Span::new(&key(7), &key(40)).unwrap().wire();
		assert_eq!(wire.bill_batch_code, "31060126");
		assert_eq!((wire.first.as_str(), wire.last.as_str()), ("0000000007", "0000000040"));
		assert_eq!(Span::new(&key(7), &key(40)).unwrap().key(41), None);
	}
}
