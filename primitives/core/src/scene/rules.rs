//! Field rules 字段规则 of a scene: what bills must carry beside their fixed fields, changed without a
//! runtime upgrade. R066, R069, R219.
//!
//! A rule may also speak about a fixed field, by its reserved name: `total` (an amount), `issuedOn`
//! (a day), `pdf` (a masked value: the digest of the file, where there is one) and `circulation` (the
//! text `circulable` or `blocked`).

use crate::{
	bill::{axis, Circulation},
	field::{FieldKind, FieldName, FieldValue, MAX_FIELDS},
	pattern::Pattern,
	text::Text,
	BillEntry, Date, Digest, Fen,
};
use alloc::{borrow::Cow, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// The most rules of a scene.
pub const MAX_RULES: u32 = 24;

/// The most values a rule enumerates.
pub const MAX_VALUES: u32 = 16;

/// Names of the fixed fields of a bill, and what they are.
pub const RESERVED: [(&str, FieldKind); 4] = [
	("circulation", FieldKind::Text),
	("issuedOn", FieldKind::Date),
	("pdf", FieldKind::Masked),
	("total", FieldKind::Amount),
];

const CIRCULABLE: &str = "circulable";
const BLOCKED: &str = "blocked";

fn reserved(name: &str) -> Option<FieldKind> {
	RESERVED.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

axis!(
	/// Must a field be there?
	Presence {
		/// It may be there 选填.
		#[default]
		Optional,
		/// It must be there 必填.
		Required,
		/// It must not be there 禁填.
		Forbidden,
	}
);

/// The least and the greatest value that is admitted: numbers, amounts in fen, days as `yyyymmdd`.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct Range {
	/// The least.
	pub min: i64,
	/// The greatest.
	pub max: i64,
}

/// The values that are admitted: at most [`MAX_VALUES`]; when empty, all.
pub type Values = BoundedVec<Text<64>, ConstU32<MAX_VALUES>>;

/// What is demanded of one field.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FieldRule {
	/// The field.
	pub name: FieldName,
	/// What its values are.
	pub kind: FieldKind,
	/// Must it be there?
	#[serde(default)]
	pub presence: Presence,
	/// Whether it is handed in masked 脱敏 only, whatever its kind.
	#[serde(default, skip_serializing_if = "is_false")]
	pub masked: bool,
	/// Between which values; for numbers, amounts and dates.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub range: Option<Range>,
	/// Of which form; for text.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub pattern: Option<Pattern>,
	/// Among which values; for text.
	#[serde(default, skip_serializing_if = "no_values")]
	pub one_of: Values,
	/// The field that must be there when this one is.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub requires: Option<FieldName>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
const fn is_false(flag: &bool) -> bool {
	!*flag
}

fn no_values(values: &Values) -> bool {
	values.is_empty()
}

impl FieldRule {
	/// A rule about presence and kind alone.
	pub fn new(name: FieldName, kind: FieldKind, presence: Presence) -> Self {
		Self {
			name,
			kind,
			presence,
			masked: false,
			range: None,
			pattern: None,
			one_of: Values::default(),
			requires: None,
		}
	}

	/// What a value handed in must be.
	const fn expected(&self) -> FieldKind {
		if self.masked {
			FieldKind::Masked
		} else {
			self.kind
		}
	}

	/// What is wrong with the rule taken alone.
	fn fault(&self) -> Option<&'static str> {
		let readable = !matches!(self.expected(), FieldKind::Masked);
		let constrained = self.range.is_some() || self.pattern.is_some() || !self.one_of.is_empty();
		if constrained && !readable {
			return Some("a masked value cannot be read, so it has no range, pattern or values");
		}
		if self.presence == Presence::Forbidden && (constrained || self.requires.is_some()) {
			return Some("forbidden and yet something is demanded of its value");
		}
		if self.requires.as_ref() == Some(&self.name) {
			return Some("requires itself");
		}
		self.fault_of_values().or_else(|| self.fault_of_reserved())
	}

	fn fault_of_values(&self) -> Option<&'static str> {
		if let Some(range) = self.range {
			let fits = match self.kind {
				FieldKind::Number => true,
				FieldKind::Amount => [range.min, range.max].into_iter().all(is_amount),
				FieldKind::Date => [range.min, range.max].into_iter().all(is_date),
				FieldKind::Text | FieldKind::Flag | FieldKind::Masked => {
					return Some("only numbers, amounts and dates have a range");
				}
			};
			if !fits {
				return Some("a bound of the range is no value of the field's kind");
			}
			if range.min > range.max {
				return Some("the least of the range is above the greatest");
			}
		}
		let text = self.kind == FieldKind::Text;
		if !text && (self.pattern.is_some() || !self.one_of.is_empty()) {
			return Some("only text has a pattern or values");
		}
		let mut values: Vec<_> = self.one_of.iter().collect();
		values.sort();
		if values.iter().zip(values.iter().skip(1)).any(|(one, next)| one == next) {
			return Some("a value stands twice");
		}
		match &self.pattern {
			Some(pattern) if !self.one_of.iter().all(|value| pattern.matches(value.as_str())) => {
				Some("a value does not match the pattern")
			}
			_ => None,
		}
	}

	fn fault_of_reserved(&self) -> Option<&'static str> {
		let kind = reserved(self.name.as_str())?;
		if self.masked || self.kind != kind {
			return Some("a fixed field has a kind of its own, and is not masked");
		}
		if self.presence == Presence::Forbidden && kind != FieldKind::Masked {
			return Some("a field that every bill has is forbidden");
		}
		let states = |value: &Text<64>| [CIRCULABLE, BLOCKED].contains(&value.as_str());
		if kind == FieldKind::Text && !self.one_of.iter().all(states) {
			return Some("circulation is circulable or blocked");
		}
		None
	}

	fn admits(&self, value: &FieldValue) -> bool {
		if value.kind() != self.expected() {
			return false;
		}
		let number = match value {
			FieldValue::Text(text) => {
				return self.pattern.as_ref().is_none_or(|pattern| pattern.matches(text.as_str()))
					&& (self.one_of.is_empty() || self.one_of.contains(text));
			}
			FieldValue::Number(number) => *number,
			FieldValue::Amount(amount) => i64::try_from(amount.get()).unwrap_or(i64::MAX),
			FieldValue::Date(date) => i64::from(date.get()),
			FieldValue::Flag(_) | FieldValue::Masked(_) => return true,
		};
		self.range.is_none_or(|range| (range.min..=range.max).contains(&number))
	}
}

fn is_amount(bound: i64) -> bool {
	u64::try_from(bound).is_ok_and(|fen| Fen::new(fen).is_ok())
}

fn is_date(bound: i64) -> bool {
	u32::try_from(bound).is_ok_and(|number| Date::new(number).is_ok())
}

/// Why a set of rules is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFault {
	/// The field whose rule is to blame; none for the set as a whole.
	pub field: Option<FieldName>,
	/// What is wrong.
	pub fault: &'static str,
}

impl core::fmt::Display for RuleFault {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match &self.field {
			Some(field) => write!(f, "field rules: {field}: {}", self.fault),
			None => write!(f, "field rules: {}", self.fault),
		}
	}
}

#[cfg(feature = "std")]
impl std::error::Error for RuleFault {}

/// The field rules of a scene: at most [`MAX_RULES`], one a field, in ascending order of the names.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(try_from = "Unchecked")]
pub struct RuleSet {
	/// Whether fields that no rule names are refused.
	closed: bool,
	rules: BoundedVec<FieldRule, ConstU32<MAX_RULES>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
	#[serde(default = "closed")]
	closed: bool,
	rules: Vec<FieldRule>,
}

const fn closed() -> bool {
	true
}

impl TryFrom<Unchecked> for RuleSet {
	type Error = RuleFault;
	fn try_from(Unchecked { closed, rules }: Unchecked) -> Result<Self, RuleFault> {
		Self::new(closed, rules)
	}
}

impl RuleSet {
	/// From a list, which is sorted; with `closed`, fields that no rule names are refused.
	///
	/// Errors: more than [`MAX_RULES`]; a name that stands twice; a range that descends or does not
	/// fit the kind; a pattern or values of what is no text; demands on what is masked or forbidden;
	/// a requirement of a field that no rule names or that is forbidden; more required fields than a
	/// bill can have.
	pub fn new(closed: bool, mut rules: Vec<FieldRule>) -> Result<Self, RuleFault> {
		rules.sort_by(|one, other| one.name.cmp(&other.name));
		Self::ordered(closed, rules)
	}

	fn ordered(closed: bool, rules: Vec<FieldRule>) -> Result<Self, RuleFault> {
		let of = |rule: &FieldRule, fault| RuleFault { field: Some(rule.name.clone()), fault };
		let whole = |fault| RuleFault { field: None, fault };
		for (one, next) in rules.iter().zip(rules.iter().skip(1)) {
			if one.name >= next.name {
				return Err(of(next, "stands twice, or out of order"));
			}
		}
		let rules = BoundedVec::try_from(rules).map_err(|_| whole("more than 24 rules"))?;
		let set = Self { closed, rules };
		let mut required = 0u32;
		for rule in &set.rules {
			if let Some(fault) = rule.fault() {
				return Err(of(rule, fault));
			}
			// A chain of requirements ends at a forbidden field only by a last step like this one,
			// so that this refuses every contradiction along chains and circles too.
			if let Some(other) = &rule.requires {
				match set.rule(other.as_str()) {
					None => return Err(of(rule, "requires a field that no rule names")),
					Some(other) if other.presence == Presence::Forbidden => {
						return Err(of(rule, "requires a field that is forbidden"));
					}
					Some(_) => (),
				}
			}
			if rule.presence == Presence::Required && reserved(rule.name.as_str()).is_none() {
				required = required.saturating_add(1);
			}
		}
		if required > MAX_FIELDS {
			return Err(whole("more required fields than the 16 a bill can have"));
		}
		Ok(set)
	}

	/// Whether fields that no rule names are refused.
	pub const fn is_closed(&self) -> bool {
		self.closed
	}

	/// The rules, in ascending order of the names.
	pub fn rules(&self) -> &[FieldRule] {
		&self.rules
	}

	/// The rule of a field.
	pub fn rule(&self, name: &str) -> Option<&FieldRule> {
		let at = self.rules.binary_search_by(|rule| rule.name.as_str().cmp(name)).ok()?;
		self.rules.get(at)
	}

	/// SM3 over the SCALE encoding.
	pub fn digest(&self) -> Digest {
		fiscal_sm_crypto::sm3_256(&self.encode()).into()
	}

	/// Does the entry keep the rules? Takes time in proportion to fields and rules, never more.
	///
	/// Errors: the first field that does not; fields of the entry that have no business there come
	/// first, then the rules in the order of their names.
	pub fn check(&self, entry: &BillEntry) -> Result<(), FieldName> {
		for field in entry.fields.iter() {
			let name = field.name.as_str();
			if reserved(name).is_some() || (self.closed && self.rule(name).is_none()) {
				return Err(field.name.clone());
			}
		}
		for rule in &self.rules {
			let kept = match (value(entry, rule.name.as_str()), rule.presence) {
				(None, presence) => presence != Presence::Required,
				(Some(_), Presence::Forbidden) => false,
				(Some(found), Presence::Required | Presence::Optional) => {
					let required = rule.requires.as_ref();
					rule.admits(&found)
						&& required.is_none_or(|other| value(entry, other.as_str()).is_some())
				}
			};
			if !kept {
				return Err(rule.name.clone());
			}
		}
		Ok(())
	}
}

/// The value of a field of the entry, fixed or not.
fn value<'a>(entry: &'a BillEntry, name: &str) -> Option<Cow<'a, FieldValue>> {
	let fixed = match name {
		"total" => FieldValue::Amount(entry.total),
		"issuedOn" => FieldValue::Date(entry.issued_on),
		"pdf" => FieldValue::Masked(entry.pdf?),
		"circulation" => {
			let state = match entry.circulation {
				Circulation::Circulable => CIRCULABLE,
				Circulation::Blocked => BLOCKED,
			};
			FieldValue::Text(Text::new(state).ok()?)
		}
		_ => return entry.fields.get(name).map(Cow::Borrowed),
	};
	Some(Cow::Owned(fixed))
}

impl Decode for RuleSet {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let (closed, rules) = <(bool, BoundedVec<FieldRule, ConstU32<MAX_RULES>>)>::decode(input)?;
		Self::ordered(closed, rules.into_inner()).map_err(|refused| refused.fault.into())
	}
}
impl DecodeWithMemTracking for RuleSet {}

#[cfg(test)]
mod tests;
