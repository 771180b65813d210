//! `fiscal scene data`: resources that issuers register (R068).

use crate::{
	context::Context,
	output::{table, to_json, word, Report},
	values::read_json,
};
use clap::Subcommand;
use fiscal_client::{calls::scenes, client::Outcome, time, Call, Fault};
use fiscal_primitives::{
	scene::{ResourceAnswer, ResourceDetails},
	BillKey, Digest, ResourceId, ResourceTypeId, SceneId,
};
use serde_json::{json, Value};
use std::path::PathBuf;

/// The largest file of details, in bytes.
const MAX_DETAILS_FILE: u64 = 16 * 1024;

/// What can be done with resources.
#[derive(Subcommand)]
pub enum DataCommand {
	/// Show a resource and its certificate
	Get {
		/// Its number
		id: ResourceId,
	},
	/// Register a resource of the issuer that signs
	Register {
		/// Number of its type
		#[arg(long = "type", value_name = "ID")]
		resource_type: ResourceTypeId,
		/// Number of the scene it serves
		#[arg(long, value_name = "ID")]
		scene: SceneId,
		/// The bill it belongs to: CODE-NUMBER
		#[arg(long)]
		bill: Option<BillKey>,
		/// JSON file: {name, description, source, node, location, format, digest, access}
		#[arg(long, value_name = "FILE")]
		details: PathBuf,
	},
	/// Change a resource, or whether it is offered
	Change {
		/// Its number
		id: ResourceId,
		/// JSON file: {name, description, source, node, location, format, digest, access}
		#[arg(long, value_name = "FILE", required_unless_present = "active")]
		details: Option<PathBuf>,
		/// Whether it is offered
		#[arg(long)]
		active: Option<bool>,
	},
}

/// Runs a command.
pub async fn run(context: &Context, command: DataCommand) -> Result<Report, Fault> {
	match command {
		DataCommand::Get { id } => {
			let answer = context.client().await?.resource(id).await?;
			let answer = answer.ok_or_else(|| Fault::NotFound(format!("resource {id}")))?;
			Ok(Report::new(to_json(&answer)?, describe(&answer)))
		}
		DataCommand::Register { resource_type, scene, bill, details } => {
			let details: ResourceDetails = read_json(&details, MAX_DETAILS_FILE)?;
			let call = scenes::register_resource(resource_type, scene, bill, &details);
			send(context, &call, &format!("Registered the resource {}.", details.name)).await
		}
		DataCommand::Change { id, details, active } => {
			let details: Option<ResourceDetails> =
				details.map(|path| read_json(&path, MAX_DETAILS_FILE)).transpose()?;
			let call = scenes::change_resource(id, details.as_ref(), active);
			send(context, &call, &format!("Changed resource {id}.")).await
		}
	}
}

async fn send(context: &Context, call: &Call, what: &str) -> Result<Report, Fault> {
	let account = context.account()?;
	let outcome = context.client().await?.submit(call, &account).await?;
	let recorded = recorded(&outcome)?;
	Ok(Report::of_transaction(&outcome, what, recorded))
}

fn recorded(outcome: &Outcome) -> Result<Value, Fault> {
	let event = outcome.events.iter().find(|event| event.is("Scenes", "ResourceRecorded"));
	Ok(match event {
		Some(event) => json!({
			"id": event.field::<ResourceId>("id")?,
			"certificate": event.field::<Digest>("certificate")?,
		}),
		None => json!({}),
	})
}

fn describe(answer: &ResourceAnswer) -> String {
	let ResourceAnswer { id, resource, certificate } = answer;
	let details = &resource.details;
	let description = details.description.as_ref().map(ToString::to_string);
	let state = if resource.active { "offered" } else { "not offered" };
	table(&[
		("resource", id.to_string()),
		("name", details.name.to_string()),
		("description", description.unwrap_or_default()),
		("type", resource.resource_type.to_string()),
		("scene", resource.scene.to_string()),
		("owner", resource.owner.to_string()),
		("bill", resource.bill.map(|key| key.to_string()).unwrap_or_default()),
		("source", details.source.to_string()),
		("access node", details.node.to_string()),
		("location", details.location.to_string()),
		("format", details.format.to_string()),
		("digest", format!("{:?}", details.digest)),
		("access", word(&details.access)),
		("state", format!("{state}, version {}", resource.version)),
		("registered", time::display(resource.registered_at)),
		("changed", time::display(resource.changed_at)),
		("certificate", format!("{certificate:?}")),
	])
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{scene::Resource, ParticipantId};

	#[test]
	fn a_resource_is_read_from_a_file_and_described() {
		let details: ResourceDetails = serde_json::from_value(json!({
			"name": "Discharge summaries", "source": "HIS", "node": 2, "location": "b2f7c0",
			"format": "application/pdf", "digest": format!("0x{}", "08".repeat(32)),
			"access": "pdf",
		}))
		.unwrap();
		let resource = Resource {
			resource_type: ResourceTypeId(4),
			scene: SceneId(3),
			owner: ParticipantId(5),
			bill: None,
			details,
			version: 2,
			active: false,
			registered_at: 0,
			changed_at: 0,
		};
		let certificate = resource.certificate();
		let text = describe(&ResourceAnswer { id: ResourceId(6), resource, certificate });
		assert!(text.contains("not offered, version 2"), "{text}");
		assert!(text.contains(&format!("{certificate:?}")), "{text}");
		assert!(!text.contains("bill  ") && !text.contains("description"), "{text}");
	}
}
