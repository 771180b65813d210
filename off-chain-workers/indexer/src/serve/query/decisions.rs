//! Approvals, scenes and policies.

use super::{
	cells::Cells,
	list::{Ask, Filter, Key, List, Order, Rule},
	param::{Takes, Value, ID, MOMENT},
	select::Select,
};
use crate::{
	model::{ApprovalEntry, ApprovalRow, PolicyRow, PolicyVersionRow, SceneRow},
	serve::fault::ApiFault,
};

const STATES: [&str; 6] = ["pending", "executed", "failed", "rejected", "withdrawn", "expired"];
const SCENE_KINDS: [&str; 5] = ["medical", "education", "charity", "penalty", "other"];
const SCENE_STATUSES: [&str; 4] = ["draft", "active", "suspended", "retired"];
const POLICY_STATES: [&str; 3] = ["draft", "effective", "repealed"];

/// Approvals.
pub static APPROVALS: List<ApprovalRow> = List {
	name: "approvals",
	about: "Approvals 审批, the one proposed last first.",
	table: "approvals",
	columns:
		"id, operation, subject, proposer, signer, flow, state, step, steps, signed, demanded, \
	          proposed_at, deadline, changed_at, head, spec_version, call, record",
	key: Key::Id("id"),
	order: Order::Falling,
	filters: &[
		Filter::new(
			"state",
			Takes::OneOf(&STATES),
			Rule::By(state),
			"Its state at the indexed height.",
		),
		Filter::new(
			"operation",
			Takes::Name,
			Rule::Equal("operation"),
			"The operation, such as `enactPolicy`.",
		),
		Filter::new("proposer", ID, Rule::Equal("proposer"), "The participant it counts for."),
		Filter::new(
			"waitingFor",
			ID,
			Rule::Asked("id"),
			"It waits for a signature of this participant.",
		),
		Filter::new(
			"from",
			MOMENT,
			Rule::AtLeast("proposed_at"),
			"Proposed not before this time, Unix ms.",
		),
		Filter::new(
			"until",
			MOMENT,
			Rule::Below("proposed_at"),
			"Proposed before this time, Unix ms.",
		),
	],
	fields: &[
		"id",
		"operation",
		"subject",
		"proposer",
		"signer",
		"flow",
		"state",
		"step",
		"steps",
		"signed",
		"demanded",
		"proposedAt",
		"deadline",
		"changedAt",
		"head",
	],
	read: |row, ask| {
		let (state, deadline) = (row.text("state")?, row.u64("deadline")?);
		let is_over = state == "pending" && u64::try_from(ask.now).unwrap_or(0) >= deadline;
		Ok(ApprovalRow {
			id: row.u32("id")?,
			operation: row.text("operation")?,
			subject: row.text("subject")?,
			proposer: row.u32("proposer")?,
			signer: row.u32("signer")?,
			flow: row.u32("flow")?,
			state: if is_over { "expired".into() } else { state },
			step: row.u32("step")?,
			steps: row.u32("steps")?,
			signed: row.u32("signed")?,
			demanded: row.u32("demanded")?,
			proposed_at: row.u64("proposed_at")?,
			deadline,
			changed_at: row.u64("changed_at")?,
			head: row.text("head")?,
		})
	},
	people: |row, people| {
		people.insert(row.proposer);
		people.insert(row.signer);
	},
	prepare: None,
	closest: |_| None,
};

/// Scenes.
pub static SCENES: List<SceneRow> = List {
	name: "scenes",
	about: "Scenes 场景, by number.",
	table: "scenes",
	columns: "id, name, kind, weight, lock_term, status, rules_version, registered_at, changed_at, record",
	key: Key::Id("id"),
	order: Order::Rising,
	filters: &[
		Filter::new("kind", Takes::OneOf(&SCENE_KINDS), Rule::Equal("kind"), "Its kind."),
		Filter::new("status", Takes::OneOf(&SCENE_STATUSES), Rule::Equal("status"), "Its state."),
	],
	fields: &[
		"id",
		"name",
		"kind",
		"weight",
		"lockTerm",
		"status",
		"rulesVersion",
		"registeredAt",
		"changedAt",
		"record",
	],
	read: |row, _| {
		Ok(SceneRow {
			id: row.u32("id")?,
			name: row.text("name")?,
			kind: row.text("kind")?,
			weight: row.u32("weight")?,
			lock_term: row.u64("lock_term")?,
			status: row.text("status")?,
			rules_version: row.u32("rules_version")?,
			registered_at: row.u64("registered_at")?,
			changed_at: row.u64("changed_at")?,
			record: row.json("record")?,
		})
	},
	people: |_, _| {},
	prepare: None,
	closest: |_| None,
};

/// Policies.
pub static POLICIES: List<PolicyRow> = List {
	name: "policies",
	about: "Policies 策略, the one drafted last first.",
	table: "policies",
	columns: "id, name, state, latest, effective, effect, priority, points, drafted_at, changed_at, record",
	key: Key::Id("id"),
	order: Order::Falling,
	filters: &[
		Filter::new("state", Takes::OneOf(&POLICY_STATES), Rule::Equal("state"), "Its state."),
		Filter::new("keyword", Takes::Text, Rule::By(keyword), "Its name has this in it."),
	],
	fields: &[
		"id",
		"name",
		"state",
		"latest",
		"effective",
		"effect",
		"priority",
		"points",
		"draftedAt",
		"changedAt",
	],
	read: |row, _| {
		Ok(PolicyRow {
			id: row.u32("id")?,
			name: row.text("name")?,
			state: row.text("state")?,
			latest: row.u32("latest")?,
			effective: row.maybe_u32("effective")?,
			effect: row.text("effect")?,
			priority: row.u32("priority")?,
			points: row.words("points")?,
			drafted_at: row.u64("drafted_at")?,
			changed_at: row.u64("changed_at")?,
		})
	},
	people: |_, _| {},
	prepare: None,
	closest: |_| None,
};

/// What is read of an entry of the record of an approval.
pub const ENTRY: &str = "entry, action, signer, time, reason, block";

/// An entry of the record of an approval.
pub fn entry(row: Cells<'_>) -> Result<ApprovalEntry, sqlx::Error> {
	Ok(ApprovalEntry {
		entry: row.u32("entry")?,
		action: row.text("action")?,
		signer: row.maybe_u32("signer")?,
		time: row.u64("time")?,
		reason: row.maybe_text("reason")?,
		block: row.u32("block")?,
	})
}

/// What is read of a version of a policy.
pub const VERSION: &str =
	"policy, version, name, state, digest, drafted_at, drafted_by, enacted_at, record";

/// A version of a policy.
pub fn version(row: Cells<'_>) -> Result<PolicyVersionRow, sqlx::Error> {
	Ok(PolicyVersionRow {
		policy: row.u32("policy")?,
		version: row.u32("version")?,
		name: row.text("name")?,
		state: row.text("state")?,
		digest: row.text("digest")?,
		drafted_at: row.u64("drafted_at")?,
		drafted_by: row.maybe_u32("drafted_by")?,
		enacted_at: row.maybe_u64("enacted_at")?,
		record: row.json("record")?,
	})
}

/// The chain says that the time of an approval is over only when somebody asks it to.
fn state(select: &mut Select, value: &Value, ask: &Ask<'_>) -> Result<(), ApiFault> {
	let Value::Text(word) = value else { return Ok(()) };
	match word.as_str() {
		"pending" => {
			let now = select.bind(ask.now);
			select.condition(&format!("state = 'pending' AND deadline > {now}"));
		}
		"expired" => {
			let now = select.bind(ask.now);
			select.arm("state = 'expired'");
			select.arm(format!("state = 'pending' AND deadline <= {now}"));
		}
		word => select.compare("state", "=", word),
	}
	Ok(())
}

fn keyword(select: &mut Select, value: &Value, _: &Ask<'_>) -> Result<(), ApiFault> {
	if let Value::Text(text) = value {
		let mut pattern = String::from("%");
		for letter in text.to_lowercase().chars() {
			if matches!(letter, '%' | '_' | '!') {
				pattern.push('!');
			}
			pattern.push(letter);
		}
		pattern.push('%');
		let place = select.bind(pattern);
		select.condition(&format!("LOWER(name) LIKE {place} ESCAPE '!'"));
	}
	Ok(())
}
