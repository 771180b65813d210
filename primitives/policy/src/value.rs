//! Values and their types. R043.

use crate::{calendar, limits::MAX_SET};
use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use fiscal_primitives::{bill::BillKind, participant::Role, Date, Fen, Invalid, Text};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
	/// A whole number.
	Number,
	/// An amount in fen.
	Amount,
	/// Text of 1 to 64 bytes.
	Text,
	/// A day.
	Date,
	/// A time of the day.
	Minutes,
	/// Yes or no.
	Flag,
	/// A role of a participant.
	Role,
	/// A kind of document.
	Kind,
}

impl ValueType {
	/// Whether more and less mean something.
	pub const fn is_ordered(self) -> bool {
		matches!(self, ValueType::Number | ValueType::Amount | ValueType::Date | ValueType::Minutes)
	}

	/// Whether a field of a bill may have it.
	pub const fn of_fields(self) -> bool {
		matches!(
			self,
			ValueType::Number
				| ValueType::Amount
				| ValueType::Text
				| ValueType::Date
				| ValueType::Flag
		)
	}

	/// The name for people.
	pub const fn name(self) -> &'static str {
		match self {
			ValueType::Number => "number",
			ValueType::Amount => "amount",
			ValueType::Text => "text",
			ValueType::Date => "date",
			ValueType::Minutes => "time of day",
			ValueType::Flag => "flag",
			ValueType::Role => "role",
			ValueType::Kind => "kind",
		}
	}
}

/// A time of the day: whole minutes since midnight, 0 to 1439. Text form `hh:mm`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, MaxEncodedLen, TypeInfo)]
pub struct Minutes(u16);

impl Minutes {
	/// So many minutes after midnight; refused from 1440 on.
	pub fn new(minutes: u16) -> Result<Self, Invalid> {
		if minutes < 1_440 {
			Ok(Self(minutes))
		} else {
			Err(Invalid("time of day: not below 24:00"))
		}
	}

	/// The minutes.
	pub const fn get(self) -> u16 {
		self.0
	}
}

impl Decode for Minutes {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		Ok(Self::new(u16::decode(input)?)?)
	}
}
impl DecodeWithMemTracking for Minutes {}

impl core::fmt::Display for Minutes {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "{:02}:{:02}", self.0.div_euclid(60), self.0.rem_euclid(60))
	}
}

impl core::str::FromStr for Minutes {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		const FAULT: Invalid = Invalid("time of day: not written hh:mm");
		let (hours, minutes) = text.split_once(':').ok_or(FAULT)?;
		let two = |part: &str| -> Result<u16, Invalid> {
			if part.len() != 2 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
				return Err(FAULT);
			}
			part.parse().map_err(|_| FAULT)
		};
		let (hours, minutes) = (two(hours)?, two(minutes)?);
		if minutes > 59 {
			return Err(FAULT);
		}
		Self::new(hours.saturating_mul(60).saturating_add(minutes))
	}
}

/// A value with which an attribute is compared.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Value {
	/// A whole number.
	Number(i64),
	/// An amount in fen.
	Amount(Fen),
	/// Text.
	Text(Text<64>),
	/// A day.
	Date(Date),
	/// A time of the day.
	Minutes(Minutes),
	/// Yes or no.
	Flag(bool),
	/// A role of a participant.
	Role(Role),
	/// A kind of document.
	Kind(BillKind),
}

impl Value {
	/// Its type.
	pub const fn value_type(&self) -> ValueType {
		match self {
			Value::Number(_) => ValueType::Number,
			Value::Amount(_) => ValueType::Amount,
			Value::Text(_) => ValueType::Text,
			Value::Date(_) => ValueType::Date,
			Value::Minutes(_) => ValueType::Minutes,
			Value::Flag(_) => ValueType::Flag,
			Value::Role(_) => ValueType::Role,
			Value::Kind(_) => ValueType::Kind,
		}
	}

	/// The number that stands for it: fen, days since 1970-01-01, minutes, 0 or 1, the position in
	/// the list of roles or kinds. Text has none: 0.
	pub(crate) fn ordinal(&self) -> i64 {
		match self {
			Value::Number(number) => *number,
			Value::Amount(fen) => i64::try_from(fen.get()).unwrap_or(i64::MAX),
			Value::Text(_) => 0,
			Value::Date(date) => calendar::day_number(*date),
			Value::Minutes(minutes) => i64::from(minutes.get()),
			Value::Flag(flag) => i64::from(*flag),
			Value::Role(role) => i64::from(index_of_role(*role)),
			Value::Kind(kind) => ordinal_of_kind(*kind),
		}
	}

	/// The text, if it is some.
	pub(crate) fn text(&self) -> Option<&str> {
		match self {
			Value::Text(text) => Some(text.as_str()),
			_ => None,
		}
	}
}

/// As people read it.
impl core::fmt::Display for Value {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Value::Number(number) => write!(f, "{number}"),
			Value::Amount(fen) => write!(f, "{fen}"),
			Value::Text(text) => write!(f, "{text:?}"),
			Value::Date(date) => write!(f, "{date}"),
			Value::Minutes(minutes) => write!(f, "{minutes}"),
			Value::Flag(flag) => write!(f, "{flag}"),
			Value::Role(role) => f.write_str(word_of_role(*role)),
			Value::Kind(kind) => f.write_str(word_of_kind(*kind)),
		}
	}
}

/// 1 to [`MAX_SET`] values of one type, each once, in ascending order.
#[derive(Clone, Debug, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct Set(BoundedVec<Value, ConstU32<MAX_SET>>);

impl Set {
	/// From a list, which is sorted; refused when empty, too long, with a value twice, or with
	/// values of different types.
	pub fn new(mut values: Vec<Value>) -> Result<Self, Invalid> {
		values.sort_by(|one, other| rank(one).cmp(&rank(other)));
		Self::ordered(values)
	}

	fn ordered(values: Vec<Value>) -> Result<Self, Invalid> {
		let mut pairs = values.iter().zip(values.iter().skip(1));
		let Some(first) = values.first() else { return Err(Invalid("set: empty")) };
		if values.iter().any(|value| value.value_type() != first.value_type()) {
			return Err(Invalid("set: values of different types"));
		}
		if !pairs.all(|(one, next)| rank(one) < rank(next)) {
			return Err(Invalid("set: a value stands twice, or they are not in order"));
		}
		BoundedVec::try_from(values).map(Self).map_err(|_| Invalid("set: more than 32 values"))
	}

	/// The values in their order.
	pub fn iter(&self) -> core::slice::Iter<'_, Value> {
		self.0.iter()
	}

	/// How many there are: at least one.
	#[allow(clippy::len_without_is_empty)]
	pub fn len(&self) -> usize {
		self.0.len()
	}

	/// The type of the values.
	pub fn value_type(&self) -> ValueType {
		self.0.first().map_or(ValueType::Number, Value::value_type)
	}
}

fn rank(value: &Value) -> (i64, &str) {
	(value.ordinal(), value.text().unwrap_or_default())
}

impl Decode for Set {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let values = BoundedVec::<Value, ConstU32<MAX_SET>>::decode(input)?;
		Ok(Self::ordered(values.into_inner())?)
	}
}
impl DecodeWithMemTracking for Set {}

/// The position of a role in [`Role::ALL`].
pub(crate) fn index_of_role(role: Role) -> u8 {
	let position = Role::ALL.iter().position(|one| *one == role).unwrap_or_default();
	u8::try_from(position).unwrap_or_default()
}

pub(crate) const fn word_of_role(role: Role) -> &'static str {
	match role {
		Role::FiscalAuthority => "fiscalAuthority",
		Role::Issuer => "issuer",
		Role::BillUser => "billUser",
		Role::Platform => "platform",
		Role::NodeOperator => "nodeOperator",
		Role::Council => "council",
		Role::Auditor => "auditor",
		Role::Holder => "holder",
		Role::Administrator => "administrator",
	}
}

pub(crate) fn role_of_word(word: &str) -> Option<Role> {
	Role::ALL.into_iter().find(|role| word_of_role(*role) == word)
}

const KINDS: [BillKind; 3] = [BillKind::Ordinary, BillKind::Red, BillKind::Difference];

pub(crate) fn ordinal_of_kind(kind: BillKind) -> i64 {
	match kind {
		BillKind::Ordinary => 0,
		BillKind::Red => 1,
		BillKind::Difference => 2,
	}
}

pub(crate) const fn word_of_kind(kind: BillKind) -> &'static str {
	match kind {
		BillKind::Ordinary => "ordinary",
		BillKind::Red => "red",
		BillKind::Difference => "difference",
	}
}

pub(crate) fn kind_of_word(word: &str) -> Option<BillKind> {
	KINDS.into_iter().find(|kind| word_of_kind(*kind) == word)
}

/// A number of a type as people read it.
pub(crate) fn describe(of: ValueType, ordinal: i64) -> String {
	use alloc::string::ToString;
	let index = usize::try_from(ordinal).unwrap_or(usize::MAX);
	match of {
		ValueType::Number | ValueType::Text => ordinal.to_string(),
		ValueType::Amount => u64::try_from(ordinal)
			.ok()
			.and_then(|fen| Fen::new(fen).ok())
			.map_or_else(String::new, |fen| fen.to_string()),
		ValueType::Date => calendar::date_of(ordinal).to_string(),
		ValueType::Minutes => u16::try_from(ordinal)
			.ok()
			.and_then(|minutes| Minutes::new(minutes).ok())
			.map_or_else(String::new, |minutes| minutes.to_string()),
		ValueType::Flag => (ordinal != 0).to_string(),
		ValueType::Role => Role::ALL.get(index).map_or("", |role| word_of_role(*role)).into(),
		ValueType::Kind => KINDS.get(index).map_or("", |kind| word_of_kind(*kind)).into(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn decoders_refuse_what_constructors_refuse(
			raw in any::<u16>(),
			numbers in proptest::collection::vec(0i64..40, 0..36),
		) {
			prop_assert_eq!(Minutes::decode(&mut &raw.encode()[..]).is_ok(), raw < 1_440);
			let values: Vec<Value> = numbers.iter().copied().map(Value::Number).collect();
			let rising = numbers.windows(2).all(|pair| pair[0] < pair[1]);
			let admitted = rising && (1..=32).contains(&numbers.len());
			prop_assert_eq!(Set::decode(&mut &values.encode()[..]).is_ok(), admitted);
		}

		#[test]
		fn minutes_round_trip_as_text(raw in 0u16..1_440) {
			let minutes = Minutes::new(raw).unwrap();
			prop_assert_eq!(alloc::format!("{minutes}").parse::<Minutes>().unwrap(), minutes);
		}
	}

	#[test]
	fn text_that_is_no_time_is_refused() {
		for text in ["", "9:00", "24:00", "12:60", "1200", "12:0a", "+1:00", "12:000"] {
			assert!(text.parse::<Minutes>().is_err(), "{text}");
		}
	}

	#[test]
	fn a_set_holds_one_type_once_each() {
		let day = Value::Date(Date::new(20_260_101).unwrap());
		assert!(Set::new(alloc::vec![Value::Number(1), day]).is_err());
		assert!(Set::new(alloc::vec![Value::Number(1), Value::Number(1)]).is_err());
		assert!(Set::new(Vec::new()).is_err());
		let set = Set::new(alloc::vec![Value::Number(2), Value::Number(1)]).unwrap();
		assert_eq!(set.iter().map(Value::ordinal).collect::<Vec<_>>(), [1, 2]);
	}

	#[test]
	fn roles_and_kinds_have_the_words_of_serde() {
		for role in Role::ALL {
			assert_eq!(serde_json::to_value(role).unwrap(), word_of_role(role));
			assert_eq!(role_of_word(word_of_role(role)), Some(role));
		}
		for kind in KINDS {
			assert_eq!(serde_json::to_value(kind).unwrap(), word_of_kind(kind));
		}
	}
}
