//! `fiscal participant` (R216).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	values::{choice, digest, IndexKey},
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::participants, time, Fault, ParticipantName};
use fiscal_primitives::{
	participant::{ParticipantKind, Role, Roles, Status},
	rpc::ParticipantAnswer,
	text::{Name, Reason},
	Did, Digest, ParticipantId,
};
use fiscal_sm_crypto::{hmac_sm3, Public};
use serde_json::json;

const KINDS: &[&str] = &["organisation", "individual"];
const ROLES: &[&str] = &[
	"fiscalAuthority",
	"issuer",
	"billUser",
	"platform",
	"nodeOperator",
	"council",
	"auditor",
	"holder",
];

/// What can be done with participants.
#[derive(Subcommand)]
pub enum ParticipantCommand {
	/// Show a participant
	Get {
		/// Its number, its DID or its account
		#[arg(value_name = "ID|DID|ACCOUNT")]
		participant: ParticipantName,
	},
	/// Admit a participant
	Admit(Admit),
	/// Freeze a participant: it may do nothing until it is active again
	Freeze(Change),
	/// Make a frozen participant active again
	Activate(Change),
	/// Cancel a participant, for ever
	Cancel(Change),
	/// Give a participant other roles
	Roles {
		/// Its number
		id: ParticipantId,
		/// A role it has from now on; may stand several times
		#[arg(long, required = true, value_parser = choice::<Role>(ROLES))]
		role: Vec<Role>,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
		#[command(flatten)]
		via: ViaCouncil,
	},
}

/// Who is admitted.
#[derive(Args)]
pub struct Admit {
	/// Its public name, 1 to 128 bytes
	#[arg(long)]
	name: Name,
	/// What it is
	#[arg(long, default_value = "organisation", value_parser = choice::<ParticipantKind>(KINDS))]
	kind: ParticipantKind,
	/// What it may do; may stand several times
	#[arg(long, required = true, value_parser = choice::<Role>(ROLES))]
	role: Vec<Role>,
	/// Its SM2 key, 66 hexadecimal digits
	#[arg(long, value_name = "HEX")]
	public: Public,
	/// Its unified social credit code; a keyed digest of it is what reaches the chain
	#[arg(long, value_name = "CODE", requires = "index_key")]
	identity: Option<String>,
	/// The keyed digest of its identity
	#[arg(
		long,
		value_name = "HEX",
		value_parser = digest,
		conflicts_with = "identity",
		required_unless_present = "identity"
	)]
	identity_digest: Option<Digest>,
	/// Key of the digest, 32 or more hexadecimal digits
	#[arg(long, value_name = "HEX", env = "FISCAL_INDEX_KEY", hide_env_values = true)]
	index_key: Option<IndexKey>,
	#[command(flatten)]
	via: ViaCouncil,
}

/// A participant and why its state changes.
#[derive(Args)]
pub struct Change {
	/// Its number
	id: ParticipantId,
	/// Why, for the record
	#[arg(long)]
	reason: Reason,
	#[command(flatten)]
	via: ViaCouncil,
}

/// Runs a command.
pub async fn run(context: &Context, command: ParticipantCommand) -> Result<Report, Fault> {
	match command {
		ParticipantCommand::Get { participant } => get(context, &participant).await,
		ParticipantCommand::Admit(command) => admit(context, command).await,
		ParticipantCommand::Freeze(change) => {
			set_status(context, change, Status::Frozen, "Froze").await
		}
		ParticipantCommand::Activate(change) => {
			set_status(context, change, Status::Active, "Activated").await
		}
		ParticipantCommand::Cancel(change) => {
			set_status(context, change, Status::Cancelled, "Cancelled").await
		}
		ParticipantCommand::Roles { id, role, reason, via } => {
			let call = participants::set_roles(id, Roles::of(&role), &reason);
			let what = format!("Gave participant {id} other roles.");
			context.make(&call, &via, &what, |_| Ok(json!({ "id": id }))).await
		}
	}
}

async fn get(context: &Context, name: &ParticipantName) -> Result<Report, Fault> {
	let answer = context.client().await?.participant(name).await?;
	let answer = answer.ok_or_else(|| Fault::NotFound(format!("participant {name}")))?;
	Ok(Report::new(to_json(&answer)?, describe(&answer)))
}

fn describe(answer: &ParticipantAnswer) -> String {
	let ParticipantAnswer { id, participant } = answer;
	let roles: Vec<String> = participant.roles.iter().map(|role| word(&role)).collect();
	table(&[
		("participant", id.to_string()),
		("name", participant.name.to_string()),
		("kind", word(&participant.kind)),
		("roles", roles.join(", ")),
		("status", word(&participant.status)),
		("did", participant.did.to_string()),
		("account", participant.account.to_string()),
		("key", participant.key.to_string()),
		("admitted", time::display(participant.admitted_at)),
		("changed", time::display(participant.changed_at)),
	])
}

async fn admit(context: &Context, command: Admit) -> Result<Report, Fault> {
	let identity = match (&command.identity, &command.identity_digest, &command.index_key) {
		(_, Some(digest), _) => *digest,
		(Some(identity), None, Some(key)) => {
			let identity = identity.trim().to_ascii_uppercase();
			hmac_sm3(&key.0, identity.as_bytes()).into()
		}
		_ => {
			return Err(Fault::Input(
				"identity: give --identity and --index-key, or --identity-digest".into(),
			))
		}
	};
	let Admit { name, kind, role, public, via, .. } = command;
	let call = participants::admit(&name, kind, Roles::of(&role), public, identity);
	let did = Did::of(&public);
	let what = format!("Admitted {name}, {did}.");
	context
		.make(&call, &via, &what, |outcome| {
			let event = outcome.events.iter().find(|event| event.is("Participants", "Admitted"));
			let id = event.map(|event| event.field::<ParticipantId>("id")).transpose()?;
			Ok(json!({ "id": id, "did": did }))
		})
		.await
}

async fn set_status(
	context: &Context,
	change: Change,
	status: Status,
	done: &str,
) -> Result<Report, Fault> {
	let Change { id, reason, via } = change;
	let call = participants::set_status(id, status, &reason);
	let more = json!({ "id": id, "status": status });
	context.make(&call, &via, &format!("{done} participant {id}."), |_| Ok(more)).await
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_command_line_knows_every_role() {
		let names: Vec<String> = Role::ALL.iter().map(word).collect();
		assert_eq!(names, ROLES);
	}
}
