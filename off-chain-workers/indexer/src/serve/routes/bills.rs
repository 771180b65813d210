//! One bill, one authorization, and the board of locks.

use super::item::{indexed, Item, Question};
use crate::{
	decode::Runtime,
	model::{AuthorizationLogItem, AuthorizationRow, BillRow, LockRow, TimelineItem},
	serve::{
		context::{Context, Head},
		fault::ApiFault,
		query::{
			bills::{log_item, timeline_item, AUTHORIZATIONS, BILLS, LOCKS, LOG, TIMELINE},
			cells::{damaged, Cells},
			param::{Given, Param, Takes, HASH},
			select::Select,
		},
	},
	store::uint,
};
use base64::{engine::general_purpose::STANDARD, Engine};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::AnyPool;
use std::{
	collections::{BTreeMap, HashMap},
	sync::Arc,
};
use utoipa::ToSchema;
use utoipa_axum::router::UtoipaMethodRouter;

/// The most steps that are answered with a bill or an authorization: the last ones.
const MAX_STEPS: i64 = 1_000;
/// The most bills of an authorization that are answered with it.
const MAX_BILLS: i64 = 1_000;
/// How many locks that end soon the board shows.
const SOON: i64 = 20;
/// How many holders the board shows.
const HOLDERS: usize = 50;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// Upper ends of the ages of the board, with their names; what is older is in the last.
const AGES: [(i64, &str); 4] =
	[(HOUR, "<1h"), (DAY, "1h-1d"), (7 * DAY, "1d-7d"), (30 * DAY, "7d-30d")];
const OLDEST: &str = ">30d";

/// A bill with what the chain keeps of it and all that happened to it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillDetail {
	/// As lists have it.
	row: BillRow,
	/// What the chain keeps of it.
	#[schema(value_type = Object)]
	record: Value,
	/// What happened to it, oldest first; of more than 1,000 steps the last.
	timeline: Vec<TimelineItem>,
}

/// An authorization with its log.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationDetail {
	/// As lists have it.
	row: AuthorizationRow,
	/// What the chain keeps of it.
	#[schema(value_type = Object)]
	record: Value,
	/// The bills it names, `code-number`; of more than 1,000 the first.
	bills: Vec<String>,
	/// Its log, oldest first; of more than 1,000 steps the last.
	log: Vec<AuthorizationLogItem>,
}

/// The locks that somebody holds, by age, scene and holder.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LockBoard {
	/// By age at the indexed height, youngest first.
	ageing: Vec<LockAge>,
	/// By scene, the one with most first.
	by_scene: Vec<LocksOfScene>,
	/// By holder, the 50 with most.
	by_holder: Vec<LocksOfHolder>,
	/// Those that end by themselves next.
	expiring_soon: Vec<LockRow>,
}

/// Locks of an age.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LockAge {
	/// `<1h`, `1h-1d`, `1d-7d`, `7d-30d` or `>30d`.
	bucket: String,
	/// How many.
	count: u64,
	/// What their holders intend to reimburse, in fen.
	claimed_fen: u64,
}

/// Locks of a scene.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LocksOfScene {
	/// The scene.
	scene: u32,
	/// How many.
	count: u64,
	/// What their holders intend to reimburse, in fen.
	claimed_fen: u64,
}

/// Locks of a holder.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LocksOfHolder {
	/// The holder.
	holder: u32,
	/// How many.
	count: u64,
	/// What it intends to reimburse, in fen.
	claimed_fen: u64,
}

const BILL: [Param; 2] = [
	Param::new("code", Takes::Digits(8), "Bill code 票据代码."),
	Param::new("number", Takes::Digits(10), "Bill number 票据号码."),
];
const AUTHORIZATION: [Param; 1] = [Param::new("digest", HASH, "SM3 of the credential.")];

/// `GET /bills/{code}/{number}`
pub fn bill() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/bills/{code}/{number}",
		tag: "items",
		summary: "A bill with all that happened to it 票据流转.",
		parts: &BILL,
		params: &[],
		lasts: indexed,
	}
	.route(answer_bill)
}

async fn answer_bill(question: Question) -> Result<BillDetail, ApiFault> {
	let key = format!("{}-{}", question.part("code")?, question.part("number")?);
	let Question { context, head, given } = question;
	let ask = context.ask(&head, &given, &[]);
	// It may be of any age.
	let pool = context.pool_for(None, &head);
	let mut select = Select::new(BILL_COLUMNS, "bills");
	select.compare("key", "=", key.as_str());
	let row =
		select.row(pool).await?.ok_or_else(|| ApiFault::not_found("no such bill is indexed"))?;
	let cells = Cells(&row);
	let mut records = Records::new(&context);
	Ok(BillDetail {
		row: (BILLS.read)(cells, &ask)?,
		record: records.read(cells.u32("spec_version")?, &cells.text("record")?).await?,
		timeline: timeline(pool, &mut records, &key).await?,
	})
}

const BILL_COLUMNS: &str =
	"seq, code, number, issuer, scene, node, kind, area, document, validity, \
	medium, usage, circulation, amount_fen, reimbursed_fen, issued_on, registered_at, \
	registered_index, changed_at, version, lock_holder, payer, related, spec_version, record, \
	(SELECT participant FROM payers WHERE payers.payer = bills.payer) AS holder";

async fn timeline(
	pool: &AnyPool,
	records: &mut Records<'_>,
	key: &str,
) -> Result<Vec<TimelineItem>, ApiFault> {
	let mut select = Select::new(TIMELINE, "timeline");
	select.compare("bill", "=", key);
	let limit = select.bind(MAX_STEPS);
	select.end(&format!("ORDER BY seq DESC LIMIT {limit}"));
	let mut items = Vec::new();
	for row in select.rows(pool).await?.iter().rev() {
		let cells = Cells(row);
		let mut item = timeline_item(cells)?;
		if let Some(record) = cells.maybe_text("record")? {
			item.record = Some(records.read(cells.u32("spec_version")?, &record).await?);
		}
		items.push(item);
	}
	Ok(items)
}

/// Reads records of bills, each with the runtime that wrote it.
struct Records<'a> {
	context: &'a Context,
	runtimes: HashMap<u32, Arc<Runtime>>,
}

impl<'a> Records<'a> {
	fn new(context: &'a Context) -> Self {
		Self { context, runtimes: HashMap::new() }
	}

	async fn read(&mut self, spec_version: u32, record: &str) -> Result<Value, ApiFault> {
		let bytes = STANDARD.decode(record).map_err(|_| damaged("record"))?;
		let runtime = match self.runtimes.get(&spec_version) {
			Some(runtime) => runtime.clone(),
			None => {
				let found = self.context.library().runtime(spec_version).await;
				let runtime = found
					.map_err(ApiFault::internal)?
					.ok_or_else(|| ApiFault::internal(format!("no runtime {spec_version}")))?;
				self.runtimes.insert(spec_version, runtime.clone());
				runtime
			}
		};
		runtime.bill(&bytes).map_err(ApiFault::internal)
	}
}

/// `GET /authorizations/{digest}`
pub fn authorization() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/authorizations/{digest}",
		tag: "items",
		summary: "An authorization 授权 with its log.",
		parts: &AUTHORIZATION,
		params: &[],
		lasts: indexed,
	}
	.route(answer_authorization)
}

async fn answer_authorization(question: Question) -> Result<AuthorizationDetail, ApiFault> {
	let digest = question.part("digest")?.to_owned();
	let Question { context, head, given } = question;
	let ask = context.ask(&head, &given, &[]);
	let pool = context.pool_for(None, &head);
	let mut select = Select::new(AUTHORIZATION_COLUMNS, "authorizations");
	select.compare("digest", "=", digest.as_str());
	let row = select
		.row(pool)
		.await?
		.ok_or_else(|| ApiFault::not_found("no such authorization is indexed"))?;
	let cells = Cells(&row);

	let mut bills = Select::new("bill", "authorization_bills");
	bills.compare("digest", "=", digest.as_str());
	let limit = bills.bind(MAX_BILLS);
	bills.end(&format!("ORDER BY bill LIMIT {limit}"));
	let bills = bills.rows(pool).await?;

	let mut log = Select::new(LOG, "authorization_log");
	log.compare("digest", "=", digest.as_str());
	let limit = log.bind(MAX_STEPS);
	log.end(&format!("ORDER BY seq DESC LIMIT {limit}"));
	let log = log.rows(pool).await?;
	Ok(AuthorizationDetail {
		row: (AUTHORIZATIONS.read)(cells, &ask)?,
		record: cells.json("record")?,
		bills: bills.iter().map(|row| Cells(row).text("bill")).collect::<Result<_, _>>()?,
		log: log.iter().rev().map(|row| log_item(Cells(row))).collect::<Result<_, _>>()?,
	})
}

const AUTHORIZATION_COLUMNS: &str = "digest, seq, kind, holder, grantee, delegate, scene, scopes, \
	coverage, bills, state, valid_from, valid_until, uses_max, used, failures, registered_at, \
	changed_at, extrinsic, record";

/// `GET /locks/board`
pub fn board() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/locks/board",
		tag: "statistics",
		summary: "The locks that somebody holds, by age, scene and holder.",
		parts: &[],
		params: &[],
		lasts: indexed,
	}
	.route(|question| async move {
		let Question { context, head, given } = question;
		let work = work_out_board(&context, &head, &given);
		let board = context.keep("board", &head, work).await?;
		LockBoard::deserialize(board.as_ref()).map_err(ApiFault::internal)
	})
}

async fn work_out_board(context: &Context, head: &Head, given: &Given) -> Result<Value, ApiFault> {
	let ask = context.ask(head, given, &[]);
	let mut select = Select::default();
	let mut cases = String::new();
	for (number, (age, _)) in AGES.iter().enumerate() {
		let since = select.bind(ask.now.saturating_sub(*age));
		cases.push_str(&format!(" WHEN at > {since} THEN {number}"));
	}
	select.head(&format!(
		"SELECT scene, holder, age, COUNT(*) AS count, CAST(SUM(claimed_fen) AS BIGINT) AS claimed \
		 FROM (SELECT scene, holder, claimed_fen, CASE{cases} ELSE {} END AS age \
		 FROM locks WHERE state = 'active') AS held GROUP BY scene, holder, age",
		AGES.len()
	));
	let mut ages = vec![(0u64, 0u64); AGES.len().saturating_add(1)];
	let mut scenes: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
	let mut holders: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
	for row in &select.rows(context.pool()).await? {
		let cells = Cells(row);
		let some = (uint(cells.int("count")?), uint(cells.int("claimed")?));
		let age = usize::try_from(cells.int("age")?).map_err(|_| damaged("age"))?;
		if let Some(sum) = ages.get_mut(age) {
			add(sum, some);
		}
		add(scenes.entry(cells.u32("scene")?).or_default(), some);
		add(holders.entry(cells.u32("holder")?).or_default(), some);
	}
	let mut soon = Select::new(LOCKS.columns, LOCKS.table);
	soon.condition("state = 'active'");
	let limit = soon.bind(SOON);
	soon.end(&format!("ORDER BY expires, seq LIMIT {limit}"));
	let soon = soon.rows(context.pool()).await?;
	let names = AGES.iter().map(|(_, name)| *name).chain([OLDEST]);
	let board = LockBoard {
		ageing: names
			.zip(ages)
			.map(|(name, (count, claimed_fen))| LockAge { bucket: name.into(), count, claimed_fen })
			.collect(),
		by_scene: most(scenes)
			.into_iter()
			.map(|(scene, (count, claimed_fen))| LocksOfScene { scene, count, claimed_fen })
			.collect(),
		by_holder: most(holders)
			.into_iter()
			.take(HOLDERS)
			.map(|(holder, (count, claimed_fen))| LocksOfHolder { holder, count, claimed_fen })
			.collect(),
		expiring_soon: soon
			.iter()
			.map(|row| (LOCKS.read)(Cells(row), &ask))
			.collect::<Result<_, _>>()?,
	};
	serde_json::to_value(board).map_err(ApiFault::internal)
}

fn add(sum: &mut (u64, u64), some: (u64, u64)) {
	*sum = (sum.0.saturating_add(some.0), sum.1.saturating_add(some.1));
}

fn most(sums: BTreeMap<u32, (u64, u64)>) -> Vec<(u32, (u64, u64))> {
	let mut sums: Vec<_> = sums.into_iter().collect();
	sums.sort_by(|one, two| two.1.cmp(&one.1).then(one.0.cmp(&two.0)));
	sums
}
