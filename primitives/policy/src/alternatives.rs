//! A condition as a list of alternatives, each of which is a list of comparisons that hold together
//! (disjunctive normal form). In Kleene's logic, too, the two are equal.

use crate::{
	domain::Domains,
	expr::{end_of, Expr, Node},
	limits::{MAX_ALTERNATIVES, MAX_DEAD_ENDS},
};
use alloc::{vec, vec::Vec};

/// A comparison or its opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Literal {
	/// Position of the node.
	pub node: usize,
	/// False for the opposite.
	pub positive: bool,
}

/// Comparisons that hold together.
pub(crate) type Alternative = Vec<Literal>;

/// The alternatives of a condition without references, or of its opposite; nothing where there are
/// more than [`MAX_ALTERNATIVES`].
pub(crate) fn of(expr: &Expr, positive: bool) -> Option<Vec<Alternative>> {
	of_branch(expr.nodes(), 0, positive).map(|(alternatives, _)| alternatives)
}

/// Calls itself at most as deep as a condition has levels.
fn of_branch(nodes: &[Node], at: usize, positive: bool) -> Option<(Vec<Alternative>, usize)> {
	let next = at.saturating_add(1);
	match nodes.get(at)? {
		Node::Test { .. } | Node::Use(_) => {
			Some((vec![vec![Literal { node: at, positive }]], next))
		}
		Node::Not => of_branch(nodes, next, !positive),
		// The opposite of `all` is `any` of the opposites, and the other way round.
		Node::All(count) | Node::Any(count) => {
			let together = matches!(nodes.get(at), Some(Node::All(_))) == positive;
			let mut joined = if together { vec![Vec::new()] } else { Vec::new() };
			let mut at = next;
			for _ in 0..*count {
				let (branch, end) = of_branch(nodes, at, positive)?;
				at = end;
				joined = if together { product(&joined, &branch)? } else { sum(joined, branch)? };
			}
			Some((joined, at))
		}
	}
}

fn sum(mut one: Vec<Alternative>, other: Vec<Alternative>) -> Option<Vec<Alternative>> {
	one.extend(other);
	(one.len() <= MAX_ALTERNATIVES).then_some(one)
}

fn product(one: &[Alternative], other: &[Alternative]) -> Option<Vec<Alternative>> {
	if one.len().saturating_mul(other.len()) > MAX_ALTERNATIVES {
		return None;
	}
	let pairs = one.iter().flat_map(|left| other.iter().map(move |right| (left, right)));
	Some(pairs.map(|(left, right)| left.iter().chain(right).copied().collect()).collect())
}

/// Whether some alternative of the condition, or of its opposite, is possible where `context` holds.
/// It stops at the first; nothing where [`MAX_DEAD_ENDS`] impossible ones did not settle it.
pub(crate) fn is_possible(expr: &Expr, positive: bool, context: &Domains<'_>) -> Option<bool> {
	let mut dead_ends = 0;
	search(expr.nodes(), vec![(0, positive)], context.clone(), &mut dead_ends)
}

/// Calls itself at most once for each `all` or `any` of a condition.
fn search<'a>(
	nodes: &'a [Node],
	mut pending: Vec<(usize, bool)>,
	mut domains: Domains<'a>,
	dead_ends: &mut usize,
) -> Option<bool> {
	while let Some((at, positive)) = pending.pop() {
		let next = at.saturating_add(1);
		match nodes.get(at) {
			Some(Node::Test { attribute, test }) => {
				if !domains.narrow(attribute, test, positive) {
					*dead_ends = dead_ends.saturating_add(1);
					return (*dead_ends <= MAX_DEAD_ENDS).then_some(false);
				}
			}
			Some(Node::Not) => pending.push((next, !positive)),
			Some(node @ (Node::All(_) | Node::Any(_))) => {
				let branches = branches(nodes, next, node.branches());
				if matches!(node, Node::All(_)) == positive {
					pending.extend(branches.into_iter().map(|branch| (branch, positive)));
					continue;
				}
				for branch in branches {
					let mut rest = pending.clone();
					rest.push((branch, positive));
					if search(nodes, rest, domains.clone(), dead_ends)? {
						return Some(true);
					}
				}
				return Some(false);
			}
			Some(Node::Use(_)) | None => {}
		}
	}
	Some(true)
}

/// Where each of so many branches begins.
fn branches(nodes: &[Node], first: usize, count: u8) -> Vec<usize> {
	let mut starts = Vec::new();
	let mut at = first;
	for _ in 0..count {
		starts.push(at);
		at = end_of(nodes, at);
	}
	starts
}
