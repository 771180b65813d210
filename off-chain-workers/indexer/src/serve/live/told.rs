//! What one block brought, piece by piece.

use crate::{
	model::{self, PER_BLOCK},
	serve::{
		context::Context,
		fault::ApiFault,
		query::{
			bills::BILLS,
			cells::Cells,
			chain::{ALERTS, BLOCKS, EVENTS},
			list::positions,
			param::Given,
			select::Select,
		},
	},
};
use serde::Serialize;
use std::sync::Arc;

/// The words of the parameter `topics`.
pub const TOPICS: [&str; 4] = ["blocks", "events", "bills", "alerts"];
/// The most pieces of one kind that are told of one block.
const MOST: i64 = 50_000;
/// How many bills are read with one statement.
const BILLS_AT_ONCE: usize = 200;

/// What a piece is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
	/// The block itself.
	Block,
	/// An event.
	Event,
	/// A bill that the block changed, as it is now.
	Bill,
	/// An alert.
	Alert,
}

impl Topic {
	/// The type of the event that tells it.
	pub const fn event(self) -> &'static str {
		match self {
			Self::Block => "block",
			Self::Event => "event",
			Self::Bill => "bill",
			Self::Alert => "alert",
		}
	}

	const fn word(self) -> &'static str {
		match self {
			Self::Block => "blocks",
			Self::Event => "events",
			Self::Bill => "bills",
			Self::Alert => "alerts",
		}
	}
}

/// One piece.
#[derive(Clone, Debug)]
pub struct Told {
	/// The height times 2^20 plus its number in the block.
	pub position: i64,
	/// What it is about.
	pub topic: Topic,
	/// Its JSON.
	pub data: Arc<str>,
	/// The pallet and the name of an event or an alert.
	pub of: Option<(String, String)>,
	/// The issuer and the scene of a bill.
	pub bill: Option<(u32, u32)>,
}

/// What a follower asked for.
#[derive(Clone, Debug)]
pub struct Filter {
	topics: Vec<String>,
	pallet: Option<String>,
	name: Option<String>,
	issuer: Option<i64>,
	scene: Option<i64>,
}

impl Filter {
	/// Of a query.
	pub fn of(given: &Given) -> Self {
		let topics = given.text("topics").unwrap_or("blocks");
		Self {
			topics: topics.split(',').map(str::to_owned).collect(),
			pallet: given.text("pallet").map(str::to_owned),
			name: given.text("name").map(str::to_owned),
			issuer: given.int("issuer"),
			scene: given.int("scene"),
		}
	}

	/// Is the piece asked for?
	pub fn admits(&self, told: &Told) -> bool {
		let is_asked = |wanted: &Option<String>, found: &str| {
			wanted.as_ref().is_none_or(|wanted| wanted == found)
		};
		let is_number = |wanted: Option<i64>, found: u32| {
			wanted.is_none_or(|wanted| wanted == i64::from(found))
		};
		self.topics.iter().any(|topic| topic == told.topic.word())
			&& told.of.as_ref().is_none_or(|(pallet, name)| {
				is_asked(&self.pallet, pallet) && is_asked(&self.name, name)
			}) && told.bill.is_none_or(|(issuer, scene)| {
			is_number(self.issuer, issuer) && is_number(self.scene, scene)
		})
	}
}

/// Numbers the pieces of a block.
struct Pieces {
	first: i64,
	told: Vec<Told>,
}

impl Pieces {
	fn push<T: Serialize>(
		&mut self,
		topic: Topic,
		data: &T,
		of: Option<(String, String)>,
		bill: Option<(u32, u32)>,
	) -> Result<(), ApiFault> {
		let number = i64::try_from(self.told.len()).unwrap_or(PER_BLOCK);
		let data = serde_json::to_string(data).map_err(ApiFault::internal)?.into();
		let position = self.first.saturating_add(number.min(PER_BLOCK.saturating_sub(1)));
		self.told.push(Told { position, topic, data, of, bill });
		Ok(())
	}
}

/// Everything a block brought, in the order in which it is told: always the same one, so that the number
/// of a piece says which it is. Bills are told as they are now.
///
/// # Errors
/// What the database says.
pub async fn of_block(context: &Context, height: u32) -> Result<Vec<Told>, ApiFault> {
	let head = context.head()?;
	let given = Given::default();
	let ask = context.ask(&head, &given, &[]);
	let pool = context.pool();
	let (first, end) = positions(height);
	let (row, _) = BLOCKS
		.at(pool, &ask, height.into())
		.await?
		.ok_or_else(|| ApiFault::internal(format!("block {height} is not indexed")))?;
	let mut pieces = Pieces { first, told: Vec::new() };
	pieces.push(Topic::Block, &row, None, None)?;
	for event in EVENTS.between(pool, &ask, first, end, MOST).await? {
		let of = (event.pallet.clone(), event.name.clone());
		pieces.push(Topic::Event, &event, Some(of), None)?;
	}
	let changed = changed(context, first, end).await?;
	for some in changed.chunks(BILLS_AT_ONCE) {
		let mut select = Select::new(BILLS.columns, BILLS.table);
		let places: Vec<String> = some.iter().map(|key| select.bind(key.as_str())).collect();
		select.condition(&format!("key IN ({})", places.join(", ")));
		select.end("ORDER BY key");
		for row in &select.rows(pool).await? {
			let bill = (BILLS.read)(Cells(row), &ask)?;
			let of = (bill.issuer, bill.scene);
			pieces.push(Topic::Bill, &bill, None, Some(of))?;
		}
	}
	for alert in ALERTS.between(pool, &ask, first, end, MOST).await? {
		let of = (alert.pallet.clone(), alert.name.clone());
		pieces.push(Topic::Alert, &alert, Some(of), None)?;
	}
	debug_assert!(pieces.told.iter().all(|one| model::height_of(one.position) == height));
	Ok(pieces.told)
}

/// The keys of the bills that a block changed.
async fn changed(context: &Context, first: i64, end: i64) -> Result<Vec<String>, ApiFault> {
	let mut select = Select::new("DISTINCT bill", "timeline");
	select.compare("seq", ">=", first);
	select.compare("seq", "<", end);
	select.condition("kind = 'bill'");
	let limit = select.bind(MOST);
	select.end(&format!("ORDER BY bill LIMIT {limit}"));
	let rows = select.rows(context.pool()).await?;
	Ok(rows.iter().map(|row| Cells(row).text("bill")).collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
	use super::*;
	use axum::http::Uri;

	const PARAMS: [crate::serve::query::param::Param; 6] = super::super::PARAMS;

	fn filter(query: &str) -> Filter {
		let uri: Uri = format!("/live?{query}").parse().unwrap();
		Filter::of(&Given::of(&uri, &[&PARAMS]).unwrap())
	}

	fn told(topic: Topic, of: Option<(&str, &str)>, bill: Option<(u32, u32)>) -> Told {
		let of = of.map(|(pallet, name)| (pallet.to_owned(), name.to_owned()));
		Told { position: 0, topic, data: "{}".into(), of, bill }
	}

	#[test]
	fn followers_are_told_what_they_asked_for() {
		let block = told(Topic::Block, None, None);
		let event = told(Topic::Event, Some(("Bills", "Voided")), None);
		let bill = told(Topic::Bill, None, Some((7, 1)));
		assert!(filter("").admits(&block));
		assert!(!filter("").admits(&event));
		assert!(filter("topics=events,bills&pallet=Bills&issuer=7").admits(&event));
		assert!(filter("topics=events,bills&pallet=Bills&issuer=7").admits(&bill));
		assert!(!filter("topics=events&name=Updated").admits(&event));
		assert!(!filter("topics=bills&scene=2").admits(&bill));
		assert!(!filter("topics=bills&issuer=7").admits(&block));
	}
}
