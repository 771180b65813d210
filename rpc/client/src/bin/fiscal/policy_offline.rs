//! What `fiscal policy` does without a node: validation, simulation, explanation, comparison,
//! templates. R045, R047, R050, R051, R063, R065.

use crate::{
	output::{to_json, word, Report},
	values::{read_at_most, read_json},
};
use clap::{Args, Subcommand, ValueHint};
use fiscal_client::{faults::Kind, Fault};
use fiscal_policy::{
	check, check_primitive, conflicts, decide, diff, evaluate, explain,
	json::{parse, policy_from_json, Json},
	template::{templates, Template},
	Change, Expr, Finding, Overlap, Policy, Primitive, PrimitiveId, Reference, Step, Truth, Which,
};
use fiscal_primitives::{policy::Facts, text::Name, PolicyId};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use std::{
	collections::BTreeMap,
	path::{Path, PathBuf},
};

/// The largest file of a policy, of primitives, of facts or of a template, in bytes.
const MAX_FILE: u64 = fiscal_policy::limits::MAX_JSON as u64;
/// The largest file of cases, in bytes.
const MAX_CASES: u64 = 16 * 1024 * 1024;

/// The primitives policies use.
#[derive(Args)]
pub struct PrimitivesArgs {
	/// File of primitives 元语: a list of {"id", "name", "version", "condition"}
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	primitives: Option<PathBuf>,
}

/// What can be done with policies without a node.
#[derive(Subcommand)]
pub enum OfflineCommand {
	/// Validate policies and compare them with each other: exit code 2 if something is wrong
	Lint {
		/// Policies in their JSON form, a file each
		#[arg(required = true)]
		files: Vec<PathBuf>,
		#[command(flatten)]
		primitives: PrimitivesArgs,
	},
	/// Decide cases: exit code 6 if one ends otherwise than expected
	Simulate {
		/// The policies in force, a file each
		#[arg(required = true)]
		files: Vec<PathBuf>,
		/// File of cases: a list of {"name", "facts", "expect"}, `expect` being permit or deny
		#[arg(long, value_name = "FILE")]
		cases: PathBuf,
		#[command(flatten)]
		primitives: PrimitivesArgs,
	},
	/// Show every step of the evaluation of a policy
	Explain {
		/// The policy
		file: PathBuf,
		/// File of the facts of one request
		#[arg(long, value_name = "FILE")]
		facts: PathBuf,
		#[command(flatten)]
		primitives: PrimitivesArgs,
	},
	/// List what changed from one policy to another
	Diff {
		/// The policy before
		old: PathBuf,
		/// The policy now
		new: PathBuf,
	},
	/// List templates 策略模板, or print the policy of one
	Template {
		/// Which one
		name: Option<String>,
		/// A template of your own instead
		#[arg(long, value_name = "FILE", conflicts_with = "name")]
		file: Option<PathBuf>,
		/// A parameter: JSON, or text if it is none
		#[arg(long = "set", value_name = "NAME=VALUE", value_parser = assignment)]
		set: Vec<(String, Json)>,
	},
}

/// Runs a command.
pub fn run(command: OfflineCommand) -> Result<Report, Fault> {
	match command {
		OfflineCommand::Lint { files, primitives } => lint(&files, &primitives.read()?),
		OfflineCommand::Simulate { files, cases, primitives } => {
			simulate(&files, &cases, &primitives.read()?)
		}
		OfflineCommand::Explain { file, facts, primitives } => {
			steps(&file, &facts, &primitives.read()?)
		}
		OfflineCommand::Diff { old, new } => changes(&old, &new),
		OfflineCommand::Template { name, file, set } => template(name, file, &set),
	}
}

fn assignment(text: &str) -> Result<(String, Json), String> {
	let (name, value) = text.split_once('=').ok_or("not written NAME=VALUE")?;
	let value = parse(value).unwrap_or_else(|_| Json::text(value));
	Ok((name.into(), value))
}

type Primitives = BTreeMap<Reference, Expr>;

/// A primitive with its number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbered {
	id: PrimitiveId,
	name: Name,
	version: u32,
	condition: Expr,
}

impl PrimitivesArgs {
	/// The primitives of the file, each valid.
	fn read(&self) -> Result<Primitives, Fault> {
		let mut catalogue = Primitives::new();
		let Some(path) = &self.primitives else { return Ok(catalogue) };
		let mut list: Vec<Numbered> = read_json(path, MAX_FILE)?;
		list.sort_by_key(|one| (one.id, one.version));
		for Numbered { id, name, version, condition } in list {
			let primitive = Primitive { name, version, condition };
			if let Err(findings) = check_primitive(id, &primitive, &catalogue) {
				let reason = format!("primitive {id} version {version}: {}", sentences(&findings));
				return Err(Fault::file(path, reason));
			}
			let reference = Reference { primitive: id, version };
			if catalogue.insert(reference, primitive.condition).is_some() {
				return Err(Fault::file(path, format!("{reference} stands twice")));
			}
		}
		Ok(catalogue)
	}
}

fn sentences(findings: &[Finding]) -> String {
	findings.iter().map(Finding::to_string).collect::<Vec<_>>().join("; ")
}

/// The policy of a file, or what is wrong with its form.
fn read(path: &Path) -> Result<Result<Policy, Vec<Finding>>, Fault> {
	let bytes = read_at_most(path, MAX_FILE)?;
	let text = std::str::from_utf8(&bytes).map_err(|fault| Fault::file(path, fault))?;
	Ok(policy_from_json(text))
}

/// The policy of a file that must be well-formed.
fn read_valid(path: &Path) -> Result<Policy, Fault> {
	read(path)?.map_err(|findings| Fault::file(path, sentences(&findings)))
}

fn lint(files: &[PathBuf], catalogue: &Primitives) -> Result<Report, Fault> {
	let (mut text, mut documents, mut wrong) = (String::new(), Vec::new(), false);
	let mut policies = Vec::new();
	for path in files {
		let name = path.display().to_string();
		let checked =
			read(path)?.and_then(|policy| check(&policy, catalogue).map(|report| (policy, report)));
		match checked {
			Ok((policy, report)) => {
				text += &format!("{name}: valid, costs at most {} units\n", report.cost);
				text += &lines("warning", &report.warnings);
				documents.push(json!({
					"file": name, "valid": true, "digest": policy.digest(), "cost": report.cost,
					"errors": [], "warnings": to_json(&report.warnings)?,
				}));
				policies.push((name, policy));
			}
			Err(findings) => {
				wrong = true;
				text += &format!("{name}: NOT VALID\n{}", lines("error", &findings));
				documents.push(json!({
					"file": name, "valid": false, "digest": null, "cost": null,
					"errors": to_json(&findings)?, "warnings": [],
				}));
			}
		}
	}
	let mut overlaps = Vec::new();
	for (at, (one, first)) in policies.iter().enumerate() {
		for (other, second) in policies.iter().skip(at.saturating_add(1)) {
			let overlap = conflicts(first, second, catalogue);
			let Some(sentence) = sentence_of(overlap, one, other) else { continue };
			wrong |= overlap == Overlap::Conflict;
			text += &format!("{sentence}\n");
			let mut document = to_json(&overlap)?;
			document["first"] = one.as_str().into();
			document["second"] = other.as_str().into();
			overlaps.push(document);
		}
	}
	let report = Report::new(json!({ "policies": documents, "overlaps": overlaps }), text);
	Ok(if wrong { report.ending_as(Kind::Input) } else { report })
}

fn lines(kind: &str, findings: &[Finding]) -> String {
	findings
		.iter()
		.map(|finding| format!("  {kind} {}: {finding}\n", word(&finding.problem)))
		.collect()
}

/// What is worth saying of two policies.
fn sentence_of(overlap: Overlap, first: &str, second: &str) -> Option<String> {
	let (named, other) = match overlap {
		Overlap::Redundant(Which::Second) | Overlap::Shadowed(Which::Second) => (second, first),
		_ => (first, second),
	};
	match overlap {
		Overlap::Disjoint | Overlap::Compatible => None,
		Overlap::Conflict => Some(format!(
			"CONFLICT: {first} and {second} have opposite effects at the same priority"
		)),
		Overlap::Redundant(_) => {
			Some(format!("redundant: {named} says nothing that {other} does not say"))
		}
		Overlap::Shadowed(_) => Some(format!(
			"shadowed: {named} never decides, because {other} has the higher priority"
		)),
		Overlap::Undecided => Some(format!("not compared: {first} and {second} are too complex")),
	}
}

/// What is expected of a case.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Expected {
	Permit,
	Deny,
}

/// A request, and how it should end.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
	name: String,
	facts: Facts,
	#[serde(default)]
	expect: Option<Expected>,
}

fn simulate(files: &[PathBuf], cases: &Path, catalogue: &Primitives) -> Result<Report, Fault> {
	let mut policies = Vec::new();
	for (path, number) in files.iter().zip(1..) {
		policies.push((PolicyId(number), path.display().to_string(), read_valid(path)?));
	}
	let title = |id: PolicyId| -> Option<&str> {
		policies.iter().find(|(known, _, _)| *known == id).map(|(_, name, _)| name.as_str())
	};
	let cases: Vec<Case> = read_json(cases, MAX_CASES)?;
	let (mut text, mut documents, mut unmet) = (String::new(), Vec::new(), 0u32);
	let mut doubts = serde_json::Map::new();
	for (_, name, policy) in &policies {
		let findings =
			check(policy, catalogue).map_or_else(|wrong| wrong, |report| report.warnings);
		if !findings.is_empty() {
			text += &format!("{name}:\n{}", lines("warning", &findings));
			doubts.insert(name.clone(), to_json(&findings)?);
		}
	}
	for case in &cases {
		let in_force = policies.iter().map(|(id, _, policy)| (*id, policy));
		let decision = decide(in_force, &case.facts, catalogue);
		let permitted = decision.verdict.permitted;
		let met = case.expect.is_none_or(|expected| (expected == Expected::Permit) == permitted);
		unmet = unmet.saturating_add(u32::from(!met));
		let by = decision.verdict.policy.and_then(title);
		let obligations: Vec<&str> = decision.verdict.obligations.words().collect();
		text += &format!(
			"{}: {}{}{}{}\n",
			case.name,
			if permitted { "permitted" } else { "DENIED" },
			by.map_or_else(|| ", nothing regulates it".into(), |by| format!(" by {by}")),
			if obligations.is_empty() {
				String::new()
			} else {
				format!("; {}", obligations.join(", "))
			},
			if met { "" } else { "; NOT AS EXPECTED" },
		);
		documents.push(json!({
			"name": case.name,
			"permitted": permitted,
			"policy": by,
			"obligations": obligations,
			"hits": decision.hits.iter().filter_map(|id| title(*id)).collect::<Vec<_>>(),
			"cost": decision.cost,
			"expect": to_json(&case.expect)?,
			"met": met,
		}));
	}
	text += &format!("{} cases, {unmet} not as expected\n", cases.len());
	let report =
		Report::new(json!({ "cases": documents, "unmet": unmet, "warnings": doubts }), text);
	Ok(if unmet > 0 { report.ending_as(Kind::PartlyRefused) } else { report })
}

fn steps(file: &Path, facts: &Path, catalogue: &Primitives) -> Result<Report, Fault> {
	let policy = read_valid(file)?;
	let facts: Facts = read_json(facts, MAX_FILE)?;
	let outcome = evaluate(&policy, &facts, catalogue);
	let steps = explain(&policy, &facts, catalogue);
	let mut text = String::new();
	for Step { path, asked, actual, truth } in &steps {
		let truth = match truth {
			Truth::True => "yes",
			Truth::False => "no",
			Truth::Undecided => "?",
		};
		let known = actual.as_ref().map_or(String::new(), |actual| format!("  (is {actual})"));
		text += &format!("{truth:4} {path}  {asked}{known}\n");
	}
	text += match (outcome.applies, outcome.holds) {
		(false, _) => "The policy has no say in this request.\n",
		(true, true) => "The policy holds.\n",
		(true, false) => "The policy does not hold.\n",
	};
	let json = json!({
		"applies": outcome.applies,
		"holds": outcome.holds,
		"truth": to_json(&outcome.truth)?,
		"cost": outcome.cost,
		"steps": to_json(&steps)?,
	});
	Ok(Report::new(json, text))
}

fn changes(old: &Path, new: &Path) -> Result<Report, Fault> {
	let (old, new) = (read_valid(old)?, read_valid(new)?);
	let changes = diff(&old, &new);
	let line = |Change { path, from, to }: &Change| match (from, to) {
		(Some(from), Some(to)) => format!("~ {path}  {from} -> {to}\n"),
		(Some(from), None) => format!("- {path}  {from}\n"),
		(None, to) => format!("+ {path}  {}\n", to.as_deref().unwrap_or_default()),
	};
	let text = if changes.is_empty() {
		"They say the same.\n".into()
	} else {
		changes.iter().map(line).collect::<String>()
	};
	let json = json!({ "old": old.digest(), "new": new.digest(), "changes": to_json(&changes)? });
	Ok(Report::new(json, text))
}

fn template(
	name: Option<String>,
	file: Option<PathBuf>,
	set: &[(String, Json)],
) -> Result<Report, Fault> {
	let template = match (name, file) {
		(None, None) if !set.is_empty() => {
			return Err(Fault::Input("template: --set needs the name of a template".into()));
		}
		(None, None) => return list(),
		(_, Some(path)) => {
			let bytes = read_at_most(&path, MAX_FILE)?;
			let text = std::str::from_utf8(&bytes).map_err(|fault| Fault::file(&path, fault))?;
			Template::from_json(text).map_err(|faults| Fault::file(&path, sentences(&faults)))?
		}
		(Some(name), None) => templates()
			.into_iter()
			.find(|template| template.template == name)
			.ok_or_else(|| Fault::Input(format!("template: there is no template `{name}`")))?,
	};
	let values: Vec<(&str, Json)> =
		set.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
	let policy =
		template.instantiate(&values).map_err(|faults| Fault::Input(sentences(&faults)))?;
	let text = serde_json::to_string_pretty(&policy.to_tree())
		.map_err(|fault| Fault::Internal(fault.to_string()))?;
	Ok(Report::verbatim(text))
}

fn list() -> Result<Report, Fault> {
	let (mut text, mut documents) = (String::new(), Vec::<Value>::new());
	for template in templates() {
		text += &format!("{}  {} {}\n", template.template, template.title, template.title_zh);
		for parameter in &template.parameters {
			text += &format!("  {}: {}\n", parameter.name, parameter.description);
		}
		documents.push(to_json(&template)?);
	}
	Ok(Report::new(json!({ "templates": documents }), text))
}

#[cfg(test)]
mod tests;
