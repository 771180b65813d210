//! Control endpoints that every system has: faults, what was applied, what was violated, bills.

mod bills;

pub(crate) use bills::PlantedBill;
pub use bills::{BillList, BillSeed, BillSeeds, BillView, StateSeed, MAX_BILLS};

use crate::{
	context::Context,
	db::{int, uint},
	describe::{About, Parameter},
	fault::Stop,
	faults::FaultSettings,
	service::{control, control_get},
	system::System,
};
use serde::{de::Error as _, Deserialize, Deserializer, Serialize};
use utoipa::{openapi::HttpMethod, ToSchema};
use utoipa_axum::router::OpenApiRouter;

/// The most items of a page.
pub const MAX_PAGE: u64 = 1000;
const DEFAULT_PAGE: u64 = 100;
/// The greatest number that every reader of JSON has exactly.
pub const MAX_SAFE: u64 = (1 << 53) - 1;

/// Parameters of every list.
pub(crate) const PAGING: [Parameter; 2] = [
	Parameter {
		name: "after",
		description: "Position behind which it begins.",
		most: Some(MAX_SAFE),
	},
	Parameter {
		name: "limit",
		description: "The most items, 1 to 1000; 100.",
		most: Some(MAX_PAGE),
	},
];

/// Which part of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Page {
	#[serde(deserialize_with = "position")]
	after: u64,
	#[serde(deserialize_with = "limit")]
	limit: Option<u64>,
}

fn position<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
	at_most("after", MAX_SAFE, from)
}

fn limit<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
	at_most("limit", MAX_PAGE, from).map(Some)
}

fn at_most<'de, D: Deserializer<'de>>(field: &str, most: u64, from: D) -> Result<u64, D::Error> {
	let value = u64::deserialize(from)?;
	if value > most {
		return Err(D::Error::custom(format!("{field}: more than {most}")));
	}
	Ok(value)
}

impl Page {
	/// Position behind which it begins.
	pub fn after(&self) -> i64 {
		int(self.after)
	}

	/// The most items.
	pub fn limit(&self) -> u64 {
		self.limit.unwrap_or(DEFAULT_PAGE).clamp(1, MAX_PAGE)
	}

	/// Where the next page begins, after items of which the last has this position.
	pub fn next(&self, items: usize, last: Option<u64>) -> Option<u64> {
		let is_full = u64::try_from(items).is_ok_and(|items| items >= self.limit());
		last.filter(|_| is_full)
	}
}

/// A list, page by page.
macro_rules! list {
	($(#[$doc:meta])* $name:ident of $item:ty) => {
		$(#[$doc])*
		#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
		#[serde(rename_all = "camelCase", deny_unknown_fields)]
		pub struct $name {
			/// The items, ascending by position.
			pub items: Vec<$item>,
			/// What to ask for as `after` next; none at the end.
			pub next: Option<u64>,
		}
	};
}
pub(crate) use list;

/// A message that took effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Applied {
	/// From 1 in the order in which messages took effect.
	pub position: u64,
	/// Idempotency key, 64 hexadecimal digits.
	pub message_id: String,
	/// Number of the message on the chain; 0 where there is no order.
	pub sequence: u64,
	/// The bill, `<code>-<number>`.
	pub bill: Option<String>,
	/// What it said.
	pub action: String,
	/// When it took effect, Unix ms.
	pub at: u64,
}

/// A rule that a sender broke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Violation {
	/// From 1 in the order in which they were seen.
	pub position: u64,
	/// `outOfOrder`, `otherContent` or `unasked`.
	pub kind: String,
	/// Idempotency key, 64 hexadecimal digits.
	pub message_id: Option<String>,
	/// Number of the message on the chain.
	pub sequence: u64,
	/// The bill, `<code>-<number>`.
	pub bill: Option<String>,
	/// In words.
	pub detail: String,
	/// When, Unix ms.
	pub at: u64,
}

list!(
	/// Messages that took effect.
	AppliedList of Applied
);
list!(
	/// Violations.
	ViolationList of Violation
);

/// How many were written or removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Count {
	/// So many.
	pub count: u64,
}

/// Nothing to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The control endpoints of a system.
pub(crate) fn routes(system: System, router: OpenApiRouter<Context>) -> OpenApiRouter<Context> {
	let router = router
		.routes(control_get(
			"/control/faults",
			About::new::<Nothing, FaultSettings>("Which faults are on"),
			&[],
			faults,
		))
		.routes(control(
			HttpMethod::Put,
			"/control/faults",
			About::new::<FaultSettings, FaultSettings>("Switches faults on and off"),
			set_faults,
		))
		.routes(control_get(
			"/control/applied",
			About::new::<Nothing, AppliedList>("Messages that took effect"),
			&PAGING,
			applied,
		))
		.routes(control_get(
			"/control/violations",
			About::new::<Nothing, ViolationList>("Rules that senders broke"),
			&PAGING,
			violations,
		))
		.routes(control(
			HttpMethod::Post,
			"/control/reset",
			About::new::<Nothing, Count>("Forgets everything, faults included"),
			reset,
		));
	match system {
		System::Nontax | System::Platform => bills::routes(router),
		System::Evidence | System::Signing => router,
	}
}

async fn faults(context: Context, _: Nothing) -> Result<FaultSettings, Stop> {
	Ok(context.switch.settings())
}

async fn set_faults(context: Context, settings: FaultSettings) -> Result<FaultSettings, Stop> {
	settings.check().map_err(Stop::malformed)?;
	context.switch.set(settings.clone());
	Ok(settings)
}

async fn applied(context: Context, page: Page) -> Result<AppliedList, Stop> {
	let mut transaction = context.db.begin().await?;
	let rows: Vec<(i64, String, i64, Option<String>, String, i64)> = sqlx::query_as(
		"SELECT position, message_id, sequence, bill, action, at FROM applied \
		 WHERE system = $1 AND position > $2 ORDER BY position LIMIT $3",
	)
	.bind(context.system.as_str())
	.bind(page.after())
	.bind(int(page.limit()))
	.fetch_all(&mut *transaction)
	.await?;
	transaction.commit().await?;
	let items: Vec<Applied> = rows
		.into_iter()
		.map(|(position, message_id, sequence, bill, action, at)| Applied {
			position: uint(position),
			message_id,
			sequence: uint(sequence),
			bill,
			action,
			at: uint(at),
		})
		.collect();
	let next = page.next(items.len(), items.last().map(|item| item.position));
	Ok(AppliedList { items, next })
}

async fn violations(context: Context, page: Page) -> Result<ViolationList, Stop> {
	type Row = (i64, String, Option<String>, i64, Option<String>, String, i64);
	let mut transaction = context.db.begin().await?;
	let rows: Vec<Row> = sqlx::query_as(
		"SELECT position, kind, message_id, sequence, bill, detail, at FROM violations \
		 WHERE system = $1 AND position > $2 ORDER BY position LIMIT $3",
	)
	.bind(context.system.as_str())
	.bind(page.after())
	.bind(int(page.limit()))
	.fetch_all(&mut *transaction)
	.await?;
	transaction.commit().await?;
	let items: Vec<Violation> = rows
		.into_iter()
		.map(|(position, kind, message_id, sequence, bill, detail, at)| Violation {
			position: uint(position),
			kind,
			message_id,
			sequence: uint(sequence),
			bill,
			detail,
			at: uint(at),
		})
		.collect();
	let next = page.next(items.len(), items.last().map(|item| item.position));
	Ok(ViolationList { items, next })
}

/// Tables of one system alone, and those that all share.
const fn tables(system: System) -> (&'static [&'static str], &'static [&'static str]) {
	const SHARED: &[&str] = &["messages", "lanes", "applied", "violations", "bills", "files"];
	const PLATFORM: &[&str] =
		&["filings", "services", "flows", "locks", "outgoing", "agreements", "received"];
	match system {
		System::Nontax => (&[], SHARED),
		System::Platform => (PLATFORM, SHARED),
		System::Evidence => (&["evidence"], SHARED),
		System::Signing => (&["signings", "signatures", "steps"], SHARED),
	}
}

async fn reset(context: Context, _: Nothing) -> Result<Count, Stop> {
	let (own, shared) = tables(context.system);
	let mut transaction = context.db.begin().await?;
	let mut count = 0u64;
	for table in own {
		let sql = format!("DELETE FROM {table}");
		let done = sqlx::query(&sql).execute(&mut *transaction).await?;
		count = count.saturating_add(done.rows_affected());
	}
	for table in shared {
		let sql = format!("DELETE FROM {table} WHERE system = $1");
		let done =
			sqlx::query(&sql).bind(context.system.as_str()).execute(&mut *transaction).await?;
		count = count.saturating_add(done.rows_affected());
	}
	transaction.commit().await?;
	context.switch.set(FaultSettings::default());
	Ok(Count { count })
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn pages_end_where_the_list_ends() {
		let page = Page { after: 0, limit: Some(2) };
		assert_eq!(page.next(2, Some(7)), Some(7));
		assert_eq!(page.next(1, Some(7)), None);
		assert_eq!(Page { after: 0, limit: Some(0) }.limit(), 1);
		assert_eq!(Page { after: 0, limit: Some(5_000) }.limit(), MAX_PAGE);
	}
}
