//! `fiscal scene` (R219, R223).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	values::{choice, lock_term},
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::scenes, time, Fault};
use fiscal_primitives::{
	rpc::SceneAnswer,
	scene::{LockTerm, SceneKind, SceneStatus},
	text::{Name, Reason},
	SceneId,
};
use serde_json::json;

const KINDS: &[&str] = &["medical", "education", "charity", "penalty", "other"];

/// What can be done with scenes.
#[derive(Subcommand)]
pub enum SceneCommand {
	/// Show a scene
	Get {
		/// Its number
		id: SceneId,
	},
	/// Register a scene
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
		via: ViaCouncil,
	},
	/// Change the weight or the lock term of a scene
	Update {
		/// Its number
		id: SceneId,
		/// New weight
		#[arg(long, required_unless_present = "lock_term")]
		weight: Option<u32>,
		/// New lock term, 1m to 366d
		#[arg(long, value_name = "TIME", value_parser = lock_term)]
		lock_term: Option<LockTerm>,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Suspend a scene until it is active again
	Suspend(Change),
	/// Make a suspended scene active again
	Activate(Change),
	/// Retire a scene, for ever
	Retire(Change),
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
		SceneCommand::Register { name, kind, weight, lock_term, via } => {
			let call = scenes::register(&name, kind, weight, lock_term);
			context
				.make(&call, &via, &format!("Registered scene {name}."), |outcome| {
					let event =
						outcome.events.iter().find(|event| event.is("Scenes", "Registered"));
					let id = event.map(|event| event.field::<SceneId>("scene")).transpose()?;
					Ok(json!({ "id": id }))
				})
				.await
		}
		SceneCommand::Update { id, weight, lock_term, via } => {
			let call = scenes::update(id, weight, lock_term);
			let what = format!("Updated scene {id}.");
			context.make(&call, &via, &what, |_| Ok(json!({ "id": id }))).await
		}
		SceneCommand::Suspend(change) => {
			set_status(context, change, SceneStatus::Suspended, "Suspended").await
		}
		SceneCommand::Activate(change) => {
			set_status(context, change, SceneStatus::Active, "Activated").await
		}
		SceneCommand::Retire(change) => {
			set_status(context, change, SceneStatus::Retired, "Retired").await
		}
	}
}

async fn get(context: &Context, id: SceneId) -> Result<Report, Fault> {
	let answer = context.client().await?.scene(id).await?;
	let answer = answer.ok_or_else(|| Fault::NotFound(format!("scene {id}")))?;
	let SceneAnswer { id, scene } = &answer;
	let text = table(&[
		("scene", id.to_string()),
		("name", scene.name.to_string()),
		("kind", word(&scene.kind)),
		("weight", scene.weight.to_string()),
		("lock term", time::length(scene.lock_term.get())),
		("status", word(&scene.status)),
		("registered", time::display(scene.registered_at)),
		("changed", time::display(scene.changed_at)),
	]);
	Ok(Report::new(to_json(&answer)?, text))
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
