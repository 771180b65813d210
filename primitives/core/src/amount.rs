//! Money: whole fen.

use crate::Invalid;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;

/// An amount of money in fen 分 (1/100 yuan), never negative, at most [`Fen::MAX`].
///
/// A red bill 红票 carries the positive amount it cancels; its sign is its kind.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
)]
#[serde(transparent)]
pub struct Fen(u64);

impl Fen {
	/// The largest amount: 10^13 yuan. It is below 2^53, so that a JSON number holds it exactly.
	pub const MAX: Fen = Fen(1_000_000_000_000_000);
	/// No money.
	pub const ZERO: Fen = Fen(0);

	/// An amount of `fen`; refused above [`Fen::MAX`].
	pub fn new(fen: u64) -> Result<Self, Invalid> {
		if fen > Self::MAX.0 {
			return Err(Invalid("amount: more than 10^15 fen"));
		}
		Ok(Self(fen))
	}

	/// The number of fen.
	pub const fn get(self) -> u64 {
		self.0
	}

	/// True for no money.
	pub const fn is_zero(self) -> bool {
		self.0 == 0
	}

	/// The sum, or nothing when it passes [`Fen::MAX`].
	pub fn checked_add(self, other: Self) -> Option<Self> {
		self.0.checked_add(other.0).and_then(|sum| Self::new(sum).ok())
	}

	/// The difference, or nothing when it would be negative.
	pub fn checked_sub(self, other: Self) -> Option<Self> {
		self.0.checked_sub(other.0).map(Self)
	}
}

impl Decode for Fen {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		Ok(Self::new(u64::decode(input)?)?)
	}
}
impl DecodeWithMemTracking for Fen {}

impl<'de> serde::Deserialize<'de> for Fen {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let fen = <u64 as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(fen).map_err(serde::de::Error::custom)
	}
}

/// Yuan with two decimals: `123.45`.
impl core::fmt::Display for Fen {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "{}.{:02}", self.0.div_euclid(100), self.0.rem_euclid(100))
	}
}

/// Reads yuan: `123`, `123.4` or `123.45`; nothing else (no sign, no grouping, no exponent).
impl core::str::FromStr for Fen {
	type Err = Invalid;

	fn from_str(text: &str) -> Result<Self, Invalid> {
		const FAULT: Invalid =
			Invalid("amount: not yuan with at most two decimals, such as 123.45");
		let (yuan, fraction) = text.split_once('.').unwrap_or((text, "0"));
		let digits = |part: &str, longest: usize| {
			!part.is_empty() && part.len() <= longest && part.bytes().all(|b| b.is_ascii_digit())
		};
		if !digits(yuan, 14) || !digits(fraction, 2) {
			return Err(FAULT);
		}
		let tenfold = if fraction.len() == 1 { 10 } else { 1 };
		let yuan: u64 = yuan.parse().map_err(|_| FAULT)?;
		let fraction: u64 = fraction.parse().map_err(|_| FAULT)?;
		yuan.checked_mul(100)
			.and_then(|fen| fen.checked_add(fraction.saturating_mul(tenfold)))
			.ok_or(FAULT)
			.and_then(Self::new)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn text_forms_outside_the_grammar_are_refused() {
		for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,000", "1.234", " 1", "１", "1.2.3"]
		{
			assert!(text.parse::<Fen>().is_err(), "{text:?}");
		}
		assert_eq!("7.5".parse::<Fen>().unwrap().get(), 750);
		assert_eq!("10000000000000".parse::<Fen>().unwrap(), Fen::MAX);
		assert!("10000000000000.01".parse::<Fen>().is_err());
	}

	proptest! {
		#[test]
		fn text_and_scale_round_trip(fen in 0..=Fen::MAX.get()) {
			let amount = Fen::new(fen).unwrap();
			prop_assert_eq!(amount.to_string().parse::<Fen>().unwrap(), amount);
			prop_assert_eq!(Fen::decode(&mut &amount.encode()[..]).unwrap(), amount);
		}

		#[test]
		fn the_decoder_refuses_what_the_constructor_refuses(raw in any::<u64>()) {
			prop_assert_eq!(Fen::decode(&mut &raw.encode()[..]).is_ok(), Fen::new(raw).is_ok());
		}
	}
}
