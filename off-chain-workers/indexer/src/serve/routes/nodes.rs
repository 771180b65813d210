//! One access node, the network of them, and their health over time.

use super::item::{indexed, Item, Question};
use crate::{
	model::{NodeHistoryRow, NodeLink, NodeRow},
	serve::{
		context::Context,
		fault::ApiFault,
		query::{
			cells::Cells,
			param::{Param, Takes, ID, MOMENT},
			parties::{credential, history, link, HISTORY, LINK, NODES},
			select::Select,
		},
	},
	store::int,
};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use utoipa_axum::router::UtoipaMethodRouter;

/// The most links of one node that are answered with it.
const MAX_LINKS: i64 = 10_000;
/// The most nodes of the network that are drawn.
const MAX_NODES: i64 = 5_000;
/// The most links of the network that are drawn.
const MAX_NETWORK: i64 = 20_000;
/// The most changes a series of health is worked out of.
const MAX_CHANGES: i64 = 100_000;
/// How far back a series goes unless somebody says so, ms.
const WEEK: i64 = 7 * 24 * 3_600_000;
/// Into how many parts a series is cut unless somebody says so.
const POINTS: i64 = 60;

/// An access node with whom it serves.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeDetail {
	/// As lists have it.
	row: NodeRow,
	/// What keeps it from service, or that nothing does.
	health: String,
	/// What the chain keeps of it.
	#[schema(value_type = Object)]
	record: Value,
	/// Whom it serves.
	links: Vec<NodeLink>,
	/// What it was like, oldest first: its last 1,000 changes.
	history: Vec<NodeHistoryRow>,
}

/// The network of access nodes. R035.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeGraph {
	/// The nodes.
	nodes: Vec<GraphNode>,
	/// The participants they serve.
	participants: Vec<GraphParticipant>,
	/// Which node serves whom.
	links: Vec<NodeLink>,
	/// Are there more than these?
	is_cut: bool,
}

/// A node of the network.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GraphNode {
	/// Its number.
	id: u32,
	/// Its name.
	name: String,
	/// In what capacity it serves: `issuer`, `user`, `both` or `none`.
	kind: String,
	/// `normal`, `suspended` or `disabled`.
	status: String,
	/// What keeps it from service, or that nothing does: `disabled`, `suspended`, `revoked`, `expired`,
	/// `inactive`, `offline`, `expiring` or `normal`.
	health: String,
}

/// A participant of the network.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GraphParticipant {
	/// Its number.
	id: u32,
	/// Its name.
	name: String,
	/// What it is.
	kind: String,
	/// Its own state.
	status: String,
}

/// How many nodes were how, at several moments.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeHealth {
	/// One for each moment and group, in order of time.
	rows: Vec<NodeHealthRow>,
}

/// How many nodes of a group were how at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeHealthRow {
	/// The moment, Unix ms.
	time: u64,
	/// `issuer` or `user`; or what kept the nodes from service, see the network.
	group: String,
	/// How many there were.
	total: u32,
	/// How many of them could serve: normal, activated, with a valid credential.
	online: u32,
	/// How many of them had been activated.
	activated: u32,
}

const NUMBER: [Param; 1] = [Param::new("id", ID, "Its number.")];
const HEALTH: [Param; 4] = [
	Param::new(
		"by",
		Takes::OneOf(&["kind", "status"]),
		"What the groups are; `kind` unless given.",
	),
	Param::new("from", MOMENT, "The first moment, Unix ms; a week before the last unless given."),
	Param::new("until", MOMENT, "The last moment, Unix ms; the indexed height unless given."),
	Param::new("points", Takes::Number(2, 200), "How many moments; 60 unless given."),
];

/// What keeps a node from service, or that nothing does: the worst first.
fn health(row: &NodeRow) -> &str {
	match (row.status.as_str(), row.credential_status.as_str()) {
		(status @ ("disabled" | "suspended"), _) => status,
		(_, credential @ ("revoked" | "expired")) => credential,
		_ if !row.activated => "inactive",
		_ if !row.online => "offline",
		(_, "expiring") => "expiring",
		_ => "normal",
	}
}

/// `GET /nodes/{id}`
pub fn node() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/nodes/{id}",
		tag: "items",
		summary: "An access node 业务接入节点 with whom it serves.",
		parts: &NUMBER,
		params: &[],
		lasts: indexed,
	}
	.route(answer_node)
}

async fn answer_node(question: Question) -> Result<NodeDetail, ApiFault> {
	let id = question.number("id")?;
	let Question { context, head, given } = question;
	let ask = context.ask(&head, &given, &[]);
	let pool = context.pool();
	let (row, cells) = NODES
		.at(pool, &ask, id)
		.await?
		.ok_or_else(|| ApiFault::not_found("no such access node is indexed"))?;
	let mut links = Select::new(LINK, "node_links");
	links.compare("node", "=", id);
	let limit = links.bind(MAX_LINKS);
	links.end(&format!("ORDER BY participant LIMIT {limit}"));
	let links = links.rows(pool).await?;
	let mut changes = Select::new(HISTORY, "node_history");
	changes.compare("node", "=", id);
	changes.end("ORDER BY seq DESC LIMIT 1000");
	let changes = changes.rows(pool).await?;
	Ok(NodeDetail {
		health: health(&row).to_owned(),
		row,
		record: Cells(&cells).json("record")?,
		links: links.iter().map(|row| link(Cells(row))).collect::<Result<_, _>>()?,
		history: changes.iter().rev().map(|row| history(Cells(row))).collect::<Result<_, _>>()?,
	})
}

/// `GET /nodes/graph`
pub fn graph() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/nodes/graph",
		tag: "items",
		summary: "The network of access nodes and whom they serve 组网情况.",
		parts: &[],
		params: &[],
		lasts: indexed,
	}
	.route(answer_graph)
}

async fn answer_graph(question: Question) -> Result<NodeGraph, ApiFault> {
	let Question { context, head, given } = question;
	let ask = context.ask(&head, &given, &[]);
	let pool = context.pool();
	let page = NODES.page(pool, &ask, None, MAX_NODES).await?;
	let mut links = Select::new(LINK, "node_links");
	let limit = links.bind(MAX_NETWORK);
	links.end(&format!("ORDER BY node, participant LIMIT {limit}"));
	let rows = links.rows(pool).await?;
	let links: Vec<NodeLink> = rows.iter().map(|row| link(Cells(row))).collect::<Result<_, _>>()?;
	let served: BTreeSet<u32> = links.iter().map(|link| link.participant).collect();
	let nodes = page.items.iter().map(graph_node).collect();
	Ok(NodeGraph {
		nodes,
		participants: participants(&context, served.into_iter().collect()).await?,
		is_cut: page.next.is_some() || int(links.len().try_into().unwrap_or(0)) >= MAX_NETWORK,
		links,
	})
}

fn graph_node(row: &NodeRow) -> GraphNode {
	let serves = |word: &str| row.kinds.iter().any(|kind| kind == word);
	let kind = match (serves("issuer"), serves("user")) {
		(true, true) => "both",
		(true, false) => "issuer",
		(false, true) => "user",
		(false, false) => "none",
	};
	GraphNode {
		id: row.id,
		name: row.name.clone(),
		kind: kind.into(),
		status: row.status.clone(),
		health: health(row).to_owned(),
	}
}

async fn participants(context: &Context, ids: Vec<u32>) -> Result<Vec<GraphParticipant>, ApiFault> {
	let mut found = Vec::with_capacity(ids.len());
	for some in ids.chunks(200) {
		let mut select = Select::new("id, name, kind, status", "participants");
		let places: Vec<String> = some.iter().map(|id| select.bind(i64::from(*id))).collect();
		select.condition(&format!("id IN ({})", places.join(", ")));
		select.end("ORDER BY id");
		for row in &select.rows(context.pool()).await? {
			let cells = Cells(row);
			found.push(GraphParticipant {
				id: cells.u32("id")?,
				name: cells.text("name")?,
				kind: cells.text("kind")?,
				status: cells.text("status")?,
			});
		}
	}
	Ok(found)
}

/// `GET /nodes/health`
pub fn health_series() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/nodes/health",
		tag: "statistics",
		summary: "How many access nodes were how, over time 健康趋势.",
		parts: &[],
		params: &HEALTH,
		lasts: indexed,
	}
	.route(answer_health)
}

async fn answer_health(question: Question) -> Result<NodeHealth, ApiFault> {
	let Question { context, head, given } = question;
	let until = given.int("until").unwrap_or_else(|| head.now());
	let from = given.int("from").unwrap_or_else(|| until.saturating_sub(WEEK)).max(0);
	if from > until {
		return Err(ApiFault::invalid("from", "is after `until`"));
	}
	let changes = changes(&context, until).await?;
	let points = given.int("points").unwrap_or(POINTS);
	let span = until.saturating_sub(from);
	let moments = (0..points).map(|point| {
		let part =
			i128::from(span) * i128::from(point) / i128::from(points.saturating_sub(1).max(1));
		u64::try_from(i128::from(from) + part).unwrap_or(0)
	});
	let by_kind = given.text("by") != Some("status");
	Ok(NodeHealth { rows: series(&changes, moments, by_kind) })
}

async fn changes(context: &Context, until: i64) -> Result<Vec<NodeHistoryRow>, ApiFault> {
	let mut select = Select::new(HISTORY, "node_history");
	select.compare("time", "<=", until);
	let limit = select.bind(MAX_CHANGES.saturating_add(1));
	select.end(&format!("ORDER BY time, seq LIMIT {limit}"));
	let rows = select.rows(context.pool()).await?;
	if int(rows.len().try_into().unwrap_or(u64::MAX)) > MAX_CHANGES {
		return Err(ApiFault::invalid("until", "more changes lie before it than are worked out"));
	}
	Ok(rows.iter().map(|row| history(Cells(row))).collect::<Result<_, _>>()?)
}

/// What the nodes were like at each of rising moments, out of changes in order of time.
fn series(
	changes: &[NodeHistoryRow],
	moments: impl Iterator<Item = u64>,
	by_kind: bool,
) -> Vec<NodeHealthRow> {
	let mut now: BTreeMap<u32, &NodeHistoryRow> = BTreeMap::new();
	let mut rest = changes.iter().peekable();
	let mut rows = Vec::new();
	for time in moments {
		while let Some(change) = rest.next_if(|change| change.time <= time) {
			now.insert(change.node, change);
		}
		let mut groups: BTreeMap<&str, NodeHealthRow> = BTreeMap::new();
		for node in now.values() {
			let credential =
				credential(node.revoked, node.credential_from, node.credential_until, time);
			let is_valid =
				matches!(credential, "valid" | "expiring") && node.credential_from <= time;
			let online = node.status == "normal" && node.activated && is_valid;
			let state = match (node.status.as_str(), credential) {
				(status @ ("disabled" | "suspended"), _) => status,
				(_, credential @ ("revoked" | "expired")) => credential,
				_ if !node.activated => "inactive",
				_ if !online => "offline",
				(_, "expiring") => "expiring",
				_ => "normal",
			};
			let kinds: Vec<&str> = match by_kind {
				true => node.kinds.iter().map(String::as_str).collect(),
				false => vec![state],
			};
			for group in kinds {
				let row = groups.entry(group).or_default();
				row.total = row.total.saturating_add(1);
				row.online = row.online.saturating_add(u32::from(online));
				row.activated = row.activated.saturating_add(u32::from(node.activated));
			}
		}
		rows.extend(groups.into_iter().map(|(group, row)| NodeHealthRow {
			time,
			group: group.to_owned(),
			..row
		}));
	}
	rows
}

#[cfg(test)]
mod tests {
	use super::*;

	fn change(node: u32, time: u64, status: &str, activated: bool) -> NodeHistoryRow {
		NodeHistoryRow {
			node,
			time,
			block: 1,
			status: status.into(),
			activated,
			revoked: false,
			credential_from: 0,
			credential_until: 1_000_000_000_000,
			kinds: vec!["issuer".into(), "user".into()],
		}
	}

	#[test]
	fn a_series_shows_what_was_at_each_moment() {
		let changes = [
			change(1, 10, "normal", false),
			change(2, 15, "normal", true),
			change(1, 20, "normal", true),
			change(2, 30, "suspended", true),
		];
		let rows = series(&changes, [5, 10, 20, 30].into_iter(), true);
		let issuers: Vec<_> = rows
			.iter()
			.filter(|row| row.group == "issuer")
			.map(|row| (row.time, row.total, row.online, row.activated))
			.collect();
		assert_eq!(issuers, [(10, 1, 0, 0), (20, 2, 2, 2), (30, 2, 1, 2)]);
		let rows = series(&changes, [30, 999_999_999_999, 2_000_000_000_000].into_iter(), false);
		let states: Vec<_> = rows.iter().map(|row| (row.group.as_str(), row.total)).collect();
		assert_eq!(
			states,
			[
				("normal", 1),
				("suspended", 1),
				("expiring", 1),
				("suspended", 1),
				("expired", 1),
				("suspended", 1)
			]
		);
	}
}
