//! `fiscal policy group` and `fiscal policy tag`. R053.

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{to_json, word, Report},
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::policies as calls, Fault};
use fiscal_policy::chain::{LabelKind, LabelRecord, Member, MAX_PAGE};
use fiscal_primitives::{policy::Label, NodeId, ParticipantId};
use serde_json::json;

/// What can be done with groups or tags.
#[derive(Subcommand)]
pub enum LabelCommand {
	/// Define one
	Define {
		/// Its name, 1 to 32 bytes
		label: Label,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Remove one that nobody has
	Remove {
		/// Its name
		label: Label,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Give it to a participant or an access node
	Add(Change),
	/// Take it away from a participant or an access node
	Drop(Change),
	/// Show who has it, at most 50 participants and 50 access nodes
	Members {
		/// Its name
		label: Label,
	},
	/// List them
	List {
		/// Go on behind this one
		#[arg(long)]
		after: Option<Label>,
	},
}

/// A label and who gets or loses it.
#[derive(Args)]
pub struct Change {
	/// Name of the group or tag
	label: Label,
	/// The participant
	#[arg(long, value_name = "ID", required_unless_present = "node")]
	participant: Option<ParticipantId>,
	/// The access node
	#[arg(long, value_name = "ID", conflicts_with = "participant")]
	node: Option<NodeId>,
	#[command(flatten)]
	via: ViaCouncil,
}

/// Runs a command.
pub async fn run(
	context: &Context,
	kind: LabelKind,
	command: LabelCommand,
) -> Result<Report, Fault> {
	let title = word(&kind);
	match command {
		LabelCommand::Define { label, via } => {
			let call = calls::define_label(&label, kind);
			let what = format!("Defined {title} {label}.");
			context.make(&call, &via, &what, |_| Ok(json!({ "label": label }))).await
		}
		LabelCommand::Remove { label, via } => {
			let call = calls::remove_label(&label);
			let what = format!("Removed {title} {label}.");
			context.make(&call, &via, &what, |_| Ok(json!({ "label": label }))).await
		}
		LabelCommand::Add(change) => set(context, change, true).await,
		LabelCommand::Drop(change) => set(context, change, false).await,
		LabelCommand::Members { label } => {
			let answer = context.client().await?.policy_members(&label).await?;
			let answer = answer.ok_or_else(|| Fault::NotFound(format!("{title} {label}")))?;
			let mut text = format!("{}\n", line(&label, &answer.record));
			answer.participants.iter().for_each(|id| text.push_str(&format!("participant {id}\n")));
			answer.nodes.iter().for_each(|node| text.push_str(&format!("node {node}\n")));
			Ok(Report::new(to_json(&answer)?, text))
		}
		LabelCommand::List { after } => {
			let client = context.client().await?;
			let page = client.policy_labels(after.as_ref(), MAX_PAGE).await?;
			let next = page.last().map(|(label, _)| label.clone());
			let next = next.filter(|_| u32::try_from(page.len()).is_ok_and(|len| len >= MAX_PAGE));
			let items: Vec<_> =
				page.into_iter().filter(|(_, record)| record.kind == kind).collect();
			let mut text: String =
				items.iter().map(|(label, record)| format!("{}\n", line(label, record))).collect();
			if let Some(next) = &next {
				text.push_str(&format!("more: --after {next}\n"));
			}
			Ok(Report::new(json!({ "items": to_json(&items)?, "next": next }), text))
		}
	}
}

fn line(label: &Label, record: &LabelRecord) -> String {
	let (kind, participants, nodes) = (word(&record.kind), record.participants, record.nodes);
	format!("{kind} {label}: {participants} participants, {nodes} access nodes")
}

async fn set(context: &Context, change: Change, belongs: bool) -> Result<Report, Fault> {
	let Change { label, participant, node, via } = change;
	let (member, title) = match (participant, node) {
		(Some(id), _) => (Member::Participant(id), format!("Participant {id}")),
		(None, Some(node)) => (Member::Node(node), format!("Access node {node}")),
		(None, None) => return Err(Fault::Input("neither --participant nor --node".into())),
	};
	let call = calls::set_label(&label, member, belongs);
	let what = match belongs {
		true => format!("{title} has {label}."),
		false => format!("{title} has {label} no longer."),
	};
	context.make(&call, &via, &what, |_| Ok(json!({ "label": label, "belongs": belongs }))).await
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_label_is_told_in_a_line() {
		let record = LabelRecord { kind: LabelKind::Tag, participants: 2, nodes: 3 };
		let label = "pilot".parse().unwrap();
		assert_eq!(line(&label, &record), "tag pilot: 2 participants, 3 access nodes");
	}
}
