//! `fiscal node get|list|of|routes`.

use crate::{
	context::Context,
	output::{table, to_json, word, Report},
};
use fiscal_client::{time, Client, Fault};
use fiscal_primitives::{
	node::{NodeSummary, Route, RoutesPage},
	rpc::NodeAnswer,
	Moment, NodeId, ParticipantId,
};
use serde_json::json;

/// Pages of the routing table that are read before it counts as restless.
const MAX_READS: u32 = 5;

/// An access node.
pub async fn get(context: &Context, id: NodeId) -> Result<Report, Fault> {
	let client = context.client().await?;
	let answer = client.access_node(id).await?;
	let answer = answer.ok_or_else(|| Fault::NotFound(format!("access node {id}")))?;
	let operator = client.participant_title(answer.node.operator).await;
	Ok(Report::new(to_json(&answer)?, describe(&answer, operator)))
}

fn describe(answer: &NodeAnswer, operator: String) -> String {
	let NodeAnswer { id, node, serves, decision, activation, .. } = answer;
	let serves: Vec<String> = serves
		.iter()
		.map(|served| match (served.issuer, served.user) {
			(true, true) => format!("{} (issuer, user)", served.participant),
			(true, false) => format!("{} (issuer)", served.participant),
			(false, _) => format!("{} (user)", served.participant),
		})
		.collect();
	let codes = match (activation.frozen, activation.failed) {
		(true, _) => format!("{}, frozen", activation.codes),
		(false, 0) => activation.codes.to_string(),
		(false, failed) => format!("{}, {failed} wrong in a row", activation.codes),
	};
	let credential = &node.credential;
	let decided = decision.as_ref().and_then(|decision| decision.reason.as_ref());
	table(&[
		("access node", id.to_string()),
		("name", node.name.to_string()),
		("operator", operator),
		("status", word(&node.status)),
		("reason", decided.map(ToString::to_string).unwrap_or_default()),
		("in service", if answer.normal { "yes" } else { "no" }.into()),
		("capacities", words(node.capacities.iter())),
		("scenes", words(node.scenes.iter())),
		("resources", words(node.resources.iter())),
		(
			"credential",
			format!(
				"{:?} (version {}, {})",
				credential.digest,
				credential.version,
				word(&answer.credential_status)
			),
		),
		("valid until", end(credential.valid_until)),
		("codes", codes),
		("serves", serves.join(", ")),
		("activated", node.activated_at.map(time::display).unwrap_or_else(|| "no".into())),
		("registered", time::display(node.registered_at)),
		("changed", time::display(node.changed_at)),
	])
}

/// Values by the names JSON gives them.
pub fn words<T: serde::Serialize>(values: impl Iterator<Item = T>) -> String {
	values.map(|value| word(&value)).collect::<Vec<_>>().join(", ")
}

/// The end of a validity.
pub fn end(at: Moment) -> String {
	if at >= fiscal_primitives::node::Credential::NO_END {
		"without end".into()
	} else {
		time::display(at)
	}
}

/// A page of access nodes.
pub async fn list(
	context: &Context,
	after: NodeId,
	limit: u32,
	undelivered: bool,
) -> Result<Report, Fault> {
	let client = context.client().await?;
	let mut page = client.access_nodes(after, limit).await?;
	if undelivered {
		page.items.retain(|node| node.undelivered > 0);
	}
	let mut text: String = page.items.iter().map(line).collect();
	if let Some(next) = page.next {
		text.push_str(&format!("more with --after {next}\n"));
	}
	Ok(Report::new(to_json(&page)?, text))
}

fn line(node: &NodeSummary) -> String {
	let waiting = match node.undelivered {
		0 => String::new(),
		count => format!(", {count} of {} devices without the credential", node.devices),
	};
	let service = if node.normal { "in service" } else { "out of service" };
	format!(
		"{:>6}  {}  {}, credential {}, {service}{waiting}\n",
		node.id,
		node.name,
		word(&node.status),
		word(&node.credential_status)
	)
}

/// The nodes that serve a participant.
pub async fn of(context: &Context, participant: ParticipantId) -> Result<Report, Fault> {
	let nodes = context.client().await?.nodes_of(participant).await?;
	let text: Vec<String> = nodes.iter().map(ToString::to_string).collect();
	let json = json!({ "participant": participant, "nodes": nodes });
	Ok(Report::new(json, format!("{}\n", text.join(", "))))
}

/// The whole routing table, of one version.
pub async fn table_of(client: &Client) -> Result<(u64, Vec<Route>), Fault> {
	for _ in 0..MAX_READS {
		let mut page: RoutesPage = client.node_routes(NodeId(0), 100).await?;
		let version = page.version;
		let mut routes = page.items;
		while let (Some(next), true) = (page.next, page.version == version) {
			page = client.node_routes(next, 100).await?;
			routes.append(&mut page.items.clone());
		}
		if page.version == version {
			return Ok((version, routes));
		}
	}
	Err(Fault::Internal("the routing table changes faster than it can be read".into()))
}

/// The routing table, unless it still has the version `since`.
pub async fn routes(context: &Context, since: Option<u64>) -> Result<Report, Fault> {
	let client = context.client().await?;
	let version = client.node_routes(NodeId(0), 1).await?.version;
	if since == Some(version) {
		let json = json!({ "version": version, "changed": false });
		return Ok(Report::new(json, format!("version {version}, not changed\n")));
	}
	let (version, routes) = table_of(&client).await?;
	let text: String = routes.iter().map(describe_route).collect();
	let json = json!({ "version": version, "changed": true, "routes": to_json(&routes)? });
	Ok(Report::new(json, format!("version {version}\n{text}")))
}

fn describe_route(route: &Route) -> String {
	let devices: Vec<String> = route
		.devices
		.iter()
		.map(|device| format!("        {} {}\n", device.endpoint, device.did))
		.collect();
	format!(
		"{:>6}  {}  scenes {}, valid until {}\n{}",
		route.node,
		route.name,
		words(route.scenes.iter()),
		end(route.valid_until),
		devices.concat()
	)
}
