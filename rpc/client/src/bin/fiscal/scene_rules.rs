//! `fiscal scene rules` and `fiscal scene template` (R069, R219).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{to_json, word, Report},
	scene::{proposed, who},
	values::read_json,
};
use clap::Subcommand;
use fiscal_client::{calls::scenes, client::Outcome, faults::Kind, time, Fault};
use fiscal_primitives::{
	scene::{
		templates::{template, TEMPLATES},
		FieldRule, RuleSet, RulesAnswer,
	},
	BillEntry, SceneId,
};
use serde_json::{json, Value};
use std::path::{Path, PathBuf};

/// The largest file of rules, in bytes.
const MAX_RULES_FILE: u64 = 256 * 1024;

/// The largest file of bills, in bytes.
const MAX_BILLS_FILE: u64 = 4 * 1024 * 1024;

/// What can be done with field rules.
#[derive(Subcommand)]
pub enum RulesCommand {
	/// Show the field rules in force of a scene
	Show {
		/// Its number
		id: SceneId,
	},
	/// Replace the field rules of a scene; a second administrator confirms it
	Set {
		/// Its number
		id: SceneId,
		/// JSON file of the rules: {closed, rules}
		file: PathBuf,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Check a file of rules, and bills against it, without a connection
	Lint {
		/// JSON file of the rules: {closed, rules}
		file: PathBuf,
		/// JSON file with a list of bills as they are handed in
		#[arg(long, value_name = "FILE")]
		bills: Option<PathBuf>,
	},
}

/// What can be done with templates.
#[derive(Subcommand)]
pub enum TemplateCommand {
	/// List the templates
	List,
	/// Print a template as JSON
	Show {
		/// Its name
		name: String,
		/// Only its field rules, as `scene rules set` reads them
		#[arg(long)]
		rules_only: bool,
	},
}

/// Runs a command about rules.
pub async fn run(context: &Context, command: RulesCommand) -> Result<Report, Fault> {
	match command {
		RulesCommand::Show { id } => {
			let answer = context.client().await?.scene_rules(id).await?;
			let answer = answer.ok_or_else(|| Fault::NotFound(format!("rules of scene {id}")))?;
			Ok(Report::new(to_json(&answer)?, describe(&answer)))
		}
		RulesCommand::Set { id, file, via } => {
			let rules = read_rules(&file)?;
			let call = scenes::set_rules(id, &rules);
			let what = format!("Replaced the field rules of scene {id}, or proposed to.");
			let digest = rules.digest();
			let more = |outcome: &Outcome| {
				Ok(json!({ "id": id, "digest": digest, "proposed": proposed(outcome)? }))
			};
			context.make(&call, &via, &what, more).await
		}
		RulesCommand::Lint { file, bills } => {
			let rules = read_rules(&file)?;
			let bills: Vec<BillEntry> = match bills {
				Some(path) => read_json(&path, MAX_BILLS_FILE)?,
				None => Vec::new(),
			};
			Ok(lint(&rules, &bills))
		}
	}
}

/// Runs a command about templates.
pub fn templates(command: TemplateCommand) -> Result<Report, Fault> {
	match command {
		TemplateCommand::List => {
			let names: Vec<&str> = TEMPLATES.iter().map(|template| template.name).collect();
			let text = names.iter().map(|name| format!("{name}\n")).collect::<String>();
			Ok(Report::new(json!(names), text))
		}
		TemplateCommand::Show { name, rules_only } => {
			let found =
				template(&name).ok_or_else(|| Fault::NotFound(format!("template {name}")))?;
			let document: Value = serde_json::from_str(found.json)
				.map_err(|fault| Fault::Internal(fault.to_string()))?;
			let shown = if rules_only {
				document.get("rules").cloned().unwrap_or_default()
			} else {
				document
			};
			let text = serde_json::to_string_pretty(&shown)
				.map_err(|fault| Fault::Internal(fault.to_string()))?;
			Ok(Report::new(shown, text))
		}
	}
}

fn read_rules(path: &Path) -> Result<RuleSet, Fault> {
	read_json(path, MAX_RULES_FILE)
}

fn lint(rules: &RuleSet, bills: &[BillEntry]) -> Report {
	let digest = rules.digest();
	let count = rules.rules().len();
	let mut text = format!("{count} rules without contradiction, digest {digest:?}\n");
	let mut refused = Vec::new();
	for (index, bill) in bills.iter().enumerate() {
		if let Err(field) = rules.check(bill) {
			text.push_str(&format!(
				"bill {index}, {}: {field} does not keep the rules\n",
				bill.key
			));
			refused.push(json!({ "index": index, "key": bill.key, "field": field }));
		}
	}
	let none = refused.is_empty();
	if none && !bills.is_empty() {
		text.push_str(&format!("{} bills keep them\n", bills.len()));
	}
	let report = Report::new(json!({ "digest": digest, "rules": count, "refused": refused }), text);
	if none {
		report
	} else {
		report.ending_as(Kind::Input)
	}
}

fn describe(answer: &RulesAnswer) -> String {
	let RulesAnswer { version, record, rules } = answer;
	let decided = record.decided.map(|decision| who(&decision.proposed_by));
	let others = if rules.is_closed() { "refused" } else { "admitted" };
	let mut text = format!(
		"version {version} since {}, by {}\ndigest {:?}\nother fields are {others}\n",
		time::display(record.at),
		decided.unwrap_or_else(|| "the genesis".into()),
		record.digest,
	);
	for rule in rules.rules() {
		text.push_str(&format!(
			"{:32}  {:9}  {:7}  {}\n",
			rule.name.as_str(),
			word(&rule.presence),
			word(&rule.kind),
			demands(rule)
		));
	}
	text
}

/// What a rule demands beside presence and kind.
fn demands(rule: &FieldRule) -> String {
	let mut parts = Vec::new();
	if rule.masked {
		parts.push("masked".to_owned());
	}
	if let Some(range) = rule.range {
		parts.push(format!("{} to {}", range.min, range.max));
	}
	if let Some(pattern) = &rule.pattern {
		parts.push(format!("form {pattern}"));
	}
	if !rule.one_of.is_empty() {
		let values: Vec<&str> = rule.one_of.iter().map(|value| value.as_str()).collect();
		parts.push(format!("one of {}", values.join(", ")));
	}
	if let Some(other) = &rule.requires {
		parts.push(format!("with {other}"));
	}
	parts.join("; ")
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{scene::RulesRecord, Digest};

	fn rules_of(name: &str) -> RuleSet {
		let show = TemplateCommand::Show { name: name.into(), rules_only: true };
		serde_json::from_value(templates(show).unwrap().json().clone()).unwrap()
	}

	#[test]
	fn every_template_is_shown_and_its_rules_are_read_back() {
		let list = templates(TemplateCommand::List).unwrap();
		let names = list.json().as_array().unwrap().clone();
		assert_eq!(names.len(), 5);
		for name in names {
			assert!(!rules_of(name.as_str().unwrap()).rules().is_empty());
		}
		let nowhere = TemplateCommand::Show { name: "nowhere".into(), rules_only: false };
		assert!(matches!(templates(nowhere), Err(Fault::NotFound(_))));
	}

	#[test]
	fn lint_names_the_bill_and_the_field() {
		let rules = rules_of("penalty");
		let zero = format!("0x{}", "00".repeat(32));
		let bill: BillEntry = serde_json::from_value(json!({
			"key": "31060126-0000000001", "check": format!("0x{}", "00".repeat(16)), "total": 100,
			"issuedOn": "2026-01-01", "payer": zero, "xml": zero, "pdf": null, "summary": zero,
			"circulation": "circulable", "fields": [],
		}))
		.unwrap();
		let report = lint(&rules, &[bill]);
		assert_eq!(report.code(), Kind::Input.exit_code());
		assert_eq!(report.json()["refused"][0]["field"], "payerName");
		assert!(report.text().contains("31060126-0000000001: payerName"));
		assert_eq!(lint(&rules, &[]).code(), 0);
	}

	#[test]
	fn a_file_of_rules_that_contradicts_itself_is_refused_by_field() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("rules.json");
		let rule = json!({ "name": "visit", "kind": "number", "pattern": "a" });
		std::fs::write(&path, json!({ "rules": [rule] }).to_string()).unwrap();
		let fault = read_rules(&path).unwrap_err().to_string();
		assert!(fault.contains("visit: only text has a pattern"), "{fault}");
	}

	#[test]
	fn rules_are_shown_in_words() {
		let rules = rules_of("medical-inpatient");
		let record = RulesRecord { digest: Digest::repeat_byte(1), at: 0, decided: None };
		let text = describe(&RulesAnswer { version: 1, record, rules });
		assert!(text.contains("other fields are refused"), "{text}");
		assert!(text.contains("masked; with insuranceType"), "{text}");
		assert!(text.contains("one of 职工基本医疗保险, 城镇职工基本医疗保险"), "{text}");
	}
}
