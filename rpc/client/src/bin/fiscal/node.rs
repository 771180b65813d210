//! `fiscal node` (R217).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	values::{choice, digest, digest_of},
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::access_nodes, time, Fault};
use fiscal_primitives::{
	node::{NodeRole, NodeStatus},
	rpc::NodeAnswer,
	text::{Name, Reason},
	Digest, NodeId, ParticipantId,
};
use serde_json::json;
use std::path::PathBuf;

const ROLES: &[&str] = &["issuer", "user"];

/// What can be done with access nodes.
#[derive(Subcommand)]
pub enum NodeCommand {
	/// Show an access node and whom it serves
	Get {
		/// Its number
		id: NodeId,
	},
	/// Register an access node
	Register {
		/// Its name, 1 to 128 bytes
		#[arg(long)]
		name: Name,
		/// The participant that runs it
		#[arg(long, value_name = "ID")]
		operator: ParticipantId,
		/// File of its credential; its SM3 is what reaches the chain
		#[arg(long, value_name = "FILE", required_unless_present = "credential_digest")]
		credential: Option<PathBuf>,
		/// SM3 of its credential
		#[arg(long, value_name = "HEX", value_parser = digest, conflicts_with = "credential")]
		credential_digest: Option<Digest>,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Suspend an access node until it is resumed
	Suspend(Change),
	/// Resume a suspended access node
	Resume(Change),
	/// Disable an access node, for ever
	Disable(Change),
	/// Let an access node serve a participant
	Link(Link),
	/// Let an access node serve a participant no longer
	Unlink(Link),
}

/// An access node and why its state changes.
#[derive(Args)]
pub struct Change {
	/// Its number
	id: NodeId,
	/// Why, for the record
	#[arg(long)]
	reason: Reason,
	#[command(flatten)]
	via: ViaCouncil,
}

/// An access node and a participant.
#[derive(Args)]
pub struct Link {
	/// Number of the access node
	node: NodeId,
	/// Number of the participant
	participant: ParticipantId,
	/// In what capacity
	#[arg(long, value_parser = choice::<NodeRole>(ROLES))]
	role: NodeRole,
	#[command(flatten)]
	via: ViaCouncil,
}

/// Runs a command.
pub async fn run(context: &Context, command: NodeCommand) -> Result<Report, Fault> {
	match command {
		NodeCommand::Get { id } => get(context, id).await,
		NodeCommand::Register { name, operator, credential, credential_digest, via } => {
			let credential = match (credential, credential_digest) {
				(Some(path), _) => digest_of(&path)?,
				(None, Some(digest)) => digest,
				(None, None) => return Err(Fault::Input("credential: not given".into())),
			};
			let call = access_nodes::register(&name, operator, credential);
			context
				.make(&call, &via, &format!("Registered access node {name}."), |outcome| {
					let event =
						outcome.events.iter().find(|event| event.is("AccessNodes", "Registered"));
					let id = event.map(|event| event.field::<NodeId>("node")).transpose()?;
					Ok(json!({ "id": id }))
				})
				.await
		}
		NodeCommand::Suspend(change) => {
			set_status(context, change, NodeStatus::Suspended, "Suspended").await
		}
		NodeCommand::Resume(change) => {
			set_status(context, change, NodeStatus::Normal, "Resumed").await
		}
		NodeCommand::Disable(change) => {
			set_status(context, change, NodeStatus::Disabled, "Disabled").await
		}
		NodeCommand::Link(Link { node, participant, role, via }) => {
			let call = access_nodes::link(node, participant, role);
			let what = format!("Access node {node} serves participant {participant}.");
			context.make(&call, &via, &what, |_| Ok(json!({ "id": node }))).await
		}
		NodeCommand::Unlink(Link { node, participant, role, via }) => {
			let call = access_nodes::unlink(node, participant, role);
			let what = format!("Access node {node} serves participant {participant} no longer.");
			context.make(&call, &via, &what, |_| Ok(json!({ "id": node }))).await
		}
	}
}

async fn get(context: &Context, id: NodeId) -> Result<Report, Fault> {
	let client = context.client().await?;
	let answer = client.access_node(id).await?;
	let answer = answer.ok_or_else(|| Fault::NotFound(format!("access node {id}")))?;
	let operator = client.participant_title(answer.node.operator).await;
	Ok(Report::new(to_json(&answer)?, describe(&answer, operator)))
}

fn describe(answer: &NodeAnswer, operator: String) -> String {
	let NodeAnswer { id, node, serves } = answer;
	let serves: Vec<String> = serves
		.iter()
		.map(|served| match (served.issuer, served.user) {
			(true, true) => format!("{} (issuer, user)", served.participant),
			(true, false) => format!("{} (issuer)", served.participant),
			(false, _) => format!("{} (user)", served.participant),
		})
		.collect();
	table(&[
		("access node", id.to_string()),
		("name", node.name.to_string()),
		("operator", operator),
		("status", word(&node.status)),
		("credential", format!("{:?}", node.credential)),
		("serves", serves.join(", ")),
		("registered", time::display(node.registered_at)),
		("changed", time::display(node.changed_at)),
	])
}

async fn set_status(
	context: &Context,
	change: Change,
	status: NodeStatus,
	done: &str,
) -> Result<Report, Fault> {
	let Change { id, reason, via } = change;
	let call = access_nodes::set_status(id, status, &reason);
	let more = json!({ "id": id, "status": status });
	context.make(&call, &via, &format!("{done} access node {id}."), |_| Ok(more)).await
}
