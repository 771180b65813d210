//! What the provinces have to tell Shanghai: it waits in the database until it was answered.

use crate::{
	control::{list, Page},
	db::{damaged, int, next, uint},
};
use fiscal_bridge::convert;
use fiscal_primitives::{
	region::{AnswerNotice, InboundBody, RegionOperation},
	Moment, Region,
};
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use utoipa::ToSchema;
use uuid::Uuid;

/// Waits to be answered.
pub const WAITING: &str = "waiting";
/// Was taken.
pub const ANSWERED: &str = "answered";
/// Was refused for good.
pub const REFUSED: &str = "refused";
/// A file of a bill, not a message.
pub const FILE: &str = "file";

/// Something to send.
pub struct Draft<'a> {
	/// The province that says it.
	pub region: Region,
	/// `filing`, `service`, `start`, `result`, `answer`, or [`FILE`].
	pub kind: &'a str,
	/// What has to arrive in order.
	pub lane: String,
	/// Organisation.
	pub org: &'a str,
	/// Flow number.
	pub flow: Option<&'a str>,
	/// The bill, `<code>-<number>`.
	pub bill: Option<String>,
	/// An [`InboundBody`] as JSON, or a request for a file.
	pub body: String,
}

/// Something that waits.
pub struct Waiting {
	/// Its place.
	pub position: i64,
	/// Its number, the same for every attempt.
	pub id: String,
	/// The province that says it.
	pub region: u8,
	/// See [`Draft::kind`].
	pub kind: String,
	/// See [`Draft::body`].
	pub body: String,
	/// When it was signed first, Unix ms.
	pub made: Moment,
	/// Attempts that failed.
	pub attempts: u32,
}

/// Queues a message of a province: its number.
pub async fn say(
	connection: &mut AnyConnection,
	region: Region,
	body: &InboundBody,
	now: Moment,
) -> Result<String, sqlx::Error> {
	let text = serde_json::to_string(body).map_err(|fault| sqlx::Error::Encode(Box::new(fault)))?;
	let (kind, org, flow, bill) = match body {
		InboundBody::Filing { org, .. } => ("filing", org, None, None),
		InboundBody::Service { org, .. } => ("service", org, None, None),
		InboundBody::Start { org, flow, bill, .. } => ("start", org, Some(flow), Some(bill)),
		InboundBody::Result { org, flow, bill, .. } => ("result", org, Some(flow), Some(bill)),
		InboundBody::Answer { org, flow, .. } => ("answer", org, Some(flow), None),
	};
	let flow = flow.map(|flow| flow.as_str());
	let draft = Draft {
		region,
		kind,
		lane: format!("{region}/{org}/{}", flow.unwrap_or_default()),
		org: org.as_str(),
		flow,
		bill: bill.map(ToString::to_string),
		body: text,
	};
	queue(connection, draft, now).await
}

/// Queues something: its number.
pub async fn queue(
	connection: &mut AnyConnection,
	draft: Draft<'_>,
	now: Moment,
) -> Result<String, sqlx::Error> {
	// Not a counter: the chain remembers the numbers of a database that was wiped.
	let id = Uuid::new_v4().simple().to_string();
	let position = next(connection, "platform/outgoing").await?;
	sqlx::query(
		"INSERT INTO outgoing (position, id, region, kind, lane, org, flow, bill, body, made, due, \
		 status, attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)",
	)
	.bind(position)
	.bind(&id)
	.bind(i64::from(draft.region.get()))
	.bind(draft.kind)
	.bind(draft.lane)
	.bind(draft.org)
	.bind(draft.flow)
	.bind(draft.bill)
	.bind(draft.body)
	.bind(int(now))
	.bind(int(now))
	.bind(WAITING)
	.execute(connection)
	.await?;
	Ok(id)
}

/// What is due, in order, at most `limit`: of a lane the first alone.
pub async fn due(
	connection: &mut AnyConnection,
	now: Moment,
	limit: u64,
) -> Result<Vec<Waiting>, sqlx::Error> {
	let rows: Vec<(i64, String, i64, String, String, i64, i64)> = sqlx::query_as(
		"SELECT position, id, region, kind, body, made, attempts FROM outgoing \
		 WHERE status = 'waiting' AND due <= $1 AND NOT EXISTS (SELECT 1 FROM outgoing earlier \
		 WHERE earlier.lane = outgoing.lane AND earlier.status = 'waiting' \
		 AND earlier.position < outgoing.position) ORDER BY due, position LIMIT $2",
	)
	.bind(int(now))
	.bind(int(limit))
	.fetch_all(connection)
	.await?;
	rows.into_iter()
		.map(|(position, id, region, kind, body, made, attempts)| {
			Ok(Waiting {
				position,
				id,
				region: u8::try_from(region).map_err(damaged)?,
				kind,
				body,
				made: uint(made),
				attempts: u32::try_from(attempts).map_err(damaged)?,
			})
		})
		.collect()
}

/// An attempt came to nothing: the next one follows at `due`.
pub async fn postpone(
	connection: &mut AnyConnection,
	waiting: &Waiting,
	made: Moment,
	due: Moment,
	words: &str,
) -> Result<(), sqlx::Error> {
	sqlx::query(
		"UPDATE outgoing SET attempts = attempts + 1, made = $1, due = $2, words = $3 \
		 WHERE position = $4",
	)
	.bind(int(made))
	.bind(int(due))
	.bind(words)
	.bind(waiting.position)
	.execute(connection)
	.await?;
	Ok(())
}

/// It was answered.
pub async fn conclude(
	connection: &mut AnyConnection,
	waiting: &Waiting,
	status: &str,
	code: &str,
	words: &str,
) -> Result<(), sqlx::Error> {
	sqlx::query(
		"UPDATE outgoing SET attempts = attempts + 1, status = $1, code = $2, words = $3 \
		 WHERE position = $4",
	)
	.bind(status)
	.bind(code)
	.bind(words)
	.bind(waiting.position)
	.execute(connection)
	.await?;
	Ok(())
}

/// Notes what Shanghai decided about a request: was there one?
pub async fn note(
	connection: &mut AnyConnection,
	notice: &AnswerNotice,
) -> Result<bool, sqlx::Error> {
	let kind = match notice.operation {
		RegionOperation::Start => "start",
		RegionOperation::Result => "result",
	};
	let noted = sqlx::query(
		"UPDATE outgoing SET outcome = $1, expires = $2 \
		 WHERE region = $3 AND org = $4 AND flow = $5 AND kind = $6",
	)
	.bind(convert::word(&notice.outcome))
	.bind(notice.expires.map(int))
	.bind(i64::from(notice.flow.region.get()))
	.bind(notice.flow.org.as_str())
	.bind(notice.flow.flow.as_str())
	.bind(kind)
	.execute(connection)
	.await?
	.rows_affected();
	Ok(noted > 0)
}

/// Something that a province told Shanghai.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutgoingView {
	/// From 1 in the order in which it was said.
	pub position: u64,
	/// Its number, 32 characters.
	pub id: String,
	/// The province.
	pub region: u8,
	/// `filing`, `service`, `start`, `result`, `answer` or `file`.
	pub kind: String,
	/// Organisation.
	pub org: String,
	/// Flow number.
	pub flow: Option<String>,
	/// The bill, `<code>-<number>`.
	pub bill: Option<String>,
	/// `waiting`, `answered` or `refused`.
	pub status: String,
	/// How often it was sent.
	pub attempts: u32,
	/// The code it was answered with.
	pub code: Option<String>,
	/// What was said of the last attempt.
	pub words: Option<String>,
	/// What Shanghai decided about it, as `RegionOutcome` is written in JSON.
	pub outcome: Option<String>,
	/// When the lock there ends by itself, Unix ms.
	pub expires: Option<u64>,
}

list!(
	/// What provinces told Shanghai.
	OutgoingList of OutgoingView
);

type Row = (
	i64,
	String,
	i64,
	String,
	String,
	Option<String>,
	Option<String>,
	String,
	i64,
	Option<String>,
	Option<String>,
	Option<String>,
	Option<i64>,
);

/// A page of it.
pub async fn page(
	connection: &mut AnyConnection,
	page: &Page,
) -> Result<OutgoingList, sqlx::Error> {
	let rows: Vec<Row> = sqlx::query_as(
		"SELECT position, id, region, kind, org, flow, bill, status, attempts, code, words, \
		 outcome, expires FROM outgoing WHERE position > $1 ORDER BY position LIMIT $2",
	)
	.bind(page.after())
	.bind(int(page.limit()))
	.fetch_all(connection)
	.await?;
	let items = rows.into_iter().map(view).collect::<Result<Vec<_>, _>>()?;
	let next = page.next(items.len(), items.last().map(|item| item.position));
	Ok(OutgoingList { items, next })
}

fn view(row: Row) -> Result<OutgoingView, sqlx::Error> {
	let (
		position,
		id,
		region,
		kind,
		org,
		flow,
		bill,
		status,
		attempts,
		code,
		words,
		outcome,
		expires,
	) = row;
	Ok(OutgoingView {
		position: uint(position),
		id,
		region: u8::try_from(region).map_err(damaged)?,
		kind,
		org,
		flow,
		bill,
		status,
		attempts: u32::try_from(attempts).map_err(damaged)?,
		code,
		words,
		outcome,
		expires: expires.map(uint),
	})
}
