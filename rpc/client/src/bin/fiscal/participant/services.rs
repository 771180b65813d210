//! `fiscal participant services` (R124).

use crate::{context::Context, output::Report};
use clap::Args;
use fiscal_client::{calls::participants, Fault};
use fiscal_primitives::{
	did::{Service, Services},
	ParticipantId,
};
use serde_json::json;

/// The services of a participant; those it had are replaced.
#[derive(Args)]
pub struct SetServices {
	/// Its number
	id: ParticipantId,
	/// A service: NAME=TYPE=URI, such as node=AccessNode=https://node.example.cn; up to eight times
	#[arg(long, value_name = "NAME=TYPE=URI", value_parser = service, required_unless_present = "clear")]
	service: Vec<Service>,
	/// Remove all of them
	#[arg(long, conflicts_with = "service")]
	clear: bool,
}

/// `node=AccessNode=https://node.example.cn`.
fn service(text: &str) -> Result<Service, String> {
	let mut parts = text.splitn(3, '=');
	let (Some(name), Some(kind), Some(endpoint)) = (parts.next(), parts.next(), parts.next())
	else {
		return Err("not NAME=TYPE=URI".into());
	};
	let fault = |fault: fiscal_primitives::Invalid| fault.to_string();
	Ok(Service {
		name: name.parse().map_err(fault)?,
		kind: kind.parse().map_err(fault)?,
		endpoint: endpoint.parse().map_err(fault)?,
	})
}

/// Replaces the services.
pub async fn run(context: &Context, command: SetServices) -> Result<Report, Fault> {
	let SetServices { id, service, clear: _ } = command;
	let services = Services::new(service)?;
	let account = context.account()?;
	let client = context.client().await?;
	let outcome = client.submit(&participants::set_services(id, &services), &account).await?;
	let what = format!("Participant {id} has {} services.", services.len());
	Ok(Report::of_transaction(&outcome, &what, json!({ "id": id, "services": services })))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_service_has_a_name_a_type_and_a_uri_that_may_hold_equal_signs() {
		let one = service("node=AccessNode=https://a.cn/?x=1").unwrap();
		assert_eq!(one.endpoint.as_str(), "https://a.cn/?x=1");
		for bad in ["", "node", "node=AccessNode", "key-1=A=https://a.cn", "n=A=/path"] {
			assert!(service(bad).is_err(), "{bad}");
		}
	}
}
