//! `fiscal participant` (R001, R002, R012, R025, R123, R216).

mod admission;
mod details;
mod import;
mod keys;
mod services;
mod tree;

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	values::{choice, digest},
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::participants, time, Fault, ParticipantName};
use fiscal_primitives::{
	participant::{AccountLabel, ParticipantKind, Role, Roles, Status},
	rpc::ParticipantAnswer,
	text::Reason,
	Digest, ParticipantId,
};
use serde_json::json;

pub(crate) const KINDS: &[&str] = &["organisation", "individual"];
pub(crate) const ROLES: &[&str] = &[
	"fiscalAuthority",
	"issuer",
	"billUser",
	"platform",
	"nodeOperator",
	"council",
	"auditor",
	"holder",
	"administrator",
];

/// What can be done with participants.
#[derive(Subcommand)]
pub enum ParticipantCommand {
	/// Show a participant
	Get {
		/// Its number, its DID or its account
		#[arg(
			value_name = "ID|DID|ACCOUNT",
			required_unless_present = "identity_digest",
			conflicts_with = "identity_digest"
		)]
		participant: Option<ParticipantName>,
		/// The keyed digest of its identity, or a payer reference of a citizen
		#[arg(long, value_name = "HEX", value_parser = digest)]
		identity_digest: Option<Digest>,
	},
	/// Show the keyed digest of an identity, such as a unified social credit code, that stands on
	/// standard input; no node is asked
	Digest(admission::IdentityDigest),
	/// Show the members, or who stands below a participant
	Tree(tree::Tree),
	/// Show every key of a participant, oldest first
	Keys {
		/// Its number, its DID or its account
		#[arg(value_name = "ID|DID|ACCOUNT")]
		participant: ParticipantName,
	},
	/// Show every name of a participant with what an account was for, oldest first
	Details {
		/// Its number, its DID or its account
		#[arg(value_name = "ID|DID|ACCOUNT")]
		participant: ParticipantName,
	},
	/// Admit a member, in the first tier
	Admit(admission::Admit),
	/// Admit an organisation or an account below a participant
	AdmitChild(admission::AdmitChild),
	/// Admit what a CSV file lists below a participant, after every line was checked
	Import(import::Import),
	/// Register a citizen by its own key and bind a payer reference to it
	RegisterHolder(admission::RegisterHolder),
	/// Bind another payer reference to a citizen, or one to an organisation
	BindPayer(admission::BindPayer),
	/// Sign what admissions, endorsements, new keys and payer references ask for; changes nothing
	#[command(subcommand)]
	Sign(keys::Sign),
	/// Replace the key that signs by a new one
	RotateKey(keys::NewKey),
	/// Replace the key of a participant that lost its own; of a member or a citizen the council does,
	/// or somebody under an approval
	ReplaceKey(keys::ReplaceKey),
	/// Freeze a participant: with all below it, it may do nothing until it is active again
	Freeze(Change),
	/// Make a frozen participant active again
	#[command(visible_alias = "activate")]
	Thaw(Change),
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
	/// Change the name of a participant, or what an account is for; of a member the council does, or
	/// itself under an approval
	Update(details::Update),
	/// Say where a participant can be reached: the services of its DID document
	Services(services::SetServices),
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
		ParticipantCommand::Get { participant, identity_digest } => {
			get(context, participant, identity_digest).await
		}
		ParticipantCommand::Digest(command) => admission::show_digest(&command),
		ParticipantCommand::Tree(command) => tree::run(context, command).await,
		ParticipantCommand::Keys { participant } => keys::list(context, &participant).await,
		ParticipantCommand::Details { participant } => details::list(context, &participant).await,
		ParticipantCommand::Admit(command) => admission::admit(context, command).await,
		ParticipantCommand::AdmitChild(command) => admission::admit_child(context, command).await,
		ParticipantCommand::Import(command) => import::run(context, command).await,
		ParticipantCommand::RegisterHolder(command) => {
			admission::register_holder(context, command).await
		}
		ParticipantCommand::BindPayer(command) => admission::bind_payer(context, command).await,
		ParticipantCommand::Sign(command) => keys::sign(context, command).await,
		ParticipantCommand::RotateKey(command) => keys::rotate(context, command).await,
		ParticipantCommand::ReplaceKey(command) => keys::replace(context, command).await,
		ParticipantCommand::Freeze(change) => {
			set_status(context, change, Status::Frozen, "Froze").await
		}
		ParticipantCommand::Thaw(change) => {
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
		ParticipantCommand::Update(command) => details::update(context, command).await,
		ParticipantCommand::Services(command) => services::run(context, command).await,
	}
}

async fn get(
	context: &Context,
	name: Option<ParticipantName>,
	identity: Option<Digest>,
) -> Result<Report, Fault> {
	let client = context.client().await?;
	let (answer, name) = match (name, identity) {
		(Some(name), _) => (client.participant(&name).await?, name.to_string()),
		(None, Some(identity)) => {
			(client.participant_by_identity(identity).await?, format!("{identity:?}"))
		}
		(None, None) => return Err(Fault::Input("participant: nobody is named".into())),
	};
	let answer = answer.ok_or_else(|| Fault::NotFound(format!("participant {name}")))?;
	Ok(Report::new(to_json(&answer)?, describe(&answer)))
}

/// Roles in one line.
pub(crate) fn roles(roles: Roles) -> String {
	let words: Vec<String> = roles.iter().map(|role| word(&role)).collect();
	words.join(", ")
}

/// What it is: `organisation`, `operator`, `scene 3`.
pub(crate) fn kind(kind: ParticipantKind, label: Option<AccountLabel>) -> String {
	match label {
		Some(AccountLabel::Operator) => "operator".into(),
		Some(AccountLabel::Scene(scene)) => format!("scene {scene}"),
		None => word(&kind),
	}
}

/// A state, and the severer one of what stands above where there is one.
pub(crate) fn status(own: Status, effective: Status) -> String {
	match own == effective {
		true => word(&own),
		false => format!("{} ({} from above)", word(&own), word(&effective)),
	}
}

fn describe(answer: &ParticipantAnswer) -> String {
	let ParticipantAnswer { id, participant, .. } = answer;
	let decision = answer.decision.as_ref().map(|decision| {
		let reason = decision.reason.as_ref().map(|reason| format!(": {reason}"));
		let (what, at) = (word(&decision.operation), time::display(decision.at));
		format!("{what} at {at}{}", reason.unwrap_or_default())
	});
	table(&[
		("participant", id.to_string()),
		("name", participant.name.to_string()),
		("kind", kind(participant.kind, participant.label)),
		("tier", word(&participant.tier)),
		("parent", participant.parent.map(|parent| parent.to_string()).unwrap_or_default()),
		("roles", roles(answer.effective_roles)),
		("status", status(participant.status, answer.effective_status)),
		("did", participant.did.to_string()),
		("account", participant.account.to_string()),
		("key", participant.key.to_string()),
		("key version", participant.key_version.to_string()),
		("name version", participant.details_version.to_string()),
		("admitted", time::display(participant.admitted_at)),
		("changed", time::display(participant.changed_at)),
		("decision", decision.unwrap_or_default()),
	])
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
	use fiscal_primitives::SceneId;

	#[test]
	fn the_command_line_knows_every_role() {
		let names: Vec<String> = Role::ALL.iter().map(word).collect();
		assert_eq!(names, ROLES);
	}

	#[test]
	fn people_see_what_an_account_is_for_and_what_freezes_it() {
		let scene = Some(AccountLabel::Scene(SceneId(3)));
		assert_eq!(kind(ParticipantKind::Account, scene), "scene 3");
		assert_eq!(kind(ParticipantKind::Individual, None), "individual");
		assert_eq!(status(Status::Active, Status::Active), "active");
		assert_eq!(status(Status::Active, Status::Frozen), "active (frozen from above)");
	}
}
