//! Primitives 元语: named conditions with versions, which policies and other primitives use. R041,
//! R044, R046.

use crate::{
	expr::{Expr, Node},
	finding::{Finding, Problem},
	limits::{MAX_NESTING, MAX_NODES},
};
use alloc::{borrow::Cow, collections::BTreeMap, format, string::String, vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_primitives::text::Name;
use scale_info::TypeInfo;

/// The number of a primitive, from 1 in the order of definition.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(transparent)]
pub struct PrimitiveId(pub u32);

impl core::fmt::Display for PrimitiveId {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Display::fmt(&self.0, f)
	}
}

/// A version of a primitive. A policy names the version it was written for, so that a newer one
/// changes nothing that is in force.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct Reference {
	/// The primitive.
	pub primitive: PrimitiveId,
	/// Its version, from 1.
	pub version: u32,
}

impl core::fmt::Display for Reference {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "primitive {} version {}", self.primitive, self.version)
	}
}

/// A named condition.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Primitive {
	/// Its name, at most 128 bytes.
	pub name: Name,
	/// Its version, from 1.
	pub version: u32,
	/// What it stands for. It may use primitives with smaller numbers.
	pub condition: Expr,
}

/// The primitives there are.
pub trait Catalogue {
	/// The condition of a version of a primitive, if there is one.
	fn resolve(&self, reference: Reference) -> Option<Cow<'_, Expr>>;
}

/// No primitives.
impl Catalogue for () {
	fn resolve(&self, _: Reference) -> Option<Cow<'_, Expr>> {
		None
	}
}

impl Catalogue for BTreeMap<Reference, Expr> {
	fn resolve(&self, reference: Reference) -> Option<Cow<'_, Expr>> {
		self.get(&reference).map(Cow::Borrowed)
	}
}

/// A condition with every reference written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
	/// The condition, without references.
	pub expr: Expr,
	/// For each of its nodes the position in the original of the node it stems from.
	pub(crate) origin: Vec<usize>,
}

/// Writes every reference out. `below` is the number of the primitive that is being defined, if it
/// is one: what it uses must have a smaller number, and so must what that uses.
///
/// Errors: `UnknownPrimitive`, `ReferenceOrder`, `NestedTooDeep` for the reference; `TooLarge`,
/// `TooDeep` for the whole. Paths begin at the condition.
pub fn resolve(
	expr: &Expr,
	below: Option<PrimitiveId>,
	catalogue: &impl Catalogue,
) -> Result<Resolved, Vec<Finding>> {
	let mut writer = Writer {
		catalogue,
		nodes: Vec::new(),
		origin: Vec::new(),
		paths: Cow::Owned(expr.paths()),
	};
	writer.write(expr, below, 0, None).map_err(|finding| vec![finding])?;
	let Writer { nodes, origin, .. } = writer;
	Ok(Resolved { expr: Expr::new(nodes)?, origin })
}

struct Writer<'a, C> {
	catalogue: &'a C,
	nodes: Vec<Node>,
	origin: Vec<usize>,
	paths: Cow<'a, [String]>,
}

impl<C: Catalogue> Writer<'_, C> {
	/// Appends a condition. It calls itself at most [`MAX_NESTING`] levels deep.
	fn write(
		&mut self,
		expr: &Expr,
		below: Option<PrimitiveId>,
		nesting: usize,
		stems_from: Option<usize>,
	) -> Result<(), Finding> {
		for (at, node) in expr.nodes().iter().enumerate() {
			let origin = stems_from.unwrap_or(at);
			let Node::Use(reference) = node else {
				if self.nodes.len() >= usize::try_from(MAX_NODES).unwrap_or(usize::MAX) {
					let detail = "more than 64 nodes with references written out";
					return Err(self.fault(origin, Problem::TooLarge, detail));
				}
				self.nodes.push(node.clone());
				self.origin.push(origin);
				continue;
			};
			if nesting >= MAX_NESTING {
				let detail = format!("{reference} would be the fifth reference inside another");
				return Err(self.fault(origin, Problem::NestedTooDeep, detail));
			}
			if below.is_some_and(|below| reference.primitive >= below) {
				let detail = format!("{reference} is not older than the primitive that uses it");
				return Err(self.fault(origin, Problem::ReferenceOrder, detail));
			}
			let Some(inner) = self.catalogue.resolve(*reference) else {
				let detail = format!("there is no {reference}");
				return Err(self.fault(origin, Problem::UnknownPrimitive, detail));
			};
			let inner = inner.into_owned();
			let nesting = nesting.saturating_add(1);
			self.write(&inner, Some(reference.primitive), nesting, Some(origin))?;
		}
		Ok(())
	}

	fn fault(&self, origin: usize, problem: Problem, detail: impl Into<String>) -> Finding {
		let path = self.paths.get(origin).cloned().unwrap_or_default();
		Finding::new(path, problem, detail)
	}
}
