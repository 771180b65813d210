//! `fiscal vc template|delegate|whitelist`: what administrators decide (R126, R128, R233).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	values::{choice, lock_term},
	vc::SCOPES,
	vc_offline::moment,
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::vc_authorization as calls, time, Fault};
use fiscal_primitives::{
	authorization::{CredentialKind, DelegateTerms, SceneSet, Scope, Scopes, Template, TemplateId},
	scene::LockTerm,
	text::Name,
	Moment, ParticipantId, SceneId,
};
use serde_json::json;

const KINDS: &[&str] = &["person", "company", "confirmation"];

/// What can be done with templates.
#[derive(Subcommand)]
pub enum TemplateCommand {
	/// Show a template
	Get {
		/// Its number
		number: u32,
		/// Its version [default: the last]
		#[arg(long)]
		version: Option<u32>,
	},
	/// Put a new template into force, or the next version of one
	Put(Box<Put>),
	/// Withdraw a template: nothing is registered under it any more
	Withdraw {
		/// Its number
		number: u32,
		#[command(flatten)]
		via: ViaCouncil,
	},
}

/// A template.
#[derive(Args)]
pub struct Put {
	/// Number of the template that gets another version [default: a new template]
	#[arg(long)]
	number: Option<u32>,
	/// Its name, 1 to 128 bytes
	#[arg(long)]
	name: Name,
	/// What its credentials are for
	#[arg(long, default_value = "person", value_parser = choice::<CredentialKind>(KINDS))]
	kind: CredentialKind,
	#[command(flatten)]
	limits: Limits,
	/// The most uses
	#[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
	max_uses: u32,
	#[command(flatten)]
	via: ViaCouncil,
}

/// What templates and terms of delegates have in common.
#[derive(Args)]
pub struct Limits {
	/// What may be granted; may stand several times
	#[arg(long, required = true, value_parser = choice::<Scope>(SCOPES))]
	scope: Vec<Scope>,
	/// How long a grant may be valid, 1m to 366d
	#[arg(long, default_value = "30d", value_name = "TIME", value_parser = lock_term)]
	max_validity: LockTerm,
	/// A scene that may be named; may stand 16 times [default: every scene]
	#[arg(long, value_name = "ID")]
	scene: Vec<SceneId>,
}

/// What can be done with delegates.
#[derive(Subcommand)]
pub enum DelegateCommand {
	/// Show a trusted delegate
	Get {
		/// Its number
		id: ParticipantId,
	},
	/// Trust a platform to grant for holders
	Trust {
		/// Its number
		id: ParticipantId,
		#[command(flatten)]
		limits: Limits,
		/// The most bills of a grant
		#[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=64))]
		max_bills: u32,
		/// The most uses of a grant
		#[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
		max_uses: u32,
		/// The most grants a day
		#[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
		grants_per_day: u32,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Trust a delegate no longer; what it granted then grants nothing
	Dismiss {
		/// Its number
		id: ParticipantId,
		#[command(flatten)]
		via: ViaCouncil,
	},
}

/// What can be done with the white list.
#[derive(Subcommand)]
pub enum WhiteListCommand {
	/// Show an entry and the head of its log
	Get {
		/// Number of the participant
		participant: ParticipantId,
		/// Number of the scene
		scene: SceneId,
	},
	/// Let a participant that acts in a scene read any bill without an authorization
	Set {
		/// Number of the participant
		participant: ParticipantId,
		/// Number of the scene
		scene: SceneId,
		/// What it may read, never `use`; may stand several times
		#[arg(long, required = true, value_parser = choice::<Scope>(SCOPES))]
		scope: Vec<Scope>,
		/// Until when, such as 2026-12-31T16:00:00Z
		#[arg(long, value_name = "TIME", value_parser = moment)]
		until: Moment,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Take an entry off the white list
	Remove {
		/// Number of the participant
		participant: ParticipantId,
		/// Number of the scene
		scene: SceneId,
		#[command(flatten)]
		via: ViaCouncil,
	},
}

fn names(scopes: Scopes) -> String {
	scopes.iter().map(Scope::name).collect::<Vec<_>>().join(", ")
}

fn scenes(scenes: &SceneSet) -> String {
	let numbers: Vec<String> = scenes.iter().map(ToString::to_string).collect();
	if numbers.is_empty() {
		"every".into()
	} else {
		numbers.join(", ")
	}
}

/// `fiscal vc template`.
pub async fn template(context: &Context, command: TemplateCommand) -> Result<Report, Fault> {
	match command {
		TemplateCommand::Get { number, version } => {
			let answer = context.client().await?.credential_template(number, version).await?;
			let answer = answer.ok_or_else(|| Fault::NotFound(format!("template {number}")))?;
			let it = &answer.record.template;
			let text = table(&[
				("template", answer.id.to_string()),
				("in force", if answer.in_force { "yes" } else { "no" }.into()),
				("name", it.name.to_string()),
				("kind", word(&it.kind)),
				("scope", names(it.scopes)),
				("max validity", time::length(it.max_validity)),
				("max uses", it.max_uses.to_string()),
				("scenes", scenes(&it.scenes)),
				("since", time::display(answer.record.at)),
			]);
			Ok(Report::new(to_json(&answer)?, text))
		}
		TemplateCommand::Put(put) => {
			let Put { number, name, kind, limits, max_uses, via } = *put;
			let template = Template {
				name,
				kind,
				scopes: Scopes::of(&limits.scope),
				max_validity: limits.max_validity.get(),
				max_uses,
				scenes: SceneSet::new(limits.scene)?,
			};
			let call = calls::put_template(number, &template);
			let what = format!("Put template {} into force.", template.name);
			context
				.make(&call, &via, &what, |outcome| {
					let mut events = outcome.events.iter();
					let event = events.find(|event| event.is("VcAuthorization", "TemplateChanged"));
					let id =
						event.map(|event| event.field::<TemplateId>("template")).transpose()?;
					Ok(json!({ "id": id }))
				})
				.await
		}
		TemplateCommand::Withdraw { number, via } => {
			let call = calls::withdraw_template(number);
			let what = format!("Withdrew template {number}.");
			context.make(&call, &via, &what, |_| Ok(json!({ "number": number }))).await
		}
	}
}

/// `fiscal vc delegate`.
pub async fn delegate(context: &Context, command: DelegateCommand) -> Result<Report, Fault> {
	match command {
		DelegateCommand::Get { id } => {
			let answer = context.client().await?.credential_delegate(id).await?;
			let answer = answer.ok_or_else(|| Fault::NotFound(format!("delegate {id}")))?;
			let text = table(&[
				("delegate", id.to_string()),
				("scope", names(answer.terms.scopes)),
				("max validity", time::length(answer.terms.max_validity)),
				("max bills", answer.terms.max_bills.to_string()),
				("max uses", answer.terms.max_uses.to_string()),
				("grants a day", answer.terms.grants_per_day.to_string()),
				("scenes", scenes(&answer.terms.scenes)),
				("last day", format!("{}: {} grants", answer.day, answer.granted)),
				("since", time::display(answer.at)),
			]);
			Ok(Report::new(to_json(&answer)?, text))
		}
		DelegateCommand::Trust { id, limits, max_bills, max_uses, grants_per_day, via } => {
			let terms = DelegateTerms {
				scopes: Scopes::of(&limits.scope),
				max_validity: limits.max_validity.get(),
				max_bills,
				max_uses,
				grants_per_day,
				scenes: SceneSet::new(limits.scene)?,
			};
			let call = calls::set_delegate(id, Some(&terms));
			let what = format!("Participant {id} is a trusted delegate.");
			context.make(&call, &via, &what, |_| Ok(json!({ "id": id }))).await
		}
		DelegateCommand::Dismiss { id, via } => {
			let call = calls::set_delegate(id, None);
			let what = format!("Participant {id} is a trusted delegate no longer.");
			context.make(&call, &via, &what, |_| Ok(json!({ "id": id }))).await
		}
	}
}

/// `fiscal vc whitelist`.
pub async fn white_list(context: &Context, command: WhiteListCommand) -> Result<Report, Fault> {
	match command {
		WhiteListCommand::Get { participant, scene } => {
			let client = context.client().await?;
			let answer = client.white_list_entry(participant, scene).await?;
			let answer = answer.ok_or_else(|| {
				Fault::NotFound(format!("entry of participant {participant} in scene {scene}"))
			})?;
			let text = table(&[
				("participant", participant.to_string()),
				("scene", scene.to_string()),
				("scope", names(answer.scopes)),
				("until", time::display(answer.until)),
				("entries", answer.log.entries.to_string()),
				("failures", answer.log.failures.to_string()),
				("log head", format!("{:?}", answer.log.head)),
				("since", time::display(answer.at)),
			]);
			Ok(Report::new(to_json(&answer)?, text))
		}
		WhiteListCommand::Set { participant, scene, scope, until, via } => {
			let call = calls::set_white_list(participant, scene, Scopes::of(&scope), until);
			let what = format!("Participant {participant} may read any bill in scene {scene}.");
			let more = json!({ "participant": participant, "scene": scene, "until": until });
			context.make(&call, &via, &what, |_| Ok(more)).await
		}
		WhiteListCommand::Remove { participant, scene, via } => {
			let call = calls::remove_white_list(participant, scene);
			let what = format!("Participant {participant} may read in scene {scene} no longer.");
			let more = json!({ "participant": participant, "scene": scene });
			context.make(&call, &via, &what, |_| Ok(more)).await
		}
	}
}
