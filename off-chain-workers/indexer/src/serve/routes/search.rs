//! One box for everything: what somebody has in hand is looked up by its form.

use super::item::{indexed, Item, Question};
use crate::{
	model::{self, PER_BLOCK},
	serve::{
		context::Context,
		fault::ApiFault,
		query::{
			account,
			cells::Cells,
			param::{Param, Takes},
			select::{after_prefix, Select},
		},
	},
};
use serde::Serialize;
use sqlx::AnyPool;
use utoipa::ToSchema;
use utoipa_axum::router::UtoipaMethodRouter;

/// How many items are answered.
const MOST: usize = 20;
/// How many of one kind.
const EACH: i64 = 8;

/// What was found.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchAnswer {
	/// The closest first.
	items: Vec<SearchItem>,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchItem {
	/// `block`, `transaction`, `account`, `participant`, `bill`, `lock`, `authorization` or `event`.
	kind: &'static str,
	/// How the API calls it.
	id: String,
	/// What to show.
	label: String,
	/// Its page in the explorer.
	path: String,
}

const PARAMS: [Param; 1] = [Param::new(
	"q",
	Takes::Text,
	"A height, a hash, `height-index`, an account, a DID, a name, a bill code and number, a number of a \
	 bill, a digest or a business flow number.",
)];

/// `GET /search`
pub fn search() -> UtoipaMethodRouter<Context> {
	Item {
		path: "/search",
		tag: "items",
		summary: "Finds what a text names.",
		parts: &[],
		params: &PARAMS,
		lasts: indexed,
	}
	.route(answer)
}

async fn answer(question: Question) -> Result<SearchAnswer, ApiFault> {
	let Question { context, head, given } = question;
	let text = given.text("q").ok_or_else(|| ApiFault::invalid("q", "is missing"))?.trim();
	if text.is_empty() {
		return Err(ApiFault::invalid("q", "is empty"));
	}
	// What is looked for may be of any age.
	let mut search = Search { pool: context.pool_for(None, &head), items: Vec::new() };
	let digits: String = text.chars().filter(char::is_ascii_digit).collect();
	let is_digits = digits.len() == text.len();
	if let Some((code, number)) = bill_codes(text) {
		search.bill(code, number).await?;
	}
	if let Some(position) = model::position_of(text) {
		search.transaction(position).await?;
		search.event(position).await?;
	}
	if is_digits && digits.len() <= 10 {
		if let Ok(number) = digits.parse::<i64>() {
			search.block(number).await?;
			search.participant(number).await?;
		}
	}
	if is_digits && digits.len() == 10 {
		search.bills(text).await?;
	}
	if let Some(hash) = hash(text) {
		search.hash(&hash).await?;
	}
	if let Some(account) = account::written(text) {
		search.account(&account).await?;
	}
	search.named(text).await?;
	search.flow(text).await?;
	let mut items = search.items;
	items.truncate(MOST);
	Ok(SearchAnswer { items })
}

/// A hash with or without `0x`.
fn hash(text: &str) -> Option<String> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	let is_hash = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
	is_hash.then(|| format!("0x{}", digits.to_ascii_lowercase()))
}

/// Code and number of a bill: with a sign or a space between, or none.
fn bill_codes(text: &str) -> Option<(&str, &str)> {
	let (code, rest) = text.split_at_checked(8)?;
	let number = rest.trim_start_matches(['-', '/', ' ', ',', '，']);
	let is_right = code.bytes().chain(number.bytes()).all(|byte| byte.is_ascii_digit());
	(is_right && number.len() == 10).then_some((code, number))
}

struct Search<'a> {
	pool: &'a AnyPool,
	items: Vec<SearchItem>,
}

impl Search<'_> {
	fn found(&mut self, kind: &'static str, id: String, label: String, path: String) {
		let item = SearchItem { kind, id, label, path };
		if !self.items.contains(&item) {
			self.items.push(item);
		}
	}

	async fn block(&mut self, height: i64) -> Result<(), ApiFault> {
		let mut select = Select::new("height, hash", "blocks");
		select.compare("height", "=", height);
		self.blocks(select).await
	}

	async fn blocks(&mut self, select: Select) -> Result<(), ApiFault> {
		for row in &select.rows(self.pool).await? {
			let height = Cells(row).int("height")?.to_string();
			let label = format!("{height} {}", Cells(row).text("hash")?);
			let path = format!("/blocks/{height}");
			self.found("block", height, label, path);
		}
		Ok(())
	}

	async fn transaction(&mut self, position: i64) -> Result<(), ApiFault> {
		let mut select = Select::new("seq, hash, pallet, call", "transactions");
		select.compare("seq", "=", position);
		self.transactions(select).await
	}

	async fn transactions(&mut self, select: Select) -> Result<(), ApiFault> {
		for row in &select.rows(self.pool).await? {
			let cells = Cells(row);
			let id = model::id_of(cells.int("seq")?);
			let label = format!("{}.{} {}", cells.text("pallet")?, cells.text("call")?, id);
			let path = format!("/transactions/{id}");
			self.found("transaction", id, label, path);
		}
		Ok(())
	}

	async fn event(&mut self, position: i64) -> Result<(), ApiFault> {
		let mut select = Select::new("seq, pallet, name", "events");
		select.compare("seq", "=", position);
		for row in &select.rows(self.pool).await? {
			let cells = Cells(row);
			let id = model::id_of(position);
			let label = format!("{}.{} {id}", cells.text("pallet")?, cells.text("name")?);
			let path = format!("/events?block={}", position.div_euclid(PER_BLOCK));
			self.found("event", id, label, path);
		}
		Ok(())
	}

	async fn bill(&mut self, code: &str, number: &str) -> Result<(), ApiFault> {
		let mut select = Select::new("code, number", "bills");
		select.compare("key", "=", format!("{code}-{number}"));
		self.bill_rows(select).await
	}

	async fn bills(&mut self, number: &str) -> Result<(), ApiFault> {
		let mut select = Select::new("code, number", "bills");
		select.compare("number", "=", number);
		let limit = select.bind(EACH);
		select.end(&format!("ORDER BY number, code LIMIT {limit}"));
		self.bill_rows(select).await
	}

	async fn bill_rows(&mut self, select: Select) -> Result<(), ApiFault> {
		for row in &select.rows(self.pool).await? {
			let (code, number) = (Cells(row).text("code")?, Cells(row).text("number")?);
			let id = format!("{code}-{number}");
			let label = format!("{code} {number}");
			let path = format!("/bills/{code}/{number}");
			self.found("bill", id, label, path);
		}
		Ok(())
	}

	async fn participant(&mut self, id: i64) -> Result<(), ApiFault> {
		let mut select = Select::new("id, name", "participants");
		select.compare("id", "=", id);
		self.participants(select, "participant").await
	}

	async fn account(&mut self, account: &str) -> Result<(), ApiFault> {
		let mut select = Select::new("id, name", "participants");
		let place = select.bind(account);
		select.condition(&format!(
			"id IN (SELECT participant FROM accounts WHERE account = {place})"
		));
		self.participants(select, "account").await
	}

	async fn participants(&mut self, select: Select, kind: &'static str) -> Result<(), ApiFault> {
		for row in &select.rows(self.pool).await? {
			let id = Cells(row).int("id")?.to_string();
			let label = format!("{} #{id}", Cells(row).text("name")?);
			let path = format!("/participants/{id}");
			self.found(kind, id, label, path);
		}
		Ok(())
	}

	async fn hash(&mut self, hash: &str) -> Result<(), ApiFault> {
		let mut blocks = Select::new("height, hash", "blocks");
		blocks.compare("hash", "=", hash);
		self.blocks(blocks).await?;
		let mut transactions = Select::new("seq, hash, pallet, call", "transactions");
		transactions.compare("hash", "=", hash);
		let limit = transactions.bind(EACH);
		transactions.end(&format!("ORDER BY seq DESC LIMIT {limit}"));
		self.transactions(transactions).await?;
		let mut authorizations = Select::new("digest, scene", "authorizations");
		authorizations.compare("digest", "=", hash);
		for row in &authorizations.rows(self.pool).await? {
			let digest = Cells(row).text("digest")?;
			let path = format!("/authorizations/{digest}");
			self.found("authorization", digest.clone(), digest, path);
		}
		let mut payers = Select::new("code, number", "bills");
		payers.compare("payer", "=", hash);
		let limit = payers.bind(EACH);
		payers.end(&format!("ORDER BY seq DESC LIMIT {limit}"));
		self.bill_rows(payers).await
	}

	/// Participants whose name or DID begins so.
	async fn named(&mut self, text: &str) -> Result<(), ApiFault> {
		let column = if text.starts_with("did:") { "did" } else { "name" };
		let mut select = Select::new("id, name", "participants");
		select.compare(column, ">=", text);
		if let Some(end) = after_prefix(text) {
			select.compare(column, "<", end);
		}
		let limit = select.bind(EACH);
		select.end(&format!("ORDER BY {column}, id LIMIT {limit}"));
		self.participants(select, "participant").await
	}

	async fn flow(&mut self, text: &str) -> Result<(), ApiFault> {
		let mut select = Select::new("seq, bill, flow, state", "locks");
		select.compare("flow", "=", text);
		let limit = select.bind(EACH);
		select.end(&format!("ORDER BY seq DESC LIMIT {limit}"));
		for row in &select.rows(self.pool).await? {
			let cells = Cells(row);
			let (code, number) = cells.bill("bill")?;
			let label = format!("{} {code} {number}", cells.text("flow")?);
			let path = format!("/bills/{code}/{number}");
			self.found("lock", model::id_of(cells.int("seq")?), label, path);
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn forms_are_told_apart() {
		for text in ["310601260000000001", "31060126-0000000001", "31060126 0000000001"] {
			assert_eq!(bill_codes(text), Some(("31060126", "0000000001")), "{text}");
		}
		for text in ["31060126", "3106012600000001", "31060126-000000000x", "财政票据"] {
			assert_eq!(bill_codes(text), None, "{text}");
		}
		let digits = "Ab".repeat(32);
		assert_eq!(hash(&digits), Some(format!("0x{}", digits.to_lowercase())));
		assert_eq!(hash(&format!("0x{digits}")), hash(&digits));
		assert_eq!(hash("0x12"), None);
	}
}
