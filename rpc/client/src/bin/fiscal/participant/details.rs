//! `fiscal participant update` and `details` (R002, R025, R216).

use super::{admission::child_kind, kind};
use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{to_json, Report},
};
use clap::Args;
use fiscal_client::{calls::participants, client::Outcome, time, Fault, ParticipantName};
use fiscal_primitives::{
	participant::{AccountLabel, ChildKind, DetailsRecord, ParticipantKind},
	text::{Name, Reason},
	ParticipantId,
};
use serde_json::{json, Value};

/// What changes of a participant; what is left out stays.
#[derive(Args)]
pub struct Update {
	/// Its number
	id: ParticipantId,
	/// Its public name from now on, 1 to 128 bytes
	#[arg(long, required_unless_present = "label")]
	name: Option<Name>,
	/// What the account is for from now on: operator, or scene:NUMBER
	#[arg(long, value_parser = account_label)]
	label: Option<AccountLabel>,
	/// Why, for the record
	#[arg(long)]
	reason: Reason,
	#[command(flatten)]
	via: ViaCouncil,
}

/// `operator` or `scene:3`.
fn account_label(text: &str) -> Result<AccountLabel, String> {
	match child_kind(text) {
		Ok(ChildKind::Account(label)) => Ok(label),
		Ok(ChildKind::Organisation) | Err(_) => Err("not operator or scene:NUMBER".into()),
	}
}

/// Changes the name of a participant, or what an account is for.
pub async fn update(context: &Context, command: Update) -> Result<Report, Fault> {
	let Update { id, name, label, reason, via } = command;
	let call = participants::update(id, name.as_ref(), label, &reason);
	let more = |outcome: &Outcome| -> Result<Value, Fault> {
		let event = outcome.events.iter().find(|event| event.is("Participants", "DetailsChanged"));
		let version = event.map(|event| event.field::<u32>("version")).transpose()?;
		Ok(json!({ "id": id, "version": version }))
	};
	context.make(&call, &via, &format!("Updated participant {id}."), more).await
}

/// Lists every name of a participant with what it was for.
pub async fn list(context: &Context, name: &ParticipantName) -> Result<Report, Fault> {
	let records = context.client().await?.participant_details(name).await?;
	if records.is_empty() {
		return Err(Fault::NotFound(format!("participant {name}")));
	}
	Ok(Report::new(to_json(&records)?, records.iter().map(describe).collect::<String>()))
}

fn describe(record: &DetailsRecord) -> String {
	let until = record.until.map_or_else(|| "now".into(), time::display);
	let label = match record.details.label {
		label @ Some(_) => format!(" [{}]", kind(ParticipantKind::Account, label)),
		None => String::new(),
	};
	let from = time::display(record.from);
	format!("{:>3}  {}{label}  from {from} until {until}\n", record.version, record.details.name)
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;
	use fiscal_primitives::{participant::Details, SceneId};

	#[derive(Parser)]
	struct Line {
		#[command(flatten)]
		update: Update,
	}

	fn line(text: &str) -> Result<Update, clap::Error> {
		Line::try_parse_from(text.split_whitespace()).map(|line| line.update)
	}

	#[test]
	fn something_changes_for_a_reason() {
		let both = line("update 7 --name 收费处 --label scene:3 --reason moved").unwrap();
		assert_eq!(both.name.unwrap().as_str(), "收费处");
		assert_eq!(both.label, Some(AccountLabel::Scene(SceneId(3))));
		assert!(line("update 7 --label operator --reason moved").unwrap().name.is_none());
		for bad in [
			"update 7 --reason moved",
			"update 7 --name X",
			"update 7 --label organisation --reason moved",
			"update 7 --label scene: --reason moved",
		] {
			assert!(line(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn people_see_what_it_was_called_and_what_it_is_called() {
		let record = |label, until| DetailsRecord {
			version: 2,
			details: Details { name: "收费处".parse().unwrap(), label },
			from: 0,
			until,
		};
		let now = describe(&record(Some(AccountLabel::Operator), None));
		assert!(now.starts_with("  2  收费处 [operator]  from ") && now.ends_with("until now\n"));
		assert!(!describe(&record(None, Some(1))).contains('['));
	}
}
