//! What passes between the chain and the systems outside.

use super::{
	list::{Filter, Key, List, Order, Rule},
	param::{Takes, ID, MOMENT},
};
use crate::model::{ObservationRow, OutboxRow, ProvinceRow};

const DESTINATIONS: [&str; 3] = ["nonTax", "yangtzeDelta", "evidence"];
const OUTBOX_STATES: [&str; 5] = ["waiting", "delivered", "refused", "dead", "discarded"];
const KINDS: [&str; 3] = ["historicBill", "compare", "evidence"];
const STATUSES: [&str; 4] = ["open", "applied", "rejected", "unanswered"];

/// Messages to systems outside.
pub static OUTBOX: List<OutboxRow> = List {
	name: "outbox",
	about: "Messages to systems outside 发件箱, the newest first.",
	table: "outbox",
	columns:
		"id, destination, kind, state, attempts, queued_at, deadline, changed_at, outcome, record",
	key: Key::Id("id"),
	order: Order::Falling,
	filters: &[
		Filter::new("state", Takes::OneOf(&OUTBOX_STATES), Rule::Equal("state"), "Its state."),
		Filter::new(
			"destination",
			Takes::OneOf(&DESTINATIONS),
			Rule::Equal("destination"),
			"Where it goes.",
		),
		Filter::new(
			"from",
			MOMENT,
			Rule::AtLeast("queued_at"),
			"Written not before this time, Unix ms.",
		),
		Filter::new(
			"until",
			MOMENT,
			Rule::Below("queued_at"),
			"Written before this time, Unix ms.",
		),
	],
	fields: &[
		"id",
		"destination",
		"kind",
		"state",
		"attempts",
		"queuedAt",
		"deadline",
		"changedAt",
		"outcome",
		"record",
	],
	read: |row, _| {
		Ok(OutboxRow {
			id: row.u64("id")?,
			destination: row.text("destination")?,
			kind: row.maybe_text("kind")?,
			state: row.text("state")?,
			attempts: row.u32("attempts")?,
			queued_at: row.u64("queued_at")?,
			deadline: row.maybe_u64("deadline")?,
			changed_at: row.u64("changed_at")?,
			outcome: row.maybe_json("outcome")?,
			record: row.maybe_json("record")?,
		})
	},
	people: |_, _| {},
	prepare: None,
	closest: |_| None,
};

/// Requests to observe something outside.
pub static OBSERVATIONS: List<ObservationRow> = List {
	name: "observations",
	about: "Requests to observe something outside 外部观察, the newest first.",
	table: "observations",
	columns:
		"id, kind, requester, status, at, deadline, changed_at, agreed, question, said, observed",
	key: Key::Id("id"),
	order: Order::Falling,
	filters: &[
		Filter::new("status", Takes::OneOf(&STATUSES), Rule::Equal("status"), "Its state."),
		Filter::new("kind", Takes::OneOf(&KINDS), Rule::Equal("kind"), "What is asked."),
		Filter::new("requester", ID, Rule::Equal("requester"), "Who asked."),
		Filter::new("from", MOMENT, Rule::AtLeast("at"), "Asked not before this time, Unix ms."),
		Filter::new("until", MOMENT, Rule::Below("at"), "Asked before this time, Unix ms."),
	],
	fields: &[
		"id",
		"kind",
		"requester",
		"status",
		"at",
		"deadline",
		"changedAt",
		"agreed",
		"question",
		"said",
		"observed",
	],
	read: |row, _| {
		Ok(ObservationRow {
			id: row.u64("id")?,
			kind: row.text("kind")?,
			requester: row.maybe_u32("requester")?,
			status: row.text("status")?,
			at: row.u64("at")?,
			deadline: row.u64("deadline")?,
			changed_at: row.u64("changed_at")?,
			agreed: row.maybe_text("agreed")?,
			question: row.json("question")?,
			said: row.json("said")?,
			observed: row.maybe_json("observed")?,
		})
	},
	people: |row, people| people.extend(row.requester),
	prepare: None,
	closest: |_| None,
};

/// Provinces.
pub static PROVINCES: List<ProvinceRow> = List {
	name: "provinces",
	about: "Provinces that take part in cross-province reimbursement 省市授权, by number.",
	table: "provinces",
	columns: "region, inbound, outbound, public_key, changed_at",
	key: Key::Id("region"),
	order: Order::Rising,
	filters: &[],
	fields: &["region", "inbound", "outbound", "key", "changedAt"],
	read: |row, _| {
		Ok(ProvinceRow {
			region: row.u32("region")?,
			inbound: row.flag("inbound")?,
			outbound: row.flag("outbound")?,
			key: row.text("public_key")?,
			changed_at: row.u64("changed_at")?,
		})
	},
	people: |_, _| {},
	prepare: None,
	closest: |_| None,
};
