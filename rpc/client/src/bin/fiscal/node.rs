//! `fiscal node` (R217, R027–R035).

mod admission;
mod codes;
mod config;
mod credential;
mod device;
mod show;
mod terms;

use crate::{cli::ViaCouncil, context::Context, output::Report, values::choice};
use admission::AdmissionCommand;
use clap::{Args, Subcommand};
use codes::CodesCommand;
use config::ConfigArgs;
use credential::CredentialCommand;
use device::{ActivateArgs, DeviceCommand};
use fiscal_client::{calls::access_nodes, client::Outcome, Call, Fault};
use fiscal_primitives::{
	node::{NodeRole, NodeStatus},
	text::Reason,
	NodeId, ParticipantId,
};
use serde_json::{json, Value};
use terms::{CredentialArgs, RequestArgs, ROLES};

/// What can be done with access nodes.
#[derive(Subcommand)]
pub enum NodeCommand {
	/// Show an access node and whom it serves
	Get {
		/// Its number
		id: NodeId,
	},
	/// List access nodes with their state and credentials
	List {
		/// Begin behind this number
		#[arg(long, default_value = "0", value_name = "ID")]
		after: NodeId,
		/// At most so many
		#[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100))]
		limit: u32,
		/// Only nodes with a device that has not received the credential in use
		#[arg(long)]
		undelivered: bool,
	},
	/// List the access nodes that serve a participant
	Of {
		/// Number of the participant
		participant: ParticipantId,
	},
	/// Show the routing table of the network
	Routes {
		/// Answer with nothing if the table still has this version
		#[arg(long, value_name = "VERSION")]
		since: Option<u64>,
	},
	/// Register an access node without an application
	Register {
		/// The participant that runs it
		#[arg(long, value_name = "ID")]
		operator: ParticipantId,
		#[command(flatten)]
		request: RequestArgs,
		#[command(flatten)]
		credential: CredentialArgs,
		#[command(flatten)]
		via: ViaCouncil,
	},
	#[command(flatten)]
	Admission(AdmissionCommand),
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
	/// Credentials 身份凭证
	#[command(subcommand)]
	Credential(CredentialCommand),
	/// Activation codes 激活码
	#[command(subcommand)]
	Codes(CodesCommand),
	/// Activate a device with a code
	Activate(ActivateArgs),
	/// Devices 设备
	#[command(subcommand)]
	Device(DeviceCommand),
	/// Write the configuration file of an access node
	Config(ConfigArgs),
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

/// Makes a call that says of itself what it did.
pub async fn make(
	context: &Context,
	call: &Call,
	via: &ViaCouncil,
	what: &str,
	more: Value,
) -> Result<Report, Fault> {
	context.make(call, via, what, |_| Ok(more)).await
}

/// The number that an event names.
pub fn named<T: codec::Decode + serde::Serialize>(
	outcome: &Outcome,
	event: &str,
	field: &str,
) -> Result<Value, Fault> {
	let found = outcome.events.iter().find(|found| found.is("AccessNodes", event));
	let number = found.map(|event| event.field::<T>(field)).transpose()?;
	Ok(json!({ "id": number }))
}

/// Runs a command.
pub async fn run(context: &Context, command: NodeCommand) -> Result<Report, Fault> {
	match command {
		NodeCommand::Get { id } => show::get(context, id).await,
		NodeCommand::List { after, limit, undelivered } => {
			show::list(context, after, limit, undelivered).await
		}
		NodeCommand::Of { participant } => show::of(context, participant).await,
		NodeCommand::Routes { since } => show::routes(context, since).await,
		NodeCommand::Register { operator, request, credential, via } => {
			let (request, credential) = (request.read()?, credential.read()?);
			let call = access_nodes::register(operator, &request, &credential);
			let what = format!("Registered access node {}.", request.name);
			let more = |outcome: &Outcome| named::<NodeId>(outcome, "Registered", "node");
			context.make(&call, &via, &what, more).await
		}
		NodeCommand::Admission(command) => admission::run(context, command).await,
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
			make(context, &call, &via, &what, json!({ "id": node })).await
		}
		NodeCommand::Unlink(Link { node, participant, role, via }) => {
			let call = access_nodes::unlink(node, participant, role);
			let what = format!("Access node {node} serves participant {participant} no longer.");
			make(context, &call, &via, &what, json!({ "id": node })).await
		}
		NodeCommand::Credential(command) => credential::run(context, command).await,
		NodeCommand::Codes(command) => codes::run(context, command).await,
		NodeCommand::Activate(arguments) => device::activate(context, arguments).await,
		NodeCommand::Device(command) => device::run(context, command).await,
		NodeCommand::Config(arguments) => config::run(context, arguments).await,
	}
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
	make(context, &call, &via, &format!("{done} access node {id}."), more).await
}
