//! `fiscal policy primitive`. R041, R044.

use crate::{
	context::Context,
	output::{table, to_json, Report},
	policy_chain::{next_page, send, sentences, text_of, who, Page},
};
use clap::Subcommand;
use fiscal_client::{calls::policies as calls, time, Fault};
use fiscal_policy::{
	chain::{Dependent, PrimitiveDetail},
	json::primitive_from_json,
	Primitive, PrimitiveId, Reference,
};
use fiscal_primitives::text::Reason;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What can be done with primitives.
#[derive(Subcommand)]
pub enum PrimitiveCommand {
	/// Define a primitive: a named condition for policies and later primitives
	Define {
		/// The primitive in its JSON form {"name", "version", "condition"}
		file: PathBuf,
	},
	/// Make a new version of a primitive; policies keep the version they name
	Revise {
		/// Its number
		id: u32,
		/// The new version in its JSON form
		file: PathBuf,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
	},
	/// Make an earlier version the one authors are to use
	Rollback {
		/// Its number
		id: u32,
		/// The version
		version: u32,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
	},
	/// Show a primitive and who uses it
	Get {
		/// Its number
		id: u32,
		/// Which version [default: the current one]
		#[arg(long)]
		version: Option<u32>,
	},
	/// List primitives
	List {
		#[command(flatten)]
		page: Page,
	},
}

/// Runs a command.
pub async fn run(context: &Context, command: PrimitiveCommand) -> Result<Report, Fault> {
	match command {
		PrimitiveCommand::Define { file } => {
			let primitive = read(&file)?;
			let call = calls::define_primitive(&primitive.name, &primitive.condition);
			defined(context, &call, "Defined a primitive.").await
		}
		PrimitiveCommand::Revise { id, file, reason } => {
			let call = calls::revise_primitive(PrimitiveId(id), &read(&file)?.condition, &reason);
			defined(context, &call, &format!("Defined a version of primitive {id}.")).await
		}
		PrimitiveCommand::Rollback { id, version, reason } => {
			let call = calls::roll_back_primitive(PrimitiveId(id), version, &reason);
			let what = format!("Version {version} of primitive {id} is the current one.");
			send(context, &call, &what, |_| Ok(json!({ "id": id, "version": version }))).await
		}
		PrimitiveCommand::Get { id, version } => {
			let answer = context.client().await?.policy_primitive(PrimitiveId(id), version).await?;
			let answer = answer.ok_or_else(|| Fault::NotFound(format!("primitive {id}")))?;
			Ok(Report::new(to_json(&answer)?, describe(&answer)?))
		}
		PrimitiveCommand::List { page } => {
			let client = context.client().await?;
			let answer = client.policy_primitives(page.cursor, page.limit).await?;
			let mut text: String = answer
				.items
				.iter()
				.map(|item| {
					let (id, current, latest) = (item.id, item.current, item.latest);
					format!("{id}  version {current} of {latest}  {}\n", item.name)
				})
				.collect();
			text.push_str(&next_page(answer.next));
			Ok(Report::new(to_json(&answer)?, text))
		}
	}
}

async fn defined(
	context: &Context,
	call: &fiscal_client::Call,
	what: &str,
) -> Result<Report, Fault> {
	send(context, call, what, |outcome| {
		let event = outcome.events.iter().find(|event| event.is("Policies", "PrimitiveDefined"));
		let reference = event.map(|event| event.field::<Reference>("reference")).transpose()?;
		let id = reference.map(|reference| reference.primitive);
		Ok(json!({ "id": id, "version": reference.map(|reference| reference.version) }))
	})
	.await
}

fn read(path: &Path) -> Result<Primitive, Fault> {
	let text = text_of(path)?;
	primitive_from_json(&text).map_err(|findings| Fault::file(path, sentences(&findings)))
}

fn describe(answer: &PrimitiveDetail) -> Result<String, Fault> {
	let record = &answer.record;
	let users: Vec<String> = answer
		.dependents
		.iter()
		.map(|dependent| match dependent {
			Dependent::Policy { policy, version } => format!("policy {policy} version {version}"),
			Dependent::Primitive(reference) => reference.to_string(),
		})
		.collect();
	let text = table(&[
		("primitive", answer.reference.primitive.to_string()),
		("name", record.primitive.name.to_string()),
		("version", format!("{} of {}", answer.reference.version, answer.latest)),
		("current", answer.current.to_string()),
		("cost", record.cost.to_string()),
		("defined", format!("{} by {}", time::display(record.at), who(&record.by))),
		("used by", users.join(", ")),
	]);
	let content = serde_json::to_string_pretty(&record.primitive)
		.map_err(|fault| Fault::Internal(fault.to_string()))?;
	Ok(format!("{text}{content}\n"))
}
