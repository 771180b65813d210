//! What evaluation costs, in units that a benchmark turns into weight.

use crate::{
	attribute::Attribute,
	expr::{Expr, Node, Test},
};

/// Units of work: one is about a comparison of two numbers.
pub type Cost = u32;

/// Whether a policy applies at all.
pub(crate) const BASE: Cost = 8;

/// Looking for a field among 16.
const FIELD: Cost = 4;

/// What looking at a node costs, whatever its branches do.
pub(crate) fn of_node(node: &Node) -> Cost {
	match node {
		Node::All(_) | Node::Any(_) | Node::Not | Node::Use(_) => 1,
		Node::Test { attribute, test } => {
			let reading = if matches!(attribute, Attribute::Field(_)) { FIELD } else { 1 };
			reading.saturating_add(match test {
				Test::In(set) | Test::NotIn(set) => Cost::try_from(set.len()).unwrap_or(Cost::MAX),
				// A pattern of n characters looks at each of up to 64 characters at most n times.
				Test::Matches(pattern) => Cost::try_from(pattern.as_str().len())
					.unwrap_or(Cost::MAX)
					.saturating_add(1)
					.saturating_mul(2),
				_ => 1,
			})
		}
	}
}

/// The most that evaluating a condition without references can cost.
pub(crate) fn worst_of_expr(expr: &Expr) -> Cost {
	expr.nodes().iter().map(of_node).fold(0, Cost::saturating_add)
}
