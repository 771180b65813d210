//! What conditions may ask about. R041.

use crate::{calendar, value::ValueType};
use alloc::{borrow::Cow, string::ToString};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::{
	field::{FieldName, FieldValue},
	participant::Roles,
	policy::{Facts, PolicyPoint},
	Fen, Invalid,
};
use scale_info::TypeInfo;

/// Something of a request that a condition may compare. Each has one type of value, except for
/// fields, whose type is that of the value they are compared with.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Attribute {
	/// Time of the day in China Standard Time, whole minutes.
	TimeOfDay,
	/// Day of the week in China Standard Time: 1 is Monday, 7 is Sunday.
	Weekday,
	/// Day of the request in China Standard Time.
	Date,
	/// Number of the issuer 开票方.
	Issuer,
	/// Number of the one who acts 用票方, or of the operator of the access node.
	Actor,
	/// The roles of the one who acts. It may have several: `eq` asks for one of them.
	Role,
	/// Number of the access node.
	Node,
	/// Number of the scene.
	Scene,
	/// Area 地域 the request comes from: two-digit code, 11 to 82.
	Region,
	/// Kind of the document.
	Kind,
	/// Bill code 票据代码: text of 8 digits.
	BillCode,
	/// Total of the bill, fen.
	Total,
	/// What is claimed, fen.
	Claimed,
	/// Whole days since the day of issue; 0 on that day.
	Age,
	/// Requests of the actor at this point in this scene earlier today.
	Today,
	/// A field of the bill.
	Field(FieldName),
}

/// What stands before the name of a field in JSON.
const FIELD_PREFIX: &str = "field.";

impl Attribute {
	/// Every attribute but the fields.
	pub const NAMED: [Attribute; 15] = [
		Attribute::TimeOfDay,
		Attribute::Weekday,
		Attribute::Date,
		Attribute::Issuer,
		Attribute::Actor,
		Attribute::Role,
		Attribute::Node,
		Attribute::Scene,
		Attribute::Region,
		Attribute::Kind,
		Attribute::BillCode,
		Attribute::Total,
		Attribute::Claimed,
		Attribute::Age,
		Attribute::Today,
	];

	/// The type of its value; none for a field, which may have any of the types
	/// [`ValueType::of_fields`] admits.
	pub const fn value_type(&self) -> Option<ValueType> {
		Some(match self {
			Attribute::TimeOfDay => ValueType::Minutes,
			Attribute::Date => ValueType::Date,
			Attribute::Role => ValueType::Role,
			Attribute::Kind => ValueType::Kind,
			Attribute::BillCode => ValueType::Text,
			Attribute::Total | Attribute::Claimed => ValueType::Amount,
			Attribute::Weekday
			| Attribute::Issuer
			| Attribute::Actor
			| Attribute::Node
			| Attribute::Scene
			| Attribute::Region
			| Attribute::Age
			| Attribute::Today => ValueType::Number,
			Attribute::Field(_) => return None,
		})
	}

	/// Whether a request at that point can have it: what the calls tell of a request. At
	/// [`PolicyPoint::Read`] whoever shows bills tells it, so that anything may be known.
	pub const fn known_at(&self, point: PolicyPoint) -> bool {
		match point {
			// No area and no claim: a bill is registered before anybody asks for it.
			PolicyPoint::Register => !matches!(self, Attribute::Region | Attribute::Claimed),
			// Fields are not stored, and users of bills come through no access node.
			PolicyPoint::Lock => !matches!(self, Attribute::Node | Attribute::Field(_)),
			PolicyPoint::Read => true,
		}
	}

	/// Whether more and less mean something: not for numbers that are names.
	pub const fn is_ordered(&self) -> bool {
		!matches!(
			self,
			Attribute::Issuer
				| Attribute::Actor
				| Attribute::Node
				| Attribute::Scene
				| Attribute::Region
				| Attribute::Role
				| Attribute::Kind
				| Attribute::BillCode
		)
	}

	/// The smallest and the largest number a value may have, see [`crate::Value`]; for those that
	/// are text or a set of roles it means nothing.
	pub(crate) fn bounds(&self, of: ValueType) -> (i64, i64) {
		let names = (0, i64::from(u32::MAX));
		match (self, of) {
			(Attribute::Weekday, _) => (1, 7),
			(Attribute::Region, _) => (11, 82),
			(Attribute::Age, _) => (0, calendar::LAST_DAY),
			(
				Attribute::Issuer
				| Attribute::Actor
				| Attribute::Node
				| Attribute::Scene
				| Attribute::Today,
				_,
			) => names,
			(_, ValueType::Minutes) => (0, 1_439),
			(_, ValueType::Date) => (0, calendar::LAST_DAY),
			(_, ValueType::Amount) => (0, i64::try_from(Fen::MAX.get()).unwrap_or(i64::MAX)),
			(_, ValueType::Flag) => (0, 1),
			(_, ValueType::Kind) => (0, 2),
			(_, ValueType::Number | ValueType::Text | ValueType::Role) => (i64::MIN, i64::MAX),
		}
	}

	/// What it is in the facts.
	pub(crate) fn read<'a>(&self, facts: &'a Facts) -> Actual<'a> {
		let number = |number: Option<i64>| Actual::of(ValueType::Number, number);
		let id = |id: Option<u32>| number(id.map(i64::from));
		let amount = |fen: Option<Fen>| {
			Actual::of(ValueType::Amount, fen.and_then(|fen| i64::try_from(fen.get()).ok()))
		};
		match self {
			Attribute::TimeOfDay => {
				Actual::Ordinal(ValueType::Minutes, calendar::minute_of_day(facts.at))
			}
			Attribute::Weekday => number(Some(calendar::weekday(facts.at))),
			Attribute::Date => Actual::Ordinal(ValueType::Date, calendar::day(facts.at)),
			Attribute::Issuer => id(facts.issuer.map(|id| id.0)),
			Attribute::Actor => id(facts.actor.map(|id| id.0)),
			Attribute::Role => facts.roles.map_or(Actual::Missing, Actual::Roles),
			Attribute::Node => id(facts.node.map(|id| id.0)),
			Attribute::Scene => id(facts.scene.map(|id| id.0)),
			Attribute::Region => id(facts.region.map(|region| u32::from(region.get()))),
			Attribute::Kind => {
				Actual::of(ValueType::Kind, facts.kind.map(crate::value::ordinal_of_kind))
			}
			Attribute::BillCode => facts
				.bill
				.map_or(Actual::Missing, |bill| Actual::Text(Cow::Owned(bill.code.to_string()))),
			Attribute::Total => amount(facts.total),
			Attribute::Claimed => amount(facts.claimed),
			Attribute::Age => number(facts.issued_on.map(|issued_on| {
				calendar::day(facts.at).saturating_sub(calendar::day_number(issued_on)).max(0)
			})),
			Attribute::Today => id(facts.today),
			Attribute::Field(name) => match facts.fields.get(name.as_str()) {
				None => Actual::Missing,
				Some(FieldValue::Masked(_)) => Actual::Masked,
				Some(FieldValue::Text(text)) => Actual::Text(Cow::Borrowed(text.as_str())),
				Some(FieldValue::Number(value)) => number(Some(*value)),
				Some(FieldValue::Amount(fen)) => amount(Some(*fen)),
				Some(FieldValue::Date(date)) => {
					Actual::Ordinal(ValueType::Date, calendar::day_number(*date))
				}
				Some(FieldValue::Flag(flag)) => Actual::Ordinal(ValueType::Flag, i64::from(*flag)),
			},
		}
	}

	const fn name(&self) -> &'static str {
		match self {
			Attribute::TimeOfDay => "timeOfDay",
			Attribute::Weekday => "weekday",
			Attribute::Date => "date",
			Attribute::Issuer => "issuer",
			Attribute::Actor => "actor",
			Attribute::Role => "role",
			Attribute::Node => "node",
			Attribute::Scene => "scene",
			Attribute::Region => "region",
			Attribute::Kind => "kind",
			Attribute::BillCode => "billCode",
			Attribute::Total => "total",
			Attribute::Claimed => "claimed",
			Attribute::Age => "age",
			Attribute::Today => "today",
			Attribute::Field(_) => "field",
		}
	}
}

/// The name it has in JSON: `timeOfDay`, `field.hospitalLevel`.
impl core::fmt::Display for Attribute {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Attribute::Field(name) => write!(f, "{FIELD_PREFIX}{name}"),
			named => f.write_str(named.name()),
		}
	}
}

impl core::str::FromStr for Attribute {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		if let Some(name) = text.strip_prefix(FIELD_PREFIX) {
			return FieldName::new(name).map(Attribute::Field);
		}
		Attribute::NAMED
			.into_iter()
			.find(|attribute| attribute.name() == text)
			.ok_or(Invalid("attribute: unknown name"))
	}
}

/// What an attribute is in the facts at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Actual<'a> {
	/// Not known.
	Missing,
	/// Known to be there, but masked.
	Masked,
	/// A value that is a number, see [`crate::Value::ordinal`].
	Ordinal(ValueType, i64),
	/// Text.
	Text(Cow<'a, str>),
	/// A set of roles.
	Roles(Roles),
}

impl Actual<'_> {
	fn of(kind: ValueType, ordinal: Option<i64>) -> Self {
		ordinal.map_or(Actual::Missing, |ordinal| Actual::Ordinal(kind, ordinal))
	}
}
