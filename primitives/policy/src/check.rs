//! Validation: types and shape are checked by the types themselves; here are references, cost,
//! contradictions and compliance. R045, R050, R063.

use crate::{
	alternatives::{self, Alternative},
	attribute::Attribute,
	cost::{self, Cost},
	domain::Domains,
	expr::{end_of, Expr, Node},
	finding::{Finding, Problem},
	limits::MAX_COST,
	policy::{Effect, Points, Policy, Scenes},
	primitive::{resolve, Catalogue, Primitive, PrimitiveId, Resolved},
};
use alloc::{collections::BTreeSet, format, string::String, vec::Vec};
use codec::{Decode, Encode};
use fiscal_primitives::policy::PolicyPoint;
use scale_info::TypeInfo;

/// What validation says of something it accepts.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, serde::Serialize, serde::Deserialize,
)]
pub struct Report {
	/// The most that evaluation can cost.
	pub cost: Cost,
	/// What is doubtful without being wrong: dead branches, comparisons that always hold.
	pub warnings: Vec<Finding>,
}

/// Validates a policy.
///
/// Errors: everything that is wrong. A policy that passes can be written out, costs at most
/// [`MAX_COST`], holds for some requests it applies to and fails for others unless it has no
/// condition, asks for nothing that none of its points knows, and keeps the rules of [`compliance`].
pub fn check(policy: &Policy, catalogue: &impl Catalogue) -> Result<Report, Vec<Finding>> {
	let mut errors = compliance(policy);
	let (mut cost, mut warnings) = (cost::BASE, Vec::new());
	if let Some(expr) = &policy.condition {
		match judge(expr, None, &Domains::of_policy(policy), catalogue) {
			Ok(report) => {
				cost = cost.saturating_add(report.cost);
				warnings = crate::finding::below("/condition", report.warnings);
			}
			Err(findings) => errors.extend(crate::finding::below("/condition", findings)),
		}
		for (nowhere, finding) in never_known(policy.points, expr, catalogue) {
			let finding = finding.below("/condition");
			let list = if nowhere { &mut errors } else { &mut warnings };
			list.push(finding);
		}
	}
	if policy.points.contains(PolicyPoint::Read) {
		let detail = "no contract asks at `read`: whoever shows bills asks policy_decide, and the \
			 chain holds nobody to the answer";
		warnings.push(Finding::new("/points", Problem::AskedOffChain, detail));
	}
	if cost > MAX_COST {
		errors.push(over_budget("/condition", cost));
	}
	if errors.is_empty() {
		Ok(Report { cost, warnings })
	} else {
		Err(errors)
	}
}

/// Validates a primitive that is to have the number `id`. What it uses must have smaller numbers.
///
/// Errors: everything that is wrong.
pub fn check_primitive(
	id: PrimitiveId,
	primitive: &Primitive,
	catalogue: &impl Catalogue,
) -> Result<Report, Vec<Finding>> {
	let mut errors = Vec::new();
	if primitive.version == 0 {
		errors.push(Finding::new("/version", Problem::OutOfRange, "versions begin with 1"));
	}
	match judge(&primitive.condition, Some(id), &Domains::default(), catalogue) {
		Ok(mut report) => {
			report.warnings = crate::finding::below("/condition", report.warnings);
			if report.cost > MAX_COST {
				errors.push(over_budget("/condition", report.cost));
			}
			if errors.is_empty() {
				return Ok(report);
			}
		}
		Err(findings) => errors.extend(crate::finding::below("/condition", findings)),
	}
	Err(errors)
}

fn over_budget(path: &str, cost: Cost) -> Finding {
	let detail = format!("evaluation could cost {cost} units, more than {MAX_COST}");
	Finding::new(path, Problem::OverBudget, detail)
}

/// The rules no policy may break, whatever it is for: no permission of everything to everybody, no
/// blank rule, no global ban, no denial with obligations.
pub fn compliance(policy: &Policy) -> Vec<Finding> {
	let mut findings = Vec::new();
	let everywhere = policy.actors.is_everybody() && policy.scenes == Scenes::All;
	if policy.condition.is_none() {
		if everywhere && policy.effect == Effect::Permit {
			let detail = "permits everybody everything in every scene (any to any)";
			findings.push(Finding::new("", Problem::AnyToAny, detail));
		}
		if everywhere && policy.effect == Effect::Deny {
			let detail = "forbids everybody everything in every scene (global ban)";
			findings.push(Finding::new("", Problem::GlobalBan, detail));
		}
		if policy.valid.is_unbounded() {
			let detail = "has neither a condition nor a validity (blank rule)";
			findings.push(Finding::new("", Problem::BlankRule, detail));
		}
	}
	if policy.effect == Effect::Deny && !policy.obligations.is_empty() {
		let detail = "a denial has no obligations: they bind those who are permitted";
		findings.push(Finding::new("/obligations", Problem::DenialWithObligations, detail));
	}
	findings
}

/// Judges a condition where `context` holds. Paths begin at the condition.
fn judge(
	expr: &Expr,
	below: Option<PrimitiveId>,
	context: &Domains<'_>,
	catalogue: &impl Catalogue,
) -> Result<Report, Vec<Finding>> {
	let resolved = resolve(expr, below, catalogue)?;
	let whole = |problem, detail: &str| Vec::from([Finding::new("", problem, detail)]);
	let (Some(holding), Some(may_fail)) = (
		alternatives::of(&resolved.expr, true),
		alternatives::is_possible(&resolved.expr, false, context),
	) else {
		return Err(whole(Problem::TooComplex, "falls into more than 256 alternatives"));
	};
	let nodes = resolved.expr.nodes();
	let possible = |alternative: &&Alternative| {
		let mut domains = context.clone();
		domains.narrow_all(nodes, alternative)
	};
	let alive: BTreeSet<usize> = holding
		.iter()
		.filter(possible)
		.flat_map(|alternative| alternative.iter().map(|literal| literal.node))
		.collect();
	if alive.is_empty() {
		return Err(whole(Problem::NeverTrue, "contradicts itself: it never holds"));
	}
	if !may_fail {
		return Err(whole(Problem::AlwaysTrue, "never fails: it restricts nothing"));
	}
	let mut warnings = dead_branches(expr, &resolved, &alive);
	warnings.extend(redundant_tests(expr, &resolved, &alive));
	Ok(Report { cost: cost::worst_of_expr(&resolved.expr), warnings })
}

/// The comparisons of what some of the points never know, `true` beside those of what none of them
/// does. Says nothing of a condition that cannot be written out.
fn never_known(points: Points, expr: &Expr, catalogue: &impl Catalogue) -> Vec<(bool, Finding)> {
	let Ok(resolved) = resolve(expr, None, catalogue) else { return Vec::new() };
	let asked: BTreeSet<(usize, &Attribute)> = resolved
		.expr
		.nodes()
		.iter()
		.enumerate()
		.filter_map(|(at, node)| match node {
			Node::Test { attribute, .. } => Some((resolved.origin.get(at).copied()?, attribute)),
			_ => None,
		})
		.collect();
	let paths = expr.paths();
	let mut findings = Vec::new();
	for (origin, attribute) in asked {
		let finding = |detail: String| {
			let path = paths.get(origin).cloned().unwrap_or_else(String::new);
			Finding::new(path, Problem::NeverKnown, detail)
		};
		if !points.iter().any(|point| attribute.known_at(point)) {
			let detail = format!("{attribute} is known at no point of the policy");
			findings.push((true, finding(detail)));
			continue;
		}
		for point in points.iter().filter(|point| !attribute.known_at(*point)) {
			let word = Points::word(point);
			let detail = format!("{attribute} is never known at `{word}`: undecided there");
			findings.push((false, finding(detail)));
		}
	}
	findings
}

/// The topmost branches none of whose comparisons is alive.
fn dead_branches(expr: &Expr, resolved: &Resolved, alive: &BTreeSet<usize>) -> Vec<Finding> {
	let nodes = resolved.expr.nodes();
	let mut dead = BTreeSet::new();
	let mut at = 0;
	while at < nodes.len() {
		let end = end_of(nodes, at);
		if alive.range(at..end).next().is_none() {
			dead.insert(at);
			at = end;
		} else {
			at = at.saturating_add(1);
		}
	}
	let detail = "contributes to no way of fulfilling the condition";
	findings_at(expr, resolved, &dead, Problem::DeadBranch, detail)
}

/// The comparisons that hold for every value there is.
fn redundant_tests(expr: &Expr, resolved: &Resolved, alive: &BTreeSet<usize>) -> Vec<Finding> {
	let nodes = resolved.expr.nodes().iter().enumerate();
	let redundant = nodes
		.filter_map(|(at, node)| match node {
			Node::Test { attribute, test } => {
				let fails = Domains::default().narrow(attribute, test, false);
				(!fails && alive.contains(&at)).then_some(at)
			}
			_ => None,
		})
		.collect();
	let detail = "holds for every value there is; `exists` asks whether there is one";
	findings_at(expr, resolved, &redundant, Problem::RedundantTest, detail)
}

/// A finding for each node of the original from which one of the nodes stems.
fn findings_at(
	expr: &Expr,
	resolved: &Resolved,
	nodes: &BTreeSet<usize>,
	problem: Problem,
	detail: &str,
) -> Vec<Finding> {
	let origins: BTreeSet<usize> =
		nodes.iter().filter_map(|at| resolved.origin.get(*at).copied()).collect();
	let paths = expr.paths();
	let path = |origin: &usize| paths.get(*origin).cloned().unwrap_or_else(String::new);
	origins.iter().map(|origin| Finding::new(path(origin), problem, detail)).collect()
}
