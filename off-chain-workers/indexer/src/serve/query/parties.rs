//! Participants and access nodes.

use super::{
	cells::Cells,
	list::{first_given, Ask, Filter, Key, List, Order, Rule},
	param::{Given, Takes, Value, ID, MOMENT},
	select::{after_prefix, Select},
};
use crate::{
	model::{NodeHistoryRow, NodeLink, NodeRow, ParticipantRow},
	serve::fault::ApiFault,
	store::Dialect,
};
use futures::future::BoxFuture;
use sqlx::AnyPool;

/// How long before its end a credential is said to be expiring, ms: what the chain reminds of.
pub const REMINDER: u64 = 30 * 24 * 60 * 60 * 1_000;

const STATUSES: [&str; 3] = ["active", "frozen", "cancelled"];
const KINDS: [&str; 3] = ["organisation", "individual", "account"];
const TIERS: [&str; 4] = ["member", "organisation", "account", "holder"];
const ROLES: [&str; 9] = [
	"fiscalAuthority",
	"issuer",
	"billUser",
	"platform",
	"nodeOperator",
	"council",
	"auditor",
	"holder",
	"administrator",
];
const NODE_STATUSES: [&str; 3] = ["normal", "suspended", "disabled"];
const CAPACITIES: [&str; 2] = ["issuer", "user"];
/// As many names as may begin alike and still be sorted for a page.
const FEW: i64 = 5_000;

/// Participants.
pub static PARTICIPANTS: List<ParticipantRow> = List {
	name: "participants",
	about: "Participants 参与方, the one admitted last first.",
	table: "participants",
	columns: "id, did, name, kind, tier, label, parent, roles, status, account, key_version, \
	          admitted_at, changed_at, record, \
	          (SELECT COUNT(*) FROM participants child WHERE child.parent = participants.id) AS children, \
	          (SELECT a.status || ',' || COALESCE(b.status, '') || ',' || COALESCE(c.status, '') \
	          FROM participants a LEFT JOIN participants b ON b.id = a.parent \
	          LEFT JOIN participants c ON c.id = b.parent WHERE a.id = participants.parent) AS above",
	key: Key::Id("id"),
	order: Order::Falling,
	filters: &[
		Filter::new("kind", Takes::OneOf(&KINDS), Rule::Equal("kind"), "What it is."),
		Filter::new("tier", Takes::OneOf(&TIERS), Rule::Equal("tier"), "Where in the tree it stands."),
		Filter::new("status", Takes::OneOf(&STATUSES), Rule::Equal("status"), "Its own state."),
		Filter::new("role", Takes::OneOf(&ROLES), Rule::By(role), "It has this role."),
		Filter::new("parent", ID, Rule::Equal("parent"), "It stands directly below this one."),
		Filter::new("q", Takes::Text, Rule::Part, "Its name, or its DID, begins so."),
	],
	fields: &[
		"id",
		"did",
		"name",
		"kind",
		"tier",
		"label",
		"parent",
		"roles",
		"status",
		"effectiveStatus",
		"account",
		"keyVersion",
		"children",
		"admittedAt",
		"changedAt",
	],
	read: |row, _| {
		let status = row.text("status")?;
		let above = row.maybe_text("above")?.unwrap_or_default();
		Ok(ParticipantRow {
			id: row.u32("id")?,
			did: row.text("did")?,
			name: row.text("name")?,
			kind: row.text("kind")?,
			tier: row.text("tier")?,
			label: row.maybe_json("label")?,
			parent: row.maybe_u32("parent")?,
			roles: row.words("roles")?,
			effective_status: severest(&format!("{status},{above}")).to_owned(),
			status,
			account: row.text("account")?,
			key_version: row.u32("key_version")?,
			children: row.u32("children")?,
			admitted_at: row.u64("admitted_at")?,
			changed_at: row.u64("changed_at")?,
		})
	},
	people: |row, people| people.extend(row.parent),
	prepare: Some(begins),
	closest: closest_participants,
};

/// Access nodes.
pub static NODES: List<NodeRow> = List {
	name: "nodes",
	about: "Access nodes 业务接入节点, the one registered last first.",
	table: "nodes",
	columns: "id, name, operator, kinds, scenes, resources, status, activated_at, registered_at, \
	          changed_at, credential_from, credential_until, revoked_at, devices, record, \
	          (SELECT COUNT(*) FROM node_links WHERE node_links.node = nodes.id) AS participants, \
	          (SELECT o.status || ',' || COALESCE(a.status, '') || ',' || COALESCE(b.status, '') \
	          || ',' || COALESCE(c.status, '') FROM participants o \
	          LEFT JOIN participants a ON a.id = o.parent LEFT JOIN participants b ON b.id = a.parent \
	          LEFT JOIN participants c ON c.id = b.parent WHERE o.id = nodes.operator) AS above",
	key: Key::Id("id"),
	order: Order::Falling,
	filters: &[
		Filter::new(
			"kind",
			Takes::OneOf(&CAPACITIES),
			Rule::By(capacity),
			"In what capacity it serves.",
		),
		Filter::new("status", Takes::OneOf(&NODE_STATUSES), Rule::Equal("status"), "Its state."),
		Filter::new("participant", ID, Rule::By(serves), "It serves this participant."),
		Filter::new("operator", ID, Rule::Equal("operator"), "This participant runs it."),
		Filter::new(
			"online",
			Takes::Flag,
			Rule::By(online),
			"In service, or not, at the indexed height.",
		),
		Filter::new(
			"from",
			MOMENT,
			Rule::AtLeast("changed_at"),
			"Its state last changed not before this.",
		),
		Filter::new(
			"until",
			MOMENT,
			Rule::Below("changed_at"),
			"Its state last changed before this.",
		),
	],
	fields: &[
		"id",
		"name",
		"operator",
		"kinds",
		"scenes",
		"resources",
		"status",
		"activated",
		"credentialStatus",
		"credentialUntil",
		"online",
		"devices",
		"participants",
		"activatedAt",
		"registeredAt",
		"changedAt",
	],
	read: |row, ask| {
		let now = u64::try_from(ask.now).unwrap_or(0);
		let status = row.text("status")?;
		let (from, until) = (row.u64("credential_from")?, row.u64("credential_until")?);
		let activated_at = row.maybe_u64("activated_at")?;
		let credential = credential(row.maybe_int("revoked_at")?.is_some(), from, until, now);
		let above = row.maybe_text("above")?.unwrap_or_else(|| "cancelled".into());
		let is_valid = matches!(credential, "valid" | "expiring") && from <= now;
		let online = status == "normal"
			&& activated_at.is_some()
			&& is_valid
			&& severest(&above) == "active";
		Ok(NodeRow {
			id: row.u32("id")?,
			name: row.text("name")?,
			operator: row.u32("operator")?,
			kinds: row.words("kinds")?,
			scenes: row.numbers("scenes")?,
			resources: row.words("resources")?,
			status,
			activated: activated_at.is_some(),
			credential_status: credential.to_owned(),
			credential_until: until,
			online,
			devices: row.u32("devices")?,
			participants: row.u32("participants")?,
			activated_at,
			registered_at: row.u64("registered_at")?,
			changed_at: row.u64("changed_at")?,
		})
	},
	people: |row, people| {
		people.insert(row.operator);
	},
	prepare: None,
	closest: |_| None,
};

/// What a credential is worth at `now`.
pub fn credential(is_revoked: bool, from: u64, until: u64, now: u64) -> &'static str {
	if is_revoked {
		"revoked"
	} else if now >= until {
		"expired"
	} else if now >= until.saturating_sub(REMINDER).max(from) {
		"expiring"
	} else {
		"valid"
	}
}

/// The severest of states between commas.
pub fn severest(states: &str) -> &'static str {
	let has = |state: &str| states.split(',').any(|word| word == state);
	if has("cancelled") {
		"cancelled"
	} else if has("frozen") {
		"frozen"
	} else {
		"active"
	}
}

/// What is read of a link.
pub const LINK: &str = "node, participant, issuer, app_user";

/// A participant that a node serves.
pub fn link(row: Cells<'_>) -> Result<NodeLink, sqlx::Error> {
	Ok(NodeLink {
		node: row.u32("node")?,
		participant: row.u32("participant")?,
		issuer: row.flag("issuer")?,
		user: row.flag("app_user")?,
	})
}

/// What is read of the history of a node.
pub const HISTORY: &str =
	"seq, node, time, status, activated, revoked, credential_from, credential_until, kinds";

/// What a node was like from some moment on.
pub fn history(row: Cells<'_>) -> Result<NodeHistoryRow, sqlx::Error> {
	Ok(NodeHistoryRow {
		node: row.u32("node")?,
		time: row.u64("time")?,
		block: crate::model::height_of(row.int("seq")?),
		status: row.text("status")?,
		activated: row.flag("activated")?,
		revoked: row.flag("revoked")?,
		credential_from: row.u64("credential_from")?,
		credential_until: row.u64("credential_until")?,
		kinds: row.words("kinds")?,
	})
}

/// Citizens are many, and alike in everything but these.
fn closest_participants(given: &Given) -> Option<&'static str> {
	let begins = given.text("q").map(column_of);
	let has_role = given.text("role").filter(|role| *role != "holder").map(|_| "roles");
	first_given(given, &[("parent", "parent")]).or(begins).or(has_role)
}

/// What a text is the beginning of.
fn column_of(text: &str) -> &'static str {
	if text.starts_with("did:") {
		"did"
	} else {
		"name"
	}
}

/// In words besides, because the index is one of those that are no mere citizens.
fn role(select: &mut Select, value: &Value, _: &Ask<'_>) -> Result<(), ApiFault> {
	if let Value::Text(word) = value {
		select.compare("roles", "LIKE", format!("%,{word},%"));
		if word != "holder" {
			select.condition("roles <> ',' AND roles <> ',holder,'");
		}
	}
	Ok(())
}

fn capacity(select: &mut Select, value: &Value, _: &Ask<'_>) -> Result<(), ApiFault> {
	if let Value::Text(word) = value {
		select.compare("kinds", "LIKE", format!("%,{word},%"));
	}
	Ok(())
}

fn serves(select: &mut Select, value: &Value, _: &Ask<'_>) -> Result<(), ApiFault> {
	if let Value::Int(participant) = value {
		let place = select.bind(*participant);
		select
			.condition(&format!("id IN (SELECT node FROM node_links WHERE participant = {place})"));
	}
	Ok(())
}

fn online(select: &mut Select, value: &Value, ask: &Ask<'_>) -> Result<(), ApiFault> {
	let now = select.bind(ask.now);
	let not = if *value == Value::Flag(true) { "" } else { "NOT " };
	select.condition(&format!(
		"{not}(status = 'normal' AND activated_at IS NOT NULL AND revoked_at IS NULL \
		 AND credential_from <= {now} AND credential_until > {now} AND EXISTS (SELECT 1 \
		 FROM participants o LEFT JOIN participants a ON a.id = o.parent \
		 LEFT JOIN participants b ON b.id = a.parent LEFT JOIN participants c ON c.id = b.parent \
		 WHERE o.id = nodes.operator AND o.status = 'active' \
		 AND COALESCE(a.status, 'active') = 'active' AND COALESCE(b.status, 'active') = 'active' \
		 AND COALESCE(c.status, 'active') = 'active'))"
	));
	Ok(())
}

/// Names that begin so: few are read by their index and sorted; of many, such as all citizens, who have
/// one name, the list is gone along instead.
fn begins<'a>(
	pool: &'a AnyPool,
	select: &'a mut Select,
	ask: &'a Ask<'a>,
) -> BoxFuture<'a, Result<(), ApiFault>> {
	Box::pin(async move {
		let Some(text) = ask.given.text("q") else { return Ok(()) };
		let column = column_of(text);
		let mut probe = Select::new("1 AS one", "participants");
		prefix(&mut probe, column, text, "");
		let limit = probe.bind(FEW.saturating_add(1));
		probe.end(&format!("LIMIT {limit}"));
		let count = match probe.count().row(pool).await? {
			Some(row) => Cells(&row).int("count")?,
			None => 0,
		};
		let is_walked = count > FEW && ask.dialect == Dialect::Sqlite;
		prefix(select, column, text, if is_walked { "+" } else { "" });
		Ok(())
	})
}

fn prefix(select: &mut Select, column: &'static str, text: &str, sign: &'static str) {
	let place = select.bind(text);
	select.condition(&format!("{sign}{column} >= {place}"));
	if let Some(end) = after_prefix(text) {
		let place = select.bind(end);
		select.condition(&format!("{sign}{column} < {place}"));
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_severest_state_counts() {
		assert_eq!(severest("active,,"), "active");
		assert_eq!(severest("active,frozen,"), "frozen");
		assert_eq!(severest("frozen,active,cancelled"), "cancelled");
	}

	#[test]
	fn a_credential_is_judged_as_the_chain_does() {
		let day = 24 * 60 * 60 * 1_000;
		assert_eq!(credential(false, 0, 100 * day, 10 * day), "valid");
		assert_eq!(credential(false, 0, 100 * day, 70 * day), "expiring");
		assert_eq!(credential(false, 0, 100 * day, 100 * day), "expired");
		assert_eq!(credential(true, 0, 100 * day, day), "revoked");
		assert_eq!(credential(false, 5 * day, 10 * day, day), "valid");
		assert_eq!(credential(false, 5 * day, 10 * day, 5 * day), "expiring");
	}
}
