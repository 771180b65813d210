//! `fiscal did` (R123, R124, R216).

use crate::{
	context::Context,
	output::{table, Report},
};
use clap::Subcommand;
use fiscal_client::Fault;
use serde_json::Value;

/// What can be done with DIDs 分布式标识.
#[derive(Subcommand)]
pub enum DidCommand {
	/// Resolve a DID: its document and metadata as W3C DID Core 1.0 says
	Resolve {
		/// The DID, did:cpl:…
		did: String,
	},
}

/// Runs a command.
pub async fn run(context: &Context, command: DidCommand) -> Result<Report, Fault> {
	let DidCommand::Resolve { did } = command;
	let resolution = context.client().await?.resolve_did(&did).await?;
	match resolution["didResolutionMetadata"]["error"].as_str() {
		Some("invalidDid") => Err(Fault::Input(format!("did: {did} is not did:cpl:…"))),
		Some(_) => Err(Fault::NotFound(format!("the DID {did}"))),
		None => {
			let text = describe(&resolution);
			Ok(Report::new(resolution, text))
		}
	}
}

fn describe(resolution: &Value) -> String {
	let (document, metadata) = (&resolution["didDocument"], &resolution["didDocumentMetadata"]);
	let text = |value: &Value| value.as_str().map(String::from).unwrap_or_default();
	let list = |value: &Value, line: &dyn Fn(&Value) -> String| -> String {
		let lines: Vec<String> = value.as_array().into_iter().flatten().map(line).collect();
		lines.join(", ")
	};
	let key = |method: &Value| match method["revoked"].as_str() {
		Some(revoked) => format!("{} (revoked {revoked})", text(&method["id"])),
		None => text(&method["id"]),
	};
	let service = |service: &Value| {
		format!("{} {}", text(&service["type"]), text(&service["serviceEndpoint"]))
	};
	table(&[
		("did", text(&document["id"])),
		("controller", text(&document["controller"])),
		("status", text(&metadata["status"])),
		("keys", list(&document["verificationMethod"], &key)),
		("authentication", list(&document["authentication"], &text)),
		("services", list(&document["service"], &service)),
		("created", text(&metadata["created"])),
		("updated", text(&metadata["updated"])),
		("version", text(&metadata["versionId"])),
	])
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn a_resolution_is_shown_with_past_keys_marked() {
		let resolution = json!({
			"didDocument": {
				"id": "did:cpl:a",
				"verificationMethod": [
					{ "id": "did:cpl:a#key-1", "revoked": "2026-11-21T00:00:00Z" },
					{ "id": "did:cpl:a#key-2" },
				],
				"authentication": ["did:cpl:a#key-2"],
				"service": [{ "type": "AccessNode", "serviceEndpoint": "https://a.cn" }],
			},
			"didDocumentMetadata": { "status": "active", "versionId": "2.0" },
		});
		let text = describe(&resolution);
		assert!(text.contains("did:cpl:a#key-1 (revoked 2026-11-21T00:00:00Z), did:cpl:a#key-2"));
		assert!(text.contains("AccessNode https://a.cn") && !text.contains("created"), "{text}");
	}
}
