//! How two policies stand to each other. R045, R065.

use crate::{
	alternatives::{self, Alternative},
	domain::Domains,
	expr::Node,
	policy::{Effect, Policy},
	primitive::Catalogue,
};
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// One of the two.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Which {
	/// The first.
	First,
	/// The second.
	Second,
}

impl Which {
	const fn other(self) -> Self {
		match self {
			Which::First => Which::Second,
			Which::Second => Which::First,
		}
	}
}

/// How two policies stand to each other.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase", tag = "overlap", content = "which")]
pub enum Overlap {
	/// No request is a matter of both.
	Disjoint,
	/// Requests may be a matter of both, and what they say goes together.
	Compatible,
	/// One permits what the other denies at the same priority, for some request: the denial would
	/// win, which may not be what was meant.
	Conflict,
	/// The one named says nothing that the other does not say at the same or a higher priority: the
	/// two can be merged.
	Redundant(Which),
	/// The one named never decides, because the other says the opposite of it at a higher priority:
	/// the order is to be looked at.
	Shadowed(Which),
	/// The conditions are too complex to be judged, or one has references that cannot be written out.
	Undecided,
}

/// The most pairs of alternatives that are looked at.
const MAX_PAIRS: usize = 1_024;

/// A policy with its condition taken apart.
struct Side<'a> {
	policy: &'a Policy,
	nodes: &'a [Node],
	alternatives: Vec<Alternative>,
}

impl<'a> Side<'a> {
	fn of(policy: &'a Policy) -> Option<Self> {
		let (nodes, alternatives) = match &policy.condition {
			None => (&[][..], vec![Vec::new()]),
			Some(expr) => (expr.nodes(), alternatives::of(expr, true)?),
		};
		Some(Self { policy, nodes, alternatives })
	}

	/// Does it hold wherever the other holds? No may mean that it is not known.
	fn covers(&self, other: &Side<'_>) -> bool {
		let (one, two) = (self.policy, other.policy);
		one.points.covers(two.points)
			&& one.scenes.covers(&two.scenes)
			&& one.actors.covers(&two.actors)
			&& one.valid.covers(two.valid)
			&& other.alternatives.iter().all(|theirs| {
				let mut given = Domains::of_policy(two);
				!given.narrow_all(other.nodes, theirs)
					|| self.alternatives.iter().any(|mine| {
						let mut wanted = Domains::default();
						wanted.narrow_all(self.nodes, mine) && given.imply(&wanted)
					})
			})
	}
}

/// Compares two policies. What is called disjoint is disjoint, and what is called redundant or
/// shadowed is so; a conflict is one for some actor, if the selectors by label and role ever meet.
pub fn conflicts(first: &Policy, second: &Policy, catalogue: &impl Catalogue) -> Overlap {
	if !(first.points.intersects(second.points)
		&& first.scenes.intersects(&second.scenes)
		&& first.actors.may_intersect(&second.actors)
		&& first.valid.intersects(second.valid))
	{
		return Overlap::Disjoint;
	}
	let (Ok(one), Ok(two)) = (first.resolved(catalogue), second.resolved(catalogue)) else {
		return Overlap::Undecided;
	};
	let (Some(one), Some(two)) = (Side::of(&one), Side::of(&two)) else {
		return Overlap::Undecided;
	};
	if one.alternatives.len().saturating_mul(two.alternatives.len()) > MAX_PAIRS {
		return Overlap::Undecided;
	}
	let mut context = Domains::of_policy(first);
	if !context.narrow_to_policy(second) || !meet(&one, &two, &context) {
		return Overlap::Disjoint;
	}
	let (of_one, of_two) = (first.priority, second.priority);
	let (higher, lower, which) =
		if of_one >= of_two { (&one, &two, Which::Second) } else { (&two, &one, Which::First) };
	if first.effect != second.effect {
		return if of_one == of_two {
			Overlap::Conflict
		} else if higher.covers(lower) {
			Overlap::Shadowed(which)
		} else {
			Overlap::Compatible
		};
	}
	let replaces = |one: &Side<'_>, two: &Side<'_>| {
		(first.effect == Effect::Deny || one.policy.obligations.contains(two.policy.obligations))
			&& one.covers(two)
	};
	if replaces(higher, lower) {
		Overlap::Redundant(which)
	} else if of_one == of_two && replaces(lower, higher) {
		Overlap::Redundant(which.other())
	} else {
		Overlap::Compatible
	}
}

/// Can some request fulfil both conditions?
fn meet(one: &Side<'_>, two: &Side<'_>, context: &Domains<'_>) -> bool {
	one.alternatives.iter().any(|mine| {
		let mut narrowed = context.clone();
		narrowed.narrow_all(one.nodes, mine)
			&& two.alternatives.iter().any(|theirs| {
				let mut both = narrowed.clone();
				both.narrow_all(two.nodes, theirs)
			})
	})
}
