//! Bills, their timeline, locks and authorizations.

use super::{
	cells::Cells,
	list::{first_given, Ask, Filter, Key, List, Order, Rule},
	param::{Given, Takes, Value, FEN, HASH, ID, MOMENT},
	select::Select,
};
use crate::{
	model::{
		self, AuthorizationLogItem, AuthorizationRow, BillRow, BillStatus, LockRow, TimelineItem,
	},
	period,
	serve::fault::ApiFault,
};
use futures::future::BoxFuture;
use sqlx::AnyPool;

/// How many payer references of one holder are looked through.
const MAX_PAYERS: i64 = 64;
/// Words of the four axes of the state of a bill.
const STATUSES: [&str; 11] = [
	"normal",
	"redFlushed",
	"voided",
	"electronic",
	"paper",
	"free",
	"locked",
	"partlyReimbursed",
	"reimbursed",
	"circulable",
	"blocked",
];
const ACTIONS: [&str; 13] = [
	"registered",
	"updated",
	"redFlushed",
	"voided",
	"exchangedForPaper",
	"restoredElectronic",
	"circulationChanged",
	"corrected",
	"locked",
	"unlocked",
	"settled",
	"reversed",
	"holderChanged",
];
const LOCK_STATES: [&str; 6] =
	["active", "settled", "released", "forceReleased", "expired", "reversed"];
const AUTHORIZATION_STATUSES: [&str; 6] =
	["active", "notYetValid", "frozen", "revoked", "expired", "usedUp"];
const SCOPES: [&str; 5] = ["list", "summary", "structured", "pdf", "use"];

/// Bills.
pub static BILLS: List<BillRow> = List {
	name: "bills",
	about: "Bills as they are now 票据, the one registered last first.",
	table: "bills",
	columns:
		"seq, code, number, issuer, scene, node, kind, area, document, validity, medium, usage, \
	          circulation, amount_fen, reimbursed_fen, issued_on, registered_at, registered_index, \
	          changed_at, version, lock_holder, payer, related, (SELECT participant FROM payers \
	          WHERE payers.payer = bills.payer) AS holder",
	key: Key::Seq("seq"),
	order: Order::Falling,
	filters: &[
		Filter::new("code", Takes::Digits(8), Rule::Equal("code"), "Bill code 票据代码."),
		Filter::new("number", Takes::Digits(10), Rule::Equal("number"), "Bill number 票据号码."),
		Filter::new("issuer", ID, Rule::Equal("issuer"), "Issuer 开票方."),
		Filter::new("scene", ID, Rule::Equal("scene"), "Scene 场景."),
		Filter::new(
			"kind",
			Takes::Digits(4),
			Rule::Equal("kind"),
			"Kind of bill: digits 3 to 6 of the code.",
		),
		Filter::new(
			"status",
			Takes::OneOf(&STATUSES),
			Rule::By(status),
			"A word of any axis of the state.",
		),
		Filter::new("payer", HASH, Rule::Equal("payer"), "Reference to the payer."),
		Filter::new(
			"holder",
			ID,
			Rule::Part,
			"Participant to whom the payer reference is bound 持票人.",
		),
		Filter::new("red", Takes::Flag, Rule::By(red), "Only red bills 红票, or none of them."),
		Filter::new(
			"action",
			Takes::OneOf(&ACTIONS),
			Rule::Equal("last_action"),
			"What happened to it last.",
		),
		Filter::new(
			"minFen",
			FEN,
			Rule::RangeFrom("amount_fen"),
			"A total of at least so much, in fen.",
		),
		Filter::new(
			"maxFen",
			FEN,
			Rule::RangeUntil("amount_fen"),
			"A total of at most so much, in fen.",
		),
		Filter::new(
			"issuedFrom",
			Takes::Day,
			Rule::RangeFrom("issued_on"),
			"Issued on or after this day.",
		),
		Filter::new(
			"issuedUntil",
			Takes::Day,
			Rule::RangeUntil("issued_on"),
			"Issued on or before this day.",
		),
		Filter::new("from", MOMENT, Rule::Since, "Registered not before this time, Unix ms."),
		Filter::new("until", MOMENT, Rule::Until, "Registered before this time, Unix ms."),
	],
	fields: &[
		"code",
		"number",
		"issuer",
		"scene",
		"node",
		"kind",
		"area",
		"document",
		"status.validity",
		"status.medium",
		"status.usage",
		"status.circulation",
		"amountFen",
		"reimbursedFen",
		"issuedOn",
		"registeredAt",
		"registeredBlock",
		"transaction",
		"changedAt",
		"version",
		"locked",
		"lockHolder",
		"payer",
		"holder",
		"related",
	],
	read: |row, _| {
		let seq = row.int("seq")?;
		let lock_holder = row.maybe_u32("lock_holder")?;
		Ok(BillRow {
			code: row.text("code")?,
			number: row.text("number")?,
			issuer: row.u32("issuer")?,
			scene: row.u32("scene")?,
			node: row.u32("node")?,
			kind: row.text("kind")?,
			area: row.text("area")?,
			document: row.text("document")?,
			status: BillStatus {
				validity: row.text("validity")?,
				medium: row.text("medium")?,
				usage: row.text("usage")?,
				circulation: row.text("circulation")?,
			},
			amount_fen: row.u64("amount_fen")?,
			reimbursed_fen: row.u64("reimbursed_fen")?,
			issued_on: period::day_text(row.int("issued_on")?),
			registered_at: row.u64("registered_at")?,
			registered_block: model::height_of(seq),
			transaction: row.transaction("seq", "registered_index")?,
			changed_at: row.u64("changed_at")?,
			version: row.u32("version")?,
			locked: lock_holder.is_some(),
			lock_holder,
			payer: row.text("payer")?,
			holder: row.maybe_u32("holder")?,
			related: row.maybe_text("related")?,
		})
	},
	people: |row, people| {
		people.insert(row.issuer);
		people.extend(row.lock_holder);
		people.extend(row.holder);
	},
	prepare: Some(of_holder),
	closest: closest_bills,
};

/// Locks.
pub static LOCKS: List<LockRow> = List {
	name: "locks",
	about: "Locks 锁定, held and ended, the one taken last first.",
	table: "locks",
	columns:
		"seq, bill, holder, scene, region, flow, authorization_digest, at, expires, claimed_fen, \
	          state, ended_at, amount_fen, extrinsic",
	key: Key::Seq("seq"),
	order: Order::Falling,
	filters: &[
		Filter::new(
			"code",
			Takes::Digits(8),
			Rule::By(bill_of_lock),
			"Code of the bill, with `number`.",
		),
		Filter::new(
			"number",
			Takes::Digits(10),
			Rule::By(needs_code),
			"Number of the bill, with `code`.",
		),
		Filter::new("holder", ID, Rule::Equal("holder"), "Who holds or held it."),
		Filter::new("scene", ID, Rule::Equal("scene"), "The scene it was taken under."),
		Filter::new("state", Takes::OneOf(&LOCK_STATES), Rule::Equal("state"), "Its state."),
		Filter::new(
			"region",
			Takes::Number(0, 99),
			Rule::Equal("region"),
			"Area of the reimbursement.",
		),
		Filter::new("flow", Takes::Text, Rule::Equal("flow"), "Business flow number 业务流水号."),
		Filter::new("olderThanMs", MOMENT, Rule::OlderThan, "Taken at least so many ms ago."),
		Filter::new("from", MOMENT, Rule::Since, "Taken not before this time, Unix ms."),
		Filter::new("until", MOMENT, Rule::Until, "Taken before this time, Unix ms."),
	],
	fields: &[
		"id",
		"code",
		"number",
		"holder",
		"scene",
		"region",
		"flow",
		"authorization",
		"at",
		"expires",
		"claimedFen",
		"state",
		"endedAt",
		"amountFen",
		"block",
		"transaction",
	],
	read: |row, _| {
		let seq = row.int("seq")?;
		let (code, number) = row.bill("bill")?;
		Ok(LockRow {
			id: model::id_of(seq),
			code,
			number,
			holder: row.u32("holder")?,
			scene: row.u32("scene")?,
			region: row.u32("region")?,
			flow: row.text("flow")?,
			authorization: row.text("authorization_digest")?,
			at: row.u64("at")?,
			expires: row.u64("expires")?,
			claimed_fen: row.u64("claimed_fen")?,
			state: row.text("state")?,
			ended_at: row.maybe_u64("ended_at")?,
			amount_fen: row.u64("amount_fen")?,
			block: model::height_of(seq),
			transaction: row.transaction("seq", "extrinsic")?,
		})
	},
	people: |row, people| {
		people.insert(row.holder);
	},
	prepare: None,
	closest: |given| {
		first_given(given, &[("code", "bill"), ("flow", "flow"), ("holder", "holder")])
	},
};

/// Authorizations.
pub static AUTHORIZATIONS: List<AuthorizationRow> = List {
	name: "authorizations",
	about: "Authorizations of holders 授权, the one registered last first.",
	table: "authorizations",
	columns:
		"digest, seq, kind, holder, grantee, delegate, scene, scopes, coverage, bills, state, \
	          valid_from, valid_until, uses_max, used, failures, registered_at, changed_at, extrinsic",
	key: Key::Seq("seq"),
	order: Order::Falling,
	filters: &[
		Filter::new("holder", ID, Rule::Equal("holder"), "Who granted it."),
		Filter::new("grantee", ID, Rule::Equal("grantee"), "To whom it was granted."),
		Filter::new("scene", ID, Rule::Equal("scene"), "The scene it is for."),
		Filter::new(
			"status",
			Takes::OneOf(&AUTHORIZATION_STATUSES),
			Rule::By(worth),
			"What it is worth at the indexed height.",
		),
		Filter::new("scope", Takes::OneOf(&SCOPES), Rule::By(scope), "It reaches as far as this."),
		Filter::new(
			"code",
			Takes::Digits(8),
			Rule::By(bill_of_grant),
			"Code of a bill it names, with `number`.",
		),
		Filter::new(
			"number",
			Takes::Digits(10),
			Rule::By(needs_code),
			"Number of that bill, with `code`.",
		),
		Filter::new("from", MOMENT, Rule::Since, "Registered not before this time, Unix ms."),
		Filter::new("until", MOMENT, Rule::Until, "Registered before this time, Unix ms."),
	],
	fields: &[
		"digest",
		"kind",
		"holder",
		"grantee",
		"delegate",
		"scene",
		"scopes",
		"coverage",
		"bills",
		"state",
		"status",
		"validFrom",
		"validUntil",
		"usesMax",
		"used",
		"failures",
		"registeredAt",
		"changedAt",
		"block",
		"transaction",
	],
	read: |row, ask| {
		let seq = row.int("seq")?;
		let (state, valid_from, valid_until) =
			(row.text("state")?, row.u64("valid_from")?, row.u64("valid_until")?);
		let (uses_max, used) = (row.u32("uses_max")?, row.u32("used")?);
		let now = u64::try_from(ask.now).unwrap_or(0);
		let status = match state.as_str() {
			"revoked" => "revoked",
			_ if now >= valid_until => "expired",
			"frozen" => "frozen",
			_ if used >= uses_max => "usedUp",
			_ if now < valid_from => "notYetValid",
			_ => "active",
		};
		Ok(AuthorizationRow {
			digest: row.text("digest")?,
			kind: row.text("kind")?,
			holder: row.u32("holder")?,
			grantee: row.u32("grantee")?,
			delegate: row.maybe_u32("delegate")?,
			scene: row.u32("scene")?,
			scopes: row.words("scopes")?,
			coverage: row.text("coverage")?,
			bills: row.u32("bills")?,
			state,
			status: status.to_owned(),
			valid_from,
			valid_until,
			uses_max,
			used,
			failures: row.u32("failures")?,
			registered_at: row.u64("registered_at")?,
			changed_at: row.u64("changed_at")?,
			block: model::height_of(seq),
			transaction: row.transaction("seq", "extrinsic")?,
		})
	},
	people: |row, people| {
		people.insert(row.holder);
		people.insert(row.grantee);
		people.extend(row.delegate);
	},
	prepare: None,
	closest: |given| {
		first_given(given, &[("code", "digest"), ("holder", "holder"), ("grantee", "grantee")])
	},
};

/// What is read of a step in the life of a bill.
pub const TIMELINE: &str =
	"seq, time, extrinsic, kind, action, participant, spec_version, record, data";

/// A step in the life of a bill, without its record.
pub fn timeline_item(row: Cells<'_>) -> Result<TimelineItem, sqlx::Error> {
	Ok(TimelineItem {
		time: row.u64("time")?,
		block: model::height_of(row.int("seq")?),
		transaction: row.transaction("seq", "extrinsic")?,
		kind: row.text("kind")?,
		action: row.text("action")?,
		participant: row.maybe_u32("participant")?,
		record: None,
		data: row.json("data")?,
	})
}

/// What is read of a step in the life of an authorization.
pub const LOG: &str = "seq, time, extrinsic, digest, action, participant, bill, fault, head, data";

/// A step in the life of an authorization.
pub fn log_item(row: Cells<'_>) -> Result<AuthorizationLogItem, sqlx::Error> {
	Ok(AuthorizationLogItem {
		time: row.u64("time")?,
		block: model::height_of(row.int("seq")?),
		transaction: row.transaction("seq", "extrinsic")?,
		digest: row.maybe_text("digest")?,
		action: row.text("action")?,
		participant: row.maybe_u32("participant")?,
		bill: row.maybe_text("bill")?,
		fault: row.maybe_text("fault")?,
		head: row.maybe_text("head")?,
		data: row.json("data")?,
	})
}

/// A holder may be bound to several payer references: each is gone along by itself.
fn of_holder<'a>(
	pool: &'a AnyPool,
	select: &'a mut Select,
	ask: &'a Ask<'a>,
) -> BoxFuture<'a, Result<(), ApiFault>> {
	Box::pin(async move {
		let Some(holder) = ask.given.int("holder") else { return Ok(()) };
		let mut payers = Select::new("payer", "payers");
		payers.compare("participant", "=", holder);
		payers.end(&format!("ORDER BY payer LIMIT {MAX_PAYERS}"));
		let payers = payers.rows(pool).await?;
		if payers.is_empty() {
			select.condition("1 = 0");
		}
		let payer = select.column("payer");
		for row in &payers {
			let place = select.bind(Cells(row).text("payer")?);
			select.arm(format!("{payer} = {place}"));
		}
		Ok(())
	})
}

/// What fewest bills have goes first: the indexes behind it hold what the other filters ask for.
fn closest_bills(given: &Given) -> Option<&'static str> {
	let few = [("number", "number"), ("payer", "payer"), ("holder", "payer")];
	if let Some(column) = first_given(given, &few) {
		return Some(column);
	}
	let usage = match given.text("status") {
		Some("redFlushed" | "voided") => return Some("validity"),
		Some("paper") => return Some("medium"),
		Some("blocked") => return Some("circulation"),
		Some("free" | "locked" | "partlyReimbursed" | "reimbursed") => Some("usage"),
		_ => None,
	};
	if given.flag("red") == Some(true) {
		return Some("document");
	}
	// Most bills are registered, and nothing else ever happens to them.
	let is_rare = given.text("action").is_some_and(|action| action != "registered");
	let action = is_rare.then_some("last_action");
	first_given(given, &[("issuer", "issuer")])
		.or(action)
		.or_else(|| first_given(given, &[("code", "code")]))
		.or(usage)
		.or_else(|| {
			let most = [("kind", "kind"), ("scene", "scene"), ("action", "last_action")];
			first_given(given, &most)
		})
}

/// In words where the index is a partial one.
fn status(select: &mut Select, value: &Value, _: &Ask<'_>) -> Result<(), ApiFault> {
	let Value::Text(word) = value else { return Ok(()) };
	match word.as_str() {
		"normal" => select.condition("validity = 'normal'"),
		"redFlushed" | "voided" => {
			select.compare("validity", "=", word.as_str());
			select.condition("validity <> 'normal'");
		}
		"electronic" => select.condition("medium = 'electronic'"),
		"paper" => select.condition("medium <> 'electronic'"),
		"circulable" => select.condition("circulation = 'circulable'"),
		"blocked" => select.condition("circulation <> 'circulable'"),
		_ => select.compare("usage", "=", word.as_str()),
	}
	Ok(())
}

fn red(select: &mut Select, value: &Value, _: &Ask<'_>) -> Result<(), ApiFault> {
	match value {
		Value::Flag(true) => {
			let document = select.column("document");
			select.condition(&format!("{document} = 'red'"));
			select.condition("document <> 'ordinary'");
		}
		_ => select.condition("document <> 'red'"),
	}
	Ok(())
}

fn bill_of_lock(select: &mut Select, value: &Value, ask: &Ask<'_>) -> Result<(), ApiFault> {
	if let Some(bill) = bill(value, ask)? {
		select.compare("bill", "=", bill);
	}
	Ok(())
}

fn bill_of_grant(select: &mut Select, value: &Value, ask: &Ask<'_>) -> Result<(), ApiFault> {
	if let Some(bill) = bill(value, ask)? {
		let place = select.bind(bill);
		select.condition(&format!(
			"digest IN (SELECT digest FROM authorization_bills WHERE bill = {place})"
		));
	}
	Ok(())
}

fn bill(code: &Value, ask: &Ask<'_>) -> Result<Option<String>, ApiFault> {
	let Value::Text(code) = code else { return Ok(None) };
	let number = ask
		.given
		.text("number")
		.ok_or_else(|| ApiFault::invalid("number", "is needed beside `code`"))?;
	Ok(Some(format!("{code}-{number}")))
}

fn needs_code(_: &mut Select, _: &Value, ask: &Ask<'_>) -> Result<(), ApiFault> {
	match ask.given.get("code") {
		Some(_) => Ok(()),
		None => Err(ApiFault::invalid("code", "is needed beside `number`")),
	}
}

fn worth(select: &mut Select, value: &Value, ask: &Ask<'_>) -> Result<(), ApiFault> {
	let Value::Text(word) = value else { return Ok(()) };
	let state = select.column("state");
	if word == "revoked" {
		select.condition(&format!("{state} = 'revoked'"));
		return Ok(());
	}
	let now = select.bind(ask.now);
	if word == "expired" {
		select.arm(format!("{state} = 'active' AND valid_until <= {now}"));
		select.arm(format!("{state} = 'frozen' AND valid_until <= {now}"));
		return Ok(());
	}
	select.condition(&format!("valid_until > {now}"));
	let rest = match word.as_str() {
		"frozen" => format!("{state} = 'frozen'"),
		"usedUp" => format!("{state} = 'active' AND used >= uses_max"),
		"notYetValid" => format!("{state} = 'active' AND used < uses_max AND valid_from > {now}"),
		_ => format!("{state} = 'active' AND used < uses_max AND valid_from <= {now}"),
	};
	select.condition(&rest);
	Ok(())
}

fn scope(select: &mut Select, value: &Value, _: &Ask<'_>) -> Result<(), ApiFault> {
	if let Value::Text(word) = value {
		select.compare("scopes", "LIKE", format!("%,{word},%"));
	}
	Ok(())
}
