//! Figures: bills by period, what the chain did, the chain at a glance.

use super::{
	chain::counter,
	item::{indexed, Item, Question},
};
use crate::{
	model::{ActivityRow, BillStatisticsRow, Summary},
	period,
	serve::{
		context::{Context, Head},
		fault::ApiFault,
		query::{
			cells::Cells,
			param::{Given, Param, Takes, ID, MOMENT},
			select::Select,
		},
	},
	store::uint,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use utoipa::ToSchema;
use utoipa_axum::router::UtoipaMethodRouter;

/// The most rows of one answer.
const MAX_ROWS: i64 = 5_000;
/// How long the number of participants is kept.
const LATELY: Duration = Duration::from_secs(10);

/// Bills by period.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillStatistics {
	/// One for each period and group, in order of time.
	rows: Vec<BillStatisticsRow>,
}

/// What the chain did, by period.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
	/// One for each period, in order of time.
	rows: Vec<ActivityRow>,
}

const BILLS: [Param; 9] = [
	Param::new(
		"by",
		Takes::OneOf(&["hour", "day", "month", "quarter", "year"]),
		"How long the periods are; `day` unless given. Hours are known of registration alone.",
	),
	Param::new(
		"on",
		Takes::OneOf(&["issued", "registered"]),
		"By day of issue 开票日期 or time of registration 上链时间; `registered` unless given.",
	),
	Param::new(
		"group",
		Takes::OneOf(&["none", "area", "kind", "issuer", "scene"]),
		"What the rows are told apart by; `none` unless given.",
	),
	Param::new("issuer", ID, "Of this issuer alone."),
	Param::new("scene", ID, "Of this scene alone."),
	Param::new("kind", Takes::Digits(4), "Of this kind of bill alone."),
	Param::new("area", Takes::Digits(2), "Of this area alone."),
	Param::new("from", MOMENT, "From the period of this time on, Unix ms."),
	Param::new("until", MOMENT, "Up to the period of the last moment before this time, Unix ms."),
];

const ACTIVITY: [Param; 3] = [
	Param::new(
		"by",
		Takes::OneOf(&["minute", "hour", "day"]),
		"How long the periods are; `hour` unless given.",
	),
	Param::new("from", MOMENT, "From the period of this time on, Unix ms."),
	Param::new("until", MOMENT, "Up to the period of the last moment before this time, Unix ms."),
];

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
	Minute,
	Hour,
	Day,
	Month,
	Quarter,
	Year,
}

impl Length {
	fn of(word: &str) -> Self {
		match word {
			"minute" => Self::Minute,
			"hour" => Self::Hour,
			"month" => Self::Month,
			"quarter" => Self::Quarter,
			"year" => Self::Year,
			_ => Self::Day,
		}
	}

	/// The unit that the tables have it in.
	const fn unit(self) -> &'static str {
		match self {
			Self::Minute => "minute",
			Self::Hour => "hour",
			Self::Day => "day",
			Self::Month | Self::Quarter | Self::Year => "month",
		}
	}

	/// The number of the period, out of that of the unit.
	const fn number(self) -> &'static str {
		match self {
			Self::Minute | Self::Hour | Self::Day | Self::Month => "period",
			Self::Quarter => "period / 100 * 10 + (period % 100 + 2) / 3",
			Self::Year => "period / 100",
		}
	}

	/// The number of the unit a moment is in.
	fn at(self, time: i64) -> i64 {
		let time = uint(time);
		match self {
			Self::Minute => period::minute(time),
			Self::Hour => period::hour(time),
			Self::Day => period::day(time),
			Self::Month | Self::Quarter | Self::Year => period::month_of(period::day(time)),
		}
	}

	/// The first and the last unit that count. Days and months of issue are as far as they were written;
	/// a quarter or a year counts whole.
	fn bounds(self, given: &Given) -> (Option<i64>, Option<i64>) {
		let from = given.int("from").map(|time| match self {
			Self::Quarter => {
				let month = self.at(time);
				month - (month % 100 + 2) % 3
			}
			Self::Year => self.at(time) / 100 * 100 + 1,
			_ => self.at(time),
		});
		let until = given.int("until").map(|time| {
			let month = self.at(time.saturating_sub(1).max(0));
			match self {
				Self::Quarter => month - (month % 100 + 2) % 3 + 2,
				Self::Year => month / 100 * 100 + 12,
				_ => month,
			}
		});
		(from, until)
	}

	/// The period of a number in words.
	fn words(self, number: i64) -> String {
		match self {
			Self::Minute => {
				format!(
					"{}:{:02}",
					Self::Hour.words(number.div_euclid(100)),
					number.rem_euclid(100)
				)
			}
			Self::Hour => {
				format!(
					"{}T{:02}",
					period::day_text(number.div_euclid(100)),
					number.rem_euclid(100)
				)
			}
			Self::Day => period::day_text(number),
			Self::Month => format!("{:04}-{:02}", number.div_euclid(100), number.rem_euclid(100)),
			Self::Quarter => format!("{:04}-Q{}", number.div_euclid(10), number.rem_euclid(10)),
			Self::Year => format!("{number:04}"),
		}
	}
}

/// `GET /statistics/bills`
pub fn bills() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/statistics/bills",
		tag: "statistics",
		summary: "Bills by period, area, kind, issuer or scene 票据统计.",
		parts: &[],
		params: &BILLS,
		lasts: indexed,
	}
	.route(answer_bills)
}

async fn answer_bills(question: Question) -> Result<BillStatistics, ApiFault> {
	let Question { context, head, given } = question;
	let length = Length::of(given.text("by").unwrap_or("day"));
	let axis = given.text("on").unwrap_or("registered");
	if axis == "issued" && length == Length::Hour {
		return Err(ApiFault::invalid("by", "hours are known of registration alone"));
	}
	let group = match given.text("group") {
		Some("area") => Some("area"),
		Some("kind") => Some("kind"),
		Some("issuer") => Some("issuer"),
		Some("scene") => Some("scene"),
		_ => None,
	};
	let mut select = Select::default();
	let (number, grouped) = (length.number(), group.unwrap_or("''"));
	select.head(&format!(
		"SELECT {number} AS number, {grouped} AS grouped, {} FROM bill_statistics",
		sums(&["count", "total_fen", "red_count", "red_fen", "voided_count", "reimbursed_fen"])
	));
	select.compare("axis", "=", axis);
	select.compare("unit", "=", length.unit());
	match given.int("issuer") {
		// Number 0 is all of them together, and no issuer.
		Some(0) => select.condition("1 = 0"),
		Some(issuer) => select.compare("issuer", "=", issuer),
		None if group == Some("issuer") => select.condition("issuer <> 0"),
		None => select.condition("issuer = 0"),
	}
	if let Some(scene) = given.int("scene") {
		select.compare("scene", "=", scene);
	}
	for column in ["kind", "area"] {
		if let Some(text) = given.text(column) {
			select.compare(column, "=", text);
		}
	}
	within(&mut select, length.bounds(&given));
	let by = if group.is_some() { ", grouped" } else { "" };
	let most = select.bind(MAX_ROWS.saturating_add(1));
	select.end(&format!("GROUP BY number{by} ORDER BY number{by} LIMIT {most}"));
	let pool = context.pool_for(given.int("from").map(uint), &head);
	let found = select.rows(pool).await?;
	is_bounded(found.len())?;
	let mut rows = Vec::with_capacity(found.len());
	for row in &found {
		let cells = Cells(row);
		rows.push(BillStatisticsRow {
			period: length.words(cells.int("number")?),
			group: match group {
				None => None,
				Some("issuer" | "scene") => Some(cells.int("grouped")?.to_string()),
				Some(_) => Some(cells.text("grouped")?),
			},
			count: uint(cells.int("count")?),
			total_fen: uint(cells.int("total_fen")?),
			red_count: uint(cells.int("red_count")?),
			red_fen: uint(cells.int("red_fen")?),
			voided_count: uint(cells.int("voided_count")?),
			reimbursed_fen: uint(cells.int("reimbursed_fen")?),
		});
	}
	Ok(BillStatistics { rows })
}

/// `GET /statistics/activity`
pub fn activity() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/statistics/activity",
		tag: "statistics",
		summary: "What the chain did, by period.",
		parts: &[],
		params: &ACTIVITY,
		lasts: indexed,
	}
	.route(answer_activity)
}

async fn answer_activity(question: Question) -> Result<Activity, ApiFault> {
	let Question { context, head, given } = question;
	let length = Length::of(given.text("by").unwrap_or("hour"));
	let mut select = Select::new(
		"period, blocks, transactions, failed, bills, locks, reimbursed_fen",
		"activity",
	);
	select.compare("unit", "=", length.unit());
	within(&mut select, length.bounds(&given));
	let most = select.bind(MAX_ROWS.saturating_add(1));
	select.end(&format!("ORDER BY period LIMIT {most}"));
	let pool = context.pool_for(given.int("from").map(uint), &head);
	let found = select.rows(pool).await?;
	is_bounded(found.len())?;
	let mut rows = Vec::with_capacity(found.len());
	for row in &found {
		let cells = Cells(row);
		rows.push(ActivityRow {
			period: length.words(cells.int("period")?),
			blocks: uint(cells.int("blocks")?),
			transactions: uint(cells.int("transactions")?),
			failed: uint(cells.int("failed")?),
			bills: uint(cells.int("bills")?),
			locks: uint(cells.int("locks")?),
			reimbursed_fen: uint(cells.int("reimbursed_fen")?),
		});
	}
	Ok(Activity { rows })
}

fn within(select: &mut Select, (from, until): (Option<i64>, Option<i64>)) {
	if let Some(from) = from {
		select.compare("period", ">=", from);
	}
	if let Some(until) = until {
		select.compare("period", "<=", until);
	}
}

fn is_bounded(rows: usize) -> Result<(), ApiFault> {
	match i64::try_from(rows) {
		Ok(rows) if rows <= MAX_ROWS => Ok(()),
		_ => {
			let words =
				format!("has more than {MAX_ROWS} rows: ask for longer periods or a shorter time");
			Err(ApiFault::invalid("by", words))
		}
	}
}

/// Sums of columns, under their own names.
fn sums(columns: &[&str]) -> String {
	let sums: Vec<String> = columns
		.iter()
		.map(|column| format!("CAST(COALESCE(SUM({column}), 0) AS BIGINT) AS {column}"))
		.collect();
	sums.join(", ")
}

/// `GET /statistics/summary`
pub fn summary() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/statistics/summary",
		tag: "statistics",
		summary: "The chain at a glance 大屏.",
		parts: &[],
		params: &[],
		lasts: indexed,
	}
	.route(|question| async move {
		let Question { context, head, .. } = question;
		let kept = context.keep("summary", &head, work_out(&context, &head)).await?;
		Summary::deserialize(kept.as_ref()).map_err(ApiFault::internal)
	})
}

/// Figures that have to be counted: the same for the summary and the status.
pub(super) struct Counted {
	pub(super) participants: u64,
	pub(super) nodes: u64,
	pub(super) approvals_open: u64,
}

/// Counts what the index keeps no sum of.
pub(super) async fn count(context: &Context, head: &Head) -> Result<Counted, ApiFault> {
	let mut open = Select::new("COUNT(*) AS count", "approvals");
	open.condition("state = 'pending'");
	open.compare("deadline", ">", head.now());
	// Of citizens there may be very many, and few come at one time.
	let participants = context.keep_for("participants", LATELY, async {
		let count = Select::new("COUNT(*) AS count", "participants");
		Ok(Value::from(number(context, &count).await?))
	});
	Ok(Counted {
		participants: participants.await?.as_u64().unwrap_or(0),
		nodes: number(context, &Select::new("COUNT(*) AS count", "nodes")).await?,
		approvals_open: number(context, &open).await?,
	})
}

async fn number(context: &Context, select: &Select) -> Result<u64, ApiFault> {
	match select.row(context.pool()).await? {
		Some(row) => Ok(uint(Cells(&row).int("count")?)),
		None => Ok(0),
	}
}

async fn work_out(context: &Context, head: &Head) -> Result<Value, ApiFault> {
	let bills = counter(context, "bills").await?;
	let total_fen = counter(context, "bill_fen").await?;
	let counted = count(context, head).await?;
	let summary = Summary {
		bills,
		total_fen,
		average_fen: total_fen.saturating_add(bills / 2).checked_div(bills),
		max_fen: amount(context, "ORDER BY amount_fen DESC LIMIT 1").await?,
		min_fen: amount(context, "ORDER BY amount_fen LIMIT 1").await?,
		reimbursed_fen: counter(context, "reimbursed_fen").await?,
		red_count: counter(context, "red_bills").await?,
		red_fen: counter(context, "red_fen").await?,
		voided_count: counter(context, "voided_bills").await?,
		locks_active: counter(context, "locks_active").await?,
		locks_total: counter(context, "locks").await?,
		authorizations: counter(context, "authorizations").await?,
		participants: counted.participants,
		nodes: counted.nodes,
		approvals_open: counted.approvals_open,
		transactions: counter(context, "transactions").await?,
		events: counter(context, "events").await?,
	};
	serde_json::to_value(summary).map_err(ApiFault::internal)
}

async fn amount(context: &Context, end: &'static str) -> Result<Option<u64>, ApiFault> {
	let mut select = Select::new("amount_fen", "bills");
	select.end(end);
	match select.row(context.pool()).await? {
		Some(row) => Ok(Some(uint(Cells(&row).int("amount_fen")?))),
		None => Ok(None),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use axum::http::Uri;

	#[test]
	fn periods_are_named() {
		for (length, number, words) in [
			(Length::Minute, 202_611_210_930, "2026-11-21T09:30"),
			(Length::Hour, 2_026_112_109, "2026-11-21T09"),
			(Length::Day, 20_261_121, "2026-11-21"),
			(Length::Month, 202_611, "2026-11"),
			(Length::Quarter, 20_264, "2026-Q4"),
			(Length::Year, 2026, "2026"),
		] {
			assert_eq!(length.words(number), words);
		}
	}

	#[test]
	fn quarters_and_years_count_whole() {
		// From 2026-11-21T00:00 to 2027-02-01T00:00 in Shanghai.
		let uri: Uri = "/x?from=1795190400000&until=1801411200000".parse().unwrap();
		let given = Given::of(&uri, &[&ACTIVITY]).unwrap();
		assert_eq!(Length::Day.bounds(&given), (Some(20_261_121), Some(20_270_131)));
		assert_eq!(Length::Month.bounds(&given), (Some(202_611), Some(202_701)));
		assert_eq!(Length::Quarter.bounds(&given), (Some(202_610), Some(202_703)));
		assert_eq!(Length::Year.bounds(&given), (Some(202_601), Some(202_712)));
	}
}
