//! `fiscal permission` (R232).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{to_json, word, Report},
	scene::who,
	values::{choice, read_json},
};
use clap::Subcommand;
use fiscal_client::{calls::bill_permissions, time, Fault};
use fiscal_primitives::{
	changes::BillAction,
	transition::{Axis, AxisSet, Inadmissible, RuleInForce, TransitionRecord, TransitionRule},
};
use serde::Serialize;
use serde_json::json;
use std::path::PathBuf;

const ACTIONS: &[&str] = &[
	"registered",
	"updated",
	"redFlushed",
	"voided",
	"exchangedForPaper",
	"restoredElectronic",
	"circulationChanged",
	"corrected",
	"locked",
	"unlocked",
	"settled",
	"reversed",
	"holderChanged",
];

/// The largest file of a rule, in bytes.
const MAX_RULE_FILE: u64 = 16 * 1024;

/// What can be done with transition rules.
#[derive(Subcommand)]
pub enum PermissionCommand {
	/// Show who may do what to which bills
	Show {
		/// Only this action
		#[arg(value_parser = choice::<BillAction>(ACTIONS))]
		action: Option<BillAction>,
	},
	/// Show the rules an action had, newest first: what, by whom, when
	History {
		/// The action
		#[arg(value_parser = choice::<BillAction>(ACTIONS))]
		action: BillAction,
		/// How many versions at most
		#[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
		limit: u32,
	},
	/// Set the rule of an action, by the council or under an approval
	Set {
		/// The action
		#[arg(value_parser = choice::<BillAction>(ACTIONS))]
		action: BillAction,
		/// JSON file of the rule, in the form `permission show` prints it
		#[arg(required_unless_present = "default")]
		file: Option<PathBuf>,
		/// Restore the default
		#[arg(long, conflicts_with = "file")]
		default: bool,
		#[command(flatten)]
		via: ViaCouncil,
	},
}

/// Runs a command.
pub async fn run(context: &Context, command: PermissionCommand) -> Result<Report, Fault> {
	match command {
		PermissionCommand::Show { action } => {
			let rules = context.client().await?.permission_rules().await?;
			show(&rules, action)
		}
		PermissionCommand::History { action, limit } => {
			let client = context.client().await?;
			let rules = client.permission_rules().await?;
			let mut records = Vec::new();
			for version in versions(&rules, action, limit) {
				if let Some(record) = client.permission_record(action, version).await? {
					records.push((version, record));
				}
			}
			history(action, &records)
		}
		PermissionCommand::Set { action, file, default: _, via } => {
			let rule: Option<TransitionRule> =
				file.map(|path| read_json(&path, MAX_RULE_FILE)).transpose()?;
			check(action, rule.as_ref())?;
			let call = bill_permissions::set_rule(action, rule.as_ref());
			let what = format!("Changed the rule of {}.", word(&action));
			context.make(&call, &via, &what, |_| Ok(json!({ "action": action }))).await
		}
	}
}

/// Refuses what the chain would, before anything is signed.
fn check(action: BillAction, rule: Option<&TransitionRule>) -> Result<(), Fault> {
	match rule {
		None => Ok(()),
		Some(rule) => rule.check(action).map_err(|fault| {
			let action = word(&action);
			Fault::Input(match fault {
				Inadmissible::Floor => {
					format!("rule: it permits what no rule for {action} may permit")
				}
				Inadmissible::Unsatisfiable => format!(
					"rule: no call for {action} could meet it; to switch the action off, set enabled \
					 to false"
				),
			})
		}),
	}
}

fn show(rules: &[RuleInForce], action: Option<BillAction>) -> Result<Report, Fault> {
	let Some(action) = action else {
		let text: String = rules.iter().map(describe).collect();
		return Ok(Report::new(to_json(&rules)?, text));
	};
	let rule = rules
		.iter()
		.find(|rule| rule.action == action)
		.ok_or_else(|| Fault::NotFound(format!("the rule of {}", word(&action))))?;
	Ok(Report::new(to_json(rule)?, describe(rule)))
}

/// The newest `limit` versions of the rule of an action, newest first.
fn versions(rules: &[RuleInForce], action: BillAction, limit: u32) -> impl Iterator<Item = u32> {
	let known = rules.iter().find(|rule| rule.action == action);
	let newest = known.map_or(0, |rule| rule.version);
	(newest.saturating_sub(limit).saturating_add(1)..=newest).rev()
}

fn history(action: BillAction, records: &[(u32, TransitionRecord)]) -> Result<Report, Fault> {
	let mut items = Vec::with_capacity(records.len());
	let mut text = String::new();
	for (version, record) in records {
		items.push(json!({ "version": version, "record": to_json(record)? }));
		text.push_str(&format!(
			"version {version} at {}, by {}: ",
			time::display(record.at),
			who(&record.by)
		));
		text.push_str(&match &record.rule {
			Some(rule) => in_words(rule),
			None => "the default\n".into(),
		});
	}
	if records.is_empty() {
		text.push_str(&format!("{}: never set, the default\n", word(&action)));
	}
	Ok(Report::new(json!({ "action": action, "items": items }), text))
}

fn describe(known: &RuleInForce) -> String {
	let source = match (known.default, known.version) {
		(true, 0) => "default".to_owned(),
		(true, version) => format!("default, version {version}"),
		(false, version) => format!("version {version}"),
	};
	format!("{} ({source}): {}", word(&known.action), in_words(&known.rule))
}

/// Who, and of bills in which state.
fn in_words(rule: &TransitionRule) -> String {
	if !rule.enabled {
		return "nobody\n".into();
	}
	let party = |role| match rule.approval_for.contains(role) {
		true => format!("{} under an approval", word(&role)),
		false => word(&role),
	};
	let mut parties: Vec<String> = rule.roles.iter().map(party).collect();
	if rule.council {
		parties.push("the council".into());
	}
	if rule.system {
		parties.push("the chain".into());
	}
	let from = &rule.from;
	let states = [
		names("validity", from.validity),
		names("medium", from.medium),
		names("use", from.usage),
		names("circulation", from.circulation),
		names("kind", from.kind),
	];
	let states: Vec<String> = states.into_iter().flatten().collect();
	format!("{}\n   of bills: {}\n", parties.join(", "), states.join("; "))
}

/// The values of an axis, unless it admits all.
fn names<A: Axis + Serialize>(axis: &str, set: AxisSet<A>) -> Option<String> {
	let values: Vec<String> = set.iter().map(|value| word(&value)).collect();
	(values.len() != A::ALL.len()).then(|| format!("{axis} {}", values.join(" or ")))
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{bill::Use, transition, Actor};

	fn known(action: BillAction) -> RuleInForce {
		let rule = transition::default_rule(action);
		RuleInForce { action, version: 0, default: true, rule }
	}

	#[test]
	fn every_action_has_a_name_on_the_command_line() {
		let names: Vec<String> = transition::ACTIONS.iter().map(word).collect();
		assert_eq!(names, ACTIONS);
	}

	#[test]
	fn rules_are_shown_in_words() {
		let rules: Vec<_> = transition::ACTIONS.into_iter().map(known).collect();
		let all = show(&rules, None).unwrap();
		assert!(all.text().contains(
			"locked (default): billUser, platform\n   of bills: validity normal; medium electronic; \
			 use free or partlyReimbursed; circulation circulable; kind ordinary or difference\n"
		));
		let one = show(&rules, Some(BillAction::Unlocked)).unwrap();
		assert!(
			one.text().contains(
				"fiscalAuthority under an approval, billUser, platform, the council, the chain"
			),
			"{}",
			one.text()
		);
		assert_eq!(one.json()["rule"]["system"], true);
		assert!(show(&[], Some(BillAction::Locked)).is_err());
		let mut off = known(BillAction::Voided);
		(off.rule.enabled, off.default, off.version) = (false, false, 3);
		assert_eq!(describe(&off), "voided (version 3): nobody\n");
	}

	#[test]
	fn the_newest_versions_come_first() {
		let known = |version| RuleInForce { version, ..known(BillAction::Locked) };
		let asked = |version, limit| {
			versions(&[known(version)], BillAction::Locked, limit).collect::<Vec<_>>()
		};
		assert_eq!(asked(3, 50), [3, 2, 1]);
		assert_eq!(asked(3, 2), [3, 2]);
		assert_eq!(asked(0, 50), Vec::<u32>::new());
		assert_eq!(asked(u32::MAX, 1), [u32::MAX]);
	}

	#[test]
	fn a_version_is_told_with_who_set_it() {
		let rule = transition::default_rule(BillAction::Voided);
		let by = Actor::Council;
		let records = [
			(2, TransitionRecord { rule: None, by, at: 1_795_190_400_000 }),
			(1, TransitionRecord { rule: Some(rule), by, at: 1_795_190_300_000 }),
		];
		let report = history(BillAction::Voided, &records).unwrap();
		let text = report.text();
		assert!(text.starts_with("version 2 at 2026-11-21 00:00:00 CST"), "{text}");
		assert!(text.contains("by the council: the default\nversion 1 at "), "{text}");
		assert!(text.contains("of bills: validity normal"), "{text}");
		assert_eq!(report.json()["items"][1]["record"]["rule"]["enabled"], true);
		let none = history(BillAction::Voided, &[]).unwrap();
		assert_eq!(none.text(), "voided: never set, the default\n");
	}

	#[test]
	fn a_rule_beyond_its_floor_is_refused_before_it_is_signed() {
		let mut rule = transition::default_rule(BillAction::Settled);
		assert!(check(BillAction::Settled, Some(&rule)).is_ok());
		rule.from.usage = AxisSet::of(&[Use::Free]);
		assert!(matches!(check(BillAction::Settled, Some(&rule)), Err(Fault::Input(_))));
		assert!(check(BillAction::Settled, None).is_ok());
		let mut rule = transition::default_rule(BillAction::Unlocked);
		rule.approval_for = rule.roles;
		let fault = check(BillAction::Unlocked, Some(&rule)).unwrap_err();
		assert!(fault.to_string().contains("no call for unlocked could meet it"), "{fault}");
	}
}
