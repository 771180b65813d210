//! `fiscal scene` (R026, R066, R219, R223).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	scene_data::{self, DataCommand},
	scene_resource::{self, ResourceCommand},
	scene_rules::{self, RulesCommand, TemplateCommand},
	values::{choice, digest, digest_of, lock_term},
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::scenes, client::Outcome, time, Fault};
use fiscal_primitives::{
	operation::Actor,
	scene::{LockTerm, Proposal, SceneAnswer, SceneDetail, SceneKind, SceneStatus, Subject},
	text::{Name, Reason},
	Digest, SceneId,
};
use serde_json::{json, Value};
use std::path::PathBuf;

const KINDS: &[&str] = &["medical", "education", "charity", "penalty", "other"];
const SUBJECTS: &[&str] = &["registration", "terms", "fieldRules", "retirement"];

/// What can be done with scenes.
#[derive(Subcommand)]
pub enum SceneCommand {
	/// Show a scene and what waits for its review
	Get {
		/// Its number
		id: SceneId,
	},
	/// List scenes in the order of their numbers
	List {
		/// Begin behind this number
		#[arg(long, default_value = "0", value_name = "ID")]
		after: SceneId,
		/// At most so many
		#[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=500))]
		limit: u32,
	},
	/// Register a scene; an administrator of another member confirms it
	Register {
		/// Its name, 1 to 128 bytes
		#[arg(long)]
		name: Name,
		/// The field it belongs to
		#[arg(long, value_parser = choice::<SceneKind>(KINDS))]
		kind: SceneKind,
		/// Weight in disputes of the same block; the larger wins
		#[arg(long)]
		weight: u32,
		/// How long its locks last: 1m to 366d
		#[arg(long, default_value = "30d", value_name = "TIME", value_parser = lock_term)]
		lock_term: LockTerm,
		#[command(flatten)]
		form: Form,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Change weight, lock term or form of a scene; an administrator of another member confirms it
	Update {
		/// Its number
		id: SceneId,
		/// New weight
		#[arg(long, required_unless_present_any = ["lock_term", "form", "form_digest"])]
		weight: Option<u32>,
		/// New lock term, 1m to 366d
		#[arg(long, value_name = "TIME", value_parser = lock_term)]
		lock_term: Option<LockTerm>,
		#[command(flatten)]
		form: Form,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Suspend a scene until it is active again
	Suspend(Change),
	/// Make a suspended scene active again
	Activate(Change),
	/// Retire a scene, for ever; an administrator of another member confirms it
	Retire(Change),
	/// Confirm a change that an administrator of another member proposed
	Confirm {
		/// Number of the scene
		id: SceneId,
		/// What the change is about
		#[arg(value_parser = choice::<Subject>(SUBJECTS))]
		subject: Subject,
		/// Its digest; when left out, the change is read from the chain and shown
		#[arg(long, value_name = "HEX", value_parser = digest)]
		digest: Option<Digest>,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Take a change back, or reject that of another administrator
	Withdraw {
		/// Number of the scene
		id: SceneId,
		/// What the change is about
		#[arg(value_parser = choice::<Subject>(SUBJECTS))]
		subject: Subject,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Field rules 字段规则
	#[command(subcommand)]
	Rules(RulesCommand),
	/// Types of resources 票据资源类型
	#[command(subcommand)]
	Resource(ResourceCommand),
	/// Resources 票据资源 that issuers register
	#[command(subcommand)]
	Data(DataCommand),
	/// Templates 预置模板 of scenes with field rules
	#[command(subcommand)]
	Template(TemplateCommand),
}

/// The form of a scene.
#[derive(Args)]
pub struct Form {
	/// File of the form that access nodes fill in; its SM3 is what reaches the chain
	#[arg(long, value_name = "FILE")]
	form: Option<PathBuf>,
	/// SM3 of the form
	#[arg(long, value_name = "HEX", value_parser = digest, conflicts_with = "form")]
	form_digest: Option<Digest>,
}

impl Form {
	fn digest(&self) -> Result<Option<Digest>, Fault> {
		match &self.form {
			Some(path) => digest_of(path).map(Some),
			None => Ok(self.form_digest),
		}
	}
}

/// A scene and why its state changes.
#[derive(Args)]
pub struct Change {
	/// Its number
	id: SceneId,
	/// Why, for the record
	#[arg(long)]
	reason: Reason,
	#[command(flatten)]
	via: ViaCouncil,
}

/// Runs a command.
pub async fn run(context: &Context, command: SceneCommand) -> Result<Report, Fault> {
	match command {
		SceneCommand::Get { id } => get(context, id).await,
		SceneCommand::List { after, limit } => {
			let listed = context.client().await?.scenes(after, limit).await?;
			Ok(Report::new(to_json(&listed)?, list(&listed)))
		}
		SceneCommand::Register { name, kind, weight, lock_term, form, via } => {
			let call = scenes::register(&name, kind, weight, lock_term, form.digest()?);
			context
				.make(&call, &via, &format!("Registered scene {name}."), |outcome| {
					let event =
						outcome.events.iter().find(|event| event.is("Scenes", "Registered"));
					let id = event.map(|event| event.field::<SceneId>("scene")).transpose()?;
					Ok(json!({ "id": id, "proposed": proposed(outcome)? }))
				})
				.await
		}
		SceneCommand::Update { id, weight, lock_term, form, via } => {
			let call = scenes::update(id, weight, lock_term, form.digest()?);
			let what = format!("Changed the terms of scene {id}, or proposed to.");
			let more = |outcome: &Outcome| Ok(json!({ "id": id, "proposed": proposed(outcome)? }));
			context.make(&call, &via, &what, more).await
		}
		SceneCommand::Suspend(change) => {
			set_status(context, change, SceneStatus::Suspended, "Suspended").await
		}
		SceneCommand::Activate(change) => {
			set_status(context, change, SceneStatus::Active, "Activated").await
		}
		SceneCommand::Retire(change) => {
			let Change { id, reason, via } = change;
			let call = scenes::set_status(id, SceneStatus::Retired, &reason);
			let what = format!("Retired scene {id}, or proposed to.");
			let more = |outcome: &Outcome| Ok(json!({ "id": id, "proposed": proposed(outcome)? }));
			context.make(&call, &via, &what, more).await
		}
		SceneCommand::Confirm { id, subject, digest, via } => {
			confirm(context, id, subject, digest, via).await
		}
		SceneCommand::Withdraw { id, subject, reason, via } => {
			let call = scenes::withdraw(id, subject, &reason);
			let what = format!("Ended the review of the {} of scene {id}.", word(&subject));
			context.make(&call, &via, &what, |_| Ok(json!({ "id": id, "subject": subject }))).await
		}
		SceneCommand::Rules(command) => scene_rules::run(context, command).await,
		SceneCommand::Resource(command) => scene_resource::run(context, command).await,
		SceneCommand::Data(command) => scene_data::run(context, command).await,
		SceneCommand::Template(command) => scene_rules::templates(command),
	}
}

/// The digest of the change that waits for its review now, if the transaction made one.
pub fn proposed(outcome: &Outcome) -> Result<Option<Digest>, Fault> {
	let event = outcome.events.iter().find(|event| event.is("Scenes", "Proposed"));
	event.map(|event| event.field::<Digest>("digest")).transpose()
}

async fn get(context: &Context, id: SceneId) -> Result<Report, Fault> {
	let answer = context.client().await?.scene(id).await?;
	let answer = answer.ok_or_else(|| Fault::NotFound(format!("scene {id}")))?;
	Ok(Report::new(to_json(&answer)?, describe(&answer)?))
}

fn describe(answer: &SceneDetail) -> Result<String, Fault> {
	let SceneDetail { id, scene, pending } = answer;
	let hex = |digest: Option<Digest>| digest.map(|digest| format!("{digest:?}"));
	let rules = match scene.rules_digest {
		Some(digest) => format!("version {}, {digest:?}", scene.rules_version),
		None => "none".to_owned(),
	};
	let decided = scene.decided.map(|decision| match decision.confirmed_by {
		Some(second) => format!("{}, confirmed by {}", who(&decision.proposed_by), who(&second)),
		None => who(&decision.proposed_by),
	});
	let mut text = table(&[
		("scene", id.to_string()),
		("name", scene.name.to_string()),
		("kind", word(&scene.kind)),
		("weight", scene.weight.to_string()),
		("lock term", time::length(scene.lock_term.get())),
		("form", hex(scene.form).unwrap_or_default()),
		("field rules", rules),
		("status", word(&scene.status)),
		("registered", time::display(scene.registered_at)),
		("changed", time::display(scene.changed_at)),
		("decided by", decided.unwrap_or_default()),
	]);
	for proposal in pending {
		text.push_str(&format!("\nWaits for its review:\n{}", proposal_text(proposal)?));
	}
	Ok(text)
}

/// Who decided, in words.
pub fn who(actor: &Actor) -> String {
	match actor {
		Actor::System => "the chain".into(),
		Actor::Council => "the council".into(),
		Actor::Participant { id, signer, approval } => {
			let under = approval.map(|approval| format!(", approval {}", approval.id));
			format!("participant #{id} (signer #{signer}{})", under.unwrap_or_default())
		}
	}
}

fn proposal_text(proposal: &Proposal) -> Result<String, Fault> {
	let change = serde_json::to_string(&proposal.change)
		.map_err(|fault| Fault::Internal(fault.to_string()))?;
	Ok(table(&[
		("subject", word(&proposal.change.subject())),
		("digest", format!("{:?}", proposal.change.digest())),
		("by", who(&proposal.by)),
		("at", time::display(proposal.at)),
		("change", change),
	]))
}

fn list(listed: &[SceneAnswer]) -> String {
	if listed.is_empty() {
		return "No scenes.\n".into();
	}
	listed
		.iter()
		.map(|SceneAnswer { id, scene }| {
			let (kind, status) = (word(&scene.kind), word(&scene.status));
			format!("{id:>5}  {status:9}  {kind:9}  {:>6}  {}\n", scene.weight, scene.name)
		})
		.collect()
}

async fn confirm(
	context: &Context,
	id: SceneId,
	subject: Subject,
	digest: Option<Digest>,
	via: ViaCouncil,
) -> Result<Report, Fault> {
	let (digest, read) = match digest {
		Some(digest) => (digest, String::new()),
		None => {
			let answer = context.client().await?.scene(id).await?;
			let pending = answer.map(|answer| answer.pending).unwrap_or_default();
			let proposal =
				pending.iter().find(|proposal| proposal.change.subject() == subject).ok_or_else(
					|| Fault::NotFound(format!("a change of the {} of scene {id}", word(&subject))),
				)?;
			(proposal.change.digest(), proposal_text(proposal)?)
		}
	};
	let call = scenes::confirm(id, subject, digest);
	let what = format!("{read}Confirmed the {} of scene {id}.", word(&subject));
	let more: Value = json!({ "id": id, "subject": subject, "digest": digest });
	context.make(&call, &via, &what, |_| Ok(more)).await
}

async fn set_status(
	context: &Context,
	change: Change,
	status: SceneStatus,
	done: &str,
) -> Result<Report, Fault> {
	let Change { id, reason, via } = change;
	let call = scenes::set_status(id, status, &reason);
	let more = json!({ "id": id, "status": status });
	context.make(&call, &via, &format!("{done} scene {id}."), |_| Ok(more)).await
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{
		scene::{self, Decision, Scene},
		Approval, ParticipantId,
	};

	fn actor(signer: u32, approval: Option<u32>) -> Actor {
		let approval = approval.map(|id| Approval { id, head: Digest::zero(), mandated: true });
		Actor::Participant { id: ParticipantId(1), signer: ParticipantId(signer), approval }
	}

	#[test]
	fn the_command_line_knows_every_subject() {
		assert_eq!(Subject::ALL.map(|subject| word(&subject)).as_slice(), SUBJECTS);
	}

	#[test]
	fn a_scene_is_described_with_what_waits_and_who_decided() {
		let change = scene::Change::Terms { weight: Some(9), lock_term: None, form: None };
		let digest = format!("{:?}", change.digest());
		let detail = SceneDetail {
			id: SceneId(3),
			scene: Scene {
				name: "Outpatient".parse().unwrap(),
				kind: SceneKind::Medical,
				weight: 10,
				lock_term: LockTerm::DEFAULT,
				form: None,
				rules_version: 2,
				rules_digest: Some(Digest::repeat_byte(5)),
				status: SceneStatus::Active,
				registered_at: 0,
				changed_at: 0,
				decided: Some(Decision {
					proposed_by: actor(1, Some(7)),
					confirmed_by: Some(actor(2, None)),
				}),
			},
			pending: vec![Proposal { change, by: actor(4, None), at: 0 }],
		};
		let text = describe(&detail).unwrap();
		for part in [
			"version 2, 0x0505",
			"participant #1 (signer #1, approval 7), confirmed by participant #1 (signer #2)",
			&digest,
			"signer #4",
			r#""weight":9"#,
		] {
			assert!(text.contains(part), "{part}\n{text}");
		}
		let json = to_json(&detail).unwrap();
		assert_eq!(serde_json::from_value::<SceneDetail>(json).unwrap(), detail);
		let item = SceneAnswer { id: detail.id, scene: detail.scene };
		assert!(list(&[item]).starts_with("    3  active     medical        10  Outpatient"));
		assert_eq!(list(&[]), "No scenes.\n");
	}
}
