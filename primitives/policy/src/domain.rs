//! What a list of comparisons leaves of each attribute: intervals, sets of text, sets of roles. R045.
//!
//! Everything errs on one side: what is called impossible is impossible; of what is not, nothing is
//! said. Relations between attributes (`claimed` and `total`, `date` and `weekday`) are not looked
//! at.

use crate::{
	alternatives::Literal,
	attribute::Attribute,
	calendar,
	expr::{Node, Test},
	policy::{Policy, Scenes},
	value::{index_of_role, Set, Value, ValueType},
};
use alloc::{collections::BTreeMap, vec, vec::Vec};
use fiscal_primitives::{participant::Role, Pattern};

/// What is left of the values of an attribute.
#[derive(Clone, Debug)]
enum Domain<'a> {
	/// Intervals, ends included, in ascending order without overlap.
	Numbers(Vec<(i64, i64)>),
	Text(Texts<'a>),
	/// Sets of roles, as bits in the order of `Role::ALL`.
	Roles(Vec<u16>),
}

/// What is left of text.
#[derive(Clone, Debug, Default)]
struct Texts<'a> {
	/// One of these; if nothing, any.
	allowed: Option<Vec<&'a str>>,
	excluded: Vec<&'a str>,
	like: Vec<&'a Pattern>,
	unlike: Vec<&'a Pattern>,
}

impl Texts<'_> {
	fn admits(&self, text: &str) -> bool {
		self.allowed.as_ref().is_none_or(|allowed| allowed.contains(&text))
			&& !self.excluded.contains(&text)
			&& self.like.iter().all(|pattern| pattern.matches(text))
			&& !self.unlike.iter().any(|pattern| pattern.matches(text))
	}

	fn is_possible(&self) -> bool {
		match &self.allowed {
			Some(allowed) => allowed.iter().any(|text| self.admits(text)),
			None => !self.like.iter().any(|pattern| self.unlike.contains(pattern)),
		}
	}

	fn is_within(&self, other: &Texts<'_>) -> bool {
		match &self.allowed {
			Some(allowed) => {
				allowed.iter().filter(|text| self.admits(text)).all(|text| other.admits(text))
			}
			None => {
				other.allowed.is_none()
					&& other.excluded.iter().all(|text| !self.admits(text))
					&& other.like.iter().all(|pattern| self.like.contains(pattern))
					&& other.unlike.iter().all(|pattern| self.unlike.contains(pattern))
			}
		}
	}
}

/// What is left of an attribute.
#[derive(Clone, Debug)]
enum Slot<'a> {
	/// It is not known.
	Absent,
	/// It is known, of whatever type.
	Present,
	/// It is known, and a value of these.
	Of(ValueType, Domain<'a>),
}

/// What a list of comparisons leaves of all attributes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Domains<'a>(BTreeMap<Attribute, Slot<'a>>);

impl<'a> Domains<'a> {
	/// What the selectors of a policy leave, wherever it applies.
	pub(crate) fn of_policy(policy: &Policy) -> Self {
		let mut domains = Self::default();
		domains.narrow_to_policy(policy);
		domains
	}

	/// Adds what the selectors of another policy leave; false when nothing is left.
	pub(crate) fn narrow_to_policy(&mut self, policy: &Policy) -> bool {
		let points = |ids: Vec<u32>| ids.into_iter().map(|id| (id.into(), id.into())).collect();
		let mut possible = true;
		if let Scenes::Only(scenes) = &policy.scenes {
			let scenes = points(scenes.iter().map(|scene| scene.0).collect());
			possible &= self.narrow_numbers(Attribute::Scene, ValueType::Number, scenes);
		}
		if let Some(participants) = policy.actors.participants() {
			let participants = points(participants.iter().map(|id| id.0).collect());
			possible &= self.narrow_numbers(Attribute::Actor, ValueType::Number, participants);
		}
		if !policy.valid.is_unbounded() {
			let from = policy.valid.from().map_or(0, calendar::day);
			let until = policy
				.valid
				.until()
				.map_or(calendar::LAST_DAY, |until| calendar::day(until.saturating_sub(1)));
			possible &= self.narrow_numbers(Attribute::Date, ValueType::Date, vec![(from, until)]);
		}
		possible
	}

	/// Adds a list of comparisons; false when nothing is left.
	pub(crate) fn narrow_all(&mut self, nodes: &'a [Node], literals: &[Literal]) -> bool {
		literals.iter().all(|literal| match nodes.get(literal.node) {
			Some(Node::Test { attribute, test }) => self.narrow(attribute, test, literal.positive),
			_ => true,
		})
	}

	/// Adds one comparison, or its opposite; false when nothing is left.
	pub(crate) fn narrow(&mut self, attribute: &Attribute, test: &'a Test, positive: bool) -> bool {
		if let Test::Exists(wanted) = test {
			return self.narrow_presence(attribute, *wanted == positive);
		}
		let Some(of) = test.value_type() else { return true };
		match of {
			ValueType::Text => self.narrow_text(attribute, test, positive),
			ValueType::Role => self.narrow_roles(attribute, test, positive),
			_ => {
				let mut numbers = intervals(test);
				if !positive {
					numbers = complement(&numbers);
				}
				self.narrow_numbers(attribute.clone(), of, numbers)
			}
		}
	}

	fn narrow_presence(&mut self, attribute: &Attribute, wanted: bool) -> bool {
		let always =
			matches!(attribute, Attribute::TimeOfDay | Attribute::Weekday | Attribute::Date);
		match (self.0.get(attribute), wanted) {
			(Some(Slot::Absent), known) => !known,
			(Some(Slot::Present | Slot::Of(_, _)), known) => known,
			(None, false) => {
				self.0.insert(attribute.clone(), Slot::Absent);
				!always
			}
			(None, true) => {
				self.0.insert(attribute.clone(), Slot::Present);
				true
			}
		}
	}

	/// What is left of the attribute as a value of that type; nothing when it cannot have it.
	fn domain(&mut self, attribute: Attribute, of: ValueType) -> Option<&mut Domain<'a>> {
		let whole = match of {
			ValueType::Text => Domain::Text(Texts::default()),
			ValueType::Role => Domain::Roles(all_sets_of_roles()),
			_ => Domain::Numbers(vec![attribute.bounds(of)]),
		};
		let slot = self.0.entry(attribute).or_insert(Slot::Present);
		if matches!(slot, Slot::Present) {
			*slot = Slot::Of(of, whole);
		}
		match slot {
			Slot::Of(found, domain) if *found == of => Some(domain),
			_ => None,
		}
	}

	fn narrow_numbers(
		&mut self,
		attribute: Attribute,
		of: ValueType,
		numbers: Vec<(i64, i64)>,
	) -> bool {
		match self.domain(attribute, of) {
			Some(Domain::Numbers(left)) => {
				*left = intersection(left, &numbers);
				!left.is_empty()
			}
			_ => false,
		}
	}

	fn narrow_roles(&mut self, attribute: &Attribute, test: &Test, positive: bool) -> bool {
		match self.domain(attribute.clone(), ValueType::Role) {
			Some(Domain::Roles(left)) => {
				left.retain(|roles| holds_of_roles(test, *roles) == positive);
				!left.is_empty()
			}
			_ => false,
		}
	}

	fn narrow_text(&mut self, attribute: &Attribute, test: &'a Test, positive: bool) -> bool {
		let Some(Domain::Text(texts)) = self.domain(attribute.clone(), ValueType::Text) else {
			return false;
		};
		let (values, inside): (Vec<&'a str>, bool) = match test {
			Test::Equal(value) => (value.text().into_iter().collect(), positive),
			Test::NotEqual(value) => (value.text().into_iter().collect(), !positive),
			Test::In(set) => (texts_of(set), positive),
			Test::NotIn(set) => (texts_of(set), !positive),
			Test::Matches(pattern) => {
				if positive {
					texts.like.push(pattern);
				} else {
					texts.unlike.push(pattern);
				}
				return texts.is_possible();
			}
			_ => return true,
		};
		if !inside {
			texts.excluded.extend(values);
		} else if let Some(allowed) = &mut texts.allowed {
			allowed.retain(|text| values.contains(text));
		} else {
			texts.allowed = Some(values);
		}
		texts.is_possible()
	}

	/// Does whatever fulfils these fulfil the others, too? No may mean that it is not known.
	pub(crate) fn imply(&self, others: &Domains<'_>) -> bool {
		others.0.iter().all(|(attribute, wanted)| match (self.0.get(attribute), wanted) {
			(Some(Slot::Absent), Slot::Absent)
			| (Some(Slot::Present | Slot::Of(_, _)), Slot::Present) => true,
			(Some(Slot::Of(one, mine)), Slot::Of(other, theirs)) if one == other => {
				match (mine, theirs) {
					(Domain::Numbers(mine), Domain::Numbers(theirs)) => {
						intersection(mine, &complement(theirs)).is_empty()
					}
					(Domain::Roles(mine), Domain::Roles(theirs)) => {
						mine.iter().all(|roles| theirs.contains(roles))
					}
					(Domain::Text(mine), Domain::Text(theirs)) => mine.is_within(theirs),
					_ => false,
				}
			}
			_ => false,
		})
	}
}

fn texts_of(set: &Set) -> Vec<&str> {
	set.iter().filter_map(Value::text).collect()
}

/// Every set of roles there is: 512 for nine roles.
fn all_sets_of_roles() -> Vec<u16> {
	let count = u32::try_from(Role::ALL.len()).unwrap_or(u32::MAX);
	let last = 1u16.checked_shl(count).map_or(u16::MAX, |past| past.saturating_sub(1));
	(0..=last).collect()
}

fn holds_of_roles(test: &Test, roles: u16) -> bool {
	let has = |value: &Value| match value {
		Value::Role(role) => {
			1u16.checked_shl(u32::from(index_of_role(*role))).is_some_and(|bit| roles & bit != 0)
		}
		_ => false,
	};
	match test {
		Test::Equal(value) => has(value),
		Test::NotEqual(value) => !has(value),
		Test::In(set) => set.iter().any(has),
		Test::NotIn(set) => !set.iter().any(has),
		_ => false,
	}
}

/// The numbers that fulfil a comparison.
fn intervals(test: &Test) -> Vec<(i64, i64)> {
	let point = |value: &Value| (value.ordinal(), value.ordinal());
	match test {
		Test::Equal(value) => vec![point(value)],
		Test::NotEqual(value) => complement(&[point(value)]),
		Test::Greater(value) => complement(&[(i64::MIN, value.ordinal())]),
		Test::AtLeast(value) => vec![(value.ordinal(), i64::MAX)],
		Test::Less(value) => complement(&[(value.ordinal(), i64::MAX)]),
		Test::AtMost(value) => vec![(i64::MIN, value.ordinal())],
		Test::In(set) => set.iter().map(point).collect(),
		Test::NotIn(set) => complement(&set.iter().map(point).collect::<Vec<_>>()),
		Test::Between(low, high) => vec![(low.ordinal(), high.ordinal())],
		Test::Matches(_) | Test::Exists(_) => vec![(i64::MIN, i64::MAX)],
	}
}

/// What lies outside of intervals in ascending order.
fn complement(intervals: &[(i64, i64)]) -> Vec<(i64, i64)> {
	let mut outside = Vec::new();
	let mut from = Some(i64::MIN);
	for (low, high) in intervals {
		if let (Some(from), Some(to)) = (from, low.checked_sub(1)) {
			if from <= to {
				outside.push((from, to));
			}
		}
		from = high.checked_add(1);
	}
	if let Some(from) = from {
		outside.push((from, i64::MAX));
	}
	outside
}

/// What lies in both lists of intervals.
fn intersection(one: &[(i64, i64)], other: &[(i64, i64)]) -> Vec<(i64, i64)> {
	let mut both = Vec::new();
	let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
	while let (Some((low, high)), Some((other_low, other_high))) = (left.peek(), right.peek()) {
		let (from, to) = (*low.max(other_low), *high.min(other_high));
		if from <= to {
			both.push((from, to));
		}
		if high <= other_high {
			left.next();
		} else {
			right.next();
		}
	}
	both
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn list() -> impl Strategy<Value = Vec<(i64, i64)>> {
		let cut = prop_oneof![Just(i64::MIN), Just(i64::MAX), -20i64..20];
		proptest::collection::btree_set(cut, 0..8).prop_map(|cuts| {
			let cuts: Vec<i64> = cuts.into_iter().collect();
			cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
		})
	}

	fn within(list: &[(i64, i64)], number: i64) -> bool {
		list.iter().any(|(low, high)| (*low..=*high).contains(&number))
	}

	proptest! {
		#[test]
		fn intervals_are_sets(one in list(), other in list(), near in -25i64..25) {
			for number in [near, i64::MIN, i64::MAX] {
				prop_assert_eq!(within(&complement(&one), number), !within(&one, number));
				prop_assert_eq!(
					within(&intersection(&one, &other), number),
					within(&one, number) && within(&other, number)
				);
			}
		}
	}
}
