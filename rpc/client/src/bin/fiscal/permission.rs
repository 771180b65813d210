//! `fiscal permission` (R232).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{to_json, word, Report},
	values::{choice, read_json},
};
use clap::Subcommand;
use fiscal_client::{calls::bill_permissions, Fault};
use fiscal_primitives::{
	changes::BillAction,
	transition::{floor, Axis, AxisSet, RuleInForce, TransitionRule},
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
		Some(rule) if !rule.is_within(&floor(action)) => Err(Fault::Input(format!(
			"rule: it permits what no rule for {} may permit",
			word(&action)
		))),
		_ => Ok(()),
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

fn describe(known: &RuleInForce) -> String {
	let rule = &known.rule;
	let source = match (known.default, known.version) {
		(true, 0) => "default".to_owned(),
		(true, version) => format!("default, version {version}"),
		(false, version) => format!("version {version}"),
	};
	if !rule.enabled {
		return format!("{} ({source}): nobody\n", word(&known.action));
	}
	let mut who: Vec<String> = rule.roles.iter().map(|role| word(&role)).collect();
	if rule.council {
		who.push("the council".into());
	}
	if rule.system {
		who.push("the chain".into());
	}
	let approval = if rule.approval_required { ", under an approval" } else { "" };
	let from = &rule.from;
	let states = [
		names("validity", from.validity),
		names("medium", from.medium),
		names("use", from.usage),
		names("circulation", from.circulation),
		names("kind", from.kind),
	];
	let states: Vec<String> = states.into_iter().flatten().collect();
	format!(
		"{} ({source}): {}{approval}\n   of bills: {}\n",
		word(&known.action),
		who.join(", "),
		states.join("; ")
	)
}

/// The values of an axis, unless it admits all.
fn names<A: Axis + Serialize>(axis: &str, set: AxisSet<A>) -> Option<String> {
	let values: Vec<String> = set.iter().map(|value| word(&value)).collect();
	(values.len() != A::ALL.len()).then(|| format!("{axis} {}", values.join(" or ")))
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{bill::Use, transition};

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
			one.text().contains("fiscalAuthority, billUser, platform, the council, the chain"),
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
	fn a_rule_beyond_its_floor_is_refused_before_it_is_signed() {
		let mut rule = transition::default_rule(BillAction::Settled);
		assert!(check(BillAction::Settled, Some(&rule)).is_ok());
		rule.from.usage = AxisSet::of(&[Use::Free]);
		assert!(matches!(check(BillAction::Settled, Some(&rule)), Err(Fault::Input(_))));
		assert!(check(BillAction::Settled, None).is_ok());
	}
}
