//! Blocks, and figures compared with what they are figures of.

use super::{Comparison, Report};
use crate::ingest::Halt;

async fn number(comparison: &Comparison<'_>, text: &str) -> Result<i64, Halt> {
	let (value,): (Option<i64>,) =
		sqlx::query_as(text).fetch_one(comparison.store.readers()).await?;
	Ok(value.unwrap_or(0))
}

/// The chain that the blocks form, and what stands in them.
pub(super) async fn blocks(comparison: &Comparison<'_>, report: &mut Report) -> Result<(), Halt> {
	let ask = |text: &'static str| number(comparison, text);
	let rows = ask("SELECT COUNT(*) FROM blocks").await?;
	report.count("blocks", usize::try_from(rows).unwrap_or(0));
	report.expect("blocks", "rows", rows, i64::from(comparison.height).saturating_add(1));
	report.expect("blocks", "the first", ask("SELECT MIN(height) FROM blocks").await?, 0);
	let broken = "SELECT COUNT(*) FROM blocks b JOIN blocks p ON p.height = b.height - 1 \
		WHERE b.parent_hash <> p.hash";
	report.expect("blocks", "that do not stand on the one before", ask(broken).await?, 0);
	for (table, told, rows) in [
		(
			"transactions",
			"SELECT CAST(SUM(transactions) AS BIGINT) FROM blocks",
			"SELECT COUNT(*) FROM transactions",
		),
		(
			"transaction_bodies",
			"SELECT CAST(SUM(transactions) AS BIGINT) FROM blocks",
			"SELECT COUNT(*) FROM transaction_bodies",
		),
		("events", "SELECT CAST(SUM(events) AS BIGINT) FROM blocks", "SELECT COUNT(*) FROM events"),
		("bills", "SELECT CAST(SUM(bills) AS BIGINT) FROM blocks", "SELECT COUNT(*) FROM bills"),
		(
			"timeline",
			"SELECT COUNT(*) FROM bills",
			"SELECT COUNT(*) FROM timeline WHERE kind = 'bill' AND action = 'registered'",
		),
	] {
		let (rows, told) = (ask(rows).await?, ask(told).await?);
		// Bills are compared one by one as well, and counted then.
		if table != "bills" {
			report.count(table, usize::try_from(rows).unwrap_or(0));
		}
		report.expect(table, "rows", rows, told);
	}
	Ok(())
}

const COUNTERS: [(&str, &str); 12] = [
	("blocks", "SELECT COUNT(*) FROM blocks"),
	("transactions", "SELECT COUNT(*) FROM transactions"),
	("events", "SELECT COUNT(*) FROM events"),
	("bills", "SELECT COUNT(*) FROM bills WHERE document <> 'red'"),
	("bill_fen", "SELECT CAST(SUM(amount_fen) AS BIGINT) FROM bills WHERE document <> 'red'"),
	("red_bills", "SELECT COUNT(*) FROM bills WHERE document = 'red'"),
	("red_fen", "SELECT CAST(SUM(amount_fen) AS BIGINT) FROM bills WHERE document = 'red'"),
	("voided_bills", "SELECT COUNT(*) FROM bills WHERE validity = 'voided' AND document <> 'red'"),
	("reimbursed_fen", "SELECT CAST(SUM(reimbursed_fen) AS BIGINT) FROM bills"),
	("locks", "SELECT COUNT(*) FROM locks"),
	("locks_active", "SELECT COUNT(*) FROM locks WHERE state = 'active'"),
	("authorizations", "SELECT COUNT(*) FROM authorizations"),
];

/// Sums of bills as `bill_statistics` has them.
const FIGURES: &str = "CAST(SUM(CASE WHEN document = 'red' THEN 0 ELSE 1 END) AS BIGINT), \
	CAST(SUM(CASE WHEN document = 'red' THEN 0 ELSE amount_fen END) AS BIGINT), \
	CAST(SUM(CASE WHEN document = 'red' THEN 1 ELSE 0 END) AS BIGINT), \
	CAST(SUM(CASE WHEN document = 'red' THEN amount_fen ELSE 0 END) AS BIGINT), \
	CAST(SUM(CASE WHEN validity = 'voided' AND document <> 'red' THEN 1 ELSE 0 END) AS BIGINT), \
	CAST(SUM(reimbursed_fen) AS BIGINT)";

/// Sums of rows of `bill_statistics`.
const ROLLED: &str = "CAST(SUM(count) AS BIGINT), CAST(SUM(total_fen) AS BIGINT), \
	CAST(SUM(red_count) AS BIGINT), CAST(SUM(red_fen) AS BIGINT), \
	CAST(SUM(voided_count) AS BIGINT), CAST(SUM(reimbursed_fen) AS BIGINT)";

const PLAIN: &str = "count, total_fen, red_count, red_fen, voided_count, reimbursed_fen";

/// What must be the same, as two questions.
fn pairs() -> Vec<(&'static str, String, String)> {
	let mut pairs = vec![(
		"by day of issue",
		format!(
			"SELECT issued_on, issuer, area, kind, scene, {FIGURES} FROM bills \
			 GROUP BY issued_on, issuer, area, kind, scene"
		),
		format!(
			"SELECT period, issuer, area, kind, scene, {PLAIN} FROM bill_statistics \
			 WHERE axis = 'issued' AND unit = 'day' AND issuer <> 0"
		),
	)];
	for (axis, coarse, fine) in
		[("issued", "month", "day"), ("registered", "month", "day"), ("registered", "day", "hour")]
	{
		pairs.push((
			"of longer periods",
			format!(
				"SELECT period / 100, issuer, area, kind, scene, {ROLLED} FROM bill_statistics \
				 WHERE axis = '{axis}' AND unit = '{fine}' \
				 GROUP BY period / 100, issuer, area, kind, scene"
			),
			format!(
				"SELECT period, issuer, area, kind, scene, {PLAIN} FROM bill_statistics \
				 WHERE axis = '{axis}' AND unit = '{coarse}'"
			),
		));
	}
	pairs.push((
		"of all issuers",
		format!(
			"SELECT axis, unit, period, area, kind, scene, {ROLLED} FROM bill_statistics \
			 WHERE issuer <> 0 GROUP BY axis, unit, period, area, kind, scene"
		),
		format!(
			"SELECT axis, unit, period, area, kind, scene, {PLAIN} FROM bill_statistics \
			 WHERE issuer = 0"
		),
	));
	pairs.push((
		"of both axes",
		format!(
			"SELECT issuer, area, kind, scene, {ROLLED} FROM bill_statistics \
			 WHERE axis = 'issued' AND unit = 'day' GROUP BY issuer, area, kind, scene"
		),
		format!(
			"SELECT issuer, area, kind, scene, {ROLLED} FROM bill_statistics \
			 WHERE axis = 'registered' AND unit = 'day' GROUP BY issuer, area, kind, scene"
		),
	));
	pairs
}

/// Figures that are kept ahead.
pub(super) async fn statistics(
	comparison: &Comparison<'_>,
	report: &mut Report,
) -> Result<(), Halt> {
	for (name, text) in COUNTERS {
		let kept = format!("SELECT CAST(SUM(value) AS BIGINT) FROM counters WHERE name = '{name}'");
		let (kept, rows) = (number(comparison, &kept).await?, number(comparison, text).await?);
		report.expect("counters", name, kept, rows);
	}
	report.count("counters", COUNTERS.len());
	for (what, one, other) in pairs() {
		for (one, other) in [(&one, &other), (&other, &one)] {
			let text = format!("SELECT COUNT(*) FROM ({one} EXCEPT {other}) AS differing");
			let differing = number(comparison, &text).await?;
			report.expect("bill_statistics", what, differing, 0);
		}
	}
	let rows = number(comparison, "SELECT COUNT(*) FROM bill_statistics").await?;
	report.count("bill_statistics", usize::try_from(rows).unwrap_or(0));
	for unit in ["minute", "hour", "day"] {
		for (column, text) in [
			("blocks", "SELECT COUNT(*) FROM blocks WHERE time > 0"),
			("transactions", "SELECT COUNT(*) FROM transactions WHERE time > 0"),
			("failed", "SELECT COUNT(*) FROM transactions WHERE time > 0 AND success = 0"),
			("bills", "SELECT COUNT(*) FROM bills"),
			("locks", "SELECT COUNT(*) FROM locks"),
		] {
			let kept =
				format!("SELECT CAST(SUM({column}) AS BIGINT) FROM activity WHERE unit = '{unit}'");
			let (kept, rows) = (number(comparison, &kept).await?, number(comparison, text).await?);
			report.expect("activity", column, kept, rows);
		}
	}
	Ok(())
}
