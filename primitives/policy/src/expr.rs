//! Conditions: bounded trees, stored flat. R042, R043, R046, R048.

use crate::{
	attribute::Attribute,
	finding::{Finding, Problem},
	limits::{MAX_BRANCHES, MAX_BYTES, MAX_DEPTH, MAX_NODES, MIN_BRANCHES},
	primitive::Reference,
	value::{Set, Value, ValueType},
};
use alloc::{format, string::String, vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use fiscal_primitives::{BillCode, Invalid, Pattern};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// A relation between an attribute and values.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Test {
	/// `eq`: equal. For roles: has this one.
	Equal(Value),
	/// `ne`: known and not equal. For roles: does not have this one.
	NotEqual(Value),
	/// `gt`: more.
	Greater(Value),
	/// `ge`: more or equal.
	AtLeast(Value),
	/// `lt`: less.
	Less(Value),
	/// `le`: less or equal.
	AtMost(Value),
	/// `in`: one of. For roles: has one of them.
	In(Set),
	/// `notIn`: known and none of.
	NotIn(Set),
	/// `between`: from the first to the second, both included.
	Between(Value, Value),
	/// `matches`: the whole text is of the pattern.
	Matches(Pattern),
	/// `exists`: whether it is known at all. The one test that is always decided.
	Exists(bool),
}

impl Test {
	/// The name of the operator in JSON.
	pub const fn operator(&self) -> &'static str {
		match self {
			Test::Equal(_) => "eq",
			Test::NotEqual(_) => "ne",
			Test::Greater(_) => "gt",
			Test::AtLeast(_) => "ge",
			Test::Less(_) => "lt",
			Test::AtMost(_) => "le",
			Test::In(_) => "in",
			Test::NotIn(_) => "notIn",
			Test::Between(_, _) => "between",
			Test::Matches(_) => "matches",
			Test::Exists(_) => "exists",
		}
	}

	/// The type of the attribute it needs; none for `exists`, which admits every one.
	pub fn value_type(&self) -> Option<ValueType> {
		match self {
			Test::Equal(value)
			| Test::NotEqual(value)
			| Test::Greater(value)
			| Test::AtLeast(value)
			| Test::Less(value)
			| Test::AtMost(value)
			| Test::Between(value, _) => Some(value.value_type()),
			Test::In(set) | Test::NotIn(set) => Some(set.value_type()),
			Test::Matches(_) => Some(ValueType::Text),
			Test::Exists(_) => None,
		}
	}

	const fn needs_order(&self) -> bool {
		matches!(
			self,
			Test::Greater(_)
				| Test::AtLeast(_)
				| Test::Less(_)
				| Test::AtMost(_)
				| Test::Between(_, _)
		)
	}

	fn values(&self) -> Vec<&Value> {
		match self {
			Test::Equal(value)
			| Test::NotEqual(value)
			| Test::Greater(value)
			| Test::AtLeast(value)
			| Test::Less(value)
			| Test::AtMost(value) => vec![value],
			Test::Between(low, high) => vec![low, high],
			Test::In(set) | Test::NotIn(set) => set.iter().collect(),
			Test::Matches(_) | Test::Exists(_) => Vec::new(),
		}
	}

	/// Does it fit the attribute?
	///
	/// Errors: `TypeMismatch`, `OutOfRange`, `EmptyRange`, each with a sentence.
	fn fits(&self, attribute: &Attribute) -> Result<(), (Problem, String)> {
		let Some(found) = self.value_type() else { return Ok(()) };
		let fault = |detail| Err((Problem::TypeMismatch, detail));
		match attribute.value_type() {
			Some(expected) if expected != found => {
				return fault(format!(
					"{attribute} is of type {}, not {}",
					expected.name(),
					found.name()
				));
			}
			None if !found.of_fields() => {
				return fault(format!("a field is never of type {}", found.name()));
			}
			_ => {}
		}
		if self.needs_order() && !(attribute.is_ordered() && found.is_ordered()) {
			return fault(format!("{attribute} knows no more and less: {}", self.operator()));
		}
		if found == ValueType::Flag && matches!(self, Test::In(_) | Test::NotIn(_)) {
			return fault("a flag is compared with eq and ne alone".into());
		}
		if let Test::Between(low, high) = self {
			if low.value_type() != high.value_type() {
				return fault("the ends of a range have different types".into());
			}
			if low.ordinal() > high.ordinal() {
				let detail = format!(
					"the range from {low} to {high} is empty; one past midnight is `any` of two"
				);
				return Err((Problem::EmptyRange, detail));
			}
		}
		if *attribute == Attribute::BillCode {
			let mut texts = self.values().into_iter().filter_map(Value::text);
			if let Some(text) = texts.find(|text| text.parse::<BillCode>().is_err()) {
				let detail = format!("{text:?} is no bill code of 8 digits");
				return Err((Problem::OutOfRange, detail));
			}
		}
		let (low, high) = attribute.bounds(found);
		match self.values().into_iter().find(|value| !(low..=high).contains(&value.ordinal())) {
			Some(value) => {
				let detail = format!("{value} is no value {attribute} can have");
				Err((Problem::OutOfRange, detail))
			}
			None => Ok(()),
		}
	}
}

/// The operator and the values, as people read them.
impl core::fmt::Display for Test {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.operator())?;
		match self {
			Test::Matches(pattern) => write!(f, " {pattern}"),
			Test::Exists(wanted) => write!(f, " {wanted}"),
			Test::Between(low, high) => write!(f, " {low} and {high}"),
			Test::In(set) | Test::NotIn(set) => {
				set.iter().enumerate().try_for_each(|(at, value)| {
					write!(f, "{}{value}", if at == 0 { " " } else { ", " })
				})
			}
			_ => self.values().into_iter().try_for_each(|value| write!(f, " {value}")),
		}
	}
}

/// A node of a condition. Operators stand before their branches (Polish notation), so that a list
/// of nodes is a tree without pointers.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Node {
	/// `all`, AND: every one of the next so many branches holds.
	All(u8),
	/// `any`, OR: one of the next so many branches holds.
	Any(u8),
	/// `not`: the next branch does not hold.
	Not,
	/// Compares an attribute.
	Test {
		/// What is compared.
		attribute: Attribute,
		/// With what.
		test: Test,
	},
	/// `use`: the condition of a primitive 元语.
	Use(Reference),
}

impl Node {
	/// How many branches follow.
	pub(crate) const fn branches(&self) -> u8 {
		match self {
			Node::All(count) | Node::Any(count) => *count,
			Node::Not => 1,
			Node::Test { .. } | Node::Use(_) => 0,
		}
	}
}

/// A condition: a tree of 1 to [`MAX_NODES`] nodes, at most [`MAX_DEPTH`] levels deep and
/// [`MAX_BYTES`] long, in which every comparison fits its attribute.
#[derive(Clone, Debug, PartialEq, Eq, Encode, TypeInfo)]
pub struct Expr(BoundedVec<Node, ConstU32<MAX_NODES>>);

impl Expr {
	/// The condition of nodes in Polish notation.
	///
	/// Errors: what is wrong with the shape, or, of a good shape, with each comparison.
	pub fn new(nodes: Vec<Node>) -> Result<Self, Vec<Finding>> {
		let whole = |problem, detail: &str| vec![Finding::new("", problem, detail)];
		let nodes = BoundedVec::try_from(nodes)
			.map_err(|_| whole(Problem::TooLarge, "more than 64 nodes"))?;
		let places = places(&nodes).map_err(|(problem, detail)| whole(problem, detail))?;
		let expr = Self(nodes);
		if expr.encoded_size() > bytes(MAX_BYTES) {
			return Err(whole(Problem::TooLarge, "more than 4096 bytes"));
		}
		let mut findings = Vec::new();
		for (at, node) in expr.0.iter().enumerate() {
			if let Node::Test { attribute, test } = node {
				if let Err((problem, detail)) = test.fits(attribute) {
					findings.push(Finding::new(path(&expr.0, &places, at), problem, detail));
				}
			}
		}
		if findings.is_empty() {
			Ok(expr)
		} else {
			Err(findings)
		}
	}

	/// One comparison.
	///
	/// Errors: it does not fit the attribute.
	pub fn test(attribute: Attribute, test: Test) -> Result<Self, Vec<Finding>> {
		Self::new(vec![Node::Test { attribute, test }])
	}

	/// The condition of a primitive.
	pub fn reference(reference: Reference) -> Self {
		Self(BoundedVec::truncate_from(vec![Node::Use(reference)]))
	}

	/// All of 2 to 8 conditions.
	///
	/// Errors: too few, too many, too large, too deep.
	pub fn all(branches: Vec<Expr>) -> Result<Self, Vec<Finding>> {
		let count = u8::try_from(branches.len()).unwrap_or(u8::MAX);
		Self::joined(Node::All(count), branches)
	}

	/// One of 2 to 8 conditions.
	///
	/// Errors: too few, too many, too large, too deep.
	pub fn any(branches: Vec<Expr>) -> Result<Self, Vec<Finding>> {
		let count = u8::try_from(branches.len()).unwrap_or(u8::MAX);
		Self::joined(Node::Any(count), branches)
	}

	/// The opposite of a condition.
	///
	/// Errors: too large, too deep.
	pub fn negated(self) -> Result<Self, Vec<Finding>> {
		Self::joined(Node::Not, vec![self])
	}

	fn joined(operator: Node, branches: Vec<Expr>) -> Result<Self, Vec<Finding>> {
		let mut nodes = vec![operator];
		branches.into_iter().for_each(|branch| nodes.extend(branch.0));
		Self::new(nodes)
	}

	/// The nodes in Polish notation: at least one.
	pub fn nodes(&self) -> &[Node] {
		&self.0
	}

	/// Where each node stands: a JSON Pointer from the condition down, such as `/all/1/not`; empty
	/// for the first.
	pub fn paths(&self) -> Vec<String> {
		match places(&self.0) {
			Ok(places) => (0..self.0.len()).map(|at| path(&self.0, &places, at)).collect(),
			Err(_) => Vec::new(),
		}
	}

	/// Whether it names primitives.
	pub fn has_references(&self) -> bool {
		self.0.iter().any(|node| matches!(node, Node::Use(_)))
	}

	/// The primitives it names, in their order, each as often as it stands there.
	pub fn references(&self) -> impl Iterator<Item = Reference> + '_ {
		self.0.iter().filter_map(|node| match node {
			Node::Use(reference) => Some(*reference),
			_ => None,
		})
	}
}

impl Decode for Expr {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let nodes = BoundedVec::<Node, ConstU32<MAX_NODES>>::decode(input)?;
		Self::new(nodes.into_inner())
			.map_err(|_| Invalid("condition: not a well-formed condition").into())
	}
}
impl DecodeWithMemTracking for Expr {}

impl MaxEncodedLen for Expr {
	fn max_encoded_len() -> usize {
		bytes(MAX_BYTES)
	}
}

fn bytes(count: u32) -> usize {
	usize::try_from(count).unwrap_or(usize::MAX)
}

/// Where a node hangs.
#[derive(Clone, Copy)]
struct Place {
	/// The operator it belongs to, and which of its branches it is.
	parent: Option<(usize, usize)>,
}

/// Checks the shape in one pass and finds where each node hangs.
fn places(nodes: &[Node]) -> Result<Vec<Place>, (Problem, &'static str)> {
	struct Open {
		node: usize,
		branches: usize,
		seen: usize,
	}
	let mut open: Vec<Open> = Vec::new();
	let mut places = Vec::with_capacity(nodes.len());
	for (at, node) in nodes.iter().enumerate() {
		let parent = match open.last_mut() {
			Some(parent) => {
				let place = (parent.node, parent.seen);
				parent.seen = parent.seen.saturating_add(1);
				Some(place)
			}
			None if at == 0 => None,
			None => return Err((Problem::Arity, "nodes are left over behind the condition")),
		};
		if open.len() >= MAX_DEPTH {
			return Err((Problem::TooDeep, "more than 8 levels"));
		}
		places.push(Place { parent });
		if let Node::All(count) | Node::Any(count) = node {
			if !(MIN_BRANCHES..=MAX_BRANCHES).contains(count) {
				return Err((Problem::Arity, "`all` and `any` have 2 to 8 branches"));
			}
		}
		open.push(Open { node: at, branches: usize::from(node.branches()), seen: 0 });
		while open.last().is_some_and(|last| last.seen >= last.branches) {
			open.pop();
		}
	}
	if nodes.is_empty() || !open.is_empty() {
		return Err((Problem::Arity, "branches are missing at the end"));
	}
	Ok(places)
}

fn path(nodes: &[Node], places: &[Place], at: usize) -> String {
	let mut segments = Vec::new();
	let mut next = at;
	while let Some((parent, branch)) = places.get(next).and_then(|place| place.parent) {
		segments.push(match nodes.get(parent) {
			Some(Node::All(_)) => format!("/all/{branch}"),
			Some(Node::Any(_)) => format!("/any/{branch}"),
			_ => String::from("/not"),
		});
		next = parent;
	}
	segments.reverse();
	segments.concat()
}

/// The place behind the branch that begins at `at`.
pub(crate) fn end_of(nodes: &[Node], at: usize) -> usize {
	let mut pending = 1usize;
	let mut next = at;
	while pending > 0 {
		let Some(node) = nodes.get(next) else { break };
		pending = pending.saturating_sub(1).saturating_add(usize::from(node.branches()));
		next = next.saturating_add(1);
	}
	next
}
