//! One block, one transaction.

use super::item::{Item, Question};
use crate::{
	decode::{hex_text, TransactionDetail},
	model::{self, BlockRow, Certificate, EventRow, TransactionRow},
	serve::{
		answer::Tag,
		context::{Context, Head},
		fault::ApiFault,
		query::{
			cells::{damaged, Cells},
			chain::{BLOCKS, EVENTS, TRANSACTIONS},
			list::positions,
			param::{Given, Param, Takes},
			select::Select,
		},
	},
	store::uint,
};
use base64::{engine::general_purpose::STANDARD, Engine};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::UtoipaMethodRouter;

/// The most events of one transaction that are answered with it.
const MAX_EVENTS: i64 = 10_000;

/// A block with what proves that it was decided.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlockDetail {
	#[serde(flatten)]
	row: BlockRow,
	/// The commit certificate 提交证书; none for the first block.
	certificate: Option<Certificate>,
	/// What its header says besides.
	#[schema(value_type = Vec<Object>)]
	digest_logs: Value,
}

/// A transaction with all that it carries and did.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransactionAnswer {
	#[serde(flatten)]
	row: TransactionRow,
	/// The arguments of its call, by name.
	#[schema(value_type = Object)]
	args: Value,
	/// Its bytes, `0x` and hexadecimal digits.
	raw: String,
	/// Its signature, `0x` and hexadecimal digits; none where nobody signed.
	signature: Option<String>,
	/// What its extensions carry.
	#[schema(value_type = Object)]
	extensions: Value,
	/// The events it emitted, in their order.
	events: Vec<EventRow>,
}

/// Either of two forms: one that is no number is a hash.
const BLOCK: [Param; 1] = [Param::new("id", Takes::BlockId, "Height, or hash.")];
const TRANSACTION: [Param; 1] =
	[Param::new("id", Takes::TransactionId, "Hash, or `height-index`.")];

/// `GET /blocks/{id}`
pub fn block() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/blocks/{id}",
		tag: "items",
		summary: "A finalized block with its commit certificate 提交证书.",
		parts: &BLOCK,
		params: &[],
		lasts: block_lasts,
	}
	.route(answer_block)
}

/// A block is final: under its hash it is the same for ever, under its height as long as the chain is.
fn block_lasts(given: &Given, head: &Head) -> Tag {
	match (given.text("id"), given.int("id")) {
		(Some(hash), _) => Tag::Ever(hash.to_owned()),
		(None, Some(height)) if height <= i64::from(head.height) => {
			Tag::chain(head, format_args!("b{height}"))
		}
		_ => Tag::of(head),
	}
}

async fn answer_block(question: Question) -> Result<BlockDetail, ApiFault> {
	let Question { context, head, given } = question;
	let mut select = Select::new(BLOCK_COLUMNS, "blocks");
	match (given.text("id"), given.int("id")) {
		(Some(hash), _) => select.compare("hash", "=", hash),
		(None, height) => select.compare("height", "=", height.unwrap_or(-1)),
	}
	let row = select
		.row(context.pool())
		.await?
		.ok_or_else(|| ApiFault::not_found("no such block is indexed"))?;
	let cells = Cells(&row);
	let certificate = cells
		.maybe_text("certificate")?
		.map(|text| serde_json::from_str(&text).map_err(|_| damaged("certificate")))
		.transpose()?;
	Ok(BlockDetail {
		row: (BLOCKS.read)(cells, &context.ask(&head, &given, &[]))?,
		certificate,
		digest_logs: cells.json("digest_logs")?,
	})
}

const BLOCK_COLUMNS: &str =
	"height, hash, parent_hash, state_root, extrinsics_root, time, proposer, \
	round, set_id, spec_version, transactions, events, bills, bytes, certificate, digest_logs";

/// `GET /transactions/{id}`
pub fn transaction() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/transactions/{id}",
		tag: "items",
		summary: "A transaction with its arguments and events. Of several with one hash, the last.",
		parts: &TRANSACTION,
		params: &[],
		lasts: transaction_lasts,
	}
	.route(answer_transaction)
}

fn transaction_lasts(given: &Given, head: &Head) -> Tag {
	match given.int("id") {
		Some(position) if model::height_of(position) <= head.height => {
			Tag::chain(head, format_args!("t{position}"))
		}
		_ => Tag::of(head),
	}
}

async fn answer_transaction(question: Question) -> Result<TransactionAnswer, ApiFault> {
	let Question { context, head, given } = question;
	let ask = context.ask(&head, &given, &[]);
	let pool = context.pool();
	let found = match (given.text("id"), given.int("id")) {
		(Some(hash), _) => {
			TRANSACTIONS
				.one(pool, &ask, |select| {
					select.compare("hash", "=", hash);
					select.end("ORDER BY seq DESC LIMIT 1");
				})
				.await?
		}
		(None, position) => TRANSACTIONS.at(pool, &ask, position.unwrap_or(-1)).await?,
	};
	let (row, cells) =
		found.ok_or_else(|| ApiFault::not_found("no such transaction is indexed"))?;
	let position = Cells(&cells).int("seq")?;
	let bytes = body(&context, position).await?;
	let spec_version = bytes.1;
	let TransactionDetail { args, signature, extensions, .. } = context
		.library()
		.runtime(spec_version)
		.await
		.map_err(ApiFault::internal)?
		.ok_or_else(|| ApiFault::internal(format!("no runtime {spec_version} is known")))?
		.transaction(&bytes.0)
		.map_err(ApiFault::internal)?;
	Ok(TransactionAnswer {
		events: events(&context, &ask, &row).await?,
		row,
		args,
		raw: hex_text(&bytes.0),
		signature,
		extensions,
	})
}

/// The bytes of a transaction, and the version of the runtime they were meant for.
async fn body(context: &Context, position: i64) -> Result<(Vec<u8>, u32), ApiFault> {
	let mut select = Select::new("spec_version, raw", "transaction_bodies");
	select.compare("seq", "=", position);
	let row = select
		.row(context.pool())
		.await?
		.ok_or_else(|| ApiFault::internal("a transaction has no body"))?;
	let raw = Cells(&row).text("raw")?;
	let bytes = STANDARD.decode(raw).map_err(|_| damaged("raw"))?;
	Ok((bytes, Cells(&row).u32("spec_version")?))
}

async fn events(
	context: &Context,
	ask: &crate::serve::query::list::Ask<'_>,
	row: &TransactionRow,
) -> Result<Vec<EventRow>, ApiFault> {
	let (first, end) = positions(row.block);
	let mut select = Select::new(EVENTS.columns, EVENTS.table);
	select.compare("seq", ">=", first);
	select.compare("seq", "<", end);
	select.compare("extrinsic", "=", i64::from(row.index));
	let limit = select.bind(MAX_EVENTS);
	select.end(&format!("ORDER BY seq LIMIT {limit}"));
	let rows = select.rows(context.pool()).await?;
	Ok(rows.iter().map(|row| (EVENTS.read)(Cells(row), ask)).collect::<Result<_, _>>()?)
}

/// What a counter of the index says; 0 where it was never counted.
pub(super) async fn counter(context: &Context, name: &str) -> Result<u64, ApiFault> {
	let mut select = Select::new("value", "counters");
	select.compare("name", "=", name);
	match select.row(context.pool()).await? {
		Some(row) => Ok(uint(Cells(&row).int("value")?)),
		None => Ok(0),
	}
}
