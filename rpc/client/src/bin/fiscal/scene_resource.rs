//! `fiscal scene resource` (R067).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{to_json, word, Report},
	values::{choice, read_json},
};
use clap::Subcommand;
use fiscal_client::{calls::scenes, Fault};
use fiscal_primitives::{
	authorization::Scope,
	scene::{ResourceFields, ResourceTypeAnswer},
	text::{Name, Reason},
	ResourceTypeId,
};
use serde_json::json;
use std::path::PathBuf;

const SCOPES: &[&str] = &["list", "summary", "structured", "pdf", "use"];

/// The largest file of fields, in bytes.
const MAX_FIELDS_FILE: u64 = 64 * 1024;

/// What can be done with types of resources.
#[derive(Subcommand)]
pub enum ResourceCommand {
	/// List types of resources with their fields
	List {
		/// Begin behind this number
		#[arg(long, default_value = "0", value_name = "ID")]
		after: ResourceTypeId,
		/// At most so many
		#[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=500))]
		limit: u32,
	},
	/// Register a type of resources
	Register {
		/// Its name, 1 to 128 bytes
		#[arg(long)]
		name: Name,
		/// What it holds, 1 to 256 bytes
		#[arg(long)]
		description: Option<Reason>,
		/// The part of a bill it shows; left out for what stands beside the bill
		#[arg(long, value_parser = choice::<Scope>(SCOPES))]
		scope: Option<Scope>,
		/// JSON file with a list of 1 to 32 fields: {name, kind, required}
		#[arg(long, value_name = "FILE")]
		fields: PathBuf,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Change the description, the fields or the state of a type of resources
	Change {
		/// Its number
		id: ResourceTypeId,
		/// What it holds, 1 to 256 bytes
		#[arg(long, required_unless_present_any = ["fields", "active"])]
		description: Option<Reason>,
		/// JSON file with a list of 1 to 32 fields: {name, kind, required}
		#[arg(long, value_name = "FILE")]
		fields: Option<PathBuf>,
		/// Whether new resources of the type are accepted
		#[arg(long)]
		active: Option<bool>,
		#[command(flatten)]
		via: ViaCouncil,
	},
}

/// Runs a command.
pub async fn run(context: &Context, command: ResourceCommand) -> Result<Report, Fault> {
	match command {
		ResourceCommand::List { after, limit } => {
			let listed = context.client().await?.resource_types(after, limit).await?;
			Ok(Report::new(to_json(&listed)?, list(&listed)))
		}
		ResourceCommand::Register { name, description, scope, fields, via } => {
			let fields: ResourceFields = read_json(&fields, MAX_FIELDS_FILE)?;
			let call = scenes::register_resource_type(&name, description.as_ref(), scope, &fields);
			let what = format!("Registered the type of resources {name}.");
			context
				.make(&call, &via, &what, |outcome| {
					let mut events = outcome.events.iter();
					let event = events.find(|event| event.is("Scenes", "ResourceTypeRegistered"));
					let id = event.map(|event| event.field::<ResourceTypeId>("id")).transpose()?;
					Ok(json!({ "id": id }))
				})
				.await
		}
		ResourceCommand::Change { id, description, fields, active, via } => {
			let fields: Option<ResourceFields> =
				fields.map(|path| read_json(&path, MAX_FIELDS_FILE)).transpose()?;
			let call =
				scenes::change_resource_type(id, description.as_ref(), fields.as_ref(), active);
			let what = format!("Changed the type of resources {id}.");
			context.make(&call, &via, &what, |_| Ok(json!({ "id": id }))).await
		}
	}
}

fn list(listed: &[ResourceTypeAnswer]) -> String {
	let mut text = String::new();
	for ResourceTypeAnswer { id, resource } in listed {
		let scope = resource.scope.map_or_else(|| "beside the bill".into(), |scope| word(&scope));
		let state = if resource.active { "active" } else { "inactive" };
		let (name, version) = (&resource.name, resource.version);
		text.push_str(&format!("{id}  {name} ({scope}, {state}, version {version})\n"));
		for field in resource.fields.iter() {
			let required = if field.required { "required" } else { "optional" };
			text.push_str(&format!("   {:32}  {:7}  {required}\n", field.name, word(&field.kind)));
		}
	}
	if text.is_empty() {
		text.push_str("No types of resources.\n");
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::scene::ResourceType;

	#[test]
	fn types_are_listed_with_their_fields() {
		let listed: Vec<_> = (1..)
			.map(ResourceTypeId)
			.zip(ResourceType::standard())
			.map(|(id, resource)| ResourceTypeAnswer { id, resource })
			.collect();
		let text = list(&listed);
		assert!(text.contains("2  票据摘要 (summary, active, version 1)"), "{text}");
		assert!(text.lines().any(|line| line.contains("total") && line.contains("amount")));
		assert_eq!(list(&[]), "No types of resources.\n");
	}
}
